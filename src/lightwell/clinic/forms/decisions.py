"""A prescriber's decision, a second signature, another view, a consent and its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.kit import fields
from lightwell.records.pages import StampedForm

CHOICES = (
    ("offer", "Offer"),
    ("defer", "Defer until a day"),
    ("not_suitable", "Not suitable"),
    ("refer", "Refer"),
)

STANDS = {lw.Outcome.NOT_MET: "Not met", lw.Outcome.UNKNOWN: "Unknown"}


class DecideForm(StampedForm):
    """What is decided and why; one more box for each rule that this person may set aside."""

    choice = fields.RadioField(label="Your decision", thing="what you decide", choices=CHOICES)
    until = fields.DateField(
        label="Defer until",
        thing="the day",
        hint="Only to defer: the day on which it is looked at again.",
        future=True,
        required=False,
    )
    reasons = fields.TextAreaField(
        label="Your reasons",
        thing="your reasons",
        hint="Kept with the decision, with the facts and the rules as they are now.",
        rows=5,
        max_length=4000,
    )

    def __init__(self, *args: Any, asked: Sequence[lw.Card] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {box(card.rule.id): card.rule.id for card in asked}
        for card in asked:
            self.fields[box(card.rule.id)] = fields.TextAreaField(
                label=f"{STANDS[card.outcome]}: {card.rule.claim}. To offer all the same, say why",
                thing="why you set it aside",
                hint=f"{card.why}. {card.rule.action} May set it aside: {card.rule.override}.",
                rows=2,
                max_length=500,
                required=False,
            )
        self.order_fields(["stamp", "choice", *self.asked, "until", "reasons"])

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, as typed."""
        said = self.cleaned_data
        written = {rule: said.get(name, "") for name, rule in self.asked.items()}
        return {
            "choice": said["choice"],
            "until": said.get("until"),
            "reasons": said["reasons"],
            "set_aside": {rule: why for rule, why in written.items() if why.strip()},
            "version": self.version,
            "key": self.key,
        }

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its box, also for a rule."""
        name = box(error.field or "")
        self.add_error(name if name in self.fields else None, error.message)


def box(rule: str) -> str:
    """The name of the box of a rule or a question."""
    return rule.replace(".", "__")


class SignSecondForm(StampedForm):
    """Another prescriber signs a decision that takes two."""

    note = fields.TextAreaField(
        label="Note",
        thing="your note",
        hint="What you would have the next person know. May stay empty.",
        rows=2,
        max_length=500,
        required=False,
    )


class OtherwiseForm(StampedForm):
    """See a rule or the decision otherwise, with a reason."""

    reason = fields.TextAreaField(
        label="I see it otherwise, because",
        thing="your reason",
        hint="Say which rule, or that it is the decision, and why. It stays beside the decision.",
        rows=3,
        max_length=500,
    )


class ConsentForm(StampedForm):
    """Each question in the person's own words, whether it was understood, and who agrees."""

    def __init__(
        self, *args: Any, text: lw.ConsentText, is_of_age: bool | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        for question in text.questions:
            self._ask(question.id, question.asks, question.listen_for)
        self.is_of_age = is_of_age
        who = "The person" if is_of_age else "The guardian"
        self.fields["given_by"] = fields.RadioField(
            label="Who agrees?",
            thing="who agrees",
            choices=[("patient" if is_of_age else "guardian", f"{who}, who is here with me")],
        )
        if not is_of_age:
            self.fields["guardian_name"] = fields.TextField(
                label="Name of the guardian", max_length=200
            )
            self.fields["has_assent"] = fields.RadioField(
                label="Does the young person assent?",
                choices=[("yes", "Yes"), ("no", "No")],
                inline=True,
            )

    def _ask(self, name: str, asks: str, listen_for: str) -> None:
        self.fields[f"{name}__said"] = fields.TextAreaField(
            label=asks,
            thing="what the person said",
            hint=f"In the person's own words. Listen for: {listen_for}",
            rows=2,
            max_length=2000,
        )
        self.fields[f"{name}__understood"] = fields.RadioField(
            label="Understood?",
            thing="whether it was understood",
            choices=[("yes", "Yes"), ("no", "Not yet")],
            inline=True,
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told, as typed."""
        said = self.cleaned_data
        return {
            "answers": {
                one.id: (said[f"{one.id}__said"], said[f"{one.id}__understood"] == "yes")
                for one in self.text.questions
            },
            "given_by": said["given_by"],
            "guardian_name": said.get("guardian_name", ""),
            "has_assent": None if self.is_of_age else said["has_assent"] == "yes",
            "version": self.version,
            "key": self.key,
        }

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its box."""
        name = box(error.field or "")
        self.add_error(name if name in self.fields else None, error.message)


class WithdrawForm(StampedForm):
    """A person told staff that they take the consent back."""

    reason = fields.TextAreaField(
        label="What did the person say?",
        thing="what the person said",
        hint="The consent ends at once. The person can read this.",
        rows=2,
        max_length=500,
    )
