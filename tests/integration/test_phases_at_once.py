"""Two people sign what comes next at the same moment: one change, one next phase."""

from __future__ import annotations

import pytest

from lightwell.access import clock
from lightwell.access.errors import Conflict
from lightwell.records.actions import phases as actions
from lightwell.records.actions.phases import ChangeAsk
from lightwell.records.models import Course, IntervalDecision, PhaseChange
from lightwell.records.queries import intervals, phases
from tests.support.cast import found_cast
from tests.support.people import key
from tests.support.phases import after_a_series, day
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_sign_what_comes_next_one_does() -> None:
    made = after_a_series(found_cast(), "iv-series", "iv")
    course = made.view.uid
    with clock.at(day(22)):
        version = phases.next_of(made.by, course).version

    def sign(number: int) -> bool:
        asked = ChangeAsk(to=("maintenance", "end")[number], reasons="r", wish="w")
        with clock.at(day(22)):
            try:
                actions.go_on(by=made.by, course=course, ask=asked, version=version, key=key())
            except Conflict:
                return False
        return True

    assert sorted(at_once(2, sign)) == [False, True]
    change = PhaseChange.objects.get()
    assert Course.objects.filter(continues=change.course).count() == (change.to != "end")


def test_of_two_who_sign_an_interval_from_one_page_one_does() -> None:
    made = after_a_series(found_cast(), "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
        made.plan()
    made.ran(1, day(28))
    made.answered(8, day(28))
    with clock.at(day(29)):
        version = intervals.version(made.by, made.view)

    def sign(number: int) -> bool:
        with clock.at(day(29)):
            try:
                made.sign_interval((14, 7)[number], "As she wishes.", version=version)
            except Conflict:
                return False
        return True

    assert sorted(at_once(2, sign)) == [False, True]
    assert IntervalDecision.objects.count() == 1
