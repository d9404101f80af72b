"""The rules for ketamine by vein on one page: grouped, with their basis, and never a permission."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.clinic.presenters import eligibility as show
from lightwell.clinical.products import PRODUCTS
from lightwell.records.actions import facts as actions
from lightwell.records.actions import history as entries
from lightwell.records.models import Patient, Response
from lightwell.records.queries import case, eligibility, facts
from tests.support.cast import Cast, found_cast
from tests.support.courses import today
from tests.support.pages import queries, text
from tests.support.people import key, make_patient
from tests.support.rows import make
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def page_of(patient: Patient) -> str:
    return reverse("clinic:eligibility", args=[patient.uid])


def found(cast: Cast, patient: Patient, **values: object) -> None:
    by = cast.actor(cast.alice)
    actions.record(
        by=by,
        patient=patient,
        facts={name.replace("_of_", "."): value for name, value in values.items()},
        observed_on=today(),
        source="clinician",
        key=key(),
        base=facts.newest(facts.all_of(by, patient)),
        observed_at=timezone.now() if any("vital" in name for name in values) else None,
    )


def test_nothing_known_is_unknown_and_blocks_the_offer(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    page = text(alice.get(page_of(maya)))
    judged = eligibility.judge(cast.actor(cast.alice), maya, "us").assessment
    assert f"{judged.known} of {len(judged.cards)} known." in page
    assert not judged.may_offer
    assert "Offering is blocked" in page
    for group in ("Indication", "Safety", "Readiness"):
        assert f"{group}: " in page
    assert "eligible" not in page.casefold()


def test_each_card_shows_value_date_source_action_and_who_may_override(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    found(cast, maya, conditions_of_aneurysm="yes", conditions_of_avm="no")
    page = text(alice.get(page_of(maya)))
    day = today().strftime("%d-%b-%Y")
    assert f"Aneurysmal vascular disease: Yes ({day}, Alice Anders)" in page
    assert "1 not met that block." in page
    judged = eligibility.judge(cast.actor(cast.alice), maya, "us")
    card = next(one for one in judged.assessment.cards if "aneurysm" in one.rule.id)
    assert card.outcome is lw.Outcome.NOT_MET
    assert f"May override: {card.rule.override}." in page


def test_an_unknown_leads_to_the_step_that_answers_it(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    page = text(alice.get(page_of(maya)))
    for slug in ("heart", "body", "mind", "substances", "assessment", "examination", "home"):
        assert reverse("clinic:evaluate-step", args=[maya.uid, slug]) in page
    for name in ("treatments", "medicines"):
        assert reverse(f"clinic:{name}", args=[maya.uid]) in page


def test_weight_and_readings_count_with_their_day(cast: Cast, maya: Patient) -> None:
    found(cast, maya, person_of_weight_kg=70, vital_of_sbp=128, vital_of_dbp=82)
    judged = eligibility.judge(cast.actor(cast.alice), maya, "us")
    missing = {name for card in judged.assessment.cards for name in card.missing}
    assert not {"evaluation.sbp", "evaluation.dbp", "evaluation.weight_kg"} & missing


def test_a_pressure_says_both_values_once(cast: Cast, alice: Client, maya: Patient) -> None:
    """The rule asks for two, and each is its own fact."""
    found(cast, maya, vital_of_sbp=150, vital_of_dbp=95)
    judged = eligibility.judge(cast.actor(cast.alice), maya, "us")
    asking = {"evaluation.sbp", "evaluation.dbp"}
    pressure = [
        one
        for one in judged.assessment.cards
        if asking <= {each.fact for _, leaf in one.explanation.leaves() for each in leaf.evidence}
    ]
    page = text(alice.get(page_of(maya)))
    assert pressure
    for card in pressure:
        said = show.card_row(maya, card, judged).recorded
        assert [words.split(" (")[0] for words in said] == [
            "Systolic blood pressure: 150 mmHg", "Diastolic blood pressure: 95 mmHg",
        ]  # fmt: skip
        assert all(words in page for words in said)


@pytest.mark.parametrize("is_complete", [True, False])
def test_a_c_ssrs_counts_when_it_was_asked_to_its_end(
    cast: Cast, maya: Patient, is_complete: bool
) -> None:
    make(
        Response,
        patient=maya,
        instrument="cssrs_screener",
        complete=is_complete,
        total=None,
        at=timezone.now(),
    )
    judged = eligibility.judge(cast.actor(cast.alice), maya, "us").assessment
    card = next(one for one in judged.cards if one.rule.id == "elig.baseline_cssrs")
    assert card.outcome is (lw.Outcome.MET if is_complete else lw.Outcome.UNKNOWN)


def test_signed_medicines_count_with_their_day(cast: Cast, maya: Patient) -> None:
    by = cast.actor(cast.ben)
    entries.reconcile(
        by=by, patient=maya, subject="medicine", statement="none_known", versions=[], key=key()
    )
    judged = eligibility.judge(by, maya, "us").assessment
    card = next(one for one in judged.cards if one.rule.id == "elig.baseline_medicines")
    assert card.outcome is lw.Outcome.MET


def test_the_way_home_counts_here_and_is_asked_again_on_the_day(cast: Cast, maya: Patient) -> None:
    found(cast, maya, session_of_escort_arranged="yes")
    by = cast.actor(cast.alice)
    assert eligibility.judge(by, maya, "us").case["session"] == {"escort_arranged": "yes"}
    assert "session" not in case.case_of(maya, by)


def test_the_region_of_the_location_chooses_the_rules(cast: Cast, maya: Patient) -> None:
    by = cast.actor(cast.alice)
    for region in ("us", "eu"):
        assert eligibility.judge(by, maya, region).assessment.region == region


def test_who_sees_it_and_what_is_not_there(cast: Cast, alice: Client, maya: Patient) -> None:
    for reader in (cast.alice, cast.ben, cast.dev):
        assert signed_in(reader).get(page_of(maya)).status_code == 200
    assert signed_in(cast.frida).get(page_of(maya)).status_code == 403
    for stranger in (cast.chioma, cast.tess, cast.eve):
        assert signed_in(stranger).get(page_of(maya)).status_code == 404
    assert alice.get(reverse("clinic:eligibility", args=[uuid4()])).status_code == 404
    assert alice.post(page_of(maya)).status_code == 405


def test_queries_do_not_grow(cast: Cast, alice: Client, maya: Patient) -> None:
    found(cast, maya, conditions_of_aneurysm="no")
    first = queries(alice, page_of(maya))
    found(cast, maya, conditions_of_avm="no", conditions_of_ich="no")
    assert queries(alice, page_of(maya)) == first


# ------------------------------------------------------------------ another agent or route


def test_the_chooser_lists_every_agent_and_route_and_marks_the_one_shown(
    alice: Client, maya: Patient
) -> None:
    page = alice.get(page_of(maya)).content.decode()
    assert '<strong aria-current="page">Ketamine by vein</strong>' in page
    for agent, route in PRODUCTS:
        if (agent, route) != ("ketamine", "iv"):
            assert f"?agent={agent}&amp;route={route}" in page


@pytest.mark.parametrize(
    ("agent", "route", "title", "rule"),
    [
        ("esketamine", "intranasal", "Esketamine by nose", "elig.rems"),
        ("ketamine", "im", "Ketamine into the muscle", "ci.home"),
        ("ketamine", "sc", "Ketamine below the skin", "ci.home"),
        ("ketamine", "oral", "Ketamine by mouth", "home.pdmp"),
        ("ketamine", "sublingual", "Ketamine under the tongue", "home.policy"),
        ("ketamine", "intranasal", "Ketamine by nose", "ci.nasal"),
    ],
)
def test_the_address_chooses_agent_and_route(
    cast: Cast, alice: Client, maya: Patient, agent: str, route: str, title: str, rule: str
) -> None:
    page = text(alice.get(page_of(maya), {"agent": agent, "route": route}))
    judged = eligibility.judge(cast.actor(cast.alice), maya, "us", (agent, route)).assessment
    assert f"{title}, rule by rule" in page
    assert f"{judged.known} of {len(judged.cards)} known." in page
    assert f"Rule {rule}," in page
    assert "eligible" not in page.casefold()


def test_an_agent_alone_means_its_usual_route(alice: Client, maya: Patient) -> None:
    page = text(alice.get(page_of(maya), {"agent": "esketamine"}))
    assert "Esketamine by nose, rule by rule" in page
    assert "Ketamine by mouth, rule by rule" in text(alice.get(page_of(maya), {"route": "oral"}))


@pytest.mark.parametrize(
    "address", [{"agent": "propofol"}, {"agent": "esketamine", "route": "iv"}, {"route": "nasal"}]
)
def test_an_agent_or_route_without_rules_is_not_found(
    alice: Client, maya: Patient, address: dict[str, str]
) -> None:
    assert alice.get(page_of(maya), address).status_code == 404
