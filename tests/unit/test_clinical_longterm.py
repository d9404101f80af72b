"""Checks of long-term safety: done, due, never done; and what holds a session."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.carefile import read_common_care
from lightwell.clinical.library import library
from lightwell.clinical.predicates import IsTrue
from lightwell.clinical.ways import _as_check, gate_for
from tests.support.changed_knowledge import Changed

SERIES = lw.find_programme("iv-series")
FIRST = date(2026, 3, 4)
NOBODY = lw.Facts({})


def _states(
    of: str,
    *,
    on: date,
    done: dict[str, lw.Done] | None = None,
    doses: tuple[date, ...] = (FIRST,),
    facts: lw.Facts = NOBODY,
) -> lw.CheckState:
    rows = lw.long_term_checks(SERIES, "iv", done=done or {}, doses=doses, facts=facts, on=on)
    return next(one for one in rows if one.check.of == of)


def _done(of: str, on: date) -> dict[str, lw.Done]:
    return {of: lw.Done(on, "nothing_found")}


@pytest.mark.parametrize(
    ("days", "state"), [(0, "done"), (89, "done"), (90, "due"), (91, "due"), (400, "due")]
)
def test_the_bladder_is_due_after_90_days(days: int, state: str) -> None:
    found = _states("bladder", on=FIRST + timedelta(days=days), done=_done("bladder", FIRST))
    assert found.state == state
    assert found.due_on == date(2026, 6, 2)
    assert found.is_due is (state == "due")
    assert found.is_current is (state == "done")


def test_ten_sessions_are_due_before_90_days() -> None:
    doses = tuple(FIRST + timedelta(days=3 * number) for number in range(1, 11))
    nine = _states("bladder", on=doses[8], done=_done("bladder", FIRST), doses=doses)
    assert (nine.state, nine.sessions_since) == ("done", 9)
    ten = _states("bladder", on=doses[9], done=_done("bladder", FIRST), doses=doses)
    assert (ten.state, ten.due_on, ten.sessions_since) == ("due", doses[9], 10)
    assert ten.words == (
        "last 04-Mar-2026, due since 03-Apr-2026 (at the beginning, then every 90 days or "
        "10 sessions; 10 sessions since then)"
    )


def test_what_was_never_recorded_is_due_and_unknown_to_the_gate() -> None:
    before = _states("bladder", on=FIRST, doses=())
    assert (before.state, before.due_on, before.is_current) == ("never_done", None, None)
    assert before.words.startswith("never recorded (at the beginning")
    after = _states("bladder", on=FIRST)
    assert (after.is_due, after.due_on) == (True, FIRST)
    assert after.words.startswith("never recorded, due from 04-Mar-2026")


def test_the_urine_test_is_counted_from_the_first_dose() -> None:
    assert _states("urine", on=FIRST, doses=()).state == "not_yet"
    assert _states("urine", on=FIRST).state == "not_yet"
    late = _states("urine", on=FIRST + timedelta(days=180))
    assert (late.state, late.due_on) == ("never_done", date(2026, 8, 31))


def test_a_check_is_for_whom_it_is_meant_and_unknown_is_meant() -> None:
    facts = lw.Facts({"session.pregnancy_possible": lw.Fact(False)})
    none = _states("pregnancy_test", on=FIRST, facts=facts)
    assert (none.state, none.is_due) == ("not_meant", False)
    assert none.words == "not meant for this person"
    before = _states("pregnancy_test", on=FIRST, facts=facts, done=_done("pregnancy_test", FIRST))
    assert (before.state, before.is_due) == ("not_meant", False)
    assert before.words == "not meant for this person now, last 04-Mar-2026"
    assert _states("pregnancy_test", on=FIRST).state == "never_done"


def test_an_ecg_is_not_repeated() -> None:
    done = _states("ecg", on=FIRST + timedelta(days=900), done=_done("ecg", FIRST))
    assert (done.state, done.due_on) == ("done", None)
    assert "not repeated" in done.words


def test_a_check_says_when_it_is_due_again() -> None:
    done = _states("cognition", on=FIRST, done=_done("cognition", FIRST))
    assert done.words == (
        "last 04-Mar-2026, due again 04-Mar-2027 (at the beginning, then every 365 days)"
    )


@pytest.mark.parametrize(
    ("programme", "way", "items"),
    [
        ("iv-series", "", {"bladder_check", "liver_check", "misuse_check"}),
        ("kap", "sublingual", {"bladder_check", "liver_check", "misuse_check"}),
        ("esketamine-nasal", "", {"bladder_check", "misuse_check"}),
    ],
)
def test_what_the_content_says_holds_is_an_item_and_nothing_else_is(
    programme: str, way: str, items: set[str]
) -> None:
    gate = gate_for("readiness", lw.find_programme(programme), way)
    found = {one.id for one in gate.rules if one.id.endswith("_check")}
    assert found == items
    held_already = {one.held_by for one in library().common_care.checks} - {""}
    assert held_already == {"pregnancy"} <= {one.id for one in gate.rules}


@pytest.mark.parametrize("answer", [None, False])
def test_unknown_holds_like_due(answer: bool | None) -> None:
    gate = gate_for("readiness", SERIES)
    result = gate.judge(lw.Facts({"course.bladder_current": lw.Fact(answer)}))
    assert "bladder_check" in {item.rule.id for item in result.holding}
    done = gate.judge(lw.Facts({"course.bladder_current": lw.Fact(True)}))
    assert "bladder_check" not in {item.rule.id for item in done.holding}


def test_only_the_role_that_the_check_names_may_set_it_aside() -> None:
    gate = gate_for("readiness", SERIES)
    kept = lw.Override("bladder_check", "prescriber", "asked by telephone yesterday")
    assert "bladder_check" not in {one.rule.id for one in gate.judge(NOBODY, [kept]).holding}
    with pytest.raises(lw.NotAllowed, match="only a prescriber"):
        gate.judge(NOBODY, [evolve(kept, by="nurse")])


def test_an_item_for_some_passes_those_for_whom_it_is_not_meant() -> None:
    bladder = next(one for one in SERIES.care.checks if one.of == "bladder")
    rule = _as_check(evolve(bladder, when=IsTrue("session.pregnancy_possible")))
    gate = evolve(gate_for("readiness", SERIES), rules=(rule,))
    assert gate.judge(lw.Facts({"session.pregnancy_possible": lw.Fact(False)})).is_open
    assert not gate.judge(NOBODY).is_open
    assert gate.judge(lw.Facts({"course.bladder_current": lw.Fact(True)})).is_open


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('held_by = "pregnancy"', "", "names who settles it"),
        ('settled_by = "nurse"', 'settled_by = "nurse"\nheld_by = "weight"', "names who settles"),
        ('of = "urine"', 'of = "hearing"', "checks.hearing"),
    ],
)
def test_a_file_that_does_not_say_who_settles_is_refused(old: str, new: str, problem: str) -> None:
    changed = Changed("rules/long_term_checks.toml", (old, new))
    with pytest.raises(lw.KnowledgeError, match=problem):
        read_common_care(changed)
