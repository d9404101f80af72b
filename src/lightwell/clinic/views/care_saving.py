"""Saving a form of the care plan: refused beside its box, and nothing typed is lost when two
people changed the same thing."""

from __future__ import annotations

from collections.abc import Callable

from lightwell.access.actions.drafts import discard
from lightwell.access.guards import StaffRequest
from lightwell.records.pages import StampedForm


def saved(
    request: StaffRequest, form: StampedForm, save: Callable[[], object], *, page: str
) -> bool:
    """Whether it was saved; else the form says why not, with everything that was typed.

    After a conflict the form is made from the newest version: sent again, it counts.
    """
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return False
    if not form.saves(save, request.POST):
        return False
    discard(by=request.actor, page=page)
    return True
