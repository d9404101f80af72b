"""A supply that goes home: ordered, signed, counted by two people, called back, finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotReady
from lightwell.access.models import Location
from lightwell.access.queries import people
from lightwell.clinical.library import library
from lightwell.records import policies_supplies as may
from lightwell.records.models import (
    CheckIn,
    Course,
    Patient,
    PlanVersion,
    RegisterCheck,
    RuleEvaluation,
    Supply,
    SupplyEvent,
)
from lightwell.records.policies_sessions import CHARTERS
from lightwell.records.queries import courses, deaths, home_gates, supplies
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.courses import CourseView, PlanView
from lightwell.records.supply_state import BEFORE
from lightwell.records.supply_writing import (
    USED,
    Held,
    already,
    hold,
    reasoned,
    refuse_unless,
    write,
)


@transaction.atomic
def order(*, by: Actor, patient: Patient, units: int, days: Sequence[date], key: str) -> Supply:
    """Order so many units for these days; their strength and number for a dose are the plan's.

    Nothing goes home by this alone: the gate is judged when it is signed and handed over.
    """
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    course = _course(by, patient)
    may.check_can_prescribe(by, course.location)
    said = {"units": units, "days": [one.isoformat() for one in days]}
    if done := Supply.objects.filter(idempotency_key=key).first():
        kept = (done.patient_id, done.by_id, done.units, done.days)
        if kept != (patient.pk, by.user_id, said["units"], said["days"]):
            raise Conflict(USED)
        return done
    deaths.refuse_dead(patient)
    plan = _plan(course)
    way, each = home_gates.way_of(course), int(plan.content["count"])
    earlier = supplies.of_patient(by, patient)
    if any(one.status in BEFORE for one in earlier):
        raise NotReady("Another supply is ordered already. Hand it over or withdraw it first.")
    _check_amount(units, each, days)
    _check_days(course, days)
    row = Supply.objects.create(
        patient=patient,
        location_id=course.location,
        course=Course.objects.get(uid=course.uid),
        plan=PlanVersion.objects.get(uid=plan.uid),
        number=len(earlier) + 1,
        agent=way.agent,
        route=way.route,
        unit_mg=plan.content["unit_mg"],
        units_each=each,
        **said,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    _trace(by, "supply.order", ("supply", row.uid), row.patient, row.location_id, units=units)
    return row


@transaction.atomic
def check_register(
    *, by: Actor, patient: Patient, checked_on: date, found: str, note: str, key: str
) -> RegisterCheck:
    """Write down that the prescription register (PDMP) was looked at, on which day, by whom."""
    patient = patient_queries.get(by=by, uid=patient.uid)
    may.check_can_prescribe(by, by.location_id or 0)
    Patient.objects.select_for_update().get(pk=patient.pk)
    note = note.strip()
    if done := RegisterCheck.objects.filter(idempotency_key=key).first():
        kept = (done.patient_id, done.by_id, done.checked_on, done.found, done.note)
        if kept != (patient.pk, by.user_id, checked_on, found, note):
            raise Conflict(USED)
        return done
    location = Location.objects.get(pk=by.location_id or 0)
    if checked_on > _today(location):
        raise InvalidInput("This day is still to come. Enter the day of the check.", field="on")
    if found not in RegisterCheck.Found.values:
        raise InvalidInput("Choose what the register showed.", field="found")
    if found == RegisterCheck.Found.TO_DISCUSS and not note:
        raise InvalidInput("Write what there is to talk about.", field="note")
    row = RegisterCheck.objects.create(
        patient=patient,
        location=location,
        checked_on=checked_on,
        found=found,
        note=note,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    _trace(by, "register.check", ("register", row.uid), patient, location.pk)
    return row


@transaction.atomic
def schedule_check_ins(
    *, by: Actor, supply: UUID, days: Sequence[date], at: time, caller: int
) -> list[CheckIn]:
    """Promise a call on each of these days, at this time on the wall, by this person.

    A moment that is promised already stays as it is, so pressing twice promises once.
    """
    held = hold(by=by, supply=supply, base=0, key="")
    may.check_can_hand_over(by, held.row.location_id)
    if held.view.status not in (*BEFORE, "out"):
        raise Conflict("No further call can be promised for this supply. Nothing was saved.")
    deaths.refuse_dead(held.row.patient)
    names = {one.pk: one for one in people.staff_with(held.row.location, *CHARTERS)}
    if caller not in names:
        raise InvalidInput("Choose who calls: somebody who treats here.", field="caller")
    if not days:
        raise InvalidInput("Choose at least one day.", field="days")
    zone, made = ZoneInfo(held.row.location.timezone), []
    for day in sorted(set(days)):
        due_at = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
        if due_at <= held.now:
            raise InvalidInput("This time is over. Choose a later one.", field="at")
        row, is_new = CheckIn.objects.get_or_create(
            supply=held.row,
            due_at=due_at,
            defaults={
                "caller_id": caller,
                "at": held.now,
                "by_id": by.person_id(),
                "by_name": by.name,
            },
        )
        made += [row] if is_new else []
    if made:
        about = ("supply", held.row.uid)
        where = held.row.location_id
        _trace(by, "supply.promise-calls", about, held.row.patient, where, count=len(made))
    return made


@transaction.atomic
def sign(*, by: Actor, supply: UUID, reasons: str, base: int, key: str) -> SupplyEvent:
    """A named prescriber lets it go home, with reasons; held while any condition is not met."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_prescribe(by, held.row.location_id)
    reasons = reasoned(reasons, "Write why these doses may be taken at home.", "reasons")
    if done := already(held, "sign", {}, reasons):
        return done
    refuse_unless(held, "sign")
    _judge(held, is_signing=True)
    return write(held, "sign", {}, reasons)


@transaction.atomic
def count(
    *, by: Actor, supply: UUID, units: int, unit_mg: str, lot: str, base: int, key: str
) -> SupplyEvent:
    """One person counts what is in the hand: the number and strength that were signed."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_hand_over(by, held.row.location_id)
    strength = _milligrams(unit_mg)
    values = {"units": units, "unit_mg": strength, "lot": lot.strip()[:60]}
    if done := already(held, "count", values):
        return done
    refuse_unless(held, "count")
    view = held.view
    if units != view.units:
        raise InvalidInput(f"{units} counted; {view.units} are signed. Count again.", field="units")
    if Decimal(strength) != Decimal(view.unit_mg):
        raise InvalidInput(
            f"{strength} mg in the hand; {view.unit_mg} mg are signed.", field="unit_mg"
        )
    return write(held, "count", values)


@transaction.atomic
def hand_over(*, by: Actor, supply: UUID, counted: UUID, base: int, key: str) -> SupplyEvent:
    """A second person counts again and hands it over; the gate is judged at this moment."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_hand_over(by, held.row.location_id)
    values = {"counted": str(counted)}
    if done := already(held, "hand_over", values):
        return done
    refuse_unless(held, "hand_over")
    newest = held.view.last("count")
    if newest is None or newest.uid != counted:
        raise Conflict("It was counted again while your page was open. Nothing was saved.")
    if newest.by_id == by.user_id:
        raise Denied("You counted it. A second person confirms it.")
    if held.view.day_of(newest.at) != held.view.day_of(held.now):
        raise NotReady("It was counted on another day. Count it again.")
    if held.view.days[0] < held.view.day_of(held.now):
        raise NotReady("Its first day is over. Withdraw it and order again.")
    _judge(held)
    return write(held, "hand_over", values)


@transaction.atomic
def withdraw(*, by: Actor, supply: UUID, reason: str, base: int, key: str) -> SupplyEvent:
    """Take an order back before it is handed over."""
    held = hold(by=by, supply=supply, base=base, key=key)
    may.check_can_prescribe(by, held.row.location_id)
    reason = reasoned(reason, "Say why it is withdrawn. The reason is kept.")
    if done := already(held, "withdraw", {}, reason):
        return done
    refuse_unless(held, "withdraw")
    return write(held, "withdraw", {}, reason)


# ------------------------------------------------------------------ what the order rests on


def _course(by: Actor, patient: Patient) -> CourseView:
    course = courses.active(by, patient)
    if course is None:
        raise NotReady("There is no course under way. A supply belongs to a course.")
    return course


def _plan(course: CourseView) -> PlanView:
    """The signed plan, of a formulation that can go home at all."""
    way, plan = home_gates.way_of(course), course.plan
    if way.form != "units" or way.route not in library().common_care.take_home.formulations:
        raise NotReady(f"What is given now is {way.words}: it is given in the clinic.")
    if plan is None:
        raise NotReady("The plan is not signed. A prescriber signs it first.")
    return plan


def _check_amount(units: int, each: int, days: Sequence[date]) -> None:
    pieces = f"{each} piece{'' if each == 1 else 's'} for each dose"
    if units < 1 or units % each:
        raise InvalidInput(f"The plan has {pieces}: order whole doses.", field="units")
    if units // each != len(days):
        raise InvalidInput(
            f"{units} pieces are {units // each} doses, by the plan's {pieces}; "
            f"{len(days)} days are named.",
            field="units",
        )


def _check_days(course: CourseView, days: Sequence[date]) -> None:
    today = course.day(clock.now())
    if days[0] < today:
        raise InvalidInput("The first day is over. Choose today or a later day.", field="first_day")
    phase = course.programme.series_of(home_gates.way_of(course).id)
    gap = phase.series.min_gap_days if phase and phase.series else 1
    apart = [(after - before).days for before, after in pairwise(days)]
    if any(one < gap for one in apart):
        raise InvalidInput(
            f"The programme has {gap} days or more from one dose to the next.", field="every_days"
        )


def _judge(held: Held, *, is_signing: bool = False) -> RuleEvaluation:
    """Keep the open gate with its facts, or refuse with the first thing that holds it."""
    deaths.refuse_dead(held.row.patient)
    view = held.view
    course = courses.course(held.by, view.course)
    if course.is_over or course.plan is None or course.plan.uid != view.plan:
        raise NotReady("The plan changed since this was ordered. Withdraw it and order again.")
    kept = home_gates.evidence(held.by, course, view, held.now)
    if is_signing:  # the signature with its reasons is what settles this one
        kept["known"][f"{home_gates.PREFIX}reason_given"] = True
    result = home_gates.again(kept)
    if not result.is_open:
        first = result.holding[0]
        count = len(result.holding)
        hold = "1 condition holds it" if count == 1 else f"{count} conditions hold it"
        raise NotReady(f"{hold}. {first.rule.ask}")
    return _keep(held, kept, result)


def _keep(held: Held, kept: dict[str, Any], result: lw.GateResult) -> RuleEvaluation:
    header = result.gate.header
    return RuleEvaluation.objects.create(
        patient=held.row.patient,
        rule="take_home",
        rule_version=header.version,
        content_hash=header.content_hash,
        facts=kept,
        outcome="met",
        explanation=result.as_json(),
        at=held.now,
        by_id=held.by.person_id(),
        idempotency_key=f"{held.key[:52]}:home",
    )


def _milligrams(text: str) -> str:
    try:
        kept = lw.KetamineMilligrams(str(text).strip())
    except lw.ClinicalError as refused:
        raise InvalidInput(str(refused), field="unit_mg") from None
    return f"{kept.amount:f}"


def _today(location: Location) -> date:
    return clock.now().astimezone(ZoneInfo(location.timezone)).date()


def _trace(
    by: Actor, action: str, subject: tuple[str, Any], patient: Patient, location: int, **detail: Any
) -> None:
    audit.record(
        by=by,
        action=action,
        subject=subject,
        patient=patient.uid,
        location=location,
        detail=detail,
    )
