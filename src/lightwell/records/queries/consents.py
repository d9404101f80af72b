"""What a person agreed to, in which words, and whether it still stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.caserules import age_on
from lightwell.records import days
from lightwell.records.models import Consent, ConsentWithdrawal, Course
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient

KETAMINE_IV = "ketamine-iv"
OF_AGE = 18
PATIENT, GUARDIAN = "patient", "guardian"


@frozen
class Withdrawn:
    """When a consent ended, by whom, and why if they said."""

    at: datetime
    by_name: str
    reason: str


@frozen(kw_only=True)
class ConsentView:
    """One consent as it was given. ``is_current`` is false for an older version of the text."""

    uid: UUID
    kind: str
    text_version: str
    content_hash: str
    answers: tuple[dict[str, Any], ...]
    given_by: str
    guardian_name: str
    has_assent: bool | None
    signed_on: date
    at: datetime
    by_name: str
    is_current: bool
    withdrawn: Withdrawn | None


def all_of(by: Actor, patient: Patient, kind: str = KETAMINE_IV) -> list[ConsentView]:
    """Every consent of this kind, newest first (one query)."""
    check_can_read_history(by)
    rows = Consent.objects.filter(
        patient__in=visible_to(by).filter(pk=patient.pk).values("pk"), kind=kind
    )
    return [_view(row) for row in rows.select_related("withdrawal").order_by("-id")]


def current(by: Actor, patient: Patient, kind: str = KETAMINE_IV) -> ConsentView | None:
    """The newest consent, unless there is none or it was withdrawn.

    One of an older version of the text is there with ``is_current`` false: it does not count,
    and the person is asked again.
    """
    newest = next(iter(all_of(by, patient, kind)), None)
    return newest if newest and newest.withdrawn is None else None


def in_force(patient: Patient, kind: str) -> ConsentView | None:
    """The newest consent, if a session may rest on it (one query).

    Not withdrawn, to the text of now, and given by whoever has to agree at the age of now: what a
    guardian agreed to does not bind a person who has come of age since.
    """
    newest = _newest(patient, kind)
    if newest is None or newest.withdrawn is not None or not newest.is_current:
        return None
    return None if newest.given_by == GUARDIAN and is_of_age(patient) else newest


def is_outgrown(patient: Patient, kind: str) -> bool:
    """Whether a guardian agreed, and the person has come of age since (one query)."""
    newest = _newest(patient, kind)
    stands = newest is not None and newest.withdrawn is None and newest.given_by == GUARDIAN
    return stands and bool(is_of_age(patient))


def _newest(patient: Patient, kind: str) -> ConsentView | None:
    rows = Consent.objects.filter(patient=patient, kind=kind).select_related("withdrawal")
    row = rows.order_by("-id").first()
    return _view(row) if row else None


def one(by: Actor, patient: Patient, uid: UUID) -> ConsentView:
    """One consent, or ``NotFound`` also when it is another patient's."""
    check_can_read_history(by)
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    row = Consent.objects.filter(patient__in=mine, uid=uid).select_related("withdrawal").first()
    if row is None:
        raise NotFound("There is no such consent in this record.")
    return _view(row)


def kind_of(agent: str, route: str) -> str:
    """The kind of consent that a treatment asks for: "ketamine-im"."""
    return f"{agent}-{route}"


def newest_kind(by: Actor, patient: Patient) -> str:
    """What a person was asked about last: that of the newest consent, else of the newest course."""
    check_can_read_history(by)
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    row = Consent.objects.filter(patient__in=mine).order_by("-id").first()
    if row is not None:
        return row.kind
    course = Course.objects.filter(patient__in=mine).order_by("-id").first()
    return kind_of(course.agent, course.route) if course is not None else KETAMINE_IV


def is_of_age(patient: Patient) -> bool | None:
    """Whether the person agrees alone today; None when the birth date is not known."""
    if patient.birth_date is None:
        return None
    return age_on(patient.birth_date, days.today(patient)) >= OF_AGE


def session_facts(by: Actor, patient: Patient, kind: str = KETAMINE_IV) -> dict[str, str]:
    """What the rules ask about consent, as far as the record knows it.

    Withdrawn is a no. None yet, one of an older text, or a guardian's for somebody who has come of
    age since, is not known: the person is asked.
    """
    newest = next(iter(all_of(by, patient, kind)), None)
    if newest is None:
        return {}
    stands = newest.withdrawn is None
    is_outgrown = newest.given_by == GUARDIAN and is_of_age(patient)
    if stands and (is_outgrown or not newest.is_current):
        return {}
    found = {"consent_current": "yes" if stands else "no"}
    if stands and newest.given_by == GUARDIAN:
        found |= {"guardian_consent": "yes", "patient_assent": "yes" if newest.has_assent else "no"}
    return found


def _view(row: Consent) -> ConsentView:
    ended: ConsentWithdrawal | None = getattr(row, "withdrawal", None)
    return ConsentView(
        uid=row.uid,
        kind=row.kind,
        text_version=row.text_version,
        content_hash=row.content_hash,
        answers=tuple(row.answers),
        given_by=row.given_by,
        guardian_name=row.guardian_name,
        has_assent=row.has_assent,
        signed_on=row.signed_on,
        at=row.at,
        by_name=row.by_name,
        is_current=row.text_version == lw.consent_text(row.kind).header.version,
        withdrawn=Withdrawn(ended.at, ended.by_name, ended.reason) if ended else None,
    )
