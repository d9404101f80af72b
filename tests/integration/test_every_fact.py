"""Whatever a rule asks, somebody can answer: no rule stays unknown because there is no place."""

from __future__ import annotations

import pytest

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.clinical.eligibilityfacts import eligibility_facts
from lightwell.clinical.library import library
from lightwell.clinical.lint import every_rule
from lightwell.clinical.predicates import facts_of
from lightwell.records import evaluation
from lightwell.records.actions import facts as actions
from lightwell.records.entries import CASE_KEYS
from lightwell.records.queries import case as cases
from lightwell.records.queries import session_gates, session_grounds
from lightwell.records.session_words import ASKED_AFTER, ASKED_BEFORE
from tests.support.cast import Cast
from tests.support.people import key, make_patient
from tests.support.sessions import at_minute, recovered

pytestmark = pytest.mark.django_db

# Worked out from what is recorded elsewhere, by the one who works it out.
FROM_THE_BIRTH_DATE = {"person.age_years"}
FROM_THE_HOURS = {"conditions.fasting"}  # of food and drink, asked at the chair
# The dissociation rating is charted by two scales; a clinic uses one of them.
BY_THE_OTHER_SCALE = {"session.cadss_rise", "session.dissociation_rise"}


def asked_by_rules() -> set[str]:
    """Every fact that any rule of the knowledge asks for."""
    return {fact for _, _, rule in every_rule(library()) for fact in facts_of(rule)}


def answered_elsewhere(fact: str) -> bool:
    """Worked out by the core, scored from an instrument, or told of a treatment."""
    words = library().dictionary.facts
    group, _, key = fact.partition(".")
    if group in library().instruments:
        return True
    if group == "trial" and key in CASE_KEYS["treatment"]:
        return True
    return fact in words and words[fact].derived


def at_the_chair(cast: Cast) -> set[str]:
    """What the record itself puts into a session, and what is asked there."""
    run = recovered(cast)
    with at_minute(110):
        now = clock.now()
        known = session_grounds.known(run.view, run.view.day_of(now))
        case = session_gates.case_of(run.view, now)
        course = session_grounds.of_course(run.view) | case["course"]
    found = {f"session.{key}" for key in {*known, *case["session"]}}
    return found | {f"course.{key}" for key in course} | {*ASKED_BEFORE, *ASKED_AFTER}


def test_every_fact_that_a_rule_asks_for_can_be_recorded(cast: Cast) -> None:
    in_the_evaluation = {name for step in evaluation.STEPS for name in step.facts}
    at_hand = in_the_evaluation | at_the_chair(cast) | BY_THE_OTHER_SCALE
    at_hand |= FROM_THE_BIRTH_DATE | FROM_THE_HOURS
    lacking = {fact for fact in asked_by_rules() - at_hand if not answered_elsewhere(fact)}
    assert not lacking


def test_whoever_is_named_to_record_a_fact_may_do_so() -> None:
    words = library().dictionary.facts
    for step in evaluation.STEPS:
        for name in step.facts:
            assert words[name].recorded_by in evaluation.RECORDERS, name
            assert not words[name].derived, name


def test_the_hours_of_the_chair_settle_whether_somebody_is_fasting() -> None:
    asked = {name.removeprefix("session."): 5 for name in ASKED_BEFORE if ".hours_since" in name}
    facts = eligibility_facts(
        lw.case_from_dict({"session": asked}), library().eligibility.freshness
    )
    assert facts["conditions.fasting"].value is False


def test_what_is_recorded_about_taking_it_home_reaches_its_rules(cast: Cast) -> None:
    patient = make_patient(cast.harbour)
    alice = cast.actor(cast.alice)
    answers = dict.fromkeys(evaluation.step("take-home").facts, "yes")
    actions.record(
        by=alice,
        patient=patient,
        facts=answers | {"evaluation.take_home_supply_days": 7},
        observed_on=clock.now().date(),
        source="clinician",
        key=key(),
        base=0,
    )
    case = lw.case_from_dict(cases.case_of(patient, alice))
    facts = eligibility_facts(case, library().eligibility.freshness)
    outcomes = {
        one.id: one.judge(facts).outcome for one in library().common_care.take_home.criteria
    }
    # From the record, never by anybody's word.
    worked_out = {"programme", "limit", "no_recall"}
    worked_out |= {"decision", "consent", "programme_safe", "risk_task", "checks"}
    asked = {name: one for name, one in outcomes.items() if name not in worked_out}
    assert set(asked.values()) == {lw.Outcome.MET}
    assert {outcomes[name] for name in worked_out} == {lw.Outcome.UNKNOWN}
