"""What the pages that draft an entry share: saving, both values after a conflict, taking back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.guards import PatientRequest
from lightwell.kit.confirmation import Confirmation
from lightwell.portal.forms.steps import AsksAboutName, StepForm
from lightwell.portal.presenters import history as show
from lightwell.records.actions import history as actions
from lightwell.records.entries import Line, Version
from lightwell.records.pages import StampedForm, restamped
from lightwell.records.queries import history, patients

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@frozen(kw_only=True)
class Editing:
    """One form about one entry of one person; without a line it is a new entry."""

    patient: Patient
    subject: str
    form: StepForm
    line: Line | None = None

    @property
    def page(self) -> str:
        """The name under which typed work is kept: one page of questions about one entry."""
        entry = self.line.uid if self.line else "new"
        return f"portal:{type(self.form).__name__}:{entry}:{self.patient.uid}"

    def save(self, request: PatientRequest) -> UUID:
        """Draft what was typed; the entry's name in addresses."""
        shown = (self.line.shown or self.line.latest).content if self.line else {}
        version = actions.propose(
            by=request.actor,
            patient=self.patient,
            subject=self.subject,
            content=self.form.content(shown),
            key=self.form.key,
            entry=self.line.uid if self.line else None,
            base=self.form.base,
        )
        return version.entry.uid


def save_or_show(
    request: PatientRequest, editing: Editing, *, then: Callable[[UUID], str]
) -> HttpResponse | None:
    """The next page when the answers were saved; nothing when the form is to be shown."""
    form = editing.form
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=editing.page)
    if not is_ready:
        return None
    if isinstance(form, AsksAboutName) and form.has_question:
        return None
    try:
        uid = editing.save(request)
    except InvalidInput as error:
        form.refuse(error)
        return None
    except Conflict as conflict:
        if "theirs" not in conflict.detail:
            raise
        return _both_values(request, editing, conflict)
    discard(by=request.actor, page=editing.page)
    return redirect(f"{then(uid)}{'&' if '?' in then(uid) else '?'}saved=yes")


def _both_values(request: PatientRequest, editing: Editing, conflict: Conflict) -> HttpResponse:
    """Somebody else was faster: both values side by side, and what was typed kept in the boxes."""
    theirs: Version = conflict.detail["theirs"]
    data = restamped(request.POST, patient=editing.patient.uid, version=theirs.number)
    again = type(editing.form)(data, patient=editing.patient.uid)
    context = {
        "form": again,
        "conflict": conflict.message,
        "values": show.both_values(conflict.detail["mine"], theirs.content),
        "theirs": theirs,
        "back": show.address(editing.line) if editing.line else reverse("portal:today"),
    }
    return render(request, "portal/both_values.html", context, status=409)


def saved(request: PatientRequest, line: Line) -> Confirmation | None:
    """The note that the newest version was saved, after it was."""
    if request.method == "POST" or request.GET.get("saved") != "yes":
        return None
    return Confirmation("Saved", at=line.latest.at, for_patient=True)


def saved_entry(request: PatientRequest, lines: Sequence[Line]) -> Confirmation | None:
    """The note on a list that one of its entries was saved just now."""
    if not lines:
        return None
    return saved(request, max(lines, key=lambda line: line.latest.at))


def way_back(request: PatientRequest, line: Line) -> dict[str, object]:
    """Whether this person may take the newest draft back, and the form for it."""
    may = line.pending is not None and line.pending.by_id == request.actor.user_id
    patient = patients.of_user(request.actor)
    back_form = StampedForm(patient=patient.uid, version=line.latest.number, auto_id="back_%s")
    return {"may_take_back": may, "back_form": back_form}


def take_back(request: PatientRequest, entry: UUID, *, to: str) -> HttpResponse:
    """The one who drafted an entry withdraws the draft."""
    patient = patients.of_user(request.actor)
    line = history.line(request.actor, patient, entry)
    form = StampedForm(request.POST, patient=patient.uid, version=line.latest.number)
    if not form.is_valid():
        raise Conflict("This page was damaged on its way. Nothing was saved. Open it again.")
    actions.withdraw(by=request.actor, patient=patient, entry=entry, base=form.base, key=form.key)
    return redirect(to)
