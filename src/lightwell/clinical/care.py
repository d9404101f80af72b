"""What stands around the doses of a programme: psychotherapy and other care, what is measured
and when, conditions that hold a session, guards of a life stage, and checks that fall due."""

from __future__ import annotations

from attrs import frozen

from .explain import Explanation, explain
from .facts import Facts
from .library import Header
from .predicates import Predicate
from .programme import Basis
from .values import Outcome

COMPONENTS = (
    *("preparation", "dosing_support", "integration", "psychotherapy", "medication_management"),
    *("sleep", "exercise", "nutrition", "stress", "social", "supplements", "co_ordination"),
)
TIMINGS = ("before_first_dose", "with_each_dose", "after_each_dose", "alongside")
CRITERIA = ("start", "hold", "stop")
STAGES = ("child", "adolescent", "older", "pregnant", "breastfeeding", "end_of_life")
POSITIONS = ("block", "specialist", "adjusted", "information")
FORMULATIONS = ("sublingual", "oral")


@frozen(kw_only=True)
class Component:
    """Care that belongs to the course: how often, when, and in which phase (empty: in all)."""

    kind: str
    title: str
    phase: str
    timing: str
    count: tuple[int, int] | None
    within_hours: int
    review_every_days: int
    words: str
    basis: Basis

    @property
    def when(self) -> str:
        """The timing as it is said: "after each dose, within 72 hours"."""
        within = f", within {self.within_hours} hours" if self.within_hours else ""
        review = f"; reviewed every {self.review_every_days} days" if self.review_every_days else ""
        return f"{self.timing.replace('_', ' ')}{within}{review}"


@frozen(kw_only=True)
class Measure:
    """An instrument at its time: minutes after a start, or days of the course."""

    instrument: str
    phase: str
    from_min: int
    from_day: int
    every_days: int
    words: str
    basis: Basis

    @property
    def when(self) -> str:
        """The time as it is said: "from 20 minutes after a start", "from day 7 every 14 days"."""
        if self.from_min:
            return f"from {self.from_min} minutes after a start"
        again = f" every {self.every_days} days" if self.every_days else ""
        return f"from day {self.from_day}{again}"


@frozen(kw_only=True)
class Criterion:
    """What must be so to start a session (start, hold), or ends the course (stop)."""

    id: str
    kind: str
    phase: str
    when: Predicate
    ask: str
    settled_by: str
    override: str
    basis: Basis

    def judge(self, facts: Facts) -> Explanation:
        """The criterion on one person; a start criterion holds unless it is known and met."""
        return explain(self.when, facts)

    def holds(self, facts: Facts) -> bool:
        """Whether it holds a session: unknown holds, and a stop criterion holds when met."""
        outcome = self.judge(facts).outcome
        return outcome is not (Outcome.MET if self.kind == "start" else Outcome.NOT_MET)


@frozen(kw_only=True)
class Guard:
    """What a life stage asks for: the evidence there is, and block, specialist or adjustment."""

    id: str
    stage: str
    routes: tuple[str, ...]
    when: Predicate
    position: str
    asks: str
    evidence: str
    basis: Basis


@frozen(kw_only=True)
class SafetyCheck:
    """A check of long-term safety: at the beginning, every so many days, sessions, or both.

    A check that ``holds`` lets no session start while it is due and not done: as an item of the
    gate of its own, or by the item that ``held_by`` names. ``of`` is what is checked.
    """

    id: str
    of: str
    title: str
    routes: tuple[str, ...]
    at_baseline: bool
    every_days: int
    every_sessions: int
    holds: bool
    settled_by: str
    override: str
    held_by: str
    when: Predicate | None
    ask: str
    basis: Basis

    @property
    def recorded(self) -> str:
        """The fact that is recorded when it was done: with what was found, on its day."""
        return f"checks.{self.of}"

    @property
    def current(self) -> str:
        """The fact that the gate asks for: whether it was done and is not due."""
        return f"course.{self.of}_current"

    def is_due(self, *, days_since: int | None, sessions_since: int | None) -> bool:
        """Whether it is due, from the days and sessions since it was last done.

        ``days_since`` None: never done. It is then due when it belongs to the beginning.
        """
        if days_since is None:
            return self.at_baseline
        late = bool(self.every_days) and days_since >= self.every_days
        many = bool(self.every_sessions) and (sessions_since or 0) >= self.every_sessions
        return late or many

    @property
    def words(self) -> str:
        """How often, as it is said: "at the beginning, then every 90 days or 10 sessions"."""
        steps = [f"{self.every_days} days"] if self.every_days else []
        steps += [f"{self.every_sessions} sessions"] if self.every_sessions else []
        again = f"every {' or '.join(steps)}" if steps else ""
        begins = "at the beginning" if self.at_baseline else ""
        return ", then ".join(part for part in (begins, again) if part)


@frozen(kw_only=True)
class TakeHome:
    """Under which conditions a supply may be taken home: all of them, each known and met."""

    header: Header
    formulations: tuple[str, ...]
    supply_days: int
    check_in_days: int
    criteria: tuple[Criterion, ...]
    basis: Basis


@frozen(kw_only=True)
class CommonCare:
    """What holds whatever the programme, by way of giving: guards, checks, supply at home."""

    stages: Header
    guards: tuple[Guard, ...]
    long_term: Header
    checks: tuple[SafetyCheck, ...]
    take_home: TakeHome

    @property
    def headers(self) -> tuple[Header, ...]:
        return self.stages, self.long_term, self.take_home.header


@frozen(kw_only=True)
class Care:
    """All of it for one programme."""

    components: tuple[Component, ...]
    measures: tuple[Measure, ...]
    criteria: tuple[Criterion, ...]
    guards: tuple[Guard, ...]
    checks: tuple[SafetyCheck, ...]
    take_home: tuple[str, ...]

    @property
    def rules(self) -> tuple[Predicate, ...]:
        """Every rule that stands in the programme's own file."""
        return tuple(one.when for one in self.criteria)

    def guards_on(self, facts: Facts) -> tuple[tuple[Guard, Explanation], ...]:
        """Every guard that is met or cannot be told, with why; unknown is no way past it."""
        judged = ((one, explain(one.when, facts)) for one in self.guards)
        return tuple((one, why) for one, why in judged if why.outcome is not Outcome.NOT_MET)
