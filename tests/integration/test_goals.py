"""What a person hopes for: their own words, their own numbers, nothing overwritten."""

from __future__ import annotations

import json

import pytest

from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent
from lightwell.records.actions import goals
from lightwell.records.models import GoalRating, GoalVersion, Patient
from lightwell.records.policies_care import can_plan_care, can_write_goals
from lightwell.records.queries import goals as queries
from tests.support.after import left
from tests.support.care import MINE, hoped
from tests.support.cast import Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.sessions import at_minute

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def test_the_person_or_the_clinic_writes_a_goal_down(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    hoped(as_patient(maya), maya)
    hoped(cast.actor(cast.ben), maya, "Sleep through.")
    own, noted = queries.of_patient(alice, maya)
    assert (own.words, own.latest.is_own, own.latest.by_name) == (MINE, True, "Maya Rivera")
    assert (noted.words, noted.latest.is_own, noted.state) == ("Sleep through.", False, "open")
    assert own.last is None, "nobody rated it: that is not zero"
    events = AuditEvent.objects.filter(action="goal.write")
    assert len(events) == 2
    assert "choir" not in json.dumps([event.detail for event in events])


def test_other_words_are_a_further_version(alice: Actor, maya: Patient) -> None:
    first = hoped(alice, maya)
    goals.change(
        by=as_patient(maya), patient=maya, goal=first.goal.uid, words="Sing.", base=1, key=key()
    )
    (goal,) = queries.of_patient(alice, maya)
    assert [one.words for one in goal.versions] == [MINE, "Sing."]
    with pytest.raises(Conflict, match="Maya Rivera changed this goal") as refused:
        goals.change(by=alice, patient=maya, goal=first.goal.uid, words="X", base=1, key=key())
    assert refused.value.detail["newest"] == 2


def test_every_rating_is_kept_with_its_day(cast: Cast, alice: Actor, maya: Patient) -> None:
    goal = hoped(alice, maya).goal.uid
    for by, value in ((as_patient(maya), 0), (cast.actor(cast.ben), 10)):
        goals.rate(by=by, patient=maya, goal=goal, value=value, key=key())
    (view,) = queries.of_patient(alice, maya)
    assert [(one.value, one.is_own) for one in view.ratings] == [(0, True), (10, False)]
    assert view.last is not None
    assert view.last.value == 10


@pytest.mark.parametrize("value", [None, -1, 11, True])
def test_what_is_no_number_from_0_to_10_is_refused(
    alice: Actor, maya: Patient, value: int | None
) -> None:
    goal = hoped(alice, maya).goal.uid
    with pytest.raises(InvalidInput, match="0 to 10"):
        goals.rate(by=alice, patient=maya, goal=goal, value=value, key=key())
    assert not GoalRating.objects.exists()


def test_a_goal_is_reached_or_dropped_with_a_reason_and_can_be_taken_up_again(
    alice: Actor, maya: Patient
) -> None:
    goal = hoped(alice, maya).goal.uid
    said = {"by": alice, "patient": maya, "goal": goal}
    with pytest.raises(InvalidInput, match="why"):
        goals.move(**said, verb="reach", reason=" ", base=1, key=key())
    with pytest.raises(InvalidInput, match="500"):
        goals.move(**said, verb="reach", reason="x" * 501, base=1, key=key())
    first = goals.move(**said, verb="reach", reason="She sang on Sunday.", base=1, key="page")
    again = goals.move(**said, verb="reach", reason="She sang on Sunday.", base=1, key="page")
    assert first.pk == again.pk
    with pytest.raises(Conflict, match="already used"):
        goals.move(**said, verb="drop", reason="She sang on Sunday.", base=1, key="page")
    with pytest.raises(NotReady, match="reached"):
        goals.move(**said, verb="drop", reason="No.", base=2, key=key())
    goals.move(**said, verb="reopen", reason="The choir moved.", base=2, key=key())
    goals.move(**said, verb="drop", reason="Another choir.", base=3, key=key())
    (view,) = queries.of_patient(alice, maya)
    assert (view.state, view.reason, view.is_open) == ("dropped", "Another choir.", False)
    assert queries.released(maya) == ()
    with pytest.raises(NotReady, match="dropped"):
        goals.rate(**said, value=3, key=key())


def test_the_same_page_twice_is_one_goal_one_change_one_rating(alice: Actor, maya: Patient) -> None:
    said = {"by": alice, "patient": maya}
    first = goals.write(**said, words=MINE, key="page")
    assert goals.write(**said, words=MINE, key="page").pk == first.pk
    with pytest.raises(Conflict):
        goals.write(**said, words="Other", key="page")
    goal = first.goal.uid
    changed = goals.change(**said, goal=goal, words="Sing.", base=1, key="change")
    assert goals.change(**said, goal=goal, words="Sing.", base=1, key="change").pk == changed.pk
    rated = goals.rate(**said, goal=goal, value=4, key="rate")
    assert goals.rate(**said, goal=goal, value=4, key="rate").pk == rated.pk
    with pytest.raises(Conflict):
        goals.rate(**said, goal=goal, value=5, key="rate")
    assert (GoalVersion.objects.count(), GoalRating.objects.count()) == (2, 1)


def test_what_makes_no_goal_is_named(alice: Actor, maya: Patient) -> None:
    for words in ("", "x" * 1001):
        with pytest.raises(InvalidInput) as refused:
            hoped(alice, maya, words)
        assert refused.value.field == "words"
    for number in range(12):
        hoped(alice, maya, f"Goal {number}")
    with pytest.raises(InvalidInput, match="12 goals already"):
        hoped(alice, maya)


def test_who_may_write_and_who_may_not(cast: Cast, alice: Actor, maya: Patient) -> None:
    may = {word: cast.actor(getattr(cast, word)) for word in ("alice", "ben", "dev", "frida")}
    assert [word for word, actor in may.items() if can_write_goals(actor)] == ["alice", "ben"]
    assert [word for word, actor in may.items() if can_plan_care(actor)] == ["alice", "ben"]
    assert not can_plan_care(as_patient(maya))
    for word in ("dev", "frida"):
        with pytest.raises(Denied):
            hoped(may[word], maya)
    with pytest.raises(NotFound):
        hoped(cast.actor(cast.chioma), maya)
    other = make_patient(cast.harbour, "Lena", "Lind")
    goal = hoped(alice, maya).goal.uid
    with pytest.raises(NotFound):
        goals.rate(by=as_patient(other), patient=maya, goal=goal, value=1, key=key())
    with pytest.raises(NotFound):
        goals.rate(by=alice, patient=other, goal=goal, value=1, key=key())
    with pytest.raises(NotFound):
        queries.one(alice, other, goal)


def test_on_the_day_of_a_session_the_person_changes_nothing_and_staff_may_ask(cast: Cast) -> None:
    run = left(cast)
    with at_minute(110):
        goal = hoped(run.nurse, run.patient).goal.uid
        with pytest.raises(NotReady, match="tomorrow"):
            hoped(as_patient(run.patient), run.patient)
        goals.rate(by=run.nurse, patient=run.patient, goal=goal, value=6, key=key())
    assert GoalRating.objects.get().is_own is False
