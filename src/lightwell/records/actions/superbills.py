"""Issuing an itemised bill that a person takes to their insurer, and correcting one.

Nothing is submitted to a payer from here. Every charge comes from the clinic's own prices of the
day of service, every code from the list that vouches for that day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import Location
from lightwell.kit.dates import staff_date
from lightwell.records.models import Patient, Superbill
from lightwell.records.policies_bills import check_can_bill
from lightwell.records.queries import bills, prices
from lightwell.records.queries import patients as patient_queries

USED = "This page was already used for something else. Nothing was saved."
MOST_LINES = 4  # few lines, main services only (knowledge/billing.toml)
MOST_UNITS = 200


@frozen
class Line:
    """One service: its day, its code, and how many units of it. ``box`` names its place."""

    on: date
    code: str
    units: int
    box: str = ""


@frozen(kw_only=True)
class Said:
    """What is said on the page of a bill."""

    lines: Sequence[Line]
    clinician: int
    diagnoses: Collection[str]
    paid: Decimal
    reason: str = ""


@transaction.atomic
def issue(
    *,
    by: Actor,
    patient: Patient,
    location: Location,
    said: Said,
    key: str,
    supersedes: UUID | None = None,
) -> Superbill:
    """Keep a bill as it is issued; one that supersedes another gives its reason.

    Raises ``InvalidInput`` that names the line for a day or code that cannot be, and for a
    service without a price on that day.
    """
    person = _locked(by, patient, location)
    before = _superseded(person, supersedes)
    content = _content(by, person, location, said)
    if done := Superbill.objects.filter(idempotency_key=key).first():
        if (done.patient_id, done.by_id, done.content) != (person.pk, by.user_id, content):
            raise Conflict(USED)
        return done
    _check_correction(before, said.reason)
    row = Superbill.objects.create(
        patient=person,
        location=location,
        number=person.superbills.count() + 1,
        supersedes=before,
        reason=said.reason.strip(),
        content=content,
        content_hash=lw.billing_codes().header.content_hash,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="superbill.correct" if before else "superbill.issue",
        subject=("superbill", row.uid),
        patient=person.uid,
        location=location,
        detail={"number": row.number},
    )
    return row


def _locked(by: Actor, patient: Patient, location: Location) -> Patient:
    check_can_bill(by)
    person = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=person.pk)
    if location.pk != by.location_id:
        raise Denied("A bill is issued where you work now.")
    return person


def _superseded(person: Patient, uid: UUID | None) -> Superbill | None:
    if uid is None:
        return None
    row = Superbill.objects.filter(patient=person, uid=uid).first()
    if row is None:
        raise NotFound("There is no such bill in this record.")
    return row


def _check_correction(before: Superbill | None, reason: str) -> None:
    if before is None:
        return
    if hasattr(before, "superseded_by"):
        raise Conflict("This bill was corrected already. Correct the newer one.")
    if not reason.strip():
        raise InvalidInput("Write why the bill is corrected.", field="reason")
    if len(reason.strip()) > 500:
        raise InvalidInput("Shorten it to 500 characters.", field="reason")


def _content(by: Actor, person: Patient, location: Location, said: Said) -> dict[str, Any]:
    """Everything that stands on the bill, in plain values that are kept."""
    if location.region != Location.Region.US:
        raise InvalidInput(
            "These codes are of the United States. This location issues no such bill."
        )
    if not said.lines:
        raise InvalidInput("Enter at least one service.", field="on_1")
    if len(said.lines) > MOST_LINES:
        raise InvalidInput(f"Enter at most {MOST_LINES} services. Make a second bill.")
    lines = [_line(location, one) for one in said.lines]
    total = sum((Decimal(one["charge"]) for one in lines), Decimal())
    if not 0 <= said.paid <= total:
        raise InvalidInput(
            f"Enter what was paid, from 0 to {prices.money(location, total)}.", field="paid"
        )
    return {
        "patient": {
            "name": f"{person.given_name} {person.family_name}",
            "born": staff_date(person.birth_date) if person.birth_date else "Not recorded",
        },
        "location": {"name": location.name, "address": location.address, "phone": location.phone},
        "clinician": _clinician(location, said.clinician),
        "diagnoses": _diagnoses(by, person, said.diagnoses),
        "lines": lines,
        "total": prices.money(location, total),
        "paid": prices.money(location, said.paid),
        "left": prices.money(location, total - said.paid),
        "codes": lw.billing_codes().header.version,
    }


def _line(location: Location, one: Line) -> dict[str, Any]:
    box = f"_{one.box}" if one.box else ""
    if one.on > prices.today_of(location):
        raise InvalidInput("This day is in the future.", field=f"on{box}")
    if one.code not in lw.billing_codes().codes:
        raise InvalidInput("Choose a code of the list.", field=f"code{box}")
    known = lw.billing_code(one.code)
    if refusal := known.refusal(one.on):
        raise InvalidInput(
            f"{refusal} The service was on {staff_date(one.on)}.", field=f"code{box}"
        )
    if isinstance(one.units, bool) or not 1 <= one.units <= MOST_UNITS:
        raise InvalidInput(f"Enter units from 1 to {MOST_UNITS}.", field=f"units{box}")
    price = prices.for_code(location, one.code, one.on)
    if price is None or price.amount is None:
        raise InvalidInput(
            f"{location.name} has no price for {one.code} on {staff_date(one.on)}. Ask the "
            "administrator to set it. Nothing was issued.",
            field=f"code{box}",
        )
    return {
        "on": staff_date(one.on),
        "place": location.name,
        "code": one.code,
        "system": known.system,
        "words": known.words,
        "units": one.units,
        "price": prices.money(location, price.amount),
        "charge": str(price.amount * one.units),
        "charge_words": prices.money(location, price.amount * one.units),
    }


def _clinician(location: Location, chosen: int) -> dict[str, str]:
    found = next((one for one in bills.clinicians(location) if one.pk == chosen), None)
    if found is None:
        raise InvalidInput("Choose who rendered the services.", field="clinician")
    return {"name": found.name, "title": found.title, "number": prices.number_of(found)}


def _diagnoses(by: Actor, person: Patient, chosen: Collection[str]) -> list[dict[str, str]]:
    known = bills.diagnoses(by, person)
    if set(chosen) - {one.code for one in known}:
        raise InvalidInput("Choose from the codes that are recorded.", field="diagnoses")
    return [
        {"code": one.code, "words": one.words, "by": one.by_name}
        for one in known
        if one.code in chosen
    ]
