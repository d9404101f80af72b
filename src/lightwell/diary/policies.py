"""Who may handle what in the diary: `check_can_…` refuses with a reason, `can_…` asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Denied, NotFound
from lightwell.records.policies import passes

if TYPE_CHECKING:
    from lightwell.diary.models import ConsultationRequest

REQUEST_ROLES = frozenset({Role.FRONT_DESK, Role.ADMINISTRATOR})


def check_can_handle_requests(by: Actor) -> None:
    """The front desk and administrators read and answer requests of their own location."""
    if not by.has(*REQUEST_ROLES):
        raise Denied("Only the front desk and administrators handle requests.")


def can_handle_requests(by: Actor) -> bool:
    return passes(check_can_handle_requests, by)


def check_can_handle(by: Actor, request: ConsultationRequest) -> None:
    """A request belongs to its location: elsewhere there is no such request."""
    check_can_handle_requests(by)
    if by.location_id != request.location_id:
        raise NotFound("There is no such request here.")
