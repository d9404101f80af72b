"""Answers of the day to the questions of a gate; unknown is one of the answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import lightwell.clinical as lw
from lightwell.clinical.library import FactDefinition, library
from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.session_words import NAMED

ANSWERS = {"yes": True, "no": False, "unknown": None}
# Questions that belong together are asked on one page.
TOGETHER = {
    "pregnancy": ("session.pregnancy_possible", "session.pregnancy_test_negative_days"),
    "fasting": ("session.hours_since_food", "session.hours_since_clear_liquid"),
    "nose": ("session.nasal_medicine_today", "session.hours_since_nasal_medicine"),
    "therapist": ("course.therapist_linked",),
    "prepared": ("course.preparation_sessions",),
    "people": ("session.qualified_people_present",),
    "escort": ("session.escort_arranged",),
    "escort_here": ("session.escort_present",),
    "dissociation": ("session.cadss_rise",),
}
NAME_LABELS = {
    "qualified_person": "Who is on site?",
    "therapist_name": "Who is the therapist?",
    "escort_name": "Name of the person who takes them home",
}


def box(name: str) -> str:
    """The name of the box of a fact."""
    return name.replace(".", "__")


class TapForm(StampedForm):
    """One press answers one question: the button carries the fact and the answer."""

    def answer(self, allowed: tuple[str, ...]) -> dict[str, bool | None]:
        """The one answer that was pressed, of the questions that are asked now."""
        return {
            name: ANSWERS[self.data[name]] for name in allowed if self.data.get(name) in ANSWERS
        }


class QuestionForm(StampedForm):
    """Questions with a number or a name: more than one press."""

    def __init__(self, *args: Any, asked: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for name in asked:
            self.fields[box(name)] = _field(library().dictionary.facts[name])
            if name in NAMED:
                part, _ = NAMED[name]
                self.fields[part] = fields.TextField(label=NAME_LABELS[part], required=False)

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes them; what was left empty is not answered."""
        said = self.cleaned_data
        found = {
            name: _plain(said[box(name)])
            for name in self.asked
            if said[box(name)] not in (None, "")
        }
        names = {part: said[part] for part in NAME_LABELS if said.get(part)}
        return found | names

    def refuse(self, error: Any) -> None:
        """Beside its box."""
        name = box(error.field or "")
        self.add_error(name if name in self.fields else None, error.message)


def _field(entry: FactDefinition) -> fields.KitField:
    label = question(entry)
    if entry.type == "yes_no":
        return fields.YesNoUnknownField(
            label=label, thing="an answer", unknown_text="Unknown", required=False
        )
    kind = fields.IntegerField if entry.type == "integer" else fields.DecimalField
    return kind(
        label=label,
        thing=entry.label,
        unit=entry.unit_words.strip(),
        minimum=None if entry.minimum is None else int(entry.minimum),
        maximum=None if entry.maximum is None else int(entry.maximum),
        required=False,
    )


def question(entry: FactDefinition) -> str:
    """A fact as it stands above its answers."""
    words = entry.claim if entry.type == "yes_no" and entry.claim else entry.label
    return words[:1].upper() + words[1:]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return ANSWERS.get(value, value) if isinstance(value, str) else value


class WeightForm(StampedForm):
    """The weight of today in kilograms; pounds stand on a line of their own and are confirmed."""

    kg = fields.DecimalField(
        label="Weight in kilograms", thing="the weight", unit="kg", places=1, required=False
    )
    lb = fields.DecimalField(
        label="Or in pounds, if the scale shows pounds",
        thing="the weight in pounds",
        hint="It is turned into kilograms and shown to you before it counts.",
        unit="lb",
        places=1,
        required=False,
    )
    is_confirmed = fields.TickField(label="I have looked again, and it is right", required=False)
    reason = fields.TextField(
        label="If this changes a weight of today: why?", max_length=300, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converted: str = ""
        if "is_confirmed" not in self.data and "ask" not in self.data:
            del self.fields["is_confirmed"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        kg, lb = said.get("kg"), said.get("lb")
        if self.errors:
            return said
        if (kg is None) == (lb is None):
            self.add_error("kg", "Write the weight once: in kilograms or in pounds")
        elif lb is not None:
            kilograms, line = lw.pounds_as_kilograms(lw.Pounds(lb))
            said["kg"], self.converted = kilograms.amount, line
            if not said.get("is_confirmed"):
                self.ask_again(f"{line}. Tick the box if this is right")
        return said

    def ask_again(self, words: str) -> None:
        """Show the box that confirms, with the reason for asking."""
        self.fields["is_confirmed"] = fields.TickField(
            label="I have looked again, and it is right", required=False
        )
        self.add_error("is_confirmed", words)


class OverrideForm(StampedForm):
    """An item is set aside by the role that its rule names."""

    reason = fields.TextAreaField(
        label="Reason",
        thing="the reason",
        hint="It is kept with your name, counted and looked at again.",
        rows=3,
        max_length=500,
    )
