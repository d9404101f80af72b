"""Scoring the PHQ-9 against fhirpathpy and the package hippocrates: same inputs, one run.

    python -m benchmarks.phq9_scoring [--rows 20000] [--json]

The two others are no part of a working copy: install ``requirements/bench.txt`` into a scratch
environment that also has this one. One that is missing is told and left out. What each does with
a row differs, and the report says how; the totals must agree before anything is timed. It also
times ``lightwell score`` and ``lightwell --help`` as processes, and a table of 200,000 rows.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import lightwell.clinical as lw
from lightwell.clinical.scorelines import line_scorer

Rows = list[list[int]]
Way = Callable[[list[int]], int]
REPORT = Path(__file__).parent / "reports" / "phq9-scoring.md"
TABLE_ROWS = 200_000
LIMITS = {"score": 400, "--help": 200}

# Its own sum() does not add the nodes of a resource.
SUM = "QuestionnaireResponse.item.answer.valueInteger.aggregate($this + $total, 0)"
LINKS = [f"/{number}" for number in range(1, 10)]


def engine() -> Way:
    """The whole engine: total, band, missing, the suicide item, and an explanation."""
    return lambda row: lw.score("phq9", row).total or 0


def lines() -> Way:
    """The way that a table takes: texts in, cells out."""
    score = line_scorer(lw.instrument("phq9"))
    return lambda row: int(score([str(answer) for answer in row])[0])


def fhirpath() -> Way:
    """fhirpathpy, one compiled expression: the sum alone, over a QuestionnaireResponse."""
    compiled = importlib.import_module("fhirpathpy").compile(SUM)

    def total(row: list[int]) -> int:
        items = [
            {"linkId": link, "answer": [{"valueInteger": answer}]}
            for link, answer in zip(LINKS, row, strict=True)
        ]
        return int(compiled({"resourceType": "QuestionnaireResponse", "item": items})[0])

    return total


def hippocrates() -> Way:
    """hippocrates: an assessment with its answers set, asked for its total and its severity."""
    phq9 = importlib.import_module("hippocrates.questionnaires.phq9.assessment").PHQ9Assessment()

    # Its answers stand in the order of the alphabet: they are found by what they score.
    options = [{one.value: one for one in asked.answer_options} for asked in phq9.question_set]

    def total(row: list[int]) -> int:
        for question, known, answer in zip(phq9.question_set, options, row, strict=True):
            question.answer = known[answer]
        phq9.result()
        return int(phq9.total_score())

    return total


WAYS: dict[str, Callable[[], Way]] = {
    "lightwell, engine": engine,
    "lightwell, table": lines,
    "fhirpathpy": fhirpath,
    "hippocrates": hippocrates,
}


def _ways(told: list[str]) -> dict[str, Way]:
    found = {}
    for name, make in WAYS.items():
        try:
            found[name] = make()
        except ImportError as missing:
            told.append(f"{name}: not installed here ({missing}); left out")
    return found


def _check(ways: dict[str, Way], rows: Rows, told: list[str]) -> dict[str, Way]:
    """Only those whose totals are right are timed."""
    right = {}
    for name, way in ways.items():
        wrong = sum(way(row) != sum(row) for row in rows[:500])
        if wrong:
            told.append(f"{name}: {wrong} of 500 totals differ; left out")
        else:
            right[name] = way
    return right


def _rows_a_second(way: Way, rows: Rows) -> float:
    began = time.process_time()  # of this process alone: other work does not count
    for row in rows:
        way(row)
    return len(rows) / (time.process_time() - began)


def _child_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def processes(runs: int = 5) -> dict[str, float]:
    """The median milliseconds of the processor that a command takes as a process of its own."""
    commands = {
        "score": ["score", "phq9", "--answers", "1,1,1,1,1,1,1,1,0", "--json"],
        "--help": ["--help"],
    }
    taken: dict[str, list[float]] = {name: [] for name in ("empty", *commands)}
    for _ in range(runs):
        for name, arguments in {"empty": None, **commands}.items():
            code = ["-c", "pass"] if arguments is None else ["-m", "lightwell.cli", *arguments]
            began = _child_seconds()
            subprocess.run([sys.executable, *code], check=True, capture_output=True)
            taken[name].append((_child_seconds() - began) * 1000)
    return {name: round(statistics.median(times)) for name, times in taken.items()}


def table(rows: Rows) -> float:
    """Rows a second of ``lightwell score phq9 --csv``, reading and writing included."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.csv", Path(folder) / "out.csv"
        with source.open("w", encoding="utf-8", newline="") as written:
            writer = csv.writer(written)
            writer.writerow(["id", *(f"q{number}" for number in range(1, 10))])
            for number in range(TABLE_ROWS):
                writer.writerow([number, *rows[number % len(rows)]])
        code = ["-m", "lightwell.cli", "score", "phq9", "--csv", str(source), "--out", str(out)]
        began = _child_seconds()
        subprocess.run([sys.executable, *code], check=True, capture_output=True)
        return TABLE_ROWS / (_child_seconds() - began)


def measure(count: int) -> dict[str, object]:
    """Everything in one run; ratios are of the speed of the engine."""
    dice = random.Random(9)  # no secret
    rows = [[dice.randint(0, 3) for _ in range(9)] for _ in range(count)]
    told: list[str] = []
    ways = _check(_ways(told), rows, told)
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(3):  # turns, so that a busy moment meets every way alike
        for name, way in ways.items():
            few = rows if name.startswith("lightwell, table") else rows[: max(count // 10, 500)]
            samples[name].append(_rows_a_second(way, few))
    speeds = {name: statistics.median(found) for name, found in samples.items()}
    base = speeds["lightwell, engine"]
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "left out": told,
        "rows a second": {name: round(speed) for name, speed in speeds.items()},
        "ratio to the engine": {name: round(speed / base, 2) for name, speed in speeds.items()},
        "table with reading and writing, rows a second": round(table(rows)),
        "process, ms of the processor": processes(),
        "limits, ms": LIMITS,
    }


def _report(found: dict[str, object]) -> str:
    lines_ = ["# PHQ-9 scoring", "", "Written by `python -m benchmarks.phq9_scoring`.", ""]
    lines_ += ["Ratios travel between machines; the rest is told with the machine.", ""]
    for name, value in found.items():
        if isinstance(value, dict):
            lines_ += [f"## {name}", "", "| | |", "|---|---|"]
            lines_ += [f"| {key} | {shown:,} |" for key, shown in value.items()] + [""]
        else:
            lines_ += [f"- {name}: {value or 'nothing'}", ""]
    lines_ += [f"- {name}: {make.__doc__}" for name, make in WAYS.items()]
    return "\n".join(lines_) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.rows)
    REPORT.write_text(_report(found), encoding="utf-8")
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
