"""The dose: what is in the hand, amount by amount; and the second person."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.session_words import AMOUNTS


class PrepareForm(StampedForm):
    """Each amount read from what is in the hand; nothing is copied from the order."""

    def __init__(self, *args: Any, dose_form: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.amounts = AMOUNTS[dose_form]
        for name, label, unit in self.amounts:
            self.fields[name] = fields.DecimalField(
                label=label, thing=label.lower(), unit=unit, minimum=0, places=3, width="5"
            )

    @property
    def prepared(self) -> dict[str, str]:
        """As the action takes it."""
        return {name: str(self.cleaned_data[name]) for name, _, _ in self.amounts}
