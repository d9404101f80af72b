"""Supplements that a care plan holds: the review of all medicines must know them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

import lightwell.clinical as lw
from lightwell.clinical.careplan import OPEN_STATES
from lightwell.records.models import CareLineVersion
from lightwell.records.queries import courses

if TYPE_CHECKING:
    from lightwell.records.models import Patient


def planned(patient: Patient) -> tuple[str, ...]:
    """The names of supplements that are planned or going on, as they were typed (two queries).

    What an earlier phase planned counts as long as its way goes on.
    """
    newest = CareLineVersion.objects.filter(line=OuterRef("line")).order_by("-number")
    rows = (
        CareLineVersion.objects.filter(
            line__course__in=courses.going([patient.pk]), line__kind="supplements"
        )
        .annotate(newest=Subquery(newest.values("number")[:1]))
        .filter(state__in=OPEN_STATES)
        .order_by("line", "number")
    )
    return tuple(row.supplement for row in rows if row.number == row.newest)


def beside(medicines: Iterable[dict[str, Any]], names: Iterable[str]) -> tuple[str, ...]:
    """Those of these names that stand in no list of medicines yet, each once."""
    listed = {_known_as(str(one.get("drug", ""))) for one in medicines}
    found = dict.fromkeys(name for name in names if _known_as(name) not in listed)
    return tuple(found)


def _known_as(name: str) -> str:
    """What a name stands for; one that no list knows stands for itself."""
    drug = lw.find_medicine(name).exact
    return drug.id if drug is not None else name.strip().casefold()
