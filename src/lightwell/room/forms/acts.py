"""What else happens in a session, each on a form of its own; nothing is chosen beforehand."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.session_words import EVENTS, GRADES, RATINGS, ROUTES, SERIOUS, TOUCH, UNITS
from lightwell.room.forms.base import TimedForm

LONG = 1000


class StepForm(TimedForm):
    """A step of the session: now, or at another time of today."""


class ReasonForm(StampedForm):
    """A step that needs to say why."""

    reason = fields.TextField(label="Why?", thing="the reason", max_length=300)

    @property
    def when(self) -> dict[str, Any]:
        """As the actions take it."""
        return {"reason": self.cleaned_data["reason"]}


class RateForm(TimedForm):
    """Another rate of the infusion, on whose order, and why."""

    rate_ml_per_h = fields.DecimalField(
        label="New rate", thing="the new rate", unit="mL per hour", minimum=0, places=1
    )
    ordered_by = fields.TextField(label="Ordered by", thing="who ordered it", max_length=200)
    reason = fields.TextField(label="Why?", thing="the reason", max_length=300)
    field_order = ("rate_ml_per_h", "ordered_by", "reason", "at")

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        return {"rate_ml_per_h": str(said["rate_ml_per_h"]), "ordered_by": said["ordered_by"]}


class MedicineForm(TimedForm):
    """A medicine was given: what, how much, how, and on whose order."""

    drug = fields.TextField(label="Medicine", thing="the name of the medicine", spellcheck=False)
    dose = fields.DecimalField(label="How much", thing="how much was given", minimum=0)
    unit = fields.RadioField(
        label="Unit", thing="the unit", choices=[(unit, unit) for unit in UNITS]
    )
    route = fields.RadioField(
        label="How was it given?",
        thing="how it was given",
        choices=[(key, words.capitalize()) for key, words in ROUTES.items()],
    )
    ordered_by = fields.TextField(label="Ordered by", thing="who ordered it")
    words = fields.TextAreaField(label="Note", rows=2, max_length=LONG, required=False)
    field_order = ("drug", "dose", "unit", "route", "ordered_by", "words", "at", "reason")

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        names = ("drug", "unit", "route", "ordered_by", "words")
        return {name: said[name] for name in names} | {"dose": str(said["dose"])}


class AdverseEventForm(TimedForm):
    """Something unwanted happened: one form, graded."""

    event = fields.RadioField(
        label="What happened?", thing="what happened", choices=list(EVENTS.items())
    )
    grade = fields.RadioField(
        label="How bad was it?",
        thing="the grade",
        choices=[(number, f"{number}, {words}") for number, words in GRADES.items()],
    )
    is_serious = fields.RadioField(
        label="Was it serious?",
        thing="whether it was serious",
        hint="Serious means one of the reasons below, however bad it felt.",
        choices=[("yes", "Yes"), ("no", "No")],
    )
    serious_because = fields.RadioField(
        label="If serious: why?",
        thing="why it is serious",
        choices=[(key, words.capitalize()) for key, words in SERIOUS.items()],
        required=False,
    )
    action = fields.TextAreaField(
        label="What was done?", thing="what was done", rows=2, max_length=LONG
    )
    words = fields.TextAreaField(
        label="In more words", thing="what happened", rows=2, max_length=LONG, required=False
    )
    field_order = (
        "event", "grade", "is_serious", "serious_because", "action", "words", "at", "reason"
    )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        return {
            "event": said["event"],
            "grade": int(said["grade"]),
            "is_serious": said["is_serious"] == "yes",
            "serious_because": said["serious_because"],
            "action": said["action"],
            "words": said["words"],
        }


class NoteForm(TimedForm):
    """Free words."""

    words = fields.TextAreaField(label="Note", thing="the note", rows=4, max_length=LONG)
    field_order = ("words", "at", "reason")

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes it."""
        return {"words": self.cleaned_data["words"]}


class CalledForm(TimedForm):
    """The prescriber was called: who, and what was said."""

    who = fields.TextField(label="Who was called?", thing="who was called")
    said = fields.TextAreaField(
        label="What was said, and what follows?",
        thing="what was said",
        hint="Write also when nobody answered.",
        rows=3,
        max_length=700,
    )
    field_order = ("who", "said", "at", "reason")

    @property
    def values(self) -> dict[str, Any]:
        """As one note."""
        data = self.cleaned_data
        return {"words": f"Called the prescriber, {data['who']}: {data['said']}"}


class RatingForm(TimedForm):
    """One number of a 0 to 10 rating; one press is one value."""

    name = ""
    label = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        low, high = RATINGS[self.name]
        self.fields["rating"] = fields.RadioField(
            label=self.label,
            thing="the number that the person says",
            hint="0 is not at all, 10 as much as it can be. Ask the person.",
            choices=[(value, str(value)) for value in range(low, high + 1)],
        )
        self.order_fields(["rating", "at", "reason"])

    @property
    def values(self) -> dict[str, int]:
        """As the action takes it."""
        return {self.name: int(self.cleaned_data["rating"])}


class NauseaForm(RatingForm):
    name, label = "nausea", "Nausea"


class AnxietyForm(RatingForm):
    name, label = "anxiety", "Anxiety"


class ComfortForm(StampedForm):
    """Asked anew each time: touch, company, music, light."""

    touch = fields.RadioField(
        label="Touch",
        thing="how the person wants to be touched",
        choices=list(TOUCH.items()),
    )
    companion = fields.TextField(
        label="Who stays with the person?",
        max_length=200,
        required=False,
        hint="Nobody is an answer.",
    )
    music = fields.TextField(label="Music or quiet?", max_length=200, required=False)
    light = fields.TextField(label="Light", max_length=200, required=False)
    words = fields.TextAreaField(label="Anything else", rows=2, max_length=500, required=False)

    @property
    def values(self) -> dict[str, str]:
        """As the action takes it."""
        names = ("touch", "companion", "music", "light", "words")
        return {name: self.cleaned_data[name] for name in names}
