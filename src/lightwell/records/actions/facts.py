"""Recording what was found out about a person; nothing that stands is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from attrs import frozen
from django.db import IntegrityError, transaction
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.clinical.library import library
from lightwell.records import days, evaluation
from lightwell.records.models import Patient, RecordedFact
from lightwell.records.queries import case as cases
from lightwell.records.queries import facts as queries
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.facts import Fact

PAIR = ("vital.sbp", "vital.dbp")
DONE_AGAIN = "checks."  # each time it is done is an observation of its own


@frozen(kw_only=True)
class Finding:
    """What was found at one time, and how it is known."""

    facts: Mapping[str, Any]
    on: date
    at: datetime | None
    about: str
    unit: str
    source: str
    reason: str
    is_confirmed: bool


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
    found = Finding(
        facts=facts,
        on=observed_on,
        at=observed_at,
        about=about.strip(),
        unit=unit.strip(),
        source=source,
        reason=reason.strip(),
        is_confirmed=is_confirmed,
    )
    _check_names(by, found)
    patient = patient_queries.get(by=by, uid=patient.uid)
    # One writer at a time for one patient: what a page was made from is then a plain number.
    Patient.objects.select_for_update().get(pk=patient.pk)
    if done := _already(by, patient, key, facts):
        return done
    stands = _standing(by, patient, found.about)
    _check_nobody_was_faster(stands, facts, base)
    _check(by, patient, found, stands)
    return _save(by, patient, [_row(by, patient, found, name, stands, key) for name in facts])


def _standing(by: Actor, patient: Patient, about: str) -> dict[str, Fact]:
    """The facts that stand, of those about the same thing."""
    known = queries.standing(queries.all_of(by, patient))
    return {name: fact for (name, of), fact in known.items() if of == about}


def _row(
    by: Actor, patient: Patient, found: Finding, name: str, stands: Mapping[str, Fact], key: str
) -> RecordedFact:
    return RecordedFact(
        patient=patient,
        name=name,
        about=found.about,
        number=stands[name].number + 1 if name in stands else 1,
        value=found.facts[name],
        unit=found.unit or library().dictionary.facts[name].unit,
        observed_on=found.on,
        observed_at=found.at if name.startswith("vital.") else None,
        source=found.source,
        reason=found.reason,
        at=clock.now(),
        by_id=by.person_id("records what was found"),
        idempotency_key=f"{key}:{name}",
    )


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


def _check_names(by: Actor, found: Finding) -> None:
    if not found.facts:
        raise InvalidInput("Nothing was answered. Answer at least one question, or go back.")
    for name in found.facts:
        if evaluation.step_of(name) is None:
            raise InvalidInput(f"{name} is not a fact that is recorded here.")
    evaluation.check_can_record(by, found.facts)


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


def _check(by: Actor, patient: Patient, found: Finding, stands: Mapping[str, Fact]) -> None:
    """Refuse what cannot be true, what nobody has looked at again, and changes without why."""
    if found.source not in RecordedFact.Source.values:
        raise InvalidInput("Choose how it is known.", field="source")
    if found.on > timezone.localdate() or (found.at is not None and found.at > clock.now()):
        raise InvalidInput("This lies ahead. Enter when it was found.", field="observed_on")
    _check_possible(patient, cases.case_of(patient, by), found)
    _check_pair(found)
    _check_unusual(found, stands)
    _check_reason(found, stands)


def _check_possible(patient: Patient, case: dict[str, Any], found: Finding) -> None:
    """The clinical core judges the case as it would be; it refuses what cannot be true."""
    for name, value in found.facts.items():
        group, key = name.split(".", 1)
        if value is not None and group in queries.TABLES:
            case[group] = {**case.get(group, {}), key: value}
    if any(name.startswith("vital.") for name in found.facts):
        case["vitals"] = [_reading(found, days.zone_of(patient))]
    if "lab.value" in found.facts:
        case["labs"] = [_result(found)]
    try:
        lw.case_from_dict(days.dated(patient, case))
    except lw.InvalidInput as error:
        raise InvalidInput(str(error)) from error


def _reading(found: Finding, zone: tzinfo) -> dict[str, Any]:
    if found.at is None:
        raise InvalidInput("Enter the time of the reading.", field="observed_at")
    vitals = {
        name.removeprefix("vital."): value
        for name, value in found.facts.items()
        if name.startswith("vital.") and value is not None
    }
    return {"at": found.at.astimezone(zone).isoformat(), **vitals}


def _result(found: Finding) -> dict[str, Any]:
    if not found.about:
        raise InvalidInput("Enter the name of the test.", field="about")
    if not found.unit:
        raise InvalidInput("Enter the unit, as the laboratory writes it.", field="unit")
    row = {"name": found.about, "unit": found.unit, "at": found.on.isoformat()}
    value = found.facts["lab.value"]
    return row if value is None else row | {"value": value}


def _check_pair(found: Finding) -> None:
    missing = [name for name in PAIR if found.facts.get(name) is None]
    if len(missing) == 1:
        raise InvalidInput(
            "A blood pressure has two numbers. Enter both, or neither.", field=missing[0]
        )


def _check_unusual(found: Finding, stands: Mapping[str, Fact]) -> None:
    before = {name: (fact.value, fact.observed_on) for name, fact in stands.items()}
    unusual = evaluation.unusual(found.facts, found.on, before)
    if unusual and not found.is_confirmed:
        raise InvalidInput(
            f"{' '.join(unusual)} Check it. If it is right, tick the box.", field="is_confirmed"
        )


def _check_reason(found: Finding, stands: Mapping[str, Fact]) -> None:
    corrected = [
        evaluation.label(library().dictionary.facts[name])
        for name, value in found.facts.items()
        if name in stands and _corrects(stands[name], value, found)
    ]
    if corrected and not found.reason:
        raise InvalidInput(
            f"This changes what is recorded ({', '.join(corrected)}). Give a reason.",
            field="reason",
        )


def _corrects(stands: Fact, value: Any, found: Finding) -> bool:
    """A number of a later time is a new observation, as is a check that was done again; another
    answer to a question corrects."""
    if stands.value is None or stands.value == value:
        return False
    if library().dictionary.facts[stands.name].type == "text":
        return False
    if isinstance(stands.value, str) and not stands.name.startswith(DONE_AGAIN):
        return True
    if found.at is not None and stands.observed_at is not None:
        return found.at <= stands.observed_at
    return found.on <= stands.observed_on


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
