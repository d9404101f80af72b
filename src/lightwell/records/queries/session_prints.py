"""The printed record of a session: every entry, nothing else, in the order of its number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lightwell.kit.dates import MONTHS_SHORT
from lightwell.records.session_state import EntryView, SessionView
from lightwell.records.session_words import DOSE_WORDS, READ_WORDS


def printed(view: SessionView) -> list[str]:
    """One line for each entry: when it was so, what, by whom, when written, and corrections."""
    numbers = {one.uid: one.number for one in view.entries}
    return [line(view, one, numbers) for one in view.entries]


def line(view: SessionView, one: EntryView, numbers: Mapping[UUID, int]) -> str:
    """One entry in words; the zone is said, because clocks change."""
    parts = [f"{one.number}. {moment(view, one.at)} {one.title}"]
    if one.values:
        parts.append(listed(one.values))
    if one.worked_out:
        parts.append(f"worked out: {listed(one.worked_out)}")
    if one.slot:
        parts.append(f"row of {one.slot}")
    if one.reason:
        parts.append(f"reason: {one.reason}")
    if one.corrects is not None:
        parts.append(f"corrects {numbers[one.corrects]}")
    if one.corrected_by is not None:
        parts.append(f"corrected by {numbers[one.corrected_by]}")
    parts.append(f"{one.by_name}, written {moment(view, one.recorded_at)}")
    parts.append(f"then {one.status.replace('_', ' ')}")
    return " | ".join(parts)


def listed(values: Mapping[str, Any]) -> str:
    """Values with their names, in an order that does not depend on how they were stored."""
    known = list(READ_WORDS)
    names = sorted(values, key=lambda one: (known.index(one) if one in known else 99, one))
    return "; ".join(f"{word(name)}: {said(values[name])}" for name in names)


def moment(view: SessionView, at: datetime) -> str:
    """A moment on the clinic's clock, with the name of its zone."""
    local = at.astimezone(view.zone)
    month = MONTHS_SHORT[local.month]
    return f"{local.day:02}-{month}-{local.year} {local:%H:%M %Z}"


def word(key: str) -> str:
    """The name of a value as it is read."""
    known = READ_WORDS | DOSE_WORDS
    return known.get(key, key.removeprefix("session.").removeprefix("conditions.")).replace(
        "_", " "
    )


def said(value: Any) -> str:
    """A value as it is read; what is not known says so."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{word(str(key))} {said(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(said(one) for one in value)
    return str(value)
