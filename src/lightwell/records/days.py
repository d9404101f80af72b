"""Which day it is for a patient: that of the clock where they are at home, whoever reads.

A record is read in several time zones. A day with a clinical meaning (an age, how old a finding
is, the day of a score) must be the same for every reader, so it is never the reader's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import lightwell.clinical as lw
from lightwell.access import clock

if TYPE_CHECKING:
    from lightwell.records.models import Patient

# No clock on earth is further ahead of Greenwich: no day that anybody lives in begins earlier.
FURTHEST_AHEAD = timedelta(hours=14)


def zone_of(patient: Patient) -> ZoneInfo:
    """The zone of the location where the person is at home."""
    return ZoneInfo(patient.home_location.timezone)


def day_of(patient: Patient, moment: datetime) -> date:
    """The day on which a moment falls where the person is at home."""
    return moment.astimezone(zone_of(patient)).date()


def today(patient: Patient) -> date:
    """The day on the wall where the person is at home."""
    return day_of(patient, clock.now())


def of_case(patient: Patient, case: Mapping[str, Any]) -> date:
    """The day that a case is of: today at home, or the later day of a fact found elsewhere.

    Just after midnight in one place it is still the day before further west. What was found then
    is true and is kept as found. A day that has not begun anywhere does not count: such a fact is
    refused, and never makes a person older.
    """
    begun = (clock.now().astimezone(UTC) + FURTHEST_AHEAD).date()
    found = (day for day in lw.days_in_case(case) if day <= begun)
    return max((today(patient), *found))


def dated(patient: Patient, case: dict[str, Any]) -> dict[str, Any]:
    """A case with the day that it is of, once everything that it says is in it."""
    return case | {"on": of_case(patient, case).isoformat()}
