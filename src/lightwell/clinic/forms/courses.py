"""Beginning a course, writing its plan, signing it. No box of a plan is filled beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen
from django.forms.boundfield import BoundField

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.clinical.programme import DoseLimits, Phase
from lightwell.clinical.writing import written
from lightwell.kit import fields
from lightwell.records.pages import StampedForm
from lightwell.records.planning import PlanAsk

BASES = [("actual", "Actual weight"), ("ideal", "Ideal weight"), ("adjusted", "Adjusted weight")]
SECTIONS = {
    "Weight": ("weight", "weight_unit", "weighed_on", "is_weight_confirmed"),
    "Dose": ("mg", "mg_per_kg", "dose_reason", "basis", "basis_reason", "unit_mg"),
    "Vial": ("concentration",),
    "Infusion": ("total_volume", "minutes", "minutes_reason"),
    "Sessions": (
        *("interval_days", "interval_reason"),
        *("count", "count_reason", "per_week", "starts_on"),
    ),
}


BY_WEIGHT = (*SECTIONS["Weight"], "mg_per_kg", "dose_reason", "basis", "basis_reason")
INFUSED = ("total_volume", "minutes", "minutes_reason")
SERIES, INTERVAL = ("count", "count_reason", "per_week"), ("interval_days", "interval_reason")
# The boxes that a form of dose does not have.
WITHOUT = {
    "infusion": ("mg", "unit_mg"),
    "injection": ("mg", "unit_mg", *INFUSED),
    "units": ("mg", "concentration", *INFUSED),
    "devices": (*BY_WEIGHT, "unit_mg", "concentration", *INFUSED),
}


@frozen
class Section:
    """Boxes that belong together."""

    title: str
    boxes: list[BoundField]


class BeginForm(StampedForm):
    """Begin a course on one of the programmes."""

    programme = fields.RadioField(label="Programme", thing="the programme", choices=[])

    def __init__(self, *args: Any, programmes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"] = fields.RadioField(
            label="Programme", thing="the programme", choices=programmes
        )

    @property
    def chosen(self) -> dict[str, str]:
        """The programme, the way of giving, and the phase where it is not the series."""
        programme, dose, phase = (*self.cleaned_data["programme"].split(":"), "", "")[:3]
        return {"programme": programme, "dose": dose, "phase": phase}


class PlanSignForm(StampedForm):
    """Sign a plan in one of the roles that it still asks for and that this person has."""

    role = fields.RadioField(label="", thing="as what you sign", choices=[])

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = fields.RadioField(
            label="I have checked every line above, and sign as",
            thing="as what you sign",
            choices=[(role, role.capitalize()) for role in roles],
        )


class PlanForm(StampedForm):
    """A plan as it is ordered. What is missing is named by the core, never assumed."""

    weight = fields.DecimalField(
        label="Weight, as the scale showed it", thing="the weight", places=1, required=False
    )
    weight_unit = fields.RadioField(
        label="The scale showed",
        thing="the unit that the scale showed",
        choices=[("kg", "Kilograms"), ("lb", "Pounds")],
        inline=True,
        required=False,
    )
    weighed_on = fields.DateField(
        label="Weighed on", thing="the day of the weight", past=True, required=False
    )
    mg_per_kg = fields.DecimalField(
        label="Dose for each kilogram", thing="the dose", unit="mg/kg", required=False
    )
    dose_reason = fields.TextField(label="If another dose: why?", max_length=300, required=False)
    mg = fields.RadioField(label="Dose", choices=[], required=False)
    unit_mg = fields.RadioField(label="Strength of one piece", choices=[], required=False)
    basis = fields.RadioField(label="Weight that the dose rests on", choices=BASES, required=False)
    basis_reason = fields.TextField(label="Why this weight?", max_length=300, required=False)
    concentration = fields.DecimalField(
        label="Concentration of the vial",
        thing="the concentration",
        unit="mg/mL",
        required=False,
    )
    total_volume = fields.DecimalField(
        label="Total volume to infuse", thing="the total volume", unit="mL", required=False
    )
    minutes = fields.DecimalField(
        label="Length of the infusion", thing="the length", unit="min", places=0, required=False
    )
    minutes_reason = fields.TextField(
        label="If another length: why?", max_length=300, required=False
    )
    count = fields.IntegerField(label="Number of sessions", width="2", required=False)
    count_reason = fields.TextField(label="If another number: why?", max_length=300, required=False)
    per_week = fields.RadioField(label="Sessions a week", choices=[], required=False)
    interval_days = fields.RadioField(label="First interval", choices=[], required=False)
    interval_reason = fields.TextField(
        label="If not the shortest: why?", max_length=300, required=False
    )
    starts_on = fields.DateField(
        label="First session on", thing="the day of the first session", required=False
    )

    def __init__(
        self,
        *args: Any,
        programme: lw.Programme,
        way: DoseLimits,
        phase: Phase | None = None,
        beside: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        phase = phase or programme.series_of(way.id)
        self._offer_amounts(way)
        self._offer_rhythm(phase)
        for hints in (_hints(phase, way), beside or {}):
            for name, hint in hints.items():
                if name not in self.fields:
                    continue
                box = self.fields[name]
                assert isinstance(box, fields.KitField)
                box.hint = f"{box.hint} {hint}".strip()
        if "is_weight_confirmed" in self.data:
            self._ask_to_weigh_again()

    def _offer_amounts(self, way: DoseLimits) -> None:
        """Offer the doses and strengths there are; take out the boxes of other forms."""
        for name, label, amounts in (
            ("mg", "Dose", way.doses_mg),
            ("unit_mg", "Strength of one piece", way.units_mg),
        ):
            self.fields[name] = fields.RadioField(
                label=label,
                thing=label.lower(),
                choices=[(written(one), f"{written(one)} mg") for one in amounts],
                inline=True,
                required=False,
            )
        for name in WITHOUT[way.form]:
            self.fields.pop(name, None)

    def _offer_rhythm(self, phase: Phase | None) -> None:
        """So many sessions a week, or the intervals where they grow: never both, none chosen."""
        steps = phase.interval_steps_days if phase else ()
        rhythms = phase.rhythms if phase else ()
        for name, label, thing, choices in (
            (
                *("per_week", "Sessions a week", "how many sessions a week"),
                [(one.per_week, f"{one.per_week} a week") for one in rhythms],
            ),
            (
                *("interval_days", "First interval", "the first interval"),
                [(one, f"{one} days") for one in steps],
            ),
        ):
            self.fields[name] = fields.RadioField(
                label=label, thing=thing, choices=choices, inline=True, required=False
            )
        for name in SERIES if steps else INTERVAL:
            self.fields.pop(name)

    def _ask_to_weigh_again(self) -> None:
        self.fields["is_weight_confirmed"] = fields.TickField(
            label="I have checked the weight against the scale, and it is right", required=False
        )

    @property
    def sections(self) -> list[Section]:
        """The boxes in the order in which a dose is thought through."""
        found = [
            Section(title, [self[name] for name in names if name in self.fields])
            for title, names in SECTIONS.items()
        ]
        return [one for one in found if one.boxes]

    @property
    def ask(self) -> PlanAsk:
        """What was ordered."""
        said = self.cleaned_data
        chosen = ("per_week", "interval_days", "mg", "unit_mg")
        asked = {
            name: value
            for name, value in said.items()
            if name not in ("stamp", *chosen) and value is not None
        }
        asked |= {name: Decimal(said[name]) for name in ("mg", "unit_mg") if said.get(name)}
        asked |= {name: int(said[name]) for name in ("per_week", "interval_days") if said.get(name)}
        return PlanAsk(**asked)

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its box; a weight can then be confirmed."""
        if error.field == "is_weight_confirmed":
            self._ask_to_weigh_again()
        super().refuse(error)


def _first_interval(phase: Phase | None) -> str:
    steps = phase.interval_steps_days if phase else ()
    return f"The programme begins with {steps[0]} days." if steps else ""


def _hints(phase: Phase | None, dose: DoseLimits) -> dict[str, str]:
    """What the programme says, beside each box and never in it."""
    series = phase.series if phase else None
    hints = {
        "mg_per_kg": f"The programme starts at {written(dose.start)} mg/kg.",
        "basis_reason": "Needed from a body mass index of 30 on.",
        "concentration": "As printed on the vial.",
        "unit_mg": "The dose is counted out in whole pieces, never more than ordered.",
        "mg": dose.meaning,
        "count": f"The programme has {series.count}." if series else "",
        "starts_on": "The other days are proposed from it."
        if series
        else "The next one is proposed after it.",
        "interval_days": _first_interval(phase),
    }
    if dose.infusion is None:
        return hints
    low, high = (written(one) for one in dose.infusion.usual_minutes)
    least, most = (written(one) for one in dose.infusion.volume_ml)
    return hints | {
        "total_volume": f"{least} to {most} mL",
        "minutes": f"The programme says {low} to {high} minutes.",
    }
