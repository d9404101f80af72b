"""What signing in leaves in the audit trail, and what a fresh second factor proves."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from lightwell.access.actions.sign_in import note
from lightwell.access.models import User


@receiver(user_logged_in)
def signed_in(user: User, **more: Any) -> None:
    """Somebody is in."""
    note(by=user, action="sign-in.done")


@receiver(user_logged_out)
def signed_out(user: User | None, **more: Any) -> None:
    """Somebody signed out; a session that ended by itself leaves no trace here."""
    if user is not None:
        note(by=user, action="sign-in.end")


@receiver([password_changed, password_reset, password_set])
def password_renewed(user: User, **more: Any) -> None:
    """Somebody has another password from now on."""
    note(by=user, action="password.set")


@receiver(authentication_failed)
def code_refused(user: User, **more: Any) -> None:
    """A code was wrong where somebody confirms that it is still they."""
    note(by=user, action="second-factor.refuse")


@receiver(authenticator_added)
def factor_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **more: Any
) -> None:
    """Setting up an app needs its code, which proves who is there: no second question."""
    record_authentication(request, user, method="mfa", reauthenticated=True)
    note(by=user, action="second-factor.add", detail={"type": authenticator.type})


@receiver([authenticator_removed, authenticator_reset])
def factor_changed(user: User, authenticator: Authenticator, **more: Any) -> None:
    """A second factor went, or its recovery codes were made anew."""
    note(by=user, action="second-factor.change", detail={"type": authenticator.type})
