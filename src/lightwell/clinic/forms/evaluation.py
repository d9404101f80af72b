"""One step of the evaluation, asked from the data dictionary; every box starts empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lightwell.access.errors import InvalidInput
from lightwell.clinical.library import FactDefinition
from lightwell.kit import fields
from lightwell.records.evaluation import Step, label
from lightwell.records.pages import StampedForm

SOURCES = (
    ("patient", "The patient says so"),
    ("clinician", "Examined or judged here"),
    ("chart", "Chart, letter or report from elsewhere"),
)
UNKNOWN = "unknown"


class StepForm(StampedForm):
    """The facts of one step; what is left empty stays as it is recorded."""

    def __init__(
        self, *args: Any, step: Step, beside: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for name, entry in step.definitions.items():
            self.fields[box(name)] = _field(entry, (beside or {}).get(name, ""))
        if step.many:
            self._ask_which_test()
        self._ask_how_it_is_known()

    def _ask_which_test(self) -> None:
        self.fields["unit"] = fields.TextField(
            label="Unit, as the laboratory writes it", thing="the unit", max_length=20, width="10"
        )
        self.fields["about"] = fields.TextField(
            label="Test",
            thing="the test",
            hint="For example: TSH, ALT, potassium, QTc interval. One result at a time.",
            max_length=60,
        )
        self.order_fields(("about", *map(box, self.step.facts), "unit"))

    def _ask_how_it_is_known(self) -> None:
        self.fields["observed_on"] = fields.DateField(
            label="On which day was this found?",
            thing="the day",
            hint="Leave empty when it was today.",
            past=True,
            required=False,
        )
        if self.step.is_timed:
            self.fields["observed_at"] = fields.ClockField(
                label="At what time was it measured?",
                thing="the time",
                hint="For example 09:30. Needed for every vital sign.",
                required=False,
            )
        self.fields["source"] = fields.RadioField(
            label="How is it known?", thing="how it is known", choices=SOURCES
        )
        self.fields["reason"] = fields.TextField(
            label="If this changes what is recorded: why?",
            thing="the reason",
            hint="What was recorded before stays readable.",
            max_length=300,
            required=False,
        )
        if "is_confirmed" in self.data:
            self._ask_to_look_again()

    def _ask_to_look_again(self) -> None:
        self.fields["is_confirmed"] = fields.TickField(
            label="I have checked the unusual numbers, and they are right", required=False
        )

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by the names of the dictionary; "not known" is None."""
        given = {name: self.cleaned_data.get(box(name)) for name in self.step.facts}
        return {name: _as_fact(value) for name, value in given.items() if value not in (None, "")}

    @property
    def arguments(self) -> dict[str, Any]:
        """Everything that the action asks for besides who and whose."""
        said = self.cleaned_data
        on: date = said["observed_on"] or timezone.localdate()
        return {
            "facts": self.answers,
            "observed_on": on,
            "observed_at": self._moment(on),
            "about": " ".join(said.get("about", "").split()),
            "unit": said.get("unit", "").strip(),
            "source": said["source"],
            "reason": said["reason"],
            "is_confirmed": bool(said.get("is_confirmed")),
            "base": self.base,
            "key": self.key,
        }

    def _moment(self, on: date) -> datetime | None:
        clock = self.cleaned_data.get("observed_at")
        return timezone.make_aware(datetime.combine(on, clock)) if clock else None

    def refuse(self, error: InvalidInput) -> None:
        """Show what was refused beside its box; what is unusual can then be confirmed."""
        if error.field == "is_confirmed":
            self._ask_to_look_again()
        name = box(error.field or "")
        self.add_error(name if name in self.fields else None, error.message)


def box(name: str) -> str:
    """The name of the box of a fact."""
    return name.replace(".", "__")


def _as_fact(value: Any) -> Any:
    if value == UNKNOWN:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.strip() if isinstance(value, str) else value


def _field(entry: FactDefinition, beside: str) -> fields.KitField:
    """The box of a fact; what is recorded stands beside it and is never put into it."""
    common: dict[str, Any] = {"label": label(entry), "hint": beside, "required": False}
    match entry.type:
        case "yes_no":
            return fields.YesNoUnknownField(unknown_text="Not known", **common)
        case "choice":
            words = [(value, value.replace("_", " ").capitalize()) for value in entry.values]
            return fields.RadioField(choices=[*words, (UNKNOWN, "Not known")], **common)
        case "date":
            return fields.DateField(past=True, **common)
        case "text":
            # The dictionary says what belongs in the box; what is recorded follows it.
            common["hint"] = " ".join(filter(None, (entry.meaning, beside)))
            return fields.TextAreaField(rows=3, max_length=1000, **common)
        case _:
            return _number(entry, common)


def _number(entry: FactDefinition, common: dict[str, Any]) -> fields.KitField:
    kind = fields.IntegerField if entry.type == "integer" else fields.DecimalField
    return kind(
        unit=entry.unit_words.strip(),
        minimum=None if entry.minimum is None else int(entry.minimum),
        maximum=None if entry.maximum is None else int(entry.maximum),
        **common,
    )
