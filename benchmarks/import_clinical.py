"""How long the clinical core takes to import, in milliseconds and against `python -c pass`.

    python benchmarks/import_clinical.py [--runs 15] [--json]

The limit is 100 ms. Ratios travel between machines; milliseconds are told with the machine.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time

LIMIT_MS = 100
NOTHING = "pass"
# Importing the face, and what a first answer costs, knowledge files read included.
CASES = {
    "import": "import lightwell.clinical",
    "first score": "import lightwell.clinical as lw; lw.score('phq9', [0] * 9)",
    "first history": "import lightwell.clinical as lw; lw.history(lw.case_from_dict({}))",
}


def process_ms(code: str) -> float:
    """The wall time of one Python process that runs the code."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - began) * 1000


def measure(runs: int) -> dict[str, object]:
    """Medians over runs that take turns, so that a busy moment meets every case alike."""
    taken: dict[str, list[float]] = {name: [] for name in ("nothing", *CASES)}
    for _ in range(runs):
        taken["nothing"].append(process_ms(NOTHING))
        for name, code in CASES.items():
            taken[name].append(process_ms(code))
    nothing = statistics.median(taken["nothing"])
    cases = {
        name: {
            "ms over an empty process": round(statistics.median(taken[name]) - nothing, 1),
            "ratio to an empty process": round(statistics.median(taken[name]) / nothing, 2),
        }
        for name in CASES
    }
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "empty process ms": round(nothing, 1),
        "limit for the import, ms": LIMIT_MS,
        **cases,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.runs)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
