"""`make mutants` kills what a test holds, finds what none holds, and says why the rest may live."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutants.__main__ import drawn
from tools.mutants.graft import changed
from tools.mutants.mutants import Mutant, mutants_of, read_source
from tools.mutants.plan import ROOT, of_the_core
from tools.mutants.report import Accepted, accepted_of

# A tiny ward: who is let go is tested at its limit, who is warned is not.
WARD = '''\
"""A tiny ward."""

from functools import cache, cached_property

LIMIT = 140


@cache
def limit(name):
    """The limit by name."""
    return {"top": LIMIT}[name]


class Reading:
    """One blood pressure."""

    def __init__(self, top):
        self.top = top

    @cached_property
    def is_high(self):
        return self.top >= limit("top")


def warned(top):
    if top > 120:
        return "watch this one"
    return None


def wait(minutes):
    while minutes > 0:
        minutes -= 5
    return minutes
'''
AT_LIMIT = "return self.top >= limit('top')"
TESTS = """\
import pytest
from planted.ward import Reading, wait, warned


@pytest.mark.parametrize(("top", "high"), [(139, False), (140, True), (141, True)])
def test_the_limit_itself_is_high(top, high):
    assert Reading(top).is_high is high


def test_far_above_is_warned():
    assert warned(150) and not warned(90)


def test_the_wait_ends():
    assert wait(10) == 0
"""
RUN = """\
import sys
from pathlib import Path
from tools.mutants.__main__ import main
from tools.mutants.plan import Plan
root = Path(sys.argv[1])
sys.path.insert(0, str(root))
sys.exit(main(sys.argv[2:], Plan(
    root=root, package="planted", folder=root / "planted", subjects={"ward": ("ward",)},
    tests=("test_ward.py",), work=root / "work", accepted=root / "accepted.toml",
    report=root / "report.md",
)))
"""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ward")
    (root / "planted").mkdir()
    (root / "planted" / "__init__.py").touch()
    (root / "planted" / "ward.py").write_text(WARD, encoding="utf-8")
    (root / "test_ward.py").write_text(TESTS, encoding="utf-8")
    (root / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-c", RUN, str(root), *arguments]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)


def results(root: Path) -> list[dict[str, str]]:
    lines = (root / "work" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def outcomes(ward: Path) -> dict[str, str]:
    done = run(ward)
    assert done.returncode == 1, done.stdout + done.stderr
    return {one["key"]: one["outcome"] for one in results(ward)}


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        # Behind a property and a cache, where one test stands exactly on the limit.
        (f"ward.Reading.is_high: {AT_LIMIT} → {AT_LIMIT.replace('>=', '>')}", "killed"),
        ("ward.limit: return {'top': LIMIT}[name] → return None", "killed"),
        # Outside of any function.
        ("ward.(module): 140 → 141", "killed"),
        # No test stands on this limit, nor beside it.
        ("ward.warned: top > 120 → top >= 120", "survived"),
        ("ward.warned: top > 120 → top > 121", "survived"),
        ("ward.warned: top > 120 → not top > 120", "killed"),
        # Never comes back.
        ("ward.wait: minutes -= 5 → minutes += 5", "timeout"),
    ],
)
def test_what_a_test_holds_is_killed_and_what_none_holds_survives(
    outcomes: dict[str, str], key: str, outcome: str
) -> None:
    assert outcomes[key] == outcome


def test_nothing_is_said_of_words_for_people(outcomes: dict[str, str]) -> None:
    assert not [key for key in outcomes if "watch this one" in key]


def test_survivors_are_asked_again_and_stand_under_their_reasons(
    ward: Path, outcomes: dict[str, str]
) -> None:
    survived = [key for key, outcome in outcomes.items() if outcome == "survived"]
    quoted = json.dumps([f"{survived[0].split(':')[0]}: *"], ensure_ascii=False)
    reason = "A warning binds nobody."
    (ward / "accepted.toml").write_text(
        f'[[accepted]]\nmutants = {quoted}\nreason = "{reason}"\n', encoding="utf-8"
    )
    more = TESTS + "\n\ndef test_at_the_limit():\n    assert not warned(120) and warned(121)\n"
    (ward / "test_ward.py").write_text(more, encoding="utf-8")
    done = run(ward, "--resume")
    assert f"{len(outcomes)} mutants, {len(survived)} to be asked about." in done.stdout
    report = (ward / "report.md").read_text(encoding="utf-8")
    assert "top >= 120" not in report
    assert report.count("- ``") == report.split("## Survivors")[1].count("- ``")


def test_a_test_that_fails_by_itself_is_told_at_once(ward: Path, outcomes: dict[str, str]) -> None:
    held = (ward / "test_ward.py").read_text(encoding="utf-8")
    (ward / "test_ward.py").write_text(held + "\ndef test_no():\n    assert False\n", "utf-8")
    try:
        done = run(ward)
    finally:
        (ward / "test_ward.py").write_text(held, encoding="utf-8")
    assert done.returncode == 1
    assert "Fails without any mutant: test_ward.py::test_no" in done.stdout + done.stderr


def test_an_unknown_module_is_named(ward: Path) -> None:
    assert "No such module here: wart. Take ward." in run(ward, "--module", "wart").stderr


def test_a_sample_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    every = mutants(tmp_path, WARD)
    first, again, other = (drawn(every, 5, seed) for seed in (7, 7, 8))
    assert first == again != other
    assert len(first) == 5 and drawn(every, 10**6, 1) == every


def mutants(tmp_path: Path, text: str) -> list[Mutant]:
    path = tmp_path / "one.py"
    path.write_text(text, encoding="utf-8")
    return mutants_of(read_source("one", path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = a and not b", ["a and (not b) → a or not b", "a and (not b) → a and b"]),
        ("x = min(a, 1)", ["min(a, 1) → max(a, 1)", "min(a, 1) → min(a, 2)"]),
        ("x = '0.5'", ["'0.5' → '1.5'"]),
        ("x = 'two words'", []),
        ("'a docstring'", []),
        ("x: 'Key' = y", []),
        ("X = Literal['one', 'two']", []),
        ("x = f'{a}mg'", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    x = 1", []),
        ("if not a:\n    raise E", ["not a → a", "raise E → pass"]),
        ("x = [a for a in b if a < 3]", ["a < 3 → a <= 3", "a < 3 → not a < 3", "a < 3 → a < 4"]),
    ],
)
def test_each_slip_is_one_change(tmp_path: Path, text: str, told: list[str]) -> None:
    made = mutants(tmp_path, text)
    assert [one.told for one in made] == told
    for one in made:
        assert one.code() != one.source.code()
    if made:
        assert ast.unparse(made[0].source.tree) == ast.unparse(ast.parse(text))


def test_the_same_slip_twice_in_a_function_has_two_names(tmp_path: Path) -> None:
    assert [one.key for one in mutants(tmp_path, "def f():\n    g()\n    g()\n")] == [
        "one.f: g() → pass",
        "one.f: g() → pass (no. 2)",
    ]


def test_what_runs_at_import_is_told_from_what_runs_in_a_function(tmp_path: Path) -> None:
    text = "class A:\n    B = 1\n    def f(self, c=2):\n        return lambda: 3\n"
    apart = {one.told: changed(one.source.code(), one.code()) for one in mutants(tmp_path, text)}
    assert [told for told, codes in apart.items() if codes is None] == ["1 → 2", "2 → 3"]
    (codes,) = (codes for told, codes in apart.items() if told == "lambda: 3 → lambda: 4")
    assert codes is not None
    assert [code.co_qualname for code in codes] == ["A.f"]


def test_every_reason_is_given_and_still_names_mutants_that_there_are() -> None:
    plan = of_the_core()
    keys = [one.key for source in plan.sources() for one in mutants_of(source)]
    for why in accepted_of(plan):
        assert len(why.reason.split()) > 3
        for pattern in why.mutants:
            alone = Accepted((pattern,), why.reason)
            assert any(alone.covers(key) for key in keys), pattern
