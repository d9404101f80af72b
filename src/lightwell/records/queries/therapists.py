"""Releases, invitations and links of one patient, and which of them stand at this moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from attrs import frozen
from django.db.models import Exists, OuterRef, Q, QuerySet

from lightwell.access import clock
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import NotFound
from lightwell.access.identifiers import digest
from lightwell.access.models import Membership
from lightwell.access.queries import people
from lightwell.records.models import Release, TherapistInvitation, TherapistLink
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries.patients import visible_to
from lightwell.records.release_words import SHARES

if TYPE_CHECKING:
    from lightwell.access.models import User
    from lightwell.records.models import Patient


@frozen(kw_only=True)
class ReleaseView:
    """One release: to whom, what for, which parts, until when, and how it stands now."""

    uid: UUID
    therapist_name: str
    therapist_email: str
    purpose: str
    shares: tuple[str, ...]
    signed_on: date
    is_on_paper: bool
    giver: str
    ends_on: date
    by_name: str
    stands: bool
    ended_early: datetime | None
    ended_by: str
    reason: str
    invited_at: datetime | None
    invitation_expires_at: datetime | None
    invitations: int
    accepted_at: datetime | None
    link: UUID | None

    @property
    def share_words(self) -> list[str]:
        """The parts that it names, in the words that were signed."""
        return [words for part, words in SHARES.items() if part in self.shares]

    @property
    def is_invited(self) -> bool:
        """Whether an invitation still waits to be accepted."""
        waits = self.invitation_expires_at
        return self.accepted_at is None and waits is not None and waits > clock.now()


@frozen(kw_only=True)
class LinkView:
    """One therapist of a person: from outside or of the house, and whether the link stands."""

    uid: UUID
    name: str
    is_outside: bool
    at: datetime
    stands: bool
    ended_at: datetime | None
    ended_by: str
    reason: str


def releases(by: Actor, patient: Patient) -> list[ReleaseView]:
    """Every release of a patient, newest first."""
    rows = _releases(by, patient).prefetch_related("invitations")
    return [_release_view(row) for row in rows]


def release(by: Actor, patient: Patient, uid: UUID) -> ReleaseView:
    """One release, or ``NotFound`` also when it is another patient's."""
    found = next((one for one in releases(by, patient) if one.uid == uid), None)
    if found is None:
        raise NotFound("There is no such release in this record.")
    return found


def links(by: Actor, patient: Patient) -> list[LinkView]:
    """Every therapist who was ever linked to a patient, in order."""
    check_can_read_history(by)
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    rows = TherapistLink.objects.filter(patient__in=mine).select_related("user", "end")
    stands = set(standing().filter(patient=patient).values_list("pk", flat=True))
    return [_link_view(row, stands=row.pk in stands) for row in rows]


def link(by: Actor, patient: Patient, uid: UUID) -> LinkView:
    """One therapist of a patient, or ``NotFound`` also when it is another patient's."""
    found = next((one for one in links(by, patient) if one.uid == uid), None)
    if found is None:
        raise NotFound("There is no such therapist in this record.")
    return found


def standing() -> QuerySet[TherapistLink]:
    """The links that count at this moment: asked of the database each time, never remembered."""
    works = Membership.objects.filter(
        user=OuterRef("user"),
        location=OuterRef("location"),
        role=Role.THERAPIST,
        ended_at__isnull=True,
    )
    outside = Q(release__ends_at__gt=clock.now(), release__end__isnull=True)
    return TherapistLink.objects.filter(
        outside | (Q(release__isnull=True) & Exists(works)),
        end__isnull=True,
        user__is_active=True,
    )


def colleagues(by: Actor, patient: Patient) -> list[User]:
    """The therapists of this location who are not linked to the patient yet."""
    place = people.location_of(by)
    if place is None:
        return []
    linked = set(standing().filter(patient=patient).values_list("user", flat=True))
    return [one for one in people.staff_with(place, Role.THERAPIST) if one.pk not in linked]


def open_invitation(token: str) -> TherapistInvitation:
    """The invitation behind a link. One that is used, expired, overtaken by a newer one, or whose
    release has ended is not there: whoever holds the link learns no more than that."""
    now = clock.now()
    newer = TherapistInvitation.objects.filter(
        release=OuterRef("release"), number__gt=OuterRef("number")
    )
    found = (
        TherapistInvitation.objects.filter(
            ~Exists(newer),
            digest=digest(token),
            expires_at__gt=now,
            release__ends_at__gt=now,
            release__end__isnull=True,
            release__link__isnull=True,
        )
        .select_related("release__patient__home_location__organisation")
        .first()
    )
    if found is None:
        raise NotFound(
            "This invitation does not work any more. Invitations work once and for a few days. "
            "Ask the clinic to send a new one."
        )
    return found


def _releases(by: Actor, patient: Patient) -> QuerySet[Release]:
    check_can_read_history(by)
    return Release.objects.filter(
        patient__in=visible_to(by).filter(pk=patient.pk).values("pk")
    ).select_related("end", "link__end", "patient__home_location")


def _release_view(row: Release) -> ReleaseView:
    end, link = getattr(row, "end", None), getattr(row, "link", None)
    unlinked = getattr(link, "end", None)
    over = end or unlinked
    invited = list(row.invitations.all())
    return ReleaseView(
        uid=row.uid,
        therapist_name=row.therapist_name,
        therapist_email=row.therapist_email,
        purpose=row.purpose,
        shares=tuple(row.shares),
        signed_on=row.signed_on,
        is_on_paper=row.is_on_paper,
        giver=row.guardian_name or "the person",
        ends_on=row.ends_on,
        by_name=row.by_name,
        stands=over is None and row.ends_at > clock.now(),
        ended_early=over.at if over else None,
        ended_by=over.by_name if over else "",
        reason=over.reason if over else "",
        invited_at=invited[-1].at if invited else None,
        invitation_expires_at=invited[-1].expires_at if invited else None,
        invitations=len(invited),
        accepted_at=link.at if link else None,
        link=link.uid if link else None,
    )


def _link_view(row: TherapistLink, *, stands: bool) -> LinkView:
    end = getattr(row, "end", None)
    return LinkView(
        uid=row.uid,
        name=row.user.name,
        is_outside=row.release_id is not None,
        at=row.at,
        stands=stands,
        ended_at=end.at if end else None,
        ended_by=end.by_name if end else "",
        reason=end.reason if end else "",
    )
