"""Planning the care around the doses: lines with versions, reviews, and what is declined.

Every act names the version that its page was made from (``base``: of one line its newest number,
of a new line how much the whole plan held); of two people who change the plan the second is told
and nothing of theirs is lost. The same ``key`` twice is one act. A line that an earlier phase
planned is written to as long as it stands in the phase that goes on.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.clinical.careplan import KIND_WORDS, component_of
from lightwell.clinical.transitions import CARE_LINE
from lightwell.records import chains
from lightwell.records import policies_care as may
from lightwell.records.care_asks import LineAsk, NextReview, columns
from lightwell.records.models import (
    CareDecline,
    CareLine,
    CareLineVersion,
    CareReview,
    Course,
    Patient,
)
from lightwell.records.queries import care_plans, courses, presence
from lightwell.records.queries.courses import CourseView

STAYS = "its care plan stays as it is."
USED = "This page was already used for something else. Nothing was saved."
REASON_AT_MOST, REVIEW_AT_MOST = 500, 2000
# What one version takes over from the one before; the rest says who wrote it and when.
KEPT = (
    *("what", "modality", "supplement", "who", "who_user", "who_link", "who_name"),
    *("starts_on", "due_on", "goal", "review_on", "review_reason", "state"),
)
NEEDS_REASON = ("stop", "reopen")


@frozen
class Opened:
    """One line, locked with its person, as it stands."""

    view: CourseView
    line: CareLine
    newest: CareLineVersion


@transaction.atomic
def plan(
    *, by: Actor, course: UUID, kind: str, ask: LineAsk, base: int, key: str
) -> CareLineVersion:
    """Plan a line of one kind of care; ``base`` is the version of the whole plan."""
    may.check_can_plan_care(by)
    view, row = _course(by, course)
    component_of(view.programme, _kind(kind))
    if done := _done(by, key):
        if (done.line.course_id, done.line.kind) != (row.pk, kind):
            raise Conflict(USED)
        return _same(done, ask, "")
    _check_plan(view, row, base)
    told = columns(ask, view, kind, today=view.day(clock.now()), before=None)
    line = CareLine.objects.create(course=row, kind=kind, at=clock.now())
    made = _append(by, line, 1, told | {"state": CARE_LINE.initial}, key)
    _trace(by, "care.plan", line, {"of": kind, "number": 1})
    return made


@transaction.atomic
def change(
    *, by: Actor, line: UUID, ask: LineAsk, reason: str, base: int, key: str
) -> CareLineVersion:
    """Say otherwise what a line is, with the reason; what it said before stays readable."""
    may.check_can_plan_care(by)
    found = _line(by, line)
    reason = _reason(reason, needed=True)
    newest, kind = found.newest, found.line.kind
    if done := _done(by, key, found):
        return _same(done, ask, reason)
    _check_base(newest, base)
    _check_open(found.view)
    told = columns(ask, found.view, kind, today=found.view.day(clock.now()), before=newest)
    if newest.state == "going" and told["supplement"] != newest.supplement:
        raise InvalidInput(
            "A supplement is reviewed by its name. Stop this line and plan another.",
            field="supplement",
        )
    made = _append(by, found.line, base + 1, told | _states(newest, reason), key)
    _trace(by, "care.change", found.line, {"of": kind, "number": made.number})
    return made


@transaction.atomic
def step(*, by: Actor, line: UUID, verb: str, reason: str, base: int, key: str) -> CareLineVersion:
    """Begin a line, finish it, stop it or take it up again; the last two with a reason."""
    may.check_can_plan_care(by)
    found = _line(by, line)
    return _moved(by, found, verb, _reason(reason, needed=verb in NEEDS_REASON), base, key)


@transaction.atomic
def mark(*, by: Actor, line: UUID, is_done: bool, base: int, key: str) -> CareLineVersion:
    """The person says that they did what is theirs to do, or that it is not done after all."""
    may.check_can_mark(by)
    found = _line(by, line)
    if found.newest.who != CareLineVersion.Who.PERSON:
        raise Denied("This is somebody else's part of the plan. Nothing was changed.")
    presence.refuse_changes_in_session(by, found.view.patient)
    if not is_done and found.newest.state == "stopped":
        raise NotReady("Your care team stopped this step. Ask them about it.")
    return _moved(by, found, "finish" if is_done else "reopen", "", base, key)


@transaction.atomic
def review(
    *,
    by: Actor,
    line: UUID,
    done: str,
    helped: str,
    then: str,
    following: NextReview,
    reason: str = "",
    base: int,
    key: str,
) -> CareReview:
    """Keep what was done and what helped; ``then``: going on (with the next day), done, stopped."""
    may.check_can_plan_care(by)
    found = _line(by, line)
    done, helped = done.strip(), helped.strip()
    if (
        kept := CareReview.objects.select_related("version")
        .filter(version__idempotency_key=key)
        .first()
    ):
        before = (kept.version.line_id, kept.version.by_id, kept.done, kept.helped)
        if before != (found.line.pk, by.user_id, done, helped):
            raise Conflict(USED)
        return kept
    newest, today = found.newest, found.view.day(clock.now())
    _check_base(newest, base)
    _check_open(found.view)
    _check_review(newest, done, helped, then)
    after = _after(found, then, following, reason, today)
    if newest.state == "planned" and then != "stopped":
        _check_supplement(by, found)
    version = _append(by, found.line, base + 1, _kept(newest) | after | {"state": then}, key)
    row = CareReview.objects.create(version=version, held_on=today, done=done, helped=helped)
    _trace(by, "care.review", found.line, {"of": found.line.kind, "number": version.number})
    return row


@transaction.atomic
def decline(*, by: Actor, course: UUID, kind: str, reason: str, base: int, key: str) -> CareDecline:
    """Say why a component of the programme is not planned for this person."""
    may.check_can_plan_care(by)
    view, row = _course(by, course)
    if component_of(view.programme, _kind(kind)) is None:
        raise InvalidInput("The programme does not ask for this.", field="reason")
    reason = _reason(reason, needed=True)
    if done := CareDecline.objects.filter(idempotency_key=key).first():
        if (done.course_id, done.kind, done.by_id, done.reason) != (
            *(row.pk, kind, by.user_id, reason),
        ):
            raise Conflict(USED)
        return done
    _check_plan(view, row, base)
    if kind in care_plans.kinds_of(view):
        raise NotReady("There is a line for this already. Stop that line, with a reason.")
    made = CareDecline.objects.create(course=row, kind=kind, reason=reason, **_by(by, key))
    audit.record(
        by=by,
        action="care.decline",
        subject=("care", made.uid),
        patient=view.patient.uid,
        location=by.location_id,
        detail={"of": kind},
    )
    return made


# ------------------------------------------------------------------ what every act does first


def _course(by: Actor, uid: UUID) -> tuple[CourseView, Course]:
    """The course, with its person locked."""
    view = courses.course(by, uid)
    Patient.objects.select_for_update().get(pk=view.patient.pk)
    return courses.course(by, uid), Course.objects.get(uid=uid)


def _line(by: Actor, uid: UUID) -> Opened:
    row = CareLine.objects.select_related("course__patient").filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such line in this plan.")
    view, _ = _course(by, row.course.uid)
    if (phase := care_plans.stands_in(row)).pk != view.pk:
        view = courses.course(by, phase.uid)
    return Opened(view, row, row.versions.order_by("-number")[0])


def _moved(
    by: Actor, found: Opened, verb: str, reason: str, base: int, key: str
) -> CareLineVersion:
    """The line in the state that a verb leads to."""
    newest = found.newest
    if done := _done(by, key, found):
        leads_to = {after for (_, name), after in CARE_LINE.table.items() if name == verb}
        if done.reason != reason or done.state not in leads_to:
            raise Conflict(USED)
        return done
    _check_base(newest, base)
    _check_open(found.view)
    if not CARE_LINE.allows(newest.state, verb):
        raise NotReady("This line is not there any more. Nothing was changed. Open it again.")
    if verb != "stop":
        _check_supplement(by, found)
    told = _kept(newest) | {"state": CARE_LINE.after(newest.state, verb), "reason": reason}
    made = _append(by, found.line, base + 1, told, key)
    action = "care.mark" if by.is_patient else "care.step"
    _trace(by, action, found.line, {"state": made.state, "number": made.number})
    return made


def _check_plan(view: CourseView, row: Course, base: int) -> None:
    """Nobody changed the plan since the page was made, and the course goes on."""
    version, last = care_plans.version_of(chains.way_of(row))
    if version != base:
        raise Conflict(
            f"Two people changed the plan: {last} was faster. Nothing of yours was saved. What "
            "is there now is shown; send yours again if it should stand.",
            newest=version,
        )
    _check_open(view)


def _check_open(view: CourseView) -> None:
    if view.is_over:
        raise NotReady(f"This course is {view.status.replace('_', ' ')}: {STAYS}")


def _check_base(newest: CareLineVersion, base: int) -> None:
    if newest.number != base:
        raise Conflict(
            f"Two people changed the plan: {newest.by_name} was faster. Nothing of yours was "
            "saved. What is there now is shown; send yours again if it should stand.",
            newest=newest.number,
        )


def _check_supplement(by: Actor, found: Opened) -> None:
    """A supplement begins once the review of all medicines has seen it, and nothing changed."""
    if found.line.kind == "supplements" and not care_plans.is_reviewed(by, found.view):
        raise NotReady(
            f"{found.newest.supplement} begins once a prescriber has reviewed it beside all "
            "medicines, and nothing has changed since. Nothing was changed."
        )


def _after(
    found: Opened, then: str, following: NextReview, reason: str, today: date
) -> dict[str, Any]:
    """What a review changes of a line: why it stops, or when it is reviewed next."""
    after: dict[str, Any] = {"reason": _reason(reason, needed=then == "stopped")}
    if then != "going":
        return after
    component = component_of(found.view.programme, found.line.kind)
    day, why = following.settle(component, max(today, found.newest.starts_on))
    if day <= today:
        raise InvalidInput("The next review comes after this one.", field="review_on")
    return after | {"review_on": day, "review_reason": why}


def _check_review(newest: CareLineVersion, done: str, helped: str, then: str) -> None:
    if newest.state not in ("planned", "going"):
        raise NotReady(f"This line is {newest.state}: there is nothing to review.")
    if not done:
        raise InvalidInput("Write what was done. “Nothing yet” is an answer.", field="done")
    for box, words in (("done", done), ("helped", helped)):
        if len(words) > REVIEW_AT_MOST:
            raise InvalidInput(f"Shorten it to {REVIEW_AT_MOST:,} characters.", field=box)
    if then not in ("going", "done", "stopped"):
        raise InvalidInput("Choose how it goes on.", field="then")


def _kind(kind: str) -> str:
    if kind not in KIND_WORDS:
        raise NotFound("There is no such kind of care.")
    return kind


def _reason(reason: str, *, needed: bool) -> str:
    reason = reason.strip()
    if needed and not reason:
        raise InvalidInput("Write why.", field="reason")
    if len(reason) > REASON_AT_MOST:
        raise InvalidInput(f"Shorten it to {REASON_AT_MOST} characters.", field="reason")
    return reason


# ------------------------------------------------------------------ rows


def _done(by: Actor, key: str, found: Opened | None = None) -> CareLineVersion | None:
    """What this key already wrote; another person's, or another line's, is refused."""
    done = CareLineVersion.objects.select_related("line").filter(idempotency_key=key).first()
    if done is None:
        return None
    if done.by_id != by.user_id or (found is not None and done.line_id != found.line.pk):
        raise Conflict(USED)
    return done


def _same(done: CareLineVersion, ask: LineAsk, reason: str) -> CareLineVersion:
    """A page sent twice is one act; the same page with other words is refused."""
    goal = done.goal.uid if done.goal else None
    before = (done.what, done.starts_on, done.due_on, goal, done.who, done.reason)
    asked = (ask.what.strip(), ask.starts_on, ask.due_on, ask.goal, ask.who.partition(":")[0])
    if before != (*asked, reason):
        raise Conflict(USED)
    return done


def _kept(newest: CareLineVersion) -> dict[str, Any]:
    return {name: getattr(newest, name) for name in KEPT}


def _states(newest: CareLineVersion, reason: str) -> dict[str, Any]:
    return {"state": newest.state, "reason": reason}


def _append(
    by: Actor, line: CareLine, number: int, told: dict[str, Any], key: str
) -> CareLineVersion:
    return CareLineVersion.objects.create(
        line=line, number=number, is_own=by.is_patient, **told, **_by(by, key)
    )


def _by(by: Actor, key: str) -> dict[str, Any]:
    if by.user_id is None:
        raise Denied("A person does this; the system does not.")
    return {"at": clock.now(), "by_id": by.user_id, "by_name": by.name, "idempotency_key": key}


def _trace(by: Actor, action: str, line: CareLine, detail: dict[str, object]) -> None:
    audit.record(
        by=by,
        action=action,
        subject=("care", line.uid),
        patient=line.course.patient.uid,
        location=by.location_id or line.course.location_id,
        detail=detail,
    )
