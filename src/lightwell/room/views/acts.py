"""Each step and event of a session on a page of its own, whose button is the verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lightwell.access.errors import NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.records.actions import sessions as actions
from lightwell.records.queries.sessions import SessionView
from lightwell.room.forms import acts as forms
from lightwell.room.presenters.ways import LINES, next_device_words, start_words
from lightwell.room.views.page import READERS, made, opened, save, show


@frozen(kw_only=True)
class Act:
    """One page: what it is called, what it asks, what pressing means, and what it writes."""

    title: str
    button: str
    form: type[Any]
    write: Callable[..., object]
    takes: str = ""  # how the action takes the values of the form
    lines: tuple[str, ...] = ()
    style: str = ""
    back: str = "session"


CARE = "lw-button--care"
ACTS: dict[str, Act] = {
    "make_ready": Act(
        title="Mark as ready",
        button="Mark as ready",
        form=forms.StepForm,
        write=actions.make_ready,
        back="readiness",
        lines=("Every item is known and met, or set aside with a reason.",),
    ),
    "hold": Act(
        title="Hold",
        button="Hold session",
        form=forms.ReasonForm,
        write=actions.hold,
        back="readiness",
        lines=("The session is not ready any more until somebody marks it again.",),
    ),
    "cancel": Act(
        title="Cancel session",
        button="Cancel session",
        form=forms.ReasonForm,
        write=actions.cancel,
        back="readiness",
        style=CARE,
        lines=("The session does not take place. This cannot be undone.",),
    ),
    "start": Act(title="Start", button="Start", form=forms.StepForm, write=actions.start),
    "device": Act(
        title="Next device", button="Given", form=forms.StepForm, write=actions.give_device
    ),
    "pause": Act(
        title="Pause",
        button="Pause infusion",
        form=forms.StepForm,
        write=actions.pause,
        lines=("Stop the pump first, then press.",),
    ),
    "resume": Act(
        title="Resume", button="Resume infusion", form=forms.StepForm, write=actions.resume
    ),
    "end_infusion": Act(
        title="End infusion",
        button="End infusion",
        form=forms.StepForm,
        write=actions.end_infusion,
        lines=("The time until leaving counts from here. This cannot be undone.",),
    ),
    "stop_early": Act(
        title="Stop early",
        button="Stop infusion",
        form=forms.StepForm,
        write=actions.stop_early,
        style=CARE,
        lines=("Stop the pump first, then press. The infusion does not go on after this.",),
    ),
    "rate": Act(
        title="Rate change",
        button="Save rate change",
        form=forms.RateForm,
        write=actions.change_rate,
        takes="values",
        lines=("A bolus is not part of this programme.",),
    ),
    "medicine": Act(
        title="Medicine given",
        button="Save medicine",
        form=forms.MedicineForm,
        write=actions.give_medicine,
        takes="values",
    ),
    "nausea": Act(
        title="Nausea",
        button="Save nausea",
        form=forms.NauseaForm,
        write=actions.read,
        takes="values",
    ),
    "anxiety": Act(
        title="Anxiety",
        button="Save anxiety",
        form=forms.AnxietyForm,
        write=actions.read,
        takes="values",
    ),
    "called": Act(
        title="Called prescriber",
        button="Save call",
        form=forms.CalledForm,
        write=actions.note,
        takes="words",
    ),
    "adverse_event": Act(
        title="Adverse event",
        button="Save adverse event",
        form=forms.AdverseEventForm,
        write=actions.adverse_event,
        takes="values",
    ),
    "note": Act(
        title="Note", button="Save note", form=forms.NoteForm, write=actions.note, takes="words"
    ),
    "comfort": Act(
        title="Comfort choices of today",
        button="Save choices",
        form=forms.ComfortForm,
        write=actions.comfort,
        takes="values",
        back="readiness",
        lines=("Ask each time. What helped last time may not today.",),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def act(request: StaffRequest, uid: UUID, name: str) -> HttpResponse:
    """One step or event: its own question, its own button."""
    if name not in ACTS:
        raise NotFound("There is no such page.")
    view, context = opened(request, uid, page=ACTS[name].title)
    chosen = _for_way(name, view)
    form = made(chosen.form, request, view)
    onward = reverse(f"room:{chosen.back}", args=[uid])

    def write() -> object:
        return chosen.write(by=request.actor, session=uid, **arguments(chosen, form))

    if response := save(request, view, form, write, onward=onward, context=context):
        return response
    return show(request, "room/act.html", context | {"form": form, "act": chosen, "back": onward})


def _for_way(name: str, view: SessionView) -> Act:
    """The page in the words of what is given here: an infusion, an injection, lozenges, devices."""
    if name == "start":
        title, button = start_words(view)
        return evolve(ACTS[name], title=title, button=button, lines=LINES[view.way.form])
    if name == "device":
        title, button = next_device_words(view)
        return evolve(ACTS[name], title=title, button=button, lines=LINES["devices"][:2])
    if name == "stop_early" and view.way.form == "devices":
        return evolve(ACTS[name], button="Give no more", lines=("No further device is given.",))
    return ACTS[name]


def arguments(chosen: Act, form: Any) -> dict[str, Any]:
    """What the action takes besides who and where."""
    given: dict[str, Any] = {"key": form.key, "version": form.base}
    if chosen.takes == "words":
        given["words"] = form.values["words"]
    elif chosen.takes:
        given["values"] = form.values
    return given if chosen.write is actions.comfort else given | form.when
