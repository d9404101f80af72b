"""A decision is run again on its stored facts, compared with now, and seen otherwise."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.records.actions import decisions as actions
from lightwell.records.changes import changes
from lightwell.records.models import Decision, Disagreement
from lightwell.records.queries import decisions, determinations
from tests.support.cast import Cast, found_cast
from tests.support.decisions import decided, found, settle_safety
from tests.support.people import key, make_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Any:
    return make_patient(cast.harbour)


def test_run_again_on_the_stored_facts_it_is_the_same(alice: Actor, maya: Any) -> None:
    settle_safety(alice, maya)
    made = decided(alice, maya)
    found(alice, maya, conditions__avm="yes")
    since = decisions.since(alice, maya, made.uid)
    assert since.is_repeated
    assert since.is_same_rules
    assert [one.fact for one in since.decision.changed] == ["conditions.avm"]
    assert [(one.rule, one.then, one.now) for one in since.differs_now] == [
        ("ci.avm", "met", "not_met")
    ]


def test_other_rules_are_told(alice: Actor, maya: Any) -> None:
    made = decided(alice, maya, choice="refer")
    copy = Decision.objects.select_related("evaluation").get(pk=made.pk)
    cards = [card for card in copy.cards if card["rule"] != "ci.avm"]
    gone = {"rule": "ci.old", "claim": "an old rule", "outcome": "met"}
    again = decisions.rerun(copy)
    differs = decisions.differences([*cards, gone], again)
    assert {(one.rule, one.then, one.now) for one in differs} == {
        ("ci.avm", "no rule", "unknown"),
        ("ci.old", "met", "no rule"),
    }


def test_somebody_who_treats_may_see_it_otherwise(cast: Cast, alice: Actor, maya: Any) -> None:
    made = decided(alice, maya, choice="refer")
    ben, once = cast.actor(cast.ben), key()

    def see(by: Actor, reason: str, which: str = "") -> Disagreement:
        return actions.see_otherwise(
            by=by, patient=maya, decision=made.uid, reason=reason, key=which or key()
        )

    assert see(ben, "ci.cystitis: healed.", once).pk == see(ben, "ci.cystitis: healed.", once).pk
    with pytest.raises(Conflict):
        see(ben, "Another reason.", once)
    with pytest.raises(InvalidInput):
        see(ben, "  ")
    with pytest.raises(Denied):
        see(cast.actor(cast.dev), "The auditor treats nobody.")
    with pytest.raises(NotFound):
        actions.see_otherwise(by=ben, patient=maya, decision=uuid4(), reason="x", key=key())
    view = decisions.one(alice, maya, made.uid)
    assert [(one.by_name, one.reason) for one in view.other_views] == [
        ("Ben Brook", "ci.cystitis: healed.")
    ]


def test_a_decision_is_no_determination(alice: Actor, maya: Any) -> None:
    made = decided(alice, maya, choice="refer")
    assert determinations.recorded(alice, maya) == []
    with pytest.raises(NotFound):
        determinations.one_recorded(alice, maya, made.evaluation.uid)


def test_what_differs_is_told_fact_by_fact() -> None:
    then = {
        "on": "2026-03-04",
        "conditions": {"avm": "no", "ich": "no"},
        "medicines": [{"drug": "sertraline", "dose_mg": 50}],
        "allergies": ["Latex"],
        "vitals": [{"at": "2026-03-04T09:00:00-05:00", "sbp": 120}],
        "scores": [{"instrument": "cssrs_screener", "at": "2026-03-04"}],
    }
    now = {
        "on": "2026-03-05",
        "conditions": {"avm": "yes", "ich": "no"},
        "medicines": [{"drug": "sertraline", "dose_mg": 100}],
        "allergies": [],
        "vitals": [{"at": "2026-03-04T14:00:00+00:00", "sbp": 120}],
        "scores": [{"instrument": "cssrs_screener", "at": "2026-03-05"}],
    }
    told = {(one.fact, one.about, one.then, one.now) for one in changes(then, now)}
    assert told >= {
        ("conditions.avm", "", "no", "yes"),
        ("medicines.dose_mg", "sertraline", 50, 100),
        ("allergies", "Latex", "Latex", None),
        ("allergies", "", None, "none"),
    }
    assert not [one for one in told if one[0].startswith("vitals") or one[0] == "on"]
    assert [one for one in told if one[1] == "cssrs_screener 2026-03-05"]
    assert changes(then, then) == ()
