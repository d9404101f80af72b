"""A whole course under any order of events, found by Hypothesis, in each of the six programmes.

Whatever people do, and in whatever order time passes: no rule of the programme is broken, no
session starts on what is unknown or gone, every decision runs again to the same, and the trail is
whole. What holds stands in `tests.support.course_holds`; a new event is one more rule here.
"""

from __future__ import annotations

from collections.abc import Callable
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
ROLES = ("prescriber", "senior prescriber", "specialist prescriber")
# What may be missing on the day, or gone since; "" is nothing.
LEFT_OUT = ("weight", "screen", "medicines", "checks", "reading", "dose", "second")
SINCE = ("medicine", "consent", "decision", "unsafe", "risk", "pregnant", "one person", "too soon")
FAULTS = ("", *LEFT_OUT, *SINCE)
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


def spoil(life: Life, fault: str) -> None:
    """The day of the next session with one thing missing or gone; all else is known and met."""
    run = life.run
    if run is not None and run.view.started_at is None and fault != "too soon":
        life.now = max(life.now, run.view.planned_at)
    life.get_ready(left_out="second" if fault == "one person" else fault)
    since: dict[str, Callable[[], Any]] = {
        "medicine": lambda: life.take("lorazepam"),
        "consent": life.withdraw_consent,
        "decision": lambda: life.decide("not_suitable"),
        "unsafe": lambda: (life.adopt("adopt"), life.adopt("unsafe")),
        "risk": lambda: life.screen([1, 1, 1, 0, 0, 0]),
        "pregnant": lambda: life.record({"conditions.pregnant": "yes"}),
        "one person": lambda: life.confirm("nurse"),
    }
    since.get(fault, lambda: None)()


def mend(life: Life) -> None:
    """What was missing or gone is there again, so that the course can go on."""
    life.record({"conditions.pregnant": "no", "vital.sbp": 120, "vital.dbp": 80})
    life.decide()
    life.agree()
    life.adopt("adopt")
    life.settle_risk()


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

    @rule(without=st.sampled_from(FAULTS), by=PEOPLE)
    def try_to_start(self, without: str, by: str) -> None:
        """On the day of the next session one thing is missing or gone; later it is mended."""
        for _ in range(3):
            if self.life.run is None:
                self.life.go_on()
        spoil(self.life, without)
        self.life.act("make_ready", by)
        self.life.act("start", by)
        mend(self.life)

    # -------------------------------------------------------------- before and around the course

    @rule(
        name=st.sampled_from(["pregnant", "lactation", "end_of_life", "cystitis", "aneurysm"]),
        says=st.sampled_from(["yes", "no", None]),
        choice=st.sampled_from(["offer", "offer", "not_suitable", "refer"]),
        by=PEOPLE,
    )
    def find_out_and_decide(self, name: str, says: str | None, choice: str, by: str) -> None:
        self.life.record({f"conditions.{name}": says, "vital.sbp": 120, "vital.dbp": 80})
        self.life.decide(choice, by)
        self.life.sign_second()

    @rule(understood=st.booleans(), withdrawn=st.booleans())
    def speak_of_consent(self, understood: bool, withdrawn: bool) -> None:
        self.life.agree(understood=understood)
        if withdrawn:
            self.life.withdraw_consent()

    @rule(
        times=st.sampled_from(["3", "1", "0.5", "1.5"]),
        count=st.sampled_from([None, None, 2, 9]),
        signers=st.lists(st.tuples(st.sampled_from(ROLES), PEOPLE), max_size=2),
    )
    def plan_anew(self, times: str, count: int | None, signers: list[tuple[str, str]]) -> None:
        """The programme's plan, or another with its reasons; signed by some, or not."""
        changes: dict[str, Any] = {}
        if self.way.mg_per_kg and times != "1":
            changes |= {"mg_per_kg": self.way.mg_per_kg * Decimal(times), "dose_reason": "So."}
        if count:
            changes |= {"count": count, "count_reason": "So."}
        self.life.plan(**changes)
        for role, by in signers:
            self.life.sign(role, by)

    @rule(
        after=st.sampled_from([1, 2, 3, 4, 6, 8]),
        choice=st.sampled_from(
            ["continue", "continue by signed decision", "maintain", "adjust", "stop"]
        ),
    )
    def review(self, after: int, choice: str) -> None:
        self.life.review(after, choice)

    @rule(
        verb=st.sampled_from(["adopt", "adopt", "withdraw", "unsafe"]),
        drug=st.sampled_from(["", "lorazepam", "Grandmother's drops", "Zoloft"]),
    )
    def around_it(self, verb: str, drug: str) -> None:
        """The programme is adopted or withdrawn; something else is taken from now on."""
        self.life.adopt(verb)
        if drug:
            self.life.take(drug)

    @rule(
        ends=st.booleans(),
        kind=st.sampled_from(["preparation", "integration"]),
        outside=st.booleans(),
    )
    def therapy(self, ends: bool, kind: str, outside: bool) -> None:
        self.life.release()
        if ends:
            self.life.end_release()
        self.life.write_therapy(kind, outside=outside)

    # -------------------------------------------------------------- dates

    @rule(
        ahead=st.sampled_from([0, 0, 1, 2, 5]),
        days=st.integers(0, 8),
        hour=st.sampled_from([9, 13, 15]),
        then=st.sampled_from(["", "", "arrive", "miss", "cancel"]),
    )
    def book(self, ahead: int, days: int, hour: int, then: str) -> None:
        """The next session, or one further on; they come, do not come, or call it off."""
        view = self.life.course
        self.life.book((view.has_run if view else 0) + 1 + ahead, days, hour)
        if then == "miss":
            self.life.wait(days=days, hours=5)
        if then:
            self.life.receive(then)

    # -------------------------------------------------------------- the day of a session

    @rule(by=PEOPLE, verb=st.sampled_from(["make_ready", "start", "stop_early", "pause", "cancel"]))
    def step(self, by: str, verb: str) -> None:
        self.life.act(verb, by, reason="as it came")

    @rule(values=VITALS, by=PEOPLE, kg=st.sampled_from([0, 0, 62, 71, 79]))
    def read_and_weigh(self, values: dict[str, int], by: str, kg: int) -> None:
        self.life.act("read", by, values=values or GOOD, beyond=True)
        if kg:
            self.life.weigh(kg)

    @rule(answers=st.sampled_from(SCREENS), settled=st.booleans())
    def ask_the_screen(self, answers: list[int | None], settled: bool) -> None:
        self.life.screen(answers)
        if settled:
            self.life.settle_risk()

    @rule(
        by=PEOPLE,
        item=st.sampled_from(["fasting", "heart_rate", "cssrs", "escort", "consent"]),
        door=st.sampled_from(["", *DOORS]),
    )
    def set_aside_or_leave(self, by: str, item: str, door: str) -> None:
        if door:
            self.life.leave(door)
        else:
            self.life.act("override", by, item=item, reason="judged so")

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


def test_each_thing_that_is_missing_or_gone_holds_the_start(house: dict[str, Any]) -> None:
    """And once it is there again, the same session starts."""
    nurse, prescriber = house["people"]
    life = Life(house["cast"], nurse, prescriber, IV, house["chair"])
    for _ in range(2):
        life.go_on()
    assert life.run is not None
    for fault in (*LEFT_OUT, *SINCE):
        if fault != "too soon":  # there was no dose before
            life.wait(days=1)
            spoil(life, fault)
            assert life.act("start") is None, fault
            assert life.act("make_ready") is None, fault
            assert not starts(life.patient), fault
            mend(life)
    life.wait(days=1)
    life.get_ready()
    assert life.act("make_ready"), life.refusals[-3:]
    assert life.act("start"), life.refusals[-3:]
    for hold in AFTER_EACH:
        hold(life.patient)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_course_holds_under_any_order_of_events(house: dict[str, Any], way: Way) -> None:
    machine = type("CoursesOf", (Courses,), house | {"way": way, "begun": set()})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # so in Hypothesis
        machine,
        settings=settings(
            max_examples=2 if settings.default.max_examples < LONG else 200,
            stateful_step_count=6 if settings.default.max_examples < LONG else 40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.begun, "no session was ever started: the machine proves nothing"
