"""Answering a questionnaire, the same by e-mailed link and in the portal.

The pages do not know who answers: the views check the permission and hand over an `Opened`.
"""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from lightwell.access import clock
from lightwell.access.actors import Actor, system
from lightwell.access.errors import LightwellError, NotFound
from lightwell.kit.http import render_form
from lightwell.portal.forms.questionnaire import QuestionnaireForm
from lightwell.portal.presenters import questionnaire as words
from lightwell.records.actions import questionnaires, risk
from lightwell.records.actions.questionnaires import Submission
from lightwell.records.queries import questionnaires as queries
from lightwell.records.queries import roster, safety
from lightwell.records.risk_words import NOW

log = structlog.get_logger("lightwell.answers")
SIGNED_OFF = system("portal after the sign-off")


@frozen
class Opened:
    """A form in the hands of somebody who may answer it, and the way they came: link or portal."""

    form: queries.Form
    by: Actor
    way: str

    def url(self, page: str) -> str:
        """The address of a page of this form."""
        return reverse(f"portal:{self.way}-{page}", args=[self.form.uid])

    @property
    def is_at_risk(self) -> bool:
        """Whether what was sent leads to the safety page."""
        return self.form.response is not None and self.form.response.safety == "positive"


def fill_in(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The questionnaire: one page, one press."""
    if request.method == "POST":
        return _send(request, opened)
    if opened.form.is_sent:
        return redirect(opened.url("safety" if opened.is_at_risk else "sent"))
    if opened.form.pause is not None:
        return _paused(request, opened)
    if opened.form.is_late:
        return _render(request, opened, "portal/questionnaire_over.html", status=410)
    questionnaires.open_form(by=opened.by, assignment=opened.form.uid)
    return _show(request, opened, QuestionnaireForm(shown=opened.form))


def keep_draft(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What is ticked so far, kept while the person answers."""
    form = QuestionnaireForm(request.POST, shown=opened.form)
    if not form.is_valid():
        return HttpResponse(status=422)
    at = questionnaires.save_draft(by=opened.by, assignment=opened.form.uid, answers=form.answers)
    saved = timezone.localtime(at, ZoneInfo(opened.form.location.timezone)).strftime("%H:%M")
    return HttpResponse(status=204, headers={"Lightwell-Saved": f"Saved {saved}"})


def keep_unsigned(request: HttpRequest, uid: UUID) -> None:
    """Keep as a draft what somebody sent from their own page after they were signed off.

    The signed stamp of the page says whose and which form it was; without it nothing is kept,
    and nothing is said about whether there is such a form.
    """
    try:
        form = QuestionnaireForm(request.POST, shown=queries.form(uid))
        if form.is_valid() and form.version == str(uid):
            questionnaires.save_draft(by=SIGNED_OFF, assignment=uid, answers=form.answers)
    except LightwellError as refused:
        log.info("answers after the sign-off not kept", kind=type(refused).__name__)


def _send(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = QuestionnaireForm(request.POST, shown=opened.form)
    if not form.is_valid():
        return _show(request, opened, form)
    if form.left and "as_it_is" not in request.POST and not opened.form.is_sent:
        questionnaires.save_draft(by=opened.by, assignment=opened.form.uid, answers=form.answers)
        return _show(request, opened, form, left=True)
    try:
        done = questionnaires.submit(
            by=opened.by, assignment=opened.form.uid, answers=form.answers, key=form.key
        )
    except LightwellError:
        raise
    except Exception as failure:  # noqa: BLE001 - said on the page, with crisis help
        log.error("answers not kept", kind=type(failure).__name__)
        return _show(request, opened, form, failed=True)
    return _after(request, opened, done)


def _after(request: HttpRequest, opened: Opened, done: Submission) -> HttpResponse:
    """A suicide answer leads to the safety pages, whatever else happened."""
    if done.kind in {"sent", "again"}:
        at_risk = done.response is not None and done.response.safety == "positive"
        return redirect(opened.url("safety" if at_risk else "sent"))
    if done.task is not None:
        return redirect(opened.url("help"))
    if done.kind == "paused":
        return _paused(request, opened, status=409)
    page = "questionnaire_over" if done.kind == "late" else "questionnaire_already_sent"
    return _render(request, opened, f"portal/{page}.html", status=409)


def _paused(request: HttpRequest, opened: Opened, *, status: int = 200) -> HttpResponse:
    """Not today: on the day of a session, or while the form would look back too far."""
    page = "portal/questionnaire_paused.html"
    return _render(request, opened, page, status=status, pause=opened.form.pause)


def show_sent(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The end: it arrived, who reads it and when; in the portal, the own trend in words."""
    response = opened.form.response
    if response is None:
        return redirect(opened.url("form"))
    before = queries.previous(response) if opened.way == "checkin" else None
    return _render(
        request,
        opened,
        "portal/questionnaire_sent.html",
        sent_at=response.at,
        trend=words.trend_words(
            opened.form.instrument, response.total, before.total if before else None
        ),
        asks_now=response.safety == "unanswered" and not safety.has_answered(response),
        now_answers=NOW,
    )


def show_safety(request: HttpRequest, opened: Opened) -> HttpResponse:
    """S-A: thank you for telling us; one question; numbers; what happens next."""
    response = opened.form.response
    if response is None or response.safety == "none":
        raise NotFound("There is no such page.")
    risk.note_page(by=opened.by, response=response, page="safety")
    return _render(
        request,
        opened,
        "portal/safety.html",
        now_answers=NOW,
        answered=safety.has_answered(response),
        promise=safety.promise(response, clock.now()),
    )


def answer_now(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The answer to "are you in danger now?" is kept; all but "no" lead to help."""
    response = opened.form.response
    if response is None:
        raise NotFound("There is no such page.")
    answer = request.POST.get("now", "")
    risk.answer_now(by=opened.by, response=response, answer=answer)
    if answer != "no":
        return redirect(opened.url("help"))
    return redirect(opened.url("safety" if opened.is_at_risk else "sent"))


def show_help(request: HttpRequest, opened: Opened) -> HttpResponse:
    """S-B: let's get you help now."""
    response = opened.form.response
    if response is not None:
        risk.note_page(by=opened.by, response=response, page="help")
    return _render(
        request,
        opened,
        "portal/safety_help.html",
        can_say_safe=response is not None,
        promise=safety.promise(response, clock.now()) if response else None,
    )


def _show(
    request: HttpRequest,
    opened: Opened,
    form: QuestionnaireForm,
    *,
    left: bool = False,
    failed: bool = False,
) -> HttpResponse:
    made = opened.form.instrument
    context = {
        **_context(opened),
        "form": form,
        "instrument": made,
        "reading": roster.reading_words(opened.form.location, clock.now()),
        "draft_url": opened.url("draft"),
        "failed": failed,
        "left_words": words.left_words(form) if left else "",
        "first_left": words.first_left(form) if left else "",
    }
    request.location = opened.form.location  # type: ignore[attr-defined]
    status = 500 if failed else 422 if left else None
    with timezone.override(opened.form.location.timezone):
        return render_form(request, "portal/questionnaire.html", context, status=status)


def _render(
    request: HttpRequest, opened: Opened, template: str, *, status: int = 200, **more: object
) -> HttpResponse:
    request.location = opened.form.location  # type: ignore[attr-defined]
    reading = roster.reading_words(opened.form.location, clock.now())
    context = {**_context(opened), "reading": reading, **more}
    with timezone.override(opened.form.location.timezone):
        return render(request, template, context, status=status)


def _context(opened: Opened) -> dict[str, object]:
    return {
        "shell": "kit/portal.html" if opened.way == "checkin" else "kit/public.html",
        "has_task": opened.form.has_task,
        "now_url": opened.url("now"),
        "safety_url": opened.url("safety"),
        "sent_url": opened.url("sent"),
        "home": reverse("portal:checkins") if opened.way == "checkin" else "",
    }
