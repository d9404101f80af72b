"""Checks of long-term safety in a course: which was done when, which is due, and since when.

A check counts as done on the day on which somebody recorded what was found. Where nothing is
recorded nothing is known, and a check that belongs to the beginning is then due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from attrs import frozen

from .care import SafetyCheck
from .explain import explain
from .facts import Facts
from .programme import Programme
from .values import Outcome

State = Literal["done", "due", "never_done", "not_yet", "not_meant"]


@frozen
class Done:
    """A check as it was last done: its day, and what was found."""

    on: date
    found: str


@frozen(kw_only=True)
class CheckState:
    """One check on one day; ``due_on`` is the day from which it is due, where that is known."""

    check: SafetyCheck
    state: State
    last: Done | None
    due_on: date | None
    sessions_since: int

    @property
    def is_due(self) -> bool:
        """Whether somebody has to do it: its day has come, or it was never done."""
        return self.state in ("due", "never_done")

    @property
    def is_current(self) -> bool | None:
        """What the gate asks: done and not due; nothing recorded is unknown, never yes."""
        return None if self.last is None else self.state == "done"

    @property
    def when(self) -> str:
        """The days alone: "last 01-Mar-2026, due since 30-May-2026"."""
        if self.state == "not_meant":
            before = f" now, last {_day(self.last.on)}" if self.last is not None else ""
            return f"not meant for this person{before}"
        if self.last is None:
            return f"never recorded{f', due from {_day(self.due_on)}' if self.due_on else ''}"
        again = "due since" if self.state == "due" else "due again"
        after = f", {again} {_day(self.due_on)}" if self.due_on else ", not repeated"
        return f"last {_day(self.last.on)}{after}"

    @property
    def words(self) -> str:
        """The days with how often: "last 01-Mar-2026, due since 30-May-2026 (every 90 days)"."""
        if self.state == "not_meant":
            return self.when
        counts = self.last is not None and self.check.every_sessions
        passed = f"; {self.sessions_since} sessions since then" if counts else ""
        return f"{self.when} ({self.check.words}{passed})"


def long_term_checks(
    programme: Programme,
    route: str,
    *,
    done: Mapping[str, Done],
    doses: Sequence[date],
    facts: Facts,
    on: date,
) -> tuple[CheckState, ...]:
    """Every check that belongs to this way of giving, on this day.

    ``done`` is the last of each by what is checked (``SafetyCheck.of``); ``doses`` the days on
    which a session took place. For whom a check is meant is judged on ``facts``; unknown counts
    as meant.
    """
    kept = sorted(one for one in doses if one <= on)
    return tuple(
        _state(one, done.get(one.of), kept, facts, on)
        for one in programme.care.checks
        if route in one.routes
    )


def _state(
    check: SafetyCheck, last: Done | None, doses: Sequence[date], facts: Facts, on: date
) -> CheckState:
    since = [one for one in doses if last is not None and one > last.on]
    due_on = _due_on(check, last, since, doses)

    def made(state: State) -> CheckState:
        return CheckState(
            check=check, state=state, last=last, due_on=due_on, sessions_since=len(since)
        )

    if check.when is not None and explain(check.when, facts).outcome is Outcome.NOT_MET:
        return made("not_meant")
    days = (on - last.on).days if last is not None else None
    if check.is_due(days_since=days, sessions_since=len(since)):
        return made("due" if last is not None else "never_done")
    if last is not None:
        return made("done")
    return made("never_done" if due_on is not None and due_on <= on else "not_yet")


def _due_on(
    check: SafetyCheck, last: Done | None, since: Sequence[date], doses: Sequence[date]
) -> date | None:
    """The first day on which it is due: after so many days, or with so many sessions."""
    if last is None and check.at_baseline:
        return doses[0] if doses else None
    begun = last.on if last is not None else (doses[0] if doses else None)
    if begun is None:
        return None
    days = [begun + timedelta(days=check.every_days)] if check.every_days else []
    if check.every_sessions and len(since) >= check.every_sessions:
        days.append(since[check.every_sessions - 1])
    return min(days, default=None)


def _day(day: date | None) -> str:
    assert day is not None
    return f"{day:%d-%b-%Y}"
