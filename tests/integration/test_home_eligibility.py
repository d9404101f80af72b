"""Dosing at home: what is typed in the evaluation cannot contradict the records of take-home."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from lightwell.records.actions import facts
from lightwell.records.models import Patient
from lightwell.records.queries import eligibility
from tests.support.cast import Cast
from tests.support.home import NEXT, left_after, ordered, permit, promised, ready, registered
from tests.support.people import key, make_patient
from tests.support.sessions import clock_at, session_of
from tests.support.signing_in import signed_in
from tests.support.ways import SWALLOWED

pytestmark = pytest.mark.django_db
ORAL, UNDER_TONGUE = ("ketamine", "oral"), ("ketamine", "sublingual")
RULES = ("home.policy", "home.first_dose", "home.supply", "home.pdmp", "home.check_ins")
TYPED = ("permitted", "first_dose_supervised", "supply_counted", "pdmp_checked", "check_ins")


def typed(cast: Cast, patient: Patient, answer: str) -> None:
    """Alice answers every question of the step in one way; dosing at home is considered."""
    facts.record(
        by=cast.actor(cast.alice),
        patient=patient,
        facts={"conditions.home": "yes"}
        | {f"evaluation.take_home_{name}": answer for name in TYPED},
        observed_on=date(2026, 3, 5),
        source="clinician",
        key=key(),
        base=max((one.pk for one in patient.facts.all()), default=0),
    )


def judged(cast: Cast, patient: Patient, treatment: tuple[str, str] = ORAL) -> dict[str, str]:
    found = eligibility.judge(cast.actor(cast.alice), patient, "us", treatment)
    cards = {one.rule.id: one.outcome.value for one in found.assessment.cards}
    return {name: cards[name] for name in RULES}


def test_without_records_the_typed_answers_count(cast: Cast) -> None:
    with clock_at(NEXT):
        patient = make_patient(cast.harbour)
        assert set(judged(cast, patient).values()) == {"unknown"}
        typed(cast, patient, "yes")
        assert set(judged(cast, patient).values()) == {"met"}


def test_the_record_contradicts_a_typed_yes(cast: Cast) -> None:
    run = session_of(cast, way=SWALLOWED)
    with clock_at(NEXT):
        typed(cast, run.patient, "yes")
        permit(cast, holds_from=date(2026, 5, 1))
        registered(run, date(2026, 1, 5))
        ordered(run)
        found = judged(cast, run.patient)
    assert found == {
        "home.policy": "not_met",  # permitted from May on
        "home.first_dose": "met",  # no session of it has begun: the record knows nothing
        "home.supply": "met",
        "home.pdmp": "not_met",  # two months ago, and the policy asks for the very day
        "home.check_ins": "not_met",  # a supply is ordered, and no call is promised
    }


def test_the_record_contradicts_a_typed_no(cast: Cast) -> None:
    home = ready(cast)
    with clock_at(NEXT):
        typed(cast, home.patient, "no")
        assert set(judged(cast, home.patient).values()) == {"met"}
        evidence = eligibility.judge(home.run.prescriber, home.patient, "us", ORAL).facts
    assert "evaluation.take_home_permitted" not in evidence  # nobody typed what counts
    assert "conditions.home" in evidence


def test_a_first_dose_counts_for_its_own_formulation_alone(cast: Cast) -> None:
    run = left_after(cast)
    with clock_at(NEXT):
        typed(cast, run.patient, "no")
        assert judged(cast, run.patient)["home.first_dose"] == "met"
        assert judged(cast, run.patient, UNDER_TONGUE)["home.first_dose"] == "not_met"


def test_an_order_before_its_calls_are_promised(cast: Cast) -> None:
    run = left_after(cast)
    with clock_at(NEXT):
        typed(cast, run.patient, "yes")
        permit(cast)
        home = ordered(run)
        assert judged(cast, run.patient)["home.check_ins"] == "not_met"
        promised(home)
        assert judged(cast, run.patient)["home.check_ins"] == "met"


def test_other_ways_of_giving_are_not_asked_about_home(cast: Cast) -> None:
    run = left_after(cast)
    with clock_at(NEXT):
        permit(cast)
        case = eligibility.judge(run.prescriber, run.patient, "us", ("ketamine", "iv")).case
    assert not any(name.startswith("take_home") for name in case.get("evaluation", {}))


def test_the_step_of_the_evaluation_says_what_the_record_knows(cast: Cast) -> None:
    run = left_after(cast)
    url = reverse("clinic:evaluate-step", args=[run.patient.uid, "take-home"])
    other = reverse("clinic:evaluate-step", args=[run.patient.uid, "goals"])
    with clock_at(NEXT):
        permit(cast)
        alice = signed_in(cast.alice)
        html = alice.get(url).content.decode()
        assert "What the record knows" not in alice.get(other).content.decode()
    assert "What the record knows" in html
    assert "ketamine oral: " in html
    assert "This counts, whatever is answered below" in html
