"""A supplement of the care plan is looked at with all medicines before it begins."""

from __future__ import annotations

from typing import Any

import pytest

from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput, NotReady
from lightwell.records.actions import care_lines, regimens
from lightwell.records.models import Course, Patient, RegimenReview
from lightwell.records.queries import care_plans, supplements
from lightwell.records.queries import courses as course_queries
from tests.integration.test_regimens import takes
from tests.support import courses
from tests.support.care import ask, planned, reviewed, stepped
from tests.support.cast import Cast
from tests.support.people import key, make_patient

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


def regimen(alice: Actor, course: Course) -> Any:
    return care_plans.regimen_of(alice, course_queries.course(alice, course.uid))


def signed(alice: Actor, course: Course, decided: str = "May stand.") -> RegimenReview:
    """A prescriber reviews all that is taken or planned."""
    found = regimen(alice, course)
    return regimens.review(
        by=alice,
        patient=course.patient,
        region="us",
        treatment=found.treatment,
        decided=decided,
        fingerprint=found.fingerprint,
        key=key(),
    )


def test_a_supplement_by_brand(cast: Cast, alice: Actor, maya: Patient, course: Course) -> None:
    """A name that no list knows is "not checked", and never the same as free of interactions."""
    takes(cast, maya, "lorazepam")
    planned(alice, course, "supplements", supplement="Brainglow Forte")
    found = regimen(alice, course)
    assert found.planned == ("Brainglow Forte",)
    (strange,) = found.found.not_checked
    assert (strange.text, strange.state) == ("Brainglow Forte", "not_checked")
    assert "no list of medicines has this name" in strange.reason
    assert found.needs_decision
    assert not found.found.is_complete
    with pytest.raises(InvalidInput, match="what you decided"):
        signed(alice, course, decided="")


def test_a_brand_that_the_list_knows_is_looked_at(alice: Actor, course: Course) -> None:
    planned(alice, course, "supplements", supplement="Jarsin")
    (one,) = regimen(alice, course).found.medicines
    assert one.drug is not None
    assert one.drug.id == "st john's wort"
    assert one.state == "checked"


def test_it_begins_once_a_review_has_seen_it_and_nothing_changed(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    signed(alice, course)
    line = planned(alice, course, "supplements")
    assert "New on the list: Omega-3." in regimen(alice, course).changes
    for act in (
        lambda: stepped(alice, line, "begin"),
        lambda: stepped(alice, line, "finish"),
        lambda: reviewed(alice, line, then="done"),
    ):
        with pytest.raises(NotReady, match="Omega-3 begins once a prescriber has reviewed"):
            act()
    kept = signed(alice, course)
    assert {"drug": "Omega-3"} in kept.facts["medicines"], "the review can be run again"
    takes(cast, maya, "lorazepam")
    with pytest.raises(NotReady):
        stepped(alice, line, "begin")
    signed(alice, course)
    assert stepped(alice, line, "begin").state == "going"


def test_one_that_is_on_the_list_of_medicines_is_counted_once(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    takes(cast, maya, "fish oil")
    planned(alice, course, "supplements", supplement="omega 3")
    found = regimen(alice, course)
    assert found.planned == ()
    assert [one.text for one in found.found.medicines] == ["fish oil"]


def test_one_that_was_stopped_is_looked_at_no_more(
    alice: Actor, maya: Patient, course: Course
) -> None:
    line = planned(alice, course, "supplements")
    assert supplements.planned(maya) == ("Omega-3",)
    stepped(alice, line, "stop", "Fish again.")
    assert supplements.planned(maya) == ()


def test_a_going_supplement_keeps_its_name(alice: Actor, course: Course) -> None:
    line = planned(alice, course, "supplements")
    signed(alice, course)
    going = stepped(alice, line, "begin")
    other = ask(
        supplement="Kava",
        starts_on=line.starts_on,
        due_on=line.due_on,
        review=care_lines.NextReview(which="keep"),
    )
    with pytest.raises(InvalidInput, match="Stop this line") as refused:
        care_lines.change(
            by=alice, line=line.line.uid, ask=other, reason="x", base=going.number, key=key()
        )
    assert refused.value.field == "supplement"
