"""Taking a consent with the person, ending it, and what its patient reads and may do."""

from __future__ import annotations

import attrs
import pytest
from django.test import Client
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.records.models import (
    Consent,
    ConsentWithdrawal,
    Patient,
    SessionEntry,
    TreatmentSession,
)
from tests.support.cast import Cast, found_cast
from tests.support.decisions import agreed
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.reading import grade
from tests.support.rows import make
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
TEXT = lw.consent_text("ketamine-iv")


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
def own(maya: Patient) -> Client:
    assert maya.user is not None
    return signed_in(maya.user)


def of(name: str, patient: Patient, *more: object) -> str:
    return reverse(f"clinic:{name}", args=[patient.uid, *more])


def filled(browser: Client, patient: Patient, **other: str) -> dict[str, str]:
    page = text(browser.get(of("consent-record", patient)))
    said = {f"{one.id}__said": f"About {one.id}." for one in TEXT.questions}
    understood = {f"{one.id}__understood": "yes" for one in TEXT.questions}
    return {"stamp": stamp(page), "given_by": "patient", **said, **understood, **other}


def test_the_whole_text_is_there_and_no_answer_is(alice: Client, maya: Patient) -> None:
    page = text(alice.get(of("consent-record", maya)))
    for section in TEXT.sections:
        assert section.heading in page
    for question in TEXT.questions:
        assert question.asks in page
    assert " checked" not in page


def test_a_consent_is_taken_and_shown(alice: Client, maya: Patient) -> None:
    answer = alice.post(of("consent-record", maya), filled(alice, maya))
    assert answer["Location"] == f"{of('consent', maya)}?kind=ketamine-iv"
    page = text(alice.get(of("consent", maya)))
    assert "“About home.”" in page
    assert "Given on" in page
    assert "Given on" in text(alice.get(of("patient", maya)))
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"stop__said": ""}, "Enter what the person said"),
        ({"stop__understood": ""}, "Choose whether it was understood"),
        ({"stop__understood": "no"}, "explain it in other words"),
        ({"given_by": ""}, "Choose who agrees"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    alice: Client, maya: Patient, wrong: dict[str, str], words: str
) -> None:
    answer = alice.post(of("consent-record", maya), filled(alice, maya, **wrong))
    assert answer.status_code == 422
    assert words in text(answer)
    assert "About home." in text(answer)
    assert not Consent.objects.exists()


def test_below_18_the_page_asks_for_the_guardian(alice: Client, maya: Patient) -> None:
    maya.birth_date = maya.birth_date.replace(year=2012) if maya.birth_date else None
    maya.save(update_fields=["birth_date"])
    sent = filled(alice, maya, given_by="guardian", guardian_name="Ida Rivera", has_assent="no")
    assert alice.post(of("consent-record", maya), sent).status_code == 422
    alice.post(of("consent-record", maya), sent | {"has_assent": "yes"})
    assert "Ida Rivera, guardian" in text(alice.get(of("consent", maya)))


def test_during_a_session_the_page_says_not_now(alice: Client, maya: Patient) -> None:
    session = make(TreatmentSession, patient=maya)
    make(SessionEntry, session=session, kind="start", status="running")
    assert "Not now." in text(alice.get(of("consent-record", maya)))
    answer = alice.post(of("consent-record", maya), filled(alice, maya))
    assert answer.status_code == 409
    assert not Consent.objects.exists()


def test_staff_end_a_consent_with_the_persons_words(
    cast: Cast, by: Actor, alice: Client, maya: Patient
) -> None:
    made = agreed(by, maya)
    ben = signed_in(cast.ben)
    page = text(ben.get(of("consent", maya)))
    assert "Take consent with the person" not in page
    url = of("consent-withdraw", maya, made.uid)
    assert ben.post(url, {"stamp": stamp(page), "reason": ""}).status_code == 422
    ben.post(url, {"stamp": stamp(page), "reason": "She said: not now."})
    assert "She said: not now." in text(alice.get(of("consent", maya)))
    assert "Withdrawn on" in text(alice.get(of("patient", maya)))


def test_nothing_taken_is_said_so(alice: Client, maya: Patient) -> None:
    assert "No consent is recorded." in text(alice.get(of("consent", maya)))


# -- the patient ------------------------------------------------------------------------------


def test_a_patient_reads_the_text_and_what_they_said(own: Client, by: Actor, maya: Patient) -> None:
    page = text(own.get(reverse("portal:consent")))
    assert "You have not agreed to ketamine by vein" in page
    agreed(by, maya)
    page = text(own.get(reverse("portal:consent")))
    for words in ("You agreed", "What you said", "Not approved for depression"):
        assert words in page
    assert reverse("portal:consent") in text(own.get(reverse("portal:more")))


def test_a_patient_takes_it_back_after_reading_what_happens_next(
    own: Client, by: Actor, maya: Patient
) -> None:
    made = agreed(by, maya)
    url = reverse("portal:consent-take-back", args=[made.uid])
    page = text(own.get(url))
    assert page.index("What happens next") < page.index("Take it back now")
    assert "988" in page
    assert not ConsentWithdrawal.objects.exists()
    answer = own.post(url, {"stamp": stamp(page), "reason": ""})
    assert answer["Location"] == reverse("portal:consent")
    assert "You took this back" in text(own.get(reverse("portal:consent")))
    assert "nothing more to do" in text(own.get(url))


def test_nobody_takes_back_what_is_anothers(cast: Cast, by: Actor, maya: Patient) -> None:
    made = agreed(by, maya)
    other = make_patient(cast.harbour, "Noor", "Haddad")
    assert other.user is not None
    url = reverse("portal:consent-take-back", args=[made.uid])
    browser = signed_in(other.user)
    assert browser.get(url).status_code == 404
    assert browser.post(url, {}).status_code == 404
    assert not ConsentWithdrawal.objects.exists()


def test_the_pages_are_read_with_seven_years_of_school(
    own: Client, by: Actor, maya: Patient
) -> None:
    made = agreed(by, maya)
    for url in (
        reverse("portal:consent"),
        reverse("portal:consent-take-back", args=[made.uid]),
    ):
        assert grade(text(own.get(url))) <= 7
    for section in TEXT.sections:
        words = "".join(f"<p>{one}</p>" for one in (section.heading, *section.paragraphs))
        assert grade(f"<main>{words}</main>") <= 7, section.id


def test_a_text_that_changed_is_told_to_the_patient(
    own: Client, by: Actor, maya: Patient, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(by, maya)
    newer = attrs.evolve(TEXT, header=attrs.evolve(TEXT.header, version="2031.1"))
    monkeypatch.setattr(lw, "consent_text", lambda name: newer)
    assert "The text has changed since" in text(own.get(reverse("portal:consent")))
    assert "Of an older text: ask again" in text(alice.get(of("consent", maya)))
