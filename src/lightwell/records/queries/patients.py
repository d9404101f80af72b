"""Patients as one actor may see them; strangers learn nothing, not even that one exists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from attrs import frozen
from django.db.models import Q, QuerySet
from rapidfuzz.distance import DamerauLevenshtein

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied, NotFound
from lightwell.records.models import Patient
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
    """One patient, or ``NotFound`` for strangers and for identifiers that do not exist."""
    patient = visible_to(by).filter(uid=uid).first()
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


def of_user(actor: Actor) -> Patient:
    """The signed-in patient's own record."""
    patient = visible_to(actor).first() if actor.is_patient else None
    if patient is None:
        raise NotFound("There is no record for this account yet. Please call the clinic.")
    return patient


@frozen
class Duplicate:
    """A patient who may be the person in question, and what speaks for it."""

    patient: Patient
    reasons: tuple[str, ...]


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
    they differ, without accents and order, by one slip of the pen.
    """
    if not by.has(*IDENTITY_ROLES):
        raise Denied("Only those who register patients compare them.")
    name = f"{given_name} {family_name}"
    shared = Q(given_name__iexact=given_name, family_name__iexact=family_name)
    if birth_date:
        shared |= Q(birth_date=birth_date)
    if phone:
        shared |= Q(phone=phone)
    if email:
        shared |= Q(email__iexact=email)
    found = []
    for patient in Patient.objects.select_related("home_location").filter(shared):
        reasons = tuple(_reasons(patient, name, birth_date, phone, email))
        if reasons:
            found.append(Duplicate(patient, reasons))
    return sorted(found, key=lambda one: (-len(one.reasons), one.patient.pk))


def _reasons(
    patient: Patient, name: str, birth_date: date | None, phone: str, email: str
) -> Iterator[str]:
    theirs = f"{patient.given_name} {patient.family_name}"
    has_same_birth = birth_date is not None and patient.birth_date == birth_date
    if has_same_name(theirs, name):
        yield "Same name"
    elif has_same_birth and are_alike(theirs, name):
        yield "Similar name"
    elif has_same_birth and plain(patient.family_name)[-1:] == plain(name)[-1:]:
        yield "Same family name"
    elif not _has_same_contact(patient, phone, email):
        return  # a birthday alone is shared by many
    if has_same_birth:
        yield "Same date of birth"
    if phone and patient.phone == phone:
        yield "Same phone"
    if email and patient.email.casefold() == email.casefold():
        yield "Same e-mail"


def _has_same_contact(patient: Patient, phone: str, email: str) -> bool:
    has_same_email = bool(email) and patient.email.casefold() == email.casefold()
    return has_same_email or (bool(phone) and patient.phone == phone)


def has_same_name(one: str, other: str) -> bool:
    """True when two names consist of the same words, whatever their order and accents."""
    return sorted(plain(one)) == sorted(plain(other))


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
