"""Checks, items set aside, medicines, adverse events, comfort, notes: kept, or refused in words."""

from __future__ import annotations

from typing import Any

import pytest

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotReady
from lightwell.records import policies_sessions
from lightwell.records.models import SessionEntry
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from lightwell.records.session_words import ASKED_BEFORE
from tests.support.cast import Cast
from tests.support.sessions import (
    BEFORE,
    GOOD,
    NINE,
    Running,
    at_minute,
    clock_at,
    know_everything,
    recovered,
    screen,
    session_of,
    started,
)
from tests.support.ways import BESIDES

pytestmark = pytest.mark.django_db

GIVEN = {
    "drug": "ondansetron",
    "dose": "4",
    "unit": "mg",
    "route": "mouth",
    "ordered_by": "Alice Anders",
}
EVENT: dict[str, Any] = {
    "event": "nausea",
    "grade": 2,
    "is_serious": False,
    "action": "Medicine given.",
}


def test_what_the_record_knows_is_not_asked(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        only_elsewhere = {*BESIDES, "session.hours_since_nasal_medicine"}
        assert set(queries.asked(run.view)) == set(ASKED_BEFORE) - only_elsewhere
        for name in ("session.decision_signed", "session.weighed_today", "session.bp_measured"):
            with pytest.raises(InvalidInput, match="is not asked now"):
                run.act("check", values={name: True, "session.equipment_ready": True})
    assert not SessionEntry.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, None),
        ({"escort_name": "Lou"}, None),
        ({"session.equipment_ready": "maybe"}, "session.equipment_ready"),
        ({"session.hours_since_food": 100}, None),
        ({"session.hours_since_food": "6"}, None),
        ({"session.escort_arranged": True}, "escort_name"),
        ({"session.qualified_people_present": True}, "qualified_person"),
        ({"session.equipment_ready": True, "escort_name": "x" * 1001}, "escort_name"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    cast: Cast, values: dict[str, Any], field: str | None
) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        with pytest.raises(InvalidInput) as refused:
            run.act("check", values=values)
    assert refused.value.field == field


def test_two_people_who_answer_different_questions_do_not_meet(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        run.act("check", values={"session.identity_checked": True})
        run.act("check", by=run.second, values={"session.equipment_ready": True}, version=0)
        with pytest.raises(Conflict):
            run.act("check", by=run.second, values={"session.identity_checked": False}, version=0)
    assert {name: one.values[name] for name, one in run.view.answers(NINE).items()} == {
        "session.identity_checked": True,
        "session.equipment_ready": True,
    }


def test_only_the_role_of_the_item_sets_it_aside_with_a_reason(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        item = {"item": "fasting", "reason": "a biscuit, four hours ago"}
        with pytest.raises(InvalidInput, match="nothing to set aside"):
            run.act("override", by=run.prescriber, **item)
        run.act("check", values={"session.hours_since_food": 4})
        with pytest.raises(Denied, match="Only a prescriber may set this aside"):
            run.act("override", **item)
        with pytest.raises(InvalidInput, match="Say why"):
            run.act("override", by=run.prescriber, item="fasting", reason="")
        with pytest.raises(InvalidInput, match="no item"):
            run.act("override", by=run.prescriber, item="weather", reason="x")
        run.act("override", by=run.prescriber, **item)
        assert queries.readiness(run.nurse, run.uid).is_open
        assert len(run.view.overrides) == 1
        # It was decided about four hours; about three it says nothing.
        run.act("check", values={"session.hours_since_food": 3})
        assert not queries.readiness(run.nurse, run.uid).is_open
    assert not policies_sessions.can_set_aside(run.prescriber, "")


def test_a_senior_item_waits_for_the_medical_director(cast: Cast) -> None:
    chioma_here = cast.actor(cast.chioma)
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        screen(run, [0, 0, None, None, None, 1])
        assert not policies_sessions.can_set_aside(chioma_here, "senior prescriber")
        for item in ("cssrs", "cssrs_not_high"):
            run.act("override", by=run.prescriber, item=item, reason="seen and assessed now")
        assert queries.readiness(run.nurse, run.uid).is_open
        screen(run, [0, 0, None, None, None, None])
        # Another screen, incomplete: what was set aside was the other one.
        assert not queries.readiness(run.nurse, run.uid).is_open


def test_walking_may_be_set_aside_at_the_discharge_and_not_before(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(102):
        run.act("check", values={"session.walks_unaided": False})
        run.act("override", by=run.prescriber, item="walks", reason="walks with a stick always")
        run.act("leave", door="discharge", values={"next_contact": "Call tomorrow."})
    assert run.view.status == "discharged"


def test_nothing_is_set_aside_while_the_infusion_runs(cast: Cast) -> None:
    run = started(cast)
    with at_minute(1), pytest.raises(NotReady):
        run.act("override", by=run.prescriber, item="walks", reason="x")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"drug": ""}, "drug"),
        ({"drug": "Ketamine"}, "drug"),
        ({"drug": "esketamine"}, "drug"),
        ({"dose": ""}, "dose"),
        ({"dose": "0,5"}, "dose"),
        ({"dose": "0"}, "dose"),
        ({"unit": "ug"}, "unit"),
        ({"route": "sublingual"}, "route"),
        ({"ordered_by": ""}, "ordered_by"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_medicine_is_whole_or_refused(cast: Cast, change: dict[str, str], field: str) -> None:
    run = started(cast)
    with at_minute(5):
        with pytest.raises(InvalidInput) as refused:
            run.act("give_medicine", values=GIVEN | change)
        assert run.act("give_medicine", values=GIVEN).values == GIVEN
    assert refused.value.field == field


def test_two_people_do_not_give_the_same_medicine_unseen(cast: Cast) -> None:
    run = started(cast)
    with at_minute(5):
        seen = run.view.version
        run.act("give_medicine", values=GIVEN)
        with pytest.raises(Conflict, match="Ben Brook saved this"):
            run.act("give_medicine", by=run.second, values=GIVEN, version=seen)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": "sadness"}, "event"),
        ({"event": "other"}, "words"),
        ({"grade": 5}, "grade"),
        ({"grade": True}, "grade"),
        ({"grade": None}, "grade"),
        ({"is_serious": None}, "is_serious"),
        ({"action": " "}, "action"),
        ({"is_serious": True}, "serious_because"),
        ({"is_serious": True, "serious_because": "tired"}, "serious_because"),
        ({"grade": 4}, "is_serious"),
        ({"serious_because": "hospital"}, "is_serious"),
        ({"weather": "rain"}, "weather"),
    ],
)
def test_an_adverse_event_is_graded_on_one_form(
    cast: Cast, change: dict[str, Any], field: str
) -> None:
    run = started(cast)
    with at_minute(5):
        with pytest.raises(InvalidInput) as refused:
            run.act("adverse_event", values=EVENT | change)
        serious = EVENT | {"grade": 4, "is_serious": True, "serious_because": "life_threatening"}
        assert run.act("adverse_event", values=serious).values == serious
        run.act("leave", door="transfer", values={})
        run.act("adverse_event", values=EVENT)  # what is learned later is written later
        with pytest.raises(NotReady):
            run.act("give_medicine", values=GIVEN)
    assert refused.value.field == field


def test_touch_is_asked_at_every_session(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        with pytest.raises(InvalidInput, match="Ask about touch"):
            run.act("comfort", values={"music": "quiet"})
        run.act("comfort", by=run.second, values={"touch": "no_touch", "companion": "Lou"})
        corrected = run.view.all_of("comfort")[0]
        run.act("correct", entry=corrected.uid, values={"touch": "hand_only"}, reason="asked again")
        assert [one.values["touch"] for one in run.view.all_of("comfort")] == ["hand_only"]
        with pytest.raises(InvalidInput):
            run.act("note", words="  ")


@pytest.mark.parametrize(
    ("kind", "values", "better"),
    [
        ("check", BEFORE, {"session.identity_checked": True}),
        ("give_medicine", GIVEN, GIVEN | {"dose": "8"}),
        ("adverse_event", EVENT, EVENT | {"grade": 1}),
    ],
)
def test_each_kind_is_corrected_by_its_own_rules(
    cast: Cast, kind: str, values: dict[str, Any], better: dict[str, Any]
) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        first = run.act(kind, values=values)
        with pytest.raises(InvalidInput):
            run.act("correct", entry=first.uid, values={"nothing": "x"}, reason="x")
        run.act("correct", entry=first.uid, values=better, reason="typed wrongly")
        assert [dict(one.values) for one in run.view.standing] == [better]


def test_a_session_across_midnight_keeps_its_answers(cast: Cast) -> None:
    late = NINE.replace(day=5, hour=4, minute=30)  # 23:30 of the fourth
    with clock_at(late):
        run = session_of(cast, planned_at=late)
        know_everything(run)
        run.act("make_ready")
        run.act("start")
    with clock_at(late.replace(hour=5, minute=10)):
        run.act("end_infusion")
        run.act("read", values=GOOD)
        facts = session_gates.case_of(run.view, late.replace(hour=5, minute=10))
    assert facts["on"] == "2026-03-05"
    assert facts["session"]["equipment_ready"] is True


def test_what_was_read_before_midnight_may_be_written_after(cast: Cast) -> None:
    late = NINE.replace(day=5, hour=4, minute=30)
    with clock_at(late):
        run: Running = session_of(cast, planned_at=late)
        know_everything(run)
        run.act("make_ready")
        run.act("start")
    with clock_at(late.replace(hour=5, minute=5)):
        entry = run.act("read", values=GOOD, at=late.replace(minute=55), reason="charted late")
    assert entry.number == run.view.version


def test_who_reads_and_who_charts(cast: Cast) -> None:
    ben, dev, frida = (cast.actor(one) for one in (cast.ben, cast.dev, cast.frida))
    allowed = [
        (policies_sessions.can_read_session(one), policies_sessions.can_chart(one))
        for one in (ben, dev, frida)
    ]
    assert allowed == [(True, True), (True, False), (False, False)]
    assert policies_sessions.can_stop(ben) and not policies_sessions.can_stop(dev)
    with pytest.raises(Denied, match="Only a prescriber"):
        policies_sessions.check_can_settle(ben, ["prescriber"])
