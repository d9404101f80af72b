"""Where a session stands: its entries, folded. No other state is kept anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

import lightwell.clinical as lw
from lightwell.clinical.programme import DoseLimits
from lightwell.clinical.readings import VITALS, utc
from lightwell.clinical.transitions import SESSION
from lightwell.records.models import SessionEntry
from lightwell.records.session_words import ASKED_AFTER, ASKED_BEFORE
from lightwell.records.session_words import VITALS as READ_VITALS

if TYPE_CHECKING:
    from lightwell.access.models import Location
    from lightwell.records.models import Course, Patient

Kind = SessionEntry.Kind
# Under this key stands what the software worked out; all else in the values was said by a person.
WORKED_OUT = "worked_out"
BEFORE_START = ("planned", "ready")
AFTER_DOSE = ("recovering", "stopped_early")
# The verb by which a dose begins, by the form in which it is given.
BEGINS = {"infusion": "start", "injection": "give", "units": "give", "devices": "give_first"}
FINAL = frozenset(SESSION.final)
# The kinds of entry that are steps: a dose begins with "start" whatever its form.
VERBS = frozenset(verb for _, verb in SESSION.table) | {Kind.DEVICE}


@frozen(kw_only=True)
class EntryView:
    """One thing that happened: what was said of it, by whom, when it was so and when written."""

    uid: UUID
    number: int
    kind: str
    status: str
    at: datetime
    recorded_at: datetime
    values: Mapping[str, Any]
    worked_out: Mapping[str, Any]
    slot: str
    reason: str
    by_id: int
    by_name: str
    corrects: UUID | None
    corrected_by: UUID | None

    @property
    def stands(self) -> bool:
        """Whether no later entry corrects it."""
        return self.corrected_by is None

    @property
    def title(self) -> str:
        """The kind of entry as a person would say it; a dose that began says which."""
        if "given" in self.worked_out:
            return str(self.worked_out["given"])
        return str(Kind(self.kind).label)


@frozen(kw_only=True)
class DoseView:
    """What was drawn up and who else confirmed it; ``void`` says why it no longer counts."""

    prepared: EntryView | None = None
    confirmed: EntryView | None = None
    void: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether two people stand for the dose as it is now."""
        return self.confirmed is not None and not self.void


@frozen(kw_only=True)
class Weight:
    """The weight that stands: kilograms, and the day on which it was measured."""

    kg: str
    on: date


@frozen(kw_only=True)
class PlanInForce:
    """The newest version of the plan that everybody signed whom it asks for."""

    uid: UUID
    number: int
    content: Mapping[str, Any]
    sign_offs: tuple[Mapping[str, Any], ...]


@frozen(kw_only=True)
class SessionView:
    """One session as it stands after its last entry."""

    uid: UUID
    patient: Patient
    location: Location
    course: Course
    programme: lw.Programme
    number: int
    of: int | None
    planned_at: datetime
    entries: tuple[EntryView, ...]
    plan: PlanInForce | None
    weight: Weight | None
    dose: DoseView

    @property
    def way(self) -> DoseLimits:
        """What is given and how: once it has begun what two people confirmed; before that as the
        plan in force says, else as the course began."""
        prepared = self.dose.prepared
        if self.started_at is not None and prepared is not None:
            name = prepared.worked_out.get("way")
        else:
            name = self.plan.content.get("dose") if self.plan else None
        return self.programme.dose_of(name) if name else self.programme.dose_by(self.course.route)

    @property
    def devices(self) -> tuple[EntryView, ...]:
        """The devices that were given, in order; empty for every other form."""
        rows = (*self.all_of(Kind.START), *self.all_of(Kind.DEVICE))
        return rows if self.way.form == "devices" else ()

    @property
    def devices_planned(self) -> int:
        """How many devices two people confirmed; 0 for every other form and before that."""
        prepared = self.dose.prepared
        is_counted = prepared is not None and self.way.form == "devices"
        return int(prepared.values["count"]) if prepared is not None and is_counted else 0

    @property
    def version(self) -> int:
        """The number of the last entry; 0 before the first."""
        return self.entries[-1].number if self.entries else 0

    @property
    def status(self) -> str:
        """The state of the session (`clinical.transitions.SESSION`)."""
        return self.entries[-1].status if self.entries else SESSION.initial

    @property
    def is_over(self) -> bool:
        """Whether nothing leads on from here."""
        return self.status in FINAL

    @property
    def verbs(self) -> tuple[str, ...]:
        """What the state table lets happen next."""
        return SESSION.verbs_from(self.status)

    @cached_property
    def standing(self) -> tuple[EntryView, ...]:
        """The entries that nothing corrects."""
        return tuple(one for one in self.entries if one.stands)

    def all_of(self, kind: str) -> tuple[EntryView, ...]:
        """The standing entries of one kind, in order."""
        return tuple(one for one in self.standing if one.kind == kind)

    def entry(self, uid: UUID) -> EntryView | None:
        """One entry of this session."""
        return next((one for one in self.entries if one.uid == uid), None)

    def _place(self, entry: EntryView) -> int:
        """Where an entry stands in the order of things: that of the first that it corrects."""
        uids = {one.uid: one for one in self.entries}
        while entry.corrects is not None:
            entry = uids[entry.corrects]
        return entry.number

    def as_of(self, version: int) -> SessionView:
        """The entries as a page of this version showed them; all else as it is now."""
        kept = [one for one in self.entries if one.number <= version]
        known = {one.uid for one in kept}
        return evolve(
            self,
            entries=tuple(
                one if one.corrected_by in known else evolve(one, corrected_by=None) for one in kept
            ),
        )

    @property
    def overrides(self) -> tuple[EntryView, ...]:
        """Every item of a gate that somebody set aside in this session; their count is shown."""
        return self.all_of(Kind.OVERRIDE)

    @cached_property
    def readings(self) -> tuple[lw.Reading, ...]:
        """What was read, by its time; a half pressure keeps its other half unknown."""
        rows = [
            lw.Reading(at=one.at, **known)
            for one in self.all_of(Kind.READING)
            if (known := {key: one.values[key] for key in READ_VITALS if key in one.values})
        ]
        return tuple(sorted(rows, key=lambda one: utc(one.at)))

    @property
    def started_at(self) -> datetime | None:
        """When the infusion began, or the dose or its first device was given."""
        return next((one.at for one in self.entries if one.kind == Kind.START), None)

    @property
    def dose_ended_at(self) -> datetime | None:
        """When all of the dose was given: the infusion ended, also early, or the last device."""
        return next((one.at for one in self.entries if one.status in AFTER_DOSE), None)

    @property
    def ended_at(self) -> datetime | None:
        """When the person left, or the session was cancelled."""
        return next(
            (
                one.at
                for one in self.entries
                if one.kind in VERBS and self.is_over and one.status == self.status
            ),
            None,
        )

    @cached_property
    def baseline(self) -> lw.Reading | None:
        """The last reading before the start with a systolic pressure: rises count from it."""
        if self.started_at is None:
            return None
        before = [one for one in self.readings if one.sbp is not None and one.at <= self.started_at]
        return before[-1] if before else None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place."""
        return ZoneInfo(self.location.timezone)

    def day_of(self, moment: datetime) -> date:
        """The day of the clinic's calendar on which a moment falls."""
        return moment.astimezone(self.zone).date()

    def start_of_day(self, moment: datetime) -> datetime:
        """The first moment of the day on which the session runs."""
        day = self.day_of(self.started_at or moment)
        return datetime.combine(day, time(), tzinfo=self.zone)

    @property
    def times(self) -> lw.SessionTimes | None:
        """The events from which the schedule counts; none before the start."""
        if self.started_at is None:
            return None
        left = self.ended_at
        return lw.SessionTimes(
            start=self.started_at,
            infusion_end=self.dose_ended_at or left,
            leaving=left,
            dose=self.way.id,
        )

    @property
    def observed(self) -> dict[str, list[datetime]]:
        """When each kind of observation was made whole: a value that is missing is not done."""
        rows = self.all_of(Kind.READING)
        return {
            "vitals": [one.at for one in rows if all(key in one.values for key in VITALS)],
            "sedation": [one.at for one in rows if "moaas" in one.values],
            "dissociation": [
                one.at for one in rows if {"dissociation", "cadss"} & one.values.keys()
            ],
        }

    def answers(self, now: datetime) -> dict[str, EntryView]:
        """The newest answer to each question, by its fact: those of the start from its own day,
        those of leaving from after the dose. A corrected answer is as old as what it corrects:
        it never outlives an answer that was given after that."""
        day, ended = self.day_of(self.started_at or now), self.dose_ended_at
        return {
            name: one
            for one in sorted(self.all_of(Kind.CHECK), key=self._place)
            for name in one.values
            if (name in ASKED_BEFORE and self.day_of(one.at) == day)
            or (name in ASKED_AFTER and ended is not None and one.at >= ended)
        }


def slot_of(at: datetime) -> str:
    """The name of a row of the schedule: its moment, to the second."""
    return utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def entry_view(
    row: SessionEntry, corrected: Mapping[int, UUID], uids: Mapping[int, UUID]
) -> EntryView:
    """One row as the fold uses it."""
    said = {key: value for key, value in row.values.items() if key != WORKED_OUT}
    return EntryView(
        uid=row.uid,
        number=row.number,
        kind=row.kind,
        status=row.status,
        at=row.at,
        recorded_at=row.recorded_at,
        values=said,
        worked_out=row.values.get(WORKED_OUT, {}),
        slot=row.slot,
        reason=row.reason,
        by_id=row.by_id,
        by_name=row.by_name,
        corrects=uids[row.corrects_id] if row.corrects_id is not None else None,
        corrected_by=corrected.get(row.pk),
    )


def entry_views(rows: Iterable[SessionEntry]) -> tuple[EntryView, ...]:
    """All rows of a session, in order, each with what corrects it."""
    kept: Sequence[SessionEntry] = sorted(rows, key=lambda one: one.number)
    uids = {row.pk: row.uid for row in kept}
    corrected = {row.corrects_id: row.uid for row in kept if row.corrects_id is not None}
    return tuple(entry_view(row, corrected, uids) for row in kept)
