"""The pages of paper: what can be printed, and writing a letter to a prescriber outside."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.records.models import Letter
from tests.support.cast import Cast, found_cast
from tests.support.courses import today
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.sessions import Running, session_of
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def run(cast: Cast) -> Running:
    run = session_of(cast)
    run.act("note", words="The chair is by the window.")
    return run


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def at(name: str, run: Running, *more: object) -> str:
    return reverse(f"clinic:{name}", args=[run.patient.uid, *more])


def typed(page: str, **given: str) -> dict[str, str]:
    on = today()
    said = {
        "recipient": "The family practice",
        "address": "2 Example Street",
        "agreed_on_day": str(on.day),
        "agreed_on_month": str(on.month),
        "agreed_on_year": str(on.year),
        "words": "We treat with ketamine by vein.",
        "stamp": stamp(page),
    }
    return said | given


def test_a_record_without_a_course_says_that_there_is_nothing_yet(
    cast: Cast, alice: Client
) -> None:
    maya = make_patient(cast.harbour)
    page = text(alice.get(reverse("clinic:papers", args=[maya.uid])))
    assert "No session has an entry yet." in page and "No plan was written yet." in page


def test_what_can_be_printed_is_listed_and_opens_as_pdf(run: Running, alice: Client) -> None:
    page = alice.get(at("papers", run)).content.decode()
    for url in (
        at("paper-session", run, run.uid),
        at("paper-plan", run, run.course.uid, 1),
    ):
        assert url in page
        answer = alice.get(url)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert run.patient.family_name.lower() not in answer["Content-Disposition"].lower()
        assert "no-store" in answer["Cache-Control"]


def test_a_session_of_another_patient_is_not_printed_here(run: Running, alice: Client) -> None:
    other = make_patient(run.cast.harbour, "Rae", "Roe", signs_in=False)
    for name, more in (("paper-session", [run.uid]), ("paper-plan", [run.course.uid, 1])):
        url = reverse(f"clinic:{name}", args=[other.uid, *more])
        assert alice.get(url).status_code == 404


def test_a_letter_is_signed_and_listed(run: Running, alice: Client) -> None:
    write = at("letter-write", run)
    page = alice.get(write).content.decode()
    assert "Nothing is sent from here" in page
    answer = alice.post(write, typed(page))
    assert answer.status_code == 302
    kept = Letter.objects.get()
    assert kept.recipient == "The family practice"
    listed = text(alice.get(answer["Location"]))
    assert "Letter 1" in listed and "by Alice Anders" in listed
    assert alice.get(at("paper-letter", run, kept.uid)).content.startswith(b"%PDF")


def test_what_is_missing_is_told_and_what_was_typed_is_kept(run: Running, alice: Client) -> None:
    write = at("letter-write", run)
    page = alice.get(write).content.decode()
    answer = alice.post(write, typed(page, recipient="", words="A long paragraph."))
    assert answer.status_code == 422
    assert "A long paragraph." in answer.content.decode()
    future = alice.post(write, typed(page, agreed_on_year=str(today().year + 1)))
    assert future.status_code == 422
    assert not Letter.objects.exists()


def test_a_page_made_for_another_patient_saves_nothing(run: Running, alice: Client) -> None:
    other = make_patient(run.cast.harbour, "Rae", "Roe", signs_in=False)
    page = alice.get(reverse("clinic:letter-write", args=[other.uid])).content.decode()
    assert alice.post(at("letter-write", run), typed(page)).status_code == 409
    assert not Letter.objects.exists()


def test_a_nurse_reads_letters_and_signs_none(run: Running) -> None:
    ben = signed_in(run.cast.ben)
    assert "Write a letter" not in ben.get(at("papers", run)).content.decode()
    assert ben.get(at("letter-write", run)).status_code == 403
