"""What definitions say of a patient: from verified treatments only, recorded with their basis."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

import lightwell.clinical as lw
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.records.actions import determinations as actions
from lightwell.records.actions import history as entries
from lightwell.records.models import Disagreement, EntryVersion, Patient, RuleEvaluation
from lightwell.records.queries import case as cases
from lightwell.records.queries import determinations
from tests.support.cast import Cast, found_cast
from tests.support.people import as_patient, key, make_patient

pytestmark = pytest.mark.django_db

FAILED = {
    "kind": "drug",
    "dose_mg": 100,
    "days": 56,
    "adherence": "taken",
    "improvement_pct": 20,
    "episode": "current",
    "stopped_for": "lack_of_efficacy",
}


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def tried(cast: Cast, patient: Patient, drug: str, **facts: Any) -> EntryVersion:
    """A treatment that a clinician has verified."""
    alice = cast.actor(cast.alice)
    drafted = entries.propose(
        by=alice,
        patient=patient,
        subject="treatment",
        content={"kind": "drug", "drug": drug},
        key=key(),
    )
    return entries.verify(
        by=alice,
        patient=patient,
        entry=drafted.entry.uid,
        base=1,
        content=FAILED | {"drug": drug} | facts,
        key=key(),
    )


def outcomes(cast: Cast, patient: Patient) -> dict[str, str]:
    found = determinations.determine(cast.actor(cast.alice), patient)
    return {name: result.outcome.value for name, result in found.history.definitions.items()}


def both(cast: Cast, patient: Patient) -> tuple[str, str]:
    """The two definitions that differ where a person improved by a third."""
    found = outcomes(cast, patient)
    return found["fda_2018"], found["spravato_us"]


def test_nothing_recorded_is_unknown(cast: Cast, maya: Patient) -> None:
    assert set(outcomes(cast, maya).values()) == {"unknown"}


def test_two_verified_failed_trials_are_met(cast: Cast, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    tried(cast, maya, "venlafaxine", dose_mg=150, improvement_pct=40)
    assert both(cast, maya) == ("met", "not_met")


def test_a_drafted_treatment_is_unknown_not_counted(cast: Cast, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    entries.propose(
        by=as_patient(maya),
        patient=maya,
        subject="treatment",
        content=FAILED | {"drug": "venlafaxine", "dose_mg": 150},
        key=key(),
    )
    found = determinations.determine(cast.actor(cast.alice), maya)
    assert found.unverified == 1
    assert found.case["trials"][1] == {"id": "2", "drug": "venlafaxine"}
    assert both(cast, maya) == ("unknown", "unknown")


def test_a_lost_effect_is_told_and_not_a_failure(cast: Cast, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    tried(cast, maya, "venlafaxine", dose_mg=150, lost_effect="yes", stopped_for="lost_effect")
    found = determinations.determine(cast.actor(cast.alice), maya)
    assert found.history.lost_effect == ("2",)
    assert both(cast, maya) == ("not_met", "not_met")


def test_the_case_that_leaves_as_a_file_gives_the_same_answer(cast: Cast, maya: Patient) -> None:
    first = tried(cast, maya, "sertraline")
    tried(cast, maya, "venlafaxine", dose_mg=150)
    tried(cast, maya, "aripiprazole", augments=str(first.entry.uid))
    found = determinations.determine(cast.actor(cast.alice), maya)
    read_back = lw.read_case(json.dumps(found.case))
    assert lw.history(read_back).as_json() == found.history.as_json()
    assert found.case["trials"][2]["augments"] == "1"


def test_none_known_is_a_fact_and_not_recorded_is_absent(cast: Cast, maya: Patient) -> None:
    ben = cast.actor(cast.ben)
    assert "allergies" not in cases.case_of(maya, ben)
    entries.reconcile(
        by=ben, patient=maya, subject="allergy", statement="none_known", versions=[], key=key()
    )
    assert cases.case_of(maya, ben)["allergies"] == []


def test_recording_keeps_rule_version_hash_facts_outcome_and_why(cast: Cast, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    alice = cast.actor(cast.alice)
    shown = determinations.determine(alice, maya)
    same = key()
    for _ in range(2):
        actions.record(by=alice, patient=maya, fingerprint=shown.fingerprint, key=same)
    assert RuleEvaluation.objects.count() == len(shown.history.definitions)
    kept = {one.rule: one for one in determinations.recorded(alice, maya)}
    assert list(kept) == list(shown.history.definitions)
    fda = kept["fda_2018"]
    assert fda.content_hash == shown.history.definitions["fda_2018"].definition.header.content_hash
    assert fda.facts == shown.case
    assert fda.outcome == "not_met"
    assert fda.explanation["claim"] == shown.history.definitions["fda_2018"].explanation.claim
    assert fda.by_name == "Alice Anders"


def test_recording_keeps_each_staging_with_the_reasons_of_each_trial(
    cast: Cast, maya: Patient
) -> None:
    tried(cast, maya, "sertraline")
    tried(cast, maya, "sertraline", dose_mg=150)
    alice = cast.actor(cast.alice)
    shown = determinations.determine(alice, maya)
    same = key()
    for _ in range(2):
        actions.record(by=alice, patient=maya, fingerprint=shown.fingerprint, key=same)
    kept = {one.staging: one for one in determinations.stagings_kept(alice, maya)}
    assert set(kept) == set(shown.history.staging)
    for name, staged in shown.history.staging.items():
        one = kept[name]
        header = staged.staging.header
        assert (one.version, one.content_hash) == (header.version, header.content_hash)
        assert (one.facts, one.result["words"]) == (shown.case, staged.words)
        assert one.result["missing"] == list(staged.missing)
        assert [row["trial"] for row in one.why] == ["1", "2"]
        assert [row["again"] for row in one.why] == ["", "1"]
        assert [row["outcome"] for row in one.why] == ["met", "met"]
        assert one.why[0]["claims"][0]["claim"] == "it counts as a trial that failed"
        assert determinations.one_staging_kept(alice, maya, one.uid) == one
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    with pytest.raises(NotFound):
        determinations.one_staging_kept(alice, noor, kept["maudsley"].uid)
    trail = AuditEvent.objects.filter(action="determination.stage")
    assert trail.count() == len(kept)


def test_recording_what_the_page_did_not_show_is_refused(cast: Cast, maya: Patient) -> None:
    alice = cast.actor(cast.alice)
    shown = determinations.determine(alice, maya)
    tried(cast, maya, "sertraline")
    with pytest.raises(Conflict):
        actions.record(by=alice, patient=maya, fingerprint=shown.fingerprint, key=key())
    assert RuleEvaluation.objects.count() == 0


def test_what_changed_since_is_told_fact_by_fact(cast: Cast, maya: Patient) -> None:
    version = tried(cast, maya, "sertraline")
    alice = cast.actor(cast.alice)
    shown = determinations.determine(alice, maya)
    actions.record(by=alice, patient=maya, fingerprint=shown.fingerprint, key=key())
    entries.correct(
        by=alice,
        patient=maya,
        entry=version.entry.uid,
        base=2,
        content=FAILED | {"drug": "sertraline", "days": 30},
        reason="Pharmacy record.",
        key=key(),
    )
    then = determinations.recorded(alice, maya)[0].facts
    [change] = determinations.differences(then, cases.case_of(maya, alice))
    assert (change.about, change.fact, change.then, change.now) == ("sertraline", "days", 56, 30)


def test_seeing_it_otherwise_needs_a_reason_and_changes_nothing(cast: Cast, maya: Patient) -> None:
    alice = cast.actor(cast.alice)
    shown = determinations.determine(alice, maya)
    rows = actions.record(by=alice, patient=maya, fingerprint=shown.fingerprint, key=key())
    fda = next(row for row in rows if row.rule == "fda_2018")
    with pytest.raises(InvalidInput):
        actions.disagree(by=alice, patient=maya, evaluation=fda.uid, reason="  ", key=key())
    same = key()
    for _ in range(2):
        actions.disagree(
            by=alice, patient=maya, evaluation=fda.uid, reason="Chart from 2019 read.", key=same
        )
    assert Disagreement.objects.count() == 1
    kept = determinations.one_recorded(alice, maya, fda.uid)
    assert kept.outcome == "unknown"
    assert [view.reason for view in kept.other_views] == ["Chart from 2019 read."]


def test_who_may_record(cast: Cast, maya: Patient) -> None:
    shown = determinations.determine(cast.actor(cast.alice), maya)
    for user in (cast.ben, cast.dev, cast.frida):
        with pytest.raises(Denied):
            actions.record(
                by=cast.actor(user), patient=maya, fingerprint=shown.fingerprint, key=key()
            )
    with pytest.raises(NotFound):
        actions.record(
            by=cast.actor(cast.chioma), patient=maya, fingerprint=shown.fingerprint, key=key()
        )
    with pytest.raises(NotFound):
        determinations.one_recorded(cast.actor(cast.alice), maya, uuid4())


def test_queries_do_not_grow_with_trials(
    cast: Cast, maya: Patient, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        tried(cast, maya, "sertraline")
    alice = cast.actor(cast.alice)
    with django_assert_max_num_queries(6):
        determinations.determine(alice, maya)
