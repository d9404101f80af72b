"""Asking for a first consultation: one question per page, a check, and what happens next."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.actors import system
from lightwell.access.errors import NotFound
from lightwell.access.guards import public_page
from lightwell.diary.actions import requests
from lightwell.diary.queries import requests as queries
from lightwell.kit.forms import KitForm
from lightwell.kit.http import render_form
from lightwell.kit.stamps import PageStamp
from lightwell.public import limits, presenters
from lightwell.public.forms import PhoneForm, SendForm
from lightwell.public.journey import BY_WORD, STEPS, Journey, Step
from lightwell.public.places import PlaceRequest, at_location

VISITOR = system("public site")
KEPT_MINUTES = settings.SESSION_COOKIE_AGE // 60


@require_safe
@public_page
@at_location
def start(request: PlaceRequest) -> HttpResponse:
    """What to expect, before the first question; no cookie is set yet."""
    journey = Journey(request.session, request.location.slug)
    context = {
        "first": STEPS[0],
        "count": len(STEPS),
        "reference": journey.reference,
        "minutes": KEPT_MINUTES,
    }
    return render(request, "public/request_start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
@never_cache
@at_location
def step(request: PlaceRequest, word: str) -> HttpResponse:
    """One question; going back finds the answer as it was given."""
    if word not in BY_WORD:
        raise NotFound("There is no such question.")
    this, to_check = BY_WORD[word], request.GET.get("from") == "check"
    journey = Journey(request.session, request.location.slug)
    form = _form(this, request, journey)
    if request.method == "POST" and form.is_valid():
        journey.keep(form.cleaned_data)
        return redirect(journey.after(this, to_check=to_check))
    context = {
        "form": form,
        "step": this,
        "number": STEPS.index(this) + 1,
        "count": len(STEPS),
        "back": journey.before(this, to_check=to_check),
        "to_check": to_check,
        "starts_again": request.GET.get("again") == "1",
        "minutes": KEPT_MINUTES,
    }
    return render_form(request, f"public/request_{_template(this)}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
@never_cache
@at_location
def check(request: PlaceRequest) -> HttpResponse:
    """All answers, each with its way back; sending them once, however often it is pressed."""
    journey = Journey(request.session, request.location.slug)
    stamp = PageStamp(patient="", version="", key=journey.key)
    form = SendForm(_sent(request), initial={"stamp": stamp})
    if request.method == "POST" and form.is_valid():
        return _send(request, journey, form.cleaned_data["stamp"])
    if journey.missing:
        return redirect(journey.sent_url if journey.reference else journey.start_url)
    context = {"form": form, "rows": presenters.rows_to_check(journey), "back": journey.last_url}
    return render_form(request, "public/request_check.html", context)


@require_safe
@public_page
@never_cache
@at_location
def sent(request: PlaceRequest) -> HttpResponse:
    """The reference, and what happens next."""
    journey = Journey(request.session, request.location.slug)
    if not journey.reference:
        return redirect(journey.start_url)
    return render(request, "public/request_sent.html", {"reference": journey.reference})


def _form(this: Step, request: PlaceRequest, journey: Journey) -> KitForm:
    local: dict[str, Any] = {
        "date_order": "mdy" if request.location.region == "us" else "dmy",
        "initial": journey.answers,
    }
    if this.form is PhoneForm:
        local["region"] = request.location.region
    return this.form(_sent(request), **local)


def _sent(request: PlaceRequest) -> QueryDict | None:
    """What was sent; a page that is only opened has nothing to judge."""
    return request.POST if request.method == "POST" else None


def _template(this: Step) -> str:
    """Pages with more on them than their question have a template of their own."""
    return "needs" if this.word == "needs" else "step"


def _send(request: PlaceRequest, journey: Journey, stamp: PageStamp) -> HttpResponse:
    if earlier := queries.sent_with(stamp.key):
        journey.finish(earlier.reference)
        return redirect(journey.sent_url)
    if journey.missing or stamp.key != journey.key:
        return redirect(journey.sent_url if journey.reference else journey.start_url)
    if not limits.may_send(request):
        return render(request, "public/too_many.html", {"minutes": KEPT_MINUTES}, status=429)
    made = requests.receive(
        by=VISITOR, location=request.location, key=journey.key, **journey.answers
    )
    limits.count_send(request)
    journey.finish(made.reference)
    return redirect(journey.sent_url)
