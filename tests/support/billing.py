"""Prices, codes and bills of fictional people, made by the acts of life."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lightwell.access.actions import organisations
from lightwell.access.actors import Actor, Role
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.records.actions import prices, superbills
from lightwell.records.models import Patient, Price, Superbill
from lightwell.records.queries.prices import today_of
from tests.support.cast import SETUP
from tests.support.people import key

BEGIN = date(2026, 1, 1)


def administrator(location: Location) -> User:
    """Ada keeps the data of the clinic."""
    found = people.with_email("ada@staff.example")
    if found is not None:
        return found
    user = organisations.add_staff(
        by=SETUP, email="ada@staff.example", name="Ada Ash", title="administrator"
    )
    organisations.give_role(by=SETUP, user=user, location=location, role=Role.ADMINISTRATOR)
    return user


def as_administrator(location: Location) -> Actor:
    """The actor that Ada is."""
    return people.actor_for(administrator(location), location)


def priced(location: Location, **told: Any) -> Price:
    """A price from the beginning of the year, by Ada."""
    given: dict[str, Any] = {
        "service": "Talk with a clinician",
        "code": "90792",
        "amount": Decimal("250.00"),
        "from_on": BEGIN,
        "key": key(),
    }
    return prices.set_price(by=as_administrator(location), location=location, **(given | told))


def said(by: Actor, location: Location, **told: Any) -> superbills.Said:
    """One service of today, paid in part."""
    given: dict[str, Any] = {
        "lines": [superbills.Line(today_of(location), "90792", 1, "1")],
        "clinician": by.user_id,
        "diagnoses": [],
        "paid": Decimal("100.00"),
    }
    return superbills.Said(**(given | told))


def billed(by: Actor, patient: Patient, location: Location, **told: Any) -> Superbill:
    """A bill as a clinician issues it."""
    more = {name: told.pop(name) for name in ("key", "supersedes") if name in told}
    given: dict[str, Any] = {"key": key()} | more
    return superbills.issue(
        by=by, patient=patient, location=location, said=said(by, location, **told), **given
    )
