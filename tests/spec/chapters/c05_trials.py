# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

_NUMBERS = ("dose_mg", "improvement_pct", "best_improvement_pct")


def _trial(row: Row, *, trial_id: str = "t1") -> dict[str, object]:
    """A row as a trial; a dash is not recorded, and a column that is not there is usual."""
    usual: dict[str, str] = {
        "kind": "drug",
        "drug": "sertraline",
        "dose_mg": "100",
        "days": "56",
        "adherence": "taken",
        "improvement_pct": "10",
        "episode": "current",
    }
    told = {**usual, **{key.replace(" ", "_"): value for key, value in row.items()}}
    trial: dict[str, object] = {"id": trial_id}
    for key, value in told.items():
        if value == "-":
            continue
        if key in _NUMBERS:
            trial[key] = float(value)
        else:
            trial[key] = int(value) if key in ("days", "sessions") else value
    return trial


def _judge(row: Row) -> Row:
    trial = _trial(row)
    finding = lw.history(lw.case_from_dict({"on": "2026-11-20", "trials": [trial]})).trials[0]
    return {
        "adequate": finding.adequate["fda_2018"].words,
        "fda_2018": finding.counted["fda_2018"].words,
        "spravato_us": finding.counted["spravato_us"].words,
    }


def _steps(row: Row) -> Row:
    steps = []
    for step in row["steps"].split(", "):
        dose, start, stop = step.split()
        told = {"dose_mg": dose, "start": start, "stop": stop}
        steps.append({k: float(v) if k == "dose_mg" else v for k, v in told.items() if v != "-"})
    trial = {**_trial({"dose_mg": "-", "days": "-", "drug": row["drug"]}), "steps": steps}
    if row["stopped for"] != "-":
        trial["stopped_for"] = row["stopped for"]
    finding = lw.history(lw.case_from_dict({"on": "2026-11-20", "trials": [trial]})).trials[0]
    return {"adequate": finding.adequate["fda_2018"].words}


def _told(row: Row) -> Row:
    first = _trial({"drug": "mirtazapine", "dose_mg": "30"}, trial_id="t0")
    case = lw.case_from_dict({"trials": [first, _trial(row)]})
    told = [one.what for one in lw.history(case).reported if one.trial == "t1"]
    return {"reported as": ", ".join(told) or "nothing"}


CHAPTER = Chapter(
    "One treatment trial",
    "What makes a trial adequate, and whether it counts under each definition. Where a table "
    "leaves a column out, the trial is sertraline 100 mg for 56 days, taken as prescribed, in "
    "the current episode, with an improvement of 10 %. A dash is not recorded.",
    (
        Section(
            "Dose",
            "The label minimum of the drug, or of the formulation that is named.",
            """
            drug          | dose mg || adequate | fda_2018 | spravato_us
            sertraline    | 50      || met      | met      | met
            sertraline    | 49      || not met  | not met  | not met
            sertraline    | -       || unknown  | unknown  | unknown
            Zoloft        | 50      || met      | met      | met
            paroxetine    | 20      || met      | met      | met
            paroxetine CR | 20      || not met  | not met  | not met
            paroxetine CR | 25      || met      | met      | met
            bupropion XL  | 150     || not met  | not met  | not met
            bupropion XL  | 300     || met      | met      | met
            Aplenzin      | 300     || not met  | not met  | not met
            Aplenzin      | 348     || met      | met      | met
            Auvelity      | 45      || unknown  | unknown  | unknown
            Auvelity      | 90      || met      | met      | met
            Auvelity      | 30      || not met  | not met  | not met
            vortioxetine  | 4       || not met  | not met  | not met
            vortioxetine  | 5       || unknown  | unknown  | unknown
            vortioxetine  | 10      || met      | met      | met
            Emsam         | 6       || met      | met      | met
            selegiline    | 10      || unknown  | unknown  | unknown
            isocarboxazid | 20      || not met  | not met  | not met
            isocarboxazid | 40      || met      | met      | met
            """,
            _judge,
        ),
        Section(
            "Days",
            "At least 42 at that dose.",
            """
            days || adequate | fda_2018 | spravato_us
            42   || met      | met      | met
            41   || not met  | not met  | not met
            0    || not met  | not met  | not met
            -    || unknown  | unknown  | unknown
            """,
            _judge,
        ),
        Section(
            "Adherence and episode",
            "Partly taken is unknown, and so is an episode that is not recorded.",
            """
            adherence | episode || adequate | fda_2018 | spravato_us
            taken     | current || met      | met      | met
            partial   | current || unknown  | unknown  | unknown
            unknown   | current || unknown  | unknown  | unknown
            -         | current || unknown  | unknown  | unknown
            taken     | past    || met      | not met  | not met
            taken     | unknown || met      | unknown  | unknown
            taken     | -       || met      | unknown  | unknown
            """,
            _judge,
        ),
        Section(
            "Response",
            "`fda_2018` counts an improvement below 50 %, `spravato_us` one of 25 % or less.",
            """
            improvement pct || adequate | fda_2018 | spravato_us
            -20             || met      | met      | met
            25              || met      | met      | met
            26              || met      | met      | not met
            49              || met      | met      | not met
            50              || met      | not met  | not met
            -               || met      | unknown  | unknown
            """,
            _judge,
        ),
        Section(
            "Worked, then lost its effect",
            "Not a failure to respond under either definition; reported instead.",
            """
            improvement pct | best improvement pct | lost effect | stopped for      || adequate | fda_2018 | spravato_us
            0               | 70                   | yes         | lost_effect      || met      | not met  | not met
            0               | -                    | yes         | -                || met      | not met  | not met
            0               | -                    | -           | lost_effect      || met      | not met  | not met
            0               | -                    | no          | lost_effect      || met      | unknown  | unknown
            0               | 70                   | -           | -                || met      | not met  | not met
            0               | -                    | unknown     | lack_of_efficacy || met      | met      | met
            0               | -                    | no          | lack_of_efficacy || met      | met      | met
            10              | 40                   | no          | -                || met      | met      | not met
            -               | 20                   | -           | -                || met      | met      | met
            """,
            _judge,
        ),
        Section(
            "One known fact decides over an unknown one",
            "Too short, too low or worked: nothing that is missing can make such a trial count.",
            """
            dose mg | days | adherence | improvement pct || adequate | fda_2018 | spravato_us
            -       | 20   | taken     | 10              || not met  | not met  | not met
            25      | -    | taken     | 10              || not met  | not met  | not met
            25      | 56   | partial   | 10              || not met  | not met  | not met
            -       | 56   | taken     | 80              || unknown  | not met  | not met
            -       | -    | -         | 80              || unknown  | not met  | not met
            -       | -    | -         | -               || unknown  | unknown  | unknown
            """,
            _judge,
        ),
        Section(
            "Stopped for intolerance",
            "Before 42 days it is not counted; afterwards the other facts decide.",
            """
            days | stopped for || adequate | fda_2018 | spravato_us
            20   | intolerance || not met  | not met  | not met
            56   | intolerance || met      | met      | met
            -    | intolerance || unknown  | unknown  | unknown
            """,
            _judge,
        ),
        Section(
            "Kinds and drugs",
            "Only an antidepressant drug counts. A drug that the list does not know is unknown.",
            """
            kind          | drug        | modality || adequate | fda_2018 | spravato_us
            drug          | sertralin   | -        || unknown  | unknown  | unknown
            drug          | -           | -        || unknown  | unknown  | unknown
            -             | sertraline  | -        || met      | met      | met
            drug          | Spravato    | -        || not met  | not met  | not met
            psychotherapy | -           | CBT      || not met  | not met  | not met
            ect           | -           | -        || not met  | not met  | not met
            tms           | -           | -        || not met  | not met  | not met
            ketamine      | -           | -        || not met  | not met  | not met
            esketamine    | -           | -        || not met  | not met  | not met
            lifestyle     | -           | exercise || not met  | not met  | not met
            """,
            _judge,
        ),
        Section(
            "Doses in steps",
            "Each step is dose, first day, and the day on which it ended. Days at the label minimum or more are added, "
            "and days on which two steps overlap count once.",
            """
            drug       | stopped for | steps                                                     || adequate
            sertraline | -           | 25 2026-01-01 2026-01-15, 50 2026-01-15 2026-02-26        || met
            sertraline | -           | 25 2026-01-01 2026-02-01, 50 2026-02-01 2026-03-01        || not met
            sertraline | -           | 50 2026-01-01 2026-01-31, 100 2026-01-20 2026-02-10       || not met
            sertraline | -           | 50 2026-01-01 2026-01-31, 100 2026-01-20 2026-02-12       || met
            sertraline | -           | 50 2026-01-01 -                                           || unknown
            sertraline | ongoing     | 50 2026-01-01 -                                           || met
            sertraline | ongoing     | 50 2026-10-09 -                                           || met
            sertraline | ongoing     | 50 2026-10-10 -                                           || not met
            sertraline | ongoing     | 50 2026-10-01 -, 25 2026-09-01 2026-10-01                 || met
            sertraline | ongoing     | 50 2026-01-01 -, 50 2026-10-10 -                          || unknown
            sertraline | -           | - 2026-01-01 2026-03-01                                   || unknown
            sertraline | -           | - 2026-01-01 2026-01-20                                   || not met
            sertraline | -           | 50 2026-01-01 2026-02-12, 100 2026-02-12 -                || met
            sertraline | -           | 50 2026-01-01 2026-02-10, 100 2026-01-10 2026-01-20       || not met
            sertraline | -           | 25 2026-01-01 2026-06-01                                  || not met
            sertraline | -           | 50 2026-01-01 2026-01-31, - 2026-02-01 2026-03-01         || unknown
            """,
            _steps,
        ),
        Section(
            "Reported although it does not count",
            "The record always holds trial t0, mirtazapine, as well.",
            """
            kind          | drug        | days | episode | augments | stopped for | lost effect || reported as
            drug          | sertraline  | 56   | current | -        | -           | -           || nothing
            drug          | sertraline  | 20   | current | -        | intolerance | -           || intolerance
            drug          | sertraline  | 56   | current | -        | intolerance | -           || intolerance
            drug          | sertraline  | 56   | current | t0       | -           | -           || augmentation
            drug          | sertraline  | 56   | past    | -        | -           | -           || past_episode
            drug          | sertraline  | 56   | current | -        | -           | yes         || lost_effect
            drug          | Remeron     | 56   | current | -        | -           | -           || same_drug
            drug          | sertralin   | 56   | current | -        | -           | -           || unknown_drug
            drug          | -           | 56   | current | -        | -           | -           || unknown_drug
            drug          | lithium     | 56   | current | -        | -           | -           || not_a_drug
            drug          | ketamine    | 56   | current | -        | -           | -           || not_a_drug
            ect           | -           | -    | current | -        | -           | -           || not_a_drug
            """,
            _told,
        ),
    ),
)
