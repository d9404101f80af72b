"""Whom to ask back where intervals grow: overdue sessions, unsigned intervals, reviews by time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lightwell.access import clock
from lightwell.clinic.presenters import recall as shown
from lightwell.records.actions import courses
from lightwell.records.queries import recall
from lightwell.records.queries.recall import Line
from tests.support.cast import Cast
from tests.support.people import key, make_patient
from tests.support.phases import Journey, after_a_series, day
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def maintained(cast: Cast) -> Journey:
    """A series is over, and one session of maintenance on day 28; the total of then is 8."""
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
        made.plan()
    made.ran(1, day(28))
    made.answered(8, day(28))
    return made


def lines(journey: Journey, on: int) -> dict[str, Line]:
    """What waits on a day, by its purpose."""
    with clock.at(day(on)):
        return {one.reason.purpose: one for one in recall.here(journey.by).lines}


def links(journey: Journey, line: Line, on: int) -> list[str]:
    return [way.url for way in shown.row(line, day(on).date()).ways]


def test_an_interval_that_nobody_signed_waits_from_the_day_after(maintained: Journey) -> None:
    assert "interval" not in lines(maintained, 28)
    found = lines(maintained, 29)["interval"]
    assert found.reason.why == (
        "Session 1 took place on 01-Apr-2026; the interval to the next one is not signed"
    )
    assert found.reason.since == day(28).date()
    to = reverse("clinic:course-interval", args=[maintained.patient.uid])
    assert links(maintained, found, 29)[0] == to
    with clock.at(day(29)):
        maintained.sign_interval(14)
    assert not {"interval", "maintenance"} & set(lines(maintained, 30))


def test_a_session_of_maintenance_whose_day_passed_without_a_booking(maintained: Journey) -> None:
    with clock.at(day(29)):
        maintained.sign_interval(14)
    assert "maintenance" not in lines(maintained, 42)
    found = lines(maintained, 43)["maintenance"]
    assert found.purpose.title == "Maintenance session overdue"
    assert found.reason.why == "Session 2 was due on 15-Apr-2026 and is not booked"
    to = reverse("clinic:session-book", args=[maintained.patient.uid, 2])
    assert links(maintained, found, 43)[0] == to
    with clock.at(day(43)):
        courses.schedule_session(
            by=maintained.by,
            course=maintained.view.uid,
            number=2,
            planned_at=day(45),
            key=key(),
        )
    assert "maintenance" not in lines(maintained, 44)
    assert lines(maintained, 46)["missed"].reason.about == 2


def test_the_interval_that_stands_counts(maintained: Journey) -> None:
    with clock.at(day(29)):
        maintained.sign_interval(14)
        maintained.sign_interval(7, "Her mother is ill.")
    assert lines(maintained, 36)["maintenance"].reason.since == day(35).date()


def test_the_first_session_of_maintenance_is_due_by_the_plan(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
        made.plan()
    assert "next" not in lines(made, 22)  # the series handed over: nothing of it is asked
    assert "review" not in lines(made, 22)
    assert lines(made, 60)["maintenance"].reason.about == 1


def test_a_review_by_time_is_since_its_day(maintained: Journey) -> None:
    assert "review" not in lines(maintained, 28 + 89)
    found = lines(maintained, 28 + 95)["review"]
    assert (found.reason.about, found.reason.since) == (1, day(28 + 90).date())
    to = reverse("clinic:review", args=[maintained.patient.uid, 1])
    assert links(maintained, found, 28 + 95)[0] == to


def test_a_review_by_sessions_is_since_its_session(maintained: Journey) -> None:
    for number in range(2, 7):
        maintained.ran(number, day(28 + 7 * (number - 1)))
    found = lines(maintained, 66)["review"]
    assert (found.reason.about, found.reason.since) == (6, day(63).date())


def test_a_signal_counts_from_before_the_first_dose_of_the_series(maintained: Journey) -> None:
    maintained.answered(14, day(31))
    maintained.answered(15, day(34))
    found = lines(maintained, 35)["rise"].reason
    assert "a gain of 12" in found.why  # 20 before the series, 8 at the lowest


def test_the_list_says_it_with_its_links(cast: Cast, maintained: Journey) -> None:
    with clock.at(day(29)):
        html = signed_in(cast.alice).get(reverse("clinic:recall")).content.decode()
    assert "Interval waits for a signature." in html
    assert "Sign the interval" in html


def test_more_people_ask_no_more_of_the_database(cast: Cast, maintained: Journey) -> None:
    def asked() -> int:
        with clock.at(day(29)), CaptureQueriesContext(connection) as captured:
            recall.here(maintained.by)
        return len(captured)

    few = asked()
    ola = make_patient(cast.harbour, "Ola", "Oak", signs_in=False)
    other = after_a_series(cast, "iv-series", "iv", patient=ola)
    with clock.at(day(22)):
        other.go_on("maintenance")
        other.plan()
    other.ran(1, day(27))
    assert asked() == few
