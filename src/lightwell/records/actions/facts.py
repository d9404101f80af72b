"""Recording what was found out about a person; nothing that stands is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.clinical.library import library
from lightwell.records import evaluation
from lightwell.records.models import Patient, RecordedFact
from lightwell.records.queries import case as cases
from lightwell.records.queries import facts as queries
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.facts import Fact

PAIR = ("vital.sbp", "vital.dbp")


@transaction.atomic
def record(
    *,
    by: Actor,
    patient: Patient,
    facts: Mapping[str, Any],
    observed_on: date,
    source: str,
    key: str,
    base: int,
    observed_at: datetime | None = None,
    about: str = "",
    unit: str = "",
    reason: str = "",
    is_confirmed: bool = False,
) -> list[RecordedFact]:
    """Keep what was found: each fact by its name in the dictionary; None is "not known".

    ``base`` is the last fact that the page showed: when somebody has recorded one of these facts
    since, nothing is saved. What is unusual is saved once a person has looked at it again. A
    changed answer, and a number of the same or an earlier day, corrects and needs a reason.
    """
    _check_names(by, facts)
    patient = patient_queries.get(by=by, uid=patient.uid)
    # One writer at a time for one patient: what a page was made from is then a plain number.
    Patient.objects.select_for_update().get(pk=patient.pk)
    if done := _already(by, patient, key, facts):
        return done
    known = queries.all_of(by, patient)
    stands = {name: fact for (name, of), fact in queries.standing(known).items() if of == about}
    _check_nobody_was_faster(stands, facts, base)
    _check_when(observed_on, observed_at)
    _check_possible(by, patient, facts, observed_on, observed_at, about, unit)
    _check_pair(facts)
    _check_unusual(facts, observed_on, stands, is_confirmed=is_confirmed)
    _check_reason(facts, observed_on, observed_at, stands, reason)
    rows = [
        RecordedFact(
            patient=patient,
            name=name,
            about=about,
            number=stands[name].number + 1 if name in stands else 1,
            value=value,
            unit=unit or library().dictionary.facts[name].unit,
            observed_on=observed_on,
            observed_at=observed_at if name.startswith("vital.") else None,
            source=source,
            reason=reason.strip(),
            at=clock.now(),
            by_id=_user_id(by),
            idempotency_key=f"{key}:{name}",
        )
        for name, value in facts.items()
    ]
    return _save(by, patient, rows)


def _save(by: Actor, patient: Patient, rows: list[RecordedFact]) -> list[RecordedFact]:
    try:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "Someone else saved this at the same moment. Nothing of yours was saved."
        ) from None
    for row in rows:
        audit.record(
            by=by,
            action="fact.record",
            subject=("fact", row.pk),
            patient=patient.uid,
            location=by.location_id,
            detail={"of": row.name, "number": row.number},
        )
    return rows


def _check_names(by: Actor, facts: Mapping[str, Any]) -> None:
    if not facts:
        raise InvalidInput("Nothing was answered. Answer at least one question, or go back.")
    for name in facts:
        if evaluation.step_of(name) is None:
            raise InvalidInput(f"{name} is not a fact that is recorded here.")
    evaluation.check_can_record(by, facts)


def _check_nobody_was_faster(
    stands: Mapping[str, Fact], facts: Mapping[str, Any], base: int
) -> None:
    theirs = [stands[name] for name in facts if name in stands and stands[name].id > base]
    if theirs:
        raise Conflict(
            f"{theirs[-1].by_name} changed this while your page was open. "
            "Nothing of yours was saved.",
            mine=dict(facts),
            theirs=theirs,
        )


def _check_when(on: date, at: datetime | None) -> None:
    if on > timezone.localdate() or (at is not None and at > clock.now()):
        raise InvalidInput("This lies ahead. Enter when it was found.", field="observed_on")


def _check_possible(
    by: Actor,
    patient: Patient,
    facts: Mapping[str, Any],
    on: date,
    at: datetime | None,
    about: str,
    unit: str,
) -> None:
    """The clinical core judges the case as it would be; it refuses what cannot be true."""
    case = cases.case_of(patient, by)
    for name, value in facts.items():
        group, key = name.split(".", 1)
        if value is not None and group in queries.TABLES:
            case[group] = {**case.get(group, {}), key: value}
    vitals = {name[6:]: value for name, value in facts.items() if name.startswith("vital.")}
    if vitals:
        if at is None:
            raise InvalidInput("Enter the time of the reading.", field="observed_at")
        known = {key: value for key, value in vitals.items() if value is not None}
        case["vitals"] = [{"at": at.isoformat(), **known}]
    if "lab.value" in facts:
        if not about.strip():
            raise InvalidInput("Enter the name of the test.", field="about")
        if not unit.strip():
            raise InvalidInput("Enter the unit, as the laboratory writes it.", field="unit")
        row = {"name": about, "unit": unit, "at": on.isoformat()}
        known = {} if facts["lab.value"] is None else {"value": facts["lab.value"]}
        case["labs"] = [row | known]
    try:
        lw.case_from_dict(case)
    except lw.InvalidInput as error:
        raise InvalidInput(str(error)) from error


def _check_pair(facts: Mapping[str, Any]) -> None:
    if len([name for name in PAIR if facts.get(name) is not None]) == 1:
        missing = next(name for name in PAIR if facts.get(name) is None)
        raise InvalidInput(
            "A blood pressure has two numbers. Enter both, or neither.", field=missing
        )


def _check_unusual(
    facts: Mapping[str, Any], on: date, stands: Mapping[str, Fact], *, is_confirmed: bool
) -> None:
    before = {name: (fact.value, fact.observed_on) for name, fact in stands.items()}
    if not is_confirmed and (found := evaluation.unusual(facts, on, before)):
        raise InvalidInput(
            f"{' '.join(found)} Check it. If it is right, tick the box.", field="is_confirmed"
        )


def _check_reason(
    facts: Mapping[str, Any],
    on: date,
    at: datetime | None,
    stands: Mapping[str, Fact],
    reason: str,
) -> None:
    corrected = [
        evaluation.label(library().dictionary.facts[name])
        for name, value in facts.items()
        if name in stands and _corrects(stands[name], value, on, at)
    ]
    if corrected and not reason.strip():
        raise InvalidInput(
            f"This changes what is recorded ({', '.join(corrected)}). Give a reason.",
            field="reason",
        )


def _corrects(stands: Fact, value: Any, on: date, at: datetime | None) -> bool:
    """A number of a later time is a new observation; another answer to a question corrects."""
    if stands.value is None or stands.value == value:
        return False
    if library().dictionary.facts[stands.name].type == "text":
        return False
    if isinstance(stands.value, str):
        return True
    if at is not None and stands.observed_at is not None:
        return at <= stands.observed_at
    return on <= stands.observed_on


def _already(by: Actor, patient: Patient, key: str, facts: Mapping[str, Any]) -> list[RecordedFact]:
    """What this key already wrote; the same page with other answers is refused."""
    if not key:
        raise Conflict("This page was damaged on its way. Nothing was saved. Open it again.")
    rows = list(RecordedFact.objects.filter(idempotency_key__startswith=f"{key}:"))
    if rows and (
        any(row.patient_id != patient.pk or row.by_id != by.user_id for row in rows)
        or {row.name: row.value for row in rows} != dict(facts)
    ):
        raise Conflict("This page was already sent with other answers. Nothing more was saved.")
    return rows


def _user_id(by: Actor) -> int:
    if by.user_id is None:
        raise Denied("A person records what was found; the system does not.")
    return by.user_id
