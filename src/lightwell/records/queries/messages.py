"""The thread about a person, who has read what, and what waits for whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lightwell.access.actors import Actor, Role
from lightwell.access.errors import NotFound
from lightwell.access.models import User
from lightwell.access.queries import people
from lightwell.records.models import (
    CareMessage,
    CareMessageRead,
    Course,
    Patient,
    PlanSignature,
    TherapistLink,
)
from lightwell.records.planning import PRESCRIBER
from lightwell.records.policies_history import DECIDERS
from lightwell.records.policies_messages import check_can_read_messages
from lightwell.records.queries import patients, shared, therapists
from lightwell.records.queries.shared import SharedPerson

if TYPE_CHECKING:
    from collections.abc import Iterable

PART = "messages"


@frozen
class ReadMark:
    """Who has seen a message, and since when."""

    name: str
    at: datetime


@frozen(kw_only=True)
class MessageView:
    """One message as it was written, and who has seen it."""

    uid: UUID
    number: int
    words: str
    at: datetime
    author: int
    by_name: str
    by_role: str
    is_outside: bool
    reads: tuple[ReadMark, ...]


@frozen(kw_only=True)
class Waiting:
    """A person about whom messages wait for the one who asks."""

    patient: Patient
    count: int


def thread(by: Actor, patient: Patient) -> list[MessageView]:
    """Every message about a person, in order (two queries). An outside therapist: see ``of``."""
    check_can_read_messages(by)
    mine = patients.visible_to(by).filter(pk=patient.pk).values("pk")
    return _views(CareMessage.objects.filter(patient__in=mine))


def of(person: SharedPerson) -> list[MessageView]:
    """The thread for a therapist outside; nothing where the release does not name it."""
    if PART not in person.shares:
        return []
    return _views(CareMessage.objects.filter(patient=person.patient))


def check_is_open(person: SharedPerson) -> None:
    """The release that opens this person names messages, or there is nothing here."""
    if PART not in person.shares:
        raise NotFound(
            f"{person.name} did not release messages to you. Nothing was sent. Call "
            f"{person.home.name}: {person.home.phone}."
        )


def is_linked(by: Actor, patient: Patient) -> bool:
    """Whether the one who acts is a therapist of this person now; outside, as the release names."""
    mine = therapists.standing().filter(patient=patient, user=by.user_id)
    return any(_opens(link) for link in mine.select_related("release"))


def waiting(by: Actor) -> list[Waiting]:
    """About whom messages wait that the actor has not seen, by name (two queries)."""
    counts = dict(
        _unread(by)
        .order_by()
        .values_list("patient_id")
        .annotate(count=Count("pk"))
        .values_list("patient_id", "count")
    )
    rows = Patient.objects.filter(pk__in=counts).order_by("family_name", "given_name", "id")
    return [Waiting(patient=row, count=counts[row.pk]) for row in rows]


def unread_count(by: Actor) -> int:
    """How many messages wait for the actor, over everybody."""
    return _unread(by).count()


def unread_by(by: Actor, patient: Patient) -> QuerySet[CareMessage]:
    """What of one thread the actor has neither written nor seen."""
    return _unseen(by).filter(patient=patient)


def concerned(patient: Patient) -> list[User]:
    """Whom a message about this person is for: their prescribers and their therapists, once each.

    The prescribers are those who began the newest course or signed its plan; before there is a
    course, every prescriber of the home location. An outside therapist: while a release opens it.
    """
    links = therapists.standing().filter(patient=patient).select_related("user", "release")
    found = [*_prescribers(patient), *(link.user for link in links if _opens(link))]
    return list({one.pk: one for one in found}.values())


def _prescribers(patient: Patient) -> Iterable[User]:
    course = patient.courses.order_by("-begun_at", "-id").first()
    if course is None:
        return people.staff_with(patient.home_location, Role.PRESCRIBER)
    signed = PlanSignature.objects.filter(plan__course=course, role=PRESCRIBER).values("by")
    return User.objects.filter(Q(pk=course.by_id) | Q(pk__in=signed), is_active=True)


def _opens(link: TherapistLink) -> bool:
    """Whether a link opens messages: one of the house does, one from outside where it is named."""
    return link.release is None or PART in link.release.shares


def _unread(by: Actor) -> QuerySet[CareMessage]:
    """What waits: nurses see all of their location, prescribers and therapists their own."""
    if by.is_outside:
        opened = [one.patient.pk for one in shared.people(by) if PART in one.shares]
        return _unseen(by).filter(patient__in=opened)
    here = _unseen(by).filter(patient__in=patients.visible_to(by).values("pk"))
    if by.has(Role.NURSE):
        return here
    mine = Q()
    if by.has(*DECIDERS):
        mine |= _is_prescribed_by(by) | Q(pk__in=_in_own_threads(by))
    if by.has(Role.THERAPIST):
        mine |= Q(patient__in=therapists.standing().filter(user=by.user_id).values("patient"))
    return here.filter(mine) if mine else here.none()


def _is_prescribed_by(by: Actor) -> Q:
    """The people whose course the actor began or signed, and those who have no course yet."""
    own = Course.objects.filter(by_id=by.user_id).values("patient")
    signed = PlanSignature.objects.filter(by_id=by.user_id, role=PRESCRIBER)
    of_nobody = ~Exists(Course.objects.filter(patient=OuterRef("patient")))
    return Q(patient__in=own) | Q(patient__in=signed.values("plan__course__patient")) | Q(of_nobody)


def _in_own_threads(by: Actor) -> Any:
    own = CareMessage.objects.filter(by_id=by.user_id).order_by().values("patient")
    return CareMessage.objects.filter(patient__in=own).order_by().values("pk")


def _unseen(by: Actor) -> QuerySet[CareMessage]:
    seen = CareMessageRead.objects.filter(message=OuterRef("pk"), by_id=by.user_id)
    return CareMessage.objects.filter(~Exists(seen)).exclude(by_id=by.user_id)


def _views(rows: QuerySet[CareMessage]) -> list[MessageView]:
    return [
        MessageView(
            uid=row.uid,
            number=row.number,
            words=row.words,
            at=row.at,
            author=row.by_id,
            by_name=row.by_name,
            by_role=row.by_role,
            is_outside=row.is_outside,
            reads=tuple(ReadMark(one.by_name, one.at) for one in row.reads.all()),
        )
        for row in rows.prefetch_related("reads").order_by("number")
    ]
