"""What the person takes now, and what they react to: in their own words, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lightwell.kit import fields
from lightwell.kit.dates import PartialDate
from lightwell.portal.forms.steps import NOT_SURE, AsksAboutName, Content, StepForm, plain_number


class MedicineForm(AsksAboutName):
    """One medicine as the person really takes it."""

    FACTS = ("drug", "dose_mg", "frequency", "taking", "start")
    WORDS = ("name", "dose", "frequency", "taking", "start", "why")

    name = fields.TextField(
        label="What is the medicine called?",
        thing="the name on the label",
        hint="Also list vitamins, herbs, and things you buy without a prescription.",
        max_length=120,
        spellcheck=False,
        autocomplete="off",
    )
    dose_mg = fields.DecimalField(
        label="How much do you take each time?",
        thing="the dose",
        hint="In milligrams (mg), as on the label.",
        unit="mg",
        minimum=0,
        maximum=10000,
        required=False,
    )
    dose_unsure = fields.TickField(label="I am not sure of the dose", required=False)
    frequency = fields.TextField(
        label="How often do you take it?",
        thing="how often",
        hint="What you really do. For example: once a day, or only when I need it.",
        width="20",
        max_length=120,
        required=False,
    )
    taking = fields.YesNoUnknownField(label="Do you take it now?", required=False)
    start = fields.ApproximateDateField(
        label="Since about when?", thing="when you started", required=False
    )
    why = fields.TextField(
        label="What do you take it for?", thing="what it is for", max_length=300, required=False
    )

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        said, start = content.get("said", {}), content.get("start")
        return {
            "name": content.get("drug"),
            "dose_mg": content.get("dose_mg"),
            "dose_unsure": said.get("dose") == NOT_SURE,
            "frequency": content.get("frequency"),
            "taking": content.get("taking"),
            "start": PartialDate.parse(start) if start else None,
            "why": said.get("why"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("dose_unsure") and cleaned.get("dose_mg") is not None:
            self.add_error("dose_mg", "Give a dose or tick “I am not sure”, not both")
        return cleaned

    def facts(self) -> Content:
        start = self.cleaned_data.get("start")
        return {
            "drug": self.chosen_name,
            "dose_mg": plain_number(self.cleaned_data.get("dose_mg")),
            "frequency": self.cleaned_data["frequency"].strip(),
            "taking": self.cleaned_data.get("taking"),
            "start": start.text if start else None,
        }

    def words(self) -> dict[str, str]:
        dose, start = (self.cleaned_data.get(name) for name in ("dose_mg", "start"))
        told = NOT_SURE if self.cleaned_data.get("dose_unsure") else ""
        return {
            "name": self.typed_name,
            "dose": f"{plain_number(dose)} mg" if dose is not None else told,
            "frequency": self.cleaned_data["frequency"],
            "taking": self._chosen("taking"),
            "start": start.words if start else "",
            "why": self.cleaned_data["why"],
        }


class AllergyForm(StepForm):
    """One thing that the person reacts to, and what happens."""

    FACTS = ("substance", "reaction")
    WORDS = ("substance", "reaction")

    substance = fields.TextField(
        label="What are you allergic to?",
        thing="what you are allergic to",
        hint="A medicine, a food, latex, or something else.",
        max_length=120,
        spellcheck=False,
        autocomplete="off",
    )
    reaction = fields.TextField(
        label="What happens to you?",
        thing="what happens",
        hint="For example: a rash, or hard to breathe. Or write “not sure”.",
        max_length=300,
        required=False,
    )

    def words(self) -> dict[str, str]:
        return {key: self.cleaned_data[key].strip() for key in self.FACTS}
