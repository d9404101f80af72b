"""My plan in the portal, the shared plan of an outside therapist, and the plan on paper."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actors import Actor
from lightwell.documents import plan as plans_on_paper
from lightwell.records.models import CareLineVersion, Course, GoalRating, GoalVersion, Patient
from tests.integration.test_papers import read
from tests.support import courses
from tests.support.after import left
from tests.support.care import MINE, hoped, planned, reviewed, stepped
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.people import as_patient, make_patient
from tests.support.reading import grade
from tests.support.sessions import at_minute
from tests.support.signing_in import signed_in
from tests.support.therapy import joined, joined_on_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def course(alice: Actor, maya: Patient) -> Course:
    return courses.signed(alice, maya)


@pytest.fixture
def own(maya: Patient) -> Client:
    assert maya.user is not None
    return signed_in(maya.user)


def url(name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=args)


def test_the_plan_says_in_plain_words_who_does_what_by_when(
    cast: Cast, alice: Actor, maya: Patient, course: Course, own: Client
) -> None:
    page = text(own.get(url("plan")))
    assert "You have not written down a goal yet" in page
    assert "Nothing is planned yet" in page
    hoped(as_patient(maya), maya)
    planned(alice, course)
    planned(alice, course, "psychotherapy", who=f"staff:{cast.ben.pk}", due_on=None)
    page = text(own.get(url("plan")))
    for words in (MINE, "<strong>You</strong>, by ", "Talk therapy", "Ben Brook", "No number yet"):
        assert words in page
    assert page.count("I did this") == 1, "only one's own step"
    assert grade(page) <= 7
    planned(alice, course, "supplements")
    page = text(own.get(url("plan")))
    assert "Do not start it yet" in page
    assert page.count("I did this") == 1, "a supplement waits for the review of all medicines"
    assert grade(page) <= 7


def test_goals_are_written_changed_rated_and_let_go(maya: Patient, own: Client) -> None:
    at = url("goal-add")
    page = text(own.get(at))
    assert grade(page) <= 7
    assert own.post(at, {"stamp": stamp(page), "words": " "}).status_code == 422
    assert own.post(at, {"stamp": stamp(page), "words": MINE}).status_code == 302
    version = GoalVersion.objects.get()
    assert version.is_own
    goal = version.goal.uid
    for name in ("goal", "goal-rate", "goal-move"):
        assert grade(text(own.get(url(name, goal)))) <= 7
    rate = text(own.get(url("goal-rate", goal)))
    assert "checked" not in rate
    assert own.post(url("goal-rate", goal), {"stamp": stamp(rate)}).status_code == 422
    sent = {"stamp": stamp(rate), "value": "7"}
    assert own.post(url("goal-rate", goal), sent).status_code == 302
    assert own.post(url("goal-rate", goal), sent).status_code == 302
    assert GoalRating.objects.get().value == 7
    assert "7 of 10" in text(own.get(url("plan")))
    page = text(own.get(url("goal", goal)))
    late = {"stamp": stamp(text(own.get(url("goal", goal)))), "words": "Other."}
    assert own.post(url("goal", goal), {"stamp": stamp(page), "words": "Sing."}).status_code == 302
    conflict = own.post(url("goal", goal), late)
    assert conflict.status_code == 409
    assert "Other." in text(conflict)
    page = text(own.get(url("goal-move", goal)))
    told = {"stamp": stamp(page), "verb": "reach", "reason": ""}
    assert own.post(url("goal-move", goal), told).status_code == 422
    assert (
        own.post(url("goal-move", goal), told | {"reason": "I sang on Sunday."}).status_code == 302
    )
    assert "You got there" in text(own.get(url("plan")))


def test_a_goal_that_was_let_go_meanwhile_is_not_rated(
    alice: Actor, maya: Patient, own: Client
) -> None:
    from lightwell.records.actions import goals

    goal = hoped(alice, maya).goal.uid
    page = text(own.get(url("goal-rate", goal)))
    goals.move(
        by=alice, patient=maya, goal=goal, verb="drop", reason="She said so.", base=1, key="drop"
    )
    answer = own.post(url("goal-rate", goal), {"stamp": stamp(page), "value": "3"})
    assert answer.status_code == 422
    assert "dropped" in text(answer)


def test_the_person_marks_a_step_and_takes_it_back(
    alice: Actor, maya: Patient, course: Course, own: Client
) -> None:
    line = planned(alice, course).line.uid
    at = url("step-mark", line)
    page = text(own.get(url("plan")))
    assert own.post(at, {"stamp": stamp(page)}).status_code == 409
    sent = {"stamp": stamp(page), "done": "yes"}
    assert own.post(at, sent).status_code == 302
    assert own.post(at, sent).status_code == 302, "pressed twice is one mark"
    page = text(own.get(url("plan")))
    assert "Not done yet" in page
    assert own.post(at, {"stamp": stamp(page), "done": "no"}).status_code == 302
    assert [one.state for one in CareLineVersion.objects.order_by("number")] == [
        *("planned", "done", "going")
    ]


def test_nothing_is_changed_on_the_day_of_a_session(cast: Cast) -> None:
    run = left(cast)
    assert run.patient.user is not None
    own = signed_in(run.patient.user)
    with at_minute(110):
        assert "What I hope for" not in text(own.get(url("plan")))
        assert own.post(url("goal-add"), {"words": MINE}).status_code == 409
    assert not GoalVersion.objects.exists()


# -- the outside therapist --------------------------------------------------------------------


def test_she_sees_the_plan_that_the_release_opens_and_nothing_else(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    goal = hoped(as_patient(maya), maya)
    link = joined(alice, maya)
    planned(alice, course, goal=goal.goal.uid)
    going = stepped(
        alice, planned(alice, course, "psychotherapy", who=f"outside:{link.uid}"), "begin"
    )
    reviewed(alice, going, done="Cried a lot.", helped="Her brother came.")
    gone = planned(alice, course, "sleep", what="Up at seven")
    stepped(alice, gone, "stop", "She works at night.")
    tess = signed_in(cast.tess)
    page = text(tess.get(reverse("outside:person", args=[maya.uid])))
    for words in (MINE, "A walk before breakfast", "Cognitive behavioural therapy", "Tess Tallis"):
        assert words in page
    for words in ("Cried a lot", "Her brother", "Up at seven", "works at night", "Not planned yet"):
        assert words not in page


def test_without_the_plan_in_the_release_she_sees_none_of_it(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    hoped(as_patient(maya), maya)
    planned(alice, course)
    joined_on_paper(alice, maya, ["sessions"])
    page = text(signed_in(cast.tess).get(reverse("outside:person", args=[maya.uid])))
    for words in (MINE, "A walk before breakfast", "hopes for", "Who does what"):
        assert words not in page


# -- on paper ---------------------------------------------------------------------------------


def test_the_printed_plan_has_goals_and_care_on_it(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    _, words = read(plans_on_paper.plan(alice, course.uid, 1, cast.harbour))
    assert "None written down." in words
    assert "Nothing is planned yet." in words
    goal = hoped(as_patient(maya), maya)
    planned(alice, course, goal=goal.goal.uid)
    _, words = read(plans_on_paper.plan(alice, course.uid, 1, cast.harbour))
    assert "the choir again" in words
    assert "A walk before" in words
    assert "Not planned yet: " in words
    assert "Not planned yet: Movement" not in words


def test_what_differs_from_the_programme_is_printed_with_its_value(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    course = courses.signed(alice, maya, count=5, count_reason="She moves away.")
    _, words = read(plans_on_paper.plan(alice, course.uid, 1, cast.harbour))
    assert "Sessions 6 5 She moves away." in words
