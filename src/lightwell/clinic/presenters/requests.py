"""Requests as the front desk reads them: a list with name alerts, and people side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen
from django.utils import timezone

from lightwell.kit.banner import NOT_RECORDED
from lightwell.kit.dates import age_on, staff_date
from lightwell.kit.lists import SummaryRow
from lightwell.records.queries.patients import Duplicate, are_alike

if TYPE_CHECKING:
    from datetime import date

    from lightwell.diary.models import ConsultationRequest
    from lightwell.records.models import Patient

ANSWERS = {"yes": "Yes", "no": "No", "unknown": "Not sure"}
TIMES = {"morning": "Morning", "midday": "Noon", "afternoon": "Afternoon", "any": "Any time"}
PAYMENTS = {"insurance": "Insurance", "self_pay": "Self-pay", "not_sure": "Not sure yet"}
STATUS = {
    "received": ("Waiting", "waiting"),
    "accepted": ("New patient", "calm"),
    "duplicate": ("Known patient", "calm"),
    "declined": ("Declined", ""),
}


@frozen
class WaitingRow:
    """One waiting request: who, and whether another one's name is easily taken for it."""

    request: ConsultationRequest
    name: str
    born: str
    name_alert: bool


@frozen
class CompareRow:
    """One fact of the request beside the same fact of each patient, and whether they agree."""

    label: str
    asked: str
    others: Sequence[tuple[str, bool]]


def waiting_rows(requests: Sequence[ConsultationRequest]) -> list[WaitingRow]:
    """The rows of the list; the same or a like-sounding family name warns on both (R-6)."""
    families = [one.family_name for one in requests]
    return [
        WaitingRow(
            request=one,
            name=display_name(one),
            born=born_words(one.birth_date),
            name_alert=sum(are_alike(one.family_name, other) for other in families) > 1,
        )
        for one in requests
    ]


def comparison(request: ConsultationRequest, duplicates: Sequence[Duplicate]) -> list[CompareRow]:
    """The request and everyone who may be the same person, fact by fact."""
    columns = [_facts_of_patient(one.patient) for one in duplicates]
    return [
        CompareRow(
            label,
            asked or "Not given",
            [(theirs[label] or NOT_RECORDED, _agree(asked, theirs[label])) for theirs in columns],
        )
        for label, asked in _facts_of_request(request).items()
    ]


def what_was_asked(request: ConsultationRequest) -> list[SummaryRow]:
    """Everything that the visitor wrote, in the order of the questions."""
    times = ", ".join(TIMES.get(one, NOT_RECORDED) for one in request.best_times)
    lines = {
        "Name": display_name(request),
        "Phone": request.phone,
        "Leave a message?": ANSWERS.get(request.may_leave_message, ""),
        "Text?": ANSWERS.get(request.may_text, ""),
        "E-mail": request.email,
        "Born": born_words(request.birth_date),
        "Best times": times,
        "Referred by": request.referred_by,
        "Payment": PAYMENTS.get(request.payment, ""),
        "Access needs": request.needs,
        "Interpreter": request.language,
    }
    return [SummaryRow(key=key, value=value or "Not given") for key, value in lines.items()]


def identity(request: ConsultationRequest) -> dict[str, object]:
    """What the person typed of who they are, for the front desk to confirm."""
    return {
        "given_name": request.given_name,
        "family_name": request.family_name,
        "birth_date": request.birth_date,
        "phone": request.phone,
        "email": request.email,
    }


def display_name(person: ConsultationRequest | Patient) -> str:
    """``RIVERA, Ana Sofia``: never shortened."""
    return f"{person.family_name.upper()}, {person.given_name}"


def born_words(born: date | None) -> str:
    """``04-Mar-1984 (42 y)``."""
    if born is None:
        return NOT_RECORDED
    return f"{staff_date(born)} ({age_on(born, timezone.localdate())} y)"


def _facts_of_request(request: ConsultationRequest) -> dict[str, str]:
    return {
        "Name": display_name(request),
        "Born": staff_date(request.birth_date) if request.birth_date else "",
        "Phone": request.phone,
        "E-mail": request.email,
    }


def _facts_of_patient(patient: Patient) -> dict[str, str]:
    return {
        "Name": display_name(patient),
        "Born": staff_date(patient.birth_date) if patient.birth_date else "",
        "Phone": patient.phone,
        "E-mail": patient.email,
    }


def _agree(asked: str, theirs: str) -> bool:
    return bool(asked) and asked.casefold() == theirs.casefold()
