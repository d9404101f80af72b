"""Doses at home: the gate of a supply, its steps, and the calls to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actions.second_person import identify
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.access.queries import people
from lightwell.clinic.forms import at_home as forms
from lightwell.clinic.presenters import at_home as show
from lightwell.clinic.presenters import home_lists as lists
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.http import render_form
from lightwell.records import policies_supplies as may
from lightwell.records.actions import check_ins, home_reports, supplies, supply_returns
from lightwell.records.home_words import so_many
from lightwell.records.pages import StampedForm, restamped
from lightwell.records.policies_sessions import CHARTERS
from lightwell.records.queries import courses, home_gates
from lightwell.records.queries import supplies as queries
from lightwell.records.queries.supplies import SupplyView

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.courses import CourseView

NURSES, PRESCRIBERS = sorted(CHARTERS), sorted(may.PRESCRIBERS)
RETURNS = {"recall", "go_on", "finish", "take_back"}


@require_safe
@staff_page(*READERS)
def at_home(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Every condition with who can settle it; what is out, what is left, what can be done."""
    person, context = opened(request, patient, page="Doses at home")
    course = courses.active(request.actor, person)
    found = queries.of_patient(request.actor, person)
    now, here = clock.now(), request.location.pk
    newest = found[0] if found and found[0].status in ("planned", "signed", "counted") else None
    context |= {
        "course": course,
        "gate": course and show.gate(home_gates.judge(request.actor, course, newest, now)),
        "supplies": [show.supply(request.actor, one, now) for one in found],
        "registers": show.registers(queries.register_checks(request.actor, person)),
        "may_order": may.can_prescribe(request.actor, here) and course and newest is None,
        "may_check": may.can_prescribe(request.actor, here),
    }
    return render(request, "clinic/at_home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*PRESCRIBERS)
def order(request: StaffRequest, patient: UUID) -> HttpResponse:
    """So many pieces for these days; the strength and the pieces of a dose are the plan's."""
    person, context = opened(request, patient, page="Order doses for home")
    course = courses.active(request.actor, person)
    form = forms.OrderForm(request.POST or None, patient=person.uid)
    response, status = _sent(request, form, lambda: _order(request, person, course, form))
    words = {
        "title": "Order a supply",
        "button": "Order",
        "text": _plan_words(course),
        "form": form,
    }
    return response or render_form(request, "clinic/home_act.html", context | words, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*PRESCRIBERS)
def register(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The prescription register was looked at."""
    person, context = opened(request, patient, page="Prescription register")
    form = forms.RegisterForm(request.POST or None, patient=person.uid)
    response, status = _sent(request, form, lambda: _register(request, person, form))
    words = {"title": "Prescription register (PDMP)", "button": "Save", "form": form}
    return response or render_form(request, "clinic/home_act.html", context | words, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*NURSES)
def act(request: StaffRequest, patient: UUID, supply: UUID, name: str) -> HttpResponse:
    """One step of a supply; what refuses it is said on the page, and what was typed stays."""
    person, context = opened(request, patient, page="Doses at home")
    view, made = _supply(request, person, supply), show.act(name)
    if made.is_prescribers:
        may.check_can_prescribe(request.actor, view.location.pk)
    form = _form(request, view, made)
    response, status = _sent(request, form, lambda: _act(request, view, name, form))
    if status == 409:
        form = _fresh(request, view, made, form)
    context |= {
        "title": made.title,
        "button": made.button,
        "text": made.text,
        "form": form,
        "shown": show.supply(request.actor, view, clock.now()),
    }
    return response or render_form(request, "clinic/home_act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*NURSES)
def call(request: StaffRequest, patient: UUID, call: UUID) -> HttpResponse:
    """One promised call: reached or not, how the person is, the C-SSRS, what is left."""
    person, context = opened(request, patient, page="Check-in")
    view, found = queries.check_in(request.actor, call)
    if view.patient.pk != person.pk:
        raise NotFound("There is no such call here.")
    form = forms.CallForm(request.POST or None, patient=person.uid)
    response, status = _sent(
        request,
        form,
        lambda: check_ins.record(by=request.actor, check_in=call, **form.arguments),
    )
    context |= {
        "form": form,
        "found": found,
        "shown": show.supply(request.actor, view, clock.now()),
        "tries": [show.said(one) for one in found.tries],
        "notice": lw.instrument(form.screener.id).notice,
    }
    return response or render_form(request, "clinic/home_call.html", context, status=status)


@require_safe
@staff_page(*READERS)
def calls(request: StaffRequest) -> HttpResponse:
    """Who is to be called today, and what a prescriber should look at."""
    today = timezone.localdate()
    context = {
        "rows": lists.due_rows(queries.due(request.actor), today),
        "decide": lists.to_decide(queries.here(request.actor), today),
    }
    return render(request, "clinic/home_calls.html", context)


# ------------------------------------------------------------------ what the pages share


def _sent(
    request: StaffRequest, form: StampedForm, write: Callable[[], object]
) -> tuple[HttpResponse | None, int | None]:
    """The person's page when it was kept; else the status of the page that shows the form."""
    if request.method != "POST" or not form.is_valid():
        return None, None
    try:
        write()
    except InvalidInput as refused:
        form.refuse(refused)
        return None, None
    except (Conflict, NotReady) as closed:
        form.add_error(None, closed.message)
        return None, 409
    return redirect("clinic:at-home", form.patient), None


def _supply(request: StaffRequest, person: Patient, uid: UUID) -> SupplyView:
    view = queries.one(request.actor, uid)
    if view.patient.pk != person.pk:
        raise NotFound("There is no such supply here.")
    return view


def _form(
    request: StaffRequest, view: SupplyView, made: show.Act, data: Any = None
) -> forms.SupplyForm:
    given: dict[str, Any] = {"patient": view.patient.uid, "version": view.version, "supply": view}
    if made.form is forms.CallsForm:
        staff = people.staff_with(view.location, *CHARTERS)
        given["callers"] = [(one.pk, one.name) for one in staff]
    return made.form(data or request.POST or None, **given)


def _fresh(
    request: StaffRequest, view: SupplyView, made: show.Act, refused: forms.SupplyForm
) -> forms.SupplyForm:
    """What was typed, on a page made from the newest state, with what was said of it."""
    data = restamped(request.POST, patient=view.patient.uid, version=view.version)
    form = _form(request, view, made, data)
    form.is_valid()
    form.add_error(None, refused.non_field_errors()[0])
    return form


def _plan_words(course: CourseView | None) -> str:
    if course is None or course.plan is None:
        return "A supply belongs to a course with a signed plan. There is none."
    way, plan = home_gates.way_of(course), course.plan.content
    if way.form != "units":
        return f"What is given now is {way.words}: it is given in the clinic."
    pieces = so_many(int(plan["count"]), "piece")
    return f"One dose by the plan: {pieces} of {plan['unit_mg']} mg, {way.words}."


def _order(
    request: StaffRequest, person: Patient, course: CourseView | None, form: forms.OrderForm
) -> object:
    each = int(course.plan.content.get("count", 1)) if course and course.plan else 1
    return supplies.order(
        by=request.actor,
        patient=person,
        units=form.cleaned_data["units"],
        days=form.days(each),
        key=form.key,
    )


def _register(request: StaffRequest, person: Patient, form: forms.RegisterForm) -> object:
    said = form.cleaned_data
    return supplies.check_register(
        by=request.actor,
        patient=person,
        checked_on=said["on"],
        found=said["found"],
        note=said["note"],
        key=form.key,
    )


def _act(request: StaffRequest, view: SupplyView, name: str, form: forms.SupplyForm) -> object:
    given: dict[str, Any] = {"supply": view.uid, **form.arguments}
    verb = name.replace("-", "_")
    if verb == "calls":
        return supplies.schedule_check_ins(by=request.actor, **given)
    if verb == "report":
        return home_reports.report(by=request.actor, **given)
    if verb == "hand_over":
        return _hand_over(request, view, form)
    room: Any = supply_returns if verb in RETURNS else supplies
    return getattr(room, verb)(by=request.actor, **given)


def _hand_over(request: StaffRequest, view: SupplyView, form: forms.SupplyForm) -> object:
    """The second person confirms what the first counted."""
    counted, said = view.last("count"), form.cleaned_data
    if counted is None:
        raise NotReady("Nothing is counted yet. Count it first.")
    second = identify(
        by=request.actor,
        request=request,
        attempt=str(counted.uid),
        email=said["email"],
        password=said["password"],
    )
    try:
        return supplies.hand_over(
            by=second, supply=view.uid, counted=counted.uid, base=form.base, key=form.key
        )
    except Denied as refused:
        raise InvalidInput(refused.message, field="email") from None
