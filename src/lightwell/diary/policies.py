"""Who may handle what in the diary: `check_can_…` refuses with a reason, `can_…` asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied, NotFound
from lightwell.access.models import Location
from lightwell.records.policies import passes
from lightwell.records.policies_courses import SCHEDULERS

if TYPE_CHECKING:
    from lightwell.diary.models import ConsultationRequest

REQUEST_ROLES = frozenset({Role.FRONT_DESK, Role.ADMINISTRATOR})
SCHEDULE_READERS = CLINICAL_ROLES | {Role.FRONT_DESK, Role.AUDITOR}
OFFER_ROLES = SCHEDULERS | {Role.FRONT_DESK}
ARRIVAL_ROLES = SCHEDULERS | {Role.FRONT_DESK}
PLACE_EDITORS = frozenset({Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR})
PLACE_READERS = CLINICAL_ROLES | PLACE_EDITORS | {Role.FRONT_DESK}


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


def check_can_edit_places(by: Actor, location: Location) -> None:
    """The medical director and administrators say which rooms and chairs there are."""
    if not (by.has(*PLACE_EDITORS) and by.location_id == location.pk):
        raise Denied(f"Only administrators of {location.name} change its rooms and chairs.")


def can_edit_places(by: Actor, location: Location) -> bool:
    return passes(check_can_edit_places, by, location)


def check_can_edit_hours(by: Actor, location: Location) -> None:
    """The same people say when staff are there and when the location is closed."""
    if not (by.has(*PLACE_EDITORS) and by.location_id == location.pk):
        raise Denied(f"Only administrators of {location.name} change its hours.")


def can_edit_hours(by: Actor, location: Location) -> bool:
    return passes(check_can_edit_hours, by, location)


def check_can_read_schedule(by: Actor) -> None:
    """Who is expected when: read by those who treat, front desk and auditor; by its patient."""
    if not (by.is_patient or by.has(*SCHEDULE_READERS)):
        raise Denied("The schedule is for clinical staff and the front desk.")


def check_can_book(by: Actor) -> None:
    """A session gets its chair and nurse from those who prepare or prescribe it."""
    if not by.has(*SCHEDULERS):
        raise Denied("To book a session takes a nurse, a prescriber or a medical director.")


def can_book(by: Actor) -> bool:
    return passes(check_can_book, by)


def check_can_offer(by: Actor) -> None:
    """Who waits is put on the list, asked, and answered for by the front desk too.

    A session itself gets its place from those who book: the desk's yes waits for them.
    """
    if not by.has(*OFFER_ROLES):
        raise Denied("The waiting list is for the front desk, nurses and prescribers.")


def can_offer(by: Actor) -> bool:
    return passes(check_can_offer, by)


def check_can_receive(by: Actor) -> None:
    """Arriving, missing and cancelling are also written down by the front desk."""
    if not by.has(*ARRIVAL_ROLES):
        raise Denied("Appointments are kept by the front desk, nurses and prescribers.")


def can_receive(by: Actor) -> bool:
    return passes(check_can_receive, by)
