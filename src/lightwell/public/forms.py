"""The questions of a request for a first consultation, one thing per page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from lightwell.access import telephones
from lightwell.access.errors import InvalidInput
from lightwell.kit import fields
from lightwell.kit.forms import KitForm

TIMES = [
    ("morning", "In the morning"),
    ("midday", "Around noon"),
    ("afternoon", "In the afternoon"),
    ("any", "Any time you are open"),
]
PAYMENTS = [
    ("insurance", "With health insurance"),
    ("self_pay", "I would pay myself"),
    ("not_sure", "I am not sure yet"),
]


class NameForm(KitForm):
    given_name = fields.TextField(
        label="First name",
        thing="your first name",
        max_length=100,
        autocomplete="given-name",
        spellcheck=False,
    )
    family_name = fields.TextField(
        label="Last name",
        thing="your last name",
        max_length=100,
        autocomplete="family-name",
        spellcheck=False,
    )


class PhoneForm(KitForm):
    phone = fields.PhoneField(
        label="Phone number",
        thing="your phone number",
    )
    may_leave_message = fields.YesNoUnknownField(
        label="May we leave a message if you do not pick up?",
        thing="whether we may leave a message",
        hint="We only say our name and number.",
    )
    may_text = fields.YesNoUnknownField(
        label="May we send a text message to this number?", thing="whether we may text you"
    )

    def __init__(self, *args: Any, region: str = "us", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        phone = self.fields["phone"]
        assert isinstance(phone, fields.PhoneField)
        phone.hint = "With the area code" if region == "us" else "With the country code, like +49"

    def clean_phone(self) -> str:
        """The number in one spelling; one that cannot be dialled is refused."""
        try:
            return telephones.tidy(self.cleaned_data["phone"], region=self.region)
        except InvalidInput as error:
            raise ValidationError(error.message, code="phone") from error


class EmailForm(KitForm):
    email = fields.EmailField(
        label="What is your email address?",
        thing="your email address",
        hint="We can send you a form to fill in before your visit.",
        is_heading=True,
        required=False,
    )


class BirthForm(KitForm):
    birth_date = fields.DateField(
        label="When were you born?",
        thing="your date of birth",
        hint="So that we do not mix you up with someone else.",
        is_heading=True,
        is_birth=True,
        required=False,
    )


class TimesForm(KitForm):
    best_times = fields.CheckboxesField(
        label="When is a good time to call you?",
        hint="Choose all that fit.",
        is_heading=True,
        choices=TIMES,
        required=False,
    )


class ReferralForm(KitForm):
    referred_by = fields.TextField(
        label="Did somebody send you to us?",
        thing="who sent you",
        hint="For example, your doctor or therapist.",
        is_heading=True,
        required=False,
    )


class PaymentForm(KitForm):
    payment = fields.RadioField(
        label="How would you pay for your visit?",
        hint="This does not change who we call first.",
        is_heading=True,
        choices=PAYMENTS,
        required=False,
    )


class NeedsForm(KitForm):
    needs = fields.TextAreaField(
        label="What would help you to come or to talk with us?",
        thing="your note",
        hint="For example, no stairs, large print or a quiet room.",
        max_length=500,
        rows=4,
        required=False,
    )
    language = fields.TextField(
        label="If you need an interpreter, for which language?",
        thing="the language",
        max_length=60,
        width="20",
        required=False,
    )


class SendForm(KitForm):
    stamp = fields.PageStampField()
