from datetime import date

import lightwell.clinical as lw
from lightwell.clinical.eligibilityfile import EligibilityRule
from lightwell.clinical.library import library
from tests.spec.book import Chapter, Row, Section

RULES = library().eligibility["ketamine", "iv"].rules


def _card(case: lw.Case, rule: str, region: str) -> lw.Card:
    return next(one for one in lw.assess(case, region=region).cards if one.rule.id == rule)


def _every_outcome(rule: EligibilityRule) -> str:
    """One row for each worked example of a rule, in its first region."""
    region = rule.regions[0]
    return "\n".join(
        f"{rule.id} | {region} | {outcome.words} || {outcome.words}" for outcome in rule.examples
    )


def _example(row: Row) -> Row:
    rule = next(one for one in RULES if one.id == row["rule"] and one.regions[0] == row["region"])
    (given,) = (case for outcome, case in rule.examples.items() if outcome.words == row["example"])
    return {"outcome": _card(lw.case_from_dict(given), rule.id, row["region"]).outcome.words}


def _pressure(row: Row) -> Row:
    reading = {"at": "2026-03-04T09:00:00-05:00"}
    values = {key: int(row[key]) for key in ("sbp", "dbp") if row[key] != "-"}
    person = {} if row["age"] == "-" else {"age_years": int(row["age"])}
    given = {"on": "2026-03-04", "vitals": [reading | values], "person": person}
    case = lw.case_from_dict(given)
    return {
        region + " " + limit: _card(case, rule, region).outcome.words
        for region in ("us", "eu")
        for limit, rule in (("start", "ci.bp_pre"), ("senior", "ci.bp_160"))
        if (region, limit) != ("eu", "senior")
    }


def _age(row: Row) -> Row:
    given = {"person": {"age_years": int(row["age"])}}
    young = {key: row[key] for key in ("guardian_consent", "patient_assent") if row[key] != "-"}
    case = lw.case_from_dict(given | {"session": young})
    names = {"13": "elig.age_13", "18": "elig.age", "consent": "elig.minor_consent"}
    return {name: _card(case, rule, "us").outcome.words for name, rule in names.items()}


def _stale(row: Row) -> Row:
    on = date(2026, 3, 31)
    then = date.fromordinal(on.toordinal() - int(row["days old"])).isoformat()
    given: dict[str, dict[str, object]] = {
        "elig.baseline_scale": {"scores": [{"instrument": "phq9", "at": then, "total": 18}]},
        "elig.baseline_cssrs": {"scores": [{"instrument": "cssrs_screener", "at": then}]},
        "elig.baseline_bp": {"vitals": [{"at": f"{then}T08:00:00Z", "sbp": 120, "dbp": 80}]},
        "elig.baseline_medicines": {"evaluation": {"medicines_reviewed_on": then}},
        "elig.baseline_weight": {"person": {"weight_kg": 70}, "evaluation": {"weighed_on": then}},
    }
    case = lw.case_from_dict({"on": on.isoformat(), **given[row["rule"]]})
    return {"outcome": _card(case, row["rule"], "us").outcome.words}


CHAPTER = Chapter(
    "Eligibility: ketamine IV",
    "Met is settled; not met raises the rule; unknown is asked and never counts as safe.",
    (
        Section(
            "Blood pressure before a start",
            "Above 140/90 holds; in Europe 150/90 from 65 years; from 160/100 a senior signs.",
            """
            sbp | dbp | age || us start | us senior | eu start
            140 | 90  | 40  || met      | met       | met
            141 | 90  | 40  || not met  | met       | not met
            140 | 91  | 40  || not met  | met       | not met
            150 | 90  | 64  || not met  | met       | not met
            150 | 90  | 65  || not met  | met       | met
            151 | 90  | 65  || not met  | met       | not met
            150 | 90  | -   || not met  | met       | unknown
            159 | 99  | 40  || not met  | met       | not met
            160 | 80  | 40  || not met  | not met   | not met
            120 | 100 | 40  || not met  | not met   | not met
            142 | -   | 40  || not met  | unknown   | not met
            120 | -   | 40  || unknown  | unknown   | unknown
            -   | 80  | 40  || unknown  | unknown   | unknown
            """,
            _pressure,
        ),
        Section(
            "Age",
            "Below 13 nobody may override; from 13 to 17 a specialist, with consent and assent.",
            """
            age | guardian_consent | patient_assent || 13      | 18      | consent
            12  | yes              | yes            || not met | not met | met
            13  | yes              | yes            || met     | not met | met
            17  | yes              | no             || met     | not met | not met
            17  | yes              | -              || met     | not met | unknown
            18  | -                | -              || met     | met     | met
            """,
            _age,
        ),
        Section(
            "A value that is too old is unknown",
            "",
            """
            rule                    | days old || outcome
            elig.baseline_scale     | 7        || met
            elig.baseline_scale     | 8        || unknown
            elig.baseline_cssrs     | 0        || met
            elig.baseline_cssrs     | 1        || unknown
            elig.baseline_bp        | 0        || met
            elig.baseline_bp        | 1        || unknown
            elig.baseline_medicines | 0        || met
            elig.baseline_medicines | 1        || unknown
            elig.baseline_weight    | 30       || met
            elig.baseline_weight    | 31       || unknown
            """,
            _stale,
        ),
        Section(
            "Every outcome of every rule",
            "The cases are the examples in the knowledge files.",
            "rule | region | example || outcome\n" + "\n".join(map(_every_outcome, RULES)),
            _example,
        ),
    ),
)
