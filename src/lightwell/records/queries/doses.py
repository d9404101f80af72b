"""What was given: the first dose of a course, each session with its dose, and what that means
for a scale that looks back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.clinical.recall import Recall, recall_after
from lightwell.records import chains
from lightwell.records.models import Course, SessionEntry
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries.patients import visible_to
from lightwell.records.queries.presence import day_after, is_in_session

if TYPE_CHECKING:
    from lightwell.records.models import Patient

Kind = SessionEntry.Kind


@frozen(kw_only=True)
class Given:
    """One session that was started: its day, its number, and the dose that two confirmed.

    ``course`` is the row from whose first dose the totals count, over the phases that follow it;
    ``part`` the place of the session's own phase among these, ``phase`` its title. Each phase
    numbers its sessions anew: the number alone tells them apart only within one.
    """

    session: UUID
    number: int
    at: datetime
    on: date
    mg: str
    programme: str
    course: int
    part: int
    phase: str
    route: str


@frozen
class Pause:
    """Why a questionnaire is not asked today, and from which day it is."""

    why: Literal["session", "recall"]
    until: date
    words: str


def given(by: Actor, patient: Patient) -> list[Given]:
    """Every session of a person that was started, oldest first (three queries)."""
    check_can_read_history(by)
    return _given(patient) if visible_to(by).filter(pk=patient.pk).exists() else []


def own(patient: Patient) -> list[Given]:
    """The same for the person themselves, whose record the caller has found by their sign-in."""
    return _given(patient)


def _given(patient: Patient) -> list[Given]:
    rows = list(
        SessionEntry.objects.filter(session__patient=patient, kind=Kind.START)
        .select_related("session__location", "session__course")
        .order_by("at", "id")
    )
    doses = SessionEntry.objects.filter(
        session__in=[one.session_id for one in rows],
        kind=Kind.DOSE_PREPARED,
        corrected_by__isnull=True,
    ).order_by("number")
    every = _chains(patient, [one.session.course for one in rows])
    stretch = {pk: every.stretch(pk) for pk in {one.session.course_id for one in rows}}
    part = {pk: _part(every, pk, root) for pk, root in stretch.items()}
    mg = {one.session_id: str(one.values.get("mg", "")) for one in doses}
    return [
        Given(
            session=one.session.uid,
            number=one.session.number,
            at=one.at,
            on=one.at.astimezone(ZoneInfo(one.session.location.timezone)).date(),
            mg=mg.get(one.session_id, ""),
            programme=one.session.course.programme,
            course=stretch[one.session.course_id],
            part=part[one.session.course_id],
            phase=chains.phase_of(one.session.course).title,
            route=one.session.course.route,
        )
        for one in rows
    ]


def _chains(patient: Patient, found: Sequence[Course]) -> chains.Chains:
    """What each course continues; no query where none continues another."""
    if any(one.continues_id is not None for one in found):
        return chains.of_patient(patient)
    return chains.of_rows(found)


def _part(every: chains.Chains, pk: int, root: int) -> int:
    """The place of a phase among those from the first whose dose counts."""
    way = [one.pk for one in every.way(pk)]
    return way.index(pk) - way.index(root) + 1


def of_newest_course(given: Sequence[Given]) -> list[Given]:
    """The doses of the course that the last one belongs to."""
    return [one for one in given if one.course == given[-1].course] if given else []


def recall(patient: Patient, instrument: str) -> Recall | None:
    """How an instrument stands to the first dose of the newest course; none without a dose."""
    return recall_of(_given(patient), instrument)


def recall_of(given: Sequence[Given], instrument: str) -> Recall | None:
    """The same, of doses that are at hand."""
    rows = of_newest_course(given)
    if not rows:
        return None
    return recall_after(lw.find_programme(rows[0].programme), instrument, rows[0].on)


def pause(patient: Patient, instrument: str) -> Pause | None:
    """Why this person is not asked an instrument now: a session today, or a window too early."""
    made = lw.instrument(instrument)
    if not made.post_session and is_in_session(patient):
        until = day_after(patient)
        return Pause("session", until, f"A session was today. It can be answered from {until}.")
    return too_early(patient, instrument)


def too_early(patient: Patient, instrument: str) -> Pause | None:
    """Why an instrument is not asked of this person yet: its window reaches too far back."""
    kept = recall(patient, instrument)
    today = clock.now().astimezone(ZoneInfo(patient.home_location.timezone)).date()
    if kept is not None and kept.is_closed(today):
        return Pause("recall", kept.opens_on, kept.why_closed())
    return None
