"""What a location adopted, and whether a programme may be planned and started there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import Denied, NotFound
from lightwell.access.models import Location
from lightwell.access.queries import people
from lightwell.clinical.contentdiff import difference
from lightwell.clinical.contents import contents_of
from lightwell.clinical.library import library
from lightwell.records.models import Adoption
from lightwell.records.policies_courses import check_can_read_adoptions

Act = Adoption.Act


@frozen
class AdoptionView:
    """One act of a medical director about one version of a programme."""

    number: int
    act: str
    version: str
    content_hash: str
    content: str | None
    reason: str
    at: datetime
    by_name: str

    @property
    def words(self) -> str:
        return str(Act(self.act).label)

    def is_about(self, version: str, content_hash: str) -> bool:
        return (self.version, self.content_hash) == (version, content_hash)


@frozen
class AdoptionState:
    """Where a programme stands at a location: every act about it, the newest first."""

    programme: lw.Programme
    location: Location
    acts: tuple[AdoptionView, ...]
    is_live: bool

    @property
    def standing(self) -> AdoptionView | None:
        """The act that stands."""
        return self.acts[0] if self.acts else None

    @property
    def number(self) -> int:
        """What a page is made from: the number of the newest act, 0 before the first."""
        return self.acts[0].number if self.acts else 0

    @property
    def is_adopted(self) -> bool:
        """Whether the programme as it is shipped now is what stands adopted."""
        header = self.programme.header
        last = self.standing
        return (
            last is not None
            and last.act == Act.ADOPTED
            and last.is_about(header.version, header.content_hash)
        )

    @property
    def last_adopted(self) -> AdoptionView | None:
        """What was adopted here last, whether it stands or was taken out of use."""
        return next((one for one in self.acts if one.act == Act.ADOPTED), None)

    @property
    def changed_since(self) -> tuple[str, ...] | None:
        """What changed since it was last adopted here, in sentences; None when that is not known.

        Nothing before the first adoption, and nothing when what is shipped is what was adopted.
        """
        last, header = self.last_adopted, self.programme.header
        if last is None or last.is_about(header.version, header.content_hash):
            return ()
        if last.content is None:
            return None
        file = file_of(self.programme.id)
        old = contents_of(last.version, {file: last.content})
        new = contents_of(header.version, {file: library().read(file).text})
        return tuple(line for one in difference(old, new).files for line in one.sentences)

    def unsafe(self, version: str) -> AdoptionView | None:
        """The act that withdrew this version as unsafe, if it is the last one about it."""
        about = next((one for one in self.acts if one.version == version), None)
        return about if about is not None and about.act == Act.WITHDRAWN_UNSAFE else None

    def was_adopted(self, version: str, content_hash: str) -> bool:
        """Whether this very version was adopted here; a demonstration needs no adoption."""
        about = [one for one in self.acts if one.is_about(version, content_hash)]
        return not self.is_live or any(one.act == Act.ADOPTED for one in about)

    def why_no_course(self) -> str:
        """Why no new course and no plan rests on it here; empty when nothing holds it."""
        made, last = self.programme, self.standing
        if made.status != "active":
            return f"{made.title} is {made.status}: no new plan rests on it."
        if last is not None and last.act in (Act.WITHDRAWN, Act.WITHDRAWN_UNSAFE):
            return f"{last.by_name} took this programme out of use here: {last.reason}"
        if self.is_live and not self.is_adopted:
            return (
                f"{made.title}, version {made.header.version}, is not adopted here. "
                "A medical director adopts it under Programmes."
            )
        return ""

    def why_no_start(self, version: str, content_hash: str) -> str:
        """Why no session is scheduled or started from this version; empty when nothing holds it.

        A running course stays on the version that was adopted when it began.
        """
        if unsafe := self.unsafe(version):
            return f"Version {version} was withdrawn as unsafe: {unsafe.reason}"
        if not self.was_adopted(version, content_hash):
            return f"Version {version} was never adopted here. A medical director adopts it."
        return ""

    def notice(self, version: str, content_hash: str) -> str:
        """What a running course should know of its version; empty when it is the one in use."""
        if why := self.why_no_start(version, content_hash):
            return f"No session starts. {why}"
        last = self.standing
        if last is not None and last.act == Act.WITHDRAWN:
            return f"Withdrawn for new courses: {last.reason} This course stays on its version."
        header = self.programme.header
        if self.programme.status == "withdrawn":
            return "Withdrawn for new courses as it is shipped. This course stays on its version."
        if (header.version, header.content_hash) != (version, content_hash):
            return f"This course stays on version {version}; the programme is now {header.version}."
        return ""


def file_of(programme: str) -> str:
    """The knowledge file that holds a programme."""
    return f"programmes/{programme}.toml"


def state(location: Location, programme: str) -> AdoptionState:
    """Where one programme stands at a location (two queries)."""
    made = library().programmes.get(programme)
    if made is None:
        raise NotFound("There is no such programme.")
    rows = Adoption.objects.filter(location=location, programme=programme).order_by("-number")
    return AdoptionState(made, location, tuple(map(_view, rows)), _is_live())


def here(by: Actor, programme: str) -> AdoptionState:
    """Where one programme stands at the actor's location."""
    location = people.location_of(by)
    if location is None:
        raise Denied("This is done by staff at a location.")
    return state(location, programme)


def all_of(by: Actor, location: Location) -> Sequence[AdoptionState]:
    """Every programme with what the location made of it (two queries)."""
    check_can_read_adoptions(by)
    rows = list(Adoption.objects.filter(location=location).order_by("-number"))
    is_live = _is_live()
    return [
        AdoptionState(
            made, location, tuple(_view(row) for row in rows if row.programme == name), is_live
        )
        for name, made in library().programmes.items()
    ]


def _is_live() -> bool:
    organisation = people.organisation()
    return organisation is None or not organisation.is_demo


def _view(row: Adoption) -> AdoptionView:
    return AdoptionView(
        number=row.number,
        act=row.act,
        version=row.version,
        content_hash=row.content_hash,
        content=row.content,
        reason=row.reason,
        at=row.at,
        by_name=row.by_name,
    )
