"""Fields: numbers are never guessed, nothing is pre-filled, messages say what to do."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightwell.kit import fields
from lightwell.kit.forms import KitForm
from lightwell.kit.http import forms_of
from lightwell.kit.stamps import PageStamp
from lightwell.kit.words import quantity
from tests.unit.kit_gallery import pages


class Dose(KitForm):
    dose = fields.DecimalField(
        label="Dose", thing="the dose", unit="mg", minimum=0, maximum=2000, places=2
    )
    weeks = fields.IntegerField(label="Weeks", maximum=520, required=False)


def refused(**typed: str) -> str:
    form = Dose(typed)
    assert not form.is_valid()
    return form.summary_errors[0].text


@pytest.mark.parametrize("typed", ["37.5", " 37.5 ", "37.50"])
def test_a_decimal_as_typed(typed: str) -> None:
    form = Dose({"dose": typed})
    assert form.is_valid()
    assert form.cleaned_data["dose"] == Decimal("37.5")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("3,5", "Use a point, not a comma, like 3.5"),
        ("1,000", "Use a point, not a comma, like 3.5"),
        (".5", "Put a 0 before the point, like 0.5"),
        ("5.", "The dose must be a number, like 3.5"),
        ("1e3", "The dose must be a number, like 3.5"),
        ("1 000", "The dose must be a number, like 3.5"),
        ("５", "The dose must be a number, like 3.5"),
        ("ten", "The dose must be a number, like 3.5"),
        ("NaN", "The dose must be a number, like 3.5"),
        ("9" * 21, "The dose must be a number, like 3.5"),
        ("1.234", "Use at most 2 digits after the point for the dose"),
        ("2000.01", "The dose must be 0 to 2000 mg"),
        ("-1", "The dose must be 0 to 2000 mg"),
        ("", "Enter the dose"),
    ],
)
def test_a_decimal_is_refused_with_the_way_to_type_it(typed: str, message: str) -> None:
    assert refused(dose=typed) == message
    assert f'value="{typed}"' in str(Dose({"dose": typed})["dose"].as_field_group())


def test_a_whole_number() -> None:
    form = Dose({"dose": "1", "weeks": "12"})
    assert form.is_valid()
    assert form.cleaned_data["weeks"] == 12
    assert refused(dose="1", weeks="1.5") == "Weeks must be a whole number, like 12"
    assert refused(dose="1", weeks="521") == "Weeks must be 520 or less"


@given(st.decimals(min_value=0, max_value=2000, places=2))
def test_every_dose_survives_typing(dose: Decimal) -> None:
    form = Dose({"dose": f"{dose:f}"})
    assert form.is_valid()
    assert form.cleaned_data["dose"] == dose


@given(st.decimals(min_value=0, max_value=100000, places=3))
def test_quantities_have_no_trailing_and_a_leading_zero(number: Decimal) -> None:
    text = quantity(number)
    assert Decimal(text.replace(",", "")) == number
    assert not text.startswith(".")
    assert "." not in text or not text.endswith("0")


def test_quantities_have_commas_and_a_unit() -> None:
    assert quantity(1250, "mg") == "1,250\N{NO-BREAK SPACE}mg"
    assert quantity(Decimal("10.0")) == "10"
    assert quantity(Decimal("1E+3")) == "1,000"


def test_nothing_is_chosen_beforehand() -> None:
    for form in (pages.MoodForm(), pages.TrialForm()):
        html = str(form.as_kit())
        assert not re.search(r"<input[^>]* checked|<option[^>]* selected", html)


def test_a_scale_item_is_none_when_skipped_and_never_zero() -> None:
    form = pages.MoodForm({"one": "0"})
    assert form.is_valid()
    assert form.cleaned_data == {"one": 0, "two": None, "three": None}


@pytest.mark.parametrize("sent", ["7", "-1", "", "two", "1.0"])
def test_a_scale_item_takes_only_its_own_answers(sent: str) -> None:
    form = pages.MoodForm({"one": sent})
    if sent == "":
        assert form.is_valid()
        assert form.cleaned_data["one"] is None
    else:
        assert form.errors["one"] == ["Choose one of the answers shown"]


def test_unknown_is_one_of_three_answers() -> None:
    class Form(KitForm):
        known = fields.YesNoUnknownField(label="Do you take it?")

    assert Form({"known": "unknown"}).is_valid()
    assert Form({}).errors["known"] == ["Choose an answer to “Do you take it?”"]


@pytest.mark.parametrize(
    ("typed", "fine"),
    [
        ("212 555 0100", True),
        ("(212) 555-0100 ext 12", True),
        ("+49 30 123456", True),
        ("5550", False),
        ("call me", False),
        ("1" * 16, False),
    ],
)
def test_telephone_numbers(typed: str, fine: bool) -> None:
    class Form(KitForm):
        phone = fields.PhoneField(label="Phone")

    assert Form({"phone": typed}).is_valid() is fine


def test_text_is_bounded_and_says_by_how_much() -> None:
    class Form(KitForm):
        note = fields.TextAreaField(label="Note", thing="the note", max_length=5)

    assert Form({"note": "123456"}).errors["note"] == [
        "Shorten the note to 5 characters. It has 6."
    ]
    assert Form({"note": "a\x07b"}).errors["note"] == [
        "Remove the hidden characters, then type it again"
    ]


def test_messages_are_short_and_never_say_invalid() -> None:
    form = pages.TrialForm(pages.REFUSED_TRIAL)
    assert len(form.summary_errors) > 8
    for error in form.summary_errors:
        assert len(error.text.split()) <= 15, error.text
        assert "invalid" not in error.text.lower()
        assert error.href


def test_every_summary_link_leads_to_a_control() -> None:
    form = pages.TrialForm(pages.REFUSED_TRIAL)
    html = str(form.as_kit())
    for error in form.summary_errors:
        assert f'id="{error.href[1:]}"' in html


def test_a_stamp_cannot_be_altered_and_each_page_has_its_own_key() -> None:
    class Form(KitForm):
        stamp = fields.PageStampField()

    stamp = PageStamp.issue(patient="p1", version=3)
    assert PageStamp.issue(patient="p1", version=3).key != stamp.key
    sent = Form({"stamp": stamp.signed()})
    assert sent.is_valid()
    assert sent.cleaned_data["stamp"] == stamp
    for broken in (stamp.signed()[:-2], "", "e30"):
        assert Form({"stamp": broken}).errors["stamp"] == [
            "Open the page again, then repeat your change"
        ]
    assert stamp.signed().split(":")[0] in str(Form(initial={"stamp": stamp}).as_kit())


def test_what_people_type_is_escaped() -> None:
    form = pages.TrialForm({"drug": '"><script>alert(1)</script>', "notes": "</textarea><b>"})
    html = str(form.as_kit())
    assert "<script>" not in html
    assert "</textarea><b>" not in html


def test_only_forms_are_asked_for_errors() -> None:
    one, two = Dose({}), Dose()
    context: dict[str, Any] = {"form": one, "forms": [two, "text"]}
    assert list(forms_of(context)) == [one, two]
