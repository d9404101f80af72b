"""Everything that a person takes beside a planned treatment: found now, and as it was reviewed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.clinical.library import library
from lightwell.clinical.products import Product
from lightwell.records import days
from lightwell.records.models import RegimenReview
from lightwell.records.queries import eligibility, supplements
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient

DECIDED_SEVERITIES = ("S1", "S2")


@frozen
class Reviewed:
    """A review as it was signed: what was found then, and what was decided."""

    found: dict[str, Any]
    content_hash: str
    decided: str
    at: datetime
    by_name: str
    on: date


@frozen
class Regimen:
    """Every medicine beside one treatment now, the last review, and what changed since.

    ``planned`` are supplements of the care plan that the list of medicines does not hold yet.
    """

    treatment: Product
    region: str
    case: dict[str, Any]
    found: lw.Interactions
    content_hash: str
    past: tuple[Reviewed, ...]
    today: date
    planned: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What a page was made from: all that the lists say of this regimen."""
        said = json.dumps([self.found.as_json(), self.content_hash], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def last(self) -> Reviewed | None:
        """The newest review of this treatment; none when nobody reviewed it."""
        return self.past[0] if self.past else None

    @property
    def needs_decision(self) -> bool:
        """Whether something is to be avoided, is major, or was not checked."""
        return self.found.severity in DECIDED_SEVERITIES or bool(self.found.not_checked)

    @property
    def changes(self) -> tuple[str, ...]:
        """What is not as it was when the last review was signed; nothing without a review."""
        if self.last is None:
            return ()
        told = list(_changes(self.last.found, self.found.as_json()))
        if self.last.content_hash != self.content_hash and not told:
            told.append("The lists of interactions have a newer version; they say the same here.")
        return tuple(told)

    @property
    def state(self) -> str:
        """Where the review stands, in words."""
        if self.last is None:
            return "Not reviewed yet"
        if self.changes:
            return "Something changed since the review"
        return "Reviewed today" if self.last.on == self.today else "Reviewed, nothing changed since"


def regimen(by: Actor, patient: Patient, region: str, treatment: Product) -> Regimen:
    """All that is taken beside this agent and route; what no list knows is "not checked"."""
    judged = eligibility.judge(by, patient, region, treatment)
    agent, route = treatment
    listed = judged.case.get("medicines", [])
    planned = supplements.beside(listed, supplements.planned(patient))
    case = judged.case
    if planned:
        case = case | {"medicines": [*listed, *({"drug": name} for name in planned)]}
    found = lw.interactions(lw.case_from_dict(case), agent, route, region)
    rows = RegimenReview.objects.filter(
        patient__in=visible_to(by).filter(pk=patient.pk).values("pk"), agent=agent, route=route
    )
    return Regimen(
        treatment=treatment,
        region=region,
        case=case,
        planned=planned,
        found=found,
        content_hash=content_hash(),
        today=days.today(patient),
        past=tuple(
            Reviewed(
                found=row.found,
                content_hash=row.content_hash,
                decided=row.decided,
                at=row.at,
                by_name=row.by_name,
                on=days.day_of(patient, row.at),
            )
            for row in rows.order_by("-id")
        ),
    )


def content_hash() -> str:
    """One fingerprint of every list of interactions."""
    headers = library().interactions.headers
    parts = [headers[name].content_hash for name in sorted(headers)]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _changes(then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    before = {one["medicine"]: one for one in then["medicines"]}
    after = {one["medicine"]: one for one in now["medicines"]}
    yield from (f"New on the list: {name}." for name in after if name not in before)
    yield from (f"No longer on the list: {name}." for name in before if name not in after)
    for name, one in after.items():
        if name in before and _said(before[name]) != _said(one):
            yield f"{name}: {_words(before[name])} then, {_words(one)} now."
    old, new = _together(then), _together(now)
    yield from (f"New together: {new[rule]}." for rule in new if rule not in old)
    yield from (f"No longer together: {old[rule]}." for rule in old if rule not in new)


def _said(medicine: dict[str, Any]) -> tuple[Any, ...]:
    return medicine["state"], medicine["severity"], [one["rule"] for one in medicine["findings"]]


def _words(medicine: dict[str, Any]) -> str:
    if medicine["state"] == "checked":
        return lw.SEVERITY_WORDS[medicine["severity"]]
    return str(medicine["state"]).replace("_", " ")


def _together(found: dict[str, Any]) -> dict[str, str]:
    return {
        one["rule"]: f"{one['title']} ({', '.join(one['medicines'])})" for one in found["together"]
    }
