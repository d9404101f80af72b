"""What a second reading of sessions found: each test is a way in which somebody could be hurt."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lightwell.access import clock
from lightwell.access.errors import Conflict, InvalidInput, NotReady
from lightwell.diary.actions import appointments, bookings
from lightwell.records.actions import consents, courses
from lightwell.records.models import Consent, FollowUp, PlanVersion
from lightwell.records.queries import consents as consent_queries
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from lightwell.room.presenters import rows
from tests.support.cast import Cast
from tests.support.courses import a_weekday, ask, begun, chairs, signed
from tests.support.decisions import agreed
from tests.support.people import key, make_patient
from tests.support.sessions import (
    AFTER,
    BEFORE,
    GOOD,
    NINE,
    Running,
    at_minute,
    clock_at,
    drawn_up,
    know_everything,
    recovered,
    session_of,
    sign_plan,
    started,
)
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def planned_now(cast: Cast, **given: object) -> Running:
    with clock_at(NINE):
        return session_of(cast, **given)  # type: ignore[arg-type]  # as `session_of` takes them


# ------------------------------------------------------------------ stale facts


def test_an_evening_session_is_judged_by_the_day_of_the_clinic(cast: Cast) -> None:
    # 20:30 in New York is the next day in Greenwich: the gate must open all the same.
    evening = NINE.replace(day=5, hour=1, minute=30)
    with clock_at(evening):
        run = session_of(cast, planned_at=evening)
        know_everything(run)
        assert queries.readiness(run.nurse, run.uid).is_open
        run.act("make_ready")
        run.act("start")


def test_a_correction_never_outlives_a_later_answer(cast: Cast) -> None:
    run = planned_now(cast)
    with clock_at(NINE):
        first = run.act("check", values=BEFORE)
        run.act("check", values={"session.escort_arranged": False})
        run.act("correct", entry=first.uid, values=BEFORE | {"escort_name": "Lu"}, reason="name")
        case = session_gates.case_of(run.view, NINE)
    assert case["session"]["escort_arranged"] is False


def test_a_correction_of_the_last_answer_is_what_stands(cast: Cast) -> None:
    run = planned_now(cast)
    with clock_at(NINE):
        run.act("check", values=BEFORE)
        last = run.act("check", values={"session.equipment_ready": True})
        run.act(
            "correct", entry=last.uid, values={"session.equipment_ready": False}, reason="misread"
        )
        case = session_gates.case_of(run.view, NINE)
    assert case["session"]["equipment_ready"] is False


def test_an_item_is_not_set_aside_on_values_that_the_page_did_not_show(cast: Cast) -> None:
    run = planned_now(cast)
    with clock_at(NINE):
        run.act("read", values=GOOD | {"hr": 104}, beyond=True)
        shown = run.view.version
        run.act("read", by=run.second, values=GOOD | {"hr": 138}, beyond=True)
        given: dict[str, Any] = {
            "item": "heart_rate",
            "reason": "known sinus tachycardia",
            "by": run.prescriber,
        }
        before = run.view.version
        with pytest.raises(Conflict, match="values of this item changed"):
            run.act("override", version=shown, **given)
        assert run.view.version == before


def test_an_item_is_set_aside_when_other_values_changed_since(cast: Cast) -> None:
    run = planned_now(cast)
    with clock_at(NINE):
        run.act("check", values={"session.hours_since_food": 1})
        shown = run.view.version
        run.act("read", by=run.second, values=GOOD)
        run.act(
            "override", by=run.prescriber, version=shown, item="fasting", reason="a sip of water"
        )
    assert [one.values["item"] for one in run.view.overrides] == ["fasting"]


def test_a_start_is_not_set_back_before_the_two_people(cast: Cast) -> None:
    with clock_at(NINE - timedelta(minutes=1)):
        run = session_of(cast)
    with clock_at(NINE):
        know_everything(run)
    with clock_at(NINE + timedelta(minutes=1)):
        early = NINE - timedelta(seconds=30)
        with pytest.raises(InvalidInput, match="before the last observation"):
            run.act("make_ready", at=early)
        run.act("make_ready")
        with pytest.raises(InvalidInput, match="before the last"):
            run.act("start", at=early)
    assert run.view.status == "ready"


def test_a_discharge_is_not_set_back_to_before_a_bad_value(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(104):
        run.act("read", values=GOOD | {"sbp": 190, "dbp": 110}, beyond=True)
        with pytest.raises(InvalidInput, match="before the last observation"):
            run.act(
                "leave",
                door="discharge",
                values={},
                at=NINE + timedelta(minutes=102),
                reason="written late",
            )
    assert run.view.status == "recovering"


def test_values_of_before_the_end_of_the_infusion_open_no_way_out(cast: Cast) -> None:
    run = started(cast)
    with at_minute(39):
        run.act("read", values=GOOD)
    with at_minute(40):
        run.act("end_infusion")
    with at_minute(101):
        run.act("check", values=AFTER)
        gate = queries.discharge(run.nurse, run.uid)
    held = {one.rule.id for one in gate.holding}
    assert {"awake", "saturation", "sbp_below_160", "dissociation", "cssrs"} <= held


# ------------------------------------------------------------------ the dose


def test_nobody_confirms_a_preparation_that_the_page_did_not_show(cast: Cast) -> None:
    run = planned_now(cast)
    with clock_at(NINE):
        know_everything(run)
        run.act("prepare_dose", prepared=drawn_up(run.view))
        shown = run.view.version
        sign_plan(cast, run.course, NINE, "0.4")
        other = run.act("prepare_dose", prepared=drawn_up(run.view))
        with pytest.raises(Conflict, match="drawn up again"):
            run.act("confirm_dose", by=run.second, prepared=other.uid, version=shown)
        assert not run.view.dose.is_confirmed
        run.act("confirm_dose", by=run.second, prepared=other.uid)
        assert run.view.dose.is_confirmed


@pytest.mark.parametrize("drug", ["Ketalar", "ketalar 10 mg", "Spravato", "S-Ketamine"])
def test_no_further_ketamine_under_any_name(cast: Cast, drug: str) -> None:
    run = started(cast)
    given = {"drug": drug, "dose": "10", "unit": "mg", "route": "vein", "ordered_by": "Alice"}
    with at_minute(10), pytest.raises(InvalidInput, match="new plan"):
        run.act("give_medicine", values=given)


# ------------------------------------------------------------------ two sessions of one person


def test_nobody_gets_two_infusions_closer_than_the_programme_allows(cast: Cast) -> None:
    first = started(cast)
    row = first.view
    second = type(row.course.sessions.get()).objects.create(
        course=first.course,
        patient=first.patient,
        location=cast.harbour,
        number=2,
        planned_at=NINE + timedelta(days=3),
        at=NINE,
        by=cast.alice,
        idempotency_key=key(),
    )
    for day in (0, 1):
        with clock_at(NINE + timedelta(days=day, hours=2)):
            run = Running(
                cast=cast,
                uid=second.uid,
                patient=first.patient,
                course=first.course,
                nurse=first.nurse,
                second=first.second,
                prescriber=first.prescriber,
            )
            for verb in ("make_ready", "start"):
                if verb in run.view.verbs:
                    with pytest.raises(NotReady, match=r"last dose was on 04-Mar-2026.*2 days"):
                        run.act(verb)
    with clock_at(NINE + timedelta(days=2)):
        know_everything(run)
        run.act("make_ready")
        run.act("start")
    assert run.view.status == "running"


# ------------------------------------------------------------------ consent


def test_what_a_guardian_agreed_to_ends_with_the_eighteenth_birthday(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        Consent.objects.create(
            patient=run.patient,
            location=cast.harbour,
            kind="ketamine-iv",
            text_version="2026.1",
            content_hash="0" * 64,
            answers=[],
            given_by="guardian",
            guardian_name="Rosa Rivera",
            has_assent=True,
            signed_on=NINE.date(),
            at=NINE,
            by=cast.alice,
            by_name="Alice Anders",
            idempotency_key=key(),
        )
        for born, stands in ((date(2008, 3, 5), True), (date(2008, 3, 4), False)):
            run.patient.birth_date = born
            assert (consent_queries.in_force(run.patient, "ketamine-iv") is not None) is stands


def test_a_consent_sent_again_with_another_assent_is_refused(cast: Cast) -> None:
    maya = make_patient(cast.harbour)
    alice = cast.actor(cast.alice)
    made = agreed(alice, maya)
    again = {one["question"]: (one["said"], one["understood"]) for one in made.answers}
    with pytest.raises(Conflict, match="already used"):
        consents.give(
            by=alice,
            patient=maya,
            answers=again,
            given_by="patient",
            version=made.text_version,
            key=made.idempotency_key,
            has_assent=False,
        )


# ------------------------------------------------------------------ a key with other content


def test_a_plan_sent_again_with_another_dose_is_refused(cast: Cast) -> None:
    maya = make_patient(cast.harbour)
    alice = cast.actor(cast.alice)
    course = begun(alice, maya)
    again: dict[str, Any] = {"by": alice, "course": course.uid, "base": 0, "key": "one"}
    made = courses.plan(ask=ask(), **again)
    assert courses.plan(ask=ask(), **again) == made
    with pytest.raises(Conflict, match="already used"):
        courses.plan(ask=ask(minutes=Decimal(50)), **again)
    assert PlanVersion.objects.count() == 1


def test_a_session_sent_again_with_another_day_is_refused(cast: Cast) -> None:
    alice = cast.actor(cast.alice)
    course = signed(alice, make_patient(cast.harbour))
    at = clock.now() + timedelta(days=10)
    given: dict[str, Any] = {"by": alice, "course": course.uid, "number": 1, "key": "one"}
    made = courses.schedule_session(planned_at=at, **given)
    assert courses.schedule_session(planned_at=at, **given) == made
    with pytest.raises(Conflict, match="already used"):
        courses.schedule_session(planned_at=at + timedelta(days=1), **given)


def test_a_place_sent_again_with_another_time_or_session_is_refused(cast: Cast) -> None:
    alice = cast.actor(cast.alice)
    course = signed(alice, make_patient(cast.harbour))
    other = signed(alice, make_patient(cast.harbour, "Ana", signs_in=False))
    first, second = chairs(cast.harbour)
    nine = datetime.combine(a_weekday(), time(9), tzinfo=ZoneInfo("America/New_York"))
    given: dict[str, Any] = {
        "by": alice,
        "course": course.uid,
        "number": 1,
        "starts_at": nine,
        "chair": first.pk,
        "nurse": cast.ben.pk,
        "key": "one",
    }
    made = bookings.give_place(**given)
    assert bookings.give_place(**given) == made
    changes: tuple[dict[str, Any], ...] = (
        {"starts_at": nine + timedelta(hours=1)},
        {"chair": second.pk},
        {"number": 2},
        {"course": other.uid},
    )
    for change in changes:
        with pytest.raises(Conflict, match="already used"):
            bookings.give_place(**(given | change))
    book: dict[str, Any] = {
        "by": alice,
        "session_uid": made.session,
        "patient_uid": made.patient,
        "chair": first.pk,
        "nurse": cast.ben.pk,
        "starts_at": nine,
        "ends_at": made.ends_at,
        "key": "one",
    }
    assert appointments.book(**book) == made
    with pytest.raises(Conflict, match="already used"):
        appointments.book(**(book | {"chair": second.pk}))


# ------------------------------------------------------------------ after leaving


def test_a_call_in_vain_stays_due_whatever_else_was_reached(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(102):
        run.act("leave", door="leave_against_advice", values={"said": "I go"})
    for purpose, reached in (("call_back", False), ("next_day", True)):
        FollowUp.objects.create(
            session=run.course.sessions.get(),
            purpose=purpose,
            number=1,
            was_reached=reached,
            at=NINE,
            by=cast.ben,
            by_name="Ben Brook",
            idempotency_key=key(),
        )
    assert [one.uid for one in queries.call_backs_due(run.nurse)] == [run.uid]


def test_each_entry_that_offers_a_correction_has_a_page_for_it(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(102):
        run.act("note", words="calm")
        run.act("comfort", values={"touch": "no_touch"})
        told = rows.story(run.view, may_correct=True)
        ben = signed_in(cast.ben)
        for one in told:
            if one.url:
                assert ben.get(one.url).status_code == 200
    assert {one.title for one in told if one.url} == {"Observation", "Note"}
