"""Two people who change one care plan or goal at the same moment: one stands, one is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lightwell.access.errors import Conflict
from lightwell.records.actions import care_lines, goals
from lightwell.records.models import CareLine, CareLineVersion, GoalVersion
from tests.support import courses
from tests.support.care import ask, hoped, planned
from tests.support.cast import Cast
from tests.support.people import key, make_patient
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def tried(act: Callable[[], object]) -> str:
    """What came of it, in a word."""
    try:
        act()
    except Conflict:
        return "told"
    return "kept"


def test_of_two_people_at_once_one_is_told_and_nothing_is_lost(cast: Cast) -> None:
    maya, by = make_patient(cast.harbour), [cast.actor(cast.alice), cast.actor(cast.ben)]
    course = courses.signed(by[0], maya)
    goal = hoped(by[0], maya).goal.uid

    def add(number: int) -> str:
        return tried(
            lambda: care_lines.plan(
                by=by[number], course=course.uid, kind="sleep", ask=ask(), base=0, key=key()
            )
        )

    def say(number: int) -> str:
        words = f"Words of {number}"
        return tried(
            lambda: goals.change(
                by=by[number], patient=maya, goal=goal, words=words, base=1, key=key()
            )
        )

    assert sorted(at_once(2, add)) == ["kept", "told"]
    assert sorted(at_once(2, say)) == ["kept", "told"]
    assert (CareLine.objects.count(), GoalVersion.objects.count()) == (1, 2)


def test_one_page_pressed_twice_at_once_is_one_act(cast: Cast) -> None:
    maya, alice = make_patient(cast.harbour), cast.actor(cast.alice)
    line = planned(alice, courses.signed(alice, maya))

    def begin(_: int) -> str:
        return tried(
            lambda: care_lines.step(
                by=alice, line=line.line.uid, verb="begin", reason="", base=1, key="pressed"
            )
        )

    assert at_once(2, begin) == ["kept", "kept"]
    assert CareLineVersion.objects.count() == 2
