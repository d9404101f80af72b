"""The thread that an outside therapist shares with the prescribers of a person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lightwell.access.errors import InvalidInput, NotFound
from lightwell.access.guards import OutsideRequest, outside_page
from lightwell.kit.http import render_form
from lightwell.outside.views.page import opened, over
from lightwell.records.actions import care_messages
from lightwell.records.message_pages import MessageForm
from lightwell.records.queries import messages


@require_http_methods(["GET", "HEAD", "POST"])
@outside_page
def thread(request: OutsideRequest, person: UUID) -> HttpResponse:
    """Read and write, while a release names messages; when it has just ended, words go back."""
    try:
        found, context = opened(request, person, page="Messages")
        messages.check_is_open(found)
        form = MessageForm(request.POST or None, patient=person)
        if request.method == "POST" and form.is_valid():
            care_messages.write(by=request.actor, patient=person, **form.arguments)
            return redirect("outside:messages", person)
    except InvalidInput as error:
        form.refuse(error)
    except NotFound as error:
        return over(request, person, error)
    context |= {"form": form, "messages": messages.of(found)}
    care_messages.mark_read(by=request.actor, patient=person)
    return render_form(request, "outside/messages.html", context)
