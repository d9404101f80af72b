# ruff: noqa: E501  (a row of a table is one line)

from datetime import date

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

ON = date(2026, 11, 20)


def _drug(name: str, dose: float, **more: object) -> dict[str, object]:
    usual = {"kind": "drug", "drug": name, "dose_mg": dose, "days": 56, "adherence": "taken"}
    return {**usual, "improvement_pct": 10, "episode": "current"} | more


def _added(name: str, **more: object) -> dict[str, object]:
    usual = {"kind": "drug", "drug": name, "days": 60, "adherence": "taken", "augments": "t1"}
    return {**usual, "improvement_pct": 0, "episode": "current"} | more


def _ect(**more: object) -> dict[str, object]:
    return {"kind": "ect", "improvement_pct": 10, "episode": "current"} | more


# One word for a whole trial, so that a row of the table is a whole history.
_TRIALS: dict[str, dict[str, object]] = {
    "sertraline": _drug("sertraline", 100),
    "sertraline-200d": _drug("sertraline", 100, days=200),
    "fluoxetine": _drug("fluoxetine", 40),
    "citalopram": _drug("citalopram", 40),
    "venlafaxine": _drug("venlafaxine", 150),
    "venlafaxine-200d": _drug("venlafaxine", 150, days=200),
    "mirtazapine": _drug("mirtazapine", 30),
    "bupropion": _drug("bupropion", 300),
    "vortioxetine": _drug("vortioxetine", 20),
    "nortriptyline": _drug("nortriptyline", 100),
    "phenelzine": _drug("phenelzine", 60),
    "moclobemide": _drug("moclobemide", 300),
    "sertraline-worked": _drug("sertraline", 100, improvement_pct=70),
    "sertraline-lost": _drug("sertraline", 100, lost_effect="yes"),
    "sertraline-past": _drug("sertraline", 100, episode="past"),
    "venlafaxine-dose?": {k: v for k, v in _drug("venlafaxine", 0).items() if k != "dose_mg"},
    "venlafaxine-days?": {k: v for k, v in _drug("venlafaxine", 150).items() if k != "days"},
    "Zoloft-again": _drug("Zoloft", 200),
    "nortriptylin": _drug("nortriptylin", 100),
    "lithium": _added("lithium", level=0.8),
    "lithium-0.5": _added("lithium", level=0.5),
    "lithium-0.3": _added("lithium", level=0.3),
    "lithium-level?": _added("lithium"),
    "lithium-20d": _added("lithium", level=0.8, days=20),
    "aripiprazole-5": _added("Abilify", dose_mg=5),
    "aripiprazole-3": _added("Abilify", dose_mg=3),
    "aripiprazole-1": _added("Abilify", dose_mg=1),
    "aripiprazole-35d": _added("Abilify", dose_mg=5, days=35),
    "mirtazapine-added": _added("mirtazapine", dose_mg=30),
    "trazodone-added": _added("trazodone", dose_mg=150),
    "CBT-added": {"kind": "psychotherapy", "sessions": 12, "augments": "t1", "episode": "current"},
    "stranger-added": _added("qwertyuiop", dose_mg=5),
    "ECT": _ect(sessions=10, laterality="bilateral"),
    "ECT-7": _ect(sessions=7, laterality="bilateral"),
    "ECT-6": _ect(sessions=6, laterality="bilateral"),
    "ECT-5": _ect(sessions=5, laterality="bilateral"),
    "ECT-right-12": _ect(sessions=12, laterality="right"),
    "ECT-right-9": _ect(sessions=9, laterality="right"),
    "ECT-side?": _ect(sessions=12),
    "ECT-sessions?": _ect(laterality="bilateral"),
    "ECT-worked": _ect(sessions=10, laterality="bilateral", improvement_pct=80),
    "raised": {
        "kind": "drug",
        "drug": "sertraline",
        "adherence": "taken",
        "improvement_pct": 10,
        "episode": "current",
        "steps": [
            {"dose_mg": 50, "start": "2026-01-01", "stop": "2026-03-01"},
            {"dose_mg": 150, "start": "2026-03-01", "stop": "2026-05-01"},
        ],
    },
    "begun-low": {
        "kind": "drug",
        "drug": "sertraline",
        "adherence": "taken",
        "improvement_pct": 10,
        "episode": "current",
        "steps": [
            {"dose_mg": 25, "start": "2026-01-01", "stop": "2026-01-15"},
            {"dose_mg": 50, "start": "2026-01-15", "stop": "2026-05-01"},
        ],
    },
}


def _case(row: Row) -> lw.Case:
    names = [] if row["trials"] == "none" else row["trials"].split(", ")
    trials = [{**_TRIALS[name], "id": f"t{number}"} for number, name in enumerate(names, start=1)]
    episode = {
        key: value
        for key in ("start", "severity", "psychotic")
        if (value := row.get(key, "-")) != "-"
    }
    return lw.case_from_dict({"on": ON, "episode": episode, "trials": trials})


def _ladder(row: Row) -> Row:
    found = lw.staging(_case(row))
    return {name: found[name].words for name in ("thase_rush", "european")}


def _score(row: Row) -> Row:
    return {"mgh_s": lw.staging(_case(row))["mgh_s"].words}


def _total(row: Row) -> Row:
    return {"maudsley": lw.staging(_case(row))["maudsley"].words}


def _parts(row: Row) -> Row:
    parts = {part.id: part for part in lw.staging(_case(row))["maudsley"].parts}
    return {
        name: f"{parts[name].low}"
        if parts[name].low == parts[name].high
        else f"{parts[name].low} to {parts[name].high}"
        for name in ("duration", "severity")
    }


def _told(row: Row) -> Row:
    staged = lw.staging(_case(row))["thase_rush" if row["staging"] == "thase_rush" else "european"]
    return {"note": " ".join(staged.notes) or "none"}


CHAPTER = Chapter(
    "Stagings of treatment resistance",
    "How far resistance goes. A range runs from what is sure to what is possible; a stage is "
    "never taken from what is only sure. Trials are named in short: *venlafaxine-dose?* is "
    "venlafaxine at a dose that is not recorded, *lithium-0.5* is lithium added to trial t1 at "
    "a level of 0.5 mmol/L, *ECT-6* is six sessions of bilateral ECT.",
    (
        Section(
            "Ladders",
            "",
            """
            trials                                                           || thase_rush       | european
            none                                                             || not staged       | not staged
            sertraline-worked                                                || 0                | none
            sertraline-lost                                                  || 0                | none
            sertraline-past                                                  || 0                | none
            sertraline                                                       || I                | A
            sertraline, Zoloft-again                                         || I                | A
            sertraline, fluoxetine                                           || I                | A
            sertraline, fluoxetine, citalopram                               || I                | A
            sertraline, venlafaxine                                          || II               | TRD1
            mirtazapine, bupropion                                           || I                | A
            sertraline, mirtazapine                                          || II               | TRD1
            sertraline, fluoxetine, venlafaxine                              || II               | TRD2
            sertraline, nortriptyline                                        || III              | TRD1
            nortriptyline                                                    || I                | A
            sertraline, nortriptyline, phenelzine                            || IV               | TRD2
            sertraline, nortriptyline, moclobemide                           || IV               | TRD2
            sertraline, phenelzine                                           || II               | TRD1
            sertraline, nortriptyline, phenelzine, ECT                       || V                | TRD3
            sertraline, nortriptyline, ECT                                   || III              | TRD2
            sertraline, nortriptyline, phenelzine, ECT-worked                || IV               | TRD2
            sertraline, nortriptyline, phenelzine, ECT-right-12              || IV               | TRD3
            sertraline, nortriptyline, phenelzine, ECT-side?                 || from IV to V     | TRD3
            sertraline, nortriptyline, phenelzine, ECT-sessions?             || from IV to V     | from TRD2 to TRD3
            ECT                                                              || 0                | A
            sertraline, venlafaxine-dose?                                    || from I to II     | from A to TRD1
            venlafaxine-dose?                                                || from 0 to I      | from none to A
            sertraline, nortriptylin                                         || from I to IV     | from A to TRD1
            sertraline, nortriptyline, venlafaxine-days?                     || III              | from TRD1 to TRD2
            sertraline, fluoxetine, venlafaxine, mirtazapine, nortriptyline  || III              | TRD4
            sertraline, fluoxetine, venlafaxine, mirtazapine, nortriptyline, phenelzine || IV    | TRD5
            sertraline, fluoxetine, citalopram, venlafaxine, mirtazapine, nortriptyline, phenelzine || IV | TRD5
            sertraline-200d, venlafaxine-200d                                || II               | TRD1
            sertraline-200d, venlafaxine-200d, lithium                       || II               | CRD
            sertraline-200d, venlafaxine-200d, lithium-level?                || II               | from TRD1 to CRD
            sertraline, venlafaxine, lithium                                 || II               | TRD1
            """,
            _ladder,
        ),
        Section(
            "Massachusetts General Hospital",
            "One point for a failed trial, half for an optimisation or an addition, three for ECT.",
            """
            trials                                   || mgh_s
            none                                     || not staged
            sertraline-worked                        || 0
            sertraline                               || 1
            sertraline, Zoloft-again                 || 1
            sertraline, venlafaxine                  || 2
            raised                                   || 1.5
            begun-low                                || 1
            sertraline, lithium                      || 1.5
            sertraline, lithium-0.5                  || from 1 to 1.5
            sertraline, lithium-0.3                  || 1
            sertraline, lithium-level?               || from 1 to 1.5
            sertraline, lithium-20d                  || 1
            sertraline, aripiprazole-5               || 1.5
            sertraline, aripiprazole-3               || from 1 to 1.5
            sertraline, aripiprazole-1               || 1
            sertraline, aripiprazole-35d             || from 1 to 1.5
            sertraline, mirtazapine-added            || 1.5
            sertraline, trazodone-added              || 1.5
            sertraline, CBT-added                    || 1
            sertraline, stranger-added               || from 1 to 1.5
            sertraline, lithium, aripiprazole-5      || 2
            sertraline, ECT                          || 4
            sertraline, ECT-7                        || 4
            sertraline, ECT-6                        || from 1 to 4
            sertraline, ECT-5                        || 1
            sertraline, ECT-right-12                 || 4
            sertraline, ECT-right-9                  || 1
            sertraline, ECT-worked                   || 1
            sertraline, venlafaxine-dose?, ECT       || from 4 to 5
            """,
            _score,
        ),
        Section(
            "Maudsley",
            "Duration, severity, failures, augmentation and ECT. Not staged without one failure.",
            """
            start      | severity     | psychotic | trials                       || maudsley
            2026-06-01 | mild         | no        | none                         || not staged
            2026-06-01 | mild         | no        | sertraline-worked            || not staged
            2026-06-01 | subsyndromal | no        | sertraline                   || 3, mild
            2026-06-01 | mild         | no        | sertraline                   || 4, mild
            2025-06-01 | moderate     | no        | sertraline, venlafaxine      || 6, mild
            2025-06-01 | severe       | no        | sertraline, venlafaxine      || 7, moderate
            2023-06-01 | severe       | yes       | sertraline, fluoxetine, venlafaxine, mirtazapine, nortriptyline, lithium, ECT || 13, severe
            2023-06-01 | severe       | no        | sertraline, lithium          || 9, moderate
            2023-06-01 | severe       | no        | sertraline, lithium-0.3      || 8, moderate
            2023-06-01 | severe       | no        | sertraline, lithium-level?   || from 8 to 9
            2023-06-01 | severe       | -         | sertraline                   || from 8 to 9
            2023-06-01 | -            | -         | sertraline                   || from 5 to 9
            -          | severe       | no        | sertraline                   || from 6 to 8
            2026-06-01 | mild         | no        | venlafaxine-dose?            || not staged, or up to 4
            2026-06-01 | mild         | no        | sertraline, venlafaxine-dose? || 4, mild
            2026-06-01 | mild         | no        | sertraline, fluoxetine, venlafaxine-dose? || from 4 to 5
            """,
            _total,
        ),
        Section(
            "The edges of duration and severity",
            "On 20 November 2026. Twelve months to the day are acute; a day more is sub-acute.",
            """
            start      | severity     | psychotic | trials     || duration | severity
            2026-11-20 | mild         | no        | sertraline || 1        | 2
            2025-11-20 | moderate     | no        | sertraline || 1        | 3
            2025-11-19 | moderate     | yes       | sertraline || 2        | 3
            2024-11-20 | severe       | no        | sertraline || 2        | 4
            2024-11-19 | severe       | yes       | sertraline || 3        | 5
            -          | severe       | -         | sertraline || 1 to 3   | 4 to 5
            2026-11-20 | subsyndromal | -         | sertraline || 1        | 1
            2026-11-20 | -            | yes       | sertraline || 1        | 1 to 5
            """,
            _parts,
        ),
        Section(
            "What is told beside a stage",
            "A rung that was skipped, and a time that does not fit the number of trials.",
            """
            staging    | trials                           || note
            thase_rush | sertraline, venlafaxine          || none
            thase_rush | sertraline, phenelzine           || Stage IV is not reached although an adequate trial of an MAO inhibitor failed: stage III (an adequate trial of a tricyclic failed) is not met, and each stage asks for the one before it.
            european   | sertraline, venlafaxine          || none
            european   | sertraline-200d, venlafaxine-200d || The trials that failed lasted 57 weeks together; the band of TRD1 is 12 to 16 weeks. Check the number of trials and their length.
            european   | sertraline                       || none
            """,
            _told,
        ),
    ),
)
