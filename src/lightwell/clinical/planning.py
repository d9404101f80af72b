"""The dates of a series, proposed the same way each time, with its reviews in their places."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from attrs import frozen

from .casefile import Case
from .caserules import age_of
from .errors import InvalidInput
from .programme import Programme, Review, Rhythm, Series, find_programme
from .units import Minutes

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ADULT_YEARS = 18
WEEKEND = frozenset({5, 6})


@frozen(kw_only=True)
class PlannedSession:
    """One session of the proposal, with the review that follows it, if there is one."""

    number: int
    on: date
    review: Review | None


@frozen(kw_only=True)
class Plan:
    """The proposed dates of a series. A proposal: the clinic books, and the prescriber signs."""

    programme: Programme
    rhythm: Rhythm
    series: Series
    sessions: tuple[PlannedSession, ...]

    def __str__(self) -> str:
        head = f"{self.series.count} sessions, {self.rhythm.per_week} a week, proposed"
        lines = [f"{self.programme.title}: {head}"]
        for one in self.sessions:
            lines.append(f"  {one.number}. {DAY_NAMES[one.on.weekday()]} {one.on.isoformat()}")
            if one.review is not None:
                lines.append(f"     review after it: {one.review.asks}")
        lines += [f"  Observe: {line.words}" for line in self.programme.observe]
        return "\n".join((*lines, self.programme.header.note))

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "programme": self.programme.id,
            "version": self.programme.header.version,
            "per_week": self.rhythm.per_week,
            "sessions": [
                {
                    "number": one.number,
                    "on": one.on.isoformat(),
                    "review": one.review.asks if one.review else None,
                }
                for one in self.sessions
            ],
            "observe": [line.words for line in self.programme.observe],
        }


def plan(
    programme: str,
    *,
    start: date,
    per_week: int | None = None,
    phase: str = "",
    closed_weekdays: Collection[int] = WEEKEND,
    closed_days: Collection[date] = (),
    case: Case | None = None,
) -> Plan:
    """Propose the dates of a series (the first one unless a phase is named).

    Each session on its day of the rhythm, or the next open day that keeps the distance; refused
    when they no longer fit. Monday is weekday 0; without ``per_week`` the first rhythm is taken.
    """
    made = find_programme(programme)
    if case is not None:
        _refuse_case(case, start)
    if made.status != "active":
        raise InvalidInput(f"{made.id} is {made.status}: no new plan rests on it.")
    where, series, rhythm = _series_of(made, phase, per_week)

    def is_closed(day: date) -> bool:
        return day.weekday() in closed_weekdays or day in closed_days

    if is_closed(start):
        raise InvalidInput(f"start: {start} is a closed day: begin on another.")
    days = _days(start, rhythm, series, is_closed)
    sessions = (
        PlannedSession(number=number, on=day, review=made.review_after(number, where))
        for number, day in enumerate(days, start=1)
    )
    return Plan(programme=made, rhythm=rhythm, series=series, sessions=tuple(sessions))


def _series_of(made: Programme, name: str, per_week: int | None) -> tuple[str, Series, Rhythm]:
    """The phase whose series is planned, with its rhythm."""
    phases = [made.phase_of(name)] if name else [one for one in made.phases if one.series]
    phase = phases[0] if phases else None
    rhythms = phase.rhythms if phase is not None else ()
    rhythm = next((one for one in rhythms if per_week in (None, one.per_week)), None)
    if phase is None or phase.series is None or rhythm is None:
        known = " or ".join(str(one.per_week) for one in rhythms) or "none"
        wanted = "so many" if per_week is None else per_week
        raise InvalidInput(f"{made.id}: {wanted} sessions a week is no rhythm of it: use {known}.")
    return phase.id, phase.series, rhythm


def _refuse_case(case: Case, start: date) -> None:
    """No plan before the day of the case, and none by this way for anybody under 18."""
    if case.on is not None and start < case.on:
        raise InvalidInput(f"start: {start} is before {case.on}, the day of the case: correct it.")
    age = age_of(case)
    if age is None:
        raise InvalidInput("person: the age is not recorded: give birth_date or age_years.")
    if age < ADULT_YEARS:
        raise InvalidInput(f"person: age {age}: a plan under 18 is a specialist's own decision.")


def _days(
    start: date, rhythm: Rhythm, series: Series, is_closed: Callable[[date], bool]
) -> list[date]:
    last_day = start + timedelta(days=series.within_days - 1)
    days: list[date] = []
    for offset in rhythm.days:
        day = start + timedelta(days=offset)
        if days:
            day = max(day, days[-1] + timedelta(days=series.min_gap_days))
        while is_closed(day) and day <= last_day:
            day += timedelta(days=1)
        if day > last_day:
            raise InvalidInput(
                f"start: session {len(days) + 1} does not fit into {series.within_days} days from "
                f"{start}: begin on another day, or open a day that is closed."
            )
        days.append(day)
    return days


@frozen(kw_only=True)
class VisitLength:
    """How long a place is kept for one session, part by part; whole minutes."""

    preparation: int
    infusion: int
    recovery: int

    @property
    def total(self) -> int:
        """From arriving at the chair to the earliest time of leaving it."""
        return self.preparation + self.infusion + self.recovery

    def __str__(self) -> str:
        dose = f"{self.infusion} min infusion + " if self.infusion else ""
        return (
            f"{self.preparation} min preparation + {dose}"
            f"{self.recovery} min recovery = {self.total} min"
        )


def visit_length(
    programme: Programme, infusion: Minutes | None = None, *, dose: str = "", devices: int = 1
) -> VisitLength:
    """What a session takes of a day: recovery is the least stay after the dose.

    Devices come one after another with the programme's least gap, which belongs to the stay.
    """
    limits = programme.dose_of(dose)
    minutes = Decimal(0) if infusion is None else Decimal(infusion.amount)
    return VisitLength(
        preparation=programme.visit.preparation_min,
        infusion=int(minutes.to_integral_value(ROUND_CEILING)),
        recovery=limits.stay_min + limits.gap_min * (devices - 1),
    )
