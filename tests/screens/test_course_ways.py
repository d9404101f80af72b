"""From the decision to a signed plan for what is no infusion: pages, boxes, and what is kept."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.clinical.library import library
from lightwell.diary.queries import appointments
from lightwell.records.actions import courses as actions
from lightwell.records.models import Consent, Course, Patient, PlanVersion
from lightwell.records.queries import adoptions
from lightwell.records.queries import courses as queries
from tests.screens.test_courses import at, boxes, send
from tests.support import courses
from tests.support.cast import Cast
from tests.support.pages import text
from tests.support.people import make_patient
from tests.support.reading import grade
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def _begun(cast: Cast, maya: Patient, programme: str, agent: str, route: str, dose: str) -> Course:
    by = cast.actor(cast.alice)
    courses.decided(by, maya, agent=agent, route=route)
    courses.measured(by, maya, height_cm=170)
    return actions.begin(by=by, patient=maya, programme=programme, dose=dose, key=uuid4().hex)


def _typed(**changes: str) -> dict[str, str]:
    return {**boxes("starts_on", courses.a_weekday()), **changes}


def _planned(alice: Client, maya: Patient, **typed: str) -> PlanVersion:
    answer: Any = send(alice, at("plan-write", maya.uid), _typed(**typed))
    assert answer.status_code == 302, text(answer)
    return PlanVersion.objects.get()


# ------------------------------------------------------------------ decision and consent


def test_a_decision_is_about_the_treatment_that_the_page_names(
    alice: Client, maya: Patient
) -> None:
    rules = text(alice.get(f"{at('eligibility', maya.uid)}?agent=ketamine&route=im"))
    assert "decisions/new/?agent=ketamine&amp;route=im" in rules
    page = text(alice.get(f"{at('decide', maya.uid)}?agent=esketamine&route=intranasal"))
    assert "Decide about esketamine" in page
    assert alice.get(f"{at('decide', maya.uid)}?agent=ketamine&route=smoke").status_code == 404


@pytest.mark.parametrize("kind", sorted(library().consents))
def test_every_text_of_consent_has_its_pages_and_plain_words(
    cast: Cast, alice: Client, maya: Patient, kind: str
) -> None:
    made = lw.consent_text(kind)
    for section in made.sections:
        words = "".join(f"<p>{one}</p>" for one in (section.heading, *section.paragraphs))
        assert grade(f"<main>{words}</main>") <= 7, section.id
    page = text(alice.get(f"{at('consent', maya.uid)}?kind={kind}"))
    assert f"Consent to {made.what}" in page
    assert f"consent/record/?kind={kind}" in page
    record = text(alice.get(f"{at('consent-record', maya.uid)}?kind={kind}"))
    assert made.what in record
    assert made.sections[0].heading in record


def test_a_consent_is_kept_to_the_treatment_that_was_gone_through(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    url = f"{at('consent-record', maya.uid)}?kind=esketamine-intranasal"
    text_ = lw.consent_text("esketamine-intranasal")
    typed = {"given_by": "patient"}
    for one in text_.questions:
        typed |= {f"{one.id}__said": "In my own words.", f"{one.id}__understood": "yes"}
    answer = send(alice, url, typed)
    assert answer.status_code == 302
    assert Consent.objects.get().kind == "esketamine-intranasal"
    assert maya.user is not None
    own = text(signed_in(maya.user).get(reverse("portal:consent")))
    assert "You agreed to esketamine nasal spray" in own


def test_an_unknown_kind_of_consent_is_not_found(alice: Client, maya: Patient) -> None:
    assert alice.get(f"{at('consent', maya.uid)}?kind=ketamine-smoke").status_code == 404


# ------------------------------------------------------------------ the course


def test_a_programme_begins_with_each_way_that_has_a_series(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    courses.decided(cast.actor(cast.alice), maya, agent="ketamine", route="oral")
    page = text(alice.get(at("course", maya.uid)))
    assert 'value="integrative:oral"' in page
    assert 'value="integrative"' in page
    assert "iv-to-sublingual:sublingual" not in page, "it follows at a review"
    answer = send(
        alice,
        at("course-begin", maya.uid),
        {"programme": "integrative:oral"},
        page=at("course", maya.uid),
    )
    assert answer.status_code == 302
    assert Course.objects.get().route == "oral"
    assert "Series by mouth" in text(alice.get(at("course", maya.uid)))


@pytest.mark.parametrize(
    ("programme", "dose", "told"),
    [
        ("iv-to-sublingual", "sublingual", "does not begin with ketamine by mouth"),
        ("kap", "iv", "has no dose 'iv'"),
    ],
)
def test_a_way_that_does_not_begin_a_course_is_refused(
    cast: Cast, maya: Patient, programme: str, dose: str, told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        actions.begin(
            by=cast.actor(cast.alice), patient=maya, programme=programme, dose=dose, key="k"
        )


def test_every_programme_can_be_followed_in_a_demonstration(cast: Cast) -> None:
    for state in adoptions.all_of(cast.actor(cast.alice), cast.harbour):
        assert state.why_no_course() == ""


def test_an_injection_is_planned_without_a_pump(cast: Cast, alice: Client, maya: Patient) -> None:
    _begun(cast, maya, "integrative", "ketamine", "im", "")
    page = text(alice.get(at("plan-write", maya.uid)))
    assert "Concentration of the vial" in page
    assert "Length of the infusion" not in page
    plan = _planned(
        alice,
        maya,
        weight="80",
        weight_unit="kg",
        mg_per_kg="0.5",
        basis="actual",
        concentration="50",
        count="6",
        per_week="1",
        **boxes("weighed_on", courses.today()),
    )
    assert {key: plan.content[key] for key in ("dose", "mg", "volume_ml")} == {
        "dose": "im",
        "mg": "40",
        "volume_ml": "0.8",
    }
    shown = text(alice.get(at("plan", maya.uid, plan.uid)))
    assert "40 mg ketamine by injection into a muscle" in shown
    assert "Rate" not in shown


def test_devices_are_planned_without_a_weight_and_booked_for_their_stay(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    course = _begun(cast, maya, "esketamine-nasal", "esketamine", "intranasal", "")
    page = text(alice.get(at("plan-write", maya.uid)))
    assert "Weight, as the scale" not in page
    missing = send(alice, at("plan-write", maya.uid), _typed(count="8", per_week="2"))
    assert missing.status_code == 422
    assert "dose missing" in text(missing)
    plan = _planned(alice, maya, mg="84", count="8", per_week="2")
    assert (plan.content["count"], plan.content["unit_mg"]) == ("3", "28")
    shown = text(alice.get(at("plan", maya.uid, plan.uid)))
    assert "84 mg esketamine by nose, as a spray" in shown
    by = cast.actor(cast.alice)
    actions.sign(by=by, plan=plan.uid, role="prescriber", key=uuid4().hex)
    length = appointments.length_of(queries.course(by, course.uid))
    assert (length.infusion, length.recovery) == (0, 130)
    again = text(alice.get(at("plan-write", maya.uid)))
    assert "In version 1: 84 mg." in again


def test_tablets_are_planned_in_whole_pieces(cast: Cast, alice: Client, maya: Patient) -> None:
    _begun(cast, maya, "integrative", "ketamine", "oral", "oral")
    plan = _planned(
        alice,
        maya,
        weight="80",
        weight_unit="kg",
        mg_per_kg="1",
        basis="actual",
        unit_mg="25",
        count="12",
        per_week="2",
        **boxes("weighed_on", courses.today()),
    )
    assert (plan.content["mg"], plan.content["count"]) == ("75", "3")
    assert any("3 × 25 mg = 75 mg" in line for line in plan.content["lines"])
