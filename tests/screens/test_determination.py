"""Treatment resistance page by page: both definitions, why, what would change it, recorded."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lightwell.records.actions import history as entries
from lightwell.records.models import (
    Disagreement,
    EntryVersion,
    Patient,
    RuleEvaluation,
    StagingEvaluation,
)
from lightwell.records.queries import determinations
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, stamp, text
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

FAILED = {
    "kind": "drug",
    "dose_mg": 100,
    "days": 56,
    "adherence": "taken",
    "improvement_pct": 40,
    "episode": "current",
}


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def tried(cast: Cast, patient: Patient, drug: str, **facts: Any) -> EntryVersion:
    by = cast.actor(cast.alice)
    content = FAILED | {"drug": drug} | facts
    entry = entries.propose(
        by=by, patient=patient, subject="treatment", content=content, key=key()
    ).entry.uid
    return entries.verify(by=by, patient=patient, entry=entry, base=1, content=content, key=key())


def page_of(patient: Patient) -> str:
    return reverse("clinic:determination", args=[patient.uid])


def test_both_definitions_side_by_side_with_their_basis(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    tried(cast, maya, "sertraline")
    tried(cast, maya, "venlafaxine", dose_mg=150)
    page = text(alice.get(page_of(maya)))
    result = determinations.determine(cast.actor(cast.alice), maya).history.definitions
    for one in result.values():
        assert one.definition.title in page
        assert one.definition.header.content_hash[:12] in page
        assert "not verified in the primary source" in page
    assert result["fda_2018"].outcome.value == "met"
    assert result["spravato_us"].outcome.value == "not_met"
    assert "What would change this" in page


def test_each_input_says_who_stands_for_it_and_since_when(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    with time_machine.travel("2026-03-02T15:00:00Z", tick=False):
        tried(cast, maya, "sertraline")
    page = text(alice.get(page_of(maya)))
    assert "verified by Alice Anders on 02-Mar-2026" in page


def test_the_whole_explanation_has_its_own_page(cast: Cast, alice: Client, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    url = reverse("clinic:determination-why", args=[maya.uid, "fda_2018"])
    assert url in text(alice.get(page_of(maya)))
    page = text(alice.get(url))
    for branch in ("adequate", "no response", "a treatment of its own in this episode"):
        assert f"ertraline (trial 1): {branch}" in page
    assert "Numbers from knowledge, not verified in the primary source" in page
    missing = reverse("clinic:determination-why", args=[maya.uid, "nonsense"])
    assert alice.get(missing).status_code == 404
    assert alice.post(url).status_code == 405
    assert signed_in(cast.frida).get(url).status_code == 403
    assert signed_in(cast.chioma).get(url).status_code == 404


def test_drafts_are_said_to_be_unknown(cast: Cast, alice: Client, maya: Patient) -> None:
    for _ in range(2):
        entries.propose(
            by=as_patient(maya),
            patient=maya,
            subject="treatment",
            content=FAILED | {"drug": "sertraline"},
            key=key(),
        )
    page = text(alice.get(page_of(maya)))
    assert "2 drafted treatments are not verified: they are unknown here." in page


def test_a_lost_effect_is_told(cast: Cast, alice: Client, maya: Patient) -> None:
    tried(cast, maya, "sertraline", lost_effect="yes")
    assert "worked and then lost its effect" in text(alice.get(page_of(maya)))


def test_the_page_decides_nothing(cast: Cast, alice: Client, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    tried(cast, maya, "venlafaxine", dose_mg=150)
    page = text(alice.get(page_of(maya))).casefold()
    assert "eligible" not in page
    assert "diagnos" not in page


def test_nothing_recorded(alice: Client, maya: Patient) -> None:
    page = text(alice.get(page_of(maya)))
    assert "No trial is recorded" in page
    assert "No evaluation is recorded yet." in page


def test_recording_what_is_shown_once(cast: Cast, alice: Client, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    url = reverse("clinic:determination-record", args=[maya.uid])
    answers = {"stamp": stamp(text(alice.get(page_of(maya))))}
    for _ in range(2):
        assert alice.post(url, answers).status_code == 302
    assert RuleEvaluation.objects.count() == 7
    page = text(alice.get(f"{page_of(maya)}?saved=yes"))
    assert "Recorded" in page
    assert "Same facts" in page


def test_a_stale_page_records_nothing(cast: Cast, alice: Client, maya: Patient) -> None:
    answers = {"stamp": stamp(text(alice.get(page_of(maya))))}
    tried(cast, maya, "sertraline")
    url = reverse("clinic:determination-record", args=[maya.uid])
    sent = alice.post(url, answers)
    assert sent.status_code == 409
    assert RuleEvaluation.objects.count() == 0


def test_a_page_of_another_patient_records_nothing(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    answers = {"stamp": stamp(text(alice.get(page_of(noor))))}
    url = reverse("clinic:determination-record", args=[maya.uid])
    assert alice.post(url, answers).status_code == 409
    assert alice.post(url, {}).status_code == 422
    assert RuleEvaluation.objects.count() == 0


def recorded(alice: Client, patient: Patient) -> str:
    url = reverse("clinic:determination-record", args=[patient.uid])
    alice.post(url, {"stamp": stamp(text(alice.get(page_of(patient))))})
    row = RuleEvaluation.objects.get(rule="fda_2018")
    return reverse("clinic:evaluation", args=[patient.uid, row.uid])


def test_a_later_look_shows_what_changed(cast: Cast, alice: Client, maya: Patient) -> None:
    version = tried(cast, maya, "sertraline")
    url = recorded(alice, maya)
    assert "The facts are the same" in text(alice.get(url))
    entries.correct(
        by=cast.actor(cast.alice),
        patient=maya,
        entry=version.entry.uid,
        base=2,
        content=FAILED | {"drug": "sertraline", "days": 30},
        reason="Pharmacy record.",
        key=key(),
    )
    page = text(alice.get(url))
    assert "Days at that dose" in page
    assert ">56<" in page
    assert ">30<" in page
    assert "1 fact changed" in text(alice.get(page_of(maya)))


def test_seeing_it_otherwise(cast: Cast, alice: Client, maya: Patient) -> None:
    tried(cast, maya, "sertraline")
    url = recorded(alice, maya)
    page = text(alice.get(url))
    assert alice.post(url, {"stamp": stamp(page), "reason": ""}).status_code == 422
    sent = alice.post(url, {"stamp": stamp(page), "reason": "An older chart shows a second drug."})
    assert sent.status_code == 302
    assert "An older chart shows a second drug." in text(alice.get(url))
    assert Disagreement.objects.count() == 1
    assert "Seen otherwise by Alice Anders" in text(alice.get(page_of(maya)))


def test_a_staging_tells_why_trial_by_trial_now_and_as_recorded(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    tried(cast, maya, "sertraline")
    recorded(alice, maya)
    url = reverse("clinic:staging", args=[maya.uid, "maudsley"])
    page = text(alice.get(url))
    assert "Maudsley Staging Method: why, trial by trial" in page
    assert "it counts as a trial that failed" in page.lower()
    assert "Duration of the episode" in page
    assert alice.get(reverse("clinic:staging", args=[maya.uid, "no-such"])).status_code == 404
    kept = StagingEvaluation.objects.get(staging="thase_rush")
    address = reverse("clinic:staging-kept", args=[maya.uid, kept.uid])
    assert address in text(alice.get(page_of(maya)))
    page = text(alice.get(address))
    assert "As recorded" in page
    assert "by Alice Anders" in page
    assert alice.get(reverse("clinic:staging-kept", args=[maya.uid, uuid4()])).status_code == 404


def test_who_sees_and_who_records(cast: Cast, alice: Client, maya: Patient) -> None:
    url = recorded(alice, maya)
    record = reverse("clinic:determination-record", args=[maya.uid])
    for address in (page_of(maya), url):
        for reader in (cast.ben, cast.dev):
            page = text(signed_in(reader).get(address))
            assert "Record this evaluation" not in page
            assert ">I see it otherwise</button>" not in page
        assert signed_in(cast.frida).get(address).status_code == 403
        for stranger in (cast.chioma, cast.tess, cast.eve):
            assert signed_in(stranger).get(address).status_code == 404
    page = text(alice.get(page_of(maya)))
    for other, status in ((cast.ben, 403), (cast.dev, 403), (cast.frida, 403), (cast.chioma, 404)):
        sent = signed_in(other).post(record, {"stamp": stamp(page)})
        assert sent.status_code == status
    assert RuleEvaluation.objects.count() == 7


def test_what_is_not_there_and_wrong_methods(cast: Cast, alice: Client, maya: Patient) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    recorded(alice, maya)
    row = RuleEvaluation.objects.all()[0]
    for args in ([maya.uid, uuid4()], [noor.uid, row.uid]):
        assert alice.get(reverse("clinic:evaluation", args=args)).status_code == 404
    assert alice.get(reverse("clinic:determination", args=[uuid4()])).status_code == 404
    assert alice.post(page_of(maya)).status_code == 405
    record = reverse("clinic:determination-record", args=[maya.uid])
    assert alice.get(record).status_code == 405


def test_queries_do_not_grow_with_trials_or_recordings(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    counts = []
    for number in (3, 15):
        while EntryVersion.objects.count() < 2 * number:
            tried(cast, maya, "sertraline")
        recorded_before = RuleEvaluation.objects.count()
        while RuleEvaluation.objects.count() < recorded_before + 4:
            url = reverse("clinic:determination-record", args=[maya.uid])
            alice.post(url, {"stamp": stamp(text(alice.get(page_of(maya))))})
        counts.append(queries(alice, page_of(maya)))
    assert counts[0] == counts[1]
