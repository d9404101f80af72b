"""What comes after a phase: every exit judged on stored facts, and what it still needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from lightwell.access.actors import Actor
from lightwell.clinical.exits import CourseState, JudgedExit, judge_exits
from lightwell.clinical.programme import END, DoseLimits, Phase
from lightwell.records.models import PhaseChange
from lightwell.records.queries import (
    consents,
    courses,
    decisions,
    intervals,
    reviews,
    therapists,
)
from lightwell.records.queries.courses import CourseView
from lightwell.records.signers import SIGNERS
from lightwell.records.stored import as_json

UNDER_WAY = ("planned", "ready", "cancelled")


@frozen
class Missing:
    """What a phase cannot be begun without: "decision" or "consent", for what, in words."""

    kind: str
    agent: str
    route: str
    words: str


@frozen(kw_only=True)
class WayOn:
    """One way out of the phase; ``phase`` is none where it leads to the end."""

    judged: JudgedExit
    phase: Phase | None
    way: DoseLimits | None
    is_another_way: bool
    missing: tuple[Missing, ...]
    shown: Mapping[str, Any]

    @property
    def to(self) -> str:
        return self.judged.exit.to

    @property
    def needs_therapist(self) -> bool:
        """Whether the therapist decides with the signer."""
        return "therapist" in self.judged.exit.decided_by

    @property
    def may_be_the_patients(self) -> bool:
        """Whether the person may decide it alone."""
        return "or patient" in self.judged.exit.decided_by

    @property
    def override_role(self) -> str:
        """The role that may set its rule aside: the one that it names."""
        return next(role for role in SIGNERS if role in self.judged.exit.decided_by.split(" and "))


@frozen(kw_only=True)
class NextView:
    """Everything that the page "What comes next" shows of a course."""

    course: CourseView
    state: CourseState
    ways: tuple[WayOn, ...]
    goals: str
    therapists: tuple[tuple[UUID, str], ...]
    under_way: tuple[int, ...]
    change: PhaseChange | None

    def way(self, to: str) -> WayOn | None:
        """The way to a phase; none where the programme has no such exit here."""
        return next((one for one in self.ways if one.to == to), None)

    @property
    def version(self) -> str:
        """A fingerprint of what the page shows."""
        shown: list[Any] = [self.course.status, self.state.as_json(), self.goals]
        shown += [[one.to, dict(one.shown), [m.words for m in one.missing]] for one in self.ways]
        text = json.dumps(shown, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def next_of(by: Actor, course: UUID) -> NextView:
    """Every way out of the phase that a course is in."""
    view = courses.course(by, course)
    state = intervals.state_of(by, view)
    judged = judge_exits(view.phase, state)
    return NextView(
        course=view,
        state=state,
        ways=tuple(_way_on(by, view, one) for one in judged),
        goals=reviews.own_goals(by, view),
        therapists=tuple(
            (one.uid, one.name) for one in therapists.links(by, view.patient) if one.stands
        ),
        under_way=tuple(
            one.number for one in view.sessions if one.is_open and one.status not in UNDER_WAY
        ),
        change=PhaseChange.objects.filter(course__uid=course).first(),
    )


def _way_on(by: Actor, view: CourseView, judged: JudgedExit) -> WayOn:
    to = judged.exit.to
    phase = None if to == END else view.programme.phase_of(to)
    way = view.programme.dose_of(phase.dose) if phase is not None and phase.dose else None
    is_another = way is not None and (way.agent, way.route) != (view.way.agent, view.way.route)
    return WayOn(
        judged=judged,
        phase=phase,
        way=way,
        is_another_way=is_another,
        missing=_missing(by, view, way) if way is not None else (),
        shown={
            "to": to,
            "words": judged.exit.words,
            "decided_by": judged.exit.decided_by,
            "basis": judged.exit.basis.words,
            "dose": f"{way.meaning} {way.basis.words}" if way is not None and is_another else "",
            "outcome": judged.outcome.value if judged.outcome is not None else "",
            "rule": as_json(judged.explanation) if judged.explanation is not None else None,
            "lines": list(judged.lines),
        },
    )


def _missing(by: Actor, view: CourseView, way: DoseLimits) -> tuple[Missing, ...]:
    """The signed decision and the consent for what the next phase gives, as for a first course."""
    found = []
    decision, why = decisions.offer(by, view.patient, way.agent, way.route)
    if decision is None:
        found.append(Missing("decision", way.agent, way.route, f"{_titled(way)}: {why}"))
    if consents.in_force(view.patient, consents.kind_of(way.agent, way.route)) is None:
        words = f"{_titled(way)}: there is no consent in force. Record it first."
        found.append(Missing("consent", way.agent, way.route, words))
    return tuple(found)


def _titled(way: DoseLimits) -> str:
    return way.words[:1].upper() + way.words[1:]
