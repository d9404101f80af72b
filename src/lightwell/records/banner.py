"""The banner of every page about one patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from lightwell.access.actors import Actor
from lightwell.kit.banner import AllergyState, PatientBanner
from lightwell.kit.dates import staff_date
from lightwell.records.queries import summary

if TYPE_CHECKING:
    from lightwell.records.models import Patient

ALLERGIES = {
    "known": AllergyState.KNOWN,
    "none_known": AllergyState.NONE,
    "not_recorded": AllergyState.NOT_RECORDED,
    "unavailable": AllergyState.UNAVAILABLE,
}
SEX = {"female": "Female", "male": "Male"}


def banner(by: Actor, patient: Patient) -> PatientBanner:
    """Who a page is about, with allergies and open risk."""
    known = summary.identity(by, patient)
    return PatientBanner(
        family=patient.family_name,
        given=patient.given_name,
        today=timezone.localdate(),
        born=patient.birth_date,
        sex=SEX.get(patient.sex_at_birth, ""),
        mrn=patient.mrn,
        allergies=ALLERGIES[known.allergy_state],
        allergy_names=", ".join(known.allergies),
        risk=risk_words(known.risk),
        risk_priority=known.risk.priority if known.risk else "",
        name_alert=known.has_namesake,
        has_died=getattr(patient, "death_act", None) == "recorded",
        url=reverse("clinic:patient", args=[patient.uid]),
    )


def risk_words(risk: summary.OpenRisk | None) -> str:
    """The most urgent open task, else that none is open (which is not "no risk")."""
    if risk is None:
        return "No open task"
    since = staff_date(timezone.localtime(risk.raised_at))
    more = f", {risk.count} open" if risk.count > 1 else ""
    return f"{risk.label} since {since}{more}"
