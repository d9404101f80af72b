"""The risk inbox, and acting on one task: take, reach, screen, assess, close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actions.views import SAME_LONG_LOOK, SAME_LOOK, log_view, log_views
from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import InvalidInput, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.risk import (
    SCREENER,
    AssessForm,
    AttemptForm,
    CloseForm,
    ScreenerForm,
    TakeForm,
)
from lightwell.clinic.presenters.banner import banner
from lightwell.clinic.presenters.risk import card
from lightwell.kit.http import render_form
from lightwell.records import policies_risk
from lightwell.records.actions import risk as actions
from lightwell.records.pages import StampedForm
from lightwell.records.queries import risk as queries
from lightwell.records.queries.risk import Task

WORKERS = tuple(sorted(CLINICAL_ROLES))


@require_safe
@staff_page(*WORKERS)
def inbox(request: StaffRequest) -> HttpResponse:
    """Open tasks: untaken first, the most urgent and oldest first. Polled by the page itself."""
    now = clock.now()
    tasks = queries.open_tasks(request.actor)
    log_views(
        by=request.actor,
        patients=[one.patient.uid for one in tasks],
        page="risk inbox",
        location=request.location.name,
        same_look=SAME_LONG_LOOK if "HX-Request" in request.headers else SAME_LOOK,
    )
    context = {
        "cards": [card(one, now) for one in tasks],
        "clock_ran_at": queries.clock_ran_at(),
        "is_stale": queries.clock_is_stale(now),
        "now": now,
    }
    return render(request, "clinic/risk.html", context)


@require_safe
@staff_page(*WORKERS)
def task(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Everything about one task, and what can be done next."""
    return _page(request, queries.task(by=request.actor, uid=uid))


@require_POST
@staff_page(*WORKERS)
def take(request: StaffRequest, uid: UUID) -> HttpResponse:
    """From now on this task is theirs."""
    shown = queries.task(by=request.actor, uid=uid)
    form = _form(TakeForm, request, shown)
    return _act(
        request,
        shown,
        form,
        lambda: actions.take(by=request.actor, task=uid, key=form.key),
    )


@require_POST
@staff_page(*WORKERS)
def attempt(request: StaffRequest, uid: UUID) -> HttpResponse:
    """One try to reach the person."""
    shown = queries.task(by=request.actor, uid=uid)
    form = _form(AttemptForm, request, shown)
    return _act(
        request,
        shown,
        form,
        lambda: actions.log_attempt(
            by=request.actor,
            task=uid,
            channel=form.cleaned_data["channel"],
            result=form.cleaned_data["result"],
            note=form.cleaned_data["note"],
            key=form.key,
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WORKERS)
def screener(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The C-SSRS screener, asked for this task."""
    shown = queries.task(by=request.actor, uid=uid)
    form = ScreenerForm(
        request.POST if request.method == "POST" else None,
        patient=shown.patient.uid,
        version=shown.version,
    )
    if request.method != "POST" or not form.is_valid():
        return _screener_page(request, shown, form)
    if form.left and "as_it_is" not in request.POST:
        return _screener_page(request, shown, form, left=form.left)
    actions.complete_screener(by=request.actor, task=uid, answers=form.answers, key=form.key)
    return redirect("clinic:risk-task", uid)


@require_POST
@staff_page(*WORKERS)
def assess(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The level and the plan."""
    shown = queries.task(by=request.actor, uid=uid)
    form = _form(AssessForm, request, shown)
    return _act(
        request,
        shown,
        form,
        lambda: actions.assess(
            by=request.actor,
            task=uid,
            version=form.base,
            level=form.cleaned_data["level"],
            plan=form.cleaned_data["plan"],
            key=form.key,
        ),
    )


@require_POST
@staff_page(*WORKERS)
def close(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The task is over: where the person is now."""
    shown = queries.task(by=request.actor, uid=uid)
    form = _form(CloseForm, request, shown)
    return _act(
        request,
        shown,
        form,
        lambda: actions.close(
            by=request.actor,
            task=uid,
            version=form.base,
            disposition=form.cleaned_data["disposition"],
            note=form.cleaned_data["note"],
            key=form.key,
        ),
    )


def _act(
    request: StaffRequest, shown: Task, form: StampedForm, act: Callable[[], object]
) -> HttpResponse:
    """Do it and come back to the task; what is refused is said beside what was typed."""
    if not form.is_valid():
        return _page(request, shown, form)
    try:
        act()
    except (InvalidInput, NotReady) as refused:
        form.add_error(None, refused.message)
        return _page(request, shown, form)
    return redirect("clinic:risk-task", shown.uid)


def _form(kind: type[StampedForm], request: StaffRequest, shown: Task) -> StampedForm:
    return kind(request.POST, patient=shown.patient.uid, version=shown.version)


def _page(request: StaffRequest, shown: Task, sent: StampedForm | None = None) -> HttpResponse:
    _log(request, shown, "risk task")
    now = clock.now()
    can_decide = policies_risk.can_decide_risk(request.actor)
    kinds: dict[str, type[StampedForm]] = {}
    if shown.status == "new":
        kinds = {"take": TakeForm}
    elif not shown.is_over:
        kinds = {"attempt": AttemptForm}
        if can_decide and shown.status in {"trying", "spoken", "assessed"}:
            kinds["assess"] = AssessForm
        if can_decide and shown.status == "assessed":
            kinds["close"] = CloseForm
    context: dict[str, Any] = {
        "card": card(shown, now),
        "patient_banner": banner(request.actor, shown.patient),
        "others": [card(one, now) for one in queries.others_of(by=request.actor, shown=shown)],
        "can_decide": can_decide,
        "form": sent,
        **{f"{name}_form": _kept(kind, shown, sent) for name, kind in kinds.items()},
    }
    return render_form(request, "clinic/risk_task.html", context)


def _kept(kind: type[StampedForm], shown: Task, sent: StampedForm | None) -> StampedForm:
    """The form as it was sent and refused, else a fresh one."""
    if sent is not None and type(sent) is kind:
        return sent
    return kind(patient=shown.patient.uid, version=shown.version, auto_id=f"{kind.__name__}_%s")


def _screener_page(
    request: StaffRequest, shown: Task, form: ScreenerForm, left: tuple[int, ...] = ()
) -> HttpResponse:
    context = {
        "form": form,
        "instrument": lw.instrument(SCREENER),
        "left": ", ".join(str(number) for number in left),
        "task": shown,
        "patient_banner": banner(request.actor, shown.patient),
    }
    return render_form(request, "clinic/risk_screener.html", context, status=422 if left else None)


def _log(request: StaffRequest, shown: Task, page: str) -> None:
    log_view(by=request.actor, patient=shown.patient.uid, page=page, location=request.location.name)
