"""What is not adopted, or was withdrawn, begins nothing and is not signed in a live clinic."""

from __future__ import annotations

from typing import Any

import pytest

from lightwell.access.errors import NotReady
from lightwell.records.actions import adoptions, courses
from lightwell.records.models import Course, Patient
from tests.support.cast import Cast
from tests.support.courses import (
    IV,
    adopt,
    begun,
    decided,
    live,
    planned,
    signed,
)
from tests.support.people import make_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def director(cast: Cast) -> Any:
    return cast.actor(cast.alice)


def begin(cast: Cast, patient: Patient, key: str = "b1") -> Course:
    return courses.begin(by=director(cast), patient=patient, programme=IV, key=key)


def test_in_a_live_clinic_nothing_is_signed_from_what_is_not_adopted(
    cast: Cast, maya: Patient
) -> None:
    """Safety 9: adopted by name and date, or nothing is signed or started."""
    course = begun(director(cast), maya)
    version = planned(director(cast), course)
    live(cast)
    with pytest.raises(NotReady, match="not adopted here"):
        courses.sign(by=director(cast), plan=version.uid, role="prescriber", key="k")
    adopt(director(cast), cast.harbour)
    courses.sign(by=director(cast), plan=version.uid, role="prescriber", key="k")


def test_a_withdrawn_programme_begins_nothing_and_a_running_course_goes_on(
    cast: Cast, maya: Patient
) -> None:
    adopt(director(cast), cast.harbour)
    course = signed(director(cast), maya)
    adoptions.withdraw(
        by=director(cast), location=cast.harbour, programme=IV, reason="Under review", base=1,
        key="w1",
    )  # fmt: skip
    other = make_patient(cast.harbour, "Ana", signs_in=False)
    decided(director(cast), other)
    with pytest.raises(NotReady, match="took this programme out of use here: Under review"):
        begin(cast, other)
    planned(director(cast), course, base=1)
    adoptions.withdraw(
        by=director(cast), location=cast.harbour, programme=IV, reason="A harm", base=2,
        key="w2", is_unsafe=True,
    )  # fmt: skip
    with pytest.raises(NotReady, match="withdrawn as unsafe: A harm"):
        planned(director(cast), course, base=2)
