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
from lightwell.diary.queries.waiting import Fit, Waiting
from lightwell.kit.dates import WEEKDAYS, staff_time

if TYPE_CHECKING:
    from lightwell.records.queries.courses import CourseView

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


def place(one: Booked) -> PlaceLine:
    """When and where, without whose it was."""
    return PlaceLine(
        when=span_words(one.starts_at, one.ends_at),
        where=f"{spoken(one.chair)}, {one.room}",
        url=reverse("clinic:free-place", args=[one.uid]),
    )


def person(one: Waiting) -> PersonLine:
    """One row of the list."""
    who = one.patient
    return PersonLine(
        name=f"{who.family_name.upper()}, {who.given_name}",
        born=f"{who.birth_date:%d-%b-%Y}" if who.birth_date else "not recorded",
        mrn=who.mrn,
        wants=f"Session {one.number}" if one.number else "A first consultation",
        since=day_words(timezone.localdate(one.since)),
        can_come=_can_come(one),
        reach=REACHED[one.contact_by],
        phone=who.phone,
        tried=day_words(timezone.localdate(one.tried_at)) if one.tried_at else "",
        course_url=reverse("clinic:course", args=[who.uid]),
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
        takes=f"Moves session {one.waiting.number} to this time."
        if one.placed
        else "Keeps this time as agreed. A first consultation takes no chair of the diary.",
    )


def sessions(course: CourseView | None, coming: Sequence[Booked]) -> list[tuple[int, str]]:
    """The booked sessions ahead that could be earlier."""
    if course is None:
        return []
    at = {one.session: one for one in coming}
    return [
        (row.number, f"Session {row.number}, now {span_words(found.starts_at, found.ends_at)}")
        for row in course.sessions
        if not row.is_replaced and (found := at.get(row.uid)) is not None
    ]


def _can_come(one: Waiting) -> str:
    days = ", ".join(WEEKDAYS[day] for day in one.weekdays) or "Any day"
    hours = ""
    if one.clock_from and one.clock_until:
        hours = f", {staff_time(one.clock_from)} to {staff_time(one.clock_until)}"
    notice = {0: "on the same day", 1: "with 1 day’s notice"}
    return f"{days}{hours}; {notice.get(one.notice_days, f'with {one.notice_days} days’ notice')}"
