"""What comes next in a course, and the interval to the next session. Nothing is chosen for you."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from lightwell.kit import fields
from lightwell.records.actions.phases import ChangeAsk
from lightwell.records.pages import StampedForm


class NextForm(StampedForm):
    """One way out of the phase, whose decision it is, the person's wish, and the reasons."""

    def __init__(
        self,
        *args: Any,
        ways: Sequence[tuple[str, str]],
        therapists: Sequence[tuple[str, str]],
        asks_therapist: bool,
        asks_who: bool,
        asks_override: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = fields.RadioField(
            label="What comes next", thing="what comes next", choices=list(ways)
        )
        if asks_who:
            self._ask_who()
        if asks_override:
            self._ask_why()
        if asks_therapist and therapists:
            self._ask_which(therapists)
        self.fields["wish"] = fields.TextAreaField(
            label="What the person wishes",
            thing="what the person wishes",
            hint="In their own words, with what they say about their goals.",
            rows=3,
            max_length=4000,
        )
        self.fields["reasons"] = fields.TextAreaField(
            label="Your reasons",
            thing="your reasons",
            hint="Kept with the decision, with the rule and the totals as they are now.",
            rows=4,
            max_length=4000,
        )

    def _ask_who(self) -> None:
        self.fields["decided_by"] = fields.RadioField(
            label="Whose decision is it?",
            thing="whose decision it is",
            hint="A person may stop at any time.",
            choices=[("prescriber", "The prescriber"), ("patient", "The person")],
        )

    def _ask_why(self) -> None:
        self.fields["override_reason"] = fields.TextAreaField(
            label="If its rule is not met, or unknown: why is it set aside?",
            hint="Kept with your name. It is counted and can be reviewed.",
            rows=2,
            max_length=2000,
            required=False,
        )

    def _ask_which(self, therapists: Sequence[tuple[str, str]]) -> None:
        self.fields["therapist"] = fields.RadioField(
            label="Which therapist agrees?",
            hint="Only where the therapist decides with you. Ask first.",
            choices=list(therapists),
            required=False,
        )

    @property
    def ask(self) -> ChangeAsk:
        """What was asked for, as typed."""
        said = self.cleaned_data
        therapist = said.get("therapist")
        return ChangeAsk(
            to=said["to"],
            reasons=said["reasons"],
            wish=said["wish"],
            decided_by=said.get("decided_by") or "prescriber",
            override_reason=said.get("override_reason") or "",
            therapist=UUID(therapist) if therapist else None,
        )


class IntervalForm(StampedForm):
    """One of the programme's intervals; another than the proposed one needs a reason."""

    def __init__(self, *args: Any, steps: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = fields.RadioField(
            label="Days to the next session",
            thing="the interval",
            choices=[(str(one), f"{one} days") for one in steps],
            inline=True,
        )
        self.fields["reason"] = fields.TextAreaField(
            label="If another than proposed, or none is proposed: why?",
            rows=2,
            max_length=2000,
            required=False,
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, as typed."""
        said = self.cleaned_data
        return {
            "days": int(said["days"]),
            "reason": said.get("reason") or "",
            "version": self.version,
            "key": self.key,
        }
