"""What is to be observed now: coming, due, overdue, missed, done; and which values are stale.

Pure functions of the schedule, the events of the session, what was observed, and the moment;
every time that comes out is UTC, so that a change of clocks moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from attrs import field, frozen
from attrs.converters import optional

from .errors import InvalidInput
from .flagrules import Freshness
from .library import library
from .programme import OBSERVED, Observe, Programme
from .readings import minutes_between, utc

State = Literal["coming", "due", "overdue", "missed", "done"]


@frozen(kw_only=True)
class Due:
    """One observation of the schedule at its time, and where it stands."""

    what: str
    at: datetime
    state: State


@frozen(kw_only=True)
class Latest:
    """The last observation of one kind, its age, and whether it is older than its schedule."""

    what: str
    at: datetime | None
    age_min: int | None
    is_stale: bool

    def __str__(self) -> str:
        age = "not recorded" if self.age_min is None else f"{self.age_min} min old"
        return f"{self.what}: {age}{', stale' if self.is_stale else ''}"


@frozen(kw_only=True)
class SessionTimes:
    """The events of one session that a schedule counts from; what has not happened is ``None``."""

    start: datetime = field(converter=utc)
    infusion_end: datetime | None = field(default=None, converter=optional(utc))
    leaving: datetime | None = field(default=None, converter=optional(utc))
    dose: str = ""  # the way of giving; the programme's first unless named

    def __attrs_post_init__(self) -> None:
        times = [one for one in (self.start, self.infusion_end, self.leaving) if one is not None]
        if times != sorted(times):
            raise InvalidInput("the times of the session are not in order: correct one of them.")

    def event(self, name: str) -> datetime | None:
        """When this event of the schedule's vocabulary happened."""
        happened: datetime | None = getattr(self, name)
        return happened


Observed = Mapping[str, Sequence[datetime]]


def observations(
    made: Programme, session: SessionTimes, observed: Observed, now: datetime
) -> tuple[Due, ...]:
    """Every observation up to now with where it stands, and the next one of each kind."""
    now, fresh = utc(now), library().flags.freshness
    found = []
    for what in OBSERVED:
        done = _until(now, observed.get(what, ()))
        times = _times(what, made, session, now)
        found += [Due(what=what, at=at, state=_state(at, done, now, fresh)) for at in times]
    return tuple(sorted(found, key=lambda one: one.at))


def latest(
    made: Programme, session: SessionTimes, observed: Observed, now: datetime
) -> tuple[Latest, ...]:
    """The last observation of each kind, marked stale when the schedule has passed it."""
    now, fresh = utc(now), library().flags.freshness
    found = []
    for what in OBSERVED:
        done = _until(now, observed.get(what, ()))
        late = timedelta(minutes=fresh.late_min)
        passed = [at for at in _times(what, made, session, now) if at + late < now]
        last = max(done, default=None)
        needed = passed[-1] - timedelta(minutes=fresh.early_min) if passed else None
        is_stale = needed is not None and (last is None or last < needed)
        age = int(minutes_between(last, now)) if last is not None else None
        found.append(Latest(what=what, at=last, age_min=age, is_stale=is_stale))
    return tuple(found)


def _until(now: datetime, times: Sequence[datetime]) -> list[datetime]:
    return sorted(at for at in map(utc, times) if at <= now)


def _times(what: str, made: Programme, session: SessionTimes, now: datetime) -> list[datetime]:
    """The times of one kind of observation: all that have come, and the next one."""
    times: set[datetime] = set()
    given = made.dose_of(session.dose).id
    for line in made.observe:
        begins = line.start.of(session)
        if (line.what, line.dose) == (what, given) and begins is not None:
            times |= set(_of_line(line, begins, session, now))
    return sorted(times)


def _of_line(
    line: Observe, begins: datetime, session: SessionTimes, now: datetime
) -> Iterator[datetime]:
    left = session.leaving
    if line.until is None:
        at = begins + timedelta(minutes=line.at_min_after)
        if left is None or at <= left:
            yield at
        return
    if begins > now:  # its first time is told when its own time has begun
        return
    until = line.until.of(session)
    step = timedelta(minutes=line.every_min)
    at = begins + step
    while until is None or at <= until:
        yield at
        if at > now:
            return
        at += step


def _state(at: datetime, done: list[datetime], now: datetime, fresh: Freshness) -> State:
    opens = at - timedelta(minutes=fresh.early_min)
    closes = at + timedelta(minutes=fresh.late_min)
    if any(opens <= one <= closes for one in done):
        return "done"
    if now < opens:
        return "coming"
    if now <= closes:
        return "due"
    return "missed" if any(one > closes for one in done) else "overdue"
