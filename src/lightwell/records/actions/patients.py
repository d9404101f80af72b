"""Registering patients, correcting who they are, and opening the portal for them."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lightwell.access import audit, clock, telephones
from lightwell.access.actions import accounts, messages
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput
from lightwell.access.identifiers import readable
from lightwell.access.models import Location
from lightwell.records import policies
from lightwell.records.models import Patient, PortalInvitation, SeenAt
from lightwell.records.queries import deaths

EARLIEST_BIRTH = date(1900, 1, 1)
LONGEST = {"given_name": 100, "family_name": 100, "emergency_contact": 200, "email": 254}
NAMES = {
    "given_name": "the given name",
    "family_name": "the family name",
    "emergency_contact": "the emergency contact",
    "email": "the e-mail address",
}


class Contacts(TypedDict, total=False):
    """What may be known of a patient besides name and birth; what is left out stays unknown."""

    sex_at_birth: str
    email: str
    phone: str
    may_leave_message: str
    may_text: str
    emergency_contact: str
    programme: str


DETAILS = {"given_name", "family_name", "birth_date"} | Contacts.__annotations__.keys()


@transaction.atomic
def register(
    *,
    by: Actor,
    location: Location,
    given_name: str,
    family_name: str,
    birth_date: date | None,
    **contacts: Unpack[Contacts],
) -> Patient:
    """Open the record of a new patient, at home at this location.

    What was not asked or not answered stays unknown. Raises ``InvalidInput`` naming the field
    for a birth or a value that cannot be.
    """
    policies.check_can_register(by, location)
    names = {"given_name": given_name, "family_name": family_name, "birth_date": birth_date}
    patient = _create_with_free_mrn(
        home_location=location, **_checked({**names, **contacts}, region=location.region)
    )
    audit.record(
        by=by,
        action="patient.register",
        subject=("patient", patient.uid),
        patient=patient.uid,
        location=location,
        detail={"mrn": patient.mrn},
    )
    return patient


@transaction.atomic
def change_details(*, by: Actor, patient: Patient, version: int, **changes: Any) -> Patient:
    """Correct who a patient is or how to reach them.

    ``version`` is the one the page was made from. Raises ``Conflict`` when somebody has changed
    the details since; nothing is saved then. The trail keeps which fields changed.
    """
    policies.check_can_change_details(by, patient)
    if unknown := changes.keys() - DETAILS:
        raise TypeError(f"Not details of a patient: {', '.join(sorted(unknown))}")
    details = _checked(changes, region=patient.home_location.region)
    changed = sorted(name for name, value in details.items() if getattr(patient, name) != value)
    same_version = Patient.objects.filter(pk=patient.pk, version=version)
    if not same_version.update(**details, version=version + 1):
        theirs = Patient.objects.get(pk=patient.pk)
        raise Conflict(
            "Somebody changed these details while you were typing. Nothing of yours was saved.",
            mine=changes,
            theirs={name: getattr(theirs, name) for name in changes},
        )
    patient.refresh_from_db()
    audit.record(
        by=by,
        action="patient.change_details",
        subject=("patient", patient.uid),
        patient=patient.uid,
        location=by.location_id or patient.home_location,
        detail={"fields": changed, "version": patient.version},
    )
    return patient


@transaction.atomic
def see_at(*, by: Actor, patient: Patient, location: Location, reason: str) -> SeenAt:
    """Record that a patient of this organisation is from now on also seen at this location.

    Asking twice is one act. Raises ``Conflict`` for the home location, where nothing changes.
    """
    policies.check_can_see_at(by, patient, location)
    if patient.home_location_id == location.pk:
        raise Conflict(f"{location.name} is already this patient's home location.")
    if not reason.strip():
        raise InvalidInput("Enter why this person is seen here", field="reason")
    seen, is_new = SeenAt.objects.get_or_create(
        patient=patient,
        location=location,
        defaults={"reason": reason.strip()[:300], "at": clock.now(), "by_id": _staff_id(by)},
    )
    if is_new:
        audit.record(
            by=by,
            action="patient.see_at",
            subject=("patient", patient.uid),
            patient=patient.uid,
            location=location,
            detail={"home_location": patient.home_location_id},
        )
    return seen


@transaction.atomic
def invite_to_portal(*, by: Actor, patient: Patient, seen: int | None = None) -> PortalInvitation:
    """Open the portal for a patient and tell them by e-mail how to sign in.

    The message says neither what kind of clinic this is nor why. Inviting again sends the
    message again, unless more invitations exist than the ``seen`` ones that the page showed:
    then the button was pressed twice. Raises ``InvalidInput`` without an e-mail address,
    ``Conflict`` when the address signs somebody else in.
    """
    policies.check_can_invite_to_portal(by, patient)
    patient.refresh_from_db(from_queryset=Patient.objects.select_for_update(of=("self",)))
    made = list(patient.invitations.all())
    if seen is not None and len(made) > seen:
        return made[0]
    deaths.refuse_dead(patient)
    if not patient.email:
        raise InvalidInput("Add an e-mail address first: the invitation goes there", field="email")
    if patient.user is None:
        name = f"{patient.given_name} {patient.family_name}"
        patient.user = accounts.open_for_patient(by=by, email=patient.email, name=name)
        patient.save(update_fields=["user"])
    invitation = PortalInvitation.objects.create(
        patient=patient, email=patient.user.email, at=clock.now(), by_id=_staff_id(by)
    )
    audit.record(
        by=by,
        action="patient.invite_to_portal",
        subject=("invitation", invitation.pk),
        patient=patient.uid,
        location=by.location_id or patient.home_location,
    )
    _send_invitation(by, patient, invitation.email)
    return invitation


def _send_invitation(by: Actor, patient: Patient, email: str) -> None:
    place = patient.home_location
    messages.queue(
        by=by,
        to=email,
        subject=f"Your account with {place.short_name}",
        body=(
            f"Hello,\n\n{place.short_name} has made an account for you. To sign in, open\n"
            f"{settings.PUBLIC_URL}{reverse('account_request_login_code')}\n"
            "and enter this e-mail address. We will send you a code.\n\n"
            "If you did not expect this message, you can delete it."
        ),
        purpose="portal-invitation",
        location=place,
    )


def _staff_id(by: Actor) -> int:
    if by.user_id is None:
        raise Denied("This is done in the name of a member of staff.")
    return by.user_id


def _create_with_free_mrn(**fields: Any) -> Patient:
    """MRNs are random; should one be taken already, another is drawn."""
    for _ in range(5):
        try:
            with transaction.atomic():
                return Patient.objects.create(mrn=readable(), created_at=clock.now(), **fields)
        except IntegrityError as error:
            if "mrn" not in str(error):
                raise
    raise RuntimeError("Five random record numbers in a row were taken: check the random source.")


def _checked(details: dict[str, Any], *, region: str) -> dict[str, Any]:
    """The details tidied, or ``InvalidInput`` for the first one that cannot be right."""
    tidied = {name: _tidied(value) for name, value in details.items()}
    for name, longest in LONGEST.items():
        if len(tidied.get(name) or "") > longest:
            raise InvalidInput(f"Use {longest} characters or fewer for {NAMES[name]}", field=name)
    for name in ("given_name", "family_name"):
        if name in tidied and not tidied[name]:
            raise InvalidInput(f"Enter {NAMES[name]}", field=name)
    if born := tidied.get("birth_date"):
        _check_birth(born)
    if tidied.get("email"):
        _check_email(tidied["email"])
    if tidied.get("phone"):
        tidied["phone"] = telephones.tidy(tidied["phone"], region=region, local_allowed=True)
    _check_choice(tidied, "sex_at_birth", Patient.Sex.values)
    _check_choice(tidied, "may_leave_message", Patient.Answer.values)
    _check_choice(tidied, "may_text", Patient.Answer.values)
    return tidied


def _tidied(value: Any) -> Any:
    """Text in composed form, without stray or doubled spaces; other values as they are."""
    if not isinstance(value, str):
        return value
    return " ".join(unicodedata.normalize("NFC", value).split())


def _check_birth(born: date) -> None:
    if born > timezone.localdate():
        raise InvalidInput("The date of birth must be in the past", field="birth_date")
    if born < EARLIEST_BIRTH:
        raise InvalidInput("The date of birth must be after 1900", field="birth_date")


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput("Enter an e-mail address like name@example.com", field="email") from None


def _check_choice(details: dict[str, Any], name: str, allowed: list[str]) -> None:
    if name in details and details[name] not in allowed:
        raise InvalidInput(f"Choose one of: {', '.join(allowed)}", field=name)
