"""What is to be booked, what must hold, and what the person would like."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import field, frozen

from lightwell.clinical.errors import InvalidInput

QUARTER_MIN = 15
LONGEST_LOOK_DAYS = 366


@frozen(order=True)
class Span:
    """A stretch of real time, from one aware moment to a later one."""

    starts_at: datetime
    ends_at: datetime

    def __attrs_post_init__(self) -> None:
        for at in (self.starts_at, self.ends_at):
            if at.tzinfo is None:
                raise InvalidInput(f"{at} has no time zone: give aware times.")
        if self.ends_at <= self.starts_at:
            raise InvalidInput(f"{self.starts_at} to {self.ends_at}: the end is not after it.")

    def meets(self, other: Span) -> bool:
        """Whether the two have any time in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def _spans(found: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(found))


@frozen(kw_only=True)
class Chair:
    """One place to be treated in, and when it is taken."""

    id: int
    taken: tuple[Span, ...] = field(default=(), converter=_spans)


@frozen(kw_only=True)
class Nurse:
    """When a nurse works, how many people they look after at once, and whom they already have.

    How many is for the clinic to say; there is no usual number. While a nurse is ``away``, at
    another location or beside one person, they look after nobody here.
    """

    id: int
    at_once: int
    shifts: tuple[Span, ...] = field(converter=_spans)
    taken: tuple[Span, ...] = field(default=(), converter=_spans)
    away: tuple[Span, ...] = field(default=(), converter=_spans)

    def __attrs_post_init__(self) -> None:
        if self.at_once < 1:
            raise InvalidInput(f"nurse {self.id}: at_once is {self.at_once}: give 1 or more.")


@frozen(kw_only=True)
class Therapist:
    """When a therapist who may stay with this person works, and when they are with another."""

    id: int
    shifts: tuple[Span, ...] = field(converter=_spans)
    taken: tuple[Span, ...] = field(default=(), converter=_spans)


@frozen(kw_only=True)
class Rules:
    """The programme's own: sessions keep their order, their distance, and end within some days."""

    within_days: int
    min_gap_days: int
    minutes: int
    needs_therapist: bool = False

    def __attrs_post_init__(self) -> None:
        for name in ("within_days", "min_gap_days", "minutes"):
            if getattr(self, name) < 1:
                raise InvalidInput(f"{name}: {getattr(self, name)}: give 1 or more.")

    @property
    def quarters(self) -> int:
        """How many quarters of an hour a chair is kept."""
        return -(-self.minutes // QUARTER_MIN)


@frozen
class Place:
    """A chair, a nurse and a start that a session already has, and keeps where it can."""

    chair: int
    nurse: int
    starts_at: datetime


@frozen(kw_only=True)
class Session:
    """One session to be placed: its number, the day planned for it, and where it is now."""

    number: int
    planned: date
    now: Place | None = None


@frozen
class Fixed:
    """A session whose day does not change: it was held, or it stays."""

    number: int
    day: date


def _by_number(found: Iterable[Session]) -> tuple[Session, ...]:
    return tuple(sorted(found, key=lambda one: one.number))


@frozen(kw_only=True)
class Preferences:
    """What the person would like; nothing of it is ever put above a rule. Monday is 0.

    A session is at a preferred time when it starts from ``clock_from`` to ``clock_until``.
    """

    weekdays: frozenset[int] = frozenset()
    clock_from: time | None = None
    clock_until: time | None = None
    same_nurse: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(7)):
            raise InvalidInput("weekdays: use 0 for Monday to 6 for Sunday.")
        if (self.clock_from is None) != (self.clock_until is None):
            raise InvalidInput("clock_from and clock_until: give both or neither.")
        if self.clock_from and self.clock_until and self.clock_until < self.clock_from:
            raise InvalidInput("clock_until is before clock_from: put them in order.")

    @property
    def has_clock(self) -> bool:
        """Whether a time of the day is preferred."""
        return self.clock_from is not None


@frozen(kw_only=True)
class Site:
    """One location: the clock on its wall, who and what is there, and when it is closed.

    ``on_site`` is when a prescriber is there; ``is_elsewhere``: it is not where the course is.
    """

    zone: str
    is_elsewhere: bool = False
    chairs: tuple[Chair, ...]
    nurses: tuple[Nurse, ...]
    on_site: tuple[Span, ...] = field(converter=_spans)
    therapists: tuple[Therapist, ...] = ()
    closed: tuple[Span, ...] = field(default=(), converter=_spans)

    def __attrs_post_init__(self) -> None:
        _check_once("nurse", [one.id for one in self.nurses])
        _check_once("therapist", [one.id for one in self.therapists])

    @property
    def clock(self) -> ZoneInfo:
        """The clock on the wall of the location."""
        return ZoneInfo(self.zone)


@frozen(kw_only=True)
class Problem:
    """All that a proposal rests on, for one person's series at one location or several.

    ``zone`` is the clock of the course: it says which day it is, also for what is elsewhere.
    ``earliest`` is the first moment at which anything may start; ``last_day`` the last day that is
    looked at; ``person`` when the person has another appointment.
    """

    zone: str
    sites: tuple[Site, ...]
    earliest: datetime
    last_day: date
    rules: Rules
    sessions: tuple[Session, ...] = field(converter=_by_number)
    person: tuple[Span, ...] = field(default=(), converter=_spans)
    fixed: tuple[Fixed, ...] = ()
    preferences: Preferences = field(factory=Preferences)

    def __attrs_post_init__(self) -> None:
        if self.earliest.tzinfo is None:
            raise InvalidInput("earliest has no time zone: give an aware time.")
        if not self.sites:
            raise InvalidInput("sites: there is none. Give one location or more.")
        if not self.sessions:
            raise InvalidInput("sessions: there is none to place.")
        numbers = [one.number for one in self.sessions]
        numbers += [one.number for one in self.fixed]
        if len(set(numbers)) != len(numbers):
            raise InvalidInput("sessions: two have the same number.")
        looked = (self.last_day - self.first_day).days
        if not 0 <= looked <= LONGEST_LOOK_DAYS:
            raise InvalidInput(
                f"last_day: {self.last_day} is {looked} days after {self.first_day}: "
                f"give a day up to {LONGEST_LOOK_DAYS} days later."
            )
        _check_once("chair", [one.id for site in self.sites for one in site.chairs])

    @property
    def clock(self) -> ZoneInfo:
        """The clock on the wall where the course is."""
        return ZoneInfo(self.zone)

    @property
    def first_day(self) -> date:
        """The first day that is looked at."""
        return self.earliest.astimezone(self.clock).date()

    @property
    def length(self) -> timedelta:
        """How long a chair is kept for one session: whole quarters."""
        return timedelta(minutes=self.rules.quarters * QUARTER_MIN)


def _check_once(kind: str, ids: Collection[int]) -> None:
    if len(set(ids)) != len(ids):
        raise InvalidInput(f"{kind}: two have the same id.")
