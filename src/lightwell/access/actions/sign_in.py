"""Links that sign one person in once; only their digests are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import Denied, NotFound
from lightwell.access.identifiers import digest, readable, token
from lightwell.access.models import Organisation, SignInLink, User
from lightwell.access.queries import people


@transaction.atomic
def make_link(*, by: Actor, user: User, lasts: timedelta) -> str:
    """A token that signs this person in once, until it expires."""
    secret = token()
    now = timezone.now()
    SignInLink.objects.create(
        user=user, digest=digest(secret), created_at=now, expires_at=now + lasts
    )
    audit.record(by=by, action="sign-in-link.make", subject=("user", user.pk))
    return secret


@transaction.atomic
def use_link(*, secret: str) -> User:
    """The person whom an open link signs in; of two uses at once, one finds it used."""
    now = timezone.now()
    open_link = SignInLink.objects.filter(
        digest=digest(secret), used_at=None, expires_at__gt=now, user__is_active=True
    )
    link = open_link.select_related("user").first()
    if link is None or not open_link.update(used_at=now):
        raise NotFound("This link does not work any more. Links work once and for a short time.")
    user = link.user
    audit.record(
        by=people.actor_for(user, None), action="sign-in-link.use", subject=("user", user.pk)
    )
    return user


@transaction.atomic
def close_links(*, by: Actor) -> int:
    """Let every link that is still open expire: the server that printed them has ended."""
    now = timezone.now()
    number = SignInLink.objects.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    audit.record(by=by, action="sign-in-links.close", subject=("organisation", 1))
    return number


@transaction.atomic
def lend_password(*, by: Actor, users: Sequence[User]) -> str:
    """One random password for these people of a demonstration, until it is taken back.

    An act that two people stand for asks the second for a password. A real clinic's people choose
    their own; nobody else ever sets one.
    """
    if not Organisation.objects.filter(is_demo=True).exists():
        raise Denied("Only a demonstration lends passwords.")
    secret = readable(12)
    for user in users:
        user.set_password(secret)
        user.save(update_fields=["password"])
        audit.record(by=by, action="password.lend", subject=("user", user.pk))
    return secret


@transaction.atomic
def take_back_passwords(*, by: Actor, users: Sequence[User]) -> None:
    """Nobody of these has a password any more: the server that lent it has ended."""
    if not Organisation.objects.filter(is_demo=True).exists():
        raise Denied("Only a demonstration takes passwords back.")
    for user in users:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record(by=by, action="password.take-back", subject=("user", user.pk))


@transaction.atomic
def note(*, by: User, action: str, detail: dict[str, str] | None = None) -> None:
    """Leave a trace of how somebody signs in: in, out, refused, a factor added or removed."""
    audit.record(
        by=people.actor_for(by, None), action=action, subject=("user", by.pk), detail=detail
    )
