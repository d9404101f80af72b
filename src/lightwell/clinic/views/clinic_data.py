"""Prices, registered numbers and public pages of this location, kept by its administrator."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.clinic_data import ClinicPageForm, NumberForm, PriceForm
from lightwell.kit.http import render_form
from lightwell.kit.markdown import to_html
from lightwell.records import policies_bills as may
from lightwell.records.actions import clinic_pages as page_actions
from lightwell.records.actions import prices as price_actions
from lightwell.records.queries import bills, clinic_pages, prices

ADMINISTRATORS = sorted(may.ADMINISTRATORS)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def price_list(request: StaffRequest) -> HttpResponse:
    """Every price of this location; one more for the administrator."""
    form = PriceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        may.check_can_keep_clinic_data(request.actor, request.location)
        if form.is_valid() and _set(request, form):
            return redirect("clinic:prices")
    return _prices_page(request, form, _number_form(request, None))


@require_POST
@staff_page(*ADMINISTRATORS)
def keep_number(request: StaffRequest) -> HttpResponse:
    """The number under which a clinician bills."""
    form = _number_form(request, request)
    if form.is_valid() and _keep(request, form):
        return redirect("clinic:prices")
    return _prices_page(request, PriceForm(), form)


@require_safe
@staff_page(*ADMINISTRATORS)
def pages(request: StaffRequest) -> HttpResponse:
    """What the clinic says of itself on its public pages."""
    context = {"pages": clinic_pages.pages(request.location)}
    return render_form(request, "clinic/public_pages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*ADMINISTRATORS)
def page(request: StaffRequest, kind: str) -> HttpResponse:
    """One public page: what it says now, and a further version of it."""
    if kind not in clinic_pages.KINDS:
        raise NotFound("There is no such page.")
    found = clinic_pages.page(request.location, kind)
    initial = {"words": found.words}
    form = ClinicPageForm(request.POST or None, version=found.number, initial=initial)
    if request.method == "POST" and form.is_valid() and _write(request, kind, form):
        return redirect("clinic:public-page", kind)
    context = {"form": form, "page": found, "shown": to_html(found.words)}
    return render_form(request, "clinic/public_page.html", context)


def _prices_page(request: StaffRequest, form: PriceForm, number: NumberForm) -> HttpResponse:
    today = prices.today_of(request.location)
    context = {
        "form": form,
        "forms": [number],
        "number_form": number,
        "may_edit": may.can_keep_clinic_data(request.actor, request.location),
        "offered": prices.offered(request.location, today),
        "coming": prices.coming(request.location, today),
        "history": prices.history(request.location),
        "numbers": [(one, prices.number_of(one)) for one in bills.clinicians(request.location)],
    }
    return render_form(request, "clinic/prices.html", context)


def _number_form(request: StaffRequest, sent: StaffRequest | None) -> NumberForm:
    return NumberForm(sent.POST if sent else None, clinicians=bills.clinicians(request.location))


def _set(request: StaffRequest, form: PriceForm) -> bool:
    try:
        price_actions.set_price(by=request.actor, location=request.location, **form.arguments)
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True


def _keep(request: StaffRequest, form: NumberForm) -> bool:
    said = form.cleaned_data
    try:
        price_actions.keep_number(
            by=request.actor,
            location=request.location,
            clinician=int(said["clinician"]),
            number=said["number"] or "",
            key=form.key,
        )
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True


def _write(request: StaffRequest, kind: str, form: ClinicPageForm) -> bool:
    try:
        page_actions.write(
            by=request.actor,
            location=request.location,
            kind=kind,
            words=form.cleaned_data["words"] or "",
            base=form.base,
            key=form.key,
        )
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True
