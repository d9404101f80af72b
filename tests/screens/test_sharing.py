"""The person shares parts of the record with a therapist outside, and stops it; staff invite."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.records.models import Patient, Release, ReleaseEnd, TherapistLink, TherapyRecord
from tests.support.cast import SETUP, Cast
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.room import running
from tests.support.signing_in import signed_in
from tests.support.therapy import as_outside, in_days, joined, noted, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def person(maya: Patient) -> Client:
    assert maya.user is not None
    return signed_in(maya.user)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def boxes(page: str, patient: Patient, days: int, name: str = "ends_on") -> dict[str, str]:
    """A day typed into the three boxes of a page."""
    day = in_days(patient, days)
    names = re.findall(rf'name="({name}[^"]+)"', page)
    return dict(zip(names, (str(day.month), str(day.day), str(day.year)), strict=True))


def shared(page: str, patient: Patient, **told: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "stamp": stamp(page),
        "therapist_name": "Tess Tallis",
        "therapist_email": "tess@staff.example",
        "purpose": "So we can talk about my sessions",
        "shares": ["plan", "sessions"],
        "agreed": "on",
    }
    return given | boxes(page, patient, 30) | told


def clinic(name: str, *args: object) -> str:
    return reverse(f"clinic:{name}", args=args)


# -- the person -------------------------------------------------------------------------------


def test_the_person_signs_and_stops_it(maya: Patient, person: Client) -> None:
    at = reverse("portal:share")
    page = text(person.get(at))
    assert "checked" not in page
    assert person.post(at, shared(page, maya)).status_code == 302
    row = Release.objects.get()
    assert (row.shares, row.is_on_paper, row.ends_on) == (
        ["plan", "sessions"],
        False,
        in_days(maya, 30),
    )
    page = text(person.get(reverse("portal:sharing")))
    assert "My treatment plan" in page
    assert "We will send them an invitation" in page
    stop = reverse("portal:share-stop", args=[row.uid])
    page = text(person.get(stop))
    assert person.post(stop, {"stamp": stamp(page), "reason": ""}).status_code == 302
    assert ReleaseEnd.objects.get().reason == ""
    assert "They see nothing now" in text(person.get(reverse("portal:sharing")))
    assert "This has ended" in text(person.get(stop))


def test_no_end_no_share_no_tick_each_say_what_to_do(maya: Patient, person: Client) -> None:
    at = reverse("portal:share")
    page = text(person.get(at))
    empty = dict.fromkeys(boxes(page, maya, 0), "")
    cases = [
        (empty, "Enter the last day"),
        ({"shares": []}, "Choose at least one thing"),
        ({"agreed": ""}, "Tick the box"),
        ({"therapist_email": "alice@staff.example"}, "somebody who works at the clinic"),
        (boxes(page, maya, 400), "within a year"),
    ]
    for told, words in cases:
        answer = person.post(at, shared(page, maya, **told))
        assert answer.status_code == 422, words
        assert words in text(answer)
        assert "So we can talk about my sessions" in text(answer), "typed words are kept"
    assert not Release.objects.exists()


def test_on_the_day_of_a_session_nothing_is_signed_and_stopping_works(cast: Cast) -> None:
    from lightwell.access.actions import accounts

    run = running(cast)
    patient = run.view.patient
    user = accounts.open_for_patient(by=SETUP, email="ana@mail.example", name="Ana")
    patient.user = user
    patient.save(update_fields=["user"])
    client = signed_in(user)
    assert 'name="therapist_name"' not in text(client.get(reverse("portal:share")))
    assert client.post(reverse("portal:share"), {}).status_code == 409
    assert client.get(reverse("portal:sharing")).status_code == 200


def test_another_persons_release_does_not_exist(cast: Cast, person: Client) -> None:
    other = signed(make_patient(cast.harbour, "Noor", "Haddad"))
    assert person.get(reverse("portal:share-stop", args=[other.uid])).status_code == 404


def test_the_person_sees_that_the_therapist_joined(
    cast: Cast, maya: Patient, person: Client
) -> None:
    joined(cast.actor(cast.alice), maya)
    assert "They have joined" in text(person.get(reverse("portal:sharing")))


# -- the staff --------------------------------------------------------------------------------


def test_staff_invite_and_see_how_it_stands(maya: Patient, alice: Client) -> None:
    row = signed(maya)
    at = clinic("therapy", maya.uid)
    assert "Not invited yet" in text(alice.get(at))
    for seen in ("0", "0", "no number"):
        sent = alice.post(clinic("release-invite", maya.uid, row.uid), {"seen": seen})
        assert sent.status_code == 302
    assert row.invitations.count() == 1
    assert "Invited" in text(alice.get(at))


def test_staff_record_a_paper(maya: Patient, alice: Client) -> None:
    at = clinic("release-record", maya.uid)
    page = text(alice.get(at))
    told = shared(page, maya, given_by="patient", guardian_name="")
    told |= boxes(page, maya, -1, "signed_on")
    refused = alice.post(at, told | {"therapist_email": "ben@staff.example"})
    assert refused.status_code == 422
    assert "works at the clinic" in text(refused)
    assert alice.post(at, told | {"given_by": ""}).status_code == 422
    assert alice.post(at, told).status_code == 302
    assert Release.objects.get().is_on_paper


def ended(client: Client, at: str, action: str, reason: str) -> int:
    """Send the form of the page that goes to this address."""
    page = text(client.get(at))
    form = page[page.index(f'action="{action}"') :]
    prefix = re.search(r'name="form" value="(\w+)"', form)
    found = re.search(r'name="\w+-stamp" value="([^"]+)"', form)
    assert prefix is not None
    assert found is not None
    word = prefix.group(1)
    sent = {"form": word, f"{word}-stamp": found.group(1), f"{word}-reason": reason}
    return client.post(action, sent).status_code


def test_staff_end_a_release_and_unlink_with_a_reason(
    cast: Cast, maya: Patient, alice: Client
) -> None:
    first, second = (joined(cast.actor(cast.alice), maya) for _ in range(2))
    at = clinic("therapy", maya.uid)
    unlink = clinic("therapist-unlink", maya.uid, first.uid)
    assert ended(alice, at, unlink, "") == 422
    assert ended(alice, at, unlink, "Another Maya was meant") == 302
    assert second.release is not None
    end = clinic("release-end", maya.uid, second.release.uid)
    assert ended(alice, at, end, "") == 422
    assert ended(alice, at, end, "She told us") == 302
    page = text(alice.get(at))
    assert "Another Maya was meant" in page
    assert "Ended by Alice Anders" in page
    assert "Unlinked by Alice Anders" in page


def test_staff_link_a_therapist_of_the_house(cast: Cast, maya: Patient, alice: Client) -> None:
    at, link = clinic("therapy", maya.uid), clinic("therapist-link", maya.uid)
    assert "Link a therapist" not in text(alice.get(at))
    assert alice.post(link, {}).status_code == 422
    tom = organisations.add_staff(by=SETUP, email="tom@staff.example", name="Tom", title="t")
    organisations.give_role(by=SETUP, user=tom, location=cast.harbour, role=Role.THERAPIST)
    page = text(alice.get(at))
    assert alice.post(link, {"stamp": stamp(page), "therapist": str(tom.pk)}).status_code == 302
    assert TherapistLink.objects.get().user == tom
    assert "Works here" in text(alice.get(at))


def test_staff_write_correct_and_withdraw(cast: Cast, maya: Patient, alice: Client) -> None:
    at = clinic("therapy-write", maya.uid)
    page = text(alice.get(at))
    told = {
        "stamp": stamp(page),
        "kind": "preparation",
        "held_from": "09:30",
        "minutes": "60",
        "themes": "“I hope to sleep.”",
        "next_steps": "The ride home",
        "homework": "",
    } | boxes(page, maya, -1, "held_on")
    assert alice.post(at, told | {"kind": ""}).status_code == 422
    late = told | boxes(page, maya, 0, "held_on") | {"held_from": "23:59"}
    refused = alice.post(at, late)
    assert refused.status_code == 422
    assert "in the future" in text(refused)
    assert alice.post(at, told).status_code == 302
    row = TherapyRecord.objects.get()
    at = clinic("therapy-record", maya.uid, row.thread)
    page = text(alice.get(at))
    change = told | {"stamp": stamp(page), "reason": "More", "themes": "“I hope to sleep again.”"}
    assert alice.post(at, late | {"stamp": stamp(page), "reason": "x"}).status_code == 422
    assert alice.post(at, change | {"reason": ""}).status_code == 422
    assert alice.post(at, change).status_code == 302
    ben = text(signed_in(cast.ben).get(at))
    assert "Correct it" not in ben
    assert "An earlier version" in ben
    page = text(alice.get(at))
    away = clinic("therapy-withdraw", maya.uid, row.thread)
    sent = {"stamp": stamp(page, 1), "reason": "Another Maya"}
    assert alice.post(away, sent | {"reason": ""}).status_code == 422
    assert alice.post(away, sent).status_code == 302
    assert "Withdrawn" in text(alice.get(clinic("therapy", maya.uid)))


def test_the_page_says_what_the_programme_asks(cast: Cast, alice: Client) -> None:
    run = running(cast)
    patient = run.view.patient
    page = text(alice.get(clinic("therapy", patient.uid)))
    assert "Not held" in page
    other = make_patient(cast.harbour)
    assert "No course runs" in text(alice.get(clinic("therapy", other.uid)))
    joined(cast.actor(cast.alice), other)
    noted(as_outside(cast.tess), other)
    assert "outside therapist" in text(alice.get(clinic("therapy", other.uid)))


def test_private_notes_of_staff(
    maya: Patient, alice: Client, cast: Cast, settings: Any, tmp_path: Any
) -> None:
    settings.NOTES_KEY_FILE = tmp_path / "notes.key"
    at = clinic("private-notes", maya.uid)
    page = text(alice.get(at))
    assert alice.post(at, {"stamp": stamp(page), "words": "Only mine."}).status_code == 302
    assert "Only mine." in text(alice.get(at))
    settings.NOTES_KEY_FILE.unlink()
    assert "cannot be opened now" in text(alice.get(at))
    refused = alice.post(at, {"stamp": stamp(page), "words": "More."})
    assert refused.status_code in {409, 422}
    assert "missing" in text(refused)
    assert signed_in(cast.ben).get(at).status_code == 403
