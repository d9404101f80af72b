"""A course goes on to its next phase, or ends; and the interval to the next session is signed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import IntegrityError, transaction

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotReady
from lightwell.clinical.transitions import COURSE
from lightwell.records import chains, course_ends
from lightwell.records import policies_courses as may
from lightwell.records.course_writing import (
    locked,
    open_phase,
    step,
    trace,
)
from lightwell.records.models import (
    Course,
    IntervalDecision,
    PhaseChange,
    RuleEvaluation,
)
from lightwell.records.queries import adoptions, decisions, intervals, phases, reviews
from lightwell.records.queries.courses import CourseView
from lightwell.records.queries.every_so_often import CONTINUE
from lightwell.records.queries.phases import NextView, WayOn
from lightwell.records.signers import may_sign

USED = "This page was already used for something else. Nothing was saved."
MEANWHILE = (
    "The record changed while this page was open. Nothing was signed. "
    "Open the page again and read what is new."
)
WORDS_AT_MOST = 4000


@frozen(kw_only=True)
class ChangeAsk:
    """A change of phase as it was asked for, in the signer's and the person's words.

    ``decided_by`` is "prescriber" or, where the programme lets the person end it, "patient";
    ``therapist`` the link of the therapist who agrees, where the programme asks for one.
    """

    to: str
    reasons: str
    wish: str
    decided_by: str = "prescriber"
    override_reason: str = ""
    therapist: UUID | None = None


@transaction.atomic
def go_on(*, by: Actor, course: UUID, ask: ChangeAsk, version: str, key: str) -> PhaseChange:
    """Sign the change to the next phase, or the end, on what the page showed.

    The former course is handed over and its open sessions are cancelled, with the places that are
    kept for them (`course_ends`). The next one begins in the same act, on the decision
    that stands for what it gives (``change.course.continued_by``).
    """
    may.check_can_plan(by)
    view, row = locked(by, course)
    if done := PhaseChange.objects.filter(idempotency_key=key).first():
        before = (done.course_id, done.by_id, done.to, done.reasons, done.wish)
        if before != (row.pk, by.user_id, ask.to, ask.reasons.strip(), ask.wish.strip()):
            raise Conflict(USED)
        return done
    if view.is_over:
        words = view.status.replace("_", " ")
        raise Conflict(f"This course is {words}: what comes next was decided. Nothing was saved.")
    shown = phases.next_of(by, course)
    way = shown.way(ask.to)
    if way is None:
        raise InvalidInput("Choose what comes next.", field="to")
    _check_words(way, ask)
    _check_open(by, shown, way)
    if shown.version != version:
        raise Conflict(MEANWHILE)
    made = _keep(by, row, shown, way, ask, key)
    course_ends.close(
        by=by, view=view, reason=f"The course goes on: {way.judged.exit.words}", key=key
    )
    _move(by, view, row, way, key)
    trace(by, "course.go-on", row, {"from": view.phase.id, "to": ask.to})
    return made


def _check_words(way: WayOn, ask: ChangeAsk) -> None:
    """Reasons, the person's wish, whose decision it is, and why a rule is set aside."""
    for field, text, told in (
        ("reasons", ask.reasons, "Write your reasons. They are kept with the decision."),
        ("wish", ask.wish, "Write what the person wishes, in their words."),
    ):
        if not text.strip():
            raise InvalidInput(told, field=field)
        if len(text) > WORDS_AT_MOST:
            raise InvalidInput(f"Shorten it to {WORDS_AT_MOST} characters.", field=field)
    if ask.decided_by not in PhaseChange.Decider.values:
        raise InvalidInput("Say who decides.", field="decided_by")
    if ask.decided_by == PhaseChange.Decider.PATIENT and not way.may_be_the_patients:
        decides = way.judged.exit.decided_by
        raise InvalidInput(f"The programme leaves this to: {decides}.", field="decided_by")
    if way.judged.needs_override and not ask.override_reason.strip():
        assert way.judged.outcome is not None
        raise InvalidInput(
            f"The programme's rule for this change is {way.judged.outcome.words}. Say why it is "
            f"set aside: that takes a {way.override_role}.",
            field="override_reason",
        )


def _check_open(by: Actor, shown: NextView, way: WayOn) -> None:
    """What has to stand before a course goes on: nothing under way, and the grounds of the next."""
    view = shown.course
    course_ends.check_nothing_runs(view)
    if way.judged.needs_override and not may_sign(by, way.override_role):
        raise Denied(f"Only a {way.override_role} sets this rule aside.")
    if way.missing:
        asks = " ".join(one.words for one in way.missing)
        raise NotReady(f"{asks} Nothing was saved.")
    if way.phase is None:
        return
    state, header = adoptions.here(by, view.programme.id), view.programme.header
    if why := state.why_no_start(view.programme_version, view.content_hash):
        raise NotReady(f"{why} Nothing was saved.")
    if (header.version, header.content_hash) != (view.programme_version, view.content_hash):
        raise NotReady(
            f"This course stays on version {view.programme_version}, and the programme is now "
            f"{header.version}: the next phase needs a new course."
        )


def _keep(
    by: Actor, row: Course, shown: NextView, way: WayOn, ask: ChangeAsk, key: str
) -> PhaseChange:
    judged = way.judged
    try:
        with transaction.atomic():
            return PhaseChange.objects.create(
                course=row,
                to=ask.to,
                decided_by=ask.decided_by,
                reasons=ask.reasons.strip(),
                wish=ask.wish.strip(),
                evaluation=_evaluated(by, row, shown, way, key),
                outcome=judged.outcome.value if judged.outcome is not None else "",
                override_role=way.override_role if judged.needs_override else "",
                override_reason=ask.override_reason.strip() if judged.needs_override else "",
                agreed=_agreed(shown, way, ask),
                shown={
                    **way.shown,
                    "goals": shown.goals,
                    "own_goals": [one.as_json for one in shown.own_goals],
                },
                at=clock.now(),
                by_id=by.person_id("plans a course"),
                by_name=by.name,
                idempotency_key=key,
            )
    except IntegrityError:
        raise Conflict(
            "Somebody else decided at the same moment. Nothing of yours was saved."
        ) from None


def _agreed(shown: NextView, way: WayOn, ask: ChangeAsk) -> list[dict[str, str]]:
    """The therapist who decides with the signer, where the programme asks for one."""
    if not way.needs_therapist:
        return []
    names = dict(shown.therapists)
    if ask.therapist is None or ask.therapist not in names:
        told = "Say which linked therapist agrees."
        if not names:
            told = "The therapist decides with you, and none is linked. Link one under Therapy."
        raise InvalidInput(told, field="therapist")
    return [{"role": "therapist", "link": str(ask.therapist), "name": names[ask.therapist]}]


def _evaluated(
    by: Actor, row: Course, shown: NextView, way: WayOn, key: str
) -> RuleEvaluation | None:
    """The rule of the exit with its facts, so that it can be judged again; none without a rule."""
    judged, header = way.judged, shown.course.programme.header
    if judged.outcome is None:
        return None
    return RuleEvaluation.objects.create(
        patient=row.patient,
        rule=f"{header.id}.{shown.course.phase.id}.to.{judged.exit.to}",
        rule_version=header.version,
        content_hash=header.content_hash,
        facts=shown.state.as_json(),
        outcome=judged.outcome.value,
        explanation=way.shown["rule"],
        at=clock.now(),
        by_id=by.person_id("plans a course"),
        idempotency_key=f"{key}:exit",
    )


def _move(by: Actor, view: CourseView, row: Course, way: WayOn, key: str) -> None:
    """End the former course, and begin the next one in its phase."""
    if way.phase is None:
        verb = "abandon" if view.status == COURSE.initial else "stop"
        step(by, row, verb, COURSE.after(view.status, verb), note="Decided under What comes next")
        return
    status = COURSE.after(view.status, "hand_over")
    step(by, row, "hand_over", status, note=f"to {way.phase.id}")
    given = way.way or view.way
    made = Course.objects.create(
        patient=row.patient,
        location=row.location,
        programme=row.programme,
        programme_version=row.programme_version,
        content_hash=row.content_hash,
        phase=way.phase.id,
        continues=row,
        decision_id=_ground(by, view, row, way),
        agent=given.agent,
        route=given.route,
        begun_at=clock.now(),
        by_id=by.person_id("plans a course"),
        idempotency_key=f"{key[:56]}:next",
    )
    open_phase(by, made, way.phase)
    trace(by, "course.begin", made, {"programme": row.programme, "version": row.programme_version})


def _ground(by: Actor, view: CourseView, row: Course, way: WayOn) -> int:
    """The decision that the next phase rests on: without a drug, the one that the former had.

    One that began another way is not taken over: two courses never rest on one decision.
    """
    if way.way is None:
        return row.decision_id
    decision, why = decisions.offer(by, view.patient, way.way.agent, way.way.route)
    if decision is None:
        raise NotReady(why)
    own = [one.pk for one in chains.way_of(row)]
    if Course.objects.filter(decision=decision).exclude(pk__in=own).exists():
        raise NotReady(
            f"The decision about {way.way.words} belongs to an earlier course. Decide anew first. "
            "Nothing was saved."
        )
    return decision.pk


# ------------------------------------------------------------------ intervals


@transaction.atomic
def sign_interval(
    *,
    by: Actor,
    course: UUID,
    after_session: int,
    days: int | None,
    reason: str,
    version: str,
    key: str,
) -> IntervalDecision:
    """Sign the interval to the next session, on the arithmetic that the page showed.

    Another than the proposed one, or any where none is proposed, needs a reason. Where the
    relapse rule is met none is signed until a review decided to go on.
    """
    may.check_can_plan(by)
    view, row = locked(by, course)
    if done := IntervalDecision.objects.filter(idempotency_key=key).first():
        before = (done.course_id, done.by_id, done.after_session, done.days, done.reason)
        if before != (row.pk, by.user_id, after_session, days, reason.strip()):
            raise Conflict(USED)
        return done
    if intervals.version(by, view) != version:
        raise Conflict(MEANWHILE)
    made = _check_interval(by, view, after_session, days, reason.strip())
    assert days is not None
    now = intervals.days_before(view)
    kept = IntervalDecision.objects.create(
        course=row,
        after_session=after_session,
        number=row.intervals.filter(after_session=after_session).count() + 1,
        days=days,
        step=_step_of(days, now),
        proposal=made,
        reason=reason.strip(),
        at=clock.now(),
        by_id=by.person_id("plans a course"),
        by_name=by.name,
        idempotency_key=key,
    )
    trace(by, "course.sign-interval", row, {"after": after_session, "days": days})
    return kept


def _check_interval(
    by: Actor, view: CourseView, after: int, days: int | None, reason: str
) -> dict[str, Any]:
    """The proposal as it is now, or what stands in the way of signing an interval."""
    if view.is_over or not view.is_interval:
        raise NotReady("No interval is signed here: open the course as it is now.")
    made = intervals.proposal(by, view)
    if made is None or after != view.has_run:
        raise NotReady("An interval is signed after the last session that took place.")
    if view.session(after + 1) is not None:
        raise NotReady(f"Session {after + 1} already has a date. Nothing was signed.")
    steps = view.phase.interval_steps_days
    if days not in steps:
        known = ", ".join(str(one) for one in steps)
        raise InvalidInput(f"Choose an interval: the programme has {known} days.", field="days")
    if made.step == "relapse" and not _goes_on(view, after):
        raise NotReady(
            "The relapse rule is met: no interval is signed before it is decided what comes next. "
            f"Decide at the review after session {after}, or sign another phase."
        )
    if days != made.next_days and not reason:
        told = (
            "None is proposed"
            if made.next_days is None
            else f"{made.next_days} days are proposed, and {days} differ"
        )
        raise InvalidInput(f"{told}: give a reason.", field="reason")
    return {**made.as_json(), "words": str(made)}


def _goes_on(view: CourseView, after: int) -> bool:
    """Whether the review after this session decided to go on in the phase."""
    decided = reviews.decisions(view.uid, after)
    return bool(decided) and decided[-1].choice == CONTINUE


def _step_of(days: int, now: int | None) -> str:
    if now is None or days == now:
        return "keep"
    return "lengthen" if days > now else "shorten"
