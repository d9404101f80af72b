# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

# One word for a whole trial, so that a row of the table is a whole history.
_TRIALS: dict[str, dict[str, object]] = {
    "sertraline": {"drug": "sertraline", "dose_mg": 100, "days": 56, "improvement_pct": 10},
    "venlafaxine": {"drug": "venlafaxine", "dose_mg": 150, "days": 60, "improvement_pct": 0},
    "mirtazapine-40%": {"drug": "mirtazapine", "dose_mg": 30, "days": 60, "improvement_pct": 40},
    "fluoxetine-worked": {"drug": "fluoxetine", "dose_mg": 20, "days": 90, "improvement_pct": 80},
    "fluoxetine-dose?": {"drug": "fluoxetine", "days": 60, "improvement_pct": 10},
    "citalopram-days?": {"drug": "citalopram", "dose_mg": 40, "improvement_pct": 10},
    "citalopram-short": {"drug": "citalopram", "dose_mg": 40, "days": 14, "improvement_pct": 0},
    "Zoloft-again": {"drug": "Zoloft", "dose_mg": 200, "days": 90, "improvement_pct": 0},
    "sertralin": {"drug": "sertralin", "dose_mg": 100, "days": 56, "improvement_pct": 0},
    "CBT": {"kind": "psychotherapy", "modality": "CBT", "sessions": 12, "improvement_pct": 0},
    "lithium-added": {"drug": "lithium", "days": 60, "augments": "t1", "improvement_pct": 0},
    "escitalopram-past": {
        "drug": "escitalopram",
        "dose_mg": 20,
        "days": 90,
        "improvement_pct": 0,
        "episode": "past",
    },
    "duloxetine-lost": {
        "drug": "duloxetine",
        "dose_mg": 60,
        "days": 200,
        "improvement_pct": 10,
        "lost_effect": "yes",
    },
}


def _history(row: Row) -> lw.History:
    names = [] if row["trials"] == "none" else row["trials"].split(", ")
    usual = {"kind": "drug", "adherence": "taken", "episode": "current"}
    trials = [
        {**usual, **_TRIALS[name], "id": f"t{number}"} for number, name in enumerate(names, start=1)
    ]
    return lw.history(lw.case_from_dict({"trials": trials}))


def _under_both(row: Row) -> Row:
    found = _history(row)
    return {name: found.definitions[name].outcome.words for name in ("fda_2018", "spravato_us")}


def _which(row: Row) -> Row:
    result = _history(row).definitions["fda_2018"]
    return {
        "counted": ", ".join(result.counted) or "none",
        "possible": ", ".join(result.possible) or "none",
    }


def _first_change(row: Row) -> Row:
    sentence = _history(row).definitions["fda_2018"].would_change[0]
    return {"the first thing that would change it": sentence}


CHAPTER = Chapter(
    "Treatment resistance under two definitions",
    "At least two different antidepressants that failed. Met when two surely count, not met when "
    "even the unknown ones would not make two, unknown in between. Trials are named in short: "
    "*fluoxetine-dose?* is fluoxetine at a dose that is not recorded.",
    (
        Section(
            "Outcomes side by side",
            "",
            """
            trials                                   || fda_2018 | spravato_us
            none                                     || unknown  | unknown
            sertraline                               || not met  | not met
            sertraline, venlafaxine                  || met      | met
            sertraline, mirtazapine-40%              || met      | not met
            sertraline, fluoxetine-worked            || not met  | not met
            sertraline, duloxetine-lost              || not met  | not met
            sertraline, Zoloft-again                 || not met  | not met
            sertraline, fluoxetine-dose?             || unknown  | unknown
            sertraline, citalopram-days?             || unknown  | unknown
            sertraline, citalopram-short             || not met  | not met
            sertraline, sertralin                    || unknown  | unknown
            fluoxetine-dose?, citalopram-days?       || unknown  | unknown
            fluoxetine-dose?                         || not met  | not met
            sertraline, CBT                          || not met  | not met
            CBT                                      || not met  | not met
            sertraline, lithium-added                || not met  | not met
            sertraline, escitalopram-past            || not met  | not met
            sertraline, venlafaxine, fluoxetine-dose? || met     | met
            """,
            _under_both,
        ),
        Section(
            "Which trials count",
            "One drug counts once, by the first trial of it that counts.",
            """
            trials                                    || counted | possible
            sertraline, venlafaxine                   || t1, t2  | none
            sertraline, Zoloft-again, venlafaxine     || t1, t3  | none
            sertraline, fluoxetine-dose?              || t1      | t2
            CBT, sertraline                           || t2      | none
            none                                      || none    | none
            """,
            _which,
        ),
        Section(
            "What would change it",
            "",
            """
            trials                       || the first thing that would change it
            none                         || No trial is recorded: record every treatment that was tried.
            sertraline, fluoxetine-dose? || If the dose of fluoxetine (trial t2) was at least its label minimum of 20 mg, treatment resistance (FDA draft guidance, 2018) would become met.
            sertraline, citalopram-days? || If the time on citalopram (trial t2) at the label minimum dose or more was at least 42 days, treatment resistance (FDA draft guidance, 2018) would become met.
            sertraline, citalopram-short || If the time on citalopram (trial t2) at the label minimum dose or more was at least 42 days, treatment resistance (FDA draft guidance, 2018) would become met.
            sertraline, escitalopram-past || If escitalopram (trial t2) was tried in the current episode, treatment resistance (FDA draft guidance, 2018) would become met.
            sertraline                   || If one more different antidepressant had been tried in the current episode, at its label minimum dose or more, for long enough, taken as prescribed and without a response, treatment resistance (FDA draft guidance, 2018) would become met.
            """,
            _first_change,
        ),
    ),
)
