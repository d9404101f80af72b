"""Who reads suicide answers at a location, when, and what patients may be promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import Exists, OuterRef, QuerySet

from lightwell.access.actors import CLINICAL_ROLES, Actor
from lightwell.access.models import Location, Membership, User
from lightwell.records import policies_risk, risk_rules
from lightwell.records.models import RiskTask, RiskTaskEvent, RosterShift
from lightwell.records.reading_hours import DAYS, ReadingHours, Shift, clock_words, week_words


@frozen
class ReadingWords:
    """What a patient's page says about reading, computed from the roster at one moment."""

    hours: str
    is_always: bool
    is_open: bool
    next_words: str
    phone: str


@frozen
class RosterLine:
    """One shift on the roster page; ``counts`` is false when its reader left the clinical team."""

    id: int
    weekday: int
    starts: str
    ends: str
    reader: str
    phone: str
    counts: bool


@frozen
class RosterDay:
    """One weekday of the roster page."""

    name: str
    lines: tuple[RosterLine, ...]


def week(*, by: Actor, location: Location) -> tuple[RosterDay, ...]:
    """The roster as staff of the location see it, with shifts that no longer count marked."""
    policies_risk.check_can_read_roster(by, location)
    lines = [
        RosterLine(
            id=shift.pk,
            weekday=shift.weekday,
            starts=f"{shift.starts:%H:%M}",
            ends=f"{shift.ends:%H:%M}",
            reader=shift.reader.name,
            phone=shift.phone,
            counts=cast("bool", shift.counts),  # type: ignore[attr-defined]
        )
        for shift in _shifts(location)
    ]
    return tuple(
        RosterDay(name, tuple(line for line in lines if line.weekday == day))
        for day, name in enumerate(DAYS)
    )


def possible_readers(location: Location) -> Sequence[User]:
    """Clinical staff of the location, who may be put on the roster."""
    return list(
        User.objects.filter(Exists(_clinical(location, OuterRef("pk"))), is_active=True).order_by(
            "name"
        )
    )


def hours(location: Location) -> ReadingHours:
    """The reading hours that count: a reader without a clinical role here covers nothing."""
    return ReadingHours(
        ZoneInfo(location.timezone),
        tuple(
            Shift(
                shift.weekday,
                shift.starts,
                shift.ends,
                shift.reader_id,
                shift.reader.name,
                shift.phone,
            )
            for shift in _shifts(location)
            if shift.counts  # type: ignore[attr-defined]
        ),
    )


def next_reading(location: Location, now: datetime) -> datetime | None:
    """The first moment from now on at which somebody reads; none when the roster is empty."""
    return hours(location).next_reading(now)


def call_by(location: Location, level: str, now: datetime) -> datetime:
    """By when a person whose answer has this level is called, as the risk policy says.

    Minutes count in reading hours, except for imminent, which counts on the wall clock. With an
    empty roster the deadline has already passed, so that the escalation clock acts at once.
    """
    return _call_by(hours(location), level, now)


def next_morning(location: Location, now: datetime) -> datetime:
    """Until when a person is called on the next clinic morning; at once with an empty roster."""
    return hours(location).next_morning(now) or now


def contact_by(task: RiskTask, read: ReadingHours) -> datetime:
    """By when the person of a task is called, with the levels it was raised to since.

    A higher level brings the time nearer, from when it was raised; one raised after an
    assessment begins anew.
    """
    by, is_assessed = task.contact_by, False
    for event in task.events.all():
        if event.kind == RiskTaskEvent.Kind.LEVEL_RAISED:
            raised = _call_by(read, event.level, event.at)
            by, is_assessed = raised if is_assessed else min(by, raised), False
        elif event.kind == RiskTaskEvent.Kind.ASSESSED:
            is_assessed = True
    return by


def times_to_call(task: RiskTask, so_far: Sequence[RiskTaskEvent]) -> dict[int, datetime]:
    """Each time to call since the person was last spoken with, by the event that set it.

    A level raised before the time to call brings it nearer and replaces it; raised after, it
    begins one of its own.
    """
    read = hours(task.location)
    times: dict[int, datetime] = {}
    for event in so_far:
        if event.kind == RiskTaskEvent.Kind.RAISED:
            times[event.number] = task.contact_by
        elif event.kind in {RiskTaskEvent.Kind.SPOKEN, RiskTaskEvent.Kind.ASSESSED}:
            times.clear()
        elif event.kind == RiskTaskEvent.Kind.LEVEL_RAISED:
            ahead = [number for number, by in times.items() if by > event.at]
            raised = _call_by(read, event.level, event.at)
            times[event.number] = min([raised, *(times.pop(number) for number in ahead)])
    return times


def _call_by(read: ReadingHours, level: str, now: datetime) -> datetime:
    within = risk_rules.contact_within(level)
    if level == risk_rules.IMMINENT:
        return now + within if within is not None else now
    by = read.after_reading(now, within) if within is not None else _in_day(read, level, now)
    return by if by is not None else now


def _in_day(read: ReadingHours, level: str, now: datetime) -> datetime | None:
    """The end of the reading day, or sooner where the policy counts clinic hours."""
    closes, counted = read.end_of_reading_day(now), risk_rules.clinic_time(level)
    if closes is None or counted is None:
        return closes
    return min(closes, read.after_reading(now, counted) or closes)


def readers_now(location: Location, now: datetime) -> tuple[User, ...]:
    """Who is told of a new task: the readers on shift, else those of the next shift."""
    ids = {shift.reader_id for shift in hours(location).readers(now)}
    return tuple(User.objects.filter(pk__in=ids).order_by("name"))


def reading_words(location: Location, now: datetime) -> ReadingWords:
    """Who reads and when, for the top of a questionnaire and for the safety pages."""
    read = hours(location)
    return ReadingWords(
        hours=week_words(read),
        is_always=read.is_without_gap(now),
        is_open=read.is_open(now),
        next_words=moment_words(read.next_reading(now), now, read.zone),
        phone=phone_now(read, now) or location.phone,
    )


def phone_now(read: ReadingHours, now: datetime) -> str:
    """The telephone of the reader on shift; empty out of hours."""
    return read.readers(now)[0].phone if read.is_open(now) else ""


def moment_words(at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """A coming moment as a patient hears it: "today at 3:00 pm", "Monday at 8:00 am".

    A week ahead the weekday alone would be taken for a nearer one.
    """
    if at is None:
        return ""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    ahead = (local.date() - today).days
    day = {0: "today", 1: "tomorrow"}.get(ahead, DAYS[local.weekday()])
    if ahead >= len(DAYS):
        day = f"{day}, {local:%B} {local.day},"
    return f"{day} at {clock_words(local.time())}"


def uncovered(location: Location, since: datetime, until: datetime) -> tuple[str, ...]:
    """Why answers of this time may wait too long, day by day; empty when they may not.

    An answer may come at any moment between the two; from each, somebody must read within the
    longest wait of the policy.
    """
    read = hours(location)
    longest = risk_rules.LONGEST_WITHOUT_READER
    for gap in read.gaps(since, until + longest):
        if gap.starts < until and gap.length > longest:
            return _days_in(read, gap.starts, gap.ends)
    if not any(True for _ in read.stretches(since, until)):
        return _days_in(read, since, until)
    return ()


def gaps_in_words(location: Location, now: datetime) -> tuple[str, ...]:
    """The coming week's times without a reader that are longer than the policy allows."""
    read = hours(location)
    longest = risk_rules.LONGEST_WITHOUT_READER
    if not read.shifts:
        return ("Nobody is on the roster.",)
    return tuple(
        f"{_staff_moment(gap.starts, read.zone)} to {_staff_moment(gap.ends, read.zone)}"
        for gap in read.gaps(now, now + timedelta(days=14))
        if gap.length > longest
    )


def _days_in(read: ReadingHours, since: datetime, until: datetime) -> tuple[str, ...]:
    day = since.astimezone(read.zone).date()
    last = until.astimezone(read.zone).date()
    staffed = {shift.weekday for shift in read.shifts}
    days: list[str] = []
    while day <= last and len(days) < 7:
        if day.weekday() not in staffed:
            days.append(f"{DAYS[day.weekday()]} {day:%d-%b-%Y}")
        day += timedelta(days=1)
    return tuple(days)


def _staff_moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{DAYS[local.weekday()]} {local:%d-%b-%Y %H:%M}"


def _shifts(location: Location) -> QuerySet[RosterShift]:
    return (
        RosterShift.objects.filter(location=location, ended_at__isnull=True)
        .select_related("reader")
        .annotate(counts=Exists(_clinical(location, OuterRef("reader_id"), active=True)))
    )


def _clinical(location: Location, user: OuterRef, *, active: bool = False) -> QuerySet[Membership]:
    held = Membership.objects.filter(
        user=user, location=location, role__in=CLINICAL_ROLES, ended_at__isnull=True
    )
    return held.filter(user__is_active=True) if active else held
