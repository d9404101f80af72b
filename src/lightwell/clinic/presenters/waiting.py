"""The waiting list in words: who, since when, for what, when they can come; and free places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse
from django.utils import timezone

from lightwell.clinic.presenters.courses import day_words, span_words
from lightwell.diary.queries.appointments import Booked
from lightwell.diary.queries.chairs import spoken
from lightwell.diary.queries.waiting import Ahead, Consultation, Fit, Waiting
from lightwell.kit.dates import WEEKDAYS, staff_time

if TYPE_CHECKING:
    from lightwell.records.models import Patient

CONSULTATION = "Keeps this time as agreed, beside the schedule. It takes no chair of the diary."
REACHED = {"call": "Call", "text": "Text", "either": "Call or text"}


@frozen(kw_only=True)
class PlaceLine:
    """A free place: when, and where."""

    when: str
    where: str
    url: str


@frozen(kw_only=True)
class PersonLine:
    """Somebody who waits."""

    name: str
    born: str
    mrn: str
    wants: str
    since: str
    can_come: str
    reach: str
    phone: str
    tried: str
    course_url: str
    end_url: str


@frozen(kw_only=True)
class FitLine:
    """Somebody who waits, beside one free place."""

    person: PersonLine
    now: str
    why_not: str
    answer_url: str
    waiting: str
    takes: str
    desk_takes: str
    agreed: str


@frozen(kw_only=True)
class AgreedLine:
    """Somebody said yes to the front desk: to when, told whom, and where it is confirmed."""

    person: PersonLine
    when: str
    told: str
    confirm_url: str
    told_url: str


def place(one: Booked) -> PlaceLine:
    """When and where, without whose it was."""
    return PlaceLine(
        when=span_words(one.starts_at, one.ends_at),
        where=f"{spoken(one.chair)}, {one.room}",
        url=reverse("clinic:free-place", args=[one.uid]),
    )


def identity(who: Patient) -> str:
    """Whom a page is about, for those who do not open records."""
    return f"{_name(who)}, born {_born(who)}, MRN {who.mrn}"


def person(one: Waiting, *, links: bool = True) -> PersonLine:
    """One row of the list; the address of the course only for those who may open it."""
    who = one.patient
    return PersonLine(
        name=_name(who),
        born=_born(who),
        mrn=who.mrn,
        wants=f"Session {one.number}" if one.number else "A first consultation",
        since=day_words(timezone.localdate(one.since)),
        can_come=_can_come(one),
        reach=REACHED[one.contact_by],
        phone=who.phone,
        tried=day_words(timezone.localdate(one.tried_at)) if one.tried_at else "",
        course_url=reverse("clinic:course", args=[who.uid]) if links else "",
        end_url=reverse("clinic:waiting-end", args=[one.uid]),
    )


def fit(one: Fit, freed: Booked) -> FitLine:
    """What somebody has now, and what a yes would do; or why the place is not for them."""
    return FitLine(
        person=person(one.waiting),
        now=span_words(one.now.starts_at, one.now.ends_at) if one.now else "",
        why_not=one.why_not,
        answer_url=reverse("clinic:waiting-answer", args=[one.waiting.uid, freed.uid]),
        waiting=str(one.waiting.uid),
        takes=f"Moves session {one.waiting.number} to this time." if one.placed else CONSULTATION,
        desk_takes="A nurse or a prescriber is asked to confirm it. Until then they keep the time "
        "that they have."
        if one.placed
        else CONSULTATION,
        agreed=_said(one.waiting),
    )


def agreed(one: Waiting, free: Sequence[Booked]) -> AgreedLine:
    """A yes that waits, with the place that is confirmed, if there still is one."""
    assert one.agreed is not None
    place = next((each for each in free if each.starts_at == one.agreed.starts_at), None)
    at = one.agreed.starts_at
    return AgreedLine(
        person=person(one),
        when=span_words(place.starts_at, place.ends_at)
        if place
        else f"{day_words(timezone.localdate(at))}, {staff_time(timezone.localtime(at))}",
        told=_said(one),
        confirm_url=reverse("clinic:free-place", args=[place.uid]) if place else "",
        told_url=reverse("clinic:waiting-told", args=[one.uid]),
    )


@frozen(kw_only=True)
class ConsultationLine:
    """A first consultation at a time from the list."""

    name: str
    born: str
    mrn: str
    when: str
    told: str


def consultation(one: Consultation) -> ConsultationLine:
    """With whom, when, and who was told the yes."""
    at, told = timezone.localtime(one.starts_at), timezone.localtime(one.told_at)
    return ConsultationLine(
        name=_name(one.patient),
        born=_born(one.patient),
        mrn=one.patient.mrn,
        when=f"{day_words(at.date())}, {staff_time(at)}",
        told=f"{one.told_by}, {day_words(told.date())}",
    )


def sessions(found: Sequence[Ahead]) -> list[tuple[int, str]]:
    """The booked sessions ahead that could be earlier."""
    return [
        (one.number, f"Session {one.number}, now {span_words(one.now.starts_at, one.now.ends_at)}")
        for one in found
    ]


def _said(one: Waiting) -> str:
    """To whom and when they said yes; empty while no yes waits."""
    if one.agreed is None:
        return ""
    at = timezone.localtime(one.agreed.at)
    return f"told {one.agreed.by_name}, {day_words(at.date())}, {staff_time(at)}"


def _name(who: Patient) -> str:
    return f"{who.family_name.upper()}, {who.given_name}"


def _born(who: Patient) -> str:
    return f"{who.birth_date:%d-%b-%Y}" if who.birth_date else "not recorded"


def _can_come(one: Waiting) -> str:
    days = ", ".join(WEEKDAYS[day] for day in one.weekdays) or "Any day"
    hours = ""
    if one.clock_from and one.clock_until:
        hours = f", {staff_time(one.clock_from)} to {staff_time(one.clock_until)}"
    notice = {0: "on the same day", 1: "with 1 day’s notice"}
    return f"{days}{hours}; {notice.get(one.notice_days, f'with {one.notice_days} days’ notice')}"
