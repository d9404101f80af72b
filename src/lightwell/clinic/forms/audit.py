"""Which part of the audit trail to read."""

from __future__ import annotations

from typing import Any

from lightwell.access import sentences
from lightwell.access.queries.audit import PATIENTS, SYSTEM
from lightwell.kit import fields
from lightwell.kit.forms import KitForm


class AuditFilter(KitForm):
    """Nothing has to be answered: no answer means all."""

    person = fields.SelectField(label="Who", required=False, empty_text="Everybody", choices=())
    mrn = fields.TextField(label="Patient’s record number", width="10", required=False)
    subject = fields.SelectField(
        label="What",
        required=False,
        empty_text="Everything",
        choices=list(sentences.SUBJECTS.items()),
    )
    day = fields.DateField(label="Day", thing="the day", past=True, required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]  # a choice field
            *people,
            (PATIENTS, "Patients"),
            (SYSTEM, "The system"),
        ]
