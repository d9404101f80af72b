"""One row of the flowsheet: what was read and seen at one time."""

from __future__ import annotations

from typing import Any

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.kit import fields
from lightwell.room.forms.base import TimedForm
from lightwell.room.forms.pressure import Pressure, PressureField

NUMBERS = ("hr", "spo2", "rr")
TAPS = ("moaas", "dissociation")


def _number(name: str, label: str, unit: str) -> fields.IntegerField:
    """A box with the limits of the dictionary: outside them nothing can be saved."""
    entry = library().dictionary.facts[f"vital.{name}"]
    return fields.IntegerField(
        label=label,
        thing=f"the {label.lower()}",
        unit=unit,
        minimum=int(entry.minimum or 0),
        maximum=int(entry.maximum or 0),
        width="3",
        required=False,
    )


def _taps(instrument: str, label: str) -> fields.RadioField:
    """Every level of a scale as one field to press; none is chosen beforehand."""
    return fields.RadioField(
        label=label,
        thing=label.lower(),
        choices=[(value, str(value)) for value, _ in anchors(instrument)],
        required=False,
    )


def anchors(instrument: str) -> list[tuple[int, str]]:
    """What each number of a scale stands for, in its instrument's words."""
    [item] = lw.instrument(instrument).items
    return [(option.value, option.label) for option in item.options]


class RowForm(TimedForm):
    """Blood pressure, heart rate, saturation, breaths, sedation and dissociation: any of them."""

    pressure = PressureField(label="Blood pressure", thing="the blood pressure", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hr"] = _number("hr", "Heart rate", "per min")
        self.fields["spo2"] = _number("spo2", "SpO₂", "%")
        self.fields["rr"] = _number("rr", "Breaths", "per min")
        self.fields["moaas"] = _taps("moaas", "Sedation (MOAA/S, 5 to 0)")
        self.fields["dissociation"] = _taps(
            "dissociation_rating", "Dissociation, 0 to 10, as the person says"
        )
        self.order_fields(["pressure", *NUMBERS, *TAPS, "at", "reason"])

    @property
    def anchors(self) -> dict[str, list[tuple[str, str]]]:
        """The words beside the numbers, runs of the same words told once."""
        return {
            "moaas": grouped(anchors("moaas")),
            "dissociation": grouped(anchors("dissociation_rating")),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and not self.typed:
            self.add_error("pressure", "Write down at least one value")
        return said

    @property
    def typed(self) -> dict[str, int]:
        """What was read, by the names of the record; what was left empty is absent."""
        said = self.cleaned_data
        pressure: Pressure | None = said.get("pressure")
        found = {"sbp": pressure.sbp, "dbp": pressure.dbp} if pressure else {}
        found |= {name: said[name] for name in NUMBERS if said.get(name) is not None}
        return found | {name: int(said[name]) for name in TAPS if said.get(name)}

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        return dict(self.typed)


def grouped(options: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """``0 not at all, 1–3 a little``: neighbours that share an anchor are one line."""
    found: list[tuple[list[int], str]] = []
    for value, words in options:
        if found and found[-1][1] == words:
            found[-1][0].append(value)
        else:
            found.append(([value], words))
    return [
        (str(values[0]) if len(values) == 1 else f"{values[0]}–{values[-1]}", words)
        for values, words in found
    ]
