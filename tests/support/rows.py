"""A plausible row of any table, for proofs about tables and not about what they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import models

NOON = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
numbers = count(1)

# What a constraint asks for beside another column.
BESIDE: dict[str, dict[str, Any]] = {
    "diary.StaffHours": {"part": "nurse", "at_once": 2},
    "records.IntervalDecision": {"step": "keep"},
    "records.TakeHomePolicy": {"most_doses": 4},
    "records.HomeReport": {"units": 1},
    "records.GoalRating": {"value": 5},
    "diary.WaitingPlace": {"wants": "consultation", "contact_by": "call"},
}

# Columns held to words by a constraint, not by choices; and pairs that must be in order.
KNOWN_WORDS: dict[str, Any] = {
    "kind": "staff",
    "actor_kind": "system",
    "outcome": "met",
    "safety": "none",
    "answer": "no",
    "expires_at": datetime(2026, 3, 6, 17, 0, tzinfo=UTC),
    "ends": time(17, 0),
    "weekday": 0,
    "given_by": "patient",
    "region": "us",
    "ends_at": datetime(2026, 3, 3, 19, 0, tzinfo=UTC),
    "timezone": "America/New_York",
}


def make(model: type[models.Model], **given: Any) -> Any:
    """Save one row with every required column filled; rows that it needs are made too."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in given or field.null or field.has_default() or field.primary_key:
            continue
        values[field.name] = _value(field)
    values |= BESIDE.get(model._meta.label, {}) | given
    if model._meta.label == "access.Organisation":
        return model._default_manager.get_or_create(pk=1, defaults=values)[0]
    return model._default_manager.create(**values)


def _value(field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        related: Any = field.related_model
        return make(related)
    if field.choices:
        return field.choices[0][0]
    if field.name in KNOWN_WORDS:
        return KNOWN_WORDS[field.name]
    return _plain(field)


def _plain(field: Any) -> Any:
    number = next(numbers)
    by_type: dict[type[Any], Any] = {
        models.UUIDField: uuid4(),
        models.BinaryField: b"sealed",
        models.BooleanField: True,
        models.DateTimeField: NOON,
        models.DateField: date(1980, 5, 17),
        models.TimeField: time(8, 0),
        models.JSONField: [],
        models.EmailField: f"row{number}@rows.example",
        models.CharField: f"r{number}",
        models.TextField: f"r{number}",
        models.IntegerField: number % 30_000,
    }
    return next(value for kind, value in by_type.items() if isinstance(field, kind))
