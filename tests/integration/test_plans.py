"""A course rests on a signed offer, a plan on every line of its arithmetic and its signatures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent
from lightwell.records.actions import courses
from lightwell.records.models import Consent, Course, CourseEvent, Patient, PlanVersion
from lightwell.records.queries import courses as queries
from tests.support.cast import Cast
from tests.support.courses import (
    IV,
    a_weekday,
    begun,
    decided,
    measured,
    planned,
    signed,
    today,
)
from tests.support.people import make_patient
from tests.support.whole_clinic import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def director(cast: Cast) -> Any:
    return cast.actor(cast.alice)


def begin(cast: Cast, patient: Patient, key: str = "b1") -> Course:
    return courses.begin(by=director(cast), patient=patient, programme=IV, key=key)


# ------------------------------------------------------------------ a course begins


def test_a_course_rests_on_a_signed_offer(cast: Cast, maya: Patient) -> None:
    with pytest.raises(NotReady, match="no decision about this treatment"):
        begin(cast, maya)
    decided(director(cast), maya, "defer")
    with pytest.raises(NotReady, match="not an offer"):
        begin(cast, maya)
    decided(director(cast), maya, needs_second=True)
    with pytest.raises(NotReady, match="second signature"):
        begin(cast, maya)
    assert not Course.objects.exists()
    decided(director(cast), maya)
    course = begin(cast, maya)
    assert (course.programme, course.programme_version) == (IV, "2026.1")
    assert begin(cast, maya) == course  # a second press
    with pytest.raises(Conflict, match="already in a course"):
        begin(cast, maya, "b2")


def test_a_key_for_another_patient_begins_nothing(cast: Cast, maya: Patient) -> None:
    decided(director(cast), maya)
    begin(cast, maya)
    other = make_patient(cast.harbour, "Ana", signs_in=False)
    decided(director(cast), other)
    with pytest.raises(Conflict, match="something else"):
        begin(cast, other)


def test_who_may_begin(cast: Cast, maya: Patient) -> None:
    decided(director(cast), maya)
    with pytest.raises(Denied):
        courses.begin(by=cast.actor(cast.ben), patient=maya, programme=IV, key="k")
    with pytest.raises(NotFound):
        courses.begin(by=cast.actor(cast.chioma), patient=maya, programme=IV, key="k")
    with pytest.raises(NotFound, match="no such programme"):
        courses.begin(by=director(cast), patient=maya, programme="no-such", key="k")


# ------------------------------------------------------------------ the plan


def test_a_plan_shows_every_line_and_counts_once_it_is_signed(cast: Cast, maya: Patient) -> None:
    course = begun(director(cast), maya)
    version = planned(director(cast), course)
    content = version.content
    assert (content["mg"], content["volume_ml"], content["rate_ml_per_h"]) == ("40", "0.8", "150")
    assert "0.5 mg per kg × 80 kg = 40 mg" in content["lines"]
    assert [one["after_session"] for one in content["reviews"]] == [2, 4, 6]
    assert len(content["sessions"]) == 6
    assert "vitals every 10 minutes until infusion end" in content["observe"]
    view = queries.active(director(cast), maya)
    assert view is not None
    assert (view.plan, view.status) == (None, "planned")
    courses.sign(by=director(cast), plan=version.uid, role="prescriber", key="s1")
    view = queries.active(director(cast), maya)
    assert view is not None
    assert view.plan is not None
    assert (view.plan.number, view.status, view.draft) == (1, "active", None)
    acts = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"course.begin", "course.plan", "course.sign"} <= acts


@pytest.mark.parametrize(
    ("changes", "box", "told"),
    [
        ({"mg_per_kg": None}, "mg_per_kg", "dose missing"),
        ({"mg_per_kg": Decimal(5)}, "mg_per_kg", "decimal point"),
        ({"mg_per_kg": Decimal(40)}, "mg_per_kg", "Check mg against mg per kg"),
        ({"mg_per_kg": Decimal("0.05")}, "mg_per_kg", "lowest dose"),
        ({"weight": None}, "weight", "weight missing"),
        ({"weight": Decimal(700)}, "weight", "700 kg is outside 30 to 200 kg"),
        ({"weight_unit": ""}, "weight_unit", "Choose the unit"),
        ({"weighed_on": None}, "weighed_on", "Enter the day"),
        ({"basis": ""}, "basis", "choose actual, ideal, adjusted"),
        ({"weight": Decimal(120)}, "basis", "give a reason for the actual weight"),
        ({"concentration": None}, "concentration", "concentration missing"),
        ({"concentration": Decimal(5)}, "concentration", "there is no vial of 5 mg per mL"),
        ({"total_volume": None}, "total_volume", "total volume missing"),
        ({"minutes": None}, "minutes", "duration missing"),
        ({"minutes": Decimal(90)}, "minutes_reason", "differs from the programme's 40 to 60 min"),
        ({"mg_per_kg": Decimal("0.75")}, "dose_reason", "Give a reason"),
        ({"count": None}, "count", "Enter the number of sessions"),
        ({"count": 7}, "count", "signed decision at the review after session 6"),
        ({"count": 4}, "count_reason", "Give a reason"),
        ({"per_week": None}, "per_week", "how many sessions a week"),
        ({"starts_on": None}, "starts_on", "day of the first session"),
        ({"starts_on": date(2026, 1, 5)}, "starts_on", "in the past"),
    ],
)
def test_a_slip_is_refused_beside_its_box(
    cast: Cast, maya: Patient, changes: dict[str, Any], box: str, told: str
) -> None:
    course = begun(director(cast), maya)
    with pytest.raises(InvalidInput, match=told) as refused:
        planned(director(cast), course, **changes)
    assert refused.value.field == box
    assert not PlanVersion.objects.exists()


def test_a_weight_from_tomorrow_and_a_start_on_a_closed_day(cast: Cast, maya: Patient) -> None:
    course = begun(director(cast), maya)
    with pytest.raises(InvalidInput, match="lies ahead") as refused:
        planned(director(cast), course, weighed_on=today() + timedelta(days=2))
    assert refused.value.field == "weighed_on"
    saturday = a_weekday(weekday=5)
    with pytest.raises(InvalidInput, match="closed day") as refused:
        planned(director(cast), course, starts_on=saturday)
    assert refused.value.field == "starts_on"


def test_without_a_height_the_message_says_where_to_record_it(cast: Cast, maya: Patient) -> None:
    decided(director(cast), maya)
    course = begin(cast, maya)
    with pytest.raises(InvalidInput, match="height missing: record it in the evaluation"):
        planned(director(cast), course)


def test_the_ideal_weight_needs_the_sex_at_birth(cast: Cast, maya: Patient) -> None:
    course = begun(director(cast), maya)
    with pytest.raises(InvalidInput, match="sex at birth") as refused:
        planned(director(cast), course, basis="ideal")
    assert refused.value.field == "basis"


def test_pounds_are_converted_on_a_line_of_their_own_and_confirmed(
    cast: Cast, maya: Patient
) -> None:
    course = begun(director(cast), maya)
    pounds = {"weight": Decimal(176), "weight_unit": "lb"}
    with pytest.raises(InvalidInput, match=r"176 lb × 0.45359237 kg per lb = 79\.8 kg") as refused:
        planned(director(cast), course, **pounds)
    assert refused.value.field == "is_weight_confirmed"
    version = planned(director(cast), course, **pounds, is_weight_confirmed=True)
    assert version.content["lines"][0] == "176 lb × 0.45359237 kg per lb = 79.8 kg"
    assert version.content["weight_kg"] == "79.8"


def test_pounds_for_kilograms_do_not_pass_as_kilograms(cast: Cast, maya: Patient) -> None:
    """176 typed as kilograms is a weight that changed too much, and is held until confirmed."""
    measured(director(cast), maya, weight_kg=80)
    course = begun(director(cast), maya)
    with pytest.raises(InvalidInput, match="differs by 120 %"):
        planned(director(cast), course, weight=Decimal(176), basis_reason="Habit")


def test_twelve_per_cent_in_a_month_is_weighed_again(cast: Cast, maya: Patient) -> None:
    before = today() - timedelta(days=20)
    measured(director(cast), maya, on=before, weight_kg=80)
    course = begun(director(cast), maya)
    with pytest.raises(InvalidInput, match="differs by 12 % from 80 kg 20 days ago") as refused:
        planned(director(cast), course, weight=Decimal("89.6"))
    assert refused.value.field == "is_weight_confirmed"
    pounds = {"weight": Decimal("197.5"), "weight_unit": "lb"}
    with pytest.raises(InvalidInput, match=r"= 89\.6 kg.*differs by 12 %"):
        planned(director(cast), course, **pounds)
    version = planned(director(cast), course, weight=Decimal("89.6"), is_weight_confirmed=True)
    assert version.content["weight_kg"] == "89.6"


def test_a_change_from_the_programme_is_marked_with_its_reason(cast: Cast, maya: Patient) -> None:
    course = begun(director(cast), maya)
    version = planned(
        director(cast),
        course,
        mg_per_kg=Decimal("0.75"),
        dose_reason="Helped before",
        minutes=Decimal(90),
        minutes_reason="Slower",
        count=4,
        count_reason="Travels",
    )
    assert [(one["what"], one["planned"], one["reason"]) for one in version.deviations] == [
        ("Dose", "0.75 mg per kg", "Helped before"),
        ("Length of the infusion", "90 min", "Slower"),
        ("Sessions", "4", "Travels"),
    ]
    assert [one["after_session"] for one in version.content["reviews"]] == [2, 4]


def test_above_the_cap_a_specialist_signs_who_is_not_the_prescriber(
    cast: Cast, maya: Patient
) -> None:
    course = begun(director(cast), maya)
    version = planned(director(cast), course, mg_per_kg=Decimal("1.1"), dose_reason="Tried 1.0")
    assert {one["by"] for one in version.sign_offs} == {"specialist prescriber"}
    with pytest.raises(Denied):
        courses.sign(by=cast.actor(cast.ben), plan=version.uid, role="prescriber", key="k1")
    courses.sign(by=director(cast), plan=version.uid, role="prescriber", key="k2")
    view = queries.course(director(cast), course.uid)
    assert (view.plan, view.status) == (None, "planned")
    with pytest.raises(Denied, match="Another person"):
        courses.sign(by=director(cast), plan=version.uid, role="specialist prescriber", key="k3")
    from lightwell.access.actors import Role
    from lightwell.access.queries import people

    second = people.actor_for(colleague(cast.harbour, Role.MEDICAL_DIRECTOR), cast.harbour)
    courses.sign(by=second, plan=version.uid, role="specialist prescriber", key="k4")
    assert queries.course(second, course.uid).status == "active"
    with pytest.raises(Conflict, match="already signed"):
        courses.sign(by=second, plan=version.uid, role="prescriber", key="k5")
    with pytest.raises(InvalidInput, match="does not wait for a nurse"):
        courses.sign(by=second, plan=version.uid, role="nurse", key="k6")


def test_a_stale_page_writes_no_plan_and_signs_none(cast: Cast, maya: Patient) -> None:
    course = begun(director(cast), maya)
    first = planned(director(cast), course)
    with pytest.raises(Conflict, match="wrote version 1 of the plan"):
        planned(director(cast), course, base=0)
    planned(director(cast), course, base=1)
    with pytest.raises(Conflict, match="newer version"):
        courses.sign(by=director(cast), plan=first.uid, role="prescriber", key="k")
    with pytest.raises(NotFound):
        courses.sign(by=director(cast), plan=uuid4(), role="prescriber", key="k")


def test_sending_twice_is_one_act(cast: Cast, maya: Patient) -> None:
    from tests.support.courses import ask

    course = begun(director(cast), maya)
    act = {"by": director(cast), "course": course.uid, "ask": ask(), "base": 0, "key": "p1"}
    version = courses.plan(**act)
    assert courses.plan(**act) == version
    sign = {"by": director(cast), "plan": version.uid, "role": "prescriber", "key": "s1"}
    assert courses.sign(**sign) == courses.sign(**sign)
    assert CourseEvent.objects.filter(course=course).count() == 2
    other = begun(director(cast), make_patient(cast.harbour, "Ana", signs_in=False))
    with pytest.raises(Conflict, match="something else"):
        courses.plan(**{**act, "course": other.uid})


def test_a_plan_changes_in_mid_course_as_a_new_version(cast: Cast, maya: Patient) -> None:
    course = signed(director(cast), maya)
    version = planned(
        director(cast), course, base=1, mg_per_kg=Decimal("0.75"), dose_reason="Little change"
    )
    view = queries.course(director(cast), course.uid)
    assert view.plan is not None
    assert (view.plan.number, view.status) == (1, "active")
    assert view.draft is not None
    courses.sign(by=director(cast), plan=version.uid, role="prescriber", key="s2")
    view = queries.course(director(cast), course.uid)
    assert view.plan is not None
    assert (view.plan.number, view.draft) == (2, None)


def test_when_the_decision_no_longer_offers_nothing_is_signed(cast: Cast, maya: Patient) -> None:
    course = begun(director(cast), maya)
    version = planned(director(cast), course)
    decided(director(cast), maya, "not_suitable")
    with pytest.raises(NotReady, match="not an offer"):
        courses.sign(by=director(cast), plan=version.uid, role="prescriber", key="k")
    decided(director(cast), maya)
    with pytest.raises(NotReady, match="decision changed since this course began"):
        courses.sign(by=director(cast), plan=version.uid, role="prescriber", key="k")


# ------------------------------------------------------------------ age


def young(cast: Cast, years: int) -> Patient:
    patient = make_patient(cast.harbour, signs_in=False)
    patient.birth_date = today() - timedelta(days=int(years * 365.25) + 40)
    patient.save(update_fields=["birth_date"])
    return patient


def test_under_thirteen_there_is_no_plan(cast: Cast) -> None:
    with pytest.raises(NotReady, match="against any session now: child under 13"):
        begun(director(cast), young(cast, 12))
    maya = make_patient(cast.harbour, signs_in=False)
    course = begun(director(cast), maya)
    maya.birth_date = young(cast, 12).birth_date  # the year was typed wrongly before
    maya.save(update_fields=["birth_date"])
    with pytest.raises(InvalidInput, match="no plan under 13"):
        planned(director(cast), course)


def test_under_eighteen_takes_a_specialist_consent_and_assent(cast: Cast) -> None:
    from lightwell.access.actors import Role
    from lightwell.access.queries import people

    patient = young(cast, 16)
    course = begun(director(cast), patient)
    prescriber = people.actor_for(colleague(cast.harbour, Role.PRESCRIBER), cast.harbour)
    with pytest.raises(Denied, match="under 18 is made by a specialist"):
        planned(prescriber, course)
    with pytest.raises(NotReady, match="guardian's consent and the person's assent"):
        planned(director(cast), course)
    Consent.objects.create(
        patient=patient,
        location=cast.harbour,
        kind="ketamine-iv",
        text_version="1",
        content_hash="0" * 64,
        answers=[],
        given_by="guardian",
        guardian_name="Rosa Rivera",
        has_assent=True,
        signed_on=today(),
        at=timezone.now(),
        by=cast.alice,
        by_name="Alice",
        idempotency_key="c1",
    )
    version = planned(director(cast), course)
    assert {"by": "specialist prescriber", "why": "the person is 16 years old"} in version.sign_offs


def test_without_a_birth_date_there_is_no_plan(cast: Cast, maya: Patient) -> None:
    course = begun(director(cast), maya)
    maya.birth_date = None
    maya.save(update_fields=["birth_date"])
    with pytest.raises(InvalidInput, match="date of birth is not recorded"):
        planned(director(cast), course)
