"""Forms made for one patient's page: the stamp says whose, which version, and which attempt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import QueryDict

from lightwell.access.actors import Actor
from lightwell.access.drafts import Draft
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.queries import drafts
from lightwell.kit import fields
from lightwell.kit.forms import KitForm
from lightwell.kit.stamps import PageStamp


class StampedForm(KitForm):
    """A form that saves nothing when it was made for another patient's page.

    ``version`` is what the page was made from: the number of an entry's newest version, or a
    fingerprint of a list.
    """

    stamp = fields.PageStampField()
    draft: Draft | None = None
    conflict: int | None = None  # the status of a page on which somebody else was faster

    def __init__(self, *args: Any, patient: UUID, version: object = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient
        self.initial["stamp"] = PageStamp.issue(patient=str(patient), version=str(version))

    def clean_stamp(self) -> PageStamp:
        stamp: PageStamp = self.cleaned_data["stamp"]
        if stamp.patient != str(self.patient):
            raise Conflict(
                "This page was made for another patient. Nothing was saved. Open it again."
            )
        return stamp

    def keep_typed_work(self, *, by: Actor, page: str) -> None:
        """Show what this person typed here before their session ended, and keep it again."""
        self.draft = drafts.of(by=by, page=page)
        self.draft.fill(self)

    @property
    def arguments(self) -> dict[str, Any]:
        """What an action is told; each form that has more than its key says so."""
        return {"key": self.key}

    @property
    def base(self) -> int:
        """The version number that the page was made from."""
        if not self.version.isdecimal():
            raise Conflict("This page was made for something else. Nothing was saved.")
        return int(self.version)

    @property
    def version(self) -> str:
        """What the page was made from."""
        return str(self.cleaned_data["stamp"].version)

    @property
    def key(self) -> str:
        """One key per opened page: sending it twice is one act."""
        return str(self.cleaned_data["stamp"].key)

    def refuse(self, error: InvalidInput) -> None:
        """Show what an action refused, beside its field where the form has one."""
        name = error.field if error.field in self.fields else None
        self.add_error(name, error.message)


def restamped(posted: QueryDict, *, patient: UUID, version: object) -> QueryDict:
    """What was typed, on a page made from the newest version: for the page after a conflict."""
    data = posted.copy()
    data["stamp"] = PageStamp.issue(patient=str(patient), version=str(version)).signed()
    return data
