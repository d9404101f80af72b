"""What a person would like for their sessions, and the proposal that the page showed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.http import QueryDict

from lightwell.kit import fields
from lightwell.kit.dates import WEEKDAYS
from lightwell.kit.fields import ClockField
from lightwell.kit.stamps import PageStamp
from lightwell.records.pages import StampedForm, restamped
from lightwell.scheduler import Preferences

PARTS = {
    "morning": (time(0), time(11, 45)),
    "afternoon": (time(12), time(23, 45)),
}


class SeriesForm(StampedForm):
    """Nothing is chosen beforehand; what is left open is not a wish."""

    weekdays = fields.CheckboxesField(
        label="Weekdays that suit",
        thing="the weekdays",
        choices=list(enumerate(WEEKDAYS)),
        required=False,
    )
    part = fields.RadioField(
        label="Time of the day that suits",
        thing="the time of the day",
        choices=[
            ("morning", "Morning, before 12:00"),
            ("afternoon", "Afternoon, from 12:00"),
            ("at", "At one time"),
        ],
        required=False,
    )
    at = ClockField(
        label="At this time",
        thing="the time",
        hint="Where “At one time” is chosen, for example 09:30.",
        required=False,
    )
    same_nurse = fields.TickField(label="The same nurse each time", required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) > 1:
            self.fields["at_places"] = fields.CheckboxesField(
                label="Locations to which the person can come",
                thing="the locations",
                choices=places,
                hint="If you choose none: where sessions are booked, and where the course is.",
                required=False,
            )

    def clean(self) -> dict[str, Any] | None:
        said = super().clean()
        if said and said.get("part") == "at" and said.get("at") is None and "at" not in self.errors:
            self.add_error("at", "Enter the time that suits, for example 09:30.")
        if said and said.get("at") is not None and said.get("part") != "at":
            self.add_error("part", "Choose “At one time” for this time, or empty the box below.")
        return said

    def show(self, fingerprint: str) -> None:
        """The page is now made from this proposal, whatever it was made from before."""
        stamp = PageStamp.issue(patient=str(self.patient), version=fingerprint)
        self.initial["stamp"] = stamp
        if isinstance(self.data, QueryDict) and self.is_bound:
            self.data = restamped(self.data, patient=self.patient, version=fingerprint)

    @property
    def wishes(self) -> Preferences:
        """The wishes as the scheduler knows them."""
        if not self.is_bound:
            return Preferences()
        said = self.cleaned_data
        first, last = PARTS.get(said["part"], (said["at"], said["at"]))
        return Preferences(
            weekdays=frozenset(int(day) for day in said["weekdays"]),
            clock_from=first,
            clock_until=last,
            same_nurse=said["same_nurse"],
        )

    @property
    def places(self) -> frozenset[int]:
        """The locations that were chosen."""
        if not self.is_bound or not self.is_valid():
            return frozenset()
        return frozenset(int(one) for one in self.cleaned_data.get("at_places", ()))


class NewTimeForm(SeriesForm):
    """The same wishes, and from which day on the person can come again."""

    not_before = fields.DateField(
        label="First day on which the person can come",
        thing="the first day",
        hint="Leave it empty when any day from tomorrow will do.",
        required=False,
        future=True,
    )
    field_order = ("not_before",)
