"""Reminders on recorded values: what was read, the limit, since when, and what to do.

A reading beyond a limit is kept like any other. One odd reading asks for a recheck; a second one
confirms it. What a missing baseline leaves undecided is named and never counts as in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from attrs import frozen

from .errors import InvalidInput
from .evaluate import evaluate
from .explain import Explanation, explain
from .facts import Facts
from .flagrules import FlagExample, FlagRule
from .library import library
from .predicates import Predicate
from .prose import sentence
from .readings import Reading, in_order, minutes_between
from .values import Outcome

Priority = Literal["high", "medium", "low"]
PRIORITIES: tuple[Priority, ...] = ("high", "medium", "low")


@frozen(kw_only=True)
class Flag:
    """One reminder on a recorded value; ``explanation`` agrees with the rule that raised it."""

    priority: Priority
    title: str
    value: str
    limit: str
    since: datetime
    action: str
    explanation: Explanation

    def __str__(self) -> str:
        since = self.since.strftime("%H:%M")
        return (
            f"{self.priority.capitalize()}: {self.title} {self.value}, since {since} "
            f"(limit: {self.limit}). {self.action}"
        )


@frozen
class Flagged:
    """What the readings raise, the most urgent first, and what could not be decided."""

    flags: tuple[Flag, ...]
    undecided: tuple[str, ...]


def flags_on(
    readings: Sequence[Reading],
    *,
    baseline: Reading | None,
    now: datetime,
    form: str = "infusion",
) -> Flagged:
    """The reminders that the recorded readings raise at this moment.

    ``form`` is how the dose is given: an infusion can be paused, anything else cannot.
    """
    ordered = [(one, one.facts(baseline)) for one in in_order(readings, now)]
    flags, undecided = [], []
    for rule in library().flags.flags:
        name = rule.fact.removeprefix("reading.")
        rows = [(one, facts) for one, facts in ordered if one.value(name) is not None]
        if not rows:
            continue
        found = _flag(rule, rows, form)
        if found is not None:
            flags.append(found)
        if any(evaluate(one, rows[-1][1]) is Outcome.UNKNOWN for one in rule.rules):
            undecided.append(f"{rule.title}: a rise cannot be judged without a reading before")
    flags.sort(key=lambda one: PRIORITIES.index(one.priority))
    return Flagged(tuple(flags), tuple(undecided))


Rows = list[tuple[Reading, Facts]]


def _flag(rule: FlagRule, rows: Rows, form: str) -> Flag | None:
    (last, facts), beyond = rows[-1], rule.action_beyond(form)

    def made(priority: Priority, when: Predicate, since: datetime, action: str) -> Flag:
        words = library().dictionary
        value = last.value(rule.fact.removeprefix("reading."))
        return Flag(
            priority=priority,
            title=rule.title,
            value=f"{value}{words.facts[rule.fact].unit_words}",
            limit=sentence(when, words),
            since=since,
            action=action,
            explanation=explain(when, facts),
        )

    if rule.immediate is not None:
        since = _since(rule.immediate, rows)
        if since is not None:
            return made("high", rule.immediate, since, beyond)
    since = _since(rule.hold, rows)
    if since is not None:
        after = library().flags.second_reading_after_min
        if minutes_between(since, last.at) >= after:
            return made("high", rule.hold, since, beyond)
        return made("medium", rule.hold, since, f"Recheck {after} minutes after the first reading.")
    since = _since(rule.watch, rows)
    return made("low", rule.watch, since, rule.watch_action) if since is not None else None


def _since(when: Predicate, rows: Rows) -> datetime | None:
    """The first of the unbroken run of readings, up to the last one, that meet the rule."""
    first = None
    for row, facts in reversed(rows):
        if evaluate(when, facts) is not Outcome.MET:
            break
        first = row.at
    return first


# ------------------------------------------------------------------ worked examples

_BEGIN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def priorities_of(example: FlagExample) -> tuple[str, ...]:
    """The priorities that the readings of a worked example raise, without a baseline."""
    rows = []
    for given in example.readings:
        values = {name: value for name, value in given.items() if name != "minute"}
        rows.append((_BEGIN + timedelta(minutes=given["minute"]), values))
    try:
        readings = [Reading(at=at, **values) for at, values in rows]
    except InvalidInput as refused:
        return (str(refused),)
    found = flags_on(readings, baseline=None, now=readings[-1].at)
    return tuple(one.priority for one in found.flags)
