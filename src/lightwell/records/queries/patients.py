"""Patients as one actor may see them; strangers learn nothing, not even that one exists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from attrs import frozen
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from rapidfuzz.distance import DamerauLevenshtein

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied, NotFound
from lightwell.access.models import Location
from lightwell.records.models import Death, Patient, PortalInvitation, SeenAt
from lightwell.records.policies import IDENTITY_ROLES

RECORD_ROLES = CLINICAL_ROLES | {Role.FRONT_DESK, Role.AUDITOR}


def visible_to(actor: Actor) -> QuerySet[Patient]:
    """Patients whose home is the actor's present location, or who are also seen there."""
    everyone = Patient.objects.select_related("home_location", "user")
    if actor.is_patient and actor.user_id is not None:
        return everyone.filter(user_id=actor.user_id)
    if not actor.has(*RECORD_ROLES):
        return everyone.none()
    return _seen_at(everyone, actor.location_id)


def get(*, by: Actor, uid: UUID | str) -> Patient:
    """One patient, or ``NotFound`` for strangers and for identifiers that do not exist.

    ``death_act`` says whether the record tells of their death, without another query.
    """
    newest = Death.objects.filter(patient=OuterRef("pk")).order_by("-number")
    told = visible_to(by).annotate(death_act=Subquery(newest.values("act")[:1]))
    patient = told.filter(uid=uid).first()
    if patient is None:
        raise NotFound("There is no such record here.")
    return patient


def identified(*, by: Actor, uid: UUID | str) -> Patient:
    """One patient for those who keep names and contacts here, administrators included."""
    everyone = Patient.objects.select_related("home_location", "user")
    mine = everyone.none()
    if by.has(*IDENTITY_ROLES):
        mine = _seen_at(everyone, by.location_id)
    patient = mine.filter(uid=uid).first()
    if patient is None:
        raise NotFound("There is no such record here.")
    return patient


def among(by: Actor, uids: Iterable[UUID]) -> dict[UUID, Patient]:
    """Those of these patients whom the actor may see, by their names in addresses (one query)."""
    return {one.uid: one for one in visible_to(by).filter(uid__in=set(uids))}


def of_user(actor: Actor) -> Patient:
    """The signed-in patient's own record."""
    patient = visible_to(actor).first() if actor.is_patient else None
    if patient is None:
        raise NotFound("There is no record for this account yet. Please call the clinic.")
    return patient


def invitations(*, by: Actor, patient: Patient) -> list[PortalInvitation]:
    """When and by whom a patient was invited to the portal, the newest first."""
    identified(by=by, uid=patient.uid)
    return list(patient.invitations.select_related("by"))


@frozen
class Contact:
    """Where a person is written to. It carries no name: a message needs none."""

    uid: UUID
    email: str
    home: Location


def to_write_to(uids: Iterable[UUID]) -> list[Contact]:
    """Those of these patients who may be written to: with an e-mail address, and alive.

    For messages of the clock and of the diary, which are about a time and a place. Whoever must
    not be written to, for whatever reason, is left out here and nowhere else.
    """
    newest = Death.objects.filter(patient=OuterRef("pk")).order_by("-number")
    told = Patient.objects.annotate(
        death_act=Coalesce(Subquery(newest.values("act")[:1]), Value(""))
    )
    rows = told.filter(uid__in=set(uids)).exclude(email="").exclude(death_act=Death.Act.RECORDED)
    return [
        Contact(one.uid, one.email, one.home_location)
        for one in rows.select_related("home_location").order_by("pk")
    ]


@frozen
class Duplicate:
    """A patient who may be the person in question, and what speaks for it."""

    patient: Patient
    reasons: tuple[str, ...]


@frozen
class Person:
    """Who somebody says they are."""

    given_name: str
    family_name: str
    birth_date: date | None = None
    phone: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """All names."""
        return f"{self.given_name} {self.family_name}"

    @property
    def short_name(self) -> str:
        """Without middle names, which are left out as often as not."""
        return " ".join([*self.given_name.split()[:1], self.family_name])


def possible_duplicates(
    *,
    by: Actor,
    given_name: str,
    family_name: str,
    birth_date: date | None,
    phone: str,
    email: str,
) -> list[Duplicate]:
    """Patients of the whole organisation who may be the same person, likeliest first.

    A record belongs to the organisation, so other locations count too; only those who may
    register see them, and only by name, birth date and record number. Names are alike when
    they differ, without accents, order and middle names, by one slip of the pen.
    """
    if not by.has(*IDENTITY_ROLES):
        raise Denied("Only those who register patients compare them.")
    asked = Person(given_name, family_name, birth_date, phone, email)
    first = " ".join(given_name.split()[:1])
    shared = Q(given_name__istartswith=first, family_name__iexact=family_name)
    if birth_date:
        shared |= Q(birth_date=birth_date)
    if phone:
        shared |= Q(phone=phone)
    if email:
        shared |= Q(email__iexact=email)
    found = []
    for patient in Patient.objects.select_related("home_location").filter(shared):
        reasons = tuple(_reasons(asked, patient))
        if reasons:
            found.append(Duplicate(patient, reasons))
    return sorted(found, key=lambda one: (-len(one.reasons), one.patient.pk))


def _reasons(asked: Person, patient: Patient) -> Iterator[str]:
    has_same_birth = asked.birth_date is not None and patient.birth_date == asked.birth_date
    may_be_as_old = has_same_birth or None in (asked.birth_date, patient.birth_date)
    has_same_phone = bool(asked.phone) and patient.phone == asked.phone
    has_same_email = bool(asked.email) and patient.email.casefold() == asked.email.casefold()
    theirs = Person(patient.given_name, patient.family_name)
    if has_same_name(theirs.name, asked.name):
        yield "Same name"
    elif may_be_as_old and (
        are_alike(theirs.name, asked.name) or are_alike(theirs.short_name, asked.short_name)
    ):
        yield "Similar name"
    elif has_same_birth and plain(theirs.family_name) == plain(asked.family_name):
        yield "Same family name"
    elif not (has_same_phone or has_same_email):
        return  # a birthday alone is shared by many
    if has_same_birth:
        yield "Same date of birth"
    if has_same_phone:
        yield "Same phone"
    if has_same_email:
        yield "Same e-mail"


def has_same_name(one: str, other: str) -> bool:
    """True when two names consist of the same words, whatever their order and accents."""
    return sorted(plain(one)) == sorted(plain(other))


def places_of(patient: Patient) -> list[Location]:
    """Where somebody is seen: at home, and wherever else staff wrote down that they are."""
    known = Q(pk=patient.home_location_id) | Q(pk__in=patient.seen_at.values("location"))
    return list(Location.objects.filter(known).order_by("pk"))


def seen_elsewhere(patient: Patient) -> list[SeenAt]:
    """Where else somebody is seen, why, and who wrote it down; the oldest first."""
    return list(patient.seen_at.select_related("location", "by").order_by("pk"))


def are_alike(one: str, other: str) -> bool:
    """True when two names differ by one slip of the pen, also with given and family name swapped.

    One slip is a letter more, less, changed, or swapped with its neighbour.
    """
    words, theirs = plain(one), " ".join(plain(other))
    orders = (" ".join(words), " ".join(reversed(words)))
    return any(DamerauLevenshtein.distance(order, theirs) <= 1 for order in orders)


def plain(name: str) -> list[str]:
    """The words of a name without case, accents, hyphens and apostrophes."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    return "".join(one for one in letters if one.isalpha() or one.isspace()).split()


def _seen_at(patients: QuerySet[Patient], location_id: int | None) -> QuerySet[Patient]:
    here = Q(home_location_id=location_id) | Q(seen_at__location_id=location_id)
    return patients.filter(here).distinct()
