"""The pages of a decision: what stands in the way, reasons, the second person, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lightwell.access.actors import Actor, Role
from lightwell.kit.stamps import PageStamp
from lightwell.records.models import Decision, DecisionSignature, Disagreement, Patient
from tests.support.cast import Cast, found_cast
from tests.support.decisions import agreed, decided, found, settle_safety
from tests.support.pages import queries, stamp, text
from tests.support.people import make_patient
from tests.support.signing_in import signed_in
from tests.support.whole_clinic import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_clock_of_the_house() -> Iterator[None]:
    """Late in the evening at Harbour Street it is tomorrow elsewhere: today is the day there."""
    with timezone.override(ZoneInfo("America/New_York")):
        yield


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def paul(cast: Cast) -> Client:
    return signed_in(colleague(cast.harbour, Role.PRESCRIBER))


def page_of(patient: Patient) -> str:
    return reverse("clinic:decide", args=[patient.uid])


def typed(browser: Client, patient: Patient, **told: str) -> dict[str, str]:
    return {"stamp": stamp(text(browser.get(page_of(patient)))), "reasons": "Weighed.", **told}


def address(name: str, patient: Patient, made: Decision) -> str:
    return reverse(f"clinic:{name}", args=[patient.uid, made.uid])


def test_unknown_safety_is_listed_with_the_step_that_answers_it(
    alice: Client, by: Actor, maya: Patient
) -> None:
    settle_safety(by, maya)
    found(by, maya, conditions__avm=None)
    page = text(alice.get(page_of(maya)))
    assert "Before you can offer: 1 in safety unknown" in page
    assert reverse("clinic:evaluate-step", args=[maya.uid, "heart"]) in page
    assert "eligible" not in page.casefold()
    answer = alice.post(page_of(maya), typed(alice, maya, choice="offer", elig__trd="Why not."))
    assert answer.status_code == 422
    assert "Not known yet, 1 in safety" in text(answer)
    assert "Weighed." in text(answer)
    assert not Decision.objects.exists()


def test_nothing_is_chosen_or_written_beforehand(alice: Client, by: Actor, maya: Patient) -> None:
    settle_safety(by, maya, conditions__cystitis="yes")
    page = text(alice.get(page_of(maya)))
    assert " checked" not in page
    assert "Not met: no interstitial or ulcerative cystitis" in page
    assert "May set it aside: prescriber, with a reason." in page


def test_an_offer_is_signed_and_shown(alice: Client, by: Actor, maya: Patient) -> None:
    settle_safety(by, maya)
    sent = typed(alice, maya, choice="offer", elig__trd="Two trials are verified elsewhere.")
    answer = alice.post(page_of(maya), sent)
    made = Decision.objects.get()
    assert answer["Location"] == address("decision", maya, made)
    page = text(alice.get(address("decision", maya, made)))
    for words in ("Signed", "Weighed.", "Two trials are verified elsewhere.", "The facts are the"):
        assert words in page
    rules = text(alice.get(reverse("clinic:eligibility", args=[maya.uid])))
    assert address("decision", maya, made) in rules
    assert alice.post(page_of(maya), sent)["Location"] == address("decision", maya, made)
    assert Decision.objects.count() == 1


def test_a_missing_reason_stands_at_its_box_and_the_rest_is_kept(
    alice: Client, by: Actor, maya: Patient
) -> None:
    settle_safety(by, maya, conditions__cystitis="yes")
    answer = alice.post(
        page_of(maya), typed(alice, maya, choice="offer", elig__trd="My trial reason.")
    )
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#id_ci__cystitis"' in page
    assert "My trial reason." in page
    assert not Decision.objects.exists()


def test_deferring_needs_a_day_to_come(alice: Client, maya: Patient) -> None:
    answer = alice.post(page_of(maya), typed(alice, maya, choice="defer"))
    assert "Enter the day until which you defer" in text(answer)
    day = timezone.localdate() + timedelta(days=14)
    boxes = {"until_month": str(day.month), "until_day": str(day.day), "until_year": str(day.year)}
    alice.post(page_of(maya), typed(alice, maya, choice="defer", **boxes))
    assert Decision.objects.get().until == day


def test_a_page_older_than_the_record_saves_nothing(
    alice: Client, by: Actor, maya: Patient
) -> None:
    sent = typed(alice, maya, choice="refer")
    found(by, maya, conditions__avm="yes")
    answer = alice.post(page_of(maya), sent)
    assert answer.status_code == 409
    assert "changed while this page was open" in text(answer)
    assert not Decision.objects.exists()


def test_a_page_made_for_another_patient_saves_nothing(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    other = make_patient(cast.harbour, "Noor", "Haddad")
    answer = alice.post(page_of(other), typed(alice, maya, choice="refer"))
    assert answer.status_code == 409
    assert not Decision.objects.exists()


def test_who_may_not_set_a_rule_aside_is_told_and_has_no_box(
    paul: Client, by: Actor, maya: Patient
) -> None:
    settle_safety(by, maya, vital__sbp=168, vital__dbp=102)
    page = text(paul.get(page_of(maya)))
    assert "Not yours to set aside" in page
    assert 'name="ci__bp_160"' not in page
    boxes = {"elig__trd": "x", "ci__bp_pre": "x"}
    answer = paul.post(page_of(maya), typed(paul, maya, choice="offer", **boxes))
    assert answer.status_code == 422
    assert not Decision.objects.exists()


@pytest.fixture
def two(by: Actor, maya: Patient) -> Decision:
    settle_safety(by, maya, conditions__aneurysm="yes")
    return decided(by, maya)


def test_the_second_person_reads_and_signs(
    alice: Client, paul: Client, maya: Patient, two: Decision
) -> None:
    url = address("decision-sign", maya, two)
    assert "does not count yet" in text(alice.get(address("decision", maya, two)))
    assert "nothing here for you to sign" in text(alice.get(url))
    page = text(paul.get(url))
    assert "takes a second prescriber" in page
    answer = paul.post(url, {"stamp": stamp(page), "note": "Scan read."})
    assert answer["Location"] == address("decision", maya, two)
    shown = text(alice.get(address("decision", maya, two)))
    assert "Kim Kent: Scan read." in shown
    assert "does not count yet" not in shown
    assert DecisionSignature.objects.count() == 1


def test_the_same_person_is_refused_as_the_second(
    alice: Client, maya: Patient, two: Decision
) -> None:
    sent = PageStamp.issue(patient=str(maya.uid), version="x").signed()
    answer = alice.post(address("decision-sign", maya, two), {"stamp": sent, "note": ""})
    assert answer.status_code == 403
    assert "for another prescriber" in text(answer)
    assert not DecisionSignature.objects.exists()


def test_what_changed_since_stands_beside_what_was(alice: Client, by: Actor, maya: Patient) -> None:
    settle_safety(by, maya)
    made = decided(by, maya)
    url = address("decision-since", maya, made)
    page = text(alice.get(url))
    assert "they give the same, rule by rule" in page
    assert "Every rule has the outcome that it had" in page
    found(by, maya, conditions__avm="yes", person__weight_kg=71)
    agreed(by, maya)
    page = text(alice.get(url))
    for words in ("4 facts changed", "Arteriovenous malformation", "met", "not met", "71 kg"):
        assert words in page
    assert "4 facts changed since" in text(alice.get(reverse("clinic:patient", args=[maya.uid])))


def test_a_view_of_ones_own_is_kept_beside_the_decision(
    cast: Cast, by: Actor, maya: Patient
) -> None:
    made = decided(by, maya, choice="refer")
    ben, url = signed_in(cast.ben), address("decision", maya, made)
    page = text(ben.get(url))
    assert ben.post(url, {"stamp": stamp(page), "reason": ""}).status_code == 422
    ben.post(url, {"stamp": stamp(page), "reason": "elig.trd: a third trial is missing."})
    assert "elig.trd: a third trial is missing." in text(signed_in(cast.alice).get(url))
    assert Disagreement.objects.count() == 1
    dev = signed_in(cast.dev)
    assert "I see it otherwise" not in text(dev.get(url))
    assert dev.post(url, {"stamp": stamp(page), "reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({}, "None yet"),
        ({"choice": "refer"}, "Refer, Alice Anders"),
        ({"choice": "not_suitable"}, "Not suitable, Alice Anders"),
    ],
)
def test_the_summary_says_where_the_decision_is(
    alice: Client, by: Actor, maya: Patient, told: dict[str, Any], line: str
) -> None:
    if told:
        decided(by, maya, **told)
    assert line in text(alice.get(reverse("clinic:patient", args=[maya.uid])))


def test_the_summary_says_that_a_second_is_missing(
    alice: Client, maya: Patient, two: Decision
) -> None:
    page = text(alice.get(reverse("clinic:patient", args=[maya.uid])))
    assert "waits for a second signature" in page


def test_queries_do_not_grow_with_decisions(alice: Client, by: Actor, maya: Patient) -> None:
    made = decided(by, maya, choice="refer")
    urls = [
        page_of(maya),
        reverse("clinic:patient", args=[maya.uid]),
        reverse("clinic:eligibility", args=[maya.uid]),
        address("decision", maya, made),
        address("decision-since", maya, made),
    ]
    few = [queries(alice, url) for url in urls]
    for _ in range(4):
        decided(by, maya, choice="refer")
    assert [queries(alice, url) for url in urls] == few
