"""Patients for tests: fictional, with an account of the portal where a test needs one."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from lightwell.access.actions import accounts
from lightwell.access.actors import Actor
from lightwell.access.models import Location
from lightwell.access.queries import people
from lightwell.records.actions import patients
from lightwell.records.models import Patient
from tests.support.cast import SETUP


def make_patient(
    location: Location, given: str = "Maya", family: str = "Rivera", *, signs_in: bool = True
) -> Patient:
    """A patient at home at a location; ``signs_in`` gives them an account."""
    patient = patients.register(
        by=SETUP,
        location=location,
        given_name=given,
        family_name=family,
        birth_date=date(1984, 7, 14),
    )
    if signs_in:
        user = accounts.open_for_patient(
            by=SETUP, email=f"{given}.{family}@mail.example".lower(), name=f"{given} {family}"
        )
        patient.user = user
        patient.save(update_fields=["user"])
    return patient


def as_patient(patient: Patient) -> Actor:
    """The actor that a patient is in the portal."""
    assert patient.user is not None
    return people.actor_for(patient.user, None)


def key() -> str:
    """A fresh idempotency key, as a page would carry it."""
    return uuid4().hex
