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

import lightwell.clinical as lw
from lightwell.clinical.library import Library, library

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


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """The median of several runs, in time of the processor: a busy machine does not count."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return round(statistics.median(taken), 3)


def measure(runs: int) -> dict[str, object]:
    """Medians: the assessment alone, with its explanations, the interactions, and the loading."""
    case = lw.case_from_dict(CASE)
    lw.assess_all(case)
    lw.interactions(case)

    def whole() -> object:
        told = lw.history(case)
        return told, told.staging, told.reasons_to_check, lw.options(case)

    def load() -> object:
        fresh = Library(library().root)
        return fresh.eligibility["ketamine", "iv"], fresh.interactions

    def load_options() -> object:
        fresh = Library(library().root)
        return fresh.options, fresh.education, fresh.expected

    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "limit for every agent and route, ms": LIMIT_MS,
        "assess, every agent and route, ms": milliseconds(lambda: lw.assess_all(case), runs),
        "assess, one, ms": milliseconds(lambda: lw.assess(case), runs),
        "assess, one, explained, ms": milliseconds(lambda: lw.assess(case).as_json(), runs),
        "interactions, 15 medicines, ms": milliseconds(lambda: lw.interactions(case), runs),
        "loading eligibility and interactions, ms": milliseconds(load, max(3, runs // 40)),
        "loading evidence, options and education, ms": milliseconds(load_options, 3),
        "limit for the whole of one case, ms": WHOLE_LIMIT_MS,
        "options with eligibility and interactions, ms": milliseconds(
            lambda: lw.options(case), runs
        ),
        "the whole of one case, ms": milliseconds(whole, runs),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.runs)
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        print("\n".join(f"{name}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
