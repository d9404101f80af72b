"""Every medicine beside a planned treatment on one page: what speaks, and what was not checked."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.records.models import Patient, RegimenReview
from tests.integration.test_regimens import takes
from tests.support.cast import Cast
from tests.support.pages import queries, stamp, text
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def page_of(patient: Patient, **treatment: str) -> str:
    page = reverse("clinic:regimen", args=[patient.uid])
    return f"{page}?{'&'.join(f'{key}={value}' for key, value in treatment.items())}"


def test_an_empty_record_is_not_an_empty_list(alice: Client, maya: Patient) -> None:
    html = text(alice.get(page_of(maya)))
    assert "No list is not an empty list" in html
    assert "not gone through today" in html
    assert "no interaction" not in html.lower()


def test_what_speaks_stands_first_with_its_size_and_source(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    takes(cast, maya, "Grandmother's drops")
    takes(cast, maya, "lorazepam")
    html = text(alice.get(page_of(maya)))
    assert "1 of 2 checked" in html
    assert "Not checked" in html
    assert "ask your prescriber; do not stop a medicine on your own" in html
    assert "Not studied by this route" in html or "exposure" in html or "n =" in html


def test_medicines_that_raise_serotonin_are_looked_at_together(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    for drug in ("sertraline", "tramadol"):
        takes(cast, maya, drug)
    html = text(alice.get(page_of(maya)))
    among = html.split("Among themselves")[1]
    assert "sertraline, tramadol" in among
    assert "Signs to look for" in among


def test_another_route_is_another_answer(alice: Client, cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "clarithromycin")
    vein = text(alice.get(page_of(maya)))
    mouth = text(alice.get(page_of(maya, agent="ketamine", route="oral")))
    assert "Medicines beside ketamine by vein" in vein
    assert "Medicines beside ketamine by mouth" in mouth
    assert vein.split("One by one")[1] != mouth.split("One by one")[1]


def test_a_review_is_signed_and_stands_below(alice: Client, cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "lorazepam")
    page = page_of(maya)
    sent = {"stamp": stamp(text(alice.get(page))), "decided": "Tapered before we begin."}
    assert alice.post(page, sent).status_code == 302
    html = text(alice.get(page))
    assert "Reviewed today" in html
    assert "Tapered before we begin." in html
    assert RegimenReview.objects.get().by == cast.alice


def test_a_review_without_words_is_refused_and_keeps_the_page(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    takes(cast, maya, "Grandmother's drops")
    page = page_of(maya)
    answer = alice.post(page, {"stamp": stamp(text(alice.get(page))), "decided": " "})
    assert answer.status_code == 422
    assert "Write what you decided" in text(answer)
    assert not RegimenReview.objects.exists()


def test_a_page_of_another_patient_reviews_nothing(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    other = make_patient(cast.harbour, "Omar", "Quist")
    made = stamp(text(alice.get(page_of(other))))
    answer = alice.post(page_of(maya), {"stamp": made, "decided": "Weighed."})
    assert answer.status_code == 409
    assert not RegimenReview.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("ben", 200), ("dev", 200), ("frida", 403), ("chioma", 404), ("eve", 404)],
)
def test_who_reads_it(cast: Cast, maya: Patient, who: str, status: int) -> None:
    assert signed_in(getattr(cast, who)).get(page_of(maya)).status_code == status


def test_a_nurse_reads_and_does_not_sign(cast: Cast, maya: Patient) -> None:
    ben = signed_in(cast.ben)
    assert "Sign this review" not in text(ben.get(page_of(maya)))
    assert ben.post(page_of(maya), {"decided": "Weighed."}).status_code == 403


@pytest.mark.parametrize("treatment", [{"agent": "wine"}, {"agent": "ketamine", "route": "ear"}])
def test_a_treatment_that_is_not_there_is_no_page(
    alice: Client, maya: Patient, treatment: dict[str, str]
) -> None:
    assert alice.get(page_of(maya, **treatment)).status_code == 404
    assert alice.get(reverse("clinic:regimen", args=[uuid4()])).status_code == 404


def test_a_longer_list_asks_no_more_of_the_database(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    takes(cast, maya, "lorazepam")
    few = queries(alice, page_of(maya))
    for drug in ("lamotrigine", "sertraline", "bupropion"):
        takes(cast, maya, drug)
    assert queries(alice, page_of(maya)) <= few
