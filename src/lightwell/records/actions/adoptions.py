"""A medical director adopts a programme for a location by version and hash, or ends that."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.access.models import Location
from lightwell.clinical.library import library
from lightwell.records.models import Adoption
from lightwell.records.policies_courses import check_can_adopt
from lightwell.records.queries import adoptions
from lightwell.records.queries.adoptions import AdoptionState

Act = Adoption.Act


@transaction.atomic
def adopt(
    *, by: Actor, location: Location, programme: str, content_hash: str, base: int, key: str
) -> Adoption:
    """Stand for the programme as it is shipped now: the page's hash must still be its hash."""
    check_can_adopt(by, location)
    now = adoptions.state(location, programme)
    if done := _already(by, location, programme, Act.ADOPTED, key):
        return done
    header = now.programme.header
    if header.content_hash != content_hash:
        raise Conflict("The programme changed while this page was open. Nothing was saved.")
    if now.programme.status != "active":
        raise InvalidInput(f"This programme is {now.programme.status}: it cannot be adopted.")
    if now.is_adopted:
        raise InvalidInput("This version is already adopted here.")
    written = {"version": header.version, "content_hash": header.content_hash}
    text = _text_of(now)
    row = _write(by, location, now, Act.ADOPTED, base=base, key=key, content=text, **written)
    _trace(by, "adoption.adopt", row)
    return row


@transaction.atomic
def withdraw(
    *,
    by: Actor,
    location: Location,
    programme: str,
    reason: str,
    base: int,
    key: str,
    is_unsafe: bool = False,
) -> Adoption:
    """Take a programme out of use: for new courses, or as unsafe for every new start at once."""
    check_can_adopt(by, location)
    now = adoptions.state(location, programme)
    act = Act.WITHDRAWN_UNSAFE if is_unsafe else Act.WITHDRAWN
    if done := _already(by, location, programme, act, key):
        return done
    if not reason.strip():
        raise InvalidInput("Say why it is taken out of use. The reason is kept.", field="reason")
    last = now.standing
    allowed = {Act.ADOPTED, Act.WITHDRAWN} if is_unsafe else {Act.ADOPTED}
    if last is None or last.act not in allowed:
        raise InvalidInput("Only what is adopted can be taken out of use.")
    written = {"version": last.version, "content_hash": last.content_hash}
    row = _write(by, location, now, act, base=base, key=key, reason=reason.strip()[:500], **written)
    _trace(by, "adoption.withdraw_unsafe" if is_unsafe else "adoption.withdraw", row)
    return row


def _write(
    by: Actor, location: Location, now: AdoptionState, act: str, *, base: int, key: str, **more: Any
) -> Adoption:
    if now.number != base:
        raise Conflict("Somebody else changed this while the page was open. Nothing was saved.")
    if by.user_id is None:
        raise Denied("A person stands for a programme; the system does not.")
    try:
        with transaction.atomic():
            return Adoption.objects.create(
                location=location,
                programme=now.programme.id,
                number=base + 1,
                act=act,
                at=clock.now(),
                by_id=by.user_id,
                by_name=by.name,
                idempotency_key=key,
                **more,
            )
    except IntegrityError:
        raise Conflict("Somebody else saved this at the same moment. Nothing was saved.") from None


def _text_of(now: AdoptionState) -> str:
    """The programme as it is written; a file that was changed since it was read is not adopted."""
    text = library().read(adoptions.file_of(now.programme.id)).text
    if hashlib.sha256(text.encode()).hexdigest() != now.programme.header.content_hash:
        raise Conflict("The programme's file changed since Lightwell was started. Start it again.")
    return text


def _trace(by: Actor, action: str, row: Adoption) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("programme", row.programme),
        location=row.location,
        detail={"version": row.version, "hash": row.content_hash[:12]},
    )


def _already(by: Actor, location: Location, programme: str, act: str, key: str) -> Adoption | None:
    """What this page already did; the same page for something else is refused."""
    row = Adoption.objects.filter(idempotency_key=key).first()
    same = (by.user_id, location.pk, programme, act)
    if row and (row.by_id, row.location_id, row.programme, row.act) != same:
        raise Conflict("This page was already used for something else. Nothing was saved.")
    return row
