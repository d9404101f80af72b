"""Treatments, medicines and allergies: drafted by anyone, verified by a clinician, never lost."""

from __future__ import annotations

from typing import Any

import pytest

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent
from lightwell.clinical.transitions import TREATMENT_TRIAL
from lightwell.records.actions import history as actions
from lightwell.records.entries import Line
from lightwell.records.models import EntryVersion, Patient
from lightwell.records.queries import history
from tests.support.cast import Cast, found_cast
from tests.support.people import as_patient, key, make_patient
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

SERTRALINE = {
    "kind": "drug",
    "drug": "sertraline",
    "start": "2019-spring",
    "said": {"drug": "Zoloft", "dose": "Not sure", "helped": "A little"},
}
VERIFIED = SERTRALINE | {
    "dose_mg": 100,
    "days": 56,
    "adherence": "taken",
    "improvement_pct": 20,
    "episode": "current",
}


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def draft(patient: Patient, **changes: Any) -> EntryVersion:
    return actions.propose(
        by=as_patient(patient),
        patient=patient,
        subject="treatment",
        content=SERTRALINE | changes,
        key=key(),
    )


def only(cast: Cast, patient: Patient) -> Line:
    [line] = history.current(cast.actor(cast.alice), patient, "treatment")
    return line


def test_a_patient_drafts_and_the_words_stay_as_said(cast: Cast, maya: Patient) -> None:
    draft(maya)
    line = only(cast, maya)
    assert line.standing is None
    assert line.pending is not None
    assert line.pending.content == SERTRALINE
    assert line.pending.source == "patient"
    assert "improvement_pct" not in line.pending.content


def test_a_clinician_verifies_with_the_facts_filled_in(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    actions.verify(
        by=cast.actor(cast.alice),
        patient=maya,
        entry=entry.uid,
        base=1,
        content=VERIFIED,
        key=key(),
    )
    line = only(cast, maya)
    assert line.pending is None
    assert line.standing is not None
    assert line.standing.content["dose_mg"] == 100
    assert line.standing.content["said"]["drug"] == "Zoloft"
    assert line.standing.source == "patient"


def test_a_new_draft_does_not_push_out_what_was_verified(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    alice = cast.actor(cast.alice)
    actions.verify(by=alice, patient=maya, entry=entry.uid, base=1, content=VERIFIED, key=key())
    actions.propose(
        by=as_patient(maya),
        patient=maya,
        subject="treatment",
        content=SERTRALINE | {"start": "2018"},
        key=key(),
        entry=entry.uid,
        base=2,
    )
    line = only(cast, maya)
    assert line.standing is not None
    assert line.standing.number == 2
    assert line.pending is not None
    assert line.pending.number == 3
    actions.reject(
        by=alice, patient=maya, entry=entry.uid, base=3, reason="Chart says 2019.", key=key()
    )
    line = only(cast, maya)
    assert line.standing is not None
    assert line.pending is None


def test_a_corrected_entry_keeps_its_old_version(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    alice = cast.actor(cast.alice)
    actions.verify(by=alice, patient=maya, entry=entry.uid, base=1, content=VERIFIED, key=key())
    with pytest.raises(InvalidInput, match="reason"):
        actions.correct(
            by=alice, patient=maya, entry=entry.uid, base=2, content=VERIFIED, reason=" ", key=key()
        )
    actions.correct(
        by=alice,
        patient=maya,
        entry=entry.uid,
        base=2,
        content=VERIFIED | {"dose_mg": 50},
        reason="Pharmacy record.",
        key=key(),
    )
    line = only(cast, maya)
    assert [version.content.get("dose_mg") for version in line.versions] == [None, 100, 50]
    assert line.latest.reason == "Pharmacy record."


def test_the_same_key_makes_one_row(cast: Cast, maya: Patient) -> None:
    same = key()
    rows = {
        actions.propose(
            by=as_patient(maya), patient=maya, subject="treatment", content=SERTRALINE, key=same
        ).pk
        for _ in range(3)
    }
    assert len(rows) == 1
    assert EntryVersion.objects.count() == 1


def test_a_key_of_another_patients_page_saves_nothing(cast: Cast, maya: Patient) -> None:
    other = make_patient(cast.harbour, "Noor", "Haddad")
    same = key()
    alice = cast.actor(cast.alice)
    actions.propose(by=alice, patient=maya, subject="treatment", content=SERTRALINE, key=same)
    with pytest.raises(Conflict):
        actions.propose(by=alice, patient=other, subject="treatment", content=SERTRALINE, key=same)
    assert EntryVersion.objects.count() == 1


def test_two_people_editing_one_trial_the_second_is_told_both_values(
    cast: Cast, maya: Patient
) -> None:
    entry = draft(maya).entry
    alice = cast.actor(cast.alice)
    actions.verify(by=alice, patient=maya, entry=entry.uid, base=1, content=VERIFIED, key=key())
    mine = SERTRALINE | {"start": "2020"}
    with pytest.raises(Conflict) as caught:
        actions.propose(
            by=as_patient(maya),
            patient=maya,
            subject="treatment",
            content=mine,
            key=key(),
            entry=entry.uid,
            base=1,
        )
    assert caught.value.detail["mine"] == mine
    assert caught.value.detail["theirs"].content == VERIFIED
    assert EntryVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_version(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    alice = cast.actor(cast.alice)

    def verify_with(dose: int) -> str:
        try:
            actions.verify(
                by=alice,
                patient=maya,
                entry=entry.uid,
                base=1,
                content=VERIFIED | {"dose_mg": dose},
                key=key(),
            )
        except Conflict:
            return "told"
        return "saved"

    results = at_once(2, lambda number: verify_with((50, 100)[number]))
    assert sorted(results) == ["saved", "told"]
    assert EntryVersion.objects.count() == 2


def test_who_may_do_what(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    for user in (cast.ben, cast.frida, cast.dev):
        with pytest.raises(Denied):
            actions.verify(
                by=cast.actor(user),
                patient=maya,
                entry=entry.uid,
                base=1,
                content=VERIFIED,
                key=key(),
            )
    for user in (cast.chioma, cast.tess, cast.eve):
        with pytest.raises(NotFound):
            actions.verify(
                by=cast.actor(user),
                patient=maya,
                entry=entry.uid,
                base=1,
                content=VERIFIED,
                key=key(),
            )
    with pytest.raises(Denied):
        history.current(cast.actor(cast.frida), maya, "treatment")
    with pytest.raises(Denied):
        actions.verify(
            by=as_patient(maya), patient=maya, entry=entry.uid, base=1, content=VERIFIED, key=key()
        )
    assert history.current(cast.actor(cast.dev), maya, "treatment")


def test_a_nurse_verifies_medicines(cast: Cast, maya: Patient) -> None:
    version = actions.propose(
        by=as_patient(maya),
        patient=maya,
        subject="medicine",
        content={"drug": "lisinopril", "dose_mg": 10, "frequency": "once a day"},
        key=key(),
    )
    actions.verify(
        by=cast.actor(cast.ben),
        patient=maya,
        entry=version.entry.uid,
        base=1,
        content=version.content,
        key=key(),
    )


def test_another_patients_entry_is_not_found(cast: Cast, maya: Patient) -> None:
    other = make_patient(cast.harbour, "Noor", "Haddad")
    entry = draft(maya).entry
    alice = cast.actor(cast.alice)
    with pytest.raises(NotFound):
        actions.verify(
            by=alice, patient=other, entry=entry.uid, base=1, content=VERIFIED, key=key()
        )
    with pytest.raises(NotFound):
        history.line(as_patient(other), maya, entry.uid)


def test_only_the_one_who_drafted_takes_it_back(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    with pytest.raises(Denied):
        actions.withdraw(
            by=cast.actor(cast.alice), patient=maya, entry=entry.uid, base=1, key=key()
        )
    actions.withdraw(by=as_patient(maya), patient=maya, entry=entry.uid, base=1, key=key())
    assert history.current(as_patient(maya), maya, "treatment") == []
    assert len(history.all_of(as_patient(maya), maya, "treatment")) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dose_mg": -5}, None),
        ({"dose_mg": "a lot"}, None),
        ({"kind": "magic"}, None),
        ({"improvement_pct": 140}, None),
        ({"kind": ""}, "kind"),
        ({"start": "2019-13"}, "start"),
        ({"start": "2199"}, "start"),
        ({"start": "2020", "stop": "2018"}, "stop"),
        ({"colour": "blue"}, None),
        ({"said": {"why": "x" * 1001}}, "why"),
        ({"augments": "00000000-0000-0000-0000-000000000000"}, "augments"),
    ],
)
def test_what_cannot_be_true_is_refused(
    maya: Patient, change: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(InvalidInput) as caught:
        draft(maya, **change)
    assert caught.value.field == field
    assert EntryVersion.objects.count() == 0


def test_an_addon_keeps_the_treatment_it_was_added_to(cast: Cast, maya: Patient) -> None:
    alice = cast.actor(cast.alice)
    first = draft(maya).entry
    actions.verify(by=alice, patient=maya, entry=first.uid, base=1, content=VERIFIED, key=key())
    actions.propose(
        by=alice,
        patient=maya,
        subject="treatment",
        content={"kind": "drug", "drug": "aripiprazole", "augments": str(first.uid)},
        key=key(),
    )
    with pytest.raises(NotReady, match="added to this one"):
        actions.reject(
            by=alice, patient=maya, entry=first.uid, base=2, reason="Not hers.", key=key()
        )


def test_an_entry_set_aside_is_not_drafted_again(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    actions.withdraw(by=as_patient(maya), patient=maya, entry=entry.uid, base=1, key=key())
    with pytest.raises(NotReady):
        actions.propose(
            by=as_patient(maya),
            patient=maya,
            subject="treatment",
            content=SERTRALINE,
            key=key(),
            entry=entry.uid,
            base=2,
        )


def test_every_state_is_one_of_the_table(cast: Cast, maya: Patient) -> None:
    alice, patient = cast.actor(cast.alice), as_patient(maya)
    entry = draft(maya).entry.uid

    def state() -> str:
        return history.line(alice, maya, entry).state

    assert state() == "proposed"
    actions.verify(by=alice, patient=maya, entry=entry, base=1, content=VERIFIED, key=key())
    assert state() == "verified"
    actions.propose(
        by=patient,
        patient=maya,
        subject="treatment",
        content=SERTRALINE,
        key=key(),
        entry=entry,
        base=2,
    )
    assert state() == "change_proposed"
    actions.withdraw(by=patient, patient=maya, entry=entry, base=3, key=key())
    assert state() == "verified"
    actions.reject(by=alice, patient=maya, entry=entry, base=4, reason="Another person.", key=key())
    assert state() == "rejected"
    assert {"proposed", "verified", "change_proposed", "rejected"} <= set(TREATMENT_TRIAL.states)


def test_waiting_drafts_are_listed_longest_first(
    cast: Cast, maya: Patient, django_assert_num_queries: Any
) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    far = make_patient(cast.hillside, "Far", "Away")
    for patient in (maya, noor, far, maya):
        draft(patient)
    alice = cast.actor(cast.alice)
    with django_assert_num_queries(2):
        waiting = history.awaiting_verification(alice)
    assert [(one.patient, one.count) for one in waiting] == [(maya, 2), (noor, 1)]
    assert history.awaiting_verification(cast.actor(cast.frida)) == []


def test_every_act_leaves_a_trace_without_words(cast: Cast, maya: Patient) -> None:
    entry = draft(maya).entry
    alice = cast.actor(cast.alice)
    actions.verify(by=alice, patient=maya, entry=entry.uid, base=1, content=VERIFIED, key=key())
    events = AuditEvent.objects.filter(patient=maya.uid, action__startswith="entry.")
    assert [event.action for event in events.order_by("pk")] == ["entry.propose", "entry.verify"]
    assert all("sertraline" not in str(event.detail) for event in events)
