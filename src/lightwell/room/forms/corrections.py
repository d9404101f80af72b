"""Corrections: the old value stands beside an empty box; what is left empty stays as it was."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.queries.sessions import EntryView, SessionView
from lightwell.records.session_words import READ_WORDS
from lightwell.room.forms.acts import AdverseEventForm, MedicineForm, NoteForm
from lightwell.room.forms.base import TimedForm
from lightwell.room.forms.rows import RowForm

PRESSURE = ("sbp", "dbp")


class Correcting(TimedForm):
    """A correction needs its reason and keeps the time of what it corrects."""

    def __init__(self, *args: Any, old: EntryView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old
        self.fields.pop("at", None)
        self.fields["reason"] = fields.TextField(
            label="Why is it corrected?", thing="the reason", max_length=300
        )
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def anew(self, data: Any, view: SessionView) -> Correcting:
        """The same form on what now stands in this place."""
        entry = view.entry(self.old.uid) or self.old
        while entry.corrected_by is not None:
            entry = view.entry(entry.corrected_by) or entry
        return type(self)(data, patient=self.patient, version=view.version, old=entry)

    @property
    def values(self) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def correction(self) -> dict[str, Any]:
        """As the action takes it."""
        return {
            "values": self.values,
            "reason": self.cleaned_data["reason"],
            "key": self.key,
            "version": self.base,
        }


class RowCorrection(Correcting, RowForm):
    """A row of readings: new numbers replace old ones, and a wrong one can be taken out."""

    def __init__(self, *args: Any, old: EntryView, **kwargs: Any) -> None:
        super().__init__(*args, old=old, **kwargs)
        had = [name for name in old.values if name != "dbp"]
        if had:
            self.fields["out"] = fields.CheckboxesField(
                label="Take out",
                thing="what is taken out",
                hint="What was not read, or was read of another person.",
                choices=[(name, self._words(name)) for name in had],
                required=False,
            )
        self.fields["pressure"].hint = self._was("sbp")  # type: ignore[attr-defined]  # a field of the kit
        for name in ("hr", "spo2", "rr", "moaas", "dissociation"):
            self.fields[name].hint = self._was(name)  # type: ignore[attr-defined]  # a field of the kit
        self.order_fields(
            ["pressure", "hr", "spo2", "rr", "moaas", "dissociation", "out", "reason"]
        )

    def _words(self, name: str) -> str:
        if name == "sbp":
            return f"blood pressure {self.old.values.get('sbp')}/{self.old.values.get('dbp')}"
        return f"{READ_WORDS[name]} {self.old.values[name]}"

    def _was(self, name: str) -> str:
        return f"Was {self._words(name)}" if name in self.old.values else "Was not recorded"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors and not said.get("out") and not self.typed:
            self.add_error("pressure", "Write the right value, or choose what is taken out")
        return said

    @property
    def values(self) -> dict[str, Any]:
        """Everything that stands after the correction; nothing at all sets the row aside."""
        out = set(self.cleaned_data.get("out") or ())
        if "sbp" in out:
            out |= set(PRESSURE)
        kept = {name: value for name, value in self.old.values.items() if name not in out}
        return kept | self.typed


class MedicineCorrection(Correcting, MedicineForm):
    """A medicine that was written down wrongly, written anew."""

    values = MedicineForm.values


class EventCorrection(Correcting, AdverseEventForm):
    """An adverse event that was written down wrongly, written anew."""

    values = AdverseEventForm.values


class NoteCorrection(Correcting, NoteForm):
    """A note, written anew."""

    values = NoteForm.values


CORRECTIONS: dict[str, type[Correcting]] = {
    "reading": RowCorrection,
    "medicine": MedicineCorrection,
    "adverse_event": EventCorrection,
    "note": NoteCorrection,
}
