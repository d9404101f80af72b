"""A whole course under any order of events, found by Hypothesis, in each of the six programmes.

Whatever people do, and in whatever order time passes: no rule of the programme is broken, no
session starts on what is unknown or gone, every decision runs again to the same, and the trail is
whole. What holds stands in `tests.support.course_holds`; a new event is one more rule here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lightwell.access.models import User
from lightwell.diary.models import Chair
from lightwell.records.models import Patient
from tests.support.cast import Cast
from tests.support.course_holds import AFTER_EACH, AT_THE_END, Ledger, starts
from tests.support.courses import chairs
from tests.support.coursing import Life, second_prescriber
from tests.support.sessions import CALM_SCREEN, GOOD, second_nurse
from tests.support.ways import IV, LOZENGE, NASAL, Way

pytestmark = pytest.mark.django_db

WAYS = (
    IV,
    NASAL,
    LOZENGE,
    Way("integrative", "im"),
    Way("bridge", "iv"),
    Way("iv-to-sublingual", "iv"),
)
PEOPLE = st.sampled_from(["nurse", "second", "prescriber", "director"])
SCREENS: list[list[int | None]] = [
    CALM_SCREEN,
    [1, 0, None, None, None, 0],
    [1, 1, 1, 0, 0, 0],
    [None, 0, None, None, None, 0],
]
LEFT_OUT = ("", "", "weight", "screen", "medicines", "checks", "reading", "dose", "second")
VITALS = st.fixed_dictionaries(
    {},
    optional={
        "sbp": st.integers(90, 190),
        "dbp": st.integers(50, 110),
        "hr": st.integers(40, 135),
        "spo2": st.integers(89, 100),
        "rr": st.integers(6, 22),
        "moaas": st.integers(2, 5),
        "dissociation": st.integers(0, 10),
    },
)
LONG = 1000  # with LIGHTWELL_HYPOTHESIS=long it looks for hours
DOORS = ("discharge", "transfer", "leave_against_advice")


class Courses(RuleBasedStateMachine):
    """One person in one programme; every rule is an event that may be refused."""

    cast: ClassVar[Cast]
    way: ClassVar[Way]
    people: ClassVar[tuple[User, User]]
    chair: ClassVar[Chair]
    begun: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        nurse, prescriber = self.people
        self.life = Life(self.cast, nurse, prescriber, self.way, self.chair)
        self.ledger = Ledger()
        self.steps = 0

    @initialize(far=st.sampled_from([5, 7, 3, 9, 0]))
    def come_so_far(self, far: int) -> None:
        """Courses are tried from every part of their way."""
        for _ in range(far):
            self.life.go_on()

    # -------------------------------------------------------------- time and the usual way

    @rule(hours=st.sampled_from([0.2, 1, 5, 24, 72, 24 * 8]))
    def time_passes(self, hours: float) -> None:
        self.life.wait(hours=hours)

    @rule(steps=st.integers(1, 4))
    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            self.life.go_on()

    # -------------------------------------------------------------- before and around the course

    @rule(
        name=st.sampled_from(["pregnant", "lactation", "end_of_life", "cystitis", "aneurysm"]),
        says=st.sampled_from(["yes", "no", None]),
    )
    def find_out(self, name: str, says: str | None) -> None:
        self.life.record({f"conditions.{name}": says, "vital.sbp": 120, "vital.dbp": 80})

    @rule(choice=st.sampled_from(["offer", "offer", "not_suitable", "refer"]), by=PEOPLE)
    def decide(self, choice: str, by: str) -> None:
        self.life.decide(choice, by)
        self.life.sign_second()

    @rule(understood=st.booleans())
    def agree(self, understood: bool) -> None:
        self.life.agree(understood=understood)

    @rule()
    def withdraw_the_consent(self) -> None:
        self.life.withdraw_consent()

    @rule(
        times=st.sampled_from(["1", "1", "0.5", "1.5", "3"]),
        count=st.sampled_from([None, None, 2, 9]),
    )
    def plan_anew(self, times: str, count: int | None) -> None:
        """The programme's plan, or another with its reasons."""
        changes: dict[str, Any] = {}
        if self.way.mg_per_kg and times != "1":
            changes |= {"mg_per_kg": self.way.mg_per_kg * Decimal(times), "dose_reason": "So."}
        if count:
            changes |= {"count": count, "count_reason": "So."}
        self.life.plan(**changes)

    @rule(
        role=st.sampled_from(["prescriber", "prescriber", "senior prescriber", "specialist"]),
        by=PEOPLE,
    )
    def sign(self, role: str, by: str) -> None:
        self.life.sign("specialist prescriber" if role == "specialist" else role, by)

    @rule(
        after=st.sampled_from([1, 2, 3, 4, 6, 8]),
        choice=st.sampled_from(
            ["continue", "continue by signed decision", "maintain", "adjust", "stop"]
        ),
    )
    def review(self, after: int, choice: str) -> None:
        self.life.review(after, choice)

    @rule(verb=st.sampled_from(["adopt", "adopt", "withdraw", "unsafe"]))
    def adoption(self, verb: str) -> None:
        self.life.adopt(verb)

    @rule(drug=st.sampled_from(["lorazepam", "Grandmother's drops", "Zoloft"]))
    def take_something_else(self, drug: str) -> None:
        self.life.take(drug)

    @rule()
    def sign_a_release(self) -> None:
        self.life.release()

    @rule()
    def end_the_release(self) -> None:
        self.life.end_release()

    @rule(kind=st.sampled_from(["preparation", "integration"]), outside=st.booleans())
    def write_of_therapy(self, kind: str, outside: bool) -> None:
        self.life.write_therapy(kind, outside=outside)

    # -------------------------------------------------------------- dates

    @rule(number=st.integers(1, 9), days=st.integers(0, 8), hour=st.sampled_from([9, 13]))
    def book(self, number: int, days: int, hour: int) -> None:
        self.life.book(number, days, hour)

    @rule(days=st.integers(0, 3))
    def book_the_next(self, days: int) -> None:
        view = self.life.course
        self.life.book(view.has_run + 1 if view else 1, days, 15)

    @rule(verb=st.sampled_from(["arrive", "miss", "cancel"]))
    def receive(self, verb: str) -> None:
        self.life.receive(verb)

    # -------------------------------------------------------------- the day of a session

    @rule(left_out=st.sampled_from(LEFT_OUT), by=PEOPLE)
    def get_ready_and_start(self, left_out: str, by: str) -> None:
        """On the day of the next session, all but one thing."""
        run = self.life.run
        if run is not None and run.view.started_at is None:
            self.life.now = max(self.life.now, run.view.planned_at)
        self.life.get_ready(left_out=left_out)
        self.life.act("make_ready", by)
        self.life.act("start", by)

    @rule(by=PEOPLE, verb=st.sampled_from(["make_ready", "start", "stop_early", "pause", "cancel"]))
    def step(self, by: str, verb: str) -> None:
        self.life.act(verb, by, reason="as it came")

    @rule(values=VITALS, by=PEOPLE)
    def read(self, values: dict[str, int], by: str) -> None:
        self.life.act("read", by, values=values or GOOD, beyond=True)

    @rule(answers=st.sampled_from(SCREENS))
    def ask_the_screen(self, answers: list[int | None]) -> None:
        self.life.screen(answers)

    @rule()
    def settle_the_risk(self) -> None:
        self.life.settle_risk()

    @rule(kg=st.sampled_from([62, 70, 71, 79]))
    def weigh(self, kg: int) -> None:
        self.life.weigh(kg)

    @rule(by=PEOPLE)
    def draw_up_and_confirm(self, by: str) -> None:
        self.life.draw_up()
        self.life.confirm(by)

    @rule(by=PEOPLE, item=st.sampled_from(["fasting", "heart_rate", "cssrs", "escort", "consent"]))
    def set_aside(self, by: str, item: str) -> None:
        self.life.act("override", by, item=item, reason="judged so")

    @rule(door=st.sampled_from(DOORS))
    def leave(self, door: str) -> None:
        self.life.leave(door)

    # -------------------------------------------------------------- what always holds

    @invariant()
    def it_holds(self) -> None:
        for hold in AFTER_EACH:
            hold(self.life.patient)

    def teardown(self) -> None:
        for hold in AT_THE_END:
            hold(self.life.patient)
        self.ledger.look()
        if starts(self.life.patient):
            self.begun.add(str(self.way))


@pytest.fixture
def house(cast: Cast) -> dict[str, Any]:
    """Who works here besides, and where people sit."""
    people = (second_nurse(cast), second_prescriber(cast.harbour))
    return {"cast": cast, "people": people, "chair": chairs(cast.harbour, 1)[0]}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_usual_way_leads_through_a_session(house: dict[str, Any], way: Way) -> None:
    """The machine is not empty: left alone, its person is discharged."""
    nurse, prescriber = house["people"]
    life = Life(house["cast"], nurse, prescriber, way, house["chair"])
    for _ in range(8):
        life.go_on()
        if "leave" in life.done:
            break
    patient: Patient = life.patient
    assert len(starts(patient)) == 1, life.done
    for hold in (*AFTER_EACH, *AT_THE_END):
        hold(patient)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_course_holds_under_any_order_of_events(house: dict[str, Any], way: Way) -> None:
    machine = type("CoursesOf", (Courses,), house | {"way": way, "begun": set()})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # so in Hypothesis
        machine,
        settings=settings(
            max_examples=2 if settings.default.max_examples < LONG else 200,
            stateful_step_count=12 if settings.default.max_examples < LONG else 40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.begun, "no session was ever started: the machine proves nothing"
