"""The pages of a course: what is typed is kept, what is refused says what to do, once is once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access import clock
from lightwell.clinical.library import library
from lightwell.diary.actions import bookings
from lightwell.diary.models import Appointment, Room
from lightwell.records.models import Adoption, Course, Patient, PlanSignature, PlanVersion
from tests.support import courses
from tests.support.cast import Cast
from tests.support.pages import queries, stamp, text
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def at(name: str, *args: object) -> str:
    return reverse(f"clinic:{name}", args=args)


def boxes(name: str, day: date) -> dict[str, str]:
    parts = {"month": day.month, "day": day.day, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def typed(**changes: str) -> dict[str, str]:
    """A whole plan as it is typed."""
    return {
        "weight": "80",
        "weight_unit": "kg",
        **boxes("weighed_on", courses.today()),
        "mg_per_kg": "0.5",
        "basis": "actual",
        "concentration": "50",
        "total_volume": "100",
        "minutes": "40",
        "count": "6",
        "per_week": "2",
        **boxes("starts_on", courses.a_weekday()),
        **changes,
    }


def send(browser: Client, url: str, data: dict[str, str], *, page: str = "", form: int = 0) -> Any:
    """Open a page and send one of its forms."""
    sealed = stamp(text(browser.get(page or url)), form)
    return browser.post(url, {"stamp": sealed, **data})


# ------------------------------------------------------------------ beginning


def test_without_a_decision_the_page_says_what_is_missing(cast: Cast, maya: Patient) -> None:
    page = text(signed_in(cast.alice).get(at("course", maya.uid)))
    assert "There is no decision about a treatment yet." in page
    assert "Begin the course</button>" not in page
    answer = send(signed_in(cast.alice), at("course-begin", maya.uid), {"programme": courses.IV},
                  page=at("questionnaires", maya.uid))  # fmt: skip
    assert answer.status_code == 409
    assert "Decide first" in text(answer)
    assert not Course.objects.exists()


def test_a_course_begins_from_its_page(cast: Cast, maya: Patient) -> None:
    alice = signed_in(cast.alice)
    courses.decided(cast.actor(cast.alice), maya)
    url = at("course-begin", maya.uid)
    assert send(alice, url, {}, page=at("course", maya.uid)).status_code == 422
    answer = send(alice, url, {"programme": courses.IV}, page=at("course", maya.uid))
    assert answer.status_code == 302
    assert "Write the plan" in text(alice.get(at("course", maya.uid)))
    assert "A prescriber begins" not in text(signed_in(cast.ben).get(at("course", maya.uid)))


@pytest.mark.parametrize(
    ("choice", "needs_second", "told"),
    [("refer", False, "is not an offer"), ("offer", True, "waits for its second signature")],
)
def test_a_decision_that_carries_no_course(
    cast: Cast, maya: Patient, choice: str, needs_second: bool, told: str
) -> None:
    courses.decided(cast.actor(cast.alice), maya, choice, needs_second=needs_second)
    assert told in text(signed_in(cast.alice).get(at("course", maya.uid)))


# ------------------------------------------------------------------ the plan


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"mg_per_kg": "0,5"}, "Use a point, not a comma"),
        ({"mg_per_kg": "5"}, "looks like a decimal point or a unit that slipped"),
        ({"mg_per_kg": "40"}, "Check mg against mg per kg"),
        ({"mg_per_kg": ""}, "Cannot calculate: dose missing"),
        ({"weight": "700"}, "700 kg is outside 30 to 200 kg"),
        ({"concentration": ""}, "Cannot calculate: concentration missing"),
        ({"basis": ""}, "weight basis missing: choose actual, ideal, adjusted"),
        ({"per_week": ""}, "Choose how many sessions a week"),
    ],
)
def test_a_slip_is_told_and_what_was_typed_is_kept(
    cast: Cast, maya: Patient, changes: dict[str, str], told: str
) -> None:
    courses.begun(cast.actor(cast.alice), maya)
    answer = send(signed_in(cast.alice), at("plan-write", maya.uid), typed(**changes))
    assert answer.status_code == 422
    page = text(answer)
    assert told in page
    assert 'value="100"' in page
    for value in changes.values():
        assert not value or f'value="{value}"' in page
    assert not PlanVersion.objects.exists()


def test_pounds_are_shown_as_kilograms_before_they_count(cast: Cast, maya: Patient) -> None:
    courses.begun(cast.actor(cast.alice), maya)
    alice, url = signed_in(cast.alice), at("plan-write", maya.uid)
    pounds = typed(weight="176.4", weight_unit="lb")
    page = text(send(alice, url, pounds))
    assert "176.4 lb × 0.45359237 kg per lb = 80 kg" in page
    assert "I have checked the weight against the scale" in page
    answer = send(alice, url, {**pounds, "is_weight_confirmed": "on"})
    assert answer.status_code == 302
    assert "176.4 lb × 0.45359237 kg per lb = 80 kg" in text(alice.get(answer["Location"]))


def test_written_shown_in_full_and_signed(cast: Cast, maya: Patient) -> None:
    courses.begun(cast.actor(cast.alice), maya)
    alice = signed_in(cast.alice)
    answer = send(alice, at("plan-write", maya.uid), typed())
    page = text(alice.get(answer["Location"]))
    for line in ("0.5 mg per kg × 80 kg = 40 mg", "0.8 mL to draw up", "150 mL per h",
                 "Vitals every 10 minutes until infusion end", "Is it tolerated?"):  # fmt: skip
        assert line in page
    assert "not adopted here" in page  # the band of a demonstration
    assert send(alice, answer["Location"], {}).status_code == 422
    signed = send(alice, answer["Location"], {"role": "prescriber"})
    assert signed.status_code == 302
    assert "Signed as prescriber" in text(alice.get(signed["Location"]))


def test_a_page_made_for_another_patient_saves_nothing(cast: Cast, maya: Patient) -> None:
    alice = signed_in(cast.alice)
    other = make_patient(cast.harbour, "Ana", signs_in=False)
    for patient in (maya, other):
        courses.begun(cast.actor(cast.alice), patient)
    answer = send(alice, at("plan-write", maya.uid), typed(), page=at("plan-write", other.uid))
    assert answer.status_code == 409
    assert "made for another patient" in text(answer)
    assert not PlanVersion.objects.exists()


def test_a_stale_page_keeps_what_was_typed_and_writes_nothing(cast: Cast, maya: Patient) -> None:
    course = courses.begun(cast.actor(cast.alice), maya)
    alice, url = signed_in(cast.alice), at("plan-write", maya.uid)
    sealed = stamp(text(alice.get(url)))
    courses.planned(cast.actor(cast.alice), course)
    answer = alice.post(url, {"stamp": sealed, **typed(total_volume="120")})
    assert answer.status_code == 409
    page = text(answer)
    assert "wrote version 1 of the plan" in page
    assert 'value="120"' in page
    again = alice.post(url, {"stamp": stamp(page), **typed(total_volume="120")})
    assert again.status_code == 302
    assert PlanVersion.objects.count() == 2


def test_a_plan_sent_twice_is_one(cast: Cast, maya: Patient) -> None:
    courses.begun(cast.actor(cast.alice), maya)
    alice, url = signed_in(cast.alice), at("plan-write", maya.uid)
    sealed = stamp(text(alice.get(url)))
    first, second = (alice.post(url, {"stamp": sealed, **typed()}) for _ in range(2))
    assert first["Location"] == second["Location"]
    plan = first["Location"]
    sealed = stamp(text(alice.get(plan)))
    for _ in range(2):
        alice.post(plan, {"stamp": sealed, "role": "prescriber"})
    assert (PlanVersion.objects.count(), PlanSignature.objects.count()) == (1, 1)


# ------------------------------------------------------------------ booking


def booking(cast: Cast, chair: int, **changes: str) -> dict[str, str]:
    return {
        **boxes("day", courses.a_weekday()),
        "at": "09:00",
        "chair": str(chair),
        "nurse": str(cast.ben.pk),
        **changes,
    }


def test_booked_by_hand_and_told_to_the_patient(cast: Cast, maya: Patient) -> None:
    chair = courses.chairs(cast.harbour)[0].pk
    courses.signed(cast.actor(cast.alice), maya)
    ben, url = signed_in(cast.ben), at("session-book", maya.uid, 1)
    page = text(ben.get(url))
    assert "30 min preparation + 40 min infusion + 60 min recovery = 130 min" in page
    assert send(ben, url, booking(cast, chair)).status_code == 302
    assert "09:00 to 11:10" in text(ben.get(at("course", maya.uid)))
    assert "Ben Brook" in text(ben.get(at("patient", maya.uid)))
    assert maya.user is not None
    portal = text(signed_in(maya.user).get(reverse("portal:visits")))
    assert "Come at 9:00 am." in portal
    assert "You cannot go home alone" in portal
    assert "<title>Your visits" in portal.replace("\n", "")
    assert "Your next visit" in text(signed_in(maya.user).get(reverse("portal:today")))
    again = send(ben, url, booking(cast, chair, at="10:00"))
    assert again.status_code == 302
    assert Appointment.objects.count() == 2


def test_without_a_visit_the_portal_says_so(maya: Patient) -> None:
    assert maya.user is not None
    assert "No visit is booked." in text(signed_in(maya.user).get(reverse("portal:visits")))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"at": "9.10"}, "24-hour time"),
        ({"at": "09:10"}, "quarter of an hour"),
        ({"nurse": ""}, "Choose the nurse"),
        (boxes("day", date(2026, 1, 5)), "has passed"),
    ],
)
def test_a_booking_that_cannot_be_is_told(
    cast: Cast, maya: Patient, changes: dict[str, str], told: str
) -> None:
    chair = courses.chairs(cast.harbour)[0].pk
    courses.signed(cast.actor(cast.alice), maya)
    answer = send(
        signed_in(cast.ben), at("session-book", maya.uid, 1), booking(cast, chair, **changes)
    )
    assert answer.status_code == 422
    assert told in text(answer)
    assert not Appointment.objects.exists()


def test_a_taken_chair_and_a_busy_nurse(cast: Cast, maya: Patient) -> None:
    first, second = courses.chairs(cast.harbour)
    courses.signed(cast.actor(cast.alice), maya)
    other = make_patient(cast.harbour, "Ana", signs_in=False)
    courses.signed(cast.actor(cast.alice), other)
    ben = signed_in(cast.ben)
    send(ben, at("session-book", maya.uid, 1), booking(cast, first.pk))
    url = at("session-book", other.uid, 1)
    page = text(send(ben, url, booking(cast, second.pk)))
    assert "Ben Brook is already booked" in page
    assert "Book it all the same" in page
    confirmed = {"is_confirmed": "on"}
    page = text(send(ben, url, booking(cast, first.pk, **confirmed)))
    assert "Chair 1 is taken from 09:00 to 11:10" in page
    assert "RIVERA, Maya" not in page
    assert send(ben, url, booking(cast, second.pk, **confirmed)).status_code == 302


def test_without_a_chair_the_page_says_who_adds_one(cast: Cast, maya: Patient) -> None:
    courses.signed(cast.actor(cast.alice), maya)
    ben = signed_in(cast.ben)
    assert "There is no chair at this location yet" in text(
        ben.get(at("session-book", maya.uid, 1))
    )
    assert "There is no chair at this location yet" in text(ben.get(at("schedule")))


# ------------------------------------------------------------------ the day


def booked(cast: Cast, patient: Patient, chair: int, *, hour: int = 9) -> Appointment:
    course = courses.signed(cast.actor(cast.alice), patient)
    return bookings.give_place(
        by=cast.actor(cast.ben),
        course=course.uid,
        number=1,
        starts_at=datetime.combine(courses.a_weekday(), time(hour), NEW_YORK),
        chair=chair,
        nurse=cast.ben.pk,
        key=f"{patient.pk}",
    )


def test_the_front_desk_notes_who_is_here_and_who_cancelled(cast: Cast, maya: Patient) -> None:
    chairs = courses.chairs(cast.harbour)
    made = booked(cast, maya, chairs[0].pk)
    frida = signed_in(cast.frida)
    day = at("schedule") + f"?day={courses.a_weekday().isoformat()}"
    assert "RIVERA, Maya" in text(frida.get(day))
    assert "RIVERA, Maya" in text(frida.get(at("week") + f"?day={courses.a_weekday().isoformat()}"))
    url = at("appointment", made.uid)
    early = frida.post(at("appointment-miss", made.uid))
    assert (early.status_code, "can be cancelled, not missed" in text(early)) == (422, True)
    assert frida.post(at("appointment-arrive", made.uid)).status_code == 302
    assert "Here" in text(frida.get(day))
    assert send(frida, url, {"reason": ""}).status_code == 422
    assert send(frida, url, {"reason": "Ill"}).status_code == 302
    assert "Nobody is booked" in text(frida.get(day))
    assert frida.get(at("schedule") + "?day=tomorrow").status_code == 200


def test_a_missed_session_shows_and_is_booked_again(cast: Cast, maya: Patient) -> None:
    made = booked(cast, maya, courses.chairs(cast.harbour)[0].pk)
    with clock.at(made.starts_at + timedelta(hours=1)):
        assert signed_in(cast.frida).post(at("appointment-miss", made.uid)).status_code == 302
    ben = signed_in(cast.ben)
    assert "Missed" in text(ben.get(at("course", maya.uid)))
    assert "was missed" in text(ben.get(at("session-book", maya.uid, 1)))


def test_a_day_with_many_asks_no_more_than_one_with_few(cast: Cast) -> None:
    chairs = courses.chairs(cast.harbour, 6)
    url = at("schedule") + f"?day={courses.a_weekday().isoformat()}"
    counts = []
    for number, chair in enumerate(chairs):
        patient = make_patient(cast.harbour, f"Given{number}", signs_in=False)
        booked(cast, patient, chair.pk)
        if number in (1, 5):
            counts.append(queries(signed_in(cast.frida), url))
    assert counts[0] == counts[1]


# ------------------------------------------------------------------ administration


def test_a_director_adopts_and_takes_out_of_use(cast: Cast) -> None:
    alice, url = signed_in(cast.alice), at("programme", courses.IV)
    adopt = at("programme-adopt", courses.IV)
    assert "not yet reviewed by a clinician" in text(alice.get(url))
    assert send(alice, adopt, {}, page=url).status_code == 422
    assert send(alice, adopt, {"has_read": "on"}, page=url).status_code == 302
    assert "Adopted" in text(alice.get(f"{url}?saved=yes"))
    assert send(alice, url, {"how": "withdrawn"}).status_code == 422
    assert send(alice, url, {"how": "withdrawn", "reason": "Review"}).status_code == 302
    again = send(alice, url, {"how": "withdrawn", "reason": "Review"})
    assert (again.status_code, "Only what is adopted" in text(again)) == (422, True)
    assert Adoption.objects.count() == 2
    ben = signed_in(cast.ben)
    assert "Take out of use" not in text(ben.get(url))
    assert ben.post(url, {}).status_code == 403


def test_a_director_sees_what_changed_since_it_was_adopted(cast: Cast) -> None:
    alice, url = signed_in(cast.alice), at("programme", courses.IV)
    assert "What changed since" not in text(alice.get(url))
    written = library().read("programmes/iv-series.toml").text
    courses.adopted_before(
        cast.actor(cast.alice), cast.harbour, written.replace("= 1.0", "= 0.8", 1)
    )
    page = text(alice.get(url))
    assert "What changed since version 2025.9 was adopted here" in page
    assert "Dose iv: most: 0.8 -&gt; 1 mg/kg (local policy)" in page


def test_a_director_is_told_when_what_was_adopted_was_not_kept(cast: Cast) -> None:
    courses.adopted_before(cast.actor(cast.alice), cast.harbour, None)
    page = text(signed_in(cast.alice).get(at("programme", courses.IV)))
    assert "the differences cannot be shown: read the whole programme" in page


def test_an_administrator_adds_rooms_and_chairs(cast: Cast) -> None:
    alice, url = signed_in(cast.alice), at("rooms")
    assert "There is no room yet" in text(alice.get(url))
    assert alice.post(url, {"room": ""}).status_code == 422
    assert alice.post(url, {"room": "Garden"}).status_code == 302
    assert "already a room named Garden" in text(alice.post(url, {"room": "Garden"}))
    chair = {"in_room": str(Room.objects.get().pk), "chair": "Chair 1"}
    assert alice.post(at("chairs"), chair).status_code == 302
    assert "already has a chair named Chair 1" in text(alice.post(at("chairs"), chair))
    assert "1. Chair 1" in text(signed_in(cast.ben).get(url))
    assert signed_in(cast.ben).post(url, {"room": "Attic"}).status_code == 403
