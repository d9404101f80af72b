"""Intervals one at a time, reviews every so often, and what the gates count over phases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.access import clock
from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.records.actions import courses, reviews
from lightwell.records.models import (
    Course,
)
from lightwell.records.queries import intervals, phases, session_grounds, therapy
from lightwell.records.queries import reviews as review_queries
from lightwell.records.queries import sessions as session_queries
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.phases import Journey, after_a_series, day, setting_out

pytestmark = pytest.mark.django_db

IV_TO_SL = "iv-to-sublingual"


@pytest.fixture
def elena(cast: Cast) -> Journey:
    """Six infusions of the programme of S2 are over."""
    return after_a_series(cast, IV_TO_SL, "iv")


def outcome(journey: Journey, to: str) -> str:
    way = phases.next_of(journey.by, journey.view.uid).way(to)
    assert way is not None
    return way.judged.outcome.value if way.judged.outcome is not None else "none"


@pytest.fixture
def maintained(cast: Cast) -> Journey:
    """One session of maintenance is over, a week between; the total of yesterday is 8."""
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
        made.plan()
    made.ran(1, day(28))
    made.answered(8, day(28))
    return made


def test_a_session_is_booked_once_the_interval_before_it_is_signed(maintained: Journey) -> None:
    def booked(number: int, on: int) -> object:
        return courses.schedule_session(
            by=maintained.by,
            course=maintained.view.uid,
            number=number,
            planned_at=day(on),
            key=key(),
        )

    with clock.at(day(29)):
        made = intervals.proposal(maintained.by, maintained.view)
        assert made is not None
        assert (made.step, made.next_days) == ("lengthen", 14)
        with pytest.raises(NotReady, match="interval after session 1 is not signed"):
            booked(2, 42)
        kept = maintained.sign_interval(14)
        assert (kept.step, kept.reason, kept.proposal["next_days"]) == ("lengthen", "", 14)
        assert intervals.proposed_days(maintained.view)[2] == day(42).date()
        with pytest.raises(InvalidInput, match="at least 7 days"):
            booked(2, 34)
        booked(2, 43)
        with pytest.raises(NotReady, match="already has a date"):
            maintained.sign_interval(14)
        with pytest.raises(NotFound):
            booked(3, 60)


@pytest.mark.parametrize(
    ("days", "reason", "field", "told"),
    [
        (None, "", "days", "Choose an interval"),
        (10, "", "days", "7, 14, 21, 28, 42, 56 days"),
        (7, "", "reason", "14 days are proposed, and 7 differ"),
    ],
)
def test_another_interval_than_proposed_needs_a_reason(
    maintained: Journey, days: int | None, reason: str, field: str, told: str
) -> None:
    with clock.at(day(29)):
        with pytest.raises(InvalidInput, match=told) as refused:
            maintained.sign_interval(days, reason)
        assert refused.value.field == field
        kept = maintained.sign_interval(7, "Her mother is ill.")
    assert (kept.step, kept.reason) == ("keep", "Her mother is ill.")


def test_an_old_total_proposes_nothing_and_a_reason_is_asked(maintained: Journey) -> None:
    with clock.at(day(40)):
        with pytest.raises(InvalidInput, match="None is proposed"):
            maintained.sign_interval(14)
        assert maintained.sign_interval(14, "She could not answer.").step == "lengthen"


def test_a_relapse_proposes_no_interval_and_asks_for_a_decision(maintained: Journey) -> None:
    maintained.answered(14, day(31))
    maintained.answered(15, day(34))
    with clock.at(day(35)):
        assert intervals.is_relapse(maintained.by, maintained.view)
        with pytest.raises(NotReady, match="relapse rule is met"):
            maintained.sign_interval(7, "Shorter.")
        shown = review_queries.review(maintained.by, maintained.view.uid, 1)
        assert shown.is_due
        reviews.decide(
            by=maintained.by,
            course=maintained.view.uid,
            after_session=1,
            choice="continue",
            reasons="A loss in the family; looked at again in a week.",
            about_goals="",
            version=shown.version,
            key=key(),
        )
        assert maintained.sign_interval(7, "Looked at again in a week.").days == 7
        assert outcome(maintained, "induction") == "met"


def test_the_same_interval_page_twice_is_one_signature(maintained: Journey) -> None:
    with clock.at(day(29)):
        old = intervals.version(maintained.by, maintained.view)
        first = maintained.sign_interval(14, key="once")
        assert maintained.sign_interval(14, key="once") == first
        with pytest.raises(Conflict, match="already used"):
            maintained.sign_interval(21, "Else", key="once")
        with pytest.raises(Conflict, match="changed while this page was open"):
            maintained.sign_interval(14, version=old)
        assert maintained.sign_interval(7, "Second thoughts.").number == 2
        with pytest.raises(NotReady, match="after the last session"):
            maintained.sign_interval(14, after_session=3)


def test_reviews_come_every_so_many_sessions_or_days_and_hold_the_next(
    maintained: Journey,
) -> None:
    def due() -> list[int]:
        return [one.after_session for one in review_queries.due(maintained.view)]

    for number in range(2, 6):
        maintained.ran(number, day(28 + 7 * (number - 1)))
    with clock.at(day(60)):
        assert due() == []
    maintained.ran(6, day(63))
    with clock.at(day(64)):
        assert due() == [6]
        assert [one.after_session for one in review_queries.points(maintained.view)] == [6]
        maintained.answered(8, day(63))
        maintained.sign_interval(14)
        with pytest.raises(NotReady, match="review after session 6 is due"):
            courses.schedule_session(
                by=maintained.by,
                course=maintained.view.uid,
                number=7,
                planned_at=day(80),
                key=key(),
            )


def test_a_review_falls_due_by_days_alone(maintained: Journey) -> None:
    with clock.at(day(28) + timedelta(days=89)):
        assert review_queries.due(maintained.view) == ()
    with clock.at(day(28) + timedelta(days=90)):
        assert [one.after_session for one in review_queries.due(maintained.view)] == [1]


# ------------------------------------------------------------------ what gates count


def test_gates_count_the_phase_or_the_whole_way_as_the_programme_asks(elena: Journey) -> None:
    with clock.at(day(22)):
        elena.agree("ketamine", "sublingual")
        elena.go_on("sublingual")
        elena.plan(interval_days=3)
    row = elena.ran(1, day(24))
    view = session_queries.session(elena.by, row.uid)
    assert session_grounds.of_course(view)["sessions_done"] == 0  # the condition is of one phase
    assert session_grounds.known(view, view.day_of(day(24)))["first_of_course"] is True
    assert view.of is None


def test_a_condition_of_the_whole_programme_counts_over_a_change_of_route(cast: Cast) -> None:
    made = setting_out(cast)
    with clock.at(day(0)):
        made.agree("ketamine", "sublingual")
        made.begin("kap", dose="sublingual")
        made.plan()
    made.ran(1, day(7))
    with clock.at(day(9)):
        made.agree("ketamine", "im")
        made.go_on("dosing_im")
        made.plan()
    row = made.ran(1, day(20))
    view = session_queries.session(made.by, row.uid)
    assert session_grounds.of_course(view)["sessions_done"] == 1
    assert therapy.facts(made.patient, row.course).integration_since_dose is False


def test_what_was_held_before_a_phase_counts_for_the_way(cast: Cast) -> None:
    made = after_a_series(cast, "bridge", "iv", sessions=4)
    with clock.at(day(22)):
        made.go_on("window")
    now = Course.objects.get(pk=made.view.pk)
    assert therapy.facts(made.patient, now).last_dose_at is not None
