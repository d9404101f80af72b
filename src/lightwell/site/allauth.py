"""Sign-in by django-allauth, fitted to this house: no open sign-up, mail through the outbox."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts are made by staff; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
