"""Messages out: in the demonstration as its people would receive them, else how each fared."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lightwell.access.actions import messages
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.access.queries import messages as queries
from lightwell.clinic.presenters import outbox as present

PER_PAGE = 20


@require_safe
@staff_page()
def outbox(request: StaffRequest) -> HttpResponse:
    """Newest first; a message that could not be sent is red and can be sent again."""
    page = Paginator(queries.outbox(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "messages_out": present.lines(page),
        "in_full": queries.is_shown_in_full(),
        "can_try_again": queries.can_try_again(request.actor),
    }
    return render(request, "clinic/outbox.html", context)


@require_POST
@staff_page()
def try_again(request: StaffRequest, message: int) -> HttpResponse:
    """A message that failed goes back into the queue."""
    messages.try_again(by=request.actor, message_id=message)
    return redirect("clinic:outbox")
