"""An 18th birthday in a course is told from 30 days before, until the own consent is in force."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from lightwell.access import clock
from lightwell.records.models import Patient
from lightwell.records.queries import coming_of_age
from lightwell.records.queries.coming_of_age import birthday
from tests.support.cast import Cast
from tests.support.decisions import agreed
from tests.support.people import make_patient
from tests.support.phases import Journey, day, setting_out
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
# Day one is 4 March 2026: the birthday is on day 40.
BORN = date(2008, 4, 13)


def in_course(cast: Cast, born: date | None = BORN) -> Journey:
    """Somebody in a course that began on day one, on the consent of a guardian below 18."""
    patient = make_patient(cast.harbour)
    Patient.objects.filter(pk=patient.pk).update(birth_date=born)
    patient.refresh_from_db()
    made = setting_out(cast, patient)
    is_minor = born is not None and birthday(born) > day(0).date()
    guardian = {"given_by": "guardian", "guardian_name": "Rosa Rivera", "has_assent": True}
    with clock.at(day(0)):
        if born is not None:
            agreed(made.by, patient, **(guardian if is_minor else {}))
        made.agree("ketamine", "iv", consent=False)
        made.begin("iv-series")
    return made


def told(made: Journey, on: int) -> list[tuple[date, bool]]:
    with clock.at(day(on)):
        return [(one.on, one.has_come) for one in coming_of_age.here(made.by)]


def test_it_is_told_from_thirty_days_before_until_the_own_consent(cast: Cast) -> None:
    made = in_course(cast)
    on = date(2026, 4, 13)
    assert told(made, 9) == []
    assert told(made, 10) == [(on, False)]
    assert told(made, 39) == [(on, False)]
    assert told(made, 40) == [(on, True)]
    assert told(made, 60) == [(on, True)]
    with clock.at(day(61)):
        agreed(made.by, made.patient)
    assert told(made, 61) == []


def test_who_was_of_age_from_the_beginning_or_has_no_known_birthday_is_not_told(
    cast: Cast,
) -> None:
    assert told(in_course(cast, date(2008, 3, 3)), 5) == []


def test_an_unknown_birthday_tells_nothing(cast: Cast) -> None:
    assert told(in_course(cast, None), 5) == []


def test_nobody_is_told_of_after_the_course(cast: Cast) -> None:
    made = in_course(cast)
    with clock.at(day(12)):
        made.go_on("end", override_reason="She wishes to end it.")
    assert told(made, 15) == []
    with clock.at(day(15)):
        assert coming_of_age.of_course(made.view) is None
    assert coming_of_age.of_course(None) is None


def test_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    assert birthday(date(2008, 2, 29)) == date(2026, 3, 1)
    assert birthday(date(2010, 2, 28)) == date(2028, 2, 28)


def test_today_and_the_course_say_it_with_the_way_to_the_consent(cast: Cast) -> None:
    made = in_course(cast)
    alice = signed_in(cast.alice)
    consent = reverse("clinic:consent", args=[made.patient.uid])
    course = reverse("clinic:course", args=[made.patient.uid])
    with clock.at(day(20)):
        today = alice.get(reverse("clinic:today")).content.decode()
        page = alice.get(course).content.decode()
    assert "Turns 18 on 13-Apr-2026: own consent is needed before the next session" in today
    assert consent in today
    assert "Turns 18 on 13-Apr-2026." in page
    with clock.at(day(41)):
        today = alice.get(reverse("clinic:today")).content.decode()
        page = alice.get(course).content.decode()
    assert "Turned 18 on 13-Apr-2026: own consent" in today
    assert "Turned 18 on 13-Apr-2026." in page
    with clock.at(day(5)):
        assert "Coming of age" not in alice.get(reverse("clinic:today")).content.decode()
