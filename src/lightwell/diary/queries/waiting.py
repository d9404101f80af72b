"""Who waits for an earlier time, which places became free, and whom each of them fits.

The order is one rule: who has waited longest is asked first. Nothing else counts, and the page
says so. The front desk reads names, contacts, wishes and times; of a course it learns whether a
place fits, and not why not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import evolve, frozen
from django.db.models import OuterRef, Prefetch, Subquery

from lightwell.access import clock
from lightwell.access.actors import Actor, Role, system
from lightwell.access.errors import Conflict, NotFound
from lightwell.access.models import Location
from lightwell.diary import clocks
from lightwell.diary.models import ChairTime, WaitingEvent, WaitingPlace
from lightwell.diary.policies import can_book, check_can_offer
from lightwell.diary.queries import appointments, hours, series
from lightwell.diary.queries.appointments import Booked
from lightwell.records.queries import courses, deaths, patients
from lightwell.scheduler import NoProposal, Placed

if TYPE_CHECKING:
    from lightwell.records.models import Patient

AHEAD_DAYS = 60
NOBODY = "There is nobody waiting under this name here."
ELSEWHERE = (
    "They said yes to another time. That is confirmed first, or they are told that it is gone."
)
PROMISED = "Somebody else said yes to this time, and a nurse confirms it."
OTHERS_MOVE = "Their course belongs to another location: staff there move its sessions."
CONSULTED = "As many people as prescribers on site have this time for a first consultation."
RULES = "Their course or the clinic has no room for it then. A nurse can say why."


@frozen(kw_only=True)
class Agreed:
    """A yes that the front desk was told, and that nobody who books has confirmed yet."""

    starts_at: datetime
    at: datetime
    by_name: str


@frozen(kw_only=True)
class Waiting:
    """Somebody who waits: since when, for what, and when they can come."""

    uid: UUID
    patient: Patient
    wants: str
    course: UUID | None
    number: int | None
    weekdays: tuple[int, ...]
    clock_from: time | None
    clock_until: time | None
    notice_days: int
    contact_by: str
    since: datetime
    declined: frozenset[datetime]
    tried_at: datetime | None
    agreed: Agreed | None
    version: int


@frozen(kw_only=True)
class Fit:
    """Whether a free place fits somebody who waits: with whom, or why not in words."""

    waiting: Waiting
    now: Booked | None = None
    placed: Placed | None = None
    why_not: str = ""


@frozen(kw_only=True)
class Consultation:
    """A first consultation at a time from the list: with whom, when, and who was told the yes."""

    patient: Patient
    starts_at: datetime
    told_at: datetime
    told_by: str


@frozen(kw_only=True)
class Ahead:
    """A booked session ahead that could be earlier: of which course, its number, its place now."""

    course: UUID
    number: int
    now: Booked


def open_ones(by: Actor) -> list[Waiting]:
    """Everybody alive who waits at this location, the longest first."""
    check_can_offer(by)
    rows = (
        WaitingPlace.objects.filter(location=by.location_id or 0)
        .exclude(events__status__in=("filled", "ended"))
        .prefetch_related(Prefetch("events", WaitingEvent.objects.select_related("by")))
        .order_by("at", "id")
    )
    people = patients.among(by, [row.patient for row in rows])
    for gone in deaths.among(people):
        people.pop(gone)
    return [_waiting(row, people[row.patient]) for row in rows if row.patient in people]


def one(by: Actor, uid: UUID) -> Waiting:
    """Somebody who waits here, or ``NotFound``; ``Conflict`` once they wait no more."""
    found = next((each for each in open_ones(by) if each.uid == uid), None)
    if found is not None:
        return found
    if WaitingPlace.objects.filter(uid=uid, location=by.location_id or 0).exists():
        raise Conflict(
            "This person does not wait any more. Nothing was saved. Open the list again."
        )
    raise NotFound(NOBODY)


def patient_of(by: Actor, uid: UUID) -> UUID:
    """Whose waiting this is or was, so that a page can be held to its patient."""
    check_can_offer(by)
    row = WaitingPlace.objects.filter(uid=uid, location=by.location_id or 0).first()
    if row is None:
        raise NotFound(NOBODY)
    return patients.get(by=by, uid=row.patient).uid


def agreed_count(by: Actor) -> int:
    """How many said yes to the front desk and wait for somebody who books (one query)."""
    check_can_offer(by)
    newest = WaitingEvent.objects.filter(waiting=OuterRef("pk")).order_by("-number")
    rows = WaitingPlace.objects.filter(location=by.location_id or 0)
    return (
        rows.annotate(status=Subquery(newest.values("status")[:1])).filter(status="agreed").count()
    )


def consultations(by: Actor, day: date | None = None) -> list[Consultation]:
    """First consultations whose time somebody said yes to: ahead, or those of one day, by time."""
    check_can_offer(by)
    rows = WaitingEvent.objects.filter(
        verb="fill", waiting__wants="consultation", waiting__location=by.location_id or 0
    ).select_related("waiting", "by")
    if day is None:
        rows = rows.filter(starts_at__gt=clock.now())
    people = patients.among(by, [row.waiting.patient for row in rows])
    found = [
        Consultation(
            patient=people[row.waiting.patient],
            starts_at=row.starts_at,
            told_at=row.at,
            told_by=row.by.name if row.by else "",
        )
        for row in rows.order_by("starts_at", "id")
        if row.starts_at is not None and row.waiting.patient in people
    ]
    zone = ZoneInfo(Location.objects.get(pk=by.location_id or 0).timezone)
    return [one for one in found if day in (None, one.starts_at.astimezone(zone).date())]


def ahead(by: Actor, patient: Patient) -> list[Ahead]:
    """The booked sessions ahead of a person that are moved from here, if they are of a series.

    At intervals the signed interval says when. Of the course nothing is told but numbers and times.
    """
    check_can_offer(by)
    course = courses.active(_reader(by), patient)
    if course is None or course.location != by.location_id or course.series is None:
        return []
    at = {one.session: one for one in appointments.coming(by, patient)}
    return [
        Ahead(course=course.uid, number=row.number, now=found)
        for row in course.sessions
        if not row.is_replaced and (found := at.get(row.uid)) is not None
    ]


def freed(by: Actor) -> list[Booked]:
    """Places ahead that somebody gave up and nobody has taken since, the soonest first."""
    check_can_offer(by)
    now = clock.now()
    location = Location.objects.get(pk=by.location_id or 0)
    rows = appointments.given_up(by, location, now, now + timedelta(days=AHEAD_DAYS))
    found = {(each.chair_id, each.starts_at): each for each in rows}
    return [each for each in found.values() if is_free(each)]


def place_here(by: Actor, uid: UUID) -> Booked:
    """One place of this location, or ``NotFound``: of another the list there knows."""
    check_can_offer(by)
    found = appointments.get(by, uid)
    if found.location.pk != by.location_id:
        raise NotFound("There is no such place here.")
    return found


def is_free(place: Booked) -> bool:
    """Whether the whole place lies ahead, on an open day, and nobody has any of it."""
    quarters = list(clocks.quarters(place.starts_at, place.ends_at))
    return (
        place.status in appointments.GONE
        and place.starts_at > clock.now()
        and not hours.closed([place])
        and not ChairTime.objects.filter(chair=place.chair_id, quarter__in=quarters).exists()
    )


def fits(by: Actor, place: Booked) -> list[Fit]:
    """Everybody who waits, the longest first, and whether this place fits them."""
    people = open_ones(by)
    return [fit(by, each, place, people) for each in people]


def fit(by: Actor, waiting: Waiting, place: Booked, people: Sequence[Waiting] | None = None) -> Fit:
    """Wishes and promises first, then every rule of the programme and the clinic."""
    everybody = open_ones(by) if people is None else people
    if why := _wishes(waiting, place) or _promised(by, waiting, place, everybody):
        return Fit(waiting=waiting, why_not=why)
    if waiting.course is None or waiting.number is None:
        return Fit(waiting=waiting, why_not=_consultation(by, place))
    course = courses.course(_reader(by), waiting.course)
    if course.location != by.location_id:
        return Fit(waiting=waiting, why_not=OTHERS_MOVE)
    session = course.session(waiting.number)
    found = appointments.newest_by_session(appointments.of_patient(by, waiting.patient))
    now = found.get(session.uid) if session else None
    if course.is_over or now is None or not now.is_live:
        return Fit(waiting=waiting, why_not="The session has no appointment that could be earlier.")
    if now.starts_at <= place.starts_at:
        return Fit(waiting=waiting, now=now, why_not="It is not earlier than what they have.")
    reader = _reader(by)
    answer = series.one_place(reader, course, waiting.number, place.chair_id, place.starts_at)
    if isinstance(answer, NoProposal):
        why = " ".join(r.words for r in answer.reasons) if can_book(by) else RULES
        return Fit(waiting=waiting, now=now, why_not=why)
    if answer is None:
        return Fit(waiting=waiting, now=now, why_not="The session is under way or over.")
    return Fit(waiting=waiting, now=now, placed=answer)


def _reader(by: Actor) -> Actor:
    """Who asks the course: whoever books, else the software itself, which keeps the reasons.

    It reads at the location of the one who asked, is asked nothing but what this module asks, and
    keeps no place: that takes a person.
    """
    if can_book(by):
        return by
    return evolve(system("waiting list"), location_id=by.location_id, roles={Role.NURSE})


def _promised(by: Actor, waiting: Waiting, place: Booked, people: Sequence[Waiting]) -> str:
    """Whether a yes that waits speaks against it: their own to another time, others' to this."""
    if waiting.agreed is not None:
        return "" if waiting.agreed.starts_at == place.starts_at else ELSEWHERE
    others = sum(
        one.agreed is not None and one.agreed.starts_at == place.starts_at for one in people
    )
    if not others:
        return ""
    free = sum(one.starts_at == place.starts_at for one in freed(by))
    return PROMISED if free <= others else ""


def _wishes(waiting: Waiting, place: Booked) -> str:
    """Which of what the person said speaks against a place; empty when nothing does."""
    at = place.starts_at.astimezone(ZoneInfo(place.location.timezone))
    first, last = waiting.clock_from, waiting.clock_until
    if place.patient.uid == waiting.patient.uid:
        return "They gave up this place themselves."
    if place.starts_at in waiting.declined:
        return "They declined this time."
    if waiting.weekdays and at.weekday() not in waiting.weekdays:
        return "They cannot come on this weekday."
    if first and last and not first <= at.time() <= last:
        return "They cannot come at this time of the day."
    if at.date() - clock.now().astimezone(at.tzinfo).date() < timedelta(days=waiting.notice_days):
        return "It is sooner than they can come."
    return ""


def _consultation(by: Actor, place: Booked) -> str:
    """A first consultation takes a prescriber who is there for this person alone, and no chair."""
    day = place.starts_at.astimezone(ZoneInfo(place.location.timezone)).date()
    rows = [each for each in hours.rows(place.location) if each.part == "prescriber"]
    there = sum(
        any(span.starts_at <= place.starts_at < span.ends_at for span in spans)
        for spans in hours.spans(rows, place.location, day, day).values()
    )
    if not there:
        return "No prescriber is on site then."
    given = [each for each in consultations(by) if each.starts_at == place.starts_at]
    return CONSULTED if len(given) >= there else ""


def _waiting(row: WaitingPlace, patient: Patient) -> Waiting:
    events = list(row.events.all())
    return Waiting(
        uid=row.uid,
        patient=patient,
        wants=row.wants,
        course=row.course,
        number=row.session_number,
        weekdays=tuple(row.weekdays),
        clock_from=row.clock_from,
        clock_until=row.clock_until,
        notice_days=row.notice_days,
        contact_by=row.contact_by,
        since=row.at,
        declined=frozenset(
            each.starts_at for each in events if each.verb == "decline" and each.starts_at
        ),
        tried_at=next((each.at for each in reversed(events) if each.verb == "no_answer"), None),
        agreed=_agreed(events),
        version=events[-1].number,
    )


def _agreed(events: Sequence[WaitingEvent]) -> Agreed | None:
    """The yes that waits to be confirmed, with who was told it."""
    if events[-1].status != "agreed":
        return None
    said = next(each for each in reversed(events) if each.verb == "agree")
    assert said.starts_at is not None, "a yes is to a time"
    assert said.by is not None, "a person was told it"
    return Agreed(starts_at=said.starts_at, at=said.at, by_name=said.by.name)
