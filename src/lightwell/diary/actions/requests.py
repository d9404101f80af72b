"""A request for a first consultation arrives, and the front desk answers it once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction

from lightwell.access import audit, clock, telephones
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound
from lightwell.access.identifiers import readable
from lightwell.clinical.transitions import CONSULTATION_REQUEST
from lightwell.diary import policies
from lightwell.diary.models import ConsultationRequest, RequestEvent
from lightwell.diary.queries import requests as queries
from lightwell.records.actions import patients
from lightwell.records.queries import patients as patient_queries

if TYPE_CHECKING:
    from lightwell.access.models import Location
    from lightwell.records.models import Patient


class Wishes(TypedDict, total=False):
    """What a visitor may leave out."""

    birth_date: date | None
    email: str
    best_times: list[str]
    referred_by: str
    payment: str
    needs: str
    language: str


@transaction.atomic
def receive(
    *,
    by: Actor,
    location: Location,
    key: str,
    given_name: str,
    family_name: str,
    phone: str,
    may_leave_message: str,
    may_text: str,
    **wishes: Unpack[Wishes],
) -> ConsultationRequest:
    """Keep what a visitor asked, and give them a reference to read on the telephone.

    ``by`` is the public site. The same ``key`` again is the same request: a double tap, the back
    button and a retry after a lost connection leave one.
    """
    if earlier := queries.sent_with(key):
        return earlier
    request, is_new = _create_once(
        key=key,
        location=location,
        given_name=given_name,
        family_name=family_name,
        phone=telephones.tidy(phone, region=location.region),
        may_leave_message=may_leave_message,
        may_text=may_text,
        **wishes,
    )
    if is_new:
        _step(by, request, CONSULTATION_REQUEST.initial, key=key)
        audit.record(
            by=by, action="request.receive", subject=("request", request.uid), location=location
        )
    return request


@transaction.atomic
def accept(
    *,
    by: Actor,
    request: ConsultationRequest,
    key: str,
    given_name: str,
    family_name: str,
    birth_date: date | None,
    sex_at_birth: str,
    email: str = "",
    phone: str = "",
) -> Patient:
    """Make a new patient of a request, with identity as the front desk confirmed it.

    Raises ``Conflict`` when somebody else has answered the request meanwhile.
    """
    policies.check_can_handle(by, request)
    if event := _done_with(request, key, "accepted"):
        return patient_queries.identified(by=by, uid=_patient_of(event))
    patient = patients.register(
        by=by,
        location=request.location,
        given_name=given_name,
        family_name=family_name,
        birth_date=birth_date,
        sex_at_birth=sex_at_birth,
        email=email,
        phone=phone,
        may_leave_message=request.may_leave_message,
        may_text=request.may_text,
    )
    _answer(by, request, "accept", key=key, patient=patient.uid)
    return patient


@transaction.atomic
def recognise(
    *, by: Actor, request: ConsultationRequest, key: str, patient_uid: UUID | str
) -> Patient:
    """The person who asks is already a patient: no second record is made.

    Only a patient whom the search for duplicates shows can be chosen. Someone at home at
    another location is from now on also seen here, by a recorded act.
    """
    policies.check_can_handle(by, request)
    if event := _done_with(request, key, "duplicate"):
        return patient_queries.identified(by=by, uid=_patient_of(event))
    shown = {str(one.patient.uid): one.patient for one in queries.possible_duplicates(by, request)}
    patient = shown.get(str(patient_uid))
    if patient is None:
        raise NotFound("There is no such patient among those who may be the same person.")
    if patient.home_location_id != request.location_id:
        patients.see_at(
            by=by,
            patient=patient,
            location=request.location,
            reason=f"Asked for a first consultation ({request.reference})",
        )
    _answer(by, request, "mark_duplicate", key=key, patient=patient.uid)
    return patient


@transaction.atomic
def decline(*, by: Actor, request: ConsultationRequest, key: str, reason: str) -> RequestEvent:
    """Close a request without making a patient, with the reason."""
    policies.check_can_handle(by, request)
    if event := _done_with(request, key, "declined"):
        return event
    if not reason.strip():
        raise InvalidInput("Enter why this request is declined", field="reason")
    return _answer(by, request, "decline", key=key, note=reason.strip()[:300])


def _create_once(*, key: str, **details: Any) -> tuple[ConsultationRequest, bool]:
    """A request with a free reference, and whether it is new: a key that arrives twice at once
    keeps the first."""
    for _ in range(5):
        try:
            with transaction.atomic():
                made = ConsultationRequest.objects.create(
                    idempotency_key=key,
                    reference=readable(),
                    received_at=clock.now(),
                    **details,
                )
                return made, True
        except IntegrityError:
            if earlier := queries.sent_with(key):
                return earlier, False
    raise RuntimeError("Five random references in a row were taken: check the random source.")


def _done_with(request: ConsultationRequest, key: str, status: str) -> RequestEvent | None:
    """The step that this page has already taken: a second press is not a second answer."""
    return request.events.filter(key=key, status=status).first()


def _patient_of(event: RequestEvent) -> UUID:
    assert event.patient is not None
    return event.patient


def _answer(
    by: Actor, request: ConsultationRequest, verb: str, *, key: str, **details: Any
) -> RequestEvent:
    now = queries.newest_event(request)
    if not CONSULTATION_REQUEST.allows(now.status, verb):
        raise _too_late(now)
    status = CONSULTATION_REQUEST.after(now.status, verb)
    try:
        with transaction.atomic():
            event = _step(by, request, status, number=now.number + 1, key=key, **details)
    except IntegrityError:
        raise _too_late(queries.newest_event(request)) from None
    audit.record(
        by=by,
        action=f"request.{verb}",
        subject=("request", request.uid),
        patient=event.patient,
        location=request.location,
        detail={"status": status},
    )
    return event


def _step(
    by: Actor, request: ConsultationRequest, status: str, *, number: int = 1, **details: Any
) -> RequestEvent:
    return RequestEvent.objects.create(
        request=request,
        number=number,
        status=status,
        at=clock.now(),
        by_id=by.user_id,
        **details,
    )


def _too_late(event: RequestEvent) -> Conflict:
    who = event.by.name if event.by else "Somebody"
    return Conflict(
        f"{who} has already answered this request: it is {event.status}. "
        "Nothing of yours was saved. Open the request again to see what was done."
    )
