"""One address of the site in the table of `every_page`: for whom, how, and about what."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from attrs import field, frozen
from django.urls import reverse

from lightwell.access.actors import Role

ANYONE = frozenset(Role)

# Public words in an address; and what the demonstration shows to all of its staff.
WORDS = {"staging", "slug", "word", "name", "rule", "step", "subject", "programme", "purpose",
         "kind"}  # fmt: skip
SHARED = {"message"}


@frozen
class Address:
    """One address: for whom, by which methods, and what its identifiers stand for."""

    name: str
    to: str  # "public", "link", "patient", "staff", "outside", "account"
    does: str = "page"  # "page" is read, "form" is read and sent, "press" is only sent, "file"
    roles: frozenset[Role] = ANYONE
    args: dict[str, str] = field(factory=dict)  # parameter → the thing of the clinic

    @property
    def is_read(self) -> bool:
        return self.does != "press"

    @property
    def refused(self) -> str:
        """A method that this address does not take."""
        return {"page": "post", "file": "post", "form": "delete", "press": "get"}[self.does]

    @property
    def is_about_someone(self) -> bool:
        """Whether an identifier of this address leads to one location's people."""
        return self.to == "staff" and bool(set(self.args) - WORDS - SHARED)

    def url(self, things: dict[str, Any], **other: Any) -> str:
        """The address of these things of the clinic."""
        values = {key: things[thing] for key, thing in self.args.items()} | other
        return reverse(self.name, kwargs=values)

    def unknown(self, things: dict[str, Any]) -> list[str]:
        """The same address with each identifier in turn replaced by one that nobody has."""
        strange = {
            key: 987_654 if isinstance(things[thing], int) else "no-such-word"
            if key in WORDS else uuid4()
            for key, thing in self.args.items()
        }  # fmt: skip
        return [self.url(things, **{key: value}) for key, value in strange.items()]
