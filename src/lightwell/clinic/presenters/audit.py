"""Acts as the auditor reads them: rows of a table, lines of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from lightwell.access import sentences
from lightwell.access.audit import INSTALLATION
from lightwell.access.queries.audit import PATIENTS, SYSTEM, Act, Wanted
from lightwell.kit.dates import staff_date
from lightwell.kit.lists import Column, Table
from lightwell.kit.templatetags.kit import staff_datetime

YEARS = range(2000, 2200)
COLUMNS = ("When", "Who", "What", "Patient", "Event")
# A spreadsheet takes a cell that starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(acts: Sequence[Act], mrns: Mapping[UUID, str]) -> Table:
    """The acts of one page."""
    return Table(
        caption="Acts, newest first",
        columns=[Column(text=text) for text in COLUMNS],
        rows=[_row(act, mrns) for act in acts],
    )


def as_csv(acts: Sequence[Act], mrns: Mapping[UUID, str]) -> str:
    """The acts as a file for a spreadsheet, times in UTC."""
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(("Time (UTC)", *COLUMNS[1:]))
    for act in acts:
        _, *rest = _row(act, mrns)
        lines.writerow([act.at.isoformat(timespec="seconds"), *(_harmless(cell) for cell in rest)])
    return file.getvalue()


def says(wanted: Wanted, people: Sequence[tuple[str, str]], mrn: str) -> str:
    """What is shown, in a sentence."""
    names = dict([*people, (PATIENTS, "patients"), (SYSTEM, "the system")])
    parts = [
        f"by {names.get(wanted.person, 'somebody else')}" if wanted.person else "",
        f"about patient {mrn}" if wanted.patient else "",
        f"on {sentences.SUBJECTS.get(wanted.subject, wanted.subject)}" if wanted.subject else "",
        f"of {staff_date(wanted.day)}" if wanted.day else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Showing acts {said}." if said else "Showing all acts here and of the installation."


def query(wanted: Wanted) -> str:
    """The filter as part of an address: identifiers only."""
    told = {
        "person": wanted.person,
        "patient": str(wanted.patient or ""),
        "subject": wanted.subject,
        "day": wanted.day.isoformat() if wanted.day else "",
    }
    return urlencode({name: value for name, value in told.items() if value})


def wanted_from(told: Mapping[str, str]) -> Wanted:
    """The filter that an address carries. Raises ``ValueError`` for one that is none."""
    patient, day, person = (told.get(name, "") for name in ("patient", "day", "person"))
    if person and person not in {PATIENTS, SYSTEM}:
        person = str(int(person))
    wanted = Wanted(
        person=person,
        patient=UUID(patient) if patient else None,
        subject=told.get("subject", ""),
        day=date.fromisoformat(day) if day else None,
    )
    if wanted.subject and wanted.subject not in sentences.SUBJECTS:
        raise ValueError("There is no such kind of act.")
    if wanted.day and wanted.day.year not in YEARS:
        raise ValueError("No trail is as old or as new as this.")
    return wanted


def _row(act: Act, mrns: Mapping[UUID, str]) -> list[str]:
    place = "installation " if act.chain == INSTALLATION else ""
    patient = mrns.get(act.patient, "Seen elsewhere") if act.patient else "–"
    return [staff_datetime(act.at), act.who, act.what, patient, f"{place}{act.number}"]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
