"""Diagnosis codes and superbills. Nothing is filled beforehand; charges come from the prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import lightwell.clinical as lw
from lightwell.kit import fields
from lightwell.records.actions.superbills import MOST_LINES, MOST_UNITS, Line, Said
from lightwell.records.pages import StampedForm

if TYPE_CHECKING:
    from lightwell.access.models import User
    from lightwell.records.queries.bills import DiagnosisView

PARTS = ("on", "code", "units")
LINES = range(1, MOST_LINES + 1)


class DiagnosisForm(StampedForm):
    """A code as the clinician knows it, and what it says in their words."""

    code = fields.TextField(
        label="ICD-10-CM code", thing="the code", hint="Such as F33.2.", max_length=8, width="10"
    )
    words = fields.TextField(label="What it says", thing="what the code says", max_length=200)

    @property
    def arguments(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        return {"code": said["code"], "words": said["words"], "key": self.key}


class BillForm(StampedForm):
    """Up to four services, who rendered them, which diagnoses, and what was paid."""

    clinician = fields.SelectField(
        label="Who rendered the services", thing="who rendered the services", choices=[]
    )
    paid = fields.DecimalField(
        label="Paid by the patient",
        thing="what was paid",
        hint="0 if nothing was paid yet.",
        minimum=0,
        places=2,
        width="10",
    )

    def __init__(
        self,
        *args: Any,
        clinicians: Sequence[User],
        diagnoses: Sequence[DiagnosisView],
        corrects: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for number in LINES:
            self._add_line(number)
        self.fields["clinician"] = fields.SelectField(
            label="Who rendered the services",
            thing="who rendered the services",
            choices=[(str(one.pk), f"{one.name}, {one.title}") for one in clinicians],
        )
        if diagnoses:
            self.fields["diagnoses"] = fields.CheckboxesField(
                label="Diagnoses on this bill",
                hint="Only codes that a clinician recorded. None: the bill says so.",
                choices=[(one.code, f"{one.code} {one.words}") for one in diagnoses],
                required=False,
            )
        if corrects is not None:
            self.fields["reason"] = fields.TextField(
                label=f"Why is bill {corrects} corrected?",
                thing="why it is corrected",
                max_length=500,
            )
        lines = [f"{part}_{number}" for number in LINES for part in PARTS]
        self.order_fields([*lines, "clinician", "diagnoses", "paid", "reason", "stamp"])

    def _add_line(self, number: int) -> None:
        """One service; the first must be there, the others may stay empty."""
        known = lw.billing_codes().codes.values()
        self.fields[f"on_{number}"] = fields.DateField(
            label=f"Service {number}: day", thing=f"the day of service {number}", past=True,
            required=number == 1,
        )  # fmt: skip
        self.fields[f"code_{number}"] = fields.SelectField(
            label=f"Service {number}: code",
            thing=f"the code of service {number}",
            choices=[(one.code, f"{one.code} {one.words}") for one in known],
            required=number == 1,
        )
        self.fields[f"units_{number}"] = fields.IntegerField(
            label=f"Service {number}: units",
            thing=f"the units of service {number}",
            minimum=1,
            maximum=MOST_UNITS,
            required=number == 1,
        )

    def clean(self) -> dict[str, Any]:
        """A service that was begun is told in full."""
        said = super().clean() or self.cleaned_data
        for number in LINES[1:]:
            parts = {part: said.get(f"{part}_{number}") for part in PARTS}
            missing = [part for part, value in parts.items() if value in (None, "")]
            if 0 < len(missing) < len(PARTS):
                for part in missing:
                    name = f"{part}_{number}"
                    if name not in self.errors:
                        self.add_error(name, f"Complete service {number}, or empty its line")
        return said

    @property
    def said(self) -> Said:
        """What the action is told."""
        told = self.cleaned_data
        return Said(
            lines=tuple(self._lines()),
            clinician=int(told["clinician"]),
            diagnoses=tuple(told.get("diagnoses") or ()),
            paid=told["paid"],
            reason=told.get("reason") or "",
        )

    def _lines(self) -> Iterator[Line]:
        told = self.cleaned_data
        for number in LINES:
            if told.get(f"on_{number}"):
                on, code, units = (told[f"{part}_{number}"] for part in PARTS)
                yield Line(on, code, units, str(number))
