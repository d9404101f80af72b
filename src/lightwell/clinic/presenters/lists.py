"""A list of medicines or allergies: its lines, what waits, and how it was last signed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.urls import reverse
from django.utils import timezone

from lightwell.access.actors import Actor
from lightwell.clinic.forms.history import AcceptForm, SignForm
from lightwell.clinic.presenters import history as show
from lightwell.kit.dates import staff_date, staff_time
from lightwell.kit.lists import SummaryRow
from lightwell.records import policies_history as may
from lightwell.records.entries import Line
from lightwell.records.queries import history
from lightwell.records.queries.history import Signature

if TYPE_CHECKING:
    from lightwell.records.models import Patient

NOUNS = {"medicine": "medicines", "allergy": "allergies"}
STATEMENTS = {
    "medicine": {
        "listed": "Complete as shown",
        "none_known": "No medicines",
        "unavailable": "Could not be obtained",
    },
    "allergy": {
        "listed": "Complete as shown",
        "none_known": "No known allergies",
        "unavailable": "Allergies unavailable",
    },
}


@frozen
class Row:
    """One line: what it is, what it says, who stands for it, and how to accept it."""

    uid: UUID
    name: show.Name
    about: str
    words: list[SummaryRow]
    status: str
    tone: str
    source: str
    is_waiting: bool
    accept: AcceptForm | None


@frozen
class ShownList:
    """One list with its signature and, for those who may, the form to sign it."""

    subject: str
    heading: str
    state: str
    tone: str
    rows: list[Row]
    waiting: int
    form: SignForm | None
    add_url: str


def of(by: Actor, patient: Patient, subject: str) -> ShownList:
    """One of the two lists, as this person may see and change it."""
    lines = history.current(by, patient, subject)
    signed = history.signature(by, patient, subject)
    waiting = sum(line.pending is not None for line in lines)
    can_verify = may.can_verify(by, subject)
    state, tone = _state(subject, lines, signed, waiting)
    return ShownList(
        subject=subject,
        heading=NOUNS[subject].capitalize(),
        state=state,
        tone=tone,
        rows=[_row(patient, line, can_accept=can_verify) for line in lines],
        waiting=waiting,
        form=_sign_form(patient, subject, lines) if may.can_reconcile(by) and not waiting else None,
        add_url=reverse("clinic:medicine-add", args=[patient.uid, subject])
        if may.can_propose(by)
        else "",
    )


def _row(patient: Patient, line: Line, *, can_accept: bool) -> Row:
    shown = line.shown or line.latest
    status, tone = show.status_of(line)
    return Row(
        uid=line.uid,
        name=show.name_of(shown.content),
        about=_about(line.subject, shown.content),
        words=show.said(shown),
        status=status,
        tone=tone,
        source=show.source_of(shown),
        is_waiting=line.pending is not None,
        accept=AcceptForm(
            patient=patient.uid, version=line.latest.number, auto_id=f"accept_{shown.id}_%s"
        )
        if can_accept and line.pending
        else None,
    )


def _about(subject: str, content: dict[str, object]) -> str:
    keys = ("dose_mg", "frequency", "taking", "start") if subject == "medicine" else ("reaction",)
    return " · ".join(show.fact(content, key) for key in keys if content.get(key) is not None)


def _sign_form(patient: Patient, subject: str, lines: list[Line]) -> SignForm:
    versions = ",".join(str(line.latest.id) for line in lines)
    return SignForm(
        patient=patient.uid,
        version=versions,
        has_lines=bool(lines),
        noun=NOUNS[subject],
        auto_id=f"{subject}_%s",
    )


def _state(
    subject: str, lines: list[Line], signed: Signature | None, waiting: int
) -> tuple[str, str]:
    """How the list stands: a signature counts only for the versions that were signed."""
    if waiting:
        return f"{waiting} drafted, not yet verified", "waiting"
    if signed is None:
        return "Not signed", "waiting"
    local = timezone.localtime(signed.at)
    when = f"{staff_date(local)} {staff_time(local)} by {signed.by_name}"
    if sorted(signed.versions) != sorted(line.latest.id for line in lines):
        return f"Changed since it was signed on {when}", "waiting"
    return f"{STATEMENTS[subject][signed.statement]}: signed {when}", "calm"
