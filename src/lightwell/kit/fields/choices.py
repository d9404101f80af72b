"""Answers chosen from a list; nothing is ever chosen beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from django import forms
from django.core.exceptions import ValidationError

from lightwell.kit.fields.base import KitBoundField, KitField

Choices = Iterable[tuple[str | int, str]]


@attrs.frozen
class Option:
    """One answer as the template shows it."""

    value: str
    text: str
    hint: str
    id: str
    checked: bool


class ChoiceBoundField(KitBoundField):
    """A field with options: the first option is where focus goes."""

    field: ChoiceMixin

    @property
    def options(self) -> list[Option]:
        """All options, with those the person chose marked."""
        chosen = self.chosen
        return [
            Option(
                value=str(value),
                text=str(text),
                hint=self.field.hints.get(str(value), ""),
                id=self.base_id if index == 0 else f"{self.base_id}-{index + 1}",
                checked=str(value) in chosen,
            )
            for index, (value, text) in enumerate(self.field.flat_choices)
        ]

    @property
    def chosen(self) -> set[str]:
        """The values that were sent or given as initial, as text."""
        value = self.value()
        if value is None:
            return set()
        many = isinstance(value, list | tuple | set)
        return {str(one) for one in (value if many else [value])}


class ChoiceMixin(KitField):
    """What fields with options share."""

    bound_field_class = ChoiceBoundField

    def __init__(
        self, *, choices: Choices, hints: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        self.hints = hints or {}
        super().__init__(choices=list(choices), **kwargs)
        refusal = "Choose one of the answers shown"
        self.error_messages["invalid_choice"] = self.error_messages["invalid_list"] = refusal

    @property
    def flat_choices(self) -> list[tuple[Any, Any]]:
        """The options as they are now: a form may set them for a person, and shows what it set."""
        return list(self.choices)  # type: ignore[attr-defined]  # of the choice field beside it

    def required_message(self) -> str:
        """What to say when nothing was chosen."""
        return f"Choose {self.thing}"


class RadioField(ChoiceMixin, forms.ChoiceField):
    """One of a few answers, all visible."""

    template = "kit/fields/radios.html"
    widget = forms.RadioSelect

    def __init__(self, *, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inline = inline


class YesNoUnknownField(RadioField):
    """Yes, no, or not sure: three answers, because unknown is one."""

    def __init__(self, *, unknown_text: str = "Not sure", **kwargs: Any) -> None:
        choices = [("yes", "Yes"), ("no", "No"), ("unknown", unknown_text)]
        super().__init__(choices=choices, inline=True, **kwargs)


class SelectField(ChoiceMixin, forms.ChoiceField):
    """One of many answers; the first line is empty, so that nothing is chosen beforehand."""

    template = "kit/fields/select.html"
    widget = forms.Select

    def __init__(self, *, empty_text: str = "Choose…", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty_text = empty_text


class CheckboxesField(ChoiceMixin, forms.MultipleChoiceField):
    """Any number of answers."""

    template = "kit/fields/checkboxes.html"
    widget = forms.CheckboxSelectMultiple


class ScaleItemField(ChoiceMixin, forms.TypedChoiceField):
    """One item of a validated questionnaire: equal buttons, and no answer means None, never 0.

    ``number`` and ``of`` say the item's place to screen readers ("Question 4 of 9").
    """

    template = "kit/fields/scale.html"
    widget = forms.RadioSelect

    def __init__(self, *, number: int, of: int, note: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(coerce=int, empty_value=None, **kwargs)
        self.number = number
        self.of = of
        self.note = note


class TickField(KitField, forms.BooleanField):
    """A single box to tick."""

    template = "kit/fields/tick.html"

    def required_message(self) -> str:
        """What to say when the box must be ticked to go on."""
        return f"Tick the box to confirm {self.thing}"

    def validate(self, value: bool) -> None:
        """A required box must be ticked."""
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
