"""A series over several locations: whole places only, home first, each by its own wall."""

from __future__ import annotations

from datetime import time

from lightwell.scheduler import Nurse, Preferences, Proposal
from tests.support.scheduling import CHICAGO, beside, span, weekdays
from tests.unit.test_scheduler import BY_THE_PLAN, clocks, offsets, proposed, refused


def chairs_of(answer: Proposal) -> list[int]:
    return [one.chair for one in answer.placed]


def test_a_session_is_where_the_course_is_when_the_other_location_is_no_better() -> None:
    assert 5 not in chairs_of(proposed(beside()))


def test_each_session_is_at_the_location_that_is_staffed_on_its_day() -> None:
    mondays = [one for one in weekdays(28) if one.starts_at.weekday() == 0]
    thursdays = [one for one in weekdays(28) if one.starts_at.weekday() == 3]
    answer = proposed(
        beside(on_site=thursdays, nurses=(Nurse(id=11, at_once=1, shifts=thursdays),)),
        on_site=mondays,
    )
    assert offsets(answer) == BY_THE_PLAN
    assert [one == 5 for one in chairs_of(answer)] == [False, True] * 3


def test_a_wish_is_kept_at_the_other_location_and_days_moved_are_not_saved_there() -> None:
    late = tuple(span(day, 13, 17) for day in range(28) if day % 7 < 5)
    wishes = Preferences(clock_from=time(8), clock_until=time(10))
    morning = proposed(beside(), on_site=late, preferences=wishes)
    assert set(chairs_of(morning)) == {5}
    closed = [span(0, 0, 23)]
    assert 5 not in chairs_of(proposed(beside(), closed=closed))


def test_a_time_of_the_day_is_read_from_the_wall_of_the_location() -> None:
    wishes = Preferences(clock_from=time(8), clock_until=time(8))
    answer = proposed(beside(zone=CHICAGO), on_site=[], preferences=wishes, nurses=[])
    assert clocks(answer) == {"09:00"}


def test_who_is_at_another_location_looks_after_nobody_here() -> None:
    away = tuple(span(day, 8, 13) for day in range(28) if day % 7 < 5)
    nurse = Nurse(id=11, at_once=2, shifts=weekdays(28), away=away)
    assert min(clocks(proposed(nurses=(nurse,)))) >= "13:00"


def test_what_is_missing_at_every_location_is_said_of_all() -> None:
    bare = beside(chairs=())
    assert (
        refused(bare, chairs=()).reasons[0].words == "There is no chair at any of these locations."
    )
    shut = beside(closed=[span(0, 0, 23)] + [span(day, 0, 23) for day in range(1, 28)])
    answer = refused(shut, closed=shut.closed)
    assert answer.reasons[0].words.startswith("A location is closed at the times")
