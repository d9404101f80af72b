"""My plan: a goal in one's own words, a number for it, what became of it. Nothing is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lightwell.clinical.careplan import RATINGS
from lightwell.kit import fields
from lightwell.records.actions.goals import REASON_AT_MOST, WORDS_AT_MOST
from lightwell.records.pages import StampedForm

ENDS = {0: "0 Not at all", 10: "10 All the way"}


class GoalForm(StampedForm):
    """One goal."""

    words = fields.TextAreaField(
        label="What do you hope for?",
        thing="what you hope for",
        hint="Use your own words. For example: I want to see my friends again.",
        rows=3,
        max_length=WORDS_AT_MOST,
    )


class RateForm(StampedForm):
    """One number, from 0 to 10."""

    value = fields.ScaleItemField(
        label="How close are you to this today?",
        thing="a number",
        number=1,
        of=1,
        required=True,
        choices=[(one, ENDS.get(one, str(one))) for one in RATINGS],
    )


class MoveForm(StampedForm):
    """What became of a goal, and why."""

    def __init__(self, *args: Any, verbs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"] = fields.RadioField(
            label="How is it now?", thing="how it is now", choices=verbs
        )
        self.fields["reason"] = fields.TextAreaField(
            label="Tell us more", thing="a few words", rows=3, max_length=REASON_AT_MOST
        )
