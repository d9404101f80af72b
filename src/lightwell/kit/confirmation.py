"""Visible proof that something was saved, with the time (R-27)."""

from __future__ import annotations

import datetime as dt

import attrs
from django.utils import timezone

from lightwell.kit import dates


@attrs.frozen
class Confirmation:
    """``Saved 10:42 by N. Lee``: what was done, when, and by whom where staff need it."""

    what: str
    at: dt.datetime | None = None
    by: str = ""
    for_patient: bool = False

    @property
    def words(self) -> str:
        """One sentence in the clinic's time zone."""
        parts = [self.what]
        if self.at is not None:
            local = timezone.localtime(self.at)
            said = dates.patient_time(local) if self.for_patient else dates.staff_time(local)
            parts.append(f"at {said}" if self.for_patient else said)
        if self.by:
            parts.append(f"by {self.by}")
        return " ".join(parts)
