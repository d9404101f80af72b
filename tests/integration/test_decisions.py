"""A decision counts when its gates are known and met, or set aside by the roles that rules name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from lightwell.access import clock
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent
from lightwell.access.queries import people
from lightwell.records.actions import decisions as actions
from lightwell.records.models import Decision, DecisionSignature, RuleEvaluation
from lightwell.records.policies_decisions import can_sign_second
from lightwell.records.queries import decisions
from tests.support.cast import Cast, found_cast
from tests.support.decisions import decided, found, settle_safety
from tests.support.people import key, make_patient
from tests.support.threads import at_once
from tests.support.whole_clinic import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def paul(cast: Cast) -> Actor:
    """A prescriber at Harbour who is not the medical director."""
    return people.actor_for(colleague(cast.harbour, Role.PRESCRIBER), cast.harbour)


@pytest.fixture
def maya(cast: Cast) -> Any:
    return make_patient(cast.harbour)


def nothing_was_kept() -> None:
    assert not Decision.objects.exists()
    assert not RuleEvaluation.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="decision.").exists()


def test_unknown_in_safety_closes_the_offer_and_says_what_to_settle(
    alice: Actor, maya: Any
) -> None:
    settle_safety(alice, maya)
    found(alice, maya, conditions__aneurysm=None)
    with pytest.raises(NotReady, match="Not known yet, 1 in safety: no aneurysmal"):
        decided(alice, maya)
    nothing_was_kept()


@pytest.mark.parametrize("choice", ["defer", "not_suitable", "refer"])
def test_every_other_choice_is_open_while_nothing_is_known(
    alice: Actor, maya: Any, choice: str
) -> None:
    until = timezone.localdate() + timedelta(days=9) if choice == "defer" else None
    made = decided(alice, maya, choice=choice, until=until)
    assert (made.choice, made.until, made.outcome) == (choice, until, "unknown")
    assert made.overrides == []


def test_an_offer_keeps_facts_rules_outcomes_and_reasons(alice: Actor, maya: Any) -> None:
    settle_safety(alice, maya)
    made = decided(alice, maya)
    kept = made.evaluation
    assert kept.rule == "eligibility.ketamine.iv.us"
    assert kept.rule_version == decisions.basis(alice, maya, "us").judged.assessment.rules.version
    assert len(kept.content_hash) == 64
    assert kept.facts["conditions"]["aneurysm"] == "no"
    assert kept.explanation["children"]
    assert {card["rule"] for card in made.cards} >= {"ci.aneurysm", "elig.trd", "elig.consent"}
    [override] = made.overrides
    assert override["rule"] == "elig.trd"
    assert (override["role"], override["second"]) == ("prescriber", "")
    assert not made.needs_second
    view = decisions.standing(alice, maya)
    assert view is not None
    assert view.is_signed
    assert view.changed == ()
    event = AuditEvent.objects.get(action="decision.decide")
    assert event.detail == {"choice": "offer", "number": 1}


def test_a_rule_is_set_aside_only_with_its_own_reason(alice: Actor, maya: Any) -> None:
    settle_safety(alice, maya, conditions__cystitis="yes", conditions__resp="yes")
    with pytest.raises(InvalidInput, match="Say why you set this aside") as refused:
        decided(alice, maya, set_aside={"ci.cystitis": "Healed.", "elig.trd": "Weighed."})
    assert refused.value.field == "ci.resp"
    with pytest.raises(InvalidInput, match="Say why"):
        decided(alice, maya, set_aside={"ci.cystitis": "x", "elig.trd": "x", "ci.resp": "  "})
    nothing_was_kept()


def test_what_nobody_may_set_aside_stays_closed(alice: Actor, maya: Any) -> None:
    settle_safety(alice, maya, conditions__hypersens="yes")
    with pytest.raises(NotReady, match="nobody may set it aside"):
        decided(alice, maya)
    with pytest.raises(NotReady):
        decided(alice, maya, set_aside={"ci.hypersens": "I know better.", "elig.trd": "x"})
    nothing_was_kept()


def test_the_role_that_the_rule_names_signs_and_no_other(
    alice: Actor, paul: Actor, maya: Any
) -> None:
    settle_safety(alice, maya, vital__sbp=168, vital__dbp=102)
    with pytest.raises(Denied, match="Only a senior prescriber"):
        decided(paul, maya)
    nothing_was_kept()
    roles = {one["rule"]: one["role"] for one in decided(alice, maya).overrides}
    assert roles["ci.bp_160"] == "senior prescriber"


def test_a_rule_that_does_not_stand_in_the_way_is_not_set_aside(alice: Actor, maya: Any) -> None:
    settle_safety(alice, maya)
    with pytest.raises(InvalidInput, match="does not stand in the way"):
        decided(alice, maya, set_aside={"elig.trd": "x", "ci.avm": "x"})
    nothing_was_kept()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"choice": "perhaps"}, "choice"),
        ({"choice": "refer", "reasons": " "}, "reasons"),
        ({"choice": "refer", "reasons": "x" * 4001}, "reasons"),
        ({"choice": "defer"}, "until"),
        ({"choice": "defer", "until": date(2020, 1, 1)}, "until"),
        ({"choice": "refer", "until": date(2090, 1, 1)}, "until"),
        ({"set_aside": {"elig.trd": "x" * 501}}, "elig.trd"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_kept(
    alice: Actor, maya: Any, told: dict[str, Any], field: str
) -> None:
    settle_safety(alice, maya)
    with pytest.raises(InvalidInput) as refused:
        decided(alice, maya, **told)
    assert refused.value.field == field
    nothing_was_kept()


def test_a_page_older_than_the_facts_saves_nothing(alice: Actor, maya: Any) -> None:
    settle_safety(alice, maya)
    seen = decisions.basis(alice, maya, "us").version
    found(alice, maya, conditions__avm="yes")
    with pytest.raises(Conflict, match="changed while this page was open"):
        decided(alice, maya, version=seen)
    nothing_was_kept()


def test_two_prescribers_cannot_decide_from_the_same_page(
    alice: Actor, paul: Actor, maya: Any
) -> None:
    seen = decisions.basis(alice, maya, "us").version
    decided(alice, maya, choice="refer", version=seen)
    with pytest.raises(Conflict):
        decided(paul, maya, choice="not_suitable", version=seen)
    assert Decision.objects.count() == 1


def test_the_same_key_decides_once_and_for_nothing_else(
    alice: Actor, paul: Actor, maya: Any, cast: Cast
) -> None:
    settle_safety(alice, maya)
    once, seen = key(), decisions.basis(alice, maya, "us").version
    first = decided(alice, maya, key=once, version=seen)
    again = decided(alice, maya, key=once, version=seen)
    assert first.pk == again.pk
    other = make_patient(cast.harbour, "Noor", "Haddad")
    for by, patient, told in (
        (alice, maya, {"reasons": "Others."}),
        (alice, maya, {"choice": "refer"}),
        (paul, maya, {}),
        (alice, other, {"choice": "refer"}),
    ):
        with pytest.raises(Conflict, match="already used for something else"):
            decided(by, patient, key=once, **told)
    assert Decision.objects.count() == 1


def test_a_later_decision_supersedes_and_the_first_stays(alice: Actor, maya: Any) -> None:
    first = decided(alice, maya, choice="refer")
    second = decided(alice, maya, choice="not_suitable")
    assert (first.number, second.number) == (1, 2)
    stands = decisions.standing(alice, maya)
    assert stands is not None
    assert stands.uid == second.uid
    assert [one.is_standing for one in decisions.all_of(alice, maya)] == [True, False]


def test_only_a_prescriber_decides_and_strangers_find_nobody(
    cast: Cast, alice: Actor, maya: Any
) -> None:
    for user in (cast.ben, cast.dev, cast.frida):
        with pytest.raises(Denied):
            decided(cast.actor(user), maya, choice="refer", version="")
    with pytest.raises(NotFound):
        decided(cast.actor(cast.chioma), maya, choice="refer", version="")
    made = decided(alice, maya, choice="refer")
    with pytest.raises(NotFound):
        decisions.one(cast.actor(cast.chioma), maya, made.uid)
    other = make_patient(cast.harbour, "Noor", "Haddad")
    with pytest.raises(NotFound):
        decisions.one(alice, other, made.uid)
    with pytest.raises(NotFound):
        decisions.one(alice, maya, uuid4())


# -- two people -------------------------------------------------------------------------------


def two_person(alice: Actor, maya: Any) -> Decision:
    settle_safety(alice, maya, conditions__aneurysm="yes")
    return decided(alice, maya)


def signed(by: Actor, maya: Any, made: Decision, **told: Any) -> DecisionSignature:
    version = told.pop("version", decisions.one(by, maya, made.uid).version)
    given = {"key": key(), "version": version} | told
    return actions.sign_second(by=by, patient=maya, decision=made.uid, **given)


def test_an_offer_that_takes_two_counts_only_with_the_second(
    alice: Actor, paul: Actor, maya: Any
) -> None:
    made = two_person(alice, maya)
    view = decisions.standing(alice, maya)
    assert view is not None
    assert (view.needs_second, view.is_signed, view.may_sign_second) == (True, False, False)
    other = decisions.standing(paul, maya)
    assert other is not None
    assert other.may_sign_second
    once = key()
    first = signed(paul, maya, made, key=once, note="Read the scan.")
    assert signed(paul, maya, made, key=once, note="Read the scan.").pk == first.pk
    view = decisions.standing(alice, maya)
    assert view is not None
    assert view.is_signed
    assert (view.second_by_name, view.second_note) == ("Kim Kent", "Read the scan.")
    assert AuditEvent.objects.filter(action="decision.sign-second").count() == 1
    with pytest.raises(Conflict, match="already used"):
        signed(paul, maya, made, key=once, note="Something else.")


def test_the_same_person_cannot_sign_second(alice: Actor, maya: Any) -> None:
    made = two_person(alice, maya)
    with pytest.raises(Denied, match="for another prescriber"):
        signed(alice, maya, made)
    assert not DecisionSignature.objects.exists()


def test_the_second_is_a_prescriber_who_sees_the_patient(
    cast: Cast, alice: Actor, maya: Any
) -> None:
    made = two_person(alice, maya)
    with pytest.raises(Denied):
        signed(cast.actor(cast.ben), maya, made)
    with pytest.raises(NotFound):
        signed(cast.actor(cast.chioma), maya, made, version="")
    assert not DecisionSignature.objects.exists()


def test_a_second_signature_needs_the_named_role(alice: Actor, paul: Actor, maya: Any) -> None:
    made = two_person(alice, maya)
    made.overrides = [one | {"second": "senior prescriber"} for one in made.overrides]
    assert not can_sign_second(paul, made)


def test_what_takes_one_or_is_over_is_not_signed_second(
    alice: Actor, paul: Actor, maya: Any
) -> None:
    plain = decided(alice, maya, choice="refer")
    with pytest.raises(Conflict, match="needs no second"):
        signed(paul, maya, plain)
    made = two_person(alice, maya)
    decided(alice, maya, choice="not_suitable")
    with pytest.raises(Conflict, match="later decision stands"):
        signed(paul, maya, made)
    assert not DecisionSignature.objects.exists()


def test_a_decision_is_signed_second_only_once(
    cast: Cast, alice: Actor, paul: Actor, maya: Any
) -> None:
    made = two_person(alice, maya)
    seen = decisions.one(paul, maya, made.uid).version
    signed(paul, maya, made)
    third = people.actor_for(colleague(cast.harbour, Role.PRESCRIBER), cast.harbour)
    with pytest.raises(Conflict, match="signed this already"):
        signed(third, maya, made, version=seen)


def test_a_second_signature_on_other_facts_is_refused(alice: Actor, paul: Actor, maya: Any) -> None:
    made = two_person(alice, maya)
    found(alice, maya, conditions__hypersens="yes")
    with pytest.raises(NotReady, match="no longer allow it"):
        signed(paul, maya, made)
    found(alice, maya, conditions__hypersens="no")
    seen = decisions.one(paul, maya, made.uid).version
    found(alice, maya, preferences__goals="To sleep.")
    with pytest.raises(Conflict, match="changed while this page was open"):
        signed(paul, maya, made, version=seen)
    assert not DecisionSignature.objects.exists()


def test_a_value_that_only_grew_old_does_not_undo_a_decision(
    alice: Actor, paul: Actor, maya: Any
) -> None:
    """The pressure of the day is unknown on the next; the second person signs what was decided."""
    made = two_person(alice, maya)
    with clock.at(timezone.now() + timedelta(days=2)):
        later = decisions.since(alice, maya, made.uid)
        assert "ci.bp_160" in {one.rule for one in later.differs_now}
        signed(paul, maya, made)
    assert DecisionSignature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_one_moment_leave_one(cast: Cast, alice: Actor, maya: Any) -> None:
    seen = decisions.basis(alice, maya, "us").version

    def act(number: int) -> str:
        try:
            decided(alice, maya, choice="refer", reasons=f"Reason {number}.", version=seen)
        except Conflict:
            return "conflict"
        return "kept"

    assert sorted(at_once(2, act)) == ["conflict", "kept"]
    assert Decision.objects.count() == 1
