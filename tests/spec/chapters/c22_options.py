# ruff: noqa: E501  (a row of a table is one line)
from datetime import date

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section
from tests.support.eligibility import settled

SETTLED = {
    **settled(evaluation={"metal_in_head": "no"}),
    "episode": {"severity": "moderate", "psychotic": "no"},
}


def _case(said: str) -> lw.Case:
    """The settled case, with one answer changed: "conditions.seizure yes"."""
    case = {
        key: dict(value) if isinstance(value, dict) else value for key, value in SETTLED.items()
    }
    if said != "-":
        place, answer = said.split()
        group, key = place.split(".")
        case[group] = {**case[group], key: answer}  # type: ignore[dict-item]  # a table
    return lw.case_from_dict(case)


def _outcome(row: Row) -> Row:
    return {"outcome": lw.options(_case(row["changed"]))[row["option"]].outcome}


def _speaks(row: Row) -> Row:
    case = lw.case_from_dict({"contributors": {row["contributor"]: row["answer"]}})
    found = lw.options(case)[row["option"]]
    return {
        "speaks for": "yes" if found.why else "no",
        "might": "yes" if found.not_known_for else "no",
        "outcome": found.outcome,
    }


def _tried(row: Row) -> Row:
    trials = [
        {"id": "a", "kind": "drug", "drug": "sertraline"},
        {"id": "b", "kind": "drug", "drug": "bupropion", "augments": "a"},
        {"id": "c", "kind": "drug", "drug": "aripiprazole", "augments": "a"},
        {"id": "d", "kind": "ect", "improvement_pct": 30},
        {"id": "e", "kind": "psychotherapy", "modality": "CBT"},
    ]
    found = lw.options(lw.case_from_dict({"trials": trials}))[row["option"]].tried
    return {"of this kind": "; ".join(found) or "-"}


def _beside(row: Row) -> Row:
    case = {**SETTLED, "medicines": [{"drug": row["medicine"]}]}
    found = lw.options(lw.case_from_dict(case), "eu")[row["option"]]
    assert found.assessment is not None
    return {"rules": found.assessment.outcome, "outcome": found.outcome}


def _number(row: Row) -> Row:
    one = next(each for each in lw.evidence_about(row["option"]) if each.id == row["number"])
    low, high = (f"{end:.1f}" for end in one.interval) if one.interval else ("-", "-")
    return {
        "told": one.words,
        "not": str(one.others),
        "beside": one.against_words if one.against else "no comparison",
        "interval": f"{low} to {high}" if one.interval else "-",
    }


def _checked(row: Row) -> Row:
    one = next(each for each in lw.evidence_about("ketamine_iv") if each.id == "mcinnes_response")
    return {
        "being checked": "yes" if one.is_being_checked(date.fromisoformat(row["day"])) else "no"
    }


def _expected(row: Row) -> Row:
    found = lw.expected_course(row["course"], int(row["day"]))
    bands = [one for one in found.bands if one.series.measure == row["measure"]]
    if not bands:
        return {"days": "-", "band": "unknown", "n": "-"}
    one = bands[0]
    return {
        "days": " and ".join(str(day) for day in dict.fromkeys(one.days)),
        "band": f"{one.low:.1f} to {one.high:.1f}",
        "n": str(min(one.n)),
    }


CHAPTER = Chapter(
    "Options, evidence and expected courses",
    "Every way to go on stands beside the others in a fixed order; nothing is ranked or recommended. An unknown never counts as safe.",
    (
        Section(
            "What one answer makes of an option",
            "The base is a case in which everything is settled; one answer is changed. Something recorded against an option is stronger than an unknown, an unknown than caution.",
            """
            option               | changed                          || outcome
            tms                  | -                                || no_blocker
            tms                  | evaluation.metal_in_head yes     || blocked
            tms                  | evaluation.metal_in_head unknown || unknown
            tms                  | conditions.seizure yes           || caution
            ect                  | conditions.icp yes               || caution
            ect                  | conditions.capacity yes          || blocked
            ect                  | conditions.seizure yes           || no_blocker
            cbt                  | conditions.bipolar yes           || caution
            mindfulness          | conditions.bipolar yes           || no_blocker
            mindfulness          | conditions.dissoc yes            || caution
            medication_change    | conditions.seizure yes           || caution
            augmentation         | conditions.seizure yes           || no_blocker
            augmentation         | conditions.delirium yes          || caution
            lifestyle            | conditions.cad yes               || caution
            supplements          | -                                || caution
            waiting              | -                                || no_blocker
            waiting              | episode.severity severe          || caution
            waiting              | conditions.suicide_high yes      || blocked
            waiting              | conditions.suicide_high unknown  || unknown
            ketamine_iv          | -                                || no_blocker
            ketamine_iv          | conditions.aneurysm yes          || blocked
            ketamine_iv          | conditions.aneurysm unknown      || unknown
            esketamine_intranasal | conditions.nasal yes            || blocked
            """,
            _outcome,
        ),
        Section(
            "What may speak for an option never weighs",
            "A recorded yes is told, a silence is told as not known; the outcome stays what the rules make of it.",
            """
            option          | contributor      | answer  || speaks for | might | outcome
            trauma_informed | trauma           | yes     || yes        | no    | unknown
            trauma_informed | trauma           | unknown || no         | yes   | unknown
            somatic         | chronic_pain     | no      || no         | yes   | unknown
            mindfulness     | chronic_stress   | yes     || yes        | yes   | unknown
            """,
            _speaks,
        ),
        Section(
            "What was tried of this kind",
            "From the history, with what it did where that is recorded.",
            """
            option            || of this kind
            medication_change || sertraline (trial a): improvement not recorded
            combination       || bupropion (trial b): improvement not recorded
            augmentation      || aripiprazole (trial c): improvement not recorded
            ect               || ECT (trial d): improvement 30 %
            cbt               || CBT (trial e): improvement not recorded
            tms               || -
            waiting           || -
            """,
            _tried,
        ),
        Section(
            "Medicines beside esketamine and ketamine",
            "A medicine to avoid blocks; one that no list knows keeps the option unknown, whatever the rules say.",
            """
            option      | medicine     || rules      | outcome
            ketamine_iv | vitamin D    || no_blocker | no_blocker
            ketamine_iv | magic beans  || no_blocker | unknown
            ketamine_iv | theophylline || no_blocker | blocked
            ketamine_iv | tranylcypromine || no_blocker | caution
            """,
            _beside,
        ),
        Section(
            "The shape of a number",
            "Of 100 people, or of 1,000 where an arm is below 1 in 100; those without the outcome; and what stands beside it.",
            """
            option                | number                 || told        | not | beside         | interval
            ketamine_iv           | mcinnes_response       || 54 of 100   | 46  | no comparison  | 49.4 to 57.8
            ketamine_iv           | alnefeesi_remission    || 30 of 100   | 70  | no comparison  | 24.1 to 35.9
            ketamine_iv           | murrough_response      || 64 of 100   | 36  | 28 of 100      | 49.5 to 76.0
            ketamine_iv           | anand_response         || 55 of 100   | 45  | 41 of 100      | 48.4 to 62.2
            ect                   | anand_response         || 55 of 100   | 45  | 41 of 100      | 48.4 to 62.2
            ketamine_iv           | jelovac_response       || 47 of 100   | 53  | 33 of 100      | -
            ketamine_sublingual   | hull_worse             || 9 of 1,000  | 991 | no comparison  | -
            esketamine_intranasal | label_systolic_40      || 84 of 1,000 | 916 | 5 of 1,000     | 5.9 to 11.8
            esketamine_intranasal | zaki_death             || 8 of 1,000  | 992 | no comparison  | 0.4 to 1.5
            esketamine_intranasal | daly_dissociation      || 23 of 100   | 77  | 0 of 100       | -
            medication_change     | rush_step_4            || 13 of 100   | 87  | no comparison  | -
            cbt                   | wiles_response         || 46 of 100   | 54  | 22 of 100      | -
            """,
            _number,
        ),
        Section(
            "A number whose review is overdue is being checked",
            "",
            """
            day        || being checked
            2027-05-20 || no
            2027-05-21 || yes
            """,
            _checked,
        ),
        Section(
            "Expected course: what published groups had on a day",
            "Between two days that were reported the band spans both; before and after them it is unknown.",
            """
            course                | day | measure    || days    | band         | n
            lii_2023              | 1   | mean_score || 1       | 5.1 to 20.3  | 20
            lii_2023              | 1   | response   || 1       | 38.7 to 78.1 | 20
            lii_2023              | 10  | response   || 7 and 14 | 15.4 to 63.7 | 19
            lii_2023              | 15  | response   || -       | unknown      | -
            mcinnes_2022          | 28  | still_well || 28      | 80.0 to 80.0 | 537
            mcinnes_2022          | 40  | still_well || 28 and 56 | 60.0 to 80.0 | 537
            iv-series             | 1   | remission  || 1       | 29.9 to 70.1 | 20
            ketamine im           | 1   | response   || -       | unknown      | -
            esketamine intranasal | 28  | response   || 28      | 53.2 to 64.1 | 310
            """,
            _expected,
        ),
    ),
)
