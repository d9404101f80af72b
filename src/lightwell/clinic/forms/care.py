"""Goals, lines of the care plan and their reviews. No box is filled and nothing is ticked
beforehand; a change begins with what the line says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from lightwell.clinical.careplan import MODALITIES, RATINGS
from lightwell.kit import fields
from lightwell.records.actions.care_lines import REASON_AT_MOST, REVIEW_AT_MOST
from lightwell.records.actions.goals import WORDS_AT_MOST
from lightwell.records.care_asks import LONGEST, LineAsk, NextReview
from lightwell.records.pages import StampedForm

OTHER, PROGRAMME, KEEP = "other", "programme", "keep"


class GoalForm(StampedForm):
    """A goal as the person says it."""

    words = fields.TextAreaField(
        label="The goal, in the person’s own words",
        thing="the goal",
        hint="As they say it: “I want to …”",
        rows=2,
        max_length=WORDS_AT_MOST,
    )


class GoalRateForm(StampedForm):
    """The person's number for a goal."""

    value = fields.ScaleItemField(
        label="How close are you to this goal today?",
        thing="a number",
        number=1,
        of=1,
        required=True,
        choices=[
            (one, {0: "0 Not at all", 10: "10 All the way"}.get(one, str(one))) for one in RATINGS
        ],
        note="Ask the person, and choose the number that they say. Our own scale (local policy).",
    )


class GoalMoveForm(StampedForm):
    """What became of a goal, and why."""

    verb = fields.RadioField(label="", thing="what became of it", choices=[])
    reason = fields.TextField(label="Why?", thing="why", max_length=500)

    def __init__(self, *args: Any, verbs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"] = fields.RadioField(
            label="What became of it", thing="what became of it", choices=verbs
        )
        self.order_fields(["verb", "reason", "stamp"])


class ReviewTimeMixin(StampedForm):
    """When something is reviewed next."""

    def add_review(self, usual: str, kept: str = "") -> None:
        """The programme's day where it names one, what stands where there is one, another."""
        choices = [(KEEP, f"As it stands: {kept}")] if kept else []
        choices += [(PROGRAMME, f"By the programme: {usual}")] if usual else []
        choices += [(OTHER, "On another day")]
        self.fields["review_which"] = fields.RadioField(
            label="When is it reviewed?", thing="when it is reviewed", choices=choices
        )
        self.fields["review_on"] = fields.DateField(
            label="If another day: which?", thing="the day of the review", required=False
        )
        if usual:
            self.fields["review_reason"] = fields.TextField(
                label="If another day: why?",
                max_length=LONGEST["review_reason"],
                required=False,
            )

    @property
    def following(self) -> NextReview:
        """When it is reviewed next, as chosen."""
        told = self.cleaned_data
        return NextReview(
            which=told.get("review_which") or "",
            on=told.get("review_on"),
            reason=told.get("review_reason") or "",
        )


class LineForm(ReviewTimeMixin):
    """One line of the care plan: what, who, from when, by when, for which goal, its review."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        who: Sequence[tuple[str, str]],
        goals: Sequence[tuple[str, str]],
        usual: str,
        kept: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if kind == "supplements":
            self.fields["supplement"] = fields.TextField(
                label="Which supplement?",
                thing="the name of the supplement",
                hint="As it is on the label, also a brand. It is looked at beside all medicines.",
                max_length=LONGEST["supplement"],
            )
        if kind == "psychotherapy":
            self.fields["modality"] = fields.RadioField(
                label="Which kind of therapy?",
                thing="the kind of therapy",
                choices=list(MODALITIES.items()),
            )
        self._add_what_and_who(who)
        self._add_days(kind)
        if goals:
            self.fields["goal"] = fields.SelectField(
                label="Which goal does it serve?",
                choices=goals,
                empty_text="None of them",
                required=False,
            )
        self.add_review(usual, kept)
        if kept:
            self.fields["reason"] = fields.TextField(
                label="Why is the line changed?",
                thing="why it is changed",
                max_length=REASON_AT_MOST,
            )

    def _add_what_and_who(self, who: Sequence[tuple[str, str]]) -> None:
        self.fields["what"] = fields.TextAreaField(
            label="What is planned?",
            thing="what is planned",
            hint="One step that can be seen to be done.",
            rows=2,
            max_length=LONGEST["what"],
        )
        self.fields["who"] = fields.SelectField(
            label="Who does it?", thing="who does it", choices=who
        )
        self.fields["who_name"] = fields.TextField(
            label="If a prescriber outside: their name",
            max_length=LONGEST["who_name"],
            required=False,
        )

    def _add_days(self, kind: str) -> None:
        self.fields["starts_on"] = fields.DateField(label="From", thing="the first day")
        has_end = kind == "supplements"
        self.fields["due_on"] = fields.DateField(
            label="By when",
            thing="by when",
            hint="A supplement has a last day." if has_end else "Leave empty if it has no end.",
            required=has_end,
        )

    @property
    def ask(self) -> LineAsk:
        """What the action is told, as typed."""
        told = self.cleaned_data
        return LineAsk(
            what=told["what"],
            who=told["who"],
            who_name=told.get("who_name") or "",
            modality=told.get("modality") or "",
            supplement=told.get("supplement") or "",
            starts_on=told["starts_on"],
            due_on=told.get("due_on"),
            goal=UUID(told["goal"]) if told.get("goal") else None,
            review=self.following,
        )


class CareReviewForm(ReviewTimeMixin):
    """A line was gone through with the person."""

    def __init__(self, *args: Any, usual: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done"] = fields.TextAreaField(
            label="What was done?",
            thing="what was done",
            hint="“Nothing yet” is an answer.",
            rows=3,
            max_length=REVIEW_AT_MOST,
        )
        self.fields["helped"] = fields.TextAreaField(
            label="What helped?",
            hint="In the person’s words. Leave empty if it was not said.",
            rows=3,
            max_length=REVIEW_AT_MOST,
            required=False,
        )
        self.fields["then"] = fields.RadioField(
            label="How does it go on?",
            thing="how it goes on",
            choices=[("going", "It goes on"), ("done", "It is done"), ("stopped", "It stops")],
        )
        self.fields["reason"] = fields.TextField(
            label="If it stops: why?", max_length=REASON_AT_MOST, required=False
        )
        self.add_review(usual)
        self.fields["review_which"].required = False

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, as typed."""
        told = self.cleaned_data
        return {
            "done": told["done"],
            "helped": told.get("helped") or "",
            "then": told["then"],
            "reason": told.get("reason") or "",
            "following": self.following,
            "base": self.base,
            "key": self.key,
        }


class StepForm(StampedForm):
    """A line begins, is done, stops, or is taken up again."""

    def __init__(self, *args: Any, verbs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"] = fields.RadioField(
            label="How does it go on?", thing="how it goes on", choices=verbs
        )
        self.fields["reason"] = fields.TextField(
            label="Why?",
            hint="Needed when it stops or is taken up again.",
            max_length=REASON_AT_MOST,
            required=False,
        )
