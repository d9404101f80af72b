"""Forms made for one patient's page: the stamp says whose, which version, and which attempt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import QueryDict

from lightwell.access.actors import Actor
from lightwell.access.drafts import Draft
from lightwell.access.errors import Conflict, InvalidInput, NotReady
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

    def saves(self, save: Callable[[], object], posted: QueryDict) -> bool:
        """Whether the act was done; else the form says why not, with everything that was typed.

        After a conflict it is made from the newest version: sent again, it counts.
        """
        try:
            save()
        except InvalidInput as refused:
            self.refuse(refused)
            return False
        except NotReady as closed:
            self.add_error(None, closed.message)
            return False
        except Conflict as conflict:
            if "newest" not in conflict.detail:
                raise
            self.add_error(None, conflict.message)
            newest = conflict.detail["newest"]
            self.data = restamped(posted, patient=self.patient, version=newest)
            self.conflict = conflict.status
            return False
        return True

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


class SecondPersonForm(StampedForm):
    """Your own e-mail address and password; the session stays the first person's."""

    email = fields.EmailField(
        label="Email address of the second person", thing="your email address", autocomplete="off"
    )
    password = fields.TextField(
        label="Password of the second person",
        thing="your password",
        autocomplete="off",
        spellcheck=False,
        strip=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["password"]
        assert isinstance(box, fields.TextField)
        box.input_type = "password"
        box.prepare_value = lambda value: ""  # type: ignore[method-assign]  # never written back


def restamped(posted: QueryDict, *, patient: UUID, version: object) -> QueryDict:
    """What was typed, on a page made from the newest version: for the page after a conflict."""
    data = posted.copy()
    data["stamp"] = PageStamp.issue(patient=str(patient), version=str(version)).signed()
    return data
