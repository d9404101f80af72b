"""What a session stands on: the decision, the consent, the plan, the adoption, today's weight."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import OuterRef, Subquery

from lightwell.clinical.predicates import facts_of
from lightwell.records.chains import phase_of, way_of
from lightwell.records.models import (
    Course,
    EntryVersion,
    Patient,
    Reconciliation,
    RecordedFact,
    Response,
    RiskTask,
    RiskTaskEvent,
    TreatmentSession,
)
from lightwell.records.queries import adoptions, consents, courses, decisions, life_stages
from lightwell.records.risk_events import OVER
from lightwell.records.session_state import PlanInForce, SessionView, Weight

CSSRS = "cssrs_since_last_visit"
ENDING = ("conditions.cystitis",)
DONE = "course.sessions_done"
CSSRS_LEVELS = ("none", "low", "moderate", "high")


def plan_in_force(course: Course) -> PlanInForce | None:
    """The newest plan that the prescriber and everybody whom it waits for have signed."""
    plans = sorted(map(courses.plan_view, course.plans.all()), key=lambda one: -one.number)
    signed = next((one for one in plans if one.is_signed), None)
    if signed is None:
        return None
    return PlanInForce(
        uid=signed.uid,
        number=signed.number,
        content=signed.content,
        sign_offs=tuple(signed.sign_offs),
    )


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
    course = view.course
    consent = consents.in_force(view.patient, consents.kind_of(view.way.agent, view.way.route))
    adopted = adoptions.state(view.location, course.programme)
    return {
        "decision_signed": _is_decided(view, day) and view.plan is not None,
        "consent_current": consent is not None,
        "guardian_consent": consent is not None and consent.given_by == consents.GUARDIAN,
        "patient_assent": consent.has_assent if consent else None,
        "programme_adopted": adopted.was_adopted(course.programme_version, course.content_hash),
        "programme_withdrawn": adopted.unsafe(course.programme_version) is not None,
        "weighed_today": view.weight is not None and view.weight.on == day,
        "medicines_checked": _are_medicines_checked(view, day),
        "open_risk_task": has_open_risk_task(view.patient),
        "first_of_course": not _was_treated_before(view),
        **_bipolar(view.patient),
        **_screen(view, day),
    }


def _is_decided(view: SessionView, day: date) -> bool:
    """A signed offer of this treatment stands, it knows of the life stages of this day, and the
    course that rests on it goes on."""
    newest = view.course.events.order_by("-number").first()
    is_open = newest is not None and newest.status in ("active", "maintenance")
    treatment = (view.way.agent, view.way.route)
    if not is_open or not decisions.offer_stands(view.patient, *treatment):
        return False
    return not life_stages.not_decided(view.patient, treatment, day)


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


def has_open_risk_task(patient: Patient) -> bool:
    """Whether a task about risk is open that nobody has closed."""
    newest = RiskTaskEvent.objects.filter(task=OuterRef("pk")).order_by("-number")
    tasks = RiskTask.objects.filter(patient=patient).annotate(
        status=Subquery(newest.values("status")[:1])
    )
    return tasks.exclude(status__in=OVER).exists()


def conditions(patient: Patient) -> dict[str, str]:
    """The conditions that end a course, as they were recorded at the evaluation."""
    rows = RecordedFact.objects.filter(patient=patient, name__in=ENDING).order_by("number")
    newest = {row.name.removeprefix("conditions."): row.value for row in rows}
    return {name: value for name, value in newest.items() if value in ("yes", "no")}


def of_course(view: SessionView) -> dict[str, bool | int]:
    """How many sessions were given before, and whether going on beyond the series of this phase
    was signed at the review that ends it.

    A condition that belongs to one phase counts its sessions; one of the whole programme counts
    those of the whole way, so that a change of route does not begin anew.
    """
    series = phase_of(view.course, view.programme).series
    known: dict[str, bool | int] = {"sessions_done": _done_before(view)}
    if series is not None:
        rows = view.course.reviews.filter(after_session=series.count).order_by("number")
        last = rows.last()
        known["continuation_signed"] = last is not None and last.choice.startswith("continue")
    return known


def _done_before(view: SessionView) -> int:
    asks = [
        one
        for one in view.programme.care.criteria
        if one.kind == "start" and DONE in facts_of(one.when)
    ]
    is_of_phase = any(one.phase for one in asks)
    return _started(view, (view.course,) if is_of_phase else way_of(view.course))


def _started(view: SessionView, rows: Iterable[Course]) -> int:
    others = TreatmentSession.objects.filter(course__in=list(rows)).exclude(uid=view.uid)
    return others.filter(entries__kind="start").distinct().count()


def _was_treated_before(view: SessionView) -> bool:
    """Whether another session of this way that gave the same by the same route was started."""
    here = (view.course.agent, view.course.route)
    same = [one for one in way_of(view.course) if (one.agent, one.route) == here]
    return _started(view, same) > 0


def _screen(view: SessionView, day: date) -> dict[str, bool | str | None]:
    """The C-SSRS before the dose, and whether the one after the infusion is worse.

    Only a screen of the session's own day counts, and an incomplete one is unknown.
    """
    moment, ended = view.started_at, view.dose_ended_at
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
