"""Which tests reach which line, and how long each takes: counted once, kept until files change."""

from __future__ import annotations

import hashlib
import importlib
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import coverage
import pytest
from _pytest.runner import runtestprotocol

from .plan import LOADING, Plan


@dataclass
class Reach:
    """Tests by the lines that they reach, with the time of the processor that each takes."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)

    def tests_at(self, name: str, lines: range) -> list[str]:
        """The tests that reach a statement: the quickest of each file, then the next of each."""
        by_line = self.lines.get(name, {})
        found = {test for line in lines for test in by_line.get(line, ())}
        rank: Counter[str] = Counter()
        placed = []
        for test in sorted(found, key=lambda test: (self.seconds.get(test, 0.0), test)):
            file = test.split("::")[0]
            rank[file] += 1
            placed.append((rank[file], test))
        return [test for _, test in sorted(placed, key=lambda one: one[0])]

    def tests_of(self, name: str) -> list[str]:
        """The tests that reach anything of a module, the quickest first."""
        lines = self.lines.get(name, {})
        return self.tests_at(name, range(min(lines, default=0), max(lines, default=0) + 1))

    def add(self, other: Reach) -> None:
        """Join what another file's tests reach."""
        self.seconds |= other.seconds
        for name, by_line in other.lines.items():
            mine = self.lines.setdefault(name, {})
            for line, tests in by_line.items():
                mine.setdefault(line, []).extend(tests)


def reach_of(plan: Plan, items: Sequence[pytest.Item]) -> Reach:
    """What the collected tests reach; only files that changed are run."""
    by_file: dict[Path, list[pytest.Item]] = {}
    for item in items:
        by_file.setdefault(item.path, []).append(item)
    warm(plan)  # once without counting, so that the first file is not charged with imports
    ground = _digest(*sorted(plan.folder.glob("*.py")), *_data(plan))
    whole = Reach()
    for path, tests in {Path(LOADING): [], **by_file}.items():
        name = path.stem if not tests else str(path.relative_to(plan.root)).replace("/", ".")
        kept = plan.work / "reach" / f"{name}.json"
        digest = ground + (_digest(path) if tests else "")
        found = _read(kept, digest)
        if found is None:
            found = _counted(plan, tests)
            _write(kept, digest, found)
        whole.add(found)
    return whole


def warm(plan: Plan) -> None:
    """Read what is read only once."""
    if plan.warm:
        module, name = plan.warm.split(":")
        getattr(importlib.import_module(module), name)()


def _counted(plan: Plan, tests: list[pytest.Item]) -> Reach:
    """Run the tests of one file, or the loading, with every line counted."""
    found = Reach()
    files = {str(plan.folder / f"{path.stem}.py"): path.stem for path in plan.folder.glob("*.py")}
    counter = coverage.Coverage(data_file=None, config_file=False, include=list(files))
    _cold(plan)  # what another file's tests left behind would hide what this file reaches
    counter.start()
    try:
        if not tests:
            counter.switch_context(LOADING)
            warm(plan)
        for test, following in zip_longest(tests, tests[1:]):
            counter.switch_context(test.nodeid)
            began = time.process_time()
            for report in runtestprotocol(test, log=False, nextitem=following):
                if report.failed:
                    raise SystemExit(f"Fails without any mutant: {test.nodeid}\n{report.longrepr}")
            found.seconds[test.nodeid] = round(time.process_time() - began, 4)
    finally:
        counter.stop()
    data = counter.get_data()
    for file in data.measured_files():
        contexts = data.contexts_by_lineno(file)
        found.lines[files[file]] = {
            line: [name for name in sorted(names) if name] for line, names in contexts.items()
        }
    return found


def _cold(plan: Plan) -> None:
    from .graft import caches

    for one in caches(plan.package):
        one.cache_clear()


def _data(plan: Plan) -> list[Path]:
    return sorted(plan.data.rglob("*.toml")) if plan.data else []


def _digest(*paths: Path) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:24]


def _read(path: Path, digest: str) -> Reach | None:
    if not path.exists():
        return None
    held = json.loads(path.read_text(encoding="utf-8"))
    if held["digest"] != digest:
        return None
    lines = {
        name: {int(line): tests for line, tests in by_line.items()}
        for name, by_line in held["lines"].items()
    }
    return Reach(held["seconds"], lines)


def _write(path: Path, digest: str, found: Reach) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    held = {"digest": digest, "seconds": found.seconds, "lines": found.lines}
    path.write_text(json.dumps(held), encoding="utf-8")
