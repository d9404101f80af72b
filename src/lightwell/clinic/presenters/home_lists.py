"""Who with doses at home is to be called, and whose supply a prescriber should look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localtime

from lightwell.clinic.presenters.after import DueRow
from lightwell.clinic.presenters.patients import born_words
from lightwell.kit.dates import staff_time
from lightwell.records.queries.supplies import SupplyView

if TYPE_CHECKING:
    from lightwell.records.queries.supplies import CheckInView


def due_rows(found: Sequence[tuple[SupplyView, CheckInView]], today: date) -> list[DueRow]:
    """Who is to be called, the longest waiting first."""
    return [
        DueRow(
            name=_name(view),
            born=born_words(view.patient.birth_date, today),
            mrn=view.patient.mrn,
            what=f"Check-in at {staff_time(localtime(one.due_at))}, {one.caller}",
            since=view.day_of(one.due_at),
            tries=f"Tried {len(one.tries)} times" if one.tries else "Not yet",
            url=reverse("clinic:home-call", args=[view.patient.uid, one.uid]),
        )
        for view, one in found
    ]


def to_decide(found: Sequence[SupplyView], today: date) -> list[DueRow]:
    """What a prescriber should look at: called back, or something that does not add up."""
    rows = []
    for view in found:
        last = view.last("recall")
        is_back = view.status == "recalled" and last is not None
        if not is_back and not view.differences:
            continue
        rows.append(
            DueRow(
                name=_name(view),
                born=born_words(view.patient.birth_date, today),
                mrn=view.patient.mrn,
                what="Called back: decide" if is_back else "Look at it",
                since=view.day_of(last.at if is_back and last else view.handed_over_at or view.at),
                tries=" ".join(view.differences) or (last.reason if last else ""),
                url=reverse("clinic:at-home", args=[view.patient.uid]),
            )
        )
    return rows


def _name(view: SupplyView) -> str:
    return f"{view.patient.family_name.upper()}, {view.patient.given_name}"
