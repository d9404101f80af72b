"""What staff write down after a session: ratings, a follow-up, a review; nothing is preselected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightwell.clinical as lw
from lightwell.clinic.forms.decisions import box
from lightwell.kit import fields
from lightwell.records.follow_up_words import ASKED
from lightwell.records.pages import StampedForm

SCREENER = "cssrs_since_last_visit"
NOW_SCALE = "now_scale"
MADRS = "madrs"


def add_items(form: StampedForm, made: lw.Instrument) -> None:
    """One row of buttons for each item; a number shows its own word where it has one."""
    for item in made.items:
        form.fields[_name(made, item.number)] = fields.ScaleItemField(
            label=item.text,
            thing=item.label,
            number=item.number,
            of=len(made.items),
            choices=[(one.value, _words(made, one)) for one in item.options],
        )


def answers_of(form: StampedForm, made: lw.Instrument) -> list[int | None]:
    """One answer for each item, in order; ``None`` where there is none."""
    return [form.cleaned_data.get(_name(made, item.number)) for item in made.items]


class NowForm(StampedForm):
    """Three ratings of this moment."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = lw.instrument(NOW_SCALE)
        add_items(self, self.made)

    @property
    def answers(self) -> list[int | None]:
        """The three ratings in order."""
        return answers_of(self, self.made)


class MadrsForm(StampedForm):
    """Ten ratings by a clinician, and over which time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = lw.instrument(MADRS)
        (day,) = self.made.variants
        self.fields["window"] = fields.RadioField(
            label="Over which time?",
            thing="over which time",
            choices=[
                ("whole", f"The last {self.made.recall_days} days"),
                ("brief", f"The last 24 hours: kept apart, as {day.title}"),
            ],
        )
        add_items(self, self.made)

    @property
    def answers(self) -> list[int | None]:
        """The ten ratings in order."""
        return answers_of(self, self.made)

    @property
    def is_brief(self) -> bool:
        """Whether it is the variant over the last 24 hours."""
        return bool(self.cleaned_data["window"] == "brief")

    @property
    def left(self) -> tuple[int, ...]:
        """The numbers of the items that were not rated."""
        return tuple(n for n, one in enumerate(self.answers, start=1) if one is None)


class FollowUpForm(StampedForm):
    """One try: reached or not; what the person said, the C-SSRS, and the now scale."""

    was_reached = fields.RadioField(
        label="Did you reach the person?",
        thing="whether you reached the person",
        choices=[("yes", "Yes"), ("no", "No, nobody was reached")],
        inline=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.screener, self.now = lw.instrument(SCREENER), lw.instrument(NOW_SCALE)
        for name, question in ASKED.items():
            self.fields[name] = fields.RadioField(
                label=question.label,
                hint=question.hint,
                choices=list(question.choices.items()),
                inline=True,
                required=False,
            )
        self.fields["note"] = fields.TextAreaField(
            label="Note",
            hint="Which effects and how strong; what was advised; when you try again.",
            rows=3,
            max_length=2000,
            required=False,
        )
        add_items(self, self.screener)
        add_items(self, self.now)

    @property
    def first(self) -> list[Any]:
        """The questions that are not of an instrument."""
        return [self[name] for name in ("was_reached", *ASKED)]

    @property
    def of_screener(self) -> list[Any]:
        """The C-SSRS since the last visit, question by question."""
        return [self[_name(self.screener, item.number)] for item in self.screener.items]

    @property
    def of_now(self) -> list[Any]:
        """The now scale."""
        return [self[_name(self.now, item.number)] for item in self.now.items]

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, as chosen."""
        said = self.cleaned_data
        return {
            "was_reached": said["was_reached"] == "yes",
            "answers": {name: said[name] for name in ASKED if said.get(name)},
            "screener": answers_of(self, self.screener),
            "now": answers_of(self, self.now),
            "note": said.get("note", ""),
            "key": self.key,
        }


class ReviewForm(StampedForm):
    """A choice of the programme, the person's view of their goals, and the reasons."""

    def __init__(self, *args: Any, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about_goals"] = fields.TextAreaField(
            label="What the person says about their goals",
            hint="In their own words: what is better, what is not. May stay empty.",
            rows=3,
            max_length=2000,
            required=False,
        )
        self.fields["choice"] = fields.RadioField(
            label="Your decision",
            thing="what you decide",
            choices=[(one, one[:1].upper() + one[1:]) for one in choices],
        )
        self.fields["reasons"] = fields.TextAreaField(
            label="Your reasons",
            thing="your reasons",
            hint="Kept with the decision, with the scores and the rule as they are now.",
            rows=4,
            max_length=4000,
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, as typed."""
        said = self.cleaned_data
        return {
            "choice": said["choice"],
            "reasons": said["reasons"],
            "about_goals": said.get("about_goals", ""),
            "version": self.version,
            "key": self.key,
        }


def _name(made: lw.Instrument, number: int) -> str:
    return box(f"{made.id}_{number}")


def _words(made: lw.Instrument, option: lw.Option) -> str:
    """The number; with its word where the wording is ours to show and there is one for each."""
    if made.is_triage:
        return option.label
    ends = {0: f"0 {option.label}", 10: f"10 {option.label}"} if made.id == NOW_SCALE else {}
    return ends.get(option.value, str(option.value))
