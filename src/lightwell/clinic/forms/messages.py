"""Raising a risk task about what was seen or heard. No level is chosen beforehand."""

from __future__ import annotations

from typing import Any

import lightwell.clinical as lw
from lightwell.kit import fields
from lightwell.records.actions.risk_raising import LEVELS, LONGEST
from lightwell.records.pages import StampedForm


class RaiseRiskForm(StampedForm):
    """What was seen or heard, and how urgent it is."""

    level = fields.RadioField(label="How urgent is it?", thing="how urgent it is", choices=[])
    words = fields.TextAreaField(
        label="What did you see or hear?",
        thing="what you saw or heard",
        rows=3,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [lw.risk_level(level) for level in LEVELS]
        self.fields["level"] = fields.RadioField(
            label="How urgent is it?",
            thing="how urgent it is",
            choices=[(one.id, f"{one.label}: {one.action}") for one in known],
        )
        self.order_fields(["level", "words", "stamp"])

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        return {"level": said["level"], "words": said["words"], "key": self.key}
