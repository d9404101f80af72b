"""What a sign-in link may show before it is used."""

from __future__ import annotations

from django.utils import timezone

from lightwell.access.identifiers import digest
from lightwell.access.models import SignInLink, User


def person_of(secret: str) -> User | None:
    """Whom an open link would sign in; None when it is used, expired or mistyped."""
    link = (
        SignInLink.objects.filter(
            digest=digest(secret), used_at=None, expires_at__gt=timezone.now()
        )
        .select_related("user")
        .first()
    )
    return link.user if link else None
