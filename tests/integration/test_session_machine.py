"""A session under any order of acts by two nurses and a prescriber, found by Hypothesis.

Whatever they do: no gate opens on unknown, no step leaves a final state, numbers have no gap, a
refused act leaves nothing behind, folding the entries gives the state, and what is printed is
what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import LightwellError
from lightwell.clinical.transitions import SESSION
from lightwell.records.actions import history, sessions
from lightwell.records.models import RuleEvaluation, SessionEntry
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from lightwell.records.queries.sessions import SessionView
from lightwell.records.session_words import ASKED_AFTER, ASKED_BEFORE
from tests.support.cast import Cast
from tests.support.people import key, make_patient
from tests.support.sessions import (
    AFTER,
    BEFORE,
    CALM_SCREEN,
    GOOD,
    NINE,
    Running,
    clock_at,
    drawn_up,
    know_everything,
    screen,
    screen_bipolar,
    session_of,
    weigh,
)

pytestmark = pytest.mark.django_db

PEOPLE = st.sampled_from(["nurse", "second", "prescriber"])
STEPS = ("make_ready", "hold", "start", "pause", "resume", "end_infusion", "stop_early", "cancel")
OVERRIDABLE = ("fasting", "heart_rate", "saturation", "cssrs", "walks", "nausea", "dissociation")
# Where sessions stand at first, and the steps that bring them there.
WAY: dict[str, tuple[str, ...]] = {
    "planned": (),
    "running": ("make_ready", "start"),
    "recovering": ("make_ready", "start", "end_infusion"),
}
LEFT_OUT = ("", "", "", "weight", "screen", "bipolar", "medicines", "checks", "reading", "second")
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "sbp": st.integers(85, 200),
        "dbp": st.integers(40, 120),
        "hr": st.integers(38, 140),
        "spo2": st.integers(88, 100),
        "rr": st.integers(6, 24),
        "moaas": st.integers(1, 5),
        "dissociation": st.integers(0, 10),
    },
)


class Sessions(RuleBasedStateMachine):
    """One session; every rule is an act that may be refused. ``far`` is where it stands at first,
    brought there by the same acts, so that each part of a session is tried in every run."""

    cast: ClassVar[Cast]
    far: ClassVar[str] = "planned"

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NINE
        self.final = ""
        self.looked_at: set[str] = set()
        self._seen: SessionView | None = None
        with clock_at(self.now):
            patient = make_patient(self.cast.harbour, family=f"R{key()[:6]}", signs_in=False)
            self.run: Running = session_of(self.cast, patient=patient)
            if self.far != "planned":
                know_everything(self.run)
        for verb in WAY[self.far]:
            assert self.attempt(verb, "nurse")
            self.now += timedelta(minutes=20)
        assert self.view.status == self.far

    @property
    def view(self) -> SessionView:
        """The session as it stands, read again after anything was done."""
        if self._seen is None:
            self._seen = self.run.view
        return self._seen

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Something happens now; what was seen before no longer counts."""
        self._seen = None
        with clock_at(self.now):
            yield

    def who(self, name: str) -> Actor:
        actor: Actor = getattr(self.run, name)
        return actor

    def attempt(self, name: str, who: str, **given: Any) -> SessionEntry | None:
        """Act, or be refused in words with nothing left behind."""
        before = self.view.version
        page = {"session": self.run.uid, "key": key(), "version": before}
        entries = SessionEntry.objects.filter(session__uid=self.run.uid)
        with self.acting():
            try:
                made: SessionEntry = getattr(sessions, name)(by=self.who(who), **(page | given))
            except LightwellError:
                assert entries.count() == before
                return None
        assert entries.count() == before + 1 == made.number
        return made

    # -------------------------------------------------------------- what people do

    @rule(minutes=st.sampled_from([1, 6, 10, 40, 61]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(left_out=st.sampled_from(LEFT_OUT))
    @precondition(lambda self: self.view.status in ("planned", "ready"))
    def get_everything_ready(self, left_out: str) -> None:
        with self.acting():
            if left_out != "weight":
                weigh(self.run)
            if left_out != "screen":
                screen(self.run)
            if left_out != "bipolar":
                screen_bipolar(self.run)
            if left_out != "medicines":
                history.reconcile(
                    by=self.run.nurse,
                    patient=self.run.patient,
                    subject="medicine",
                    statement="none_known",
                    versions=[],
                    key=key(),
                )
        if left_out != "checks":
            self.attempt("check", "nurse", values=BEFORE)
        if left_out != "reading":
            self.attempt("read", "nurse", values=GOOD)
        made = self.attempt("prepare_dose", "nurse", prepared=drawn_up(self.view))
        if made and left_out != "second":
            self.attempt("confirm_dose", "second", prepared=made.uid)
        for verb in ("make_ready", "start"):  # most sessions shall get this far
            self.attempt(verb, "nurse")

    @rule(who=PEOPLE, values=VALUES, beyond=st.booleans())
    def read(self, who: str, values: dict[str, int], beyond: bool) -> None:
        self.attempt("read", who, values=values, beyond=beyond)

    @rule(who=PEOPLE, pick=st.integers(0, 3))
    def fill_a_row(self, who: str, pick: int) -> None:
        due = queries.due(self.view, self.now)
        if due:
            slot = queries.slot_of(due[pick % len(due)].at)
            self.attempt("read", who, values=GOOD, slot=slot)

    @rule(
        who=PEOPLE,
        name=st.sampled_from((*ASKED_BEFORE, *ASKED_AFTER)),
        says=st.sampled_from([True, False, None]),
    )
    def answer(self, who: str, name: str, says: bool | None) -> None:
        names = {"escort_name": "Lou", "qualified_person": "Ben"}
        self.attempt("check", who, values={name: says, **names})

    @rule(
        answers=st.sampled_from([CALM_SCREEN, [1, 1, 1, 0, 0, 0], [0, 0, None, None, None, None]])
    )
    def ask_the_screen(self, answers: list[int | None]) -> None:
        with self.acting():
            screen(self.run, answers)

    @rule(kg=st.sampled_from([64, 70, 78]))
    def put_on_the_scale(self, kg: int) -> None:
        with self.acting():
            weigh(self.run, kg)

    @rule(who=PEOPLE)
    def draw_up(self, who: str) -> None:
        self.attempt("prepare_dose", who, prepared=drawn_up(self.view))

    @rule(who=PEOPLE)
    def confirm(self, who: str) -> None:
        prepared = self.view.dose.prepared
        if prepared is not None:
            made = self.attempt("confirm_dose", who, prepared=prepared.uid)
            assert made is None or made.by_id != prepared.by_id

    @rule(who=PEOPLE, verb=st.sampled_from(STEPS))
    def step(self, who: str, verb: str) -> None:
        self.attempt(verb, who, reason="as it came")

    @rule(who=PEOPLE)
    def go_on(self, who: str) -> None:
        """What usually comes next, so that sessions get far."""
        following = {"planned": "make_ready", "ready": "start", "running": "end_infusion"}
        if verb := following.get(self.view.status):
            self.attempt(verb, who)

    @rule(who=PEOPLE)
    @precondition(lambda self: self.view.status in ("recovering", "stopped_early"))
    def get_ready_to_leave(self, who: str) -> None:
        self.now += timedelta(minutes=61)
        self.attempt("read", who, values=GOOD)
        self.attempt("check", who, values=AFTER)
        with self.acting():
            screen(self.run)
        self.attempt("leave", who, door="discharge", values={})

    @rule(who=PEOPLE, door=st.sampled_from(["discharge", "discharge", "transfer"]))
    @precondition(lambda self: self.view.status in ("recovering", "stopped_early", "paused"))
    def leave(self, who: str, door: str) -> None:
        was_over = self.view.is_over
        made = self.attempt("leave", who, door=door, values={})
        assert made is not None or door == "discharge" or was_over

    @rule(who=PEOPLE, item=st.sampled_from(OVERRIDABLE))
    def set_aside(self, who: str, item: str) -> None:
        self.attempt("override", who, item=item, reason="judged so")

    @rule(who=PEOPLE, pick=st.integers(0, 50), values=VALUES)
    def correct(self, who: str, pick: int, values: dict[str, int]) -> None:
        entries = self.view.entries
        if entries:
            entry = entries[pick % len(entries)]
            self.attempt("correct", who, entry=entry.uid, values=values, reason="typed wrongly")

    @rule(who=PEOPLE)
    def send_again(self, who: str) -> None:
        """The same page twice is one entry."""
        page = {"key": key(), "version": self.view.version, "words": "twice"}
        first = self.attempt("note", who, **page)
        with clock_at(self.now + timedelta(minutes=5)):
            assert first == self.run.act("note", by=self.who(who), **page)

    # -------------------------------------------------------------- what always holds

    @invariant()
    def it_holds(self) -> None:
        """Read the session once, then look at it from every side."""
        view = self.view
        _check_numbers(view)
        _check_fold(view)
        _check_print(view)
        if self.final:
            assert view.status == self.final, "something left a final state"
        self.final = view.status if view.is_over else ""
        for one in view.entries:
            evaluation = one.worked_out.get("evaluation")
            if evaluation and evaluation not in self.looked_at:
                self.looked_at.add(evaluation)
                _check_opened(RuleEvaluation.objects.get(uid=evaluation))


def _check_numbers(view: SessionView) -> None:
    """Numbers have no gap, and nothing was so after it was written down."""
    assert [one.number for one in view.entries] == list(range(1, len(view.entries) + 1))
    assert all(one.at <= one.recorded_at for one in view.entries)


def _check_fold(view: SessionView) -> None:
    """Folding the entries through the table gives each state on the way, and the last."""
    state, verbs = SESSION.initial, {verb for _, verb in SESSION.table}
    for one in view.entries:
        if one.kind in verbs:
            state = SESSION.after(state, one.kind)
        assert one.status == state
    assert view.status == state


def _check_print(view: SessionView) -> None:
    """What is printed is what happened: each entry once, with its values, signer, corrections."""
    lines = queries.printed(view)
    assert len(lines) == len(view.entries)
    for line, one in zip(lines, view.entries, strict=True):
        head = re.match(r"(\d+)\. (\d\d-\w{3}-\d{4} \d\d:\d\d \w+) (.+?)(?: \||$)", line)
        assert head
        assert (int(head[1]), head[3]) == (one.number, one.title)
        assert one.by_name in line
        assert f"then {one.status.replace('_', ' ')}" in line
        for value in one.values.values():
            assert value in (True, False, None) or str(value) in line
        assert ("| corrects" in line) == (one.corrects is not None)
        assert ("| corrected by" in line) == (one.corrected_by is not None)


def _check_opened(kept: RuleEvaluation) -> None:
    """The stored evaluation, run again: every item known and met, or set aside by its role."""
    result = session_gates.again(kept.rule.removeprefix("session."), kept.facts)
    assert result.is_open
    for item in result.items:
        if item.outcome is not lw.Outcome.MET:
            assert item.overridden is not None
            assert item.overridden.by == item.rule.override != ""


@pytest.mark.parametrize("far", WAY)
def test_a_session_holds_under_any_order_of_acts(cast: Cast, far: str) -> None:
    machine = type("SessionsFrom", (Sessions,), {"cast": cast, "far": far})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # so in Hypothesis
        machine,
        settings=settings(
            max_examples=5,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
