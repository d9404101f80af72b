"""A medical director permits take-home at a location by a dated policy, or ends it."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.access.models import Location
from lightwell.clinical.library import library
from lightwell.records.models import TakeHomePolicy
from lightwell.records.policies_supplies import check_can_permit
from lightwell.records.queries import supplies

Act = TakeHomePolicy.Act
USED = "This page was already used for something else. Nothing was saved."
LONGEST = 500


@transaction.atomic
def permit(
    *,
    by: Actor,
    location: Location,
    holds_from: date,
    most_doses: int | None,
    reason: str,
    base: int,
    key: str,
    register_days: int | None = None,
    call_every_days: int | None = None,
) -> TakeHomePolicy:
    """Let supplies go home from a day on, with the location's own limit of doses in one supply.

    Without ``register_days`` the register is checked on the day of signing; without
    ``call_every_days`` somebody calls on each day of a dose.
    """
    check_can_permit(by, location)
    said = {
        "holds_from": holds_from,
        "most_doses": most_doses,
        "register_days": register_days,
        "call_every_days": call_every_days,
        "reason": reason.strip(),
    }
    if done := _already(by, location, Act.PERMITTED, said, key):
        return done
    if most_doses is None or most_doses < 1:
        raise InvalidInput(
            "State the most doses of one supply. There is no number but your own.",
            field="most_doses",
        )
    longest = library().common_care.take_home.check_in_days
    if call_every_days is not None and not 1 <= call_every_days <= longest:
        raise InvalidInput(
            f"Between two calls lie 1 to {longest} days. Leave it empty to call on each day of a "
            "dose.",
            field="call_every_days",
        )
    _check_reason(said["reason"], "Say why take-home is permitted. The reason is kept.")
    return _write(by, location, Act.PERMITTED, said, base, key)


@transaction.atomic
def end(*, by: Actor, location: Location, reason: str, base: int, key: str) -> TakeHomePolicy:
    """No further supply goes home from today on; what is at home is followed to its end."""
    check_can_permit(by, location)
    today = clock.now().astimezone(ZoneInfo(location.timezone)).date()
    said = {"holds_from": today, "reason": reason.strip()}
    if done := _already(by, location, Act.ENDED, {"reason": said["reason"]}, key):
        return done
    standing = supplies.policy(location.pk)
    if standing is None or standing.act != Act.PERMITTED:
        raise InvalidInput("Take-home is not permitted here: there is nothing to end.")
    _check_reason(said["reason"], "Say why take-home is ended. The reason is kept.")
    return _write(by, location, Act.ENDED, said, base, key)


def _check_reason(reason: Any, missing: str) -> None:
    if not reason:
        raise InvalidInput(missing, field="reason")
    if len(str(reason)) > LONGEST:
        raise InvalidInput(f"Shorten it to {LONGEST} characters.", field="reason")


def _write(
    by: Actor, location: Location, act: str, said: dict[str, Any], base: int, key: str
) -> TakeHomePolicy:
    Location.objects.select_for_update().get(pk=location.pk)
    standing = supplies.policy(location.pk)
    if (standing.number if standing else 0) != base:
        raise Conflict("Somebody else changed this while the page was open. Nothing was saved.")
    if by.user_id is None:
        raise Denied("A person stands for a policy; the system does not.")
    try:
        with transaction.atomic():
            row = TakeHomePolicy.objects.create(
                location=location,
                number=base + 1,
                act=act,
                **said,
                at=clock.now(),
                by_id=by.user_id,
                by_name=by.name,
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict("Somebody else saved this at the same moment. Nothing was saved.") from None
    audit.record(
        by=by,
        action=f"home-policy.{'permit' if act == Act.PERMITTED else 'end'}",
        subject=("home-policy", row.pk),
        location=location,
        detail={"from": row.holds_from.isoformat(), "most_doses": row.most_doses},
    )
    return row


def _already(
    by: Actor, location: Location, act: str, said: dict[str, Any], key: str
) -> TakeHomePolicy | None:
    """What this page already did; the same page for something else is refused."""
    row = TakeHomePolicy.objects.filter(idempotency_key=key).first()
    if row is None:
        return None
    same = (row.by_id, row.location_id, row.act) == (by.user_id, location.pk, act)
    if not same or any(getattr(row, name) != value for name, value in said.items()):
        raise Conflict(USED)
    return row
