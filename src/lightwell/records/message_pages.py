"""The forms of messages about a person: the staff's page and the outside therapist's share them."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.message_words import ABOUT_DANGER, LONGEST
from lightwell.records.pages import StampedForm


class MessageForm(StampedForm):
    """The words, and whether anybody may be in danger: nothing is ticked beforehand."""

    words = fields.TextAreaField(
        label="Your message",
        thing="your message",
        hint="It becomes part of the record. The person can read it in their portal.",
        rows=6,
        max_length=LONGEST,
    )
    danger = fields.RadioField(
        label="Is it about suicide, or could anybody be in danger?",
        thing="whether anybody may be in danger",
        hint="A message may be read days later.",
        choices=list(ABOUT_DANGER.items()),
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        return {"words": said["words"], "danger": said["danger"], "key": self.key}

    @property
    def is_about_danger(self) -> bool:
        """Whether the page has to lead its writer to the phone or to a risk task."""
        return self.is_bound and "danger" in self.errors
