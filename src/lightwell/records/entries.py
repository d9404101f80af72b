"""Entries of a history as plain values: what stands, what waits, and which keys they may carry.

An entry's versions only grow. Folding them says what is verified now (``standing``) and what
somebody has drafted since (``pending``): a patient's new draft never pushes out what a clinician
verified, and a rejected draft leaves the verified content standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from lightwell.access.errors import InvalidInput

SUBJECTS = ("treatment", "medicine", "allergy")

# Keys of the case file (decision on treatment history): only these reach the clinical core.
CASE_KEYS: Mapping[str, frozenset[str]] = {
    "treatment": frozenset(
        "kind drug modality dose_mg days steps sessions laterality level adherence improvement_pct "
        "best_improvement_pct lost_effect stopped_for episode augments".split()
    ),
    "medicine": frozenset({"drug", "dose_mg", "frequency"}),
    "allergy": frozenset({"substance", "reaction"}),
}
# Kept as said beside them: words are never turned into a precision that nobody claimed.
SAID_KEYS = frozenset({"said", "taking", "start", "stop"})


@frozen
class Version:
    """One version of an entry: what was said, by whom, when, and its status then."""

    id: int
    number: int
    status: str
    content: dict[str, Any]
    source: str
    reason: str
    at: datetime
    by_id: int
    by_name: str

    @property
    def said(self) -> dict[str, str]:
        """The person's own words, question by question."""
        return dict(self.content.get("said", {}))


@frozen
class Line:
    """One entry as it is now, with every version it ever had."""

    uid: UUID
    subject: str
    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """The newest version, whatever its status."""
        return self.versions[-1]

    @property
    def standing(self) -> Version | None:
        """What a clinician verified and nobody has set aside."""
        return self._fold()[0]

    @property
    def pending(self) -> Version | None:
        """What was drafted and no clinician has looked at yet."""
        return self._fold()[1]

    @property
    def shown(self) -> Version | None:
        """What a page shows first: the draft if there is one, else the verified content."""
        return self.pending or self.standing

    @property
    def state(self) -> str:
        """Where the entry stands in the table of transitions."""
        standing, pending = self._fold()
        if standing and pending:
            return "change_proposed"
        return "proposed" if pending else "verified" if standing else self.latest.status

    def _fold(self) -> tuple[Version | None, Version | None]:
        standing: Version | None = None
        pending: Version | None = None
        for version in self.versions:
            if version.status == "proposed":
                pending = version
            elif version.status == "verified":
                standing, pending = version, None
            elif pending is not None:
                pending = None
            else:
                standing = None
        return standing, pending


def case_part(subject: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an entry in the case file's own keys; absent means unknown."""
    return {key: content[key] for key in content if key in CASE_KEYS[subject]}


def check_keys(subject: str, content: Mapping[str, Any]) -> None:
    """Refuse keys that neither the case file nor the person's own words know."""
    strange = set(content) - CASE_KEYS[subject] - SAID_KEYS
    if strange:
        raise InvalidInput(f"A {subject} has no field named {', '.join(sorted(strange))}.")


def awaiting(lines: Iterable[Line]) -> list[Line]:
    """Lines that a clinician still has to look at."""
    return [line for line in lines if line.pending is not None]
