"""After a session and at the reviews: calls, decisions, letters, bills."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.records.actions import diagnoses, follow_ups, letters, reviews, superbills
from lightwell.records.actions.superbills import Line, Said
from lightwell.records.queries import bills, prices
from lightwell.records.queries import reviews as review_queries

if TYPE_CHECKING:
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]
CALM = [0, 0, None, None, None, 0]
USUAL = {"side_effects": "no", "sleep": "usual", "did_not_drive": "yes"}


def follow_up(telling: Telling, told: Told) -> None:
    """The nurse calls the day after: reached, with everything asked, or not reached."""
    was_reached = told.get("was_reached", True)
    follow_ups.record(
        by=telling.by("nurse"),
        session=telling.visits[told["after"]].session,
        purpose="next_day",
        was_reached=was_reached,
        answers=USUAL | told.get("answers", {}) if was_reached else {},
        screener=CALM if was_reached else [],
        now=told.get("values", []),
        note=told.get("note", ""),
        key=uuid4().hex,
    )


def review(telling: Telling, told: Told) -> None:
    """The prescriber decides at a review of the course."""
    by, after = telling.by("prescriber"), told["after"]
    reviews.decide(
        by=by,
        course=telling.course,
        after_session=after,
        choice=told["choice"],
        reasons=told["reasons"],
        about_goals=told["goals"],
        version=review_queries.review(by, telling.course, after).version,
        key=uuid4().hex,
    )


def letter(telling: Telling, told: Told) -> None:
    """The prescriber signs a letter that the person agreed to."""
    letters.sign(
        by=telling.by("prescriber"),
        patient=telling.patient,
        location=telling.clinic.location,
        recipient=told["recipient"],
        address=told.get("address", ""),
        agreed_on=clock.now().astimezone(telling.clinic.zone).date(),
        words=told["words"],
        key=uuid4().hex,
    )


def code_diagnosis(telling: Telling, told: Told) -> None:
    """The prescriber records the code under which the diagnosis is billed."""
    diagnoses.record(
        by=telling.by("prescriber"),
        patient=telling.patient,
        code=told["code"],
        words=told["words"],
        key=uuid4().hex,
    )


def bill(telling: Telling, told: Told) -> None:
    """The prescriber issues an itemised bill of some visits, paid as the person went."""
    by, patient, location = telling.by("prescriber"), telling.patient, telling.clinic.location
    lines = [
        Line(telling.visits[number].start.date(), told["code"], 1) for number in told["sessions"]
    ]
    costs = [prices.for_code(location, one.code, one.on) for one in lines]
    said = Said(
        lines=lines,
        clinician=telling.clinic.prescriber.pk,
        diagnoses=[one.code for one in bills.diagnoses(by, patient)],
        paid=sum((one.amount or Decimal() for one in costs if one), Decimal()),
    )
    superbills.issue(by=by, patient=patient, location=location, said=said, key=uuid4().hex)


ACTS = {
    "follow_up": follow_up,
    "review": review,
    "letter": letter,
    "code_diagnosis": code_diagnosis,
    "bill": bill,
}
