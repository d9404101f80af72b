"""Doses at home in the words of the person who has them."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from lightwell.clinical.library import library
from lightwell.kit.dates import patient_date, patient_time
from lightwell.records.home_words import CALL_NOW, CALL_US, DO, DO_NOT, KEEP, Line, so_many
from lightwell.records.queries.supplies import SupplyView

POLICY = "lightwell_policy"
LOCAL = "the clinic's own rule (local policy)"


@frozen(kw_only=True)
class Shown:
    """What somebody has at home: how much, for when, and what they told us so far."""

    uid: object
    what: str
    days: tuple[str, ...]
    calls: tuple[str, ...]
    told: tuple[str, ...]
    is_back: bool


@frozen(kw_only=True)
class Advice:
    """Lines under one heading."""

    title: str
    lines: tuple[str, ...]


def shown(view: SupplyView) -> Shown:
    """One supply; nothing in it says how much to take next."""
    calls = [one for one in view.check_ins if view.is_at_home and not one.is_done]
    return Shown(
        uid=view.uid,
        what=f"We gave you {so_many(view.units, 'piece')} of {view.unit_mg} mg.",
        days=tuple(patient_date(day) for day in view.days),
        calls=tuple(
            f"{patient_date(view.day_of(one.due_at))} at "
            f"{patient_time(one.due_at.astimezone(view.zone))}"
            for one in calls
        ),
        told=tuple(_told(view)),
        is_back=view.status == "recalled",
    )


def _told(view: SupplyView) -> list[str]:
    found = []
    for one in view.standing_reports:
        local = one.when.astimezone(view.zone)
        said = {
            "taken": f"You took {one.units}",
            "not_taken": "You took none",
            "worried": "You told us that you worry",
        }[one.kind]
        found.append(f"{patient_date(local.date())} at {patient_time(local)}: {said}.")
    return found


def advice() -> Sequence[Advice]:
    """What to keep, do and not do."""
    return [
        Advice(title=title, lines=tuple(one.text for one in lines))
        for title, lines in (
            ("Where to keep it", KEEP),
            ("What to do", DO),
            ("What not to do", DO_NOT),
            ("When to call", (CALL_NOW, CALL_US)),
        )
    ]


def sources() -> list[str]:
    """Each line with where it comes from."""
    return [f"{one.text} From: {_from(one)}." for one in (*KEEP, *DO, *DO_NOT, CALL_NOW, CALL_US)]


def _from(line: Line) -> str:
    named = [library().sources[key].citation for key in line.sources if key != POLICY]
    return "; ".join([*named, LOCAL] if POLICY in line.sources else named)
