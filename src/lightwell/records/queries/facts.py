"""What was found out about a patient: every fact as recorded, and the one that stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from attrs import frozen

from lightwell.access.actors import Actor
from lightwell.records.models import RecordedFact
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient

TABLES = (
    "person",
    "episode",
    "conditions",
    "contributors",
    "preferences",
    "support",
    "evaluation",
    "session",
)


@frozen(kw_only=True)
class Fact:
    """One fact as it was recorded; a value of None was asked and is not known."""

    id: int
    name: str
    about: str
    number: int
    value: Any
    unit: str
    observed_on: date
    observed_at: datetime | None
    source: str
    reason: str
    at: datetime
    by_name: str


Standing = Mapping[tuple[str, str], Fact]


def all_of(by: Actor, patient: Patient) -> list[Fact]:
    """Every recorded fact of a patient, oldest first (one query)."""
    check_can_read_history(by)
    rows = RecordedFact.objects.filter(
        patient__in=visible_to(by).filter(pk=patient.pk).values("pk")
    ).select_related("by")
    return [_fact(row) for row in rows.order_by("id")]


def standing(facts: Iterable[Fact]) -> dict[tuple[str, str], Fact]:
    """The newest of each fact, by its name and what it is about."""
    return {(fact.name, fact.about): fact for fact in facts}


def newest(facts: Iterable[Fact]) -> int:
    """What a page was made from: the last fact recorded; 0 when there is none."""
    return max((fact.id for fact in facts), default=0)


def case_parts(facts: Iterable[Fact], zone: tzinfo) -> dict[str, Any]:
    """The facts as the keys of a case file, times in one zone; what is not known is absent."""
    kept = list(facts)
    parts: dict[str, Any] = {}
    for fact in standing(kept).values():
        group, key = fact.name.split(".", 1)
        if group in TABLES and fact.value is not None:
            parts.setdefault(group, {})[key] = fact.value
    return parts | {
        key: rows for key, rows in (("vitals", _vitals(kept, zone)), ("labs", _labs(kept))) if rows
    }


def _vitals(facts: Iterable[Fact], zone: tzinfo) -> list[dict[str, Any]]:
    """Each reading with its time; of two at one time the later record stands."""
    rows: dict[datetime, dict[str, Any]] = {}
    for fact in facts:
        if fact.name.startswith("vital.") and fact.observed_at is not None:
            rows.setdefault(fact.observed_at, {})[fact.name.split(".", 1)[1]] = fact.value
    return [
        {"at": at.astimezone(zone).isoformat(), **known}
        for at, row in sorted(rows.items())
        if (known := {key: value for key, value in row.items() if value is not None})
    ]


def _labs(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Each result with its day; of two of one test on one day the later record stands."""
    last = {(f.about, f.observed_on): f for f in facts if f.name == "lab.value"}
    return [
        {"name": one.about, "value": one.value, "unit": one.unit, "at": day.isoformat()}
        for (_, day), one in sorted(last.items(), key=lambda item: (item[0][1], item[0][0]))
        if one.value is not None
    ]


def _fact(row: RecordedFact) -> Fact:
    return Fact(
        id=row.pk,
        name=row.name,
        about=row.about,
        number=row.number,
        value=row.value,
        unit=row.unit,
        observed_on=row.observed_on,
        observed_at=row.observed_at,
        source=row.source,
        reason=row.reason,
        at=row.at,
        by_name=row.by.name,
    )
