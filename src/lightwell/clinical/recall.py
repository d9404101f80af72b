"""How far a scale looks back, set against the day of a first dose.

A total whose window reaches over the first dose mixes the time before and after it: it is marked,
and no word for a response rests on it.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from .programme import Programme
from .questionnaires import instrument


@frozen(kw_only=True)
class Recall:
    """One instrument after a first dose: from when it is asked again, from when it is whole."""

    title: str
    first_dose: date
    from_day: int
    looks_back: int

    @property
    def opens_on(self) -> date:
        """The first day on which it is asked again."""
        return self.first_dose + timedelta(days=self.from_day)

    @property
    def whole_from(self) -> date:
        """The first day on which it looks back on nothing but the time after the dose."""
        return self.first_dose + timedelta(days=max(self.looks_back, self.from_day))

    def is_closed(self, on: date) -> bool:
        """Whether it is not asked on this day."""
        return self.first_dose <= on < self.opens_on

    def overlaps(self, on: date) -> bool:
        """Whether its window on this day reaches over the first dose."""
        return self.first_dose <= on < self.whole_from

    def why_closed(self) -> str:
        """Why it is not asked yet, and the day from which it can be."""
        return (
            f"{self.title} looks back {self.looks_back} days, and the first dose was on "
            f"{self.first_dose:%d-%b-%Y}. It can be sent from {self.opens_on:%d-%b-%Y} on."
        )


def recall_after(programme: Programme, name: str, first_dose: date) -> Recall:
    """An instrument of a course; the programme says from which day it is asked."""
    made = instrument(name)
    days = [one.from_day for one in programme.care.measures if one.instrument == name]
    return Recall(
        title=made.title,
        first_dose=first_dose,
        from_day=max(days, default=0),
        looks_back=made.recall_days or 0,
    )
