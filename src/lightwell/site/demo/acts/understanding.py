"""The history told and verified, what was found, and what definitions and rules say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.records import evaluation
from lightwell.records.actions import determinations, facts, history, ratings, regimens
from lightwell.records.entries import SUBJECTS
from lightwell.records.queries import determinations as determination_queries
from lightwell.records.queries import facts as fact_queries
from lightwell.records.queries import history as history_queries
from lightwell.records.queries import regimens as regimen_queries

if TYPE_CHECKING:
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]


def tell(telling: Telling, told: Told) -> None:
    """The person writes down what was tried and what they take, in their own words."""
    drafts = telling.kept.setdefault("drafts", [])
    for subject in SUBJECTS:
        for one in told.get(subject, ()):
            drafted = history.propose(
                by=telling.themselves,
                patient=telling.patient,
                subject=subject,
                content=one.get("said") or one["content"],
                key=uuid4().hex,
            )
            drafts.append((drafted, one.get("verified") or one.get("content")))


def verify(telling: Telling, told: Told) -> None:
    """The prescriber goes through each draft and stands for what is known of it."""
    for drafted, content in telling.kept.pop("drafts"):
        if content is not None:
            history.verify(
                by=telling.by("prescriber"),
                patient=telling.patient,
                entry=drafted.entry.uid,
                base=drafted.number,
                content=content,
                key=uuid4().hex,
            )


def report(telling: Telling, told: Told) -> None:
    """The nurse writes down a medicine that the person names on the day."""
    drafted = history.propose(
        by=telling.by("nurse"),
        patient=telling.patient,
        subject="medicine",
        content=told["content"],
        source="patient",
        key=uuid4().hex,
    )
    telling.kept.setdefault("drafts", []).append((drafted, told["content"]))


def end_medicine(telling: Telling, told: Told) -> None:
    """The prescriber takes a medicine off the list, with the reason."""
    by, patient = telling.by("prescriber"), telling.patient
    lines = history_queries.current(by, patient, "medicine")
    line = next(one for one in lines if one.latest.content["drug"] == told["drug"])
    history.reject(
        by=by,
        patient=patient,
        entry=line.uid,
        base=line.latest.number,
        reason=told["reason"],
        key=uuid4().hex,
    )


def reconcile(telling: Telling, told: Told) -> None:
    """The prescriber signs the lists of medicines and allergies."""
    by, patient = telling.by("prescriber"), telling.patient
    for subject, statement in told.items():
        history.reconcile(
            by=by,
            patient=patient,
            subject=subject,
            statement=statement,
            versions=[line.latest.id for line in history_queries.current(by, patient, subject)],
            key=uuid4().hex,
        )


def find(telling: Telling, told: Told) -> None:
    """What was found; with ``asked_all_conditions`` none of those that an evaluation asks."""
    found = dict(told["facts"])
    if told.get("asked_all_conditions"):
        asked = [name for step in evaluation.STEPS for name in step.facts]
        none = [name for name in asked if name.startswith("conditions.")]
        checked = [name for name in asked if name.startswith("checks.")]
        if telling.person["sex_at_birth"] == "male":
            checked.remove("checks.pregnancy_test")
        found = dict.fromkeys(none, "no") | dict.fromkeys(checked, "nothing_found") | found
    by, patient, at = telling.by("prescriber"), telling.patient, clock.now()
    facts.record(
        by=by,
        patient=patient,
        facts=found,
        observed_on=at.astimezone(telling.clinic.zone).date(),
        observed_at=at if any(name.startswith("vital.") for name in found) else None,
        source=told["source"],
        key=uuid4().hex,
        base=fact_queries.newest(fact_queries.all_of(by, patient)),
        reason=told.get("reason", ""),
        about=told.get("about", ""),
        unit=told.get("unit", ""),
    )


def determine(telling: Telling, told: Told) -> None:
    """The prescriber records what every definition says of the history."""
    by, patient = telling.by("prescriber"), telling.patient
    determinations.record(
        by=by,
        patient=patient,
        fingerprint=determination_queries.determine(by, patient).fingerprint,
        key=uuid4().hex,
    )


def review_medicines(telling: Telling, told: Told) -> None:
    """The prescriber reviews everything that the person takes beside the planned treatment."""
    by, patient = telling.by("prescriber"), telling.patient
    region, treatment = telling.clinic.location.region, ("ketamine", told["route"])
    now = regimen_queries.regimen(by, patient, region, treatment)
    regimens.review(
        by=by,
        patient=patient,
        region=region,
        treatment=treatment,
        decided=told["decided"],
        fingerprint=now.fingerprint,
        key=uuid4().hex,
    )


def rate(telling: Telling, told: Told) -> None:
    """The prescriber rates after an interview, such as MADRS."""
    ratings.rate(
        by=telling.by("prescriber"),
        patient=telling.patient,
        instrument=told["instrument"],
        answers=told["answers"],
        key=uuid4().hex,
    )


ACTS = {
    "tell": tell,
    "verify": verify,
    "reconcile": reconcile,
    "report": report,
    "end_medicine": end_medicine,
    "find": find,
    "determine": determine,
    "review_medicines": review_medicines,
    "rate": rate,
}
