"""Somebody waits for an earlier time, is asked, and gets it in one act or goes on waiting.

The front desk puts people on the list and asks them. What they said to it is kept at once; a yes
to the time of a session waits until somebody who books confirms it, with every rule asked anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import field, frozen
from django.db import transaction
from django.db.models import QuerySet

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotReady
from lightwell.clinical.transitions import WAITING
from lightwell.diary.actions import bookings, telling
from lightwell.diary.locks import hold_location, hold_locations, hold_patient
from lightwell.diary.models import WaitingEvent, WaitingPlace
from lightwell.diary.policies import can_book, check_can_offer
from lightwell.diary.queries import appointments
from lightwell.diary.queries import waiting as queries
from lightwell.diary.queries.appointments import Booked
from lightwell.diary.queries.waiting import Fit, Waiting
from lightwell.records.queries import deaths, patients

if TYPE_CHECKING:
    from lightwell.records.models import Patient

LONGEST_NOTICE_DAYS = 60
CONTACTS = ("call", "text", "either")
# What was said, as the steps that it can be; each step as the act in the audit trail.
ANSWERS = {"accept": ("fill", "agree"), "decline": ("decline",), "no_answer": ("no_answer",)}
ACTS = {
    "fill": "waiting.fill",
    "agree": "waiting.agree",
    "decline": "waiting.decline",
    "no_answer": "waiting.no-answer",
}
TAKEN = "This place is not free any more. Nothing was saved. Look at the other free places."


def _sorted(found: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(set(found)))


@frozen(kw_only=True)
class CanCome:
    """When somebody can come, how long before they must know, and how they may be reached."""

    weekdays: tuple[int, ...] = field(default=(), converter=_sorted)
    clock_from: time | None = None
    clock_until: time | None = None
    notice_days: int
    contact_by: str


@transaction.atomic
def join(*, by: Actor, patient: UUID, number: int | None, when: CanCome, key: str) -> WaitingPlace:
    """Wait for an earlier time of a session by its number, or of a first consultation (none)."""
    check_can_offer(by)
    who = patients.get(by=by, uid=patient)
    hold_patient(who.uid)
    location = hold_location(by)
    if done := WaitingPlace.objects.filter(idempotency_key=key).first():
        if (done.by_id, done.patient, done.session_number) != (by.user_id, who.uid, number):
            raise Conflict("This page was already used for something else. Nothing was saved.")
        return done
    deaths.refuse_dead(who)
    _check_can_come(when, who.may_text)
    _check_waits_once(who.uid)
    course = None if number is None else _course_of(by, who, number)
    row = WaitingPlace.objects.create(
        location=location,
        patient=who.uid,
        wants="consultation" if number is None else "session",
        course=course,
        session_number=number,
        weekdays=list(when.weekdays),
        clock_from=when.clock_from,
        clock_until=when.clock_until,
        notice_days=when.notice_days,
        contact_by=when.contact_by,
        at=clock.now(),
        by_id=by.person_id("puts somebody on the waiting list"),
        idempotency_key=key,
    )
    WaitingEvent.objects.create(
        waiting=row, number=1, verb="join", status=WAITING.initial, at=row.at, by_id=by.user_id
    )
    _trace(by, "waiting.join", row)
    return row


@transaction.atomic
def answer(*, by: Actor, waiting: UUID, place: UUID, said: str, key: str) -> WaitingEvent:
    """What somebody said to a free place. Yes books or moves in the same act, or keeps nothing.

    Told to the front desk, a yes to the time of a session is kept and waits to be confirmed.
    """
    check_can_offer(by)
    whose = queries.patient_of(by, waiting)
    hold_patient(whose)
    hold_locations({by.location_id or 0, *appointments.locations_of(whose)})
    if done := _already(by, key, waiting, *ANSWERS.get(said, ())):
        return done
    who = queries.one(by, waiting)
    free = queries.place_here(by, place)
    if said not in ANSWERS:
        raise InvalidInput("Choose what the person said.", field="said")
    if not queries.is_free(free):
        raise Conflict(TAKEN)
    verb, booked = said, None
    if said == "accept":
        found = _fitting(by, who, free)
        verb = "fill" if can_book(by) or who.course is None else "agree"
        booked = _give(by, who, found, key) if verb == "fill" else None
    elif who.agreed is not None and who.agreed.starts_at != free.starts_at:
        raise Conflict(f"{queries.ELSEWHERE} Nothing was saved.")
    row = WaitingPlace.objects.get(uid=waiting)
    event = _step(by, row, verb, key=key, starts_at=free.starts_at, appointment=booked)
    _trace(by, ACTS[verb], row)
    return event


@transaction.atomic
def tell_not_given(*, by: Actor, waiting: UUID, base: int, key: str) -> WaitingEvent:
    """The time that they said yes to is not given after all, and they were told: they wait on.

    ``base`` is how far the waiting had come when the page was made: it is about that yes.
    """
    check_can_offer(by)
    hold_location(by)
    if done := _already(by, key, waiting, "told"):
        return done
    who = queries.one(by, waiting)
    if who.agreed is None:
        raise NotReady("No yes of this person waits. Nothing was saved. Open the list again.")
    if who.version != base:
        raise Conflict("They said something else meanwhile. Nothing was saved. Look at the list.")
    row = WaitingPlace.objects.get(uid=waiting)
    event = _step(by, row, "told", key=key, starts_at=who.agreed.starts_at)
    _trace(by, "waiting.told", row)
    return event


@transaction.atomic
def end(*, by: Actor, waiting: UUID, reason: str, key: str) -> WaitingEvent:
    """They do not wait any more."""
    check_can_offer(by)
    hold_location(by)
    if done := _already(by, key, waiting, "end"):
        return done
    if not reason.strip():
        raise InvalidInput("Say why they do not wait any more.", field="reason")
    queries.one(by, waiting)
    row = WaitingPlace.objects.get(uid=waiting)
    event = _step(by, row, "end", key=key, reason=reason.strip()[:300])
    _trace(by, "waiting.end", row)
    return event


def end_of_course(*, by: Actor, course: UUID, reason: str) -> None:
    """Nobody waits for a session of a phase that is over; who ended it was asked about that."""
    _end_all(by, WaitingPlace.objects.filter(course=course), reason)


def end_of_person(*, by: Actor, patient: UUID, reason: str) -> None:
    """Somebody who has died waits for nothing, at whichever location."""
    _end_all(by, WaitingPlace.objects.filter(patient=patient), reason)


def _end_all(by: Actor, rows: QuerySet[WaitingPlace], reason: str) -> None:
    for row in rows.exclude(events__status__in=("filled", "ended")):
        _step(by, row, "end", reason=reason[:300])
        _trace(by, "waiting.end", row)


# ------------------------------------------------------------------ what must hold


def _check_can_come(when: CanCome, may_text: str) -> None:
    if not 0 <= when.notice_days <= LONGEST_NOTICE_DAYS:
        raise InvalidInput(
            f"Say how many days before they must know, 0 to {LONGEST_NOTICE_DAYS}.",
            field="notice_days",
        )
    if not set(when.weekdays) <= set(range(7)):
        raise InvalidInput("Choose days of the week.", field="weekdays")
    first, last = when.clock_from, when.clock_until
    if (first is None) != (last is None) or (first and last and last < first):
        raise InvalidInput("Give the earliest and the latest time, in order.", field="clock_until")
    if when.contact_by not in CONTACTS:
        raise InvalidInput("Choose how they may be reached.", field="contact_by")
    if when.contact_by != "call" and may_text == "no":
        raise InvalidInput(
            "This person asked for no text messages. Choose a call, or change their details.",
            field="contact_by",
        )


def _check_waits_once(patient: UUID) -> None:
    """One thing at a time, at whichever location."""
    rows = WaitingPlace.objects.filter(patient=patient)
    if rows.exclude(events__status__in=("filled", "ended")).exists():
        raise Conflict("This person waits already. End that first, then add them again.")


def _course_of(by: Actor, patient: Patient, number: int) -> UUID:
    """The course whose session has an appointment ahead that could be earlier."""
    found = next((one for one in queries.ahead(by, patient) if one.number == number), None)
    if found is None:
        raise NotReady(
            "This session has no appointment yet, or its day is set by a signed interval or at "
            "another location. Book it here first, then wait for an earlier time."
        )
    return found.course


def _fitting(by: Actor, who: Waiting, free: Booked) -> Fit:
    """Whether the place fits as it is now, every rule asked anew; a yes is kept once."""
    if who.agreed is not None and not can_book(by):
        raise Conflict("They said yes already, and a nurse confirms it. Nothing was saved.")
    found = queries.fit(by, who, free)
    if found.why_not:
        raise Conflict(f"It does not fit any more: {found.why_not} Nothing was saved.")
    return found


def _give(by: Actor, who: Waiting, found: Fit, key: str) -> UUID | None:
    """Book what fits; a first consultation takes no chair of the diary."""
    if found.placed is None or who.course is None or who.number is None:
        return None
    made = bookings.give_place(
        by=by,
        course=who.course,
        number=who.number,
        starts_at=found.placed.starts_at,
        chair=found.placed.chair,
        nurse=found.placed.nurse,
        therapist=found.placed.therapist,
        key=f"{key[:50]}:waiting",
    )
    telling.tell_moved(by=by, people=[who.patient.uid])
    return made.uid


def _step(by: Actor, row: WaitingPlace, verb: str, **kept: object) -> WaitingEvent:
    last = row.events.latest("number")
    return WaitingEvent.objects.create(
        waiting=row,
        number=last.number + 1,
        verb=verb,
        status=WAITING.after(last.status, verb),
        at=clock.now(),
        by_id=by.user_id,
        **kept,
    )


def _already(by: Actor, key: str, waiting: UUID, *verbs: str) -> WaitingEvent | None:
    """What this page already kept; another answer is never taken for the one that was."""
    done = WaitingEvent.objects.select_related("waiting").filter(key=key).first()
    if done is None:
        return None
    if (done.by_id, done.waiting.uid) != (by.user_id, waiting) or done.verb not in verbs:
        raise Conflict("This page was already used for something else. Nothing was saved.")
    return done


def _trace(by: Actor, action: str, row: WaitingPlace) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("waiting", row.uid),
        patient=row.patient,
        location=row.location,
    )
