"""Bring each mutant to life and ask the tests that reach it: in functions, or at import."""

from __future__ import annotations

import gc
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.machinery import SourceFileLoader
from itertools import zip_longest
from types import CodeType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from .child import End, live
from .graft import caches, changed, graft, is_known, living
from .mutants import Mutant, Source
from .plan import LOADING, Plan
from .reach import reach_of
from .results import Result, keep, results_of

ARGUMENTS = (
    "-q -s --assert=plain --tb=no --no-header -p no:django -p no:xdist -p no:cacheprovider"
).split()
AT_IMPORT = 40  # tests
SECONDS_AT_IMPORT = 20.0
# Seconds of tests: those asked before any that noticed another mutant here; those asked again
# with everything read anew.
QUICK, SECOND_LOOK = 0.5, 1.0


def judge(plan: Plan, mutants: Sequence[Mutant]) -> None:
    """Judge the mutants one after the other and write down what became of each."""
    plan.work.mkdir(parents=True, exist_ok=True)
    os.environ["LIGHTWELL_HYPOTHESIS"] = "mutants"
    apart = plan.work / "at-import.json"
    apart.unlink(missing_ok=True)
    child = os.fork()  # this process stays without the package, for what changes at import
    if child == 0:
        bench = Bench(plan, mutants)
        code = 2
        try:
            code = int(pytest.main([*_arguments(plan), *plan.tests], plugins=[bench]))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if status or not apart.exists():
        raise SystemExit("The tests could not be run without any mutant: see above.")
    held = json.loads(apart.read_text(encoding="utf-8"))
    by_key = {mutant.key: mutant for mutant in mutants}
    for tests, keys in held.values():
        _refuse_what_fails_by_itself(plan, by_key[keys[0]].source, tests)
        for key in keys:
            began, mutant = time.monotonic(), by_key[key]
            _record(plan, mutant, _at_import(plan, mutant.source, mutant.code(), tests), began)


class Bench:
    """Runs inside pytest: all tests are collected once, then asked about each mutant."""

    def __init__(self, plan: Plan, mutants: Sequence[Mutant]) -> None:
        self.plan = plan
        self.mutants = mutants
        self.apart: dict[str, tuple[list[str], list[str]]] = {}  # tests, mutants
        self.codes: dict[str, CodeType] = {}
        # Which tests noticed other mutants of a function, and of a module: they are asked first.
        self.noticed: dict[str, Counter[str]] = {}
        for one in results_of(plan).values():
            self._note(one.module, one.function, one.by)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        self.items = {item.nodeid: item for item in session.items}
        print(f"{len(self.items)} tests; which lines each reaches …", flush=True)
        self.reach = reach_of(self.plan, session.items)
        self.functions = living(str(one.source.path) for one in self.mutants)
        self.caches = caches(self.plan.package)
        gc.collect()
        gc.freeze()
        for mutant in self.mutants:
            codes = changed(self._plain(mutant.source), mutant.code())
            if codes is None or not all(is_known(code, self.functions) for code in codes):
                module = mutant.source.short
                if module not in self.apart:
                    self.apart[module] = (self._for_import(module), [])
                self.apart[module][1].append(mutant.key)
            else:
                began = time.monotonic()
                _record(self.plan, mutant, self._one(mutant, codes), began)
        apart = self.plan.work / "at-import.json"
        apart.write_text(json.dumps(self.apart), encoding="utf-8")
        return True

    def _plain(self, source: Source) -> CodeType:
        if source.name not in self.codes:
            self.codes[source.name] = source.code()
        return self.codes[source.name]

    def _for_import(self, module: str) -> list[str]:
        """The tests that say most about a module: those that noticed most, then the quickest."""
        near = [test for test, _ in self.noticed.get(module, Counter()).most_common()]
        ordered = dict.fromkeys((*near[: AT_IMPORT // 2], *self.reach.tests_of(module)))
        return [one for one in ordered if one in self.items][:AT_IMPORT]

    def _one(self, mutant: Mutant, codes: list[CodeType]) -> End:
        tests = self._tests(mutant)
        is_loading = LOADING in self.reach.tests_at(mutant.source.short, mutant.lines)
        end = self._ask(codes, self._within(tests, self.plan.budget), cold=is_loading)
        if end.outcome == "survived" and not is_loading:
            # What is kept from one test to the next may have hidden it.
            end = self._ask(codes, self._within(tests, SECOND_LOOK), cold=True)
        self._note(mutant.source.short, mutant.function, end.by)
        return end

    def _note(self, module: str, function: str, test: str) -> None:
        if test:
            self.noticed.setdefault(module, Counter())[test] += 1
            self.noticed.setdefault(function, Counter())[test] += 1

    def _tests(self, mutant: Mutant) -> list[str]:
        """Those that reach it: some quick ones and those that noticed others here go first."""
        module, function = mutant.source.short, mutant.function
        found = self.reach.tests_at(module, mutant.lines)
        if LOADING in found:
            found += self.reach.tests_of(module)
        reaching = set(found)
        nearest, near = (
            [test for test, _ in self.noticed.get(name, Counter()).most_common()]
            for name in (function, module)
        )
        ordered = dict.fromkeys(
            (*nearest[:3], *self._within(found, QUICK), *nearest, *near, *found)
        )
        return [one for one in ordered if one in reaching and one in self.items]

    def _within(self, tests: Iterable[str], budget: float) -> list[str]:
        chosen: list[str] = []
        spent = 0.0
        for test in tests:
            spent += self.reach.seconds.get(test, 0.0)
            if chosen and spent > budget:
                break
            chosen.append(test)
        return chosen

    def _ask(self, codes: list[CodeType], tests: list[str], *, cold: bool) -> End:
        items = [self.items[test] for test in tests]

        def work(tell: Callable[[str], None]) -> bool:
            graft(codes, self.functions)
            if cold:
                for one in self.caches:
                    one.cache_clear()
            for item, following in zip_longest(items, items[1:]):
                reports = runtestprotocol(item, log=False, nextitem=following)
                if any(report.failed for report in reports):
                    tell(item.nodeid)
                    return True
            return False

        return live(work, sum(self.reach.seconds[test] for test in tests))


def _at_import(plan: Plan, source: Source, code: CodeType, tests: list[str]) -> End:
    """Import the package with this code in place of its module, and run some of its tests."""
    read = SourceFileLoader.get_code

    def get_code(self: Any, fullname: str) -> CodeType | None:
        return code if fullname == source.name else read(self, fullname)

    def work(tell: Callable[[str], None]) -> bool:
        SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        found = pytest.main([*_arguments(plan), "-x", *tests], plugins=[Teller(tell)])
        return found != pytest.ExitCode.OK

    return live(work, SECONDS_AT_IMPORT)


def _refuse_what_fails_by_itself(plan: Plan, source: Source, tests: list[str]) -> None:
    """A test that fails on its own would notice every mutant."""
    end = _at_import(plan, source, source.code(), tests)
    if end.outcome != "survived":
        raise SystemExit(f"{source.short}: fails without any mutant: {end.by or end.outcome}")


class Teller:
    """Tells the first test that fails."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest after each step of a test."""
        if report.failed:
            self.tell(report.nodeid)


def _arguments(plan: Plan) -> list[str]:
    left_out = [f"--ignore={plan.root / name}" for name in plan.not_asked]
    return [*ARGUMENTS, f"--rootdir={plan.root}", *left_out]


def _record(plan: Plan, mutant: Mutant, end: End, began: float) -> None:
    source = mutant.source
    made = Result(
        module=source.short,
        key=mutant.key,
        line=mutant.lines.start,
        outcome=end.outcome,
        by=end.by,
        seconds=round(time.monotonic() - began, 2),
        digest=source.digest,
    )
    keep(plan, made)
    if made.outcome == "survived":
        print(
            f"  survived  {source.path.name}:{made.line}  {mutant.where}: {mutant.told}", flush=True
        )
