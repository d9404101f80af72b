"""What a session stands on: the decision, the consent, the plan, the adoption, today's weight."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

import lightwell.clinical as lw
from lightwell.access.models import Organisation
from lightwell.records.models import (
    Adoption,
    Consent,
    Course,
    Decision,
    EntryVersion,
    Patient,
    Reconciliation,
    RecordedFact,
    Response,
    RiskTask,
    RiskTaskEvent,
)
from lightwell.records.risk_events import OVER
from lightwell.records.session_state import PlanInForce, SessionView, Weight

CSSRS = "cssrs_since_last_visit"
CSSRS_LEVELS = ("none", "low", "moderate", "high")


def plan_in_force(course: Course) -> PlanInForce | None:
    """The newest plan that the prescriber and everybody whom it waits for have signed."""
    for plan in sorted(course.plans.all(), key=lambda one: -one.number):
        needed = {"prescriber", *(one["by"] for one in plan.sign_offs)}
        if needed <= {one.role for one in plan.signatures.all()}:
            return PlanInForce(
                uid=plan.uid,
                number=plan.number,
                content=plan.content,
                sign_offs=tuple(plan.sign_offs),
            )
    return None


def weights(patients: Collection[int]) -> dict[int, Weight]:
    """The weight that stands of each patient; one that was asked and is not known is absent."""
    rows = RecordedFact.objects.filter(patient__in=patients, name="person.weight_kg", about="")
    newest = {row.patient_id: row for row in rows.order_by("number")}
    return {
        patient: Weight(kg=f"{row.value:g}", on=row.observed_on)
        for patient, row in newest.items()
        if row.value is not None
    }


def height_cm(patient: Patient) -> str | None:
    """The height that stands, as a decimal text."""
    row = (
        RecordedFact.objects.filter(patient=patient, name="person.height_cm", about="")
        .order_by("-number")
        .first()
    )
    return None if row is None or row.value is None else f"{row.value:g}"


def known(view: SessionView, day: date) -> dict[str, bool | str | None]:
    """The facts of the gates that the record itself knows on this day; nobody is asked for them."""
    consent = _consent(view)
    return {
        "decision_signed": _is_decided(view) and view.plan is not None,
        "consent_current": consent is not None,
        "guardian_consent": consent is not None and consent.given_by == "guardian",
        "patient_assent": consent.has_assent if consent else None,
        "programme_adopted": _is_adopted(view.course),
        "programme_withdrawn": _is_withdrawn_as_unsafe(view.course),
        "weighed_today": view.weight is not None and view.weight.on == day,
        "medicines_checked": _are_medicines_checked(view, day),
        "open_risk_task": _has_open_risk_task(view.patient),
        "first_of_course": not _was_treated_before(view),
        **_bipolar(view.patient),
        **_screen(view, day),
    }


def _is_decided(view: SessionView) -> bool:
    """The newest decision about this treatment offers it, and whoever must sign has signed."""
    course = view.course
    stands = (
        Decision.objects.filter(patient=view.patient, agent=course.agent, route=course.route)
        .select_related("second")
        .order_by("-number")
        .first()
    )
    if stands is None or stands.choice != Decision.Choice.OFFER:
        return False
    is_signed = not stands.needs_second or hasattr(stands, "second")
    newest = course.events.order_by("-number").first()
    return is_signed and newest is not None and newest.status in ("active", "maintenance")


def _consent(view: SessionView) -> Consent | None:
    kind = f"{view.course.agent}-{view.course.route}"
    consent = (
        Consent.objects.filter(patient=view.patient, kind=kind)
        .select_related("withdrawal")
        .order_by("-id")
        .first()
    )
    if consent is None or hasattr(consent, "withdrawal"):
        return None
    is_current = consent.text_version == lw.consent_text(kind).header.version
    return consent if is_current else None


def _is_adopted(course: Course) -> bool:
    """Adopted here in the version of this course; a demonstration needs no adoption."""
    if Organisation.objects.filter(is_demo=True).exists():
        return True
    return _acts(course).filter(act=Adoption.Act.ADOPTED, content_hash=course.content_hash).exists()


def _is_withdrawn_as_unsafe(course: Course) -> bool:
    """The last act on this version withdrew it as unsafe: no session starts from it."""
    last = _acts(course).order_by("-number").first()
    return last is not None and last.act == Adoption.Act.WITHDRAWN_UNSAFE


def _acts(course: Course) -> QuerySet[Adoption]:
    return Adoption.objects.filter(
        location=course.location_id, programme=course.programme, version=course.programme_version
    )


def _are_medicines_checked(view: SessionView, day: date) -> bool:
    """The list of medicines was signed today, and nothing of it changed since."""
    signed = Reconciliation.objects.filter(patient=view.patient, subject="medicine").first()
    if signed is None or view.day_of(signed.at) != day:
        return False
    if signed.statement == Reconciliation.Statement.UNAVAILABLE:
        return False
    return not EntryVersion.objects.filter(
        entry__patient=view.patient, entry__subject="medicine", at__gt=signed.at
    ).exists()


def _bipolar(patient: Patient) -> dict[str, bool | str | None]:
    """The bipolar screen as it was recorded at the evaluation."""
    names = ("session.bipolar_screen_positive", "session.bipolar_screen_assessed")
    rows = RecordedFact.objects.filter(patient=patient, name__in=names).order_by("number")
    return {row.name.removeprefix("session."): _yes_no(row.value) for row in rows}


def _yes_no(value: object) -> bool | None:
    """A recorded answer; anything but a clear yes or no is unknown."""
    if value in (True, "yes"):
        return True
    return False if value in (False, "no") else None


def _has_open_risk_task(patient: Patient) -> bool:
    newest = RiskTaskEvent.objects.filter(task=OuterRef("pk")).order_by("-number")
    tasks = RiskTask.objects.filter(patient=patient).annotate(
        status=Subquery(newest.values("status")[:1])
    )
    return tasks.exclude(status__in=OVER).exists()


def _was_treated_before(view: SessionView) -> bool:
    """Whether another session of this course was started."""
    others = view.course.sessions.exclude(uid=view.uid)
    return others.filter(entries__kind="start").exists()


def _screen(view: SessionView, day: date) -> dict[str, bool | str | None]:
    """The C-SSRS before the dose, and whether the one after the infusion is worse.

    Only a screen of the session's own day counts, and an incomplete one is unknown.
    """
    moment, ended = view.started_at, view.infusion_ended_at
    rows = Response.objects.filter(patient=view.patient, instrument=CSSRS).order_by("at", "id")
    kept = list(rows)
    before = [
        one for one in kept if view.day_of(one.at) == day and (moment is None or one.at <= moment)
    ]
    after = [one for one in kept if ended is not None and one.at >= ended]
    base, last = _level(before), _level(after)
    worse = None
    if base is not None and last is not None:
        worse = CSSRS_LEVELS.index(last) > CSSRS_LEVELS.index(base)
    return {CSSRS: base, "cssrs_worse": worse}


def _level(rows: list[Response]) -> str | None:
    if not rows or rows[-1].risk not in CSSRS_LEVELS:
        return None
    return rows[-1].risk
