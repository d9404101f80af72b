"""A series is proposed as a clinic would want it, and refused in words that are true."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lightwell.clinical.errors import InvalidInput
from lightwell.scheduler import (
    Chair,
    Fixed,
    NoProposal,
    Nurse,
    Place,
    Preferences,
    Proposal,
    Rule,
    Rules,
    Session,
    Site,
    Span,
    Therapist,
    Wish,
    propose,
)
from tests.support.scheduling import (
    ALL,
    MONDAY,
    NEW_YORK,
    at,
    beside,
    can_be_placed,
    faults,
    problem,
    span,
    weekdays,
)

BY_THE_PLAN = [0, 3, 7, 10, 14, 17]


def proposed(*beside: Site, **changes: Any) -> Proposal:
    asked = problem(*beside, **changes)
    answer = propose(asked)
    assert isinstance(answer, Proposal)
    assert faults(asked, answer) == []
    assert answer.is_proved
    return answer


def refused(*beside: Site, **changes: Any) -> NoProposal:
    asked = problem(*beside, **changes)
    answer = propose(asked)
    assert isinstance(answer, NoProposal)
    for one in answer.reasons:
        assert can_be_placed(asked, one.rules) or not can_be_placed(asked, ALL)
    return answer


def offsets(answer: Proposal) -> list[int]:
    return [(one.day - MONDAY).days for one in answer.placed]


def clocks(answer: Proposal) -> set[str]:
    zone = ZoneInfo(NEW_YORK)
    return {f"{one.starts_at.astimezone(zone):%H:%M}" for one in answer.placed}


def sessions(*days: int, first: int = 1) -> tuple[Session, ...]:
    return tuple(
        Session(number=number, planned=MONDAY + timedelta(days=day))
        for number, day in enumerate(days, start=first)
    )


# ------------------------------------------------------------------ what is proposed


def test_without_wishes_every_session_is_on_the_day_of_the_plan() -> None:
    answer = proposed()
    assert offsets(answer) == BY_THE_PLAN
    assert (answer.kept, answer.wished) == (0, 0)
    assert all(one.therapist is None for one in answer.placed)


def test_tuesdays_and_fridays_at_half_past_nine_with_one_nurse() -> None:
    half_past_nine = time(9, 30)
    answer = proposed(
        preferences=Preferences(
            weekdays=frozenset({1, 4}),
            clock_from=half_past_nine,
            clock_until=half_past_nine,
            same_nurse=True,
        )
    )
    assert [one.day.weekday() for one in answer.placed] == [1, 4] * 3
    assert clocks(answer) == {"09:30"}  # across the day on which summer time begins
    assert len({one.nurse for one in answer.placed}) == 1
    assert answer.kept == answer.wished == 18
    assert answer.placed[0].kept == {Wish.WEEKDAY, Wish.CLOCK, Wish.SAME_NURSE}


def test_a_wish_that_cannot_be_kept_is_said_and_the_nearest_is_taken() -> None:
    answer = proposed(
        chairs=(Chair(id=1, taken=(span(3, 9, 12),)),),
        preferences=Preferences(clock_from=time(9), clock_until=time(10)),
        sessions=sessions(0, 3),
        last_day=MONDAY + timedelta(days=3),
        rules=Rules(within_days=28, min_gap_days=3, minutes=130),
    )
    second = answer.placed[1]
    assert second.missed == {Wish.CLOCK}
    assert second.starts_at == at(3, 12)
    assert answer.placed[0].kept == {Wish.CLOCK}


def test_another_nurse_is_taken_for_the_day_on_which_the_usual_one_is_full() -> None:
    asked = problem()
    busy = Nurse(id=11, at_once=1, shifts=weekdays(28), taken=(span(7, 8, 17), span(3, 8, 10)))
    answer = proposed(
        nurses=(busy, Nurse(id=12, at_once=2, shifts=(span(7, 8, 17),))),
        sessions=asked.sessions[:4],
        on_site=tuple(span(day, 8, 17) for day in BY_THE_PLAN),
        preferences=Preferences(same_nurse=True),
    )
    assert [one.nurse for one in answer.placed] == [11, 11, 12, 11]
    assert [one.missed for one in answer.placed] == [set(), set(), {Wish.SAME_NURSE}, set()]


def test_a_nurse_has_as_many_people_as_the_clinic_says() -> None:
    with_one = Nurse(id=11, at_once=2, shifts=weekdays(1), taken=(span(0, 8, 17),))
    one_session = {"sessions": sessions(0), "last_day": MONDAY}
    assert proposed(nurses=(with_one,), **one_session).placed[0].nurse == 11
    full = Nurse(id=11, at_once=1, shifts=weekdays(1), taken=(span(0, 8, 17),))
    assert "No nurse has room" in refused(nurses=(full,), **one_session).words


def test_two_prescribers_after_one_another_are_one_presence_and_two_nurses_are_not() -> None:
    one_session = {"sessions": sessions(0), "last_day": MONDAY}
    halves = (Span(at(0, 8), at(0, 9, 30)), Span(at(0, 9, 30), at(0, 11)))
    assert proposed(on_site=halves, **one_session).placed[0].starts_at < at(0, 9)
    nurse = Nurse(id=11, at_once=1, shifts=halves)
    assert refused(nurses=(nurse,), **one_session).reasons[0].rules == (Rule.NURSE,)


def test_a_therapist_stays_for_the_whole_session_where_the_programme_needs_one() -> None:
    rules = Rules(within_days=28, min_gap_days=2, minutes=130, needs_therapist=True)
    tess = Therapist(id=21, shifts=weekdays(28, 12, 16), taken=(span(3, 12, 16),))
    answer = proposed(rules=rules, therapists=(tess,))
    assert {one.therapist for one in answer.placed} == {21}
    assert all(at(0, 12).hour <= one.starts_at.hour for one in answer.placed)
    assert offsets(answer)[1] != 3


def test_chairs_are_filled_so_that_no_time_is_left_that_nobody_can_use() -> None:
    """Chair 1 has room for one session exactly; the other chair is empty."""
    kept = (Span(at(0, 8), at(0, 10)), Span(at(0, 12, 15), at(0, 17)))
    answer = proposed(
        sessions=sessions(0), last_day=MONDAY, chairs=(Chair(id=2), Chair(id=1, taken=kept))
    )
    assert (answer.placed[0].chair, answer.placed[0].starts_at) == (2, at(0, 8))
    only_middle = (span(0, 10, 13),)
    answer = proposed(
        sessions=sessions(0),
        last_day=MONDAY,
        on_site=only_middle,
        chairs=(Chair(id=2), Chair(id=1, taken=kept)),
    )
    assert (answer.placed[0].chair, answer.placed[0].starts_at) == (1, at(0, 10))


def test_where_somebody_is_there_until_the_last_midnight_the_evening_is_as_good() -> None:
    late = (Span(at(0, 20), at(1, 0)),)
    answer = proposed(
        sessions=sessions(0),
        last_day=MONDAY,
        chairs=(Chair(id=1),),
        nurses=(Nurse(id=11, at_once=1, shifts=late),),
        on_site=late,
    )
    assert answer.placed[0].starts_at >= at(0, 20)
    assert answer.placed[0].ends_at <= at(1, 0)


# ------------------------------------------------------------------ the tail of a series


def test_a_missed_session_is_placed_again_and_the_rest_moves_as_little_as_it_can() -> None:
    tail = tuple(
        Session(
            number=number,
            planned=MONDAY + timedelta(days=day),
            now=None if number == 3 else Place(1, 11, at(day, 9)),
        )
        for number, day in zip((3, 4, 5, 6), (7, 10, 14, 17), strict=True)
    )
    answer = proposed(
        earliest=at(8, 8),
        sessions=tail,
        fixed=(Fixed(1, MONDAY), Fixed(2, MONDAY + timedelta(days=3))),
    )
    assert offsets(answer) == [8, 10, 14, 17]
    assert [Wish.STAYS in one.kept for one in answer.placed] == [False, True, True, True]
    assert answer.placed[1].place == tail[1].now


def test_a_place_that_is_no_longer_one_is_left() -> None:
    there = Session(number=1, planned=MONDAY, now=Place(1, 11, at(0, 9)))
    answer = proposed(sessions=(there,), closed=(span(0, 0, 23),))
    assert answer.placed[0].missed == {Wish.STAYS}
    assert offsets(answer) == [1]


def test_sessions_that_stay_are_not_asked_about_one_another() -> None:
    answer = proposed(sessions=sessions(7, first=3), fixed=(Fixed(1, MONDAY), Fixed(2, MONDAY)))
    assert offsets(answer) == [7]


# ------------------------------------------------------------------ daylight saving


def test_no_session_is_placed_in_the_hour_that_is_left_out_nor_cut_by_it() -> None:
    """In New York the clock goes from 2 to 3 on Sunday 8 March 2026."""
    night = Span(at(6, 0), at(6, 6))  # six hours on the wall, five in truth
    answer = proposed(
        sessions=sessions(6),
        rules=Rules(within_days=28, min_gap_days=2, minutes=300),
        nurses=(Nurse(id=11, at_once=1, shifts=(night,)),),
        on_site=(night,),
    )
    assert answer.placed[0].starts_at == at(6, 0)
    assert answer.placed[0].ends_at == at(6, 6)
    longer = Rules(within_days=28, min_gap_days=2, minutes=315)
    refused(
        sessions=sessions(6),
        rules=longer,
        nurses=(Nurse(id=11, at_once=1, shifts=(night,)),),
        on_site=(night,),
    )


# ------------------------------------------------------------------ why not


@pytest.mark.parametrize(
    ("changes", "rule", "words"),
    [
        ({"chairs": ()}, Rule.CHAIR, "There is no chair at this location."),
        (
            {"chairs": (Chair(id=1, taken=(span(0, 0, 23),)),), "last_day": MONDAY},
            Rule.CHAIR,
            "No chair is free",
        ),
        ({"nurses": ()}, Rule.NURSE, "No nurse has hours from 02-Mar-2026 to 29-Mar-2026."),
        ({"on_site": ()}, Rule.PRESCRIBER, "No prescriber has hours"),
        ({"on_site": (span(0, 8, 9),)}, Rule.PRESCRIBER, "No prescriber is on site at the times"),
        (
            {"rules": Rules(within_days=9, min_gap_days=2, minutes=60, needs_therapist=True)},
            Rule.THERAPIST,
            "No therapist has hours",
        ),
        ({"closed": (span(0, 0, 23),), "last_day": MONDAY}, Rule.CLOSED, "The location is closed"),
        ({"person": (span(0, 0, 23),), "last_day": MONDAY}, Rule.PERSON, "The person has other"),
    ],
)
def test_one_rule_that_stands_in_the_way_is_named(
    changes: dict[str, Any], rule: Rule, words: str
) -> None:
    answer = refused(sessions=sessions(0), **changes)
    assert [one.rules for one in answer.reasons] == [(rule,)]
    assert answer.words.startswith(f"Session 1 is the first without a place. {words}")


def test_a_therapist_who_is_never_free_is_another_thing_than_one_who_is_never_there() -> None:
    rules = Rules(within_days=9, min_gap_days=2, minutes=60, needs_therapist=True)
    tess = Therapist(id=21, shifts=weekdays(28), taken=weekdays(28))
    answer = refused(sessions=sessions(0), rules=rules, therapists=(tess,))
    assert "No therapist is there and free" in answer.words


def test_each_of_two_rules_that_would_make_room_is_named() -> None:
    answer = refused(
        sessions=sessions(0, 1, 2),
        rules=Rules(within_days=4, min_gap_days=2, minutes=130),
    )
    assert [one.rules for one in answer.reasons] == [(Rule.SPACING,), (Rule.LENGTH,)]
    assert answer.first_without == 3
    assert answer.words == (
        "Session 3 is the first without a place. The sessions do not fit with at least 2 days from "
        "one to the next. The sessions do not fit into the 4 days that the programme gives the "
        "series."
    )


def test_what_only_together_makes_room_is_said_together() -> None:
    answer = refused(
        sessions=sessions(0),
        last_day=MONDAY,
        nurses=(),
        chairs=(Chair(id=1, taken=(span(0, 0, 23),)),),
        closed=(span(0, 0, 23),),
        person=(span(0, 0, 23),),
        on_site=(),
    )
    assert [one.rules for one in answer.reasons] == [
        (Rule.CHAIR, Rule.NURSE, Rule.PRESCRIBER, Rule.CLOSED, Rule.PERSON)
    ]
    assert answer.words.endswith(
        "Only all of this together would make room: a free chair, a nurse who is there and has "
        "room, a prescriber on site, a day that is now closed and another time for the person's "
        "other appointments."
    )


def test_too_few_days_are_nobodys_fault() -> None:
    answer = refused(sessions=sessions(0, 1), last_day=MONDAY)
    assert [one.rules for one in answer.reasons] == [(Rule.DAYS,)]
    assert "not enough days from 02-Mar-2026 to 02-Mar-2026 for the sessions." in answer.words
    stays = refused(sessions=sessions(0, first=2), fixed=(Fixed(1, MONDAY + timedelta(days=40)),))
    assert stays.words.endswith("for the sessions around those that stay.")


def test_an_evening_with_no_quarter_left_has_no_start() -> None:
    answer = refused(sessions=sessions(0), earliest=at(0, 23, 50), last_day=MONDAY)
    assert answer.reasons[0].rules == (Rule.DAYS,)


# ------------------------------------------------------------------ what cannot be asked


NAIVE = datetime(2026, 3, 2, 9)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Span(NAIVE, NAIVE), "no time zone"),
        (lambda: Span(at(0, 9), at(0, 9)), "the end is not after it"),
        (lambda: Nurse(id=1, at_once=0, shifts=()), "at_once is 0"),
        (lambda: Rules(within_days=0, min_gap_days=1, minutes=60), "within_days: 0"),
        (lambda: Rules(within_days=9, min_gap_days=0, minutes=60), "min_gap_days: 0"),
        (lambda: Preferences(weekdays=frozenset({7})), "0 for Monday"),
        (lambda: Preferences(clock_from=time(9)), "give both or neither"),
        (lambda: Preferences(clock_from=time(9), clock_until=time(8)), "put them in order"),
        (lambda: problem(earliest=NAIVE), "earliest has no time zone"),
        (lambda: problem(sessions=()), "there is none to place"),
        (lambda: problem(sites=()), "sites: there is none"),
        (lambda: problem(beside(chairs=(Chair(id=1),))), "chair: two have the same id"),
        (lambda: problem(fixed=(Fixed(1, MONDAY),)), "two have the same number"),
        (lambda: problem(last_day=date(2026, 3, 1)), "is -1 days after"),
        (lambda: problem(last_day=date(2028, 3, 1)), "give a day up to 366"),
        (lambda: problem(chairs=(Chair(id=1), Chair(id=1))), "chair: two have the same id"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(make: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        make()


def test_the_same_problem_has_the_same_answer_in_another_process() -> None:
    code = (
        "from tests.unit.test_scheduler import proposed\n"
        "from lightwell.scheduler import Preferences\n"
        "print(proposed(preferences=Preferences(weekdays=frozenset({2}), same_nurse=True)))"
    )
    here = proposed(preferences=Preferences(weekdays=frozenset({2}), same_nurse=True))
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ".", "PYTHONHASHSEED": "7"},
    )
    there = done.stdout.strip()
    for one in here.placed:
        assert f"number={one.number}, day={one.day!r}, starts_at={one.starts_at!r}" in there
    assert f"cost={here.cost}, bound={here.bound}" in there
