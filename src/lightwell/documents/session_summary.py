"""A session on paper: what was given, every reading, and every entry in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from lightwell.access.actors import Actor
from lightwell.clinical.readings import minutes_between
from lightwell.documents.pdf import Paper, heading, lay_out
from lightwell.records.queries import sessions
from lightwell.records.queries.session_prints import listed, moment
from lightwell.records.queries.sessions import EntryView, SessionView
from lightwell.records.session_words import READ_WORDS

COLUMNS = ("sbp", "dbp", "hr", "spo2", "rr", "moaas", "dissociation")
READING = "reading"


@frozen(kw_only=True)
class ReadingRow:
    """One row of readings; a corrected one stays, struck through, and says what corrects it."""

    number: int
    at: str
    minute: str
    pressure: str
    values: tuple[str, ...]
    rest: str
    by_name: str
    corrected_by: int | None


@frozen(kw_only=True)
class EntryRow:
    """One entry as it was written."""

    number: int
    at: str
    title: str
    said: str
    corrects: int | None
    corrected_by: int | None
    by_name: str
    recorded_at: str
    status: str


def summary(by: Actor, uid: UUID) -> Paper:
    """The printed record of a session; what is on it equals the entries, no more and no less."""
    view = sessions.session(by, uid)
    head = heading(
        title="Session summary",
        version=f"Session {view.number}, {len(view.entries)} entries",
        patient=view.patient,
        location=view.location,
        by=by,
    )
    return lay_out("session_summary.html", head, context(view), "session-summary.pdf")


def context(view: SessionView) -> dict[str, Any]:
    """Everything that the summary shows."""
    numbers = {one.uid: one.number for one in view.entries}
    return {
        "view": view,
        "programme": f"{view.programme.title} ({view.course.programme_version})",
        "glance": _glance(view),
        "dose_lines": tuple(view.plan.content.get("lines", ())) if view.plan else (),
        "plan_number": view.plan.number if view.plan else None,
        "heads": [READ_WORDS[one] for one in COLUMNS[2:]],
        "readings": _readings(view, numbers),
        "entries": [_entry(view, one, numbers) for one in view.entries],
        "overrides": [_entry(view, one, numbers) for one in view.overrides],
        "signers": _signers(view.entries),
    }


def _glance(view: SessionView) -> list[tuple[str, str]]:
    dose = view.dose
    given = listed(dose.prepared.values) if dose.prepared else "No dose was prepared"
    if dose.void:
        given = f"{given}. No longer counts: {dose.void}"
    confirmed = dose.confirmed
    return [
        ("Session", f"{view.number} of {view.of}" if view.of else str(view.number)),
        ("Given", view.way.words),
        ("State", view.status.replace("_", " ")),
        ("Started", _when(view, view.started_at)),
        (
            "Infusion ended" if view.way.form == "infusion" else "Whole dose given",
            _when(view, view.dose_ended_at),
        ),
        *_devices(view),
        ("Left", _when(view, view.ended_at)),
        ("Dose prepared", given),
        ("By", dose.prepared.by_name if dose.prepared else "Nobody"),
        ("Confirmed by a second person", confirmed.by_name if confirmed else "Nobody"),
        ("Set aside at a gate", f"{len(view.overrides)}"),
    ]


def _devices(view: SessionView) -> list[tuple[str, str]]:
    """When each of several devices was given."""
    return [
        (f"Device {number} of {view.devices_planned}", _when(view, one.at))
        for number, one in enumerate(view.devices, start=1)
    ]


def _when(view: SessionView, at: datetime | None) -> str:
    return moment(view, at) if at is not None else "Not recorded"


def _readings(view: SessionView, numbers: Mapping[UUID, int]) -> list[ReadingRow]:
    rows = sorted((one for one in view.entries if one.kind == READING), key=lambda one: one.at)
    return [_reading(view, one, numbers) for one in rows]


def _reading(view: SessionView, one: EntryView, numbers: Mapping[UUID, int]) -> ReadingRow:
    start = view.started_at
    minute = f"{minutes_between(start, one.at):+.0f}" if start else ""
    rest = {key: value for key, value in one.values.items() if key not in COLUMNS}
    return ReadingRow(
        number=one.number,
        at=moment(view, one.at),
        minute=minute,
        pressure=_pressure(one.values),
        values=tuple(_read(one.values, key) for key in COLUMNS[2:]),
        rest=listed(rest) if rest else "",
        by_name=one.by_name,
        corrected_by=numbers[one.corrected_by] if one.corrected_by else None,
    )


def _pressure(values: Mapping[str, Any]) -> str:
    """Both values of a pressure; a half that was not read says so."""
    if "sbp" not in values and "dbp" not in values:
        return ""
    return "/".join(_read(values, key) or "not read" for key in COLUMNS[:2])


def _read(values: Mapping[str, Any], key: str) -> str:
    return str(values[key]) if key in values else ""


def _entry(view: SessionView, one: EntryView, numbers: Mapping[UUID, int]) -> EntryRow:
    parts = [listed(one.values) if one.values else ""]
    if one.worked_out:
        parts.append(f"worked out: {listed(one.worked_out)}")
    if one.slot:
        parts.append(f"row of {one.slot}")
    if one.reason:
        parts.append(f"reason: {one.reason}")
    return EntryRow(
        number=one.number,
        at=moment(view, one.at),
        title=one.title,
        said=". ".join(part for part in parts if part),
        corrects=numbers[one.corrects] if one.corrects else None,
        corrected_by=numbers[one.corrected_by] if one.corrected_by else None,
        by_name=one.by_name,
        recorded_at=moment(view, one.recorded_at),
        status=one.status.replace("_", " "),
    )


def _signers(entries: Sequence[EntryView]) -> list[tuple[str, str]]:
    """Everybody who wrote in this session, with the numbers of their entries."""
    found: dict[str, list[int]] = {}
    for one in entries:
        found.setdefault(one.by_name, []).append(one.number)
    return [(name, ", ".join(map(str, numbers))) for name, numbers in found.items()]
