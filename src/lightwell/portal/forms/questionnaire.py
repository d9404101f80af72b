"""A questionnaire as its form: official wording and order, nothing chosen beforehand."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.queries.questionnaires import Form

# Shown under the suicide item whatever the answer, so that it neither punishes nor gives away.
SAFETY_NOTE = (
    "Many people with depression have thoughts like this. Your answer helps us help you. "
    "It does not by itself mean that you will be sent to a hospital."
)


class QuestionnaireForm(StampedForm):
    """Every item of an instrument; no answer is an answer too, and is never zero."""

    def __init__(self, *args: Any, shown: Form, **kwargs: Any) -> None:
        made = shown.instrument
        super().__init__(*args, patient=shown.patient, version=shown.uid, **kwargs)
        self.items = made.items
        for item, answer in zip(made.items, shown.answers, strict=True):
            self.fields[name_of(item.number)] = fields.ScaleItemField(
                label=item.text,
                number=item.number,
                of=len(made.items),
                choices=[(option.value, option.label) for option in item.options],
                note=SAFETY_NOTE if item.number == made.safety_item else "",
                initial=answer,
            )

    @property
    def answers(self) -> list[int | None]:
        """One answer per item, in order; ``None`` where there is none."""
        return [self.cleaned_data.get(name_of(item.number)) for item in self.items]

    @property
    def left(self) -> list[int]:
        """The numbers of the scored questions without an answer."""
        pairs = zip(self.items, self.answers, strict=True)
        return [item.number for item, answer in pairs if item.scored and answer is None]


def name_of(number: int) -> str:
    """The name of an item's buttons."""
    return f"item_{number}"
