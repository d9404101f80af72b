"""Inviting a therapist outside, and linking and unlinking those who work with a person."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from lightwell.access import audit, clock
from lightwell.access.actions import accounts, messages
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Conflict, InvalidInput, NotFound
from lightwell.access.identifiers import digest, token
from lightwell.access.models import User
from lightwell.access.queries import people
from lightwell.records import policies_therapy as may
from lightwell.records.models import (
    Patient,
    Release,
    TherapistInvitation,
    TherapistLink,
    TherapistLinkEnd,
)
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import therapists as queries
from lightwell.records.release_words import INVITATION_LASTS

USED = "This page was already used for something else. Nothing was saved."


@transaction.atomic
def invite(*, by: Actor, patient: Patient, release: UUID, seen: int) -> TherapistInvitation:
    """E-mail the therapist of a standing release a link that lets them in.

    The message says neither about whom nor what kind of clinic this is. A newer invitation
    overtakes the one before; ``seen`` is how many the page showed, so that a button pressed twice
    sends one. Raises ``Conflict`` when the address signs a patient or a member of staff in.
    """
    may.check_can_link(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    row = Release.objects.filter(uid=release, patient=patient).select_related("patient").first()
    if row is None:
        raise NotFound("There is no such release in this record.")
    made = list(row.invitations.all())
    if len(made) > seen:
        return made[-1]
    _check_can_be_invited(row)
    secret = token()
    invitation = TherapistInvitation.objects.create(
        release=row,
        number=len(made) + 1,
        digest=digest(secret),
        expires_at=min(clock.now() + INVITATION_LASTS, row.ends_at),
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
    )
    _trace(by, "therapist.invite", ("release", row.uid), patient)
    _send(by, row, secret)
    return invitation


@transaction.atomic
def accept(*, by: Actor, token: str) -> User:
    """The therapist accepts: they get an account if they have none, and the person as theirs.

    The link proves the mailbox; to see anything they sign in, with a second factor. Of two uses
    at once, one finds it used.
    """
    invitation = queries.open_invitation(token)
    row = invitation.release
    Patient.objects.select_for_update().get(pk=row.patient_id)
    user = accounts.open_for_therapist(by=by, email=row.therapist_email, name=row.therapist_name)
    themselves = people.actor_for(user, None)
    try:
        with transaction.atomic():
            link = TherapistLink.objects.create(
                patient=row.patient,
                user=user,
                release=row,
                location=row.patient.home_location,
                at=clock.now(),
                by=user,
                by_name=user.name,
                idempotency_key=f"invitation-{invitation.pk}",
            )
    except IntegrityError:
        raise NotFound("This invitation was used already. Sign in instead.") from None
    _trace(themselves, "therapist.accept", ("therapist-link", link.uid), row.patient)
    return user


@transaction.atomic
def link(*, by: Actor, patient: Patient, therapist: int, key: str) -> TherapistLink:
    """Say which therapist of this location works with a person."""
    may.check_can_link(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    if done := TherapistLink.objects.filter(idempotency_key=key).first():
        if (done.patient_id, done.user_id, done.by_id) != (patient.pk, therapist, by.user_id):
            raise Conflict(USED)
        return done
    place = people.location_of(by)
    known = people.staff_with(place, Role.THERAPIST) if place else []
    chosen = next((one for one in known if one.pk == therapist), None)
    if chosen is None or place is None:
        raise InvalidInput("Choose a therapist who works here.", field="therapist")
    if queries.standing().filter(patient=patient, user=chosen).exists():
        raise Conflict("This therapist is linked already. Nothing was changed.")
    row = TherapistLink.objects.create(
        patient=patient,
        user=chosen,
        location=place,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    _trace(by, "therapist.link", ("therapist-link", row.uid), patient)
    return row


@transaction.atomic
def unlink(*, by: Actor, patient: Patient, link: UUID, reason: str, key: str) -> TherapistLinkEnd:
    """End a link at once, with the reason: a change of therapist, or the wrong person.

    What the therapist saw stays in the trail and in the person's list of who looked.
    """
    may.check_can_link(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    row = TherapistLink.objects.filter(uid=link, patient=patient).first()
    if row is None:
        raise NotFound("There is no such therapist in this record.")
    reason = reason.strip()
    if done := TherapistLinkEnd.objects.filter(idempotency_key=key).first():
        if (done.link_id, done.by_id, done.reason) != (row.pk, by.user_id, reason):
            raise Conflict(USED)
        return done
    if not reason:
        raise InvalidInput("Write why this therapist is unlinked.", field="reason")
    if len(reason) > 500:
        raise InvalidInput("Shorten it to 500 characters.", field="reason")
    ended = _end(by, row, reason, key)
    _trace(by, "therapist.unlink", ("therapist-link", row.uid), patient)
    return ended


def _end(by: Actor, row: TherapistLink, reason: str, key: str) -> TherapistLinkEnd:
    try:
        with transaction.atomic():
            return TherapistLinkEnd.objects.create(
                link=row,
                reason=reason,
                at=clock.now(),
                by_id=by.person_id(),
                by_name=by.name,
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict("This therapist was unlinked already. Nothing was changed.") from None


def _check_can_be_invited(row: Release) -> None:
    """The release stands, nobody has accepted yet, and the address is nobody else's."""
    if row.ends_at <= clock.now() or hasattr(row, "end"):
        raise Conflict("This release has ended. Ask the person to sign a new one first.")
    if hasattr(row, "link"):
        raise Conflict("This therapist has accepted already. Nothing was sent.")
    known = people.with_email(row.therapist_email)
    if known is not None and known.kind != User.Kind.OUTSIDE:
        raise Conflict(
            "This e-mail address already signs another person in. Ask for a different address, "
            "and have a new release signed. Nothing was sent."
        )


def _send(by: Actor, row: Release, secret: str) -> None:
    place = row.patient.home_location
    address = reverse("outside:invitation", args=[secret])
    messages.queue(
        by=by,
        to=row.therapist_email,
        subject=f"An invitation from {place.short_name}",
        body=(
            f"Hello,\n\nsomebody whom you know has asked {place.short_name} to work with you. "
            f"To accept, open\n{settings.PUBLIC_URL}{address}\n"
            f"The link works once, for {INVITATION_LASTS.days} days at most.\n\n"
            "If you did not expect this message, you can delete it."
        ),
        purpose="outside-invitation",
        location=place,
    )


def _trace(by: Actor, action: str, subject: tuple[str, object], patient: Patient) -> None:
    audit.record(
        by=by,
        action=action,
        subject=subject,
        patient=patient.uid,
        location=by.location_id or patient.home_location_id,
    )
