"""Whom nobody asks back: people who have died, and people who do not want to be contacted.

What is stored of either is told by the rooms that store it: each is a source that names, of some
patients, those whom it knows of. Where no source knows of a person, they are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lightwell.records.models import Patient

Source = Callable[[Collection[int]], Iterable[int]]
# Of these patients (primary keys): who has died; who took back a consent to be contacted.
DEATHS: list[Source] = []
NOT_CONTACTED: list[Source] = []


def dead(patients: Collection[int]) -> frozenset[int]:
    """Those of these patients of whom a death is stored."""
    return _told(DEATHS, patients)


def is_dead(patient: Patient) -> bool:
    """Whether a death is stored of this person."""
    return patient.pk in dead([patient.pk])


def not_to_be_asked(patients: Collection[int]) -> frozenset[int]:
    """Those of these patients whom nobody asks back."""
    return dead(patients) | _told(NOT_CONTACTED, patients)


def _told(sources: Iterable[Source], patients: Collection[int]) -> frozenset[int]:
    return frozenset(pk for source in sources for pk in source(patients))
