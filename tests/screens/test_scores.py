"""PHQ-9 with its history: a fixed scale, gaps for missing totals, every answer, item 9 apart."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.records.models import Patient, Response, RiskTask, RiskTaskEvent
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, text
from tests.support.people import key, make_patient
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


def page_of(patient: Patient, query: str = "") -> str:
    return reverse("clinic:scores", args=[patient.uid]) + query


def answered(patient: Patient, answers: list[int | None], *, days_ago: int) -> Response:
    instrument, score = lw.instrument("phq9"), lw.score("phq9", answers)
    return Response.objects.create(
        patient=patient,
        location=patient.home_location,
        instrument="phq9",
        instrument_version=instrument.version,
        content_hash=instrument.content_hash,
        answers=list(score.answers),
        total=score.total,
        band=score.band.label if score.band else "",
        complete=score.complete,
        missing=list(score.missing),
        safety=score.safety,
        safety_value=score.safety_value,
        at=timezone.now() - timedelta(days=days_ago),
        idempotency_key=key(),
    )


def test_nothing_answered_yet(alice: Client, maya: Patient) -> None:
    assert "No PHQ-9 has been answered yet." in text(alice.get(page_of(maya)))


def test_one_sentence_without_big_words(alice: Client, maya: Patient) -> None:
    answered(maya, [2] * 8 + [0], days_ago=40)
    answered(maya, [1] * 8 + [0], days_ago=5)
    page = text(alice.get(page_of(maya)))
    assert "lower than 16" in page
    assert "Lower is better" in page
    for word in ("respon" + "ded", "remission", "relapse"):
        assert word not in page.casefold()


def test_an_administration_without_a_total_is_a_gap(alice: Client, maya: Patient) -> None:
    answered(maya, [2, 2, 2, 2, None, None, None, 1, 0], days_ago=5)
    page = text(alice.get(page_of(maya)))
    assert "No total: 3 not answered" in page
    assert "Not scored" in page
    assert page.count("Not answered") >= 3


def test_item_nine_stands_on_its_own_with_its_task(alice: Client, maya: Patient) -> None:
    response = answered(maya, [1] * 9, days_ago=1)
    now = timezone.now()
    task = RiskTask.objects.create(
        patient=maya,
        location=maya.home_location,
        response=response,
        cause=key(),
        trigger="phq9.item9",
        trigger_words="PHQ-9 item 9",
        level="amber",
        raised_at=now,
        contact_by=now + timedelta(hours=1),
    )
    RiskTaskEvent.objects.create(
        task=task, number=1, kind="raised", status="new", at=now, by_name="x", level="amber"
    )
    page = text(alice.get(page_of(maya)))
    assert "Several days (1)" in page
    assert reverse("clinic:risk-task", args=[task.uid]) in page


def test_every_answer_can_be_read(alice: Client, maya: Patient) -> None:
    answered(maya, [0, 1, 2, 3, 0, 1, 2, 3, 0], days_ago=1)
    page = text(alice.get(page_of(maya)))
    for option in lw.instrument("phq9").items[0].options:
        assert f"{option.label} ({option.value})" in page


@pytest.mark.parametrize(("query", "months"), [("", 6), ("?months=12", 12), ("?months=5", 6)])
def test_windows_are_fixed(alice: Client, maya: Patient, query: str, months: int) -> None:
    answered(maya, [1] * 8 + [0], days_ago=5)
    assert f"PHQ-9, last {months} months" in text(alice.get(page_of(maya, query)))


def test_values_as_a_file(alice: Client, maya: Patient) -> None:
    answered(maya, [1] * 8 + [0], days_ago=5)
    sent = alice.get(reverse("clinic:scores-csv", args=[maya.uid]))
    assert sent["Content-Type"].startswith("text/csv")
    assert ",8," in text(sent)
    assert "ivera" not in sent["Content-Disposition"]


def test_who_sees_it(cast: Cast, alice: Client, maya: Patient) -> None:
    for url in (page_of(maya), reverse("clinic:scores-csv", args=[maya.uid])):
        assert signed_in(cast.dev).get(url).status_code == 200
        assert signed_in(cast.frida).get(url).status_code == 403
        for stranger in (cast.chioma, cast.tess, cast.eve):
            assert signed_in(stranger).get(url).status_code == 404
        assert Client().get(url).status_code == 302
        assert alice.post(url).status_code == 405
    assert alice.get(reverse("clinic:scores", args=[uuid4()])).status_code == 404


def test_queries_do_not_grow_with_answers(alice: Client, maya: Patient) -> None:
    counts = []
    for start, stop in ((0, 3), (3, 30)):
        for number in range(start, stop):
            answered(maya, [1] * 8 + [0], days_ago=number)
        counts.append(queries(alice, page_of(maya)))
    assert counts[0] == counts[1]
