"""Where a course stands: its phase, its sessions with their places, its reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.clinical.programme import Review
from lightwell.diary.policies import can_book, can_offer
from lightwell.diary.queries.appointments import GONE, Booked
from lightwell.kit.dates import WEEKDAYS, clock_words, staff_date, staff_time
from lightwell.kit.lists import SummaryRow
from lightwell.records.queries import places
from lightwell.records.queries.courses import CourseView, SessionRow

if TYPE_CHECKING:
    from lightwell.access.models import Location

STATUS_WORDS = {
    "planned": "Planned",
    "active": "Under way",
    "maintenance": "Maintenance decided",
    "handed_over": "Went on",
}


@frozen(kw_only=True)
class SessionLine:
    """One session in the table of a course."""

    number: int
    status: str
    tone: str
    when: str
    chair: str
    nurse: str
    url: str
    book_url: str
    book_words: str
    now_url: str
    next_day_url: str


@frozen
class ReviewLine:
    """One review point, and whether it is due."""

    after: int
    asks: str
    state: str
    tone: str
    url: str


def next_steps(by: Actor, found: Booked) -> dict[str, object]:
    """Where an appointment leads: to another time, and to who may have the place that is free."""
    is_ahead, is_here = found.starts_at > clock.now(), found.location.pk == by.location_id
    steps: dict[str, object] = {"is_elsewhere": not is_here}
    if can_offer(by) and is_here and is_ahead and found.status in GONE:
        steps["free_url"] = reverse("clinic:free-place", args=[found.uid])
    home = places.home_of_session(found.session)
    if home.pk != by.location_id:
        return steps | {"moved_from": home}
    if can_offer(by) and is_here and is_ahead and found.status == "booked":
        steps["wait_url"] = reverse("clinic:waiting-join", args=[found.patient.uid])
    if not can_book(by):
        # The front desk writes down that somebody did not come; without a word it would end there.
        return steps | {"others_book": found.status in {"missed", "cancelled"}}
    has_come = found.is_live and (found.status == "arrived" or not is_ahead)
    if found.status in {"booked", "missed", "cancelled"} and not has_come:
        steps["new_time_url"] = reverse("clinic:new-time", args=[found.uid])
    return steps


def where(course: CourseView) -> list[SummaryRow]:
    """Where this course is, in a few lines."""
    return [
        SummaryRow(key="Programme", value=f"{course.programme.title}, {course.programme_version}"),
        SummaryRow(key="Phase", value=course.phase.title),
        SummaryRow(key="Status", value=STATUS_WORDS.get(course.status, course.status.capitalize())),
        SummaryRow(key="Sessions", value=progress(course)),
        SummaryRow(key="Plan", value=_plan_words(course)),
    ]


def progress(course: CourseView) -> str:
    """How many sessions have taken place, of how many planned."""
    if not course.has_drug:
        return "None in this phase: no drug is given"
    if course.plan is None:
        return "None yet: the plan is not signed"
    if course.is_interval:
        return f"{course.has_run} have taken place, at intervals"
    return f"{course.has_run} of {course.plan.count} have taken place"


def _plan_words(course: CourseView) -> str:
    if not course.has_drug:
        return "None: no dose is planned in this phase"
    if course.plan is None:
        return "Waits for its signatures" if course.draft else "Not written yet"
    names = ", ".join(one.by_name for one in course.plan.signatures)
    return f"Version {course.plan.number}, signed by {names}"


def sessions(
    course: CourseView,
    places: Mapping[UUID, Booked],
    proposed: Mapping[int, date],
    *,
    may_book: bool,
    here: int | None,
) -> list[SessionLine]:
    """Each session of the plan, also those that have no date yet, with the day proposed for it.

    Where intervals grow the next one stands last; it is booked once its interval is signed.
    """
    lines = []
    for number in range(1, course.last_number + 1):
        row = course.session(number)
        place = places.get(row.uid) if row else None
        status, tone = _status(row, place)
        lines.append(
            SessionLine(
                number=number,
                status=status,
                tone=tone,
                when=_when(place) or _on(course, row) or _proposed(proposed.get(number)),
                chair=chair_words(f"{place.chair}, {place.room}", place.location, here)
                if place and place.is_live
                else "None yet",
                nurse=place.nurse if place and place.is_live else "None yet",
                url=session_url(row.uid) if row else "",
                book_url=_book_url(course, number)
                if may_book and number in proposed and _can_book(row)
                else "",
                book_words="Move" if place and place.is_live else "Book",
                now_url=_after_url(course, row, "now-scale") if _has_begun(row) else "",
                next_day_url=_after_url(course, row, "follow-up", "next_day")
                if row and row.has_run
                else "",
            )
        )
    return lines


def _on(course: CourseView, row: SessionRow | None) -> str:
    """The day of a session that took place; none before it has begun."""
    return day_words(course.day(row.planned_at)) if row is not None and _has_begun(row) else ""


def _proposed(day: date | None) -> str:
    return f"Proposed: {day_words(day)}" if day is not None else "The interval is not signed yet"


def _can_book(row: SessionRow | None) -> bool:
    return row is None or row.status in ("planned", "cancelled")


def _has_begun(row: SessionRow | None) -> bool:
    """Whether the infusion was started; what comes after it is then written down."""
    return row is not None and row.status not in ("planned", "ready", "cancelled")


def _after_url(course: CourseView, row: SessionRow | None, page: str, *word: str) -> str:
    assert row is not None
    return reverse(f"clinic:{page}", args=[course.patient.uid, row.uid, *word])


def _book_url(course: CourseView, number: int) -> str:
    return reverse("clinic:session-book", args=[course.patient.uid, number])


def _status(row: SessionRow | None, place: Booked | None) -> tuple[str, str]:
    """What a session is, in a word: the record's where it has begun, else the diary's."""
    if row is None:
        return "Not booked", "outline"
    if row.status != "planned":
        return row.status.replace("_", " ").capitalize(), "calm"
    if place is None or place.status in ("cancelled", "moved"):
        return "Not booked", "outline"
    words = {"booked": "Booked", "arrived": "Here", "missed": "Missed", "over": "Left"}
    return words[place.status], "care" if place.status == "missed" else "calm"


def _when(place: Booked | None) -> str:
    return place_words(place) if place and place.is_live else ""


def session_url(session: UUID) -> str:
    """The pages at the chair, where that room is installed: the one hook to it."""
    try:
        return reverse("room:session", args=[session])
    except NoReverseMatch:
        return ""


def series_url(course: CourseView) -> str:
    """Where all sessions that have no place get one; nowhere before the plan is signed, and
    nowhere when all have taken place."""
    if course.plan is None or course.series is None or course.has_run >= course.plan.count:
        return ""
    return reverse("clinic:series-book", args=[course.patient.uid])


def reviews(course: CourseView, due: Sequence[Review], every: Sequence[Review]) -> list[ReviewLine]:
    """The review points of the phase, and which of them is due."""
    now = {one.after_session for one in due}
    lines = []
    for one in every:
        after = one.after_session
        state = "Due now" if after in now else "Not yet"
        if after in course.reviewed and after not in now:
            state = "Decided"
        tone = {"Due now": "waiting", "Decided": "calm"}.get(state, "outline")
        url = reverse("clinic:review", args=[course.patient.uid, after])
        lines.append(ReviewLine(after, one.asks, state, tone, url))
    return lines


def next_session(
    course: CourseView | None, places: Sequence[Booked], here: int | None = None
) -> str:
    """The next session in one line, for the summary of a patient."""
    if course is None:
        return "No course"
    ahead = [one for one in places if one.is_live]
    if not ahead:
        return "None booked"
    first = min(ahead, key=lambda one: one.starts_at)
    now = "Now: " if first.starts_at <= clock.now() else ""
    chair = chair_words(first.chair, first.location, here)
    return f"{now}{place_words(first)}, {chair}, {first.nurse}"


def place_words(place: Booked) -> str:
    """When somebody is expected, on the clock of the place itself."""
    return span_words(place.starts_at, place.ends_at, place.location.timezone)


def chair_words(chair: str, location: Location, here: int | None) -> str:
    """A chair, and where it is when that is not where the reader works."""
    return chair if location.pk == here else f"{chair}, {location.name}"


def day_words(day: date) -> str:
    """``Thu 05-Mar-2026``."""
    return f"{WEEKDAYS[day.weekday()][:3]} {staff_date(day)}"


def span_words(starts_at: datetime, ends_at: datetime, zone: str = "") -> str:
    """``Thu 05-Mar-2026, 09:00 to 11:10``; a change of the clock in between is said.

    On the clock of the page's location; on another, where one is named, that is said.
    """
    wall = ZoneInfo(zone) if zone else None
    begins, ends = timezone.localtime(starts_at, wall), timezone.localtime(ends_at, wall)
    changes = begins.utcoffset() != ends.utcoffset()
    note = " (the clock changes in between)" if changes else ""
    if zone not in ("", timezone.get_current_timezone_name()):
        note = f" ({clock_words(zone)}){note}"
    return f"{day_words(begins.date())}, {staff_time(begins)} to {staff_time(ends)}{note}"
