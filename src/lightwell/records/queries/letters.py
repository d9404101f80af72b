"""Letters as they were signed, and what a new one would tell of the record today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.access.models import Location
from lightwell.kit.dates import staff_date
from lightwell.kit.words import quantity
from lightwell.records.models import Letter
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import courses, history, sessions, summary
from lightwell.records.queries.courses import CourseView
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.entries import Line
    from lightwell.records.models import Patient

INSTRUMENT = "phq9"


@frozen(kw_only=True)
class LetterView:
    """One signed letter; ``content`` is what it told of the record on its day."""

    uid: UUID
    kind: str
    patient: Patient
    number: int
    recipient: str
    address: str
    agreed_on: date | None
    words: str
    content: Mapping[str, Any]
    at: datetime
    by_name: str
    by_title: str

    @property
    def kind_words(self) -> str:
        """What kind of letter it is."""
        return str(Letter.Kind(self.kind).label)


def of_patient(by: Actor, patient: Patient) -> list[LetterView]:
    """Every letter about a patient, newest first (one query)."""
    return [_view(row) for row in _rows(by, patient).order_by("-number")]


def one(by: Actor, patient: Patient, uid: UUID) -> LetterView:
    """One letter of this patient, or ``NotFound`` also when it is another patient's."""
    row = _rows(by, patient).filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such letter in this record.")
    return _view(row)


def content(by: Actor, patient: Patient, location: Location) -> dict[str, Any]:
    """What a letter tells of the record now, in plain values that can be kept."""
    course = courses.newest(by, patient)
    scores = [row for row in summary.scores(by, patient, INSTRUMENT) if row.total is not None]
    return {
        "patient": {
            "name": f"{patient.given_name} {patient.family_name}",
            "born": staff_date(patient.birth_date) if patient.birth_date else "Not recorded",
        },
        "location": {"name": location.name, "address": location.address, "phone": location.phone},
        "treatment": _treatment(course),
        "sessions": _sessions(by, course),
        "scores": [
            {"on": staff_date(timezone.localtime(row.at)), "total": row.total}
            for row in reversed(scores)
        ],
        "sentence": _sentence(scores),
        **_medicines(by, patient),
    }


def _rows(by: Actor, patient: Patient) -> Any:
    check_can_read_history(by)
    return Letter.objects.filter(
        patient__in=visible_to(by).filter(pk=patient.pk).values("pk")
    ).select_related("patient")


def _view(row: Letter) -> LetterView:
    return LetterView(
        uid=row.uid,
        kind=row.kind,
        patient=row.patient,
        number=row.number,
        recipient=row.recipient,
        address=row.address,
        agreed_on=row.agreed_on,
        words=row.words,
        content=row.content,
        at=row.at,
        by_name=row.by_name,
        by_title=row.by_title,
    )


def _treatment(course: CourseView | None) -> list[tuple[str, str]]:
    """The programme, how far it has come, and the dose that is planned, line by line."""
    if course is None:
        return []
    rows = [
        ("Programme", course.programme.title),
        ("Begun", staff_date(course.day(course.begun_at))),
        ("Now", course.status.replace("_", " ")),
    ]
    if course.plan is not None:
        dose = course.plan.content
        route = course.way.route_words
        rows.append(("Planned dose", f"{dose['mg']} mg {course.way.agent} by {route}"))
        rows.append(("Sessions planned", course.plan.sessions_words))
    return rows


def _sessions(by: Actor, course: CourseView | None) -> list[dict[str, Any]]:
    """Each session that ran, with its day and what two people confirmed."""
    if course is None:
        return []
    rows = []
    for view in sessions.of_course(by, course.uid):
        if view.started_at is None:
            continue
        prepared = view.dose.prepared
        given = f"{prepared.values['mg']} mg" if prepared and "mg" in prepared.values else ""
        rows.append(
            {
                "number": view.number,
                "on": staff_date(view.day_of(view.started_at)),
                "given": given or "Not recorded",
                "state": view.status.replace("_", " "),
            }
        )
    return rows


def _sentence(scores: list[summary.Score]) -> str:
    """The newest total beside the first one, in words that claim no more."""
    totals = [row.total for row in scores if row.total is not None]
    if len(totals) < 2:
        return ""
    return lw.change_in_score(INSTRUMENT, totals[-1], totals[0]).sentence()


def _medicines(by: Actor, patient: Patient) -> dict[str, Any]:
    """The medicines that stand verified, and who signed the list when."""
    lines = history.all_of(by, patient, "medicine")
    signed = history.signature(by, patient, "medicine")
    basis = "Nobody has signed this list: it may be incomplete."
    if signed is not None:
        on = staff_date(timezone.localtime(signed.at))
        basis = f"List last signed on {on} by {signed.by_name}."
    return {
        "medicines": [said for one in lines if (said := _medicine(one))],
        "no_medicines": "None recorded.",
        "medicines_basis": basis,
    }


def _medicine(line: Line) -> str:
    """One verified medicine that is being taken; a draft or a stopped one is left out."""
    if line.standing is None or line.standing.content.get("taking") == "no":
        return ""
    known = line.standing.content
    dose = known.get("dose_mg")
    parts = [str(known.get("drug", "")), quantity(Decimal(str(dose)), "mg") if dose else ""]
    return ", ".join(part for part in (*parts, str(known.get("frequency", ""))) if part)
