"""A clinician's reading of a treatment, a medicine or an allergy: facts, never guesses.

Boxes start with what the person said as a fact and are empty where their words are no number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from lightwell.clinic.presenters import history as words
from lightwell.kit import fields
from lightwell.kit.dates import PartialDate
from lightwell.records.pages import StampedForm

Content = dict[str, Any]
DATES = ("start", "stop")
# Which of the patient's answers stands beside which box.
SAID_AT = {
    "drug": "name",
    "modality": "name",
    "start": "start",
    "stop": "stop",
    "dose_mg": "dose",
    "days": "length",
    "sessions": "sessions",
    "frequency": "frequency",
    "taking": "taking",
    "adherence": "adherence",
    "best_improvement_pct": "helped",
    "lost_effect": "lost_effect",
    "stopped_for": "stopped_for",
    "episode": "episode",
    "reaction": "reaction",
}


class EntryForm(StampedForm):
    """Facts of one entry; ``FACTS`` are the keys that this form owns."""

    FACTS: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *args: Any,
        needs_reason: bool = False,
        said: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._put_words_beside(said or {})
        if needs_reason:
            self.fields["reason"] = fields.TextField(
                label="Why do you correct it?",
                thing="why you correct it",
                hint="For example: pharmacy record of 2021. The old version stays readable.",
                max_length=300,
            )

    def _put_words_beside(self, said: Mapping[str, str]) -> None:
        """What the patient said stands with the box that it is about."""
        for name, question in SAID_AT.items():
            field = self.fields.get(name)
            if isinstance(field, fields.KitField) and said.get(question):
                field.hint = f"{field.hint} The patient said: “{said[question]}”".strip()

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What is recorded, for the same boxes."""
        initial: dict[str, Any] = {key: content.get(key) for key in cls.FACTS}
        dates = {key: PartialDate.parse(initial[key]) for key in DATES if initial.get(key)}
        return initial | dates

    def content(self, before: Mapping[str, Any]) -> Content:
        """The content with this form's facts; the person's own words stay as they are."""
        kept = {key: value for key, value in before.items() if key not in self.FACTS}
        facts = {key: as_fact(self.cleaned_data.get(key)) for key in self.FACTS}
        return kept | {key: value for key, value in facts.items() if value not in (None, "")}

    @property
    def reason(self) -> str:
        """Why it was corrected, where that was asked."""
        return str(self.cleaned_data.get("reason", ""))


def as_fact(value: Any) -> Any:
    """A cleaned answer as a case file writes it."""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.strip() if isinstance(value, str) else value


def _choices(mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(mapping.items())


class TrialForm(EntryForm):
    """One past treatment as the clinician stands for it."""

    FACTS = (
        "kind",
        "drug",
        "modality",
        "start",
        "stop",
        "dose_mg",
        "days",
        "sessions",
        "laterality",
        "adherence",
        "best_improvement_pct",
        "improvement_pct",
        "lost_effect",
        "stopped_for",
        "episode",
        "augments",
    )

    kind = fields.SelectField(label="Kind", choices=_choices(words.KINDS), thing="the kind")
    drug = fields.TextField(
        label="Drug", hint="Generic or brand name; medicines only.", required=False, max_length=120
    )
    modality = fields.TextField(
        label="Method",
        hint="For everything that is not a medicine, for example CBT or right unilateral.",
        required=False,
        max_length=120,
    )
    start = fields.ApproximateDateField(label="Started", required=False)
    stop = fields.ApproximateDateField(label="Stopped", required=False)
    dose_mg = fields.DecimalField(
        label="Highest dose a day",
        thing="the dose",
        unit="mg",
        minimum=0,
        maximum=10000,
        required=False,
    )
    days = fields.IntegerField(
        label="Days at that dose",
        thing="the days",
        hint="Leave empty when it is not known well enough.",
        unit="days",
        minimum=0,
        maximum=20000,
        required=False,
    )
    sessions = fields.IntegerField(
        label="Sessions", thing="the sessions", minimum=0, maximum=1000, required=False
    )
    laterality = fields.SelectField(
        label="Side of stimulation",
        choices=_choices(words.SIDES),
        empty_text="Not recorded",
        required=False,
    )
    adherence = fields.RadioField(
        label="Taken as prescribed?", choices=_choices(words.ADHERENCE), required=False
    )
    best_improvement_pct = fields.DecimalField(
        label="Best improvement",
        thing="the best improvement",
        hint="From before the treatment, in percent. Your judgement of the words beside.",
        unit="%",
        minimum=-100,
        maximum=100,
        required=False,
    )
    improvement_pct = fields.DecimalField(
        label="Improvement at the end",
        thing="the improvement at the end",
        unit="%",
        minimum=-100,
        maximum=100,
        required=False,
    )
    lost_effect = fields.YesNoUnknownField(
        label="Was an effect lost again?", unknown_text="Not known", required=False
    )
    stopped_for = fields.SelectField(
        label="Why it ended",
        choices=_choices(words.ENDED),
        empty_text="Not recorded",
        required=False,
    )
    episode = fields.RadioField(
        label="Episode", choices=_choices(words.EPISODES), inline=True, required=False
    )
    augments = fields.SelectField(
        label="Added to another treatment",
        hint="An add-on is not counted as a treatment of its own.",
        choices=[],
        empty_text="A treatment of its own",
        required=False,
    )

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["augments"]
        field.choices = list(others)  # type: ignore[attr-defined]


class MedicineForm(EntryForm):
    """One medicine as the clinician stands for it."""

    FACTS = ("drug", "dose_mg", "frequency", "taking", "start")

    drug = fields.TextField(label="Medicine", thing="the name", max_length=120)
    dose_mg = fields.DecimalField(
        label="Dose each time",
        thing="the dose",
        unit="mg",
        minimum=0,
        maximum=10000,
        required=False,
    )
    frequency = fields.TextField(label="How often", required=False, max_length=120)
    taking = fields.YesNoUnknownField(label="Taken now?", unknown_text="Not known", required=False)
    start = fields.ApproximateDateField(label="Since", required=False)


class AllergyForm(EntryForm):
    """One allergy as the clinician stands for it."""

    FACTS = ("substance", "reaction")

    substance = fields.TextField(label="Substance", thing="the substance", max_length=120)
    reaction = fields.TextField(label="Reaction", required=False, max_length=300)


class RejectForm(StampedForm):
    """Set a draft aside, or an entry that is not this person's."""

    reason = fields.TextField(
        label="Why do you set it aside?",
        thing="why you set it aside",
        hint="The patient can read this reason.",
        max_length=300,
    )


class AcceptForm(StampedForm):
    """Stand for a line exactly as it was drafted."""


class SignForm(StampedForm):
    """Sign a whole list after going through it with the person."""

    statement = fields.RadioField(label="What is known", choices=[], thing="what is known")

    def __init__(self, *args: Any, has_lines: bool, noun: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = f"No {noun}" if noun == "medicines" else f"No known {noun}"
        choices = (
            [("listed", "The list is complete as shown")]
            if has_lines
            else [("none_known", nothing), ("unavailable", "Could not be obtained")]
        )
        field = self.fields["statement"]
        field.choices = choices  # type: ignore[attr-defined]
        field.label = f"I went through the {noun} with the patient"

    @property
    def versions(self) -> list[int]:
        """The versions that the page showed."""
        return [int(one) for one in self.version.split(",") if one]


class RecordForm(StampedForm):
    """Record what the definitions say now."""


class DisagreeForm(StampedForm):
    """See a recorded evaluation otherwise, with a reason."""

    reason = fields.TextAreaField(
        label="I see it otherwise, because",
        thing="your reason",
        rows=3,
        max_length=500,
    )
