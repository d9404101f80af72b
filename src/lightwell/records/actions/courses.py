"""A course begins on a signed decision, gets a plan that is signed, and sessions with dates."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from django.db import transaction

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.clinical.programme import DoseLimits, Phase
from lightwell.clinical.transitions import COURSE
from lightwell.records import planning
from lightwell.records import policies_courses as may
from lightwell.records.actions.schedules import replace_session, schedule_session
from lightwell.records.course_writing import locked, open_phase, step, trace
from lightwell.records.models import (
    Consent,
    Course,
    Decision,
    Patient,
    PlanSignature,
    PlanVersion,
)
from lightwell.records.planning import Body, PlanAsk, WorkedOut
from lightwell.records.queries import adoptions, bodies, courses, decisions
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries.courses import CourseView, PlanView
from lightwell.records.signers import may_sign

__all__ = ["begin", "plan", "replace_session", "schedule_session", "sign"]
USED = "This page was already used for something else. Nothing was saved."


@transaction.atomic
def begin(
    *, by: Actor, patient: Patient, programme: str, key: str, dose: str = "", phase: str = ""
) -> Course:
    """Begin a course on the programme as it is now; it needs a signed decision to offer.

    ``dose`` is the way of giving that it begins with, the programme's first unless it is named.
    ``phase`` is the programme's first one where that has no drug; without it the course begins
    with the series of the dose at once.
    """
    may.check_can_plan(by)
    patient = patient_queries.get(by=by, uid=patient.uid)
    Patient.objects.select_for_update().get(pk=patient.pk)
    if done := Course.objects.filter(idempotency_key=key).first():
        before = (done.patient_id, done.by_id, done.programme, done.continues_id)
        if before != (patient.pk, by.user_id, programme, None):
            raise Conflict(USED)
        return done
    standing = adoptions.here(by, programme)
    if why := standing.why_no_course():
        raise NotReady(why)
    if courses.active(by, patient) is not None:
        raise Conflict("This person is already in a course. Nothing was saved.")
    way, header = _way(standing.programme, dose), standing.programme.header
    first = _first_phase(standing.programme, way, phase)
    offer = _offer(by, patient, way.agent, way.route)
    if Course.objects.filter(decision=offer).exists():
        raise NotReady("A course already rested on this decision. Decide anew, then begin.")
    course = Course.objects.create(
        patient=patient,
        location=standing.location,
        programme=programme,
        programme_version=header.version,
        content_hash=header.content_hash,
        phase=first.id,
        decision=offer,
        agent=way.agent,
        route=way.route,
        begun_at=clock.now(),
        by_id=by.person_id("plans a course"),
        idempotency_key=key,
    )
    open_phase(by, course, first)
    trace(by, "course.begin", course, {"programme": programme, "version": header.version})
    return course


@transaction.atomic
def plan(*, by: Actor, course: UUID, ask: PlanAsk, base: int, key: str) -> PlanVersion:
    """Work out a plan and keep it as a new version; it counts for nothing until it is signed.

    ``base`` is the version that the page showed: one that somebody wrote since refuses this one.
    """
    may.check_can_plan(by)
    view, row = locked(by, course)
    if done := PlanVersion.objects.filter(idempotency_key=key).first():
        return _the_same(by, view, done, ask)
    body = bodies.of(by, view)
    _check_age(by, view.patient, body.age)
    _check_open(by, view)
    if view.version != base:
        last = view.plans[-1]
        raise Conflict(
            f"{last.by_name} wrote version {last.number} of the plan while this page was open. "
            "Nothing of yours was saved."
        )
    made = _worked_out(view, ask, body, today=view.day(clock.now()))
    version = PlanVersion.objects.create(
        course=row,
        number=base + 1,
        content=made.content,
        deviations=made.deviations,
        sign_offs=made.sign_offs,
        at=clock.now(),
        by_id=by.person_id("plans a course"),
        by_name=by.name,
        idempotency_key=key,
    )
    trace(by, "course.plan", row, {"number": version.number})
    return version


def _the_same(by: Actor, view: CourseView, done: PlanVersion, ask: PlanAsk) -> PlanVersion:
    """A page sent twice is one plan; the same page with another dose is refused, not passed over.

    What was asked is worked out again: the plan holds the answer, not the question.
    """
    if (done.course.uid, done.by_id) != (view.uid, by.user_id):
        raise Conflict(USED)
    body, today = bodies.of(by, view), view.day(done.at)
    made = _worked_out(view, ask, body, today=today)
    if [done.content, done.deviations] != json.loads(json.dumps([made.content, made.deviations])):
        raise Conflict(USED)
    return done


def _worked_out(view: CourseView, ask: PlanAsk, body: Body, *, today: date) -> WorkedOut:
    return planning.work_out(ask, body, view.programme, view.way, today=today, phase=view.phase)


@transaction.atomic
def sign(*, by: Actor, plan: UUID, role: str, key: str) -> PlanSignature:
    """Sign the newest version in a role that it asks for; the last signature makes it count."""
    may.check_can_sign_plan(by, role)
    kept = PlanVersion.objects.select_related("course").filter(uid=plan).first()
    if kept is None:
        raise NotFound("There is no such plan here.")
    view, course = locked(by, kept.course.uid)
    if done := PlanSignature.objects.filter(idempotency_key=key).first():
        if (done.plan_id, done.by_id, done.role) != (kept.pk, by.user_id, role):
            raise Conflict(USED)
        return done
    version = view.plans[-1]
    if version.uid != plan:
        raise Conflict("There is a newer version of this plan. Nothing was signed. Open it.")
    _check_open(by, view)
    _check_may_give(by, version, role)
    row = PlanSignature.objects.create(
        plan=kept,
        role=role,
        at=clock.now(),
        by_id=by.person_id("plans a course"),
        by_name=by.name,
        idempotency_key=key,
    )
    trace(by, "course.sign", course, {"number": version.number, "role": role})
    if set(version.waits_for) == {role}:
        step(by, course, "sign", COURSE.after(view.status, "sign"), note=f"plan {version.number}")
    return row


# ------------------------------------------------------------------ what a plan rests on


def _check_open(by: Actor, view: CourseView) -> None:
    """A plan rests on a course that goes on, a decision that stands, and an adopted programme.

    Of a course that runs, the version that it began with is asked; else the one in use.
    """
    if view.is_over:
        words = view.status.replace("_", " ")
        raise Conflict(f"This course is {words}: its plan stays as it is.")
    if not view.has_drug:
        raise NotReady(
            f"“{view.phase.title}” has no drug: no dose is planned in it. Sign what comes next "
            "first; the dose is planned in the phase that follows."
        )
    offer = _offer(by, view.patient, view.way.agent, view.way.route)
    if offer.uid != view.decision and view.plan is None:
        raise NotReady("The decision changed since this course began. Nothing was saved.")
    state = adoptions.here(by, view.programme.id)
    if view.plan is None and (why := state.why_no_course()):
        raise NotReady(why)
    if why := state.why_no_start(view.programme_version, view.content_hash):
        raise NotReady(f"{why} Nothing was saved.")
    header = view.programme.header
    if (header.version, header.content_hash) != (view.programme_version, view.content_hash):
        raise NotReady(
            f"This course stays on version {view.programme_version}, and the programme is now "
            f"{header.version}: a changed plan needs a new course."
        )


def _way(programme: lw.Programme, name: str) -> DoseLimits:
    """The way of giving that was chosen; a series of it can be planned."""
    try:
        way = programme.dose_of(name)
    except lw.InvalidInput as refused:
        raise InvalidInput(str(refused), field="programme") from None
    if programme.series_of(way.id) is None:
        raise InvalidInput(
            f"{programme.title} does not begin with {way.words}: it follows at a review.",
            field="programme",
        )
    return way


def _first_phase(programme: lw.Programme, way: DoseLimits, name: str) -> Phase:
    """The series of what is given; or, where it is asked for, the phase before, without a drug."""
    series = programme.series_of(way.id)
    assert series is not None, "a way of giving without a series was refused before"
    if name in ("", series.id):
        return series
    opening = programme.phases[0]
    if name != opening.id or opening.dose:
        raise InvalidInput(f"{programme.title} does not begin with {name!r}.", field="programme")
    if all(one.to != series.id for one in opening.exits):
        raise InvalidInput(
            f"“{opening.title}” does not lead to {way.words}: choose another.",
            field="programme",
        )
    return opening


def _offer(by: Actor, patient: Patient, agent: str, route: str) -> Decision:
    """The decision to offer that stands signed, or why a course cannot rest on what there is."""
    decision, why = decisions.offer(by, patient, agent, route)
    if decision is None:
        raise NotReady(why)
    return decision


def _check_age(by: Actor, patient: Patient, age: int | None) -> None:
    """Under 13 nobody plans; from 13 to 17 a specialist, with guardian's consent and assent."""
    if age is None:
        raise InvalidInput("The date of birth is not recorded: no plan without an age.")
    if age < planning.YOUNGEST:
        raise InvalidInput(f"Age {age}: there is no plan under {planning.YOUNGEST}.")
    if age >= planning.ADULT_YEARS:
        return
    if not may_sign(by, planning.SPECIALIST):
        raise Denied(f"Age {age}: a plan under 18 is made by a {planning.SPECIALIST}.")
    agreed = Consent.objects.filter(
        patient=patient, given_by="guardian", has_assent=True, withdrawal__isnull=True
    )
    if not agreed.exists():
        raise NotReady(f"Age {age}: the guardian's consent and the person's assent are missing.")


def _check_may_give(by: Actor, version: PlanView, role: str) -> None:
    """Each role signs once, and a sign-off comes from somebody other than the prescriber."""
    if role not in version.roles:
        raise InvalidInput(f"This plan does not wait for a {role}.")
    if role not in version.waits_for:
        raise Conflict(f"This plan is already signed by a {role}.")
    signed = PlanSignature.objects.filter(plan__uid=version.uid, by_id=by.user_id)
    if signed.exists():
        raise Denied("You have signed this plan. Another person gives the further signature.")
