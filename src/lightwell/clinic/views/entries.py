"""What the pages that verify an entry share: saving, both values after a conflict, rejecting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Conflict, InvalidInput, NotFound
from lightwell.access.guards import StaffRequest
from lightwell.clinic.forms.history import EntryForm, RejectForm
from lightwell.clinic.presenters import history as show
from lightwell.records import policies_history as may
from lightwell.records.actions import history as actions
from lightwell.records.entries import Line
from lightwell.records.pages import restamped
from lightwell.records.queries import history, patients

if TYPE_CHECKING:
    from lightwell.records.models import Patient


@frozen(kw_only=True)
class Reading:
    """A clinician's form about one entry; without a line it drafts a new one."""

    patient: Patient
    subject: str
    form: EntryForm
    back: str
    others: tuple[tuple[str, str], ...] = ()
    line: Line | None = None

    @property
    def page(self) -> str:
        """The name under which typed work is kept: one form about one entry of one patient."""
        entry = self.line.uid if self.line else "new"
        return f"clinic:{self.subject}:{entry}:{self.patient.uid}"

    def save(self, request: StaffRequest) -> None:
        """Verify the draft, correct what was verified, or draft a new entry."""
        form = self.form
        common: dict[str, Any] = {"by": request.actor, "patient": self.patient, "key": form.key}
        if self.line is None:
            actions.propose(subject=self.subject, content=form.content({}), **common)
            return
        before = (self.line.shown or self.line.latest).content
        common |= {"entry": self.line.uid, "base": form.base, "content": form.content(before)}
        if "reason" in form.fields:
            actions.correct(reason=form.reason, **common)
        else:
            actions.verify(**common)


def asks_reason(request: StaffRequest, line: Line) -> bool:
    """Whether the page corrects what was verified; a page sent twice stays what it was."""
    return "reason" in request.POST if request.method == "POST" else line.pending is None


def save_or_show(request: StaffRequest, reading: Reading, context: Any) -> HttpResponse | None:
    """The page that follows when it was saved; nothing when the form is to be shown."""
    form = reading.form
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=reading.page)
    if not is_ready:
        return None
    try:
        reading.save(request)
    except InvalidInput as error:
        form.refuse(error)
        return None
    except Conflict as conflict:
        if "theirs" not in conflict.detail or reading.line is None:
            raise
        return _both_values(request, reading, conflict, context)
    discard(by=request.actor, page=reading.page)
    return redirect(f"{reading.back}?saved=yes")


def _both_values(
    request: StaffRequest, reading: Reading, conflict: Conflict, context: Any
) -> HttpResponse:
    """Somebody else was faster: both values side by side, and what was typed kept in the boxes."""
    theirs = conflict.detail["theirs"]
    assert reading.line is not None
    now = history.line(request.actor, reading.patient, reading.line.uid)
    data = restamped(request.POST, patient=reading.patient.uid, version=now.latest.number)
    more: dict[str, Any] = {"others": reading.others} if reading.others else {}
    again = type(reading.form)(
        data,
        patient=reading.patient.uid,
        needs_reason=now.pending is None,
        said=now.latest.said,
        **more,
    )
    shown = {
        **context,
        "form": again,
        "values": show.differences(conflict.detail["mine"], theirs.content),
        "theirs": theirs,
        "back": reading.back,
    }
    return render(request, "clinic/both_values.html", shown, status=409)


def reject(request: StaffRequest, patient: UUID, entry: UUID) -> None:
    """Set a draft or a wrong entry aside, with the reason that the patient will read."""
    found = patients.get(by=request.actor, uid=patient)
    history.line(request.actor, found, entry)  # an entry of nobody here is told as such
    form = RejectForm(request.POST, patient=found.uid)
    if not form.is_valid():
        message = next((str(error) for errors in form.errors.values() for error in errors), "")
        raise InvalidInput(message or "Give a reason.")
    actions.reject(
        by=request.actor,
        patient=found,
        entry=entry,
        base=form.base,
        reason=form.cleaned_data["reason"],
        key=form.key,
    )


def page_of(request: StaffRequest, reading: Reading) -> dict[str, object]:
    """What the page of one entry shows beside its form: words, versions, and setting it aside."""
    line = reading.line
    assert line is not None
    room = "treatment" if line.subject == "treatment" else "medicine"
    return {
        "form": reading.form,
        "back": reading.back,
        "line": line,
        "subject": line.subject,
        "name": show.name_of((line.shown or line.latest).content),
        "said": show.said(line.shown),
        "versions": show.versions(line),
        "may_verify": line.shown is not None and may.can_verify(request.actor, line.subject),
        "reject_form": RejectForm(
            patient=reading.patient.uid, version=line.latest.number, auto_id="reject_%s"
        ),
        "reject_url": reverse(f"clinic:{room}-reject", args=[reading.patient.uid, line.uid]),
    }


def line_of(request: StaffRequest, patient: Patient, entry: UUID, *subjects: str) -> Line:
    """One entry of this patient, of one of these subjects."""
    line = history.line(request.actor, patient, entry)
    if line.subject not in subjects:
        raise NotFound("There is no such entry in this record.")
    return line
