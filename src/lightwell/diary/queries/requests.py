"""Requests for a first consultation, as the front desk of their location sees them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.transitions import CONSULTATION_REQUEST
from lightwell.diary.models import ConsultationRequest, RequestEvent
from lightwell.diary.policies import check_can_handle_requests
from lightwell.records.queries import patients

ANSWERED = CONSULTATION_REQUEST.final


def waiting(by: Actor) -> QuerySet[ConsultationRequest]:
    """Requests of this location that nobody has answered, the longest waiting first."""
    return _here(by).exclude(events__status__in=ANSWERED).order_by("received_at", "id")


def answered(by: Actor, limit: int = 20) -> list[RequestEvent]:
    """The last answers at this location, the newest first, each with its request."""
    events = RequestEvent.objects.filter(request__in=_here(by), status__in=ANSWERED)
    return list(events.select_related("request", "by").order_by("-at", "-id")[:limit])


def get(*, by: Actor, uid: UUID | str) -> ConsultationRequest:
    """One request of this location, or ``NotFound``."""
    request = _here(by).filter(uid=uid).first()
    if request is None:
        raise NotFound("There is no such request here.")
    return request


def sent_with(key: str) -> ConsultationRequest | None:
    """The request that a page with this key has already sent, if it has."""
    return ConsultationRequest.objects.filter(idempotency_key=key).first()


def newest_event(request: ConsultationRequest) -> RequestEvent:
    """Where a request now stands: its last step."""
    return request.events.select_related("by").latest("number")


def possible_duplicates(by: Actor, request: ConsultationRequest) -> list[patients.Duplicate]:
    """Patients who may be the person that asks."""
    return patients.possible_duplicates(
        by=by,
        given_name=request.given_name,
        family_name=request.family_name,
        birth_date=request.birth_date,
        phone=request.phone,
        email=request.email,
    )


def alike_waiting(by: Actor, request: ConsultationRequest) -> list[ConsultationRequest]:
    """Other waiting requests that look like the same person asking again."""
    same = Q(phone=request.phone) | Q(
        given_name__iexact=request.given_name, family_name__iexact=request.family_name
    )
    if request.email:
        same |= Q(email__iexact=request.email)
    return list(waiting(by).filter(same).exclude(pk=request.pk))


def _here(by: Actor) -> QuerySet[ConsultationRequest]:
    """Every request of the actor's location."""
    check_can_handle_requests(by)
    if by.location_id is None:
        return ConsultationRequest.objects.none()
    return ConsultationRequest.objects.filter(location_id=by.location_id)
