"""The clinic's own prices, and the numbers under which its clinicians bill; no default."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import audit, clock
from lightwell.access.actors import LICENSED_ROLES, Actor
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.models import Location
from lightwell.access.queries import people
from lightwell.records.models import ClinicianNumber, Price
from lightwell.records.policies_bills import check_can_keep_clinic_data
from lightwell.records.queries import prices
from lightwell.records.registered_numbers import is_npi

USED = "This page was already used for something else. Nothing was saved."
HIGHEST = Decimal(1000000)


@transaction.atomic
def set_price(
    *,
    by: Actor,
    location: Location,
    service: str,
    code: str,
    amount: Decimal | None,
    from_on: date,
    key: str,
) -> Price:
    """Keep what a service costs from a day on; no amount takes it off, zero makes it free.

    Bills of days before keep their price. A code belongs to one service of a location.
    """
    check_can_keep_clinic_data(by, location)
    Location.objects.select_for_update().get(pk=location.pk)
    service, code = " ".join(service.split()), code.strip().upper()
    if done := Price.objects.filter(idempotency_key=key).first():
        before = (done.location_id, done.service, done.code, done.amount, done.from_on)
        if before != (location.pk, service, code, amount, from_on):
            raise Conflict(USED)
        return done
    _check(location, service, code, amount)
    row = Price.objects.create(
        location=location,
        service=service,
        code=code,
        amount=amount,
        from_on=from_on,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    detail = {"code": code or "no code", "from": from_on.isoformat()}
    audit.record(
        by=by, action="price.set", subject=("price", row.uid), location=location, detail=detail
    )
    return row


@transaction.atomic
def keep_number(
    *, by: Actor, location: Location, clinician: int, number: str, key: str
) -> ClinicianNumber:
    """Keep the number under which a clinician is registered (NPI); empty takes it back."""
    check_can_keep_clinic_data(by, location)
    number = "".join(number.split())
    if done := ClinicianNumber.objects.filter(idempotency_key=key).first():
        if (done.user_id, done.number) != (clinician, number):
            raise Conflict(USED)
        return done
    known = {one.pk: one for one in people.staff_with(location, *LICENSED_ROLES)}
    if clinician not in known:
        raise InvalidInput("Choose a clinician who works here.", field="clinician")
    if number and not is_npi(number):
        raise InvalidInput(
            "This is no NPI: ten digits, the last of which checks the others. Look it up again.",
            field="number",
        )
    row = ClinicianNumber.objects.create(
        user=known[clinician],
        number=number,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(by=by, action="staff.number", subject=("user", clinician), location=location)
    return row


def _check(location: Location, service: str, code: str, amount: Decimal | None) -> None:
    if not service:
        raise InvalidInput("Write what the service is called.", field="service")
    if len(service) > 100:
        raise InvalidInput("Shorten it to 100 characters.", field="service")
    if amount is not None and not 0 <= amount < HIGHEST:
        raise InvalidInput("Enter what it costs, zero or more.", field="amount")
    if code and code not in lw.billing_codes().codes:
        raise InvalidInput(f"{code} is not in the list of codes.", field="code")
    other = prices.service_of(location, code)
    if other and other != service:
        raise InvalidInput(f"{code} belongs to “{other}” here.", field="code")
