"""A clinician raises a risk task about what they saw or heard, without a questionnaire."""

from __future__ import annotations

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.access.queries import people
from lightwell.records.actions.risk import raise_task
from lightwell.records.models import Patient, RiskTask
from lightwell.records.policies_risk import can_work_on_risk
from lightwell.records.queries import patients

TRIGGER = "told_by_clinician"
SAID = "Told by {name}: {words}"
LONGEST = 200
# "Watch" is about a question that was not answered; what a clinician was told is never that.
LEVELS = ("imminent", "red", "amber")
USED = "This page was already used for something else. Nothing was saved."


@transaction.atomic
def raise_as_told(*, by: Actor, patient: Patient, level: str, words: str, key: str) -> RiskTask:
    """Make a task of what a clinician was told; they choose the level, nothing is chosen for them.

    The readers of this location are told as after an answer. The same key twice is one task.
    """
    place = people.location_of(by)
    if place is None or not can_work_on_risk(by):
        raise Denied("A risk task is raised by clinical staff.")
    person = patients.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=person.pk)
    said = _said(by, words)
    if done := RiskTask.objects.filter(cause=f"told:{key}").first():
        if (done.patient_id, done.level, done.trigger_words) != (person.pk, level, said):
            raise Conflict(USED)
        return done
    return raise_task(
        by=by,
        patient=person,
        location=place,
        cause=f"told:{key}",
        trigger=TRIGGER,
        finding=lw.RiskFinding(level=_level(level), reasons=(said,)),
        at=clock.now(),
    )


def _said(by: Actor, words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise InvalidInput("Write what you saw or heard.", field="words")
    if len(words) > LONGEST:
        raise InvalidInput(f"Shorten it to {LONGEST} characters.", field="words")
    return SAID.format(name=by.name[:80], words=words)


def _level(level: str) -> lw.RiskLevel:
    if level not in LEVELS:
        raise InvalidInput("Choose how urgent it is.", field="level")
    return lw.risk_level(level)
