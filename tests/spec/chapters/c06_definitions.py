# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

# One word for a whole trial, so that a row of the table is a whole history.
_TRIALS: dict[str, dict[str, object]] = {
    "sertraline": {"drug": "sertraline", "dose_mg": 100, "days": 56, "improvement_pct": 10},
    "venlafaxine": {"drug": "venlafaxine", "dose_mg": 150, "days": 60, "improvement_pct": 0},
    "mirtazapine-40%": {"drug": "mirtazapine", "dose_mg": 30, "days": 60, "improvement_pct": 40},
    "mirtazapine-25%": {"drug": "mirtazapine", "dose_mg": 30, "days": 60, "improvement_pct": 25},
    "citalopram-30d": {"drug": "citalopram", "dose_mg": 40, "days": 30, "improvement_pct": 0},
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


def _history(row: Row, severity: str = "-") -> lw.History:
    names = [] if row["trials"] == "none" else row["trials"].split(", ")
    usual = {"kind": "drug", "adherence": "taken", "episode": "current"}
    trials = [
        {**usual, **_TRIALS[name], "id": f"t{number}"} for number, name in enumerate(names, start=1)
    ]
    episode = {} if severity == "-" else {"severity": severity}
    return lw.history(lw.case_from_dict({"trials": trials, "episode": episode}))


def _under_both(row: Row) -> Row:
    found = _history(row)
    return {name: found.definitions[name].outcome.words for name in ("fda_2018", "spravato_us")}


def _which(row: Row) -> Row:
    result = _history(row).definitions["fda_2018"]
    return {
        "counted": ", ".join(result.counted) or "none",
        "possible": ", ".join(result.possible) or "none",
    }


def _under_all(row: Row) -> Row:
    found = _history(row, row["severity"]).definitions
    columns = ("fda_2018", "ema_2013", "spravato_us", "eu_smpc", "eu_pearl_2022")
    return {name: found[name].outcome.words for name in columns}


_DATES = {
    "sertraline": ("drug", "2026-01-01", "2026-02-15"),
    "Zoloft": ("drug", "2026-04-10", "2026-06-01"),
    "venlafaxine": ("drug", "2026-02-15", "2026-04-01"),
    "venlafaxine-27d": ("drug", "2026-02-15", "2026-03-14"),
    "venlafaxine-28d": ("drug", "2026-02-15", "2026-03-15"),
    "mirtazapine": ("drug", "2026-04-01", "2026-04-10"),
    "CBT": ("psychotherapy", "2026-04-01", "2026-04-10"),
    "ECT": ("ect", "2026-04-01", "2026-05-01"),
    "ECT-early": ("ect", "2026-02-20", "2026-03-10"),
}


def _registers(row: Row) -> Row:
    trials: list[dict[str, object]] = []
    for number, name in enumerate(row["trials"].split(", "), start=1):
        if name == "lithium-added":
            trials.append({"id": f"t{number}", "drug": "lithium", "augments": f"t{number - 1}"})
        elif name.endswith("-no-dates"):
            drug = name.removesuffix("-no-dates")
            told = {"kind": "drug", "drug": drug, "days": 60, "episode": "current"}
            trials.append({"id": f"t{number}", **told})
        else:
            kind, start, stop = _DATES[name]
            step = {"start": start, "stop": stop}
            what = {"drug": name.split("-")[0]} if kind == "drug" else {"modality": name}
            told = {"kind": kind, **what, "steps": [step], "episode": "current"}
            trials.append({"id": f"t{number}", **told})
    found = lw.history(lw.case_from_dict({"trials": trials})).definitions
    return {name: found[name].outcome.words for name in ("kim_2020", "claims_2021")}


def _first_change(row: Row) -> Row:
    sentence = _history(row).definitions["fda_2018"].would_change[0]
    return {"the first thing that would change it": sentence}


CHAPTER = Chapter(
    "Treatment resistance, definition by definition",
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
            "The same histories under five definitions that know the response",
            "The European label also asks for a moderate to severe episode; the Delphi consensus "
            "for four weeks and an improvement below 25 %.",
            """
            trials                                   | severity     || fda_2018 | ema_2013 | spravato_us | eu_smpc | eu_pearl_2022
            sertraline, venlafaxine                  | severe       || met     | met     | met     | met     | met
            sertraline, venlafaxine                  | moderate     || met     | met     | met     | met     | met
            sertraline, venlafaxine                  | mild         || met     | met     | met     | not met | met
            sertraline, venlafaxine                  | subsyndromal || met     | met     | met     | not met | met
            sertraline, venlafaxine                  | -            || met     | met     | met     | unknown | met
            sertraline, mirtazapine-40%              | severe       || met     | met     | not met | not met | not met
            sertraline, citalopram-30d               | severe       || not met | not met | not met | not met | met
            sertraline, mirtazapine-25%              | severe       || met     | met     | met     | met     | not met
            sertraline                               | mild         || not met | not met | not met | not met | not met
            none                                     | severe       || unknown | unknown | unknown | unknown | unknown
            """,
            _under_all,
        ),
        Section(
            "Two definitions of registers, which know no response",
            "A treatment failed when another was begun after it or added to it. Without dates the "
            "order is not known; that nothing followed leaves it unknown.",
            """
            trials                                             || kim_2020 | claims_2021
            sertraline, venlafaxine, mirtazapine               || met      | met
            sertraline, venlafaxine-28d, mirtazapine           || met      | met
            sertraline, venlafaxine-27d, mirtazapine           || not met  | not met
            sertraline, venlafaxine                            || unknown  | unknown
            sertraline, venlafaxine, CBT                       || unknown  | unknown
            sertraline, venlafaxine, ECT                       || met      | met
            sertraline, ECT-early, mirtazapine                 || met      | not met
            sertraline, Zoloft                                 || not met  | not met
            sertraline, venlafaxine, Zoloft                    || met      | met
            sertraline-no-dates, venlafaxine-no-dates, mirtazapine-no-dates || unknown | unknown
            sertraline, venlafaxine-no-dates, lithium-added    || unknown  | unknown
            sertraline, venlafaxine, lithium-added             || met      | met
            """,
            _registers,
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
