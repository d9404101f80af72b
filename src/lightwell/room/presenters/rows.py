"""The flowsheet as a grid with the newest column at the right, and everything in order beneath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import frozen
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.readings import VALUES
from lightwell.records.queries.session_prints import said, word
from lightwell.records.queries.sessions import EntryView, SessionView
from lightwell.records.session_words import (
    AMOUNTS,
    EVENTS,
    GRADES,
    READ_WORDS,
    ROUTES,
    TOUCH,
)

ALWAYS = (
    ("pressure", "Blood pressure", "mmHg"),
    ("hr", "Heart rate", "per min"),
    ("spo2", "SpO₂", "%"),
    ("rr", "Breaths", "per min"),
    ("moaas", "Sedation", "MOAA/S 5 to 0"),
    ("dissociation", "Dissociation", "0 to 10"),
)
IF_ANY = (
    ("nausea", "Nausea", "0 to 10"),
    ("pain", "Pain", "0 to 10"),
    ("anxiety", "Anxiety", "0 to 10"),
    ("comfort", "Comfort", "0 to 10"),
    ("cadss", "CADSS", "total"),
)
LATE = timedelta(minutes=2)


@frozen(kw_only=True)
class Column:
    """One row of readings; its time leads to the page that corrects it."""

    at: datetime
    url: str


@frozen(kw_only=True)
class Cell:
    """A value, what it was before a correction, and whether it is beyond a limit."""

    text: str
    was: tuple[str, ...] = ()
    mark: str = ""


@frozen(kw_only=True)
class Row:
    """One quantity over time."""

    label: str
    unit: str
    cells: tuple[Cell, ...]


@frozen(kw_only=True)
class Grid:
    """All readings by time."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@frozen(kw_only=True)
class Told:
    """One entry of the session in words."""

    at: datetime
    title: str
    words: str
    by: str
    reason: str
    late: datetime | None
    is_over: bool
    url: str


def grid(view: SessionView, *, may_correct: bool) -> Grid:
    """The standing readings, oldest first, with what they replaced."""
    kept = sorted(view.all_of("reading"), key=lambda one: one.at)
    before = {one.uid: _replaced(view, one) for one in kept}
    marks = {one.uid: _marks(view, one) for one in kept}
    shown = ALWAYS + tuple(row for row in IF_ANY if any(row[0] in one.values for one in kept))
    return Grid(
        columns=tuple(
            Column(at=one.at, url=entry_url(view, one.uid) if may_correct else "") for one in kept
        ),
        rows=tuple(
            Row(
                label=label,
                unit=unit,
                cells=tuple(_cell(name, one, before[one.uid], marks[one.uid]) for one in kept),
            )
            for name, label, unit in shown
        ),
    )


def entry_url(view: SessionView, entry: UUID) -> str:
    """The page on which one entry is corrected."""
    return reverse("room:entry", args=[view.uid, entry])


def _replaced(view: SessionView, one: EntryView) -> list[EntryView]:
    """What stood here before, newest first."""
    found = []
    while one.corrects is not None:
        earlier = view.entry(one.corrects)
        if earlier is None:
            break
        found.append(earlier)
        one = earlier
    return found


def _cell(name: str, one: EntryView, before: Iterable[EntryView], marks: Mapping[str, str]) -> Cell:
    now = shown_value(name, one.values)
    was: list[str] = []
    for earlier in before:
        text = shown_value(name, earlier.values)
        if text and text != now and text not in was:
            was.append(text)
    names = ("sbp", "dbp") if name == "pressure" else (name,)
    found = [marks[part] for part in names if part in marks]
    worst = next((level for level in ("high", "medium", "low") if level in found), "")
    return Cell(text=now, was=tuple(reversed(was)), mark=worst)


def shown_value(name: str, values: Mapping[str, Any]) -> str:
    """A value as it stands in the grid; a half pressure names the half that is missing."""
    if name != "pressure":
        return "" if values.get(name) is None else str(values[name])
    upper, lower = values.get("sbp"), values.get("dbp")
    if upper is None and lower is None:
        return ""
    return f"{upper or 'not read'}/{lower or 'not read'}"


def _marks(view: SessionView, one: EntryView) -> dict[str, str]:
    """Which values of one row are beyond a limit on their own, by name."""
    known = {name: one.values[name] for name in VALUES if one.values.get(name) is not None}
    if not known:
        return {}
    row = lw.Reading(at=one.at, **known)
    facts = {rule.title: rule.fact.removeprefix("reading.") for rule in library().flags.flags}
    found = lw.flags_on([row], baseline=view.baseline, now=one.at).flags
    return {facts[flag.title]: flag.priority for flag in found}


def story(view: SessionView, *, may_correct: bool) -> tuple[Told, ...]:
    """Every entry, newest first; what was corrected stays, struck through."""
    return tuple(_told(view, one, may_correct) for one in reversed(view.entries))


# What has a form on which it is corrected (`room.forms.corrections`).
CORRECTABLE = frozenset({"reading", "medicine", "adverse_event", "note"})


def _told(view: SessionView, one: EntryView, may_correct: bool) -> Told:
    can = may_correct and one.stands and one.kind in CORRECTABLE
    is_late = one.recorded_at - one.at > LATE
    return Told(
        at=one.at,
        title=one.title,
        words=entry_words(view, one),
        by=one.by_name,
        reason=one.reason,
        late=one.recorded_at if is_late else None,
        is_over=not one.stands,
        url=entry_url(view, one.uid) if can else "",
    )


def entry_words(view: SessionView, one: EntryView) -> str:
    """What was said in an entry, as a person would read it aloud."""
    values = one.values
    match one.kind:
        case "reading":
            return _reading_words(values)
        case "medicine":
            route = ROUTES.get(str(values.get("route")), said(values.get("route")))
            return f"{values.get('drug')} {values.get('dose')} {values.get('unit')} {route}"
        case "adverse_event":
            return _event_words(values)
        case "acknowledge":
            return str(values.get("flag", ""))
        case "comfort":
            touch = TOUCH.get(str(values.get("touch")), "")
            rest = [
                f"{word(key)}: {said(value)}" for key, value in values.items() if key != "touch"
            ]
            return "; ".join([touch, *rest] if touch else rest)
        case "note":
            return str(values.get("words", ""))
        case "dose_prepared":
            return _dose_words(view, values)
        case "device":
            return f"{one.worked_out['device']} of {one.worked_out['of']}"
        case "check":
            return "; ".join(_answer(name, value) for name, value in values.items())
        case _:
            shown = {key: value for key, value in values.items() if key != "prepared"}
            return "; ".join(f"{word(key)}: {said(value)}" for key, value in shown.items())


def _dose_words(view: SessionView, values: Mapping[str, Any]) -> str:
    """Each amount in the words of this way of giving; a count stands by itself."""
    return ", ".join(
        f"{label.lower()} {said(values[name])} {'' if name == 'count' else unit}".strip()
        for name, label, unit in AMOUNTS[view.way.form]
        if name in values
    )


def _reading_words(values: Mapping[str, Any]) -> str:
    parts = [f"{shown_value('pressure', values)} mmHg"] if shown_value("pressure", values) else []
    names = [name for name in READ_WORDS if name not in ("sbp", "dbp") and name in values]
    return ", ".join([*parts, *(f"{READ_WORDS[name]} {said(values[name])}" for name in names)])


def _event_words(values: Mapping[str, Any]) -> str:
    event = EVENTS.get(str(values.get("event")), said(values.get("event")))
    grade = GRADES.get(values.get("grade", 0), "")
    words = values.get("words") or ""
    return ", ".join(part for part in (event, grade, words) if part)


def _answer(name: str, value: Any) -> str:
    """An answer of the day in the words of the dictionary."""
    entry = library().dictionary.facts.get(name)
    if entry is None:
        return f"{word(name)}: {said(value)}"
    if value is True:
        return entry.claim or f"{entry.label}: yes"
    if value is False:
        return entry.denial or f"{entry.label}: no"
    unit = "" if value is None else entry.unit_words
    return f"{entry.label}: {said(value)}{unit}"
