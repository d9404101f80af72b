"""The reviews of a care plan: what was done, what helped, and the next day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotReady
from lightwell.records.care_asks import NextReview
from lightwell.records.models import (
    CareReview,
    Course,
    Patient,
)
from lightwell.records.queries import care_plans
from tests.support import courses
from tests.support.care import line_of, plan_of, planned, reviewed, stepped
from tests.support.cast import Cast
from tests.support.courses import today
from tests.support.people import make_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def course(alice: Actor, maya: Patient) -> Course:
    return courses.signed(alice, maya)


def day(ahead: int) -> Any:
    return today() + timedelta(days=ahead)


def test_a_review_says_what_was_done_what_helped_and_the_next_day(
    alice: Actor, course: Course
) -> None:
    first = stepped(alice, planned(alice, course), "begin")
    with clock.at(clock.now() + timedelta(days=28)):
        (due,) = care_plans.due_here(alice)
        assert (due.line, due.since) == (first.line.uid, first.review_on)
        assert line_of(alice, course).is_due
        row = reviewed(alice, first)
        assert reviewed(alice, first, key=row.version.idempotency_key).pk == row.pk
        with pytest.raises(Conflict, match="already used"):
            reviewed(alice, first, done="Other", key=row.version.idempotency_key)
        line = line_of(alice, course)
        assert line.latest.review_on == today() + timedelta(days=28)
        assert [(one.done, one.helped) for one in line.reviews] == [
            ("Walked eleven times.", "Mornings are lighter.")
        ]
        assert care_plans.due_here(alice) == []
        assert not plan_of(alice, course).due
        with pytest.raises(Conflict, match="Two people"):
            reviewed(alice, first)
    assert CareReview.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ({"done": " "}, "done"),
        ({"done": "x" * 2001}, "done"),
        ({"helped": "x" * 2001}, "helped"),
        ({"then": "later"}, "then"),
        ({"then": "stopped"}, "reason"),
        ({"following": NextReview()}, "review_which"),
        ({"following": NextReview(which="other", on=None)}, "review_on"),
        ({"following": NextReview(which="other", on=0, reason="x")}, "review_on"),
    ],
)
def test_what_makes_no_review_is_named(
    alice: Actor, course: Course, told: dict[str, Any], box: str
) -> None:
    if "following" in told and told["following"].on == 0:
        told = {"following": evolve(told["following"], on=today())}
    line = planned(alice, course)
    with pytest.raises(InvalidInput) as refused:
        reviewed(alice, line, **told)
    assert refused.value.field == box
    assert not CareReview.objects.exists()


def test_a_review_can_end_a_line_and_an_ended_one_is_not_reviewed(
    alice: Actor, course: Course
) -> None:
    first = planned(alice, course)
    row = reviewed(alice, first, then="stopped", reason="It hurt.", helped="")
    assert (row.version.state, row.version.reason, row.helped) == ("stopped", "It hurt.", "")
    with pytest.raises(NotReady, match="stopped"):
        reviewed(alice, row.version)


def test_a_line_that_begins_later_is_reviewed_after_its_start(alice: Actor, course: Course) -> None:
    first = planned(alice, course, starts_on=day(60), due_on=None)
    row = reviewed(alice, first)
    assert row.version.review_on == day(88)
