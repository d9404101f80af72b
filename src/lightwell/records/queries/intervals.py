"""Where intervals grow: what a course has come to, which interval stands, and which is proposed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.clinical.exits import CourseState
from lightwell.records.models import IntervalDecision
from lightwell.records.queries import trends
from lightwell.records.queries.courses import CourseView, planned_days


@frozen(kw_only=True)
class Interval:
    """A signed interval: after which session, how long, by whom, and why another was proposed."""

    after_session: int
    days: int
    step: str
    proposal: Mapping[str, Any]
    reason: str
    at: datetime
    by_name: str


def state_of(by: Actor, view: CourseView) -> CourseState:
    """What a course has come to today, from the totals and sessions that are recorded."""
    (trend,) = trends.trends_of(by, view, (trends.RULED_BY,))
    return CourseState(
        scores=trends.course_scores(trend),
        sessions_done=view.has_run,
        on=view.day(clock.now()),
    )


def intervals(view: CourseView) -> tuple[Interval, ...]:
    """The interval that stands after each session, in order."""
    rows = IntervalDecision.objects.filter(course=view.pk).order_by("after_session", "number")
    newest = {row.after_session: row for row in rows}
    return tuple(
        Interval(
            after_session=row.after_session,
            days=row.days,
            step=row.step,
            proposal=row.proposal,
            reason=row.reason,
            at=row.at,
            by_name=row.by_name,
        )
        for row in newest.values()
    )


def current_days(view: CourseView) -> int | None:
    """The interval in force: the one that was signed last, else the plan's."""
    signed = intervals(view)
    if signed:
        return signed[-1].days
    return view.plan.interval_days if view.plan is not None else None


def days_before(view: CourseView) -> int | None:
    """The interval that led to the last session: what the next one is longer or shorter than."""
    signed = [one for one in intervals(view) if one.after_session < view.has_run]
    if signed:
        return signed[-1].days
    return view.plan.interval_days if view.plan is not None else None


def proposal(by: Actor, view: CourseView) -> lw.IntervalProposal | None:
    """The interval that the programme's steps propose after the last session of the phase; none
    before the first, and outside a phase of intervals."""
    ran = last_ran(view)
    days = days_before(view)
    if not view.is_interval or ran is None or days is None:
        return None
    state = state_of(by, view)
    return lw.propose_interval(
        view.phase, state.scores, current_days=days, last_session=ran, on=state.on
    )


def last_ran(view: CourseView) -> date | None:
    """The day of the last session of the phase that took place."""
    return max((view.day(one.planned_at) for one in view.sessions if one.has_run), default=None)


def is_relapse(by: Actor, view: CourseView) -> bool:
    """Whether the relapse rule of the phase is met: no interval is proposed, a decision is due."""
    made = proposal(by, view)
    return made is not None and made.step == "relapse"


def next_day(view: CourseView) -> date | None:
    """The day of the next session by the interval that was signed after the last one."""
    return day_after(view, {one.after_session: one.days for one in intervals(view)})


def day_after(view: CourseView, signed: Mapping[int, int]) -> date | None:
    """The same, of signed intervals that are at hand: each by the session that it follows."""
    ran, days = last_ran(view), signed.get(view.has_run)
    if ran is None or days is None:
        return None
    return ran + timedelta(days=days)


def signed_days(courses: Collection[int]) -> dict[int, dict[int, int]]:
    """The interval that stands after each session of many courses (one query)."""
    rows = IntervalDecision.objects.filter(course__in=courses).order_by("number")
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        found[row.course_id][row.after_session] = row.days
    return found


def version(by: Actor, view: CourseView) -> str:
    """A fingerprint of the proposal and of what was signed before."""
    made = proposal(by, view)
    signed = [[one.after_session, one.days, one.at.isoformat()] for one in intervals(view)]
    shown = json.dumps([made.as_json() if made else None, signed], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def proposed_days(view: CourseView) -> dict[int, date]:
    """The proposed day of each session: of the plan, and by the interval that was signed."""
    found = planned_days(view.plan) if view.plan is not None else {}
    day = next_day(view) if view.is_interval else None
    return found | ({view.has_run + 1: day} if day is not None else {})
