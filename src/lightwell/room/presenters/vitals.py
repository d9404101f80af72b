"""The trend of a session as a picture, a sentence and a table of the same values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import frozen
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.predicates import AnyOf, AtLeast, AtMost, Predicate
from lightwell.clinical.readings import minutes_between
from lightwell.kit.dates import staff_time
from lightwell.room.presenters.panels import Band, Mark, Panel, Window, draw

BEFORE_MIN, AFTER_MIN = 15, 120


@frozen(kw_only=True)
class Trend:
    """What stands on the flowsheet, and its table twin."""

    svg: SafeString
    sentence: str
    window: str
    rows: tuple[tuple[str, ...], ...]


def trend(
    readings: Sequence[lw.Reading], *, start: datetime | None, now: datetime, what: str = "dose"
) -> Trend:
    """Blood pressure, heart rate and saturation on one clock that counts from the start."""
    anchor = start or now
    window = window_at(minutes_between(anchor, now))
    sentence = _sentence(readings)
    panels = (
        Panel(name="Blood pressure", unit="mmHg", low=40, high=220, height=170,
              ticks=(40, 80, 120, 160, 200), bands=_bands("sbp", 40, 220),
              marks=tuple(_marks(readings, anchor, "sbp", "dbp"))),
        Panel(name="Heart rate", unit="beats per min", low=30, high=160, height=84,
              ticks=(40, 80, 120, 160), bands=_bands("hr", 30, 160),
              marks=tuple(_marks(readings, anchor, "hr"))),
        Panel(name="Oxygen saturation", unit="%", low=84, high=100, height=74,
              ticks=(84, 92, 100), bands=_bands("spo2", 84, 100),
              marks=tuple(_marks(readings, anchor, "spo2"))),
    )  # fmt: skip
    counts = f"from the start of the {what}" if start else f"to now; the {what} has not started"
    moved = (
        "" if window.first == -BEFORE_MIN else " The window has moved on; its scale is the same."
    )
    return Trend(
        svg=draw(panels, window, sentence, what),
        sentence=sentence,
        window=f"{window.first:+d} to {window.last:+d} minutes {counts}.{moved}",
        rows=tuple(_row(one) for one in reversed(readings)),
    )


def window_at(minutes: float) -> Window:
    """−15 to +120 minutes; later the same width, moved by quarters of an hour."""
    beyond = max(0, -(-(minutes - AFTER_MIN) // 15) * 15)
    return Window(first=int(beyond) - BEFORE_MIN, last=int(beyond) + AFTER_MIN, now=minutes)


def _marks(
    readings: Iterable[lw.Reading], anchor: datetime, name: str, lower: str = ""
) -> Iterable[Mark]:
    holds = {rule.fact: rule for rule in library().flags.flags}[f"reading.{name}"]
    for one in readings:
        value = one.value(name)
        second = one.value(lower) if lower else None
        if value is None or (lower and second is None):
            continue
        minute = minutes_between(anchor, one.at)
        is_beyond = any(low <= value <= high for low, high in _limits(holds.hold, name))
        yield Mark(minute=minute, value=value, lower=second, is_beyond=is_beyond)


def _bands(name: str, low: int, high: int) -> tuple[Band, ...]:
    """The areas in which a reading asks to hold, by the limits of the programme."""
    rule = next(rule for rule in library().flags.flags if rule.fact == f"reading.{name}")
    return tuple(
        Band(
            low=max(least, low),
            high=min(most, high),
            words=f"hold from {least:g}" if most == _ENDLESS else f"hold to {most:g}",
        )
        for least, most in _limits(rule.hold, name)
    )


_ENDLESS = 1e9


def _limits(rule: Predicate, name: str) -> list[tuple[float, float]]:
    """The ranges of this value that a rule names; a rise from before is no fixed range."""
    claims = rule.claims if isinstance(rule, AnyOf) else (rule,)
    found = []
    for claim in claims:
        if getattr(claim, "fact", "") != f"reading.{name}":
            continue
        if isinstance(claim, AtLeast):
            found.append((float(claim.bound), _ENDLESS))
        elif isinstance(claim, AtMost):
            found.append((-_ENDLESS, float(claim.bound)))
    return found


def _sentence(readings: Sequence[lw.Reading]) -> str:
    parts = []
    last = next((one for one in reversed(readings) if one.sbp and one.dbp), None)
    if last is not None:
        at = staff_time(localtime(last.at))
        parts.append(f"blood pressure {last.sbp}/{last.dbp} mmHg at {at}")
    for name, words, unit in (("hr", "heart rate", ""), ("spo2", "oxygen saturation", " %")):
        row = next((one for one in reversed(readings) if one.value(name) is not None), None)
        if row is not None:
            at = staff_time(localtime(row.at))
            parts.append(f"{words} {row.value(name)}{unit} at {at}")
    if not parts:
        return "Nothing is recorded yet."
    return f"Last recorded: {', '.join(parts)}."


def _row(one: lw.Reading) -> tuple[str, ...]:
    pressure = f"{one.sbp}/{one.dbp}" if one.sbp and one.dbp else "Not recorded"
    rest = (one.hr, one.spo2, one.rr)
    return (
        staff_time(localtime(one.at)),
        pressure,
        *("Not recorded" if value is None else str(value) for value in rest),
    )
