"""Releases on paper, and which therapist works with a person. No box is filled beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.release_words import SHARES

if TYPE_CHECKING:
    from lightwell.access.models import User


class PaperReleaseForm(StampedForm):
    """A release that was signed on paper: as it stands there."""

    therapist_name = fields.TextField(
        label="To whom", thing="the name of the therapist", hint="The name on the paper."
    )
    therapist_email = fields.EmailField(
        label="E-mail of the therapist", thing="their e-mail address", autocomplete="off"
    )
    purpose = fields.TextField(label="What for", thing="what it is for", max_length=500)
    shares = fields.CheckboxesField(
        label="What is shared", thing="at least one thing", choices=list(SHARES.items())
    )
    ends_on = fields.DateField(
        label="Until", thing="until when", hint="The last day, within a year.", future=True
    )
    signed_on = fields.DateField(label="Signed on", thing="the day on the paper", past=True)
    given_by = fields.RadioField(
        label="Who signed",
        thing="who signed",
        choices=[("patient", "The person"), ("guardian", "A parent or guardian (below 18)")],
    )
    guardian_name = fields.TextField(
        label="Name of the parent or guardian", max_length=200, required=False
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "stamp"}
        return said | {"guardian_name": said["guardian_name"] or "", "key": self.key}


class LinkForm(StampedForm):
    """One of the therapists of this location."""

    therapist = fields.RadioField(label="Therapist", thing="the therapist", choices=[])

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["therapist"] = fields.RadioField(
            label="Therapist of this location",
            thing="the therapist",
            choices=[(str(one.pk), one.name) for one in colleagues],
        )
