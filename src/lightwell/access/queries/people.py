"""Who works where, and as whom a signed-in person acts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from lightwell.access.actors import Actor, Role
from lightwell.access.models import Location, Membership, Organisation, User


def organisation() -> Organisation | None:
    """The one organisation of this installation; none before set-up."""
    return Organisation.objects.filter(pk=1).first()


def locations() -> QuerySet[Location]:
    """Every location, in the order in which they were set up."""
    return Location.objects.select_related("organisation")


def location_by_slug(slug: str) -> Location | None:
    """The location with this address word."""
    return locations().filter(slug=slug).first()


def locations_of(user: User) -> list[Location]:
    """Locations at which a member of staff holds at least one role now."""
    return list(
        locations()
        .filter(memberships__user=user, memberships__ended_at__isnull=True)
        .distinct()
        .order_by("id")
    )


def location_of(by: Actor) -> Location | None:
    """Where a member of staff acts; nowhere for a patient and for the system."""
    return None if by.location_id is None else locations().filter(pk=by.location_id).first()


def roles_at(user: User, location: Location) -> frozenset[Role]:
    """The roles a member of staff holds at a location now."""
    held = Membership.objects.filter(user=user, location=location, ended_at__isnull=True)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def staff_with(location: Location, *roles: Role) -> Sequence[User]:
    """Active members of staff who hold one of the roles at a location, by name."""
    return list(
        User.objects.filter(
            is_active=True,
            memberships__location=location,
            memberships__role__in=roles,
            memberships__ended_at__isnull=True,
        )
        .distinct()
        .order_by("name")
    )


def with_accounts(emails: Sequence[str]) -> list[User]:
    """The active accounts among these addresses."""
    return list(User.objects.filter(email__in=emails, is_active=True))


def with_email(email: str) -> User | None:
    """Whom an address signs in, whatever its letter case."""
    return User.objects.filter(email__iexact=email).first()


def actor_for(user: User, location: Location | None) -> Actor:
    """The actor that a signed-in person is at a location."""
    if user.kind != User.Kind.STAFF or location is None:
        return Actor(kind=user.kind, name=user.name, user_id=user.pk)
    return Actor(
        kind="staff",
        name=user.name,
        user_id=user.pk,
        location_id=location.pk,
        roles=roles_at(user, location),
    )
