"""The forms of signing in: django-allauth decides, the kit asks."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as second_factor
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lightwell.access.actions import sign_in
from lightwell.access.models import User
from lightwell.kit import fields
from lightwell.kit.forms import KitFormMixin

LOCKED = (
    "Too many wrong codes. This sign-in is locked. Wait 15 minutes, then start again. "
    "If you are signed in on another device, you can go on working there."
)


class PasswordField(fields.TextField):
    """A password: pasted freely, never written back into the page."""

    input_type = "password"

    def __init__(self, *, label: str, autocomplete: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            thing=kwargs.pop("thing", "your password"),
            autocomplete=autocomplete,
            strip=False,
            spellcheck=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> str:
        return ""


class NewPasswordField(PasswordField):
    """A password that is hard to guess, also for someone who knows its owner."""

    user: User | None = None

    def __init__(self) -> None:
        super().__init__(
            label="New password",
            thing="a new password",
            autocomplete="new-password",
            hint="At least 12 characters. Four words that you can picture work well.",
        )

    def clean(self, value: Any) -> str:
        password = str(super().clean(value))
        validate_password(password, self.user)
        return password


class CodeField(fields.TextField):
    """A code that came by e-mail or from an app: pasted or filled in by the telephone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=kwargs.pop("label", "Code"),
            thing="the code",
            autocomplete="one-time-code",
            width="10",
            max_length=20,
            spellcheck=False,
            **kwargs,
        )


class SignIn(KitFormMixin, account.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = fields.EmailField(
            label="Email address", thing="your email address", autocomplete="username"
        )
        self.fields["password"] = PasswordField(label="Password", autocomplete="current-password")
        self.order_fields(["login", "password"])


def _is_mailed(user: User) -> bool:
    """Patients get codes; an outside therapist until they have chosen their first password."""
    is_new = user.kind == User.Kind.OUTSIDE and not user.has_usable_password()
    return is_new or user.kind == User.Kind.PATIENT


class AskForCode(KitFormMixin, account.RequestLoginCodeForm):
    """A patient asks for a sign-in code; staff have a password and are not mailed."""

    _user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = fields.EmailField(
            label="Email address",
            thing="your email address",
            autocomplete="username",
            hint="The one that you gave to the clinic.",
        )

    def clean_email(self) -> str:
        try:
            email = str(super().clean_email()).lower()
        except ValidationError as error:
            if error.code != "too_many_login_attempts":
                raise
            raise ValidationError(
                "We sent a code to this address a moment ago. Wait one minute, then ask again.",
                code="just_sent",
            ) from None
        if self._user is not None and not _is_mailed(self._user):
            self._user = None
        return email


class ConfirmCode(KitFormMixin, account.ConfirmLoginCodeForm):
    """The code from the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(
            label="Sign-in code", hint="It has eight letters. You may leave out the dash."
        )


class SecondFactor(KitFormMixin, second_factor.AuthenticateForm):
    """The code of the app, or a recovery code; ten wrong ones lock this way in for a while.

    What is locked is signing in anew: a running session of the same person goes on, also where
    it asks for a code again, because it counts on its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(
            label="Code from your app", hint="Six digits, or one of your recovery codes."
        )

    def clean_code(self) -> str:
        key = f"user-{self.user.pk}"
        if not ratelimit.consume(context.request, action="second_factor", key=key):
            raise ValidationError(LOCKED, code="locked")
        code = str(self.cleaned_data["code"]).replace(" ", "")
        for authenticator in self.user.authenticator_set.exclude(type="webauthn"):
            if authenticator.wrap().validate_code(code):
                self.authenticator = authenticator
                ratelimit.clear(context.request, action="second_factor", key=key)
                return code
        sign_in.note(by=self.user, action="second-factor.refuse")
        raise ValidationError("This code is not right. Codes change every 30 seconds", code="wrong")


class ConfirmAgain(KitFormMixin, account.ReauthenticateForm):
    """The password once more, before a change to how one signs in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = PasswordField(label="Password", autocomplete="current-password")


class ConfirmAgainByCode(KitFormMixin, second_factor.ReauthenticateForm):
    """A code once more, before a change to how one signs in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(label="Code from your app")


class AskForReset(KitFormMixin, account.ResetPasswordForm):
    """Someone forgot the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = fields.EmailField(
            label="Email address", thing="your email address", autocomplete="username"
        )


class ConfirmResetCode(KitFormMixin, account.ConfirmPasswordResetCodeForm):
    """The code from the e-mail about a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(hint="It has eight letters. You may leave out the dash.")


class _NewPassword(KitFormMixin):
    def _ask_for_new_password(self, user: Any) -> None:
        first = self.fields["password1"] = NewPasswordField()
        first.user = user
        self.fields["password2"] = PasswordField(
            label="New password again",
            thing="the new password again",
            autocomplete="new-password",
        )


class ResetPassword(_NewPassword, account.ResetPasswordKeyForm):
    """A new password after the code was right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_for_new_password(self.user)


class SetPassword(_NewPassword, account.SetPasswordForm):
    """A first password, for an account that was opened through a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_for_new_password(self.user)


class ChangePassword(_NewPassword, account.ChangePasswordForm):
    """Another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = PasswordField(
            label="Present password",
            thing="your present password",
            autocomplete="current-password",
        )
        self._ask_for_new_password(self.user)


class SetUpApp(KitFormMixin, totp.ActivateTOTPForm):
    """The first code of the app proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(label="Code from your app", hint="Six digits.")


class RemoveApp(KitFormMixin, totp.DeactivateTOTPForm):
    """The app is no longer used."""


class MakeRecoveryCodes(KitFormMixin, recovery.GenerateRecoveryCodesForm):
    """New recovery codes; the old ones stop working."""
