"""Observations: one-save rows, hard and soft limits, slots, flags, and corrections that keep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.clinical.library import library
from lightwell.records.models import SessionEntry
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from tests.support.cast import Cast
from tests.support.sessions import (
    GOOD,
    NINE,
    Running,
    at_minute,
    clock_at,
    know_everything,
    session_of,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(cast: Cast) -> Running:
    with clock_at(NINE):
        return session_of(cast)


@pytest.mark.parametrize("name", ["sbp", "dbp", "hr", "spo2", "rr", "moaas"])
def test_a_value_at_each_hard_limit(planned: Running, name: str) -> None:
    entry = library().dictionary.facts[f"vital.{name}"]
    low, high = int(entry.minimum or 0), int(entry.maximum or 0)
    with clock_at(NINE):
        for value in (low, high):
            assert planned.act("read", values={name: value}, beyond=True).values[name] == value
        for value in (low - 1, high + 1):
            with pytest.raises(InvalidInput, match="read it again") as refused:
                planned.act("read", values={name: value}, beyond=True)
            assert refused.value.field == name
    assert SessionEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "inside", "at_the_limit"),
    [
        ("sbp", 179, 180),
        ("dbp", 109, 110),
        ("hr", 120, 130),
        ("hr", 45, 40),
        ("spo2", 93, 92),
        ("rr", 10, 8),
        ("moaas", 3, 2),
    ],
)
def test_a_value_at_each_soft_limit_is_saved_once_looked_at_and_flagged(
    planned: Running, name: str, inside: int, at_the_limit: int
) -> None:
    with clock_at(NINE):
        assert "worked_out" not in planned.act("read", values={name: inside}).values
        page = {"values": {name: at_the_limit}, "key": "soft", "version": planned.view.version}
        with pytest.raises(InvalidInput, match="save it as it is") as refused:
            planned.act("read", **page)
        assert refused.value.field == "beyond"
        saved = planned.act("read", **page, beyond=True)
        assert planned.act("read", **page, beyond=True) == saved
        flags = queries.flags(planned.view, NINE).flags
    assert saved.values["worked_out"]["beyond"] == refused.value.detail["limits"]
    assert flags and flags[0].flag.priority in ("medium", "high")


def test_an_unusual_value_on_the_other_side_is_looked_at_too(planned: Running) -> None:
    with clock_at(NINE), pytest.raises(InvalidInput, match="outside the usual"):
        planned.act("read", values={"sbp": 80, "dbp": 50})


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"sbp": 90, "dbp": 140}, "the first value is the systolic one"),
        ({"sbp": 120, "dbp": 120}, "the first value is the systolic one"),
        ({"sbp": 120.5}, "not a whole number"),
        ({"sbp": "120"}, "not a whole number"),
        ({"hr": True}, "not a whole number"),
        ({"dissociation": 11}, "outside 0 to 10"),
        ({"nausea": -1}, "outside 0 to 10"),
        ({"temperature": 37}, "is not read here"),
        ({}, "Nothing was read"),
        ({"sbp": None, "dbp": ""}, "Nothing was read"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    planned: Running, values: dict[str, Any], says: str
) -> None:
    with clock_at(NINE), pytest.raises(InvalidInput, match=says):
        planned.act("read", values=values, beyond=True)
    assert not SessionEntry.objects.exists()


def test_half_a_pressure_is_kept_as_half_and_counts_as_not_measured(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        run.act("make_ready")
    with at_minute(1):
        run.act("read", values={"sbp": 142})
        assert run.view.readings[-1].dbp is None
        with pytest.raises(NotReady) as refused:
            run.act("start")
    assert "bp_measured" in refused.value.detail["holding"]


def test_half_a_row_leaves_the_vitals_due(cast: Cast) -> None:
    run = started(cast)
    with at_minute(10):
        run.act("read", values={"sbp": 120, "dbp": 80, "hr": 70, "spo2": 98})
        states = {one.what: one.state for one in queries.due(run.view, NINE + _min(10))[:2]}
        assert states == {"vitals": "due", "sedation": "due"}
        run.act("read", values=GOOD)
        states = {one.what: one.state for one in queries.due(run.view, NINE + _min(10))[:2]}
    assert states == {"vitals": "done", "sedation": "done"}


def _min(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def test_the_time_of_a_row(cast: Cast) -> None:
    run = started(cast)
    now = NINE + _min(30)
    with clock_at(now):
        assert run.act("read", values=GOOD).at == now
        run.act("read", values=GOOD, at=now - _min(2))
        with pytest.raises(InvalidInput, match="Say why"):
            run.act("read", values=GOOD, at=now - _min(2.1))
        run.act("read", values=GOOD, at=now - _min(5), reason="the tablet was away")
        for at, says in (
            (now + _min(0.1), "still to come"),
            (now - timedelta(hours=10), "before the day of the session"),
            (now.replace(tzinfo=None), "zone"),
        ):
            with pytest.raises(InvalidInput, match=says):
                run.act("read", values=GOOD, at=at, reason="x")


def test_a_row_of_the_schedule_is_filled_once(cast: Cast) -> None:
    run = started(cast)
    slot = queries.slot_of(NINE + _min(10))
    with at_minute(10):
        seen = run.view.version
        run.act("read", by=run.second, values=GOOD, slot=slot)
        mine = GOOD | {"sbp": 131}
        with pytest.raises(Conflict, match="Nia Noor saved this") as refused:
            run.act("read", values=mine, slot=slot, version=seen)
        assert refused.value.detail["mine"] == mine
        assert refused.value.detail["theirs"].values == GOOD
        # Also from the newest page: the row is taken, a further one is not.
        with pytest.raises(Conflict):
            run.act("read", values=mine, slot=slot)
        run.act("read", values=mine)
    assert SessionEntry.objects.filter(slot=slot).count() == 1


def test_a_further_row_made_from_an_old_page_shows_both(cast: Cast) -> None:
    run = started(cast)
    with at_minute(3):
        seen = run.view.version
        run.act("note", by=run.second, words="Sleeps.")
        run.act("read", values=GOOD, version=seen)  # other entries do not conflict
        with pytest.raises(Conflict):
            run.act("read", by=run.second, values=GOOD, version=seen)


def test_a_row_is_neither_made_up_nor_filled_ahead(cast: Cast) -> None:
    run = started(cast)
    with at_minute(5):
        with pytest.raises(InvalidInput, match="not in the schedule"):
            run.act("read", values=GOOD, slot=queries.slot_of(NINE + _min(7)))
        with pytest.raises(InvalidInput, match="for a later time"):
            run.act("read", values=GOOD, slot=queries.slot_of(NINE + _min(10)))


def test_a_correction_keeps_what_it_corrects_and_only_the_standing_row_counts(cast: Cast) -> None:
    run = started(cast)
    slot = queries.slot_of(NINE + _min(10))
    with at_minute(10):
        wrong = run.act("read", values=GOOD | {"sbp": 184}, slot=slot, beyond=True)
        assert queries.flags(run.view, NINE + _min(10)).flags
        with pytest.raises(InvalidInput, match="Say why"):
            run.act("correct", entry=wrong.uid, values=GOOD, reason=" ")
        right = run.act("correct", entry=wrong.uid, values=GOOD, reason="typed 184 for 124")
        view = run.view
        assert queries.flags(view, NINE + _min(10)).flags == ()
        assert view.entry(wrong.uid).corrected_by == right.uid  # type: ignore[union-attr]
        assert (right.slot, right.at) == (wrong.slot, wrong.at)
        assert [one.sbp for one in view.readings] == [124, 124]
        with pytest.raises(Conflict) as refused:
            run.act("correct", by=run.second, entry=wrong.uid, values=GOOD, reason="again")
        assert refused.value.detail["theirs"].uid == right.uid
        last = run.act("correct", entry=right.uid, values={}, reason="of another person")
        assert len(run.view.readings) == 1
        with pytest.raises(Conflict) as refused:
            run.act("read", values=GOOD, slot=slot)
    assert refused.value.detail["theirs"].uid == last.uid
    assert "corrects 8" in "\n".join(queries.printed(run.view))


def test_a_correction_is_held_to_the_same_limits_and_some_entries_are_not_corrected(
    cast: Cast,
) -> None:
    run = started(cast)
    with at_minute(5):
        row = run.view.all_of("reading")[0]
        with pytest.raises(InvalidInput, match="systolic one"):
            run.act("correct", entry=row.uid, values={"sbp": 90, "dbp": 140}, reason="x")
        step = run.view.all_of("start")[0]
        with pytest.raises(NotReady, match="not corrected"):
            run.act("correct", entry=step.uid, values={}, reason="x")
        with pytest.raises(NotFound):
            run.act("correct", entry=run.uid, values={}, reason="x")
        high = run.act("correct", entry=row.uid, values=GOOD | {"hr": 140}, reason="x")
    assert high.values["worked_out"]["beyond"]


def test_a_record_is_corrected_also_after_the_session(cast: Cast) -> None:
    run = started(cast)
    with at_minute(5):
        run.act("leave", door="transfer", values={"to": "Emergency"})
        row = run.view.all_of("reading")[0]
        run.act("correct", entry=row.uid, values=GOOD | {"hr": 74}, reason="read from the paper")
        with pytest.raises(NotReady):
            run.act("read", values=GOOD)
    assert run.view.status == "transferred"


def test_two_high_readings_five_minutes_apart_are_urgent_and_seen_is_not_solved(
    cast: Cast,
) -> None:
    run = started(cast)
    high = {"sbp": 182, "dbp": 96}
    with at_minute(20):
        run.act("read", values=high, beyond=True)
        assert _priorities(run, 20) == ["medium"]
    with at_minute(25):
        run.act("read", values=high, beyond=True)
        shown = queries.flags(run.view, NINE + _min(25)).flags[0]
        assert shown.flag.priority == "high"
        assert shown.needs_second_person
        run.act("acknowledge", flag=shown.name)
        with pytest.raises(InvalidInput, match="no longer stands"):
            run.act("acknowledge", flag="Heart rate")
    now = NINE + _min(26)
    shown = queries.flags(run.view, now).flags[0]
    assert shown.is_quiet and not shown.needs_second_person
    assert not queries.flags(run.view, NINE + _min(27)).flags[0].is_quiet
    with at_minute(28):
        run.act("read", values=GOOD)
        assert _priorities(run, 28) == []


def _priorities(run: Running, minute: float) -> list[str]:
    found = queries.flags(run.view, NINE + _min(minute)).flags
    return [one.flag.priority for one in found]


def test_what_is_stale_says_so(cast: Cast) -> None:
    run = started(cast)
    with at_minute(14):
        found = {one.what: one for one in queries.latest(run.view, NINE + _min(14))}
    assert found["vitals"].is_stale and found["vitals"].age_min == 14


def test_a_high_pressure_needs_two_rechecks_then_the_prescriber(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
    high = GOOD | {"sbp": 148}
    for minute in (1, 7):
        with at_minute(minute):
            run.act("read", values=high)
            assert _holding(run, minute) == ("bp_rechecked", "bp_within_limits")
    with at_minute(13):
        run.act("read", values=high)
        assert _holding(run, 13) == ("bp_within_limits",)
        run.act("override", by=run.prescriber, item="bp_within_limits", reason="known to be so")
        assert _holding(run, 13) == ()


def _holding(run: Running, minute: float) -> tuple[str, ...]:
    result = session_gates.judge("readiness", run.view, NINE + _min(minute))
    return tuple(one.rule.id for one in result.holding)
