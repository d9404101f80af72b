"""What holds in every course, read from the tables alone: another way than that of the gates.

Each function of ``AFTER_EACH`` and ``AT_THE_END`` takes a patient and fails when a rule of the
programme or of safety is broken. A new rule is one more function in one of the lists.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection
from django.db.models import Model

import lightwell.clinical as lw
from lightwell.access import proofs
from lightwell.clinical.programme import DoseLimits
from lightwell.records.models import (
    Adoption,
    Consent,
    Decision,
    EntryVersion,
    Patient,
    PlanSignature,
    PlanVersion,
    Reconciliation,
    RecordedFact,
    Response,
    ReviewDecision,
    RiskTask,
    RuleEvaluation,
    SessionEntry,
    TreatmentSession,
)
from lightwell.records.queries import decisions, session_gates
from lightwell.records.risk_events import OVER
from lightwell.records.session_state import WORKED_OUT
from lightwell.records.stored import as_json

# Tables of the three rooms of state that only grow; the others may change a row.
GROWING: list[type[Model]] = [
    Adoption, Consent, Decision, EntryVersion, PlanSignature, PlanVersion, Reconciliation,
    RecordedFact, Response, ReviewDecision, RuleEvaluation, SessionEntry, TreatmentSession,
    *(
        apps.get_model(name)
        for name in (
            "access.AuditEvent", "records.CourseEvent", "records.ConsentWithdrawal",
            "records.DecisionSignature", "records.RiskTaskEvent", "records.Release",
            "records.ReleaseEnd", "records.TherapistLink", "records.TherapyRecord",
            "diary.Appointment", "diary.AppointmentEvent",
        )
    ),
]  # fmt: skip


def counts() -> dict[str, int]:
    """How many rows each table has that only grows (one query)."""
    names = [model._meta.db_table for model in GROWING]
    each = ", ".join(f"(SELECT COUNT(*) FROM {name})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}")
        return dict(zip(names, cursor.fetchone(), strict=True))


class Ledger:
    """Every row as it was first seen: none is gone later, none is another."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[int, str]] = {}
        self.look()

    def look(self) -> None:
        """Read every table again; what was seen before is as it was."""
        for model in GROWING:
            rows = {row["id"]: _digest(row) for row in model._default_manager.values()}
            for pk, before in self.seen.get(model.__name__, {}).items():
                assert rows.get(pk) == before, f"{model.__name__} {pk} was changed or removed"
            self.seen[model.__name__] = rows


def _digest(row: dict[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()


# ------------------------------------------------------------------ every start


def starts(patient: Patient) -> list[SessionEntry]:
    """Each dose that began, in the order of the days."""
    rows = SessionEntry.objects.filter(session__patient=patient, kind="start")
    return list(rows.select_related("session__course", "session__location").order_by("at", "id"))


def _day(entry: SessionEntry, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(entry.session.location.timezone)).date()


def _way(entry: SessionEntry) -> DoseLimits:
    return lw.find_programme(entry.session.course.programme).dose_by(entry.session.course.route)


def no_start_rests_on_what_was_not_there(patient: Patient) -> None:
    """Each ground of each start, looked up in its own table as it stood at that moment."""
    for start in starts(patient):
        at, day, way = start.at, _day(start, start.at), _way(start)
        kind = f"{way.agent}-{way.route}"
        agreed = (
            Consent.objects.filter(patient=patient, kind=kind, at__lte=at).order_by("id").last()
        )
        ended = getattr(agreed, "withdrawal", None)
        assert agreed is not None, "no consent"
        assert ended is None or ended.at > at, "the consent was withdrawn"
        _check_decided(patient, start, way)
        _check_adopted(start)
        _check_day(patient, start, day)


def _check_decided(patient: Patient, start: SessionEntry, way: DoseLimits) -> None:
    made = (
        Decision.objects.filter(patient=patient, agent=way.agent, route=way.route, at__lte=start.at)
        .order_by("id")
        .last()
    )
    assert made is not None, "no decision"
    assert made.choice == "offer", "the decision was no offer"
    second = getattr(made, "second", None)
    assert not made.needs_second or (second and second.at <= start.at), "no second signature"
    known = dict(
        RecordedFact.objects.filter(patient=patient, at__lte=start.at)
        .order_by("number")
        .values_list("name", "value")
    )
    assert known.get("conditions.pregnant") == "no", "a pregnancy was not ruled out"
    course = start.session.course
    steps = course.events.filter(at__lte=start.at).order_by("number")
    step = steps.last()
    assert step is not None, "the course has no step"
    assert step.status in ("active", "maintenance"), "the course did not run"


def _check_adopted(start: SessionEntry) -> None:
    course = start.session.course
    act = Adoption.objects.filter(
        location=start.session.location,
        programme=course.programme,
        version=course.programme_version,
        at__lte=start.at,
    ).order_by("number")
    last = act.last()
    assert last is None or last.act != "withdrawn_unsafe", "the version was withdrawn as unsafe"


def _check_day(patient: Patient, start: SessionEntry, day: date) -> None:
    """What is looked at on the day itself: weight, medicines, the screen, risk, two people."""
    given = {one["item"] for one in _kept(start).facts["overrides"]}
    if _way(start).is_by_weight:
        kg = RecordedFact.objects.filter(patient=patient, name="person.weight_kg", at__lte=start.at)
        last = kg.order_by("number").last()
        assert last is not None, "never weighed"
        assert last.observed_on == day, "not weighed on the day"
    signed = Reconciliation.objects.filter(patient=patient, at__lte=start.at).order_by("id").last()
    assert signed is not None, "the medicines were never signed"
    assert _day(start, signed.at) == day, "the medicines were signed on another day"
    later = EntryVersion.objects.filter(
        entry__patient=patient, at__gt=signed.at, at__lte=start.at, entry__subject="medicine"
    )
    assert not later.exists(), "a medicine changed after the list was signed"
    if "cssrs" not in given:
        asked = (
            Response.objects.filter(
                patient=patient, instrument="cssrs_since_last_visit", at__lte=start.at
            )
            .order_by("id")
            .last()
        )
        assert asked is not None, "the screen was not asked"
        assert _day(start, asked.at) == day, "the screen was asked on another day"
    tasks = RiskTask.objects.filter(patient=patient, raised_at__lte=start.at)
    if "risk_task" not in given:
        for task in tasks:
            step = task.events.filter(at__lte=start.at).order_by("number").last()
            assert step is not None
            assert step.status in OVER, "a risk task was open"
    _check_two_people(start, day)


def _check_two_people(start: SessionEntry, day: date) -> None:
    rows = start.session.entries.filter(number__lt=start.number).order_by("number")
    prepared = rows.filter(kind="dose_prepared").last()
    confirmed = rows.filter(kind="dose_confirmed").last()
    assert prepared is not None, "nothing was drawn up"
    assert confirmed is not None, "nobody confirmed the dose"
    assert confirmed.number > prepared.number, "what was confirmed is not what was given"
    assert confirmed.by_id != prepared.by_id, "one person did both"
    assert _day(start, confirmed.at) == day, "confirmed on another day"


def _kept(start: SessionEntry) -> RuleEvaluation:
    uid = start.values.get(WORKED_OUT, {}).get("evaluation")
    assert uid, "a dose began without its gate"
    return RuleEvaluation.objects.get(uid=uid)


def every_start_went_through_its_gate(patient: Patient) -> None:
    """Kept, open, and the same when it is run again; what is not met was set aside by its role."""
    for start in starts(patient):
        kept = _kept(start)
        result = session_gates.again("readiness", kept.facts)
        assert result.is_open
        assert result.as_json() == kept.explanation
        reasons = {
            one.values["item"]: one.reason
            for one in start.session.entries.filter(kind="override", number__lt=start.number)
        }
        for item in result.items:
            if item.outcome is not lw.Outcome.MET:
                assert item.overridden is not None, item.rule.id
                assert item.overridden.by == item.rule.override != "", item.rule.id
                assert reasons.get(item.rule.id), "set aside without a recorded reason"


# ------------------------------------------------------------------ the programme


def no_more_sessions_than_plan_and_programme(patient: Patient) -> None:
    """Of the signed plan, and beyond the series only by a signed decision, to its last."""
    for start in starts(patient):
        session, way = start.session, _way(start)
        phase = lw.find_programme(session.course.programme).series_of(way.id)
        assert phase is not None
        assert phase.series is not None
        plan = _plan_at(start)
        assert session.number <= len(plan.content["sessions"]), "more than the plan has"
        assert session.number <= phase.series.longest, "more than the programme has"
        if session.number > phase.series.count:
            signed = (
                ReviewDecision.objects.filter(
                    course=session.course, after_session=phase.series.count, at__lte=start.at
                )
                .order_by("id")
                .last()
            )
            assert signed is not None
            assert signed.choice.startswith("continue"), "beyond the series without a decision"


def _plan_at(start: SessionEntry) -> PlanVersion:
    """The newest plan on which every signature stood at the start."""
    for plan in PlanVersion.objects.filter(course=start.session.course).order_by("-number"):
        roles = {"prescriber"} | {one["by"] for one in plan.sign_offs}
        given = PlanSignature.objects.filter(plan=plan, at__lte=start.at)
        if roles <= {one.role for one in given}:
            assert len({one.by_id for one in given}) == len(given), "one person signed twice"
            return plan
    raise AssertionError("a dose began without a signed plan")


def the_least_days_lie_between(patient: Patient) -> None:
    """Between two doses lie at least the days of the programme."""
    rows = starts(patient)
    for before, after in pairwise(rows):
        phase = lw.find_programme(after.session.course.programme).series_of(_way(after).id)
        assert phase is not None
        assert phase.series is not None
        apart = (_day(after, after.at) - _day(before, before.at)).days
        assert apart >= phase.series.min_gap_days, f"{apart} days between two doses"


def no_dose_is_above_its_cap(patient: Patient) -> None:
    """What two people confirmed is within the cap, or signed off by who may."""
    for start in starts(patient):
        way, plan = _way(start), _plan_at(start)
        rows = start.session.entries.filter(kind="dose_prepared", number__lt=start.number)
        prepared = rows.order_by("number").last()
        assert prepared is not None, "nothing was drawn up"
        mg = Decimal(prepared.values["mg"])
        assert mg == Decimal(plan.content["mg"]) or way.is_by_weight
        if not way.is_by_weight:
            assert mg in way.doses_mg
            continue
        per_kg = mg / Decimal(plan.content["weight_kg"])
        if per_kg > way.cap or mg > way.ceiling:
            roles = {one["by"] for one in plan.sign_offs}
            assert way.above_cap_signed_by in roles, f"{mg} mg, above the cap, signed by nobody"


# ------------------------------------------------------------------ risk, decisions, trail


def every_risk_answer_has_its_task(patient: Patient) -> None:
    """A yes, and a question that was left out, made a task in the same moment."""
    for one in Response.objects.filter(patient=patient, instrument="cssrs_since_last_visit"):
        is_due = one.answers[:2] + one.answers[5:]
        if 1 in one.answers or None in is_due:
            task = RiskTask.objects.filter(cause=f"response:{one.uid}").first()
            assert task is not None, f"{one.answers} raised no task"
            assert task.raised_at == one.at


def every_decision_runs_again_to_the_same(patient: Patient) -> None:
    """From its stored facts, rule by rule."""
    for row in Decision.objects.filter(patient=patient).select_related("evaluation"):
        again = decisions.rerun(row)
        assert again.outcome == row.outcome
        assert not decisions.differences(row.cards, again)
        assert as_json(again.explain()) == row.evaluation.explanation


def the_trail_is_whole(patient: Patient) -> None:
    """Nothing in it was altered, moved or cut off.

    The file with the newest head is written after a commit, and a test commits nothing.
    """
    assert patient.pk
    for chain in proofs.prove_all():
        assert chain.finding is None or chain.finding.kind == "head_file_missing", chain.finding


AFTER_EACH: list[Callable[[Patient], None]] = [
    no_start_rests_on_what_was_not_there,
    every_start_went_through_its_gate,
    no_more_sessions_than_plan_and_programme,
    the_least_days_lie_between,
    no_dose_is_above_its_cap,
    every_risk_answer_has_its_task,
]
AT_THE_END: list[Callable[[Patient], None]] = [
    every_decision_runs_again_to_the_same,
    the_trail_is_whole,
]
