"""A person has died: written down once, and everything that would reach out to them ends.

Rooms above this one that keep something for a person add how they end it to ``CLOSERS``; all of
it happens in the same transaction, whoever records the death.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actions import messages
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.models import User
from lightwell.clinical.transitions import SUPPLY
from lightwell.records import risk_events as events
from lightwell.records.models import Death, Patient, RiskTask, Supply
from lightwell.records.policies_supplies import check_can_record_death
from lightwell.records.queries import deaths
from lightwell.records.queries import patients as patient_queries
from lightwell.records.supply_writing import USED, hold, reasoned, write

Act = Death.Act


class Closer(Protocol):
    """Ends what a room keeps for a person; nothing of it reaches out to them afterwards."""

    def __call__(self, *, by: Actor, patient: Patient) -> None: ...


CLOSERS: list[Closer] = []
SOURCE = "Write who told it, and how."


@transaction.atomic
def record(
    *, by: Actor, patient: Patient, died_on: date | None, source: str, base: int, key: str
) -> Death:
    """Write down that somebody has died, as it was told; ``died_on`` may be unknown.

    Closes supplies and their recalls, calls, reminders and future appointments. No message goes
    to the person: what waits to be sent is held back. A risk task whose person nobody has reached
    is escalated no further; whoever reads is told that, once, because it may be a mistake.
    """
    check_can_record_death(by)
    patient = _locked(by, patient)
    source = reasoned(source, SOURCE, "source")[:500]
    said = (Act.RECORDED, died_on, source)
    if done := _already(by, patient, said, key):
        return done
    _check_base(patient, base)
    if deaths.is_dead(patient):
        raise Conflict("This is written down already. Nothing was saved.")
    today = clock.now().astimezone(ZoneInfo(patient.home_location.timezone)).date()
    if died_on is not None and died_on > today:
        raise InvalidInput("This day is still to come. Check it.", field="died_on")
    if died_on is not None and patient.birth_date and died_on < patient.birth_date:
        raise InvalidInput("This is before the date of birth. Check it.", field="died_on")
    # Tasks and locations are held before the trail is: so does everybody who works on them.
    waiting = events.not_reached(patient)
    for close in CLOSERS:
        close(by=by, patient=patient)
    row = _write(by, patient, said, base, key)
    _close_supplies(by, patient)
    messages.hold_back(by=by, to=_addresses(patient))
    _tell_readers(by, waiting, row)
    return row


@transaction.atomic
def take_back(*, by: Actor, patient: Patient, reason: str, base: int, key: str) -> Death:
    """It was not so: the person lives. What was closed stays closed and is made anew."""
    check_can_record_death(by)
    patient = _locked(by, patient)
    reason = reasoned(reason, "Write how it is known that the person lives.", "source")[:500]
    said = (Act.TAKEN_BACK, None, reason)
    if done := _already(by, patient, said, key):
        return done
    _check_base(patient, base)
    if not deaths.is_dead(patient):
        raise Conflict("Nothing is written down that could be taken back.")
    return _write(by, patient, said, base, key)


def _locked(by: Actor, patient: Patient) -> Patient:
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    return patient


def _check_base(patient: Patient, base: int) -> None:
    if patient.deaths.count() != base:
        raise Conflict("Somebody else wrote here while your page was open. Nothing was saved.")


def _already(
    by: Actor, patient: Patient, said: tuple[str, date | None, str], key: str
) -> Death | None:
    row = Death.objects.filter(idempotency_key=key).first()
    if row is None:
        return None
    kept = (row.patient_id, row.by_id, row.act, row.died_on, row.source)
    if kept != (patient.pk, by.user_id, *said):
        raise Conflict(USED)
    return row


def _write(
    by: Actor, patient: Patient, said: tuple[str, date | None, str], base: int, key: str
) -> Death:
    act, died_on, source = said
    row = Death.objects.create(
        patient=patient,
        number=base + 1,
        act=act,
        died_on=died_on,
        source=source,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="patient.death" if act == Act.RECORDED else "patient.death-taken-back",
        subject=("patient", patient.uid),
        patient=patient.uid,
        location=by.location_id or patient.home_location_id,
    )
    return row


def _tell_readers(by: Actor, waiting: Iterable[RiskTask], row: Death) -> None:
    """Each open task whose escalation ends here says so, and somebody looks at it once more."""
    for task in waiting:
        events.tell(
            task,
            by=by,
            verb="escalate" if events.latest(task).status == events.NEW else "remind",
            to="reader",
            at=row.at,
            step=f"{events.DEATH_STEP}{row.number}",
            channel="reader",
        )


def _close_supplies(by: Actor, patient: Patient) -> None:
    """No recall waits any longer; what is at home can still come back and be counted in."""
    for row in Supply.objects.filter(patient=patient):
        held = hold(by=by, supply=row.uid, base=0, key=f"death:{row.uid}")
        if SUPPLY.allows(held.view.status, "close"):
            write(held, "close", {}, "The person has died.")


def _addresses(patient: Patient) -> list[str]:
    """Where only this person is written to: at a shared address another one may wait for theirs."""
    own = {patient.email, patient.user.email if patient.user else ""} - {""}
    others = Patient.objects.exclude(pk=patient.pk).filter(email__in=own)
    signing_in = User.objects.filter(email__in=own).exclude(pk__in=[patient.user_id or 0])
    shared = {*others.values_list("email", flat=True), *signing_in.values_list("email", flat=True)}
    return sorted(own - shared)
