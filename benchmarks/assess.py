"""How long an assessment of one case takes after the rules are loaded, and how long loading takes.

    python benchmarks/assess.py [--runs 200] [--json]

The limit is 2 ms for one case on every agent and route, and 5 ms for the whole: every definition
and staging, the reasons to check, the rules of every agent and route, the interactions of 15
medicines, and the options. Milliseconds are told with the machine.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import lightwell.clinical as lw
from lightwell.clinical.library import Library, library

REPORT = Path(__file__).parent / "reports" / "assess.md"
ABOUT = (
    "In time of the processor. Each run has a case of its own, so that nothing which is worked out "
    "once for a case is counted as free; the least of the runs is the one that a busy machine "
    "disturbed least."
)
LIMIT_MS, WHOLE_LIMIT_MS = 2.0, 5.0
ON = "2026-03-04"
CASE = {
    "on": ON,
    "person": {"age_years": 66, "sex_at_birth": "female", "weight_kg": 70},
    "conditions": {"aneurysm": "no", "avm": "no", "icp": "yes", "sud_hx": "yes", "resp": "no"},
    "evaluation": {"medicines_reviewed_on": ON, "weighed_on": ON},
    "vitals": [{"at": f"{ON}T09:00:00-05:00", "sbp": 142, "dbp": 80}],
    "scores": [{"instrument": "phq9", "at": ON, "total": 18}],
    "trials": [
        {"kind": "drug", "drug": "sertraline", "dose_mg": 100, "days": 56, "episode": "current"},
        {"kind": "drug", "drug": "venlafaxine", "dose_mg": 150, "days": 60, "episode": "current"},
    ],
    "medicines": [
        {"drug": name}
        for name in (
            *("Zoloft", "Xanax", "Seroquel", "Lamictal", "lithium", "Adderall", "Ambien"),
            *("levothyroxine", "lisinopril", "vitamin D", "fish oil", "tramadol", "Zofran"),
            *("clarithromycin", "magic beans"),
        )
    ],
}


def milliseconds(work: Callable[[lw.Case], object], runs: int) -> dict[str, float]:
    """The least and the median of several runs, in time of the processor.

    Each run has a case of its own: what is worked out once for a case is paid for in each.
    """
    cases = [lw.case_from_dict(CASE) for _ in range(runs)]
    taken = []
    for case in cases:
        began = time.process_time()
        work(case)
        taken.append((time.process_time() - began) * 1000)
    return {"least": round(min(taken), 3), "median": round(statistics.median(taken), 3)}


def whole(case: lw.Case) -> object:
    """Everything about one case: definitions, stagings, reasons, rules, interactions, options."""
    told = lw.history(case)
    return told, told.staging, told.reasons_to_check, lw.options(case)


def load(_: lw.Case) -> object:
    fresh = Library(library().root)
    return fresh.eligibility["ketamine", "iv"], fresh.interactions


def load_options(_: lw.Case) -> object:
    fresh = Library(library().root)
    return fresh.options, fresh.education, fresh.expected


WORK: dict[str, tuple[Callable[[lw.Case], object], int]] = {
    "assess, every agent and route": (lw.assess_all, 1),
    "assess, one": (lw.assess, 1),
    "assess, one, explained": (lambda case: lw.assess(case).as_json(), 1),
    "interactions, 15 medicines": (lw.interactions, 1),
    "history with stagings and reasons": (
        lambda case: (told := lw.history(case), told.staging, told.reasons_to_check),
        1,
    ),
    "options with eligibility and interactions": (lw.options, 1),
    "the whole of one case": (whole, 1),
    "loading eligibility and interactions": (load, 40),
    "loading evidence, options and education": (load_options, 40),
}


def measure(runs: int) -> dict[str, object]:
    """Each work in milliseconds of the processor, after everything was read once."""
    whole(lw.case_from_dict(CASE))
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "limit for every agent and route, ms": LIMIT_MS,
        "limit for the whole of one case, ms": WHOLE_LIMIT_MS,
        **{
            f"{name}, ms": milliseconds(work, max(3, runs // fewer))
            for name, (work, fewer) in WORK.items()
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.runs)
    REPORT.write_text(_report(found), encoding="utf-8")
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        print("\n".join(f"{name}: {_told(value)}" for name, value in found.items()))


def _report(found: dict[str, object]) -> str:
    lines = [
        "# The assessment of one case",
        "",
        "Written by `python -m benchmarks.assess`.",
        "",
        ABOUT,
        "",
        *(f"- {name}: {value}" for name, value in found.items() if not isinstance(value, dict)),
        "",
        "| ms | least | median |",
        "|---|---|---|",
    ]
    for name, value in found.items():
        if isinstance(value, dict):
            lines.append(f"| {name.removesuffix(', ms')} | {value['least']} | {value['median']} |")
    return "\n".join(lines) + "\n"


def _told(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    return f"{value['least']} at the least, {value['median']} in the middle"


if __name__ == "__main__":
    main()
