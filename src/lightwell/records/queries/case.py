"""A patient's record as a case file: the one place where rows become facts for the rules.

Only verified treatments speak. A treatment that is only drafted is there by its name and says
nothing else, so every rule takes it as unknown. ``lightwell history`` on this case file and the
determination page therefore always agree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from lightwell.access.actors import Actor
from lightwell.records import days
from lightwell.records.entries import Line, case_part
from lightwell.records.models import Patient, Response
from lightwell.records.queries import facts, history
from lightwell.records.scores import BRIEF


def case_of(patient: Patient, by: Actor) -> dict[str, Any]:
    """The case file of one patient as known today; an absent key is unknown."""
    lines = history.all_of(by, patient, "treatment", "medicine", "allergy")
    numbers = numbered(lines)
    found = facts.case_parts(facts.all_of(by, patient), days.zone_of(patient))
    found.pop("session", None)  # what holds for a session is asked again on its day
    case: dict[str, Any] = {
        **found,
        "person": _person(patient) | found.get("person", {}),
        "trials": [_trial(line, numbers) for line in _of("treatment", lines)],
        "medicines": [
            case_part("medicine", line.standing.content)
            for line in _of("medicine", lines)
            if line.standing and line.standing.content.get("taking") != "no"
        ],
        "allergies": [
            line.standing.content["substance"] for line in _of("allergy", lines) if line.standing
        ],
        "scores": _scores(patient),
    }
    for subject, key in (("medicine", "medicines"), ("allergy", "allergies")):
        if not case[key] and not _is_none_known(by, patient, subject):
            del case[key]
    said = {key: one for key, one in case.items() if one or key in ("medicines", "allergies")}
    return days.dated(patient, said)


def digest(case: dict[str, Any]) -> str:
    """A fingerprint of the facts; the day on which they are read is not one of them."""
    facts = {key: value for key, value in case.items() if key != "on"}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def numbered(lines: Iterable[Line]) -> dict[UUID, str]:
    """The number by which people speak of each treatment; one set aside keeps its number."""
    treatments = [line.uid for line in lines if line.subject == "treatment"]
    return {uid: str(number) for number, uid in enumerate(treatments, start=1)}


def _of(subject: str, lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.subject == subject and line.shown]


def _trial(line: Line, numbers: dict[UUID, str]) -> dict[str, Any]:
    trial = {"id": numbers[line.uid]}
    if line.standing is None:
        assert line.pending is not None
        return trial | _name_only(line.pending.content)
    trial |= case_part("treatment", line.standing.content)
    if "augments" in trial:
        trial["augments"] = numbers[UUID(trial["augments"])]
    return trial


def _name_only(drafted: dict[str, Any]) -> dict[str, Any]:
    """A draft is there by its name alone; even its kind is not known until it is verified."""
    if drafted.get("drug"):
        return {"drug": drafted["drug"]}
    return {"modality": drafted.get("modality") or drafted["kind"]}


def _person(patient: Patient) -> dict[str, Any]:
    person: dict[str, Any] = {}
    if patient.birth_date:
        person["birth_date"] = patient.birth_date.isoformat()
    if patient.sex_at_birth != Patient.Sex.UNKNOWN:
        person["sex_at_birth"] = patient.sex_at_birth
    return person


def _scores(patient: Patient) -> list[dict[str, Any]]:
    rows = Response.objects.filter(patient=patient, total__isnull=False).order_by("at", "id")
    rows = rows.exclude(instrument_version__endswith=BRIEF)
    return [
        {
            "instrument": row.instrument,
            "at": days.day_of(patient, row.at).isoformat(),
            "total": row.total,
        }
        for row in rows
    ]


def _is_none_known(by: Actor, patient: Patient, subject: str) -> bool:
    signed = history.signature(by, patient, subject)
    return signed is not None and signed.statement == "none_known"
