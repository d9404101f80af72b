"""When staff are there and when a location is closed: written once, ended once, honest in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lightwell.access import clock
from lightwell.access.errors import Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.diary.actions import hours
from lightwell.diary.models import Closure, StaffHours, StaffHoursEnd
from lightwell.diary.queries import hours as hour_queries
from tests.support.cast import SETUP, Cast
from tests.support.courses import a_weekday
from tests.support.series import Diary, works

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return Diary(cast)


def asked(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "by": cast.actor(cast.alice),
        "location": cast.harbour,
        "person": cast.ben.pk,
        "part": "nurse",
        "weekday": 0,
        "starts": time(8),
        "ends": time(12),
        "at_once": 2,
    } | changes


def test_hours_are_added_once_and_ended_once(cast: Cast) -> None:
    first = hours.add_hours(**asked(cast))
    assert hours.add_hours(**asked(cast)) == first
    for _ in range(2):
        hours.end_hours(by=cast.actor(cast.alice), location=cast.harbour, hours=first.pk)
    assert StaffHoursEnd.objects.count() == 1
    assert hour_queries.rows(cast.harbour) == []
    assert hours.add_hours(**asked(cast)) != first
    acts = list(AuditEvent.objects.values_list("action", flat=True))
    assert (acts.count("hours.add"), acts.count("hours.end")) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekday": 7}, "weekday"),
        ({"ends": time(8)}, "ends"),
        ({"at_once": None}, "at_once"),
        ({"at_once": 0}, "at_once"),
        ({"at_once": 21}, "at_once"),
        ({"part": "prescriber", "at_once": None}, "person"),
        ({"part": "cook"}, "part"),
    ],
)
def test_hours_that_cannot_be_are_refused_beside_their_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as told:
        hours.add_hours(**asked(cast, **changes))
    assert told.value.field == field
    assert not StaffHours.objects.exists()


def test_only_of_a_nurse_is_it_said_how_many(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="Only of a nurse"):
        hours.add_hours(**asked(cast, person=cast.alice.pk, part="prescriber"))
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffHours.objects.create(
            location=cast.harbour,
            person=cast.ben,
            part="nurse",
            weekday=1,
            starts=time(8),
            ends=time(9),
            at=clock.now(),
        )


def test_days_are_closed_once_and_opened_again(cast: Cast) -> None:
    alice, day = cast.actor(cast.alice), a_weekday()
    told = {"by": alice, "location": cast.harbour, "first_day": day, "last_day": day}
    first = hours.close_days(**told, reason="Holiday")
    assert hours.close_days(**told, reason="Holiday") == first
    for _ in range(2):
        hours.open_again(by=alice, location=cast.harbour, closure=first.pk)
    assert hour_queries.closures(cast.harbour, day) == []
    assert Closure.objects.count() == 1


def test_a_closure_that_cannot_be_is_refused(cast: Cast) -> None:
    alice, day = cast.actor(cast.alice), a_weekday()
    for first, last, reason, words in (
        (day, day - timedelta(days=1), "x", "before the first"),
        (day, day + timedelta(days=400), "x", "at most a year"),
        (day, day, " ", "Say why"),
    ):
        with pytest.raises(InvalidInput, match=words):
            hours.close_days(
                by=alice, location=cast.harbour, first_day=first, last_day=last, reason=reason
            )


def test_hours_of_another_location_are_nobodys_business(cast: Cast) -> None:
    row = hours.add_hours(**asked(cast))
    closure = hours.close_days(
        by=SETUP, location=cast.harbour, first_day=a_weekday(), last_day=a_weekday(), reason="x"
    )
    with pytest.raises(Denied):
        hours.add_hours(**asked(cast, by=cast.actor(cast.chioma)))
    with pytest.raises(Denied):
        hours.end_hours(by=cast.actor(cast.ben), location=cast.harbour, hours=row.pk)
    with pytest.raises(NotFound):
        hours.end_hours(by=SETUP, location=cast.hillside, hours=row.pk)
    with pytest.raises(NotFound):
        hours.open_again(by=SETUP, location=cast.hillside, closure=closure.pk)


def test_weekly_hours_keep_the_clock_on_the_wall_when_it_changes(diary: Diary) -> None:
    """In New York summer time begins on 8 March 2026: 8:00 is 13:00 and then 12:00 in UTC."""
    rows = [one for one in hour_queries.rows(diary.cast.harbour) if one.part == "nurse"]
    found = hour_queries.spans(rows, diary.cast.harbour, date(2026, 3, 6), date(2026, 3, 9))
    begins = sorted(one.starts_at for one in found[diary.cast.ben.pk])
    assert begins == [datetime(2026, 3, 6, 13, tzinfo=UTC), datetime(2026, 3, 9, 12, tzinfo=UTC)]


def test_hours_in_the_night_on_which_the_clock_changes_are_as_long_as_they_are(cast: Cast) -> None:
    works(cast, cast.ben, "nurse", days=7, at_once=1, starts=time(0), ends=time(6))
    rows = hour_queries.rows(cast.harbour)
    for day, length in ((date(2026, 3, 8), 5), (date(2026, 11, 1), 7), (date(2026, 5, 1), 6)):
        (one,) = hour_queries.spans(rows, cast.harbour, day, day)[cast.ben.pk]
        assert one.ends_at - one.starts_at == timedelta(hours=length)
    works(cast, cast.ben, "nurse", days=7, at_once=1, starts=time(2), ends=time(3))
    rows = [one for one in hour_queries.rows(cast.harbour) if one.starts == time(2)]
    assert hour_queries.spans(rows, cast.harbour, date(2026, 3, 8), date(2026, 3, 8)) == {}
