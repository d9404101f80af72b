"""What an e-mailed link opens: exactly one questionnaire, without a name and without sign-in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lightwell.access.actors import system
from lightwell.access.errors import Conflict, NotFound
from lightwell.access.guards import link_page
from lightwell.portal import answering, permissions
from lightwell.records.actions import questionnaires
from lightwell.records.queries import questionnaires as queries

HOLDER = system("questionnaire link")
unstored = cache_control(no_store=True, private=True)


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
@link_page
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: only pressing it uses the link, so that a mail scanner does not."""
    link = queries.link(token)
    if link.assignment is not None and permissions.holds(request, link.assignment):
        return redirect("portal:link-form", link.assignment)
    request.location = link.location  # type: ignore[attr-defined]
    if request.method != "POST" or link.state != "usable":
        return _page_of(request, link.state)
    try:
        opened = questionnaires.open_link(by=HOLDER, token=token)
    except Conflict:
        return _page_of(request, "used")
    response = redirect("portal:link-form", opened.uid)
    permissions.grant(request, response, opened.uid)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
@link_page
def form(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The questionnaire."""
    return answering.fill_in(request, _opened(request, uid))


@require_POST
@unstored
@link_page
def draft(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is ticked so far."""
    return answering.keep_draft(request, _opened(request, uid))


@require_safe
@unstored
@link_page
def sent(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The end."""
    return answering.show_sent(request, _opened(request, uid))


@require_safe
@unstored
@link_page
def safety(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The safety page."""
    return answering.show_safety(request, _opened(request, uid))


@require_POST
@unstored
@link_page
def now(request: HttpRequest, uid: UUID) -> HttpResponse:
    """In danger now?"""
    return answering.answer_now(request, _opened(request, uid))


@require_safe
@unstored
@link_page
def help_now(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Help now."""
    return answering.show_help(request, _opened(request, uid))


def _opened(request: HttpRequest, uid: UUID) -> answering.Opened:
    """The form, for the browser that opened its link; for any other there is nothing here."""
    if not permissions.holds(request, uid):
        raise NotFound(
            "Open this form from the link in your e-mail. If the link does not work, call us: "
            "we will send you a new one."
        )
    return answering.Opened(queries.form(uid), HOLDER, "link")


def _page_of(request: HttpRequest, state: queries.LinkState) -> HttpResponse:
    status = {"usable": 200, "unknown": 404}.get(state, 410)
    page = "link_open" if state == "usable" else "link_problem"
    return render(request, f"portal/{page}.html", {"state": state}, status=status)
