"""A supply goes home only when every condition is known and met; it is counted by two people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.records.actions import home_policies, supplies
from lightwell.records.models import (
    Patient,
    RuleEvaluation,
    Supply,
    SupplyEvent,
    TakeHomePolicy,
    TreatmentSession,
)
from lightwell.records.queries import home_gates
from tests.support.cast import Cast
from tests.support.home import (
    NEXT,
    REASONS,
    AtHome,
    counted,
    days_from,
    gate,
    left_after,
    ordered,
    out,
    permit,
    ready,
    registered,
)
from tests.support.people import key, make_patient
from tests.support.sessions import NINE, clock_at, session_of, started
from tests.support.ways import IM, LOZENGE, SWALLOWED

pytestmark = pytest.mark.django_db
GROUNDS = ("decision", "consent", "programme_safe", "risk_task", "checks")
ALL = {
    *("programme", "age", "location", "first_supervised", "supply", "limit", "counted"),
    *("monitoring_programme", "named_prescriber", "check_ins", "no_recall"),
    *GROUNDS,
}


def test_everything_is_known_and_met_before_it_is_signed(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        assert gate(home) == dict.fromkeys(ALL, "met") | {"named_prescriber": "not_met"}
        home.step("sign", reasons=REASONS)
        assert gate(home) == dict.fromkeys(ALL, "met")
    assert home.view.status == "signed"
    kept = RuleEvaluation.objects.get(rule="take_home")
    assert home_gates.again(kept.facts).is_open
    assert home_gates.again(kept.facts).as_json() == kept.explanation


def test_before_an_order_nothing_that_belongs_to_one_is_met(cast: Cast) -> None:
    run = session_of(cast, way=SWALLOWED)
    with clock_at(NEXT):
        found = gate(run)
    of_order = dict.fromkeys(
        ("supply", "limit", "counted", "named_prescriber", "check_ins"), "unknown"
    )
    asked = ("location", "first_supervised", "monitoring_programme", "checks")
    of_record = dict.fromkeys(asked, "unknown")
    known = dict.fromkeys(("programme", "age", "no_recall", *GROUNDS[:-1]), "met")
    assert found == of_order | of_record | known


def test_the_policy_of_the_location(cast: Cast) -> None:
    run = session_of(cast, way=SWALLOWED)
    with clock_at(NEXT):
        assert gate(run)["location"] == "unknown"
        permit(cast, holds_from=date(2026, 4, 1))
        assert gate(run)["location"] == "not_met"
        permit(cast)
        assert gate(run)["location"] == "met"
        home_policies.end(
            by=cast.actor(cast.alice), location=cast.harbour, reason="A loss.", base=2, key=key()
        )
        assert gate(run)["location"] == "not_met"


def test_the_programme_of_the_course(cast: Cast) -> None:
    with clock_at(NEXT):
        assert gate(session_of(cast, way=SWALLOWED))["programme"] == "met"
        other = session_of(cast, way=LOZENGE, patient=make_patient(cast.harbour, "Ana", "Rivera"))
        assert gate(other)["programme"] == "not_met", "this programme sends nothing home"
        third = session_of(cast, way=SWALLOWED, patient=make_patient(cast.harbour, "Joe", "Fox"))
        home = ordered(third)
        with _another_version(home):
            assert gate(home)["programme"] == "unknown"


def _another_version(home: AtHome) -> Any:
    """The programme as it is shipped changed since the course began."""
    from unittest.mock import patch

    real = home_gates.evidence

    def older(by: Any, course: Any, supply: Any, now: Any) -> Any:
        from attrs import evolve

        return real(by, evolve(course, content_hash="f" * 64), supply, now)

    return patch.object(home_gates, "evidence", older)


def test_nobody_under_eighteen_and_nobody_of_unknown_age(cast: Cast) -> None:
    home = ready(cast)
    for born, outcome in ((date(2008, 3, 6), "not_met"), (None, "unknown")):
        Patient.objects.filter(pk=home.patient.pk).update(birth_date=born)
        with clock_at(NEXT):
            assert gate(home)["age"] == outcome
            with pytest.raises(NotReady, match="Never under 18"):
                home.step("sign", reasons=REASONS)
    Patient.objects.filter(pk=home.patient.pk).update(birth_date=date(2008, 3, 5))
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)


def test_the_first_dose_of_that_very_formulation_was_given_here(cast: Cast) -> None:
    permit(cast)
    run = started(cast, way=SWALLOWED)
    with clock_at(NEXT):
        assert gate(run)["first_supervised"] == "not_met", "begun, and nobody left well yet"
    by_needle = left_after(cast, way=IM, patient=make_patient(cast.harbour, "Ana", "Rivera"))
    assert home_gates.was_supervised(by_needle.patient, "ketamine", "oral") is None
    assert home_gates.was_supervised(by_needle.patient, "ketamine", "im") is True


def test_no_more_than_the_policy_states_and_nothing_without_a_number(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        permit(cast, most_doses=1)
        assert gate(home)["limit"] == "not_met"
        with pytest.raises(NotReady, match="states the most doses"):
            home.step("sign", reasons=REASONS)
    with pytest.raises(InvalidInput, match="State the most doses") as refused:
        permit(cast, most_doses=None)
    assert refused.value.field == "most_doses"


def test_a_supply_of_more_than_its_days_is_not_small(cast: Cast) -> None:
    permit(cast, most_doses=9)
    run = left_after(cast)
    with clock_at(NEXT):
        home = ordered(run, doses=6)
        assert home.view.days_covered == 16
        assert gate(home)["supply"] == "not_met"


@pytest.mark.parametrize(
    ("days", "checked_on", "outcome"),
    [
        (None, date(2026, 3, 5), "met"),
        (None, date(2026, 3, 4), "not_met"),
        (7, date(2026, 2, 26), "met"),
        (7, date(2026, 2, 25), "not_met"),
    ],
)
def test_the_register_was_looked_at_on_the_day_or_as_the_policy_says(
    cast: Cast, days: int | None, checked_on: date, outcome: str
) -> None:
    run = session_of(cast, way=SWALLOWED)
    with clock_at(NEXT):
        permit(cast, register_days=days)
        assert gate(run)["monitoring_programme"] == "unknown"
        registered(run, checked_on)
        assert gate(run)["monitoring_programme"] == outcome


def test_calls_are_promised_for_each_day_of_a_dose_or_as_the_policy_says(cast: Cast) -> None:
    permit(cast)
    run = left_after(cast)
    with clock_at(NEXT):
        home = ordered(run, doses=3)
        assert gate(home)["check_ins"] == "not_met"
        call: dict[str, Any] = {"by": run.nurse, "supply": home.uid, "caller": cast.ben.pk}
        at = NINE.time()
        made = supplies.schedule_check_ins(days=home.view.days[::2], at=at, **call)
        assert len(made) == 2
        assert not supplies.schedule_check_ins(days=home.view.days[::2], at=at, **call), "twice"
        assert gate(home)["check_ins"] == "not_met", "the middle day lacks a call"
        permit(cast, call_every_days=6)
        assert gate(home)["check_ins"] == "met"
        permit(cast, call_every_days=5)
        assert gate(home)["check_ins"] == "not_met"
        permit(cast, call_every_days=None)
        supplies.schedule_check_ins(days=home.view.days, at=at, **call)
        assert gate(home)["check_ins"] == "met"


def test_a_call_is_promised_by_somebody_who_treats_here_for_a_time_to_come(cast: Cast) -> None:
    permit(cast)
    run = left_after(cast)
    with clock_at(NEXT):
        home = ordered(run)
        call: dict[str, Any] = {"by": run.nurse, "supply": home.uid, "at": NINE.time()}
        for caller in (cast.frida.pk, cast.chioma.pk, 0):
            with pytest.raises(InvalidInput, match="Choose who calls"):
                supplies.schedule_check_ins(days=home.view.days, caller=caller, **call)
        with pytest.raises(InvalidInput, match="at least one day"):
            supplies.schedule_check_ins(days=[], caller=cast.ben.pk, **call)
        with pytest.raises(InvalidInput, match="This time is over"):
            supplies.schedule_check_ins(days=[date(2026, 3, 4)], caller=cast.ben.pk, **call)


def test_two_people_count_it_and_it_goes_home_once(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)
        for wrong in ({"units": 3}, {"unit_mg": "10"}, {"unit_mg": "many"}):
            told = {"units": home.view.units, "unit_mg": home.view.unit_mg, "lot": ""} | wrong
            with pytest.raises(InvalidInput):
                home.step("count", by=home.run.nurse, **told)
        entry = counted(home)
        with pytest.raises(Denied, match="A second person"):
            home.step("hand_over", by=home.run.nurse, counted=entry.uid)
        base, again = home.view.version, key()
        given: dict[str, Any] = {"by": home.run.second, "supply": home.uid, "base": base}
        first = supplies.hand_over(counted=entry.uid, key=again, **given)
        assert supplies.hand_over(counted=entry.uid, key=again, **given) == first
        with pytest.raises(Conflict, match="at the person's home"):
            supplies.hand_over(counted=entry.uid, key=key(), **given)
    assert home.view.status == "out"
    assert SupplyEvent.objects.filter(verb="hand_over").count() == 1
    assert home.view.count.words == "0 of 4 units accounted for; 4 should be left, not counted"


def test_what_was_counted_again_or_on_another_day_is_not_handed_over(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)
        first = counted(home)
        counted(home, by=home.run.second)
        with pytest.raises(Conflict, match="counted again"):
            home.step("hand_over", by=home.run.second, counted=first.uid)
        newest = home.view.last("count")
        assert newest is not None
    with clock_at(NEXT + timedelta(days=1)), pytest.raises(NotReady, match="another day"):
        home.step("hand_over", by=home.run.nurse, counted=newest.uid)
    with clock_at(NEXT + timedelta(days=2)):
        late = counted(home)
        with pytest.raises(NotReady, match="first day is over"):
            home.step("hand_over", by=home.run.second, counted=late.uid)


def test_the_gate_is_judged_again_at_the_door(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)
        entry = counted(home)
        home_policies.end(
            by=cast.actor(cast.alice), location=cast.harbour, reason="A loss.", base=1, key=key()
        )
        with pytest.raises(NotReady, match="The medical director permits it"):
            home.step("hand_over", by=home.run.second, counted=entry.uid)
    assert home.view.status == "counted"


def test_another_plan_is_another_order(cast: Cast) -> None:
    from tests.support.sessions import sign_plan

    home = ready(cast)
    sign_plan(cast, home.run.course, NEXT)
    with clock_at(NEXT), pytest.raises(NotReady, match="The plan changed"):
        home.step("sign", reasons=REASONS)
    with clock_at(NEXT):
        home.step("withdraw", reason="Another plan was signed.")
    assert home.view.status == "withdrawn"


def test_roles_and_locations(cast: Cast) -> None:
    home = ready(cast)
    nurse = home.run.nurse
    with clock_at(NEXT):
        for name, given in (
            ("sign", {"reasons": REASONS}),
            ("withdraw", {"reason": "No."}),
        ):
            with pytest.raises(Denied):
                home.step(name, by=nurse, **given)
            with pytest.raises(NotFound):
                home.step(name, by=cast.actor(cast.chioma), **given)
        with pytest.raises(Denied):
            supplies.order(
                by=nurse, patient=home.patient, units=2, days=[date(2026, 3, 6)], key=key()
            )
        with pytest.raises(Denied):
            supplies.check_register(
                by=nurse,
                patient=home.patient,
                checked_on=date(2026, 3, 5),
                found="expected",
                note="",
                key=key(),
            )
        home.step("sign", reasons=REASONS)
        for person in (cast.dev, cast.frida):
            with pytest.raises((Denied, NotFound)):
                counted(home, by=cast.actor(person))
        for person in (cast.ben, cast.chioma, cast.dev):
            with pytest.raises(Denied):
                permit(cast, by=cast.actor(person))


def test_what_makes_no_order_is_named_with_its_box(cast: Cast) -> None:
    permit(cast)
    run = left_after(cast)
    day = date(2026, 3, 6)
    with clock_at(NEXT):
        for units, days, field in (
            (3, days_from(day, 1), "units"),
            (0, days_from(day, 1), "units"),
            (2, days_from(day, 2), "units"),
            (2, days_from(date(2026, 3, 4), 1), "first_day"),
            (4, days_from(day, 2, every=1), "every_days"),
        ):
            with pytest.raises(InvalidInput) as refused:
                supplies.order(
                    by=run.prescriber, patient=run.patient, units=units, days=days, key=key()
                )
            assert refused.value.field == field
        ordered(run)
        with pytest.raises(NotReady, match="ordered already"):
            ordered(run)
    assert Supply.objects.count() == 1


def test_what_is_given_by_needle_never_goes_home(cast: Cast) -> None:
    run = session_of(cast, way=IM)
    with clock_at(NEXT), pytest.raises(NotReady, match="given in the clinic"):
        supplies.order(
            by=run.prescriber, patient=run.patient, units=2, days=[date(2026, 3, 6)], key=key()
        )
    unsigned = session_of(
        cast, way=SWALLOWED, is_signed=False, patient=make_patient(cast.harbour, "Ana", "Fox")
    )
    with clock_at(NEXT), pytest.raises(NotReady, match="plan is not signed"):
        supplies.order(
            by=unsigned.prescriber,
            patient=unsigned.patient,
            units=2,
            days=[date(2026, 3, 6)],
            key=key(),
        )
    nobody = make_patient(cast.harbour, "Lou", "Fox")
    with pytest.raises(NotReady, match="no course under way"):
        supplies.order(
            by=run.prescriber, patient=nobody, units=2, days=[date(2026, 3, 6)], key=key()
        )


def test_a_second_supply_waits_until_the_first_is_accounted_for(cast: Cast) -> None:
    home = out(cast)
    with clock_at(NEXT):
        second = ordered(home.run, first=date(2026, 3, 12))
        assert gate(second)["counted"] == "not_met"


def test_the_same_key_for_something_else_is_refused(cast: Cast) -> None:
    with clock_at(NEXT):
        first = permit(cast, key="p1")
        assert permit(cast, key="p1", base=0) == first
        with pytest.raises(Conflict):
            permit(cast, key="p1", base=0, most_doses=5)
        with pytest.raises(Conflict, match="Somebody else changed this"):
            permit(cast, base=0)
    run = left_after(cast)
    with clock_at(NEXT):
        given: dict[str, Any] = {"by": run.prescriber, "patient": run.patient, "key": "o1"}
        row = supplies.order(units=2, days=[date(2026, 3, 6)], **given)
        assert supplies.order(units=2, days=[date(2026, 3, 6)], **given) == row
        with pytest.raises(Conflict):
            supplies.order(units=2, days=[date(2026, 3, 7)], **given)
        look: dict[str, Any] = {"checked_on": date(2026, 3, 5), "note": "", "key": "r1"}
        look |= {"by": run.prescriber, "patient": run.patient}
        kept = supplies.check_register(found="expected", **look)
        assert supplies.check_register(found="expected", **look) == kept
        with pytest.raises(Conflict):
            supplies.check_register(found="to_discuss", **look)
    assert TakeHomePolicy.objects.count() == 1
    assert TreatmentSession.objects.count() == 1
