"""Doses at home: an order, its steps, calls and reports. No box is filled beforehand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import lightwell.clinical as lw
from lightwell.clinic.forms.after import SCREENER, add_items, answers_of
from lightwell.clinic.forms.decisions import box
from lightwell.kit import fields
from lightwell.kit.dates import staff_date
from lightwell.records.home_words import ASKED
from lightwell.records.pages import SecondPersonForm, StampedForm
from lightwell.records.queries.supplies import SupplyView

YES_NO = [("yes", "Yes"), ("no", "No, nobody was reached")]
FOUND = [("expected", "Nothing unexpected"), ("to_discuss", "Something to talk about")]


class SupplyForm(StampedForm):
    """A step of one supply; ``arguments`` is what its action is told."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, supply: SupplyView | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supply = supply

    @property
    def arguments(self) -> dict[str, Any]:
        """What was typed, as the action names it."""
        told = {name: self.cleaned_data[name] for name in self.names}
        return told | {"base": self.base, "key": self.key}


class OrderForm(SupplyForm):
    """So many pieces, from which day, how many days apart."""

    units = fields.IntegerField(
        label="How many pieces in all", thing="how many pieces", minimum=1, unit="pieces"
    )
    first_day = fields.DateField(label="Day of the first dose", thing="the first day")
    every_days = fields.IntegerField(
        label="Days from one dose to the next",
        thing="the days from one dose to the next",
        hint="For one dose alone: 1.",
        minimum=1,
        unit="days",
    )

    def days(self, each: int) -> list[date]:
        """The days of the doses, by the pieces of one dose."""
        first, every = self.cleaned_data["first_day"], self.cleaned_data["every_days"]
        doses = max(1, self.cleaned_data["units"] // each)
        return [first + timedelta(days=every * number) for number in range(doses)]


class RegisterForm(SupplyForm):
    """That the prescription register was looked at."""

    on = fields.DateField(label="Looked at on", thing="the day", past=True)
    found = fields.RadioField(label="What it showed", thing="what it showed", choices=FOUND)
    note = fields.TextAreaField(label="Note", rows=3, max_length=2000, required=False)


class SignForm(SupplyForm):
    """The named prescriber's reasons."""

    names = ("reasons",)
    reasons = fields.TextAreaField(
        label="Why these doses may be taken at home",
        thing="your reasons",
        hint="Kept with your name, and with every condition as it is now.",
        rows=4,
        max_length=2000,
    )


class CountForm(SupplyForm):
    """What one person has in the hand."""

    names = ("units", "unit_mg", "lot")
    units = fields.IntegerField(
        label="Counted", thing="how many you counted", minimum=0, unit="pieces"
    )
    unit_mg = fields.TextField(
        label="Strength of one, in mg", thing="the strength of one", width="5", autocomplete="off"
    )
    lot = fields.TextField(label="Lot, if it is known", max_length=60, required=False)


class HandOverForm(SecondPersonForm, SupplyForm):
    """The second person, with their own credentials; the session stays the first one's."""


class WhyForm(SupplyForm):
    """A reason in words."""

    names = ("reason",)
    reason = fields.TextAreaField(label="Why?", thing="why", rows=3, max_length=2000)


class FinishForm(SupplyForm):
    """Nothing is left at home; a reason where it does not add up."""

    names = ("reason",)
    reason = fields.TextAreaField(
        label="What is known of pieces that are missing, and what was done",
        hint="May stay empty when every piece is accounted for.",
        rows=3,
        max_length=2000,
        required=False,
    )


class TakeBackForm(SupplyForm):
    """What came back, counted."""

    names = ("units", "note")
    units = fields.IntegerField(
        label="Counted in", thing="how many came back", minimum=1, unit="pieces"
    )
    note = fields.TextAreaField(label="Note", rows=2, max_length=2000, required=False)


class CallsForm(SupplyForm):
    """On which days somebody calls, when, and who."""

    def __init__(self, *args: Any, callers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.supply is not None
        supply = self.supply
        whole = [supply.days[0] + timedelta(days=day) for day in range(supply.days_covered)]
        words = {day: " · dose" if day in supply.days else "" for day in whole}
        self.fields["days"] = fields.CheckboxesField(
            label="On which days",
            thing="at least one day",
            choices=[(day.isoformat(), f"{staff_date(day)}{words[day]}") for day in whole],
        )
        self.fields["at"] = fields.ClockField(
            label="At what time", thing="the time", hint="On the clock here, for example 16:30."
        )
        self.fields["caller"] = fields.SelectField(
            label="Who calls", thing="who calls", choices=callers
        )

    @property
    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        days = [date.fromisoformat(one) for one in said["days"]]
        return {"days": days, "at": said["at"], "caller": int(said["caller"])}


class ReportForm(SupplyForm):
    """What the person tells a nurse of one dose, or what was not right in an earlier report."""

    kind = fields.RadioField(
        label="Was it taken?",
        thing="whether it was taken",
        choices=[("taken", "Taken"), ("not_taken", "Not taken")],
        inline=True,
    )
    units = fields.IntegerField(
        label="How many", thing="how many", minimum=0, unit="pieces", required=False
    )
    on = fields.DateField(label="Day", thing="the day", past=True)
    at = fields.ClockField(label="Time", thing="the time", hint="For example 19:30.")
    how_it_was = fields.TextAreaField(
        label="How it was", hint="In the person's words.", rows=3, max_length=2000, required=False
    )
    who_was_there = fields.TextField(label="Who was with them", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.supply is not None
        earlier = [one for one in self.supply.standing_reports if one.kind != "worried"]
        if earlier:
            words = [
                (str(one.uid), f"Report {one.number}: {one.title.lower()}, {one.units} pieces")
                for one in earlier
            ]
            self.fields["corrects"] = fields.SelectField(
                label="Does it correct an earlier report?",
                choices=words,
                empty_text="No, it is a new one",
                required=False,
            )
            self.fields["reason"] = fields.TextField(
                label="What was not right", max_length=500, required=False
            )

    @property
    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        assert self.supply is not None
        when = datetime.combine(said["on"], said["at"], tzinfo=self.supply.zone)
        return {
            "kind": said["kind"],
            "units": said["units"] or 0,
            "when": when.astimezone(UTC),
            "how_it_was": said["how_it_was"],
            "who_was_there": said["who_was_there"],
            "corrects": UUID(said["corrects"]) if said.get("corrects") else None,
            "reason": said.get("reason", ""),
            "key": self.key,
        }


class CallForm(StampedForm):
    """One call: reached or not; how it is, C-SSRS, a pressure, what is left."""

    was_reached = fields.RadioField(
        label="Did you reach the person?",
        thing="whether you reached the person",
        choices=YES_NO,
        inline=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.screener = lw.instrument(SCREENER)
        for name, question in ASKED.items():
            self.fields[name] = fields.RadioField(
                label=question.label,
                hint=question.hint,
                choices=list(question.choices.items()),
                inline=True,
                required=False,
            )
        for name, words, unit in (
            ("units_left", "Pieces left, counted while you speak", "pieces"),
            ("sbp", "Blood pressure at home, upper number", "mmHg"),
            ("dbp", "Blood pressure at home, lower number", "mmHg"),
        ):
            self.fields[name] = fields.IntegerField(
                label=words, hint="May stay empty.", minimum=0, unit=unit, required=False
            )
        self.fields["note"] = fields.TextAreaField(
            label="Note", hint="What the person told you.", rows=3, max_length=2000, required=False
        )
        add_items(self, self.screener)

    @property
    def first(self) -> list[Any]:
        """The questions that are not of the C-SSRS."""
        return [self[name] for name in ("was_reached", *ASKED, "units_left", "sbp", "dbp", "note")]

    @property
    def of_screener(self) -> list[Any]:
        """The C-SSRS since the last visit, question by question."""
        made = self.screener
        return [self[box(f"{made.id}_{item.number}")] for item in made.items]

    @property
    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "was_reached": said["was_reached"] == "yes",
            "answers": {name: said[name] for name in ASKED if said.get(name)},
            "screener": answers_of(self, self.screener),
            "note": said.get("note", ""),
            **{name: said.get(name) for name in ("sbp", "dbp", "units_left")},
            "key": self.key,
        }
