"""Sign-in by django-allauth, fitted to this house: no open sign-up, mail through the outbox."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string

from lightwell.access.actions.messages import queue
from lightwell.access.actors import system
from lightwell.access.models import User

PURPOSES = {
    "account/email/login_code": "sign-in code",
    "account/email/password_reset_code": "password code",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by staff; codes leave like every other message."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again",
        "incorrect_code": "This code is not right. Check the newest email",
        "incorrect_password": "This password is not right",
        "rate_limited": "Too many tries. Wait a minute, then try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, app: str) -> bool:
        """Whoever has no second factor yet has just signed in and can do nothing but set it up."""
        user = context.request.user
        return bool(super().is_reauthentication_required(app=app)) and is_mfa_enabled(user)

    def send_mail(self, template_prefix: str, email: str, words: dict[str, Any]) -> None:
        """Queue the message that allauth asks for; one without a text of ours is a fault."""
        queue(
            by=system("sign-in"),
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", words).strip(),
            body=render_to_string(f"{template_prefix}_message.txt", words).strip(),
            purpose=PURPOSES[template_prefix],
            location=None,
        )

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **more: Any
    ) -> None:
        """Only refusals are said on the next page; what went well shows by itself."""
        if message and level >= messages.ERROR:
            messages.add_message(request, level, message)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor of staff: it may be changed, and outside a demo not be given up."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right. Codes change every 30 seconds",
    }

    def get_totp_label(self, user: User) -> str:
        """The account as it is listed in the app."""
        return user.email

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, as an element of the page: a data address would break the policy."""
        picture = str(super().build_totp_svg(url))
        start = picture.index("<svg")
        return picture[start:].replace("<svg", '<svg role="img" aria-label="Code to scan"', 1)
