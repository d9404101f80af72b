"""What differs between two case files of one person, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

NAMES = ("id", "name", "instrument", "drug")


@frozen(kw_only=True)
class Change:
    """One fact then and now. ``about`` tells apart what one person has many of; None is absent."""

    fact: str
    about: str
    then: Any
    now: Any


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every fact that differs; the day on which a case was read is not one of them."""
    before, after = dict(_flat(then)), dict(_flat(now))
    keys = [*before, *(key for key in after if key not in before)]
    return tuple(
        Change(fact=fact, about=about, then=before.get((fact, about)), now=after.get((fact, about)))
        for fact, about in keys
        if before.get((fact, about)) != after.get((fact, about))
    )


def _flat(case: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    for group, part in case.items():
        if group == "on":
            continue
        if isinstance(part, Mapping):
            yield from (((f"{group}.{key}", ""), value) for key, value in part.items())
        else:
            yield from _rows(group, part)


def _rows(group: str, rows: list[Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """Each row of a list, known by its name and time; an empty list is an answer of its own."""
    if not rows:
        yield (group, ""), "none"
    for row in rows:
        if not isinstance(row, Mapping):
            yield (group, str(row)), row
            continue
        name = next((str(row[key]) for key in NAMES if key in row), "")
        about = " ".join(part for part in (name, _when(row)) if part)
        said = {key: value for key, value in row.items() if key not in ("at", "instrument", "name")}
        if not said:
            yield (group, about), "recorded"
        for key, value in said.items():
            yield (f"{group}.{key}", about), value


def _when(row: Mapping[str, Any]) -> str:
    """When a row was so; one moment reads the same from every place and its clock."""
    said = str(row.get("at", ""))
    return datetime.fromisoformat(said).astimezone(UTC).isoformat() if "T" in said else said
