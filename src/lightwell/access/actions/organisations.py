"""Setting up the organisation, its locations and the people who work there."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone

from lightwell.access import audit
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.access.models import Location, Membership, Organisation, User


@transaction.atomic
def found(*, by: Actor, name: str, short_name: str, is_demo: bool) -> Organisation:
    """Create the one organisation; whether it is a demo is decided here and never changes."""
    if Organisation.objects.exists():
        raise Conflict("This installation already has its organisation.")
    organisation = Organisation.objects.create(
        pk=1, name=name, short_name=short_name, is_demo=is_demo, created_at=timezone.now()
    )
    audit.record(
        by=by,
        action="organisation.found",
        subject=("organisation", organisation.pk),
        detail={"is_demo": is_demo},
    )
    return organisation


@transaction.atomic
def open_location(*, by: Actor, slug: str, zone: str, **fields: Any) -> Location:
    """Add a location with its time zone, region profile and telephone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise InvalidInput(
            f"{zone} is not a time zone. Use one such as America/New_York.", field="timezone"
        ) from None
    location = Location(organisation=Organisation.objects.get(), slug=slug, timezone=zone, **fields)
    location.full_clean()
    location.save()
    audit.record(
        by=by, action="location.open", subject=("location", location.pk), location=location
    )
    return location


@transaction.atomic
def add_staff(*, by: Actor, email: str, name: str, title: str, password: str | None = None) -> User:
    """Make an account for a member of staff; roles are given separately, per location."""
    user = User.objects.create_user(email, password, name=name, title=title, kind=User.Kind.STAFF)
    audit.record(by=by, action="staff.add", subject=("user", user.pk))
    return user


@transaction.atomic
def give_role(*, by: Actor, user: User, location: Location, role: Role) -> Membership:
    """Let a member of staff act in a role at a location."""
    if by.is_staff and not by.has(Role.ADMINISTRATOR):
        raise Denied("Only an administrator gives roles.")
    membership = Membership.objects.create(
        user=user, location=location, role=role, started_at=timezone.now()
    )
    audit.record(
        by=by,
        action="role.give",
        subject=("user", user.pk),
        location=location,
        detail={"role": role.value},
    )
    return membership


@transaction.atomic
def end_role(*, by: Actor, user: User, location: Location, role: Role) -> None:
    """End a role at a location; what the person did in it stays theirs."""
    if by.is_staff and not by.has(Role.ADMINISTRATOR):
        raise Denied("Only an administrator ends roles.")
    Membership.objects.filter(
        user=user, location=location, role=role, ended_at__isnull=True
    ).update(ended_at=timezone.now())
    audit.record(
        by=by,
        action="role.end",
        subject=("user", user.pk),
        location=location,
        detail={"role": role.value},
    )
