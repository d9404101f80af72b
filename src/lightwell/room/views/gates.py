"""Ready to start: one press answers one question; the rest have a page each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.records.actions import asked as questions
from lightwell.records.actions import facts
from lightwell.records.actions import sessions as actions
from lightwell.records.queries import facts as fact_queries
from lightwell.records.queries import life_stages, sessions
from lightwell.records.queries.sessions import SessionView
from lightwell.records.stage_words import panel
from lightwell.room.forms.checks import TOGETHER, OverrideForm, QuestionForm, TapForm, WeightForm
from lightwell.room.forms.screen import ScreenForm
from lightwell.room.presenters import gates as present
from lightwell.room.views.page import READERS, WRITERS, made, opened, save, show


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def readiness(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Every item: known, unknown or failing, with who can settle it."""
    view, context = opened(request, uid, page="Ready to start")
    if request.method == "POST":
        return save_answer(request, view)
    result = sessions.readiness(request.actor, uid)
    context["gate"] = present.readiness(request.actor, view, result, clock.now())
    context["stages"] = panel(view.patient, life_stages.of(view.patient, view.way.route))
    return render(request, "room/readiness.html", context)


def save_answer(request: StaffRequest, view: SessionView) -> HttpResponse:
    """Save the one answer that was pressed."""
    form = TapForm(request.POST, patient=view.patient.uid, version=view.version)
    if not form.is_valid():
        raise InvalidInput("This page was damaged on its way. Nothing was saved. Open it again.")
    values = form.answer(sessions.asked(view))
    actions.check(
        by=request.actor, session=view.uid, values=values, key=form.key, version=form.base
    )
    return redirect(f"{request.path}?saved=yes")


def back_of(view: SessionView) -> str:
    """The gate at which a session stands now."""
    name = "leaving" if view.dose_ended_at else "readiness"
    return reverse(f"room:{name}", args=[view.uid])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def ask(request: StaffRequest, uid: UUID, page: str) -> HttpResponse:
    """Questions with a number or a name."""
    view, context = opened(request, uid, page="Questions of the day")
    asked = tuple(one for one in TOGETHER.get(page, ()) if one in sessions.asked(view))
    if page not in TOGETHER or not (asked or request.method == "POST"):
        raise NotFound("There is no such page.")
    form = made(QuestionForm, request, view, asked=asked or TOGETHER[page])
    back = back_of(view)

    def write() -> object:
        return actions.check(
            by=request.actor, session=uid, values=form.values, key=form.key, version=form.base
        )

    if response := save(request, view, form, write, onward=back, context=context):
        return response
    act = {"title": "Ask today", "button": "Save answers", "lines": ["Unknown is an answer."]}
    return show(request, "room/act.html", context | {"form": form, "act": act, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def set_aside(request: StaffRequest, uid: UUID, item: str) -> HttpResponse:
    """One item is set aside by the role that its rule names, with the reason."""
    view, context = opened(request, uid, page="Set aside")
    judge = sessions.discharge if view.dose_ended_at else sessions.readiness
    found = next((one for one in judge(request.actor, uid).items if one.rule.id == item), None)
    if found is None:
        raise NotFound("There is no such item in this gate.")
    form, back = made(OverrideForm, request, view), back_of(view)

    def write() -> object:
        said = {"reason": form.cleaned_data["reason"], "key": form.key, "version": form.base}
        return actions.override(by=request.actor, session=uid, item=item, **said)

    if response := save(request, view, form, write, onward=back, context=context):
        return response
    act = {
        "title": "Set aside",
        "button": "Set aside",
        "style": "lw-button--care",
        "lines": _about(found),
    }
    return show(request, "room/act.html", context | {"form": form, "act": act, "back": back})


def _about(item: lw.GateItem) -> list[str]:
    who = item.rule.override or "nobody"
    return [
        f"{present.claim_of(item)}: {item.outcome.words}. {item.rule.ask}",
        f"May be set aside by: {who}. It counts while the facts stay as they are now.",
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def weight(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The weight of today, in kilograms; pounds are converted, shown, and confirmed."""
    view, context = opened(request, uid, page="Weight")
    known = fact_queries.all_of(request.actor, view.patient)
    form = WeightForm(
        request.POST if request.method == "POST" else None,
        patient=view.patient.uid,
        version=fact_queries.newest(known),
    )
    back = back_of(view)
    response = save(
        request, view, form, lambda: _weigh(request, view, form), onward=back, context=context
    )
    if response:
        return response
    act = {"title": "Weight today", "button": "Save weight", "lines": _weight_lines(view)}
    return show(request, "room/act.html", context | {"form": form, "act": act, "back": back})


def _weigh(request: StaffRequest, view: SessionView, form: WeightForm) -> object:
    said: dict[str, Any] = form.cleaned_data
    try:
        return facts.record(
            by=request.actor,
            patient=view.patient,
            facts={"person.weight_kg": float(said["kg"])},
            observed_on=timezone.localdate(),
            source="clinician",
            key=form.key,
            base=form.base,
            reason=said["reason"],
            is_confirmed=bool(said.get("is_confirmed")),
        )
    except InvalidInput as error:
        if error.field == "is_confirmed":
            form.ask_again(error.message)
            raise InvalidInput("Look at the weight again", field="kg") from None
        raise


def _weight_lines(view: SessionView) -> list[str]:
    if view.weight is None:
        return ["No weight is recorded."]
    day = view.weight.on
    return [
        f"Last recorded: {view.weight.kg} kg on {day:%d}-{day:%b}-{day:%Y}. The box starts empty."
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WRITERS)
def screen(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The C-SSRS since the last visit, asked by staff on the tablet."""
    view, context = opened(request, uid, page="C-SSRS since the last visit")
    form, back = made(ScreenForm, request, view), back_of(view)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.left
        and "as_it_is" not in request.POST
    ):
        context["left"] = ", ".join(str(number) for number in form.left)
        context["beyond"] = [
            f"Not answered yet: question {context['left']}. Without it the result is unknown."
        ]
    else:
        person = view.patient.uid

        def write() -> object:
            return questions.screen(
                by=request.actor, patient=person, answers=form.answers, key=form.key
            )

        if response := save(request, view, form, write, onward=back, context=context):
            return response
    context |= {"form": form, "back": back, "instrument": form.instrument}
    return show(request, "room/screen.html", context)
