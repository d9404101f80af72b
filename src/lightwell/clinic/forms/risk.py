"""What staff write down while acting on a suicide answer; nothing is filled in beforehand."""

from __future__ import annotations

from typing import Any

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.risk_words import CHANNELS, DISPOSITIONS, RESULTS

SCREENER = "cssrs_screener"


class TakeForm(StampedForm):
    """One press: from now on this task is mine."""


class AttemptForm(StampedForm):
    """One try to reach the person."""

    channel = fields.RadioField(
        label="How did you try?",
        thing="how you tried",
        choices=list(CHANNELS.items()),
        inline=True,
    )
    result = fields.RadioField(
        label="What happened?",
        thing="what happened",
        choices=list(RESULTS.items()),
        inline=True,
    )
    note = fields.TextAreaField(label="Note", required=False, rows=2, max_length=1000)


class AssessForm(StampedForm):
    """The level and the plan, by somebody licensed."""

    level = fields.RadioField(label="Level now", thing="the level", choices=[])
    plan = fields.TextAreaField(
        label="Plan",
        hint="What is done, by whom and by when.",
        thing="the plan",
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = library().risk.levels
        self.fields["level"] = fields.RadioField(
            label="Level now",
            thing="the level",
            choices=[(level.id, level.label) for level in levels],
            hints={level.id: level.action for level in levels},
        )


class CloseForm(StampedForm):
    """Where the person is now."""

    disposition = fields.RadioField(
        label="Where is the person now?",
        thing="where the person is",
        choices=list(DISPOSITIONS.items()),
    )
    note = fields.TextAreaField(label="Note", required=False, rows=2, max_length=1000)


class ScreenerForm(StampedForm):
    """The C-SSRS screener in its official wording, seven answers in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = lw.instrument(SCREENER).items
        for item in self.items:
            self.fields[_name(item.number)] = fields.RadioField(
                label=f"{item.number}. {item.text}",
                thing=item.label,
                hint=_hint(item),
                choices=[(str(option.value), option.label) for option in item.options],
                inline=True,
                required=False,
            )

    @property
    def answers(self) -> list[int | None]:
        """Seven answers in order; ``None`` where there is none."""
        given = [self.cleaned_data.get(_name(item.number)) for item in self.items]
        return [int(one) if one else None for one in given]

    @property
    def left(self) -> tuple[int, ...]:
        """The questions that were due and have no answer."""
        return lw.score(SCREENER, self.answers).missing

    def clean(self) -> dict[str, Any]:
        """A question that is asked only after a yes cannot be yes after a no."""
        data = super().clean() or self.cleaned_data
        for first, later in ((2, (3, 4, 5)), (6, (7,))):
            for number in later:
                if data.get(_name(first)) == "0" and data.get(_name(number)) == "1":
                    self.add_error(
                        _name(number),
                        f"Question {first} says No. Change one of the two answers",
                    )
        return data


def _hint(item: lw.Item) -> str:
    asked = {3: "Only if question 2 is Yes. ", 4: "Only if question 2 is Yes. "}
    asked |= {5: "Only if question 2 is Yes. ", 7: "Only if question 6 is Yes. "}
    return f"{asked.get(item.number, '')}{item.period[:1].upper()}{item.period[1:]}."


def _name(number: int) -> str:
    return f"item_{number}"
