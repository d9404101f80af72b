"""Forms about therapy sessions and private notes: the staff's pages and the outside therapist's
share them. A new record begins empty; a correction begins with what its author wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lightwell.access.errors import InvalidInput
from lightwell.access.models import Location
from lightwell.kit import fields
from lightwell.records.actions.private_notes import LONGEST as LONGEST_NOTE
from lightwell.records.actions.therapy import LONGEST
from lightwell.records.models import TherapyRecord
from lightwell.records.pages import StampedForm
from lightwell.records.queries.therapy import TherapyView


class TherapyForm(StampedForm):
    """What was held, when, and what came up, in the person's words."""

    kind = fields.RadioField(
        label="Kind of session", thing="the kind of session", choices=TherapyRecord.Kind.choices
    )
    held_on = fields.DateField(label="Held on", thing="the day of the session", past=True)
    held_from = fields.ClockField(label="From", thing="the time", hint="24 hours, such as 14:30.")
    minutes = fields.IntegerField(
        label="How long", thing="how long it was", minimum=1, maximum=24 * 60, unit="minutes"
    )
    themes = fields.TextAreaField(
        label="Themes, in the person's words",
        thing="what it was about",
        rows=6,
        max_length=LONGEST["themes"],
    )
    next_steps = fields.TextAreaField(
        label="What comes next",
        thing="what comes next",
        rows=3,
        max_length=LONGEST["next_steps"],
    )
    homework = fields.TextAreaField(
        label="Homework",
        hint="Leave empty if there is none.",
        rows=3,
        max_length=LONGEST["homework"],
        required=False,
    )

    def __init__(self, *args: Any, place: Location, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(place.timezone)

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told; the clock is that of the clinic."""
        told = self.cleaned_data
        names = ("kind", "minutes", "themes", "next_steps", "homework")
        at = datetime.combine(told["held_on"], told["held_from"], tzinfo=self.zone)
        return {name: told[name] for name in names} | {"held_at": at}


class TherapyCorrectionForm(TherapyForm):
    """The same session, told better, with the reason."""

    reason = fields.TextField(label="Why is it changed?", thing="why it is changed", max_length=500)

    @staticmethod
    def initial_from(view: TherapyView, place: Location) -> dict[str, Any]:
        """What its author wrote, to be changed by them."""
        at = view.held_at.astimezone(ZoneInfo(place.timezone))
        names = ("kind", "minutes", "themes", "next_steps", "homework")
        written = {name: getattr(view, name) for name in names}
        return written | {"held_on": at.date(), "held_from": f"{at:%H:%M}"}


class ReasonForm(StampedForm):
    """Ending or withdrawing something: why."""

    reason = fields.TextField(label="Why?", thing="why", max_length=500)

    @property
    def reason_given(self) -> str:
        """The reason, or a refusal that names what to do."""
        if not self.is_valid():
            raise InvalidInput("Write why, then try again. Nothing was changed.", field="reason")
        return str(self.cleaned_data["reason"])


class PrivateNoteForm(StampedForm):
    """One box. What is typed here is kept nowhere until it is sealed: no draft, no copy."""

    words = fields.TextAreaField(
        label="Private note",
        thing="the note",
        hint="Only you can read it here. It is in no paper, export or copy of the record.",
        rows=10,
        max_length=LONGEST_NOTE,
    )
