"""Checks of long-term safety: what was done and when, what is due, and what the gate asks of it.

A check is done when a fact of it was recorded with what was found; the bladder questions also
when the person answered them. "Asked, not known" is not done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.clinical.library import library
from lightwell.clinical.predicates import facts_of
from lightwell.records.models import RecordedFact, Response, SessionEntry
from lightwell.records.policies_history import check_can_read_history

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.courses import CourseView
    from lightwell.records.session_state import SessionView

RECORDED = "checks."
BLADDER = "bladder"
FOUND = ("nothing_found", "something_found")
Kind = SessionEntry.Kind


@frozen
class Grounds:
    """What is recorded of one person: each check as it was last done, doses, for whom it is."""

    done: dict[str, lw.Done] = field(factory=dict)
    doses: list[date] = field(factory=list)
    known: dict[str, Any] = field(factory=dict)


def states(
    patient: Patient, programme: lw.Programme, route: str, *, grounds: Grounds, on: date
) -> tuple[lw.CheckState, ...]:
    """Every check of a way of giving for one person on one day."""
    known = {name: lw.Fact(value) for name, value in grounds.known.items()}
    known["person.age_years"] = lw.Fact(_age(patient.birth_date, on))
    return lw.long_term_checks(
        programme,
        route,
        done=grounds.done,
        doses=grounds.doses,
        facts=lw.Facts(known),
        on=on,
    )


def of_course(by: Actor, course: CourseView, on: date) -> tuple[lw.CheckState, ...]:
    """The checks of one course, for its page (four queries)."""
    check_can_read_history(by)
    found = grounds([course.patient.pk], course.zone)[course.patient.pk]
    return states(course.patient, course.programme, course.way.route, grounds=found, on=on)


def current(view: SessionView, on: date) -> dict[str, bool]:
    """What the gate of a session asks: which checks are done and not due; unknown is absent."""
    found = grounds([view.patient.pk], view.location.timezone)[view.patient.pk]
    rows = states(view.patient, view.programme, view.way.route, grounds=found, on=on)
    return {
        one.check.current.removeprefix("course."): one.is_current
        for one in rows
        if one.check.settled_by and one.is_current is not None
    }


def grounds(patients: Collection[int], zone: str) -> dict[int, Grounds]:
    """What the checks of many people rest on: the same four queries for one and for all."""
    found: dict[int, Grounds] = defaultdict(Grounds)
    wall = ZoneInfo(zone)
    for fact in _facts(patients):
        _take(found[fact.patient_id], fact)
    for row in _answered(patients):
        _answer(found[row.patient_id], row, wall)
    for patient, at in _started(patients):
        found[patient].doses.append(at.astimezone(wall).date())
    for patient, values in _asked(patients):
        found[patient].known["session.pregnancy_possible"] = values["session.pregnancy_possible"]
    return found


def _facts(patients: Collection[int]) -> Iterable[RecordedFact]:
    rules = [one.when for one in library().common_care.checks if one.when is not None]
    names = {name for rule in rules for name in facts_of(rule)}
    names |= {one.recorded for one in library().common_care.checks}
    return RecordedFact.objects.filter(patient__in=patients, name__in=names).order_by("number")


def _take(found: Grounds, fact: RecordedFact) -> None:
    if not fact.name.startswith(RECORDED):
        found.known[fact.name] = {"yes": True, "no": False}.get(str(fact.value))
        return
    of = fact.name.removeprefix(RECORDED)
    if fact.value in FOUND:
        found.done[of] = lw.Done(fact.observed_on, fact.value)
    else:
        found.done.pop(of, None)


def _answered(patients: Collection[int]) -> Iterable[Response]:
    rows = Response.objects.filter(patient__in=patients, instrument=BLADDER, total__isnull=False)
    return rows.order_by("at", "id")


def _answer(found: Grounds, row: Response, wall: ZoneInfo) -> None:
    on, before = row.at.astimezone(wall).date(), found.done.get(BLADDER)
    if before is None or before.on <= on:
        found.done[BLADDER] = lw.Done(on, FOUND[bool(row.total)])


def _started(patients: Collection[int]) -> Iterable[tuple[int, datetime]]:
    rows = SessionEntry.objects.filter(session__patient__in=patients, kind=Kind.START)
    return rows.order_by("at", "id").values_list("session__patient", "at")


def _asked(patients: Collection[int]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    rows = SessionEntry.objects.filter(
        session__patient__in=patients,
        kind=Kind.CHECK,
        corrected_by__isnull=True,
        values__has_key="session.pregnancy_possible",
    )
    return rows.order_by("at", "id").values_list("session__patient", "values")


def _age(born: date | None, on: date) -> int | None:
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
