"""The pages of an outside therapist: what was released, while it is released, and nothing more."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access import clock
from lightwell.access.actions import accounts
from lightwell.access.models import OutgoingMessage, User
from lightwell.access.queries import views
from lightwell.records.actions import releases, therapists
from lightwell.records.models import Patient, PrivateNote, TherapyRecord
from tests.support import courses
from tests.support.cast import SETUP, Cast
from tests.support.pages import queries, stamp, text
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in
from tests.support.therapy import as_outside, in_days, invited, joined, noted

pytestmark = pytest.mark.django_db
SECRET = "She reminds me of my own sister."
TOLD = {
    "kind": "integration",
    "held_on_month": "1",
    "held_from": "09:30",
    "minutes": "60",
    "themes": "“It was like coming home.”",
    "next_steps": "She calls her sister.",
    "homework": "",
}


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.NOTES_KEY_FILE = tmp_path / "notes.key"
    return tmp_path / "notes.key"


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def tess(cast: Cast) -> Client:
    return signed_in(cast.tess)


def url(name: str, *args: object) -> str:
    return reverse(f"outside:{name}", args=args)


def typed(page: str, **told: str) -> dict[str, str]:
    """What is sent from a page: yesterday's session, but for what is told."""
    day = clock.now() - timedelta(days=1)
    boxes = {"held_on.month": day.month, "held_on.day": day.day, "held_on.year": day.year}
    names = {
        f"held_on.{part}": found
        for part, found in zip(
            ("month", "day", "year"), re.findall(r'name="(held_on[^"]+)"', page), strict=True
        )
    }
    whole = {names[name]: str(value) for name, value in boxes.items()}
    return TOLD | whole | {"stamp": stamp(page)} | told


def test_she_lands_on_her_people_and_opens_one(cast: Cast, maya: Patient, tess: Client) -> None:
    assert text(tess.get("/after-sign-in", follow=True)).count("Nobody shares anything") == 1
    alice = cast.actor(cast.alice)
    courses.signed(alice, maya)
    joined(alice, maya)
    page = text(tess.get(url("people")))
    assert "Maya Rivera" in page
    page = text(tess.get(url("person", maya.uid)))
    for words in ("Planned dose", "40 mg ketamine", "Harbour Street", "555-0100"):
        assert words in page
    for words in (maya.mrn, "1984", "PHQ", "allerg"):
        assert words not in page


def test_the_person_reads_that_she_looked(cast: Cast, maya: Patient, tess: Client) -> None:
    joined(cast.actor(cast.alice), maya)
    tess.get(url("person", maya.uid))
    (look,) = views.of_patient(maya.uid)
    assert (look.user_name, look.role_words, look.page) == (
        "Tess Tallis",
        "outside therapist",
        "Shared record",
    )
    assert maya.user is not None
    assert "Tess Tallis" in text(signed_in(maya.user).get("/my/more/who-looked"))


def test_she_writes_corrects_and_withdraws(cast: Cast, maya: Patient, tess: Client) -> None:
    joined(cast.actor(cast.alice), maya)
    at = url("record-write", maya.uid)
    page = text(tess.get(at))
    assert "checked" not in page
    refused = tess.post(at, typed(page, themes="", minutes=""))
    assert refused.status_code == 422
    assert "Enter what it was about" in text(refused)
    assert "She calls her sister." in text(refused), "typed words are kept"
    assert tess.post(at, typed(page)).status_code == 302
    row = TherapyRecord.objects.get()
    assert (row.kind, row.minutes, f"{row.held_at:%M}") == ("integration", 60, "30")
    shown = text(tess.get(url("person", maya.uid)))
    assert "coming home" in shown
    at = url("record", maya.uid, row.thread)
    page = text(tess.get(at))
    assert "coming home" in page
    assert tess.post(at, typed(page, reason="")).status_code == 422
    assert tess.post(at, typed(page, themes="Home.", reason="Shorter")).status_code == 302
    again = tess.post(at, typed(page, themes="Other.", reason="Shorter"))
    assert again.status_code == 409
    page = text(tess.get(at))
    assert "An earlier version" in page
    away = url("withdraw", maya.uid, row.thread)
    assert tess.post(away, {"stamp": stamp(page, 1), "reason": ""}).status_code == 422
    assert tess.post(away, {"stamp": stamp(page, 1), "reason": "Wrong person"}).status_code == 302
    assert "Withdrawn" in text(tess.get(url("person", maya.uid)))
    assert "Withdrawn" in text(tess.get(at))


def test_a_future_session_is_refused_beside_its_box(
    cast: Cast, maya: Patient, tess: Client
) -> None:
    joined(cast.actor(cast.alice), maya)
    at = url("record-write", maya.uid)
    page = text(tess.get(at))
    said = typed(page, held_from="23:59")
    now = clock.now().astimezone(courses.ZoneInfo("America/New_York"))
    for name in said:
        if name.startswith("held_on") and name != "held_on_month":
            part = next(
                one for one in ("month", "day", "year") if one in name or name.endswith(one)
            )
            said[name] = str(getattr(now, part))
    answer = tess.post(at, said)
    assert answer.status_code == 422
    assert "in the future" in text(answer)


def test_a_release_that_ends_in_the_middle_of_her_session(
    cast: Cast, maya: Patient, tess: Client
) -> None:
    """Signed in and with the form open: the next request finds nothing, and no word is lost."""
    link = joined(cast.actor(cast.alice), maya, ends_on=in_days(maya, 0))
    row = noted(as_outside(cast.tess), maya)
    pages = {name: text(tess.get(url(name, maya.uid))) for name in ("record-write", "private")}
    assert link.release is not None
    with clock.at(link.release.ends_at):
        for name in ("person", "record-write", "private"):
            assert tess.get(url(name, maya.uid)).status_code == 404
        assert tess.get(url("record", maya.uid, row.thread)).status_code == 404
        sent = tess.post(url("record-write", maya.uid), typed(pages["record-write"]))
        assert sent.status_code == 404
        back = text(sent)
        assert "Nothing was saved" in back
        assert "coming home" in back
        assert "Themes, in the person" in back, "each box with its label"
        assert re.search(r"Held on.*\d+/\d+/\d{4}", back), "a day is one line"
        assert "Maya" not in back
        note = {"stamp": stamp(pages["private"]), "words": SECRET}
        back = text(tess.post(url("private", maya.uid), note))
        assert SECRET in back
        assert "Private note" in back
        assert "Nobody shares" in text(tess.get(url("people")))
    assert TherapyRecord.objects.count() == 1
    assert not PrivateNote.objects.exists()


def test_revoked_in_the_portal_is_gone_at_once(cast: Cast, maya: Patient, tess: Client) -> None:
    link = joined(cast.actor(cast.alice), maya)
    assert tess.get(url("person", maya.uid)).status_code == 200
    assert link.release is not None
    releases.end(by=as_patient(maya), patient=maya, release=link.release.uid, key=key())
    assert tess.get(url("person", maya.uid)).status_code == 404


def test_a_therapist_linked_to_the_wrong_person_leaves_a_trail(
    cast: Cast, maya: Patient, tess: Client
) -> None:
    alice = cast.actor(cast.alice)
    link = joined(alice, maya)
    tess.get(url("person", maya.uid))
    therapists.unlink(by=alice, patient=maya, link=link.uid, reason="Another Maya", key=key())
    assert tess.get(url("person", maya.uid)).status_code == 404
    assert views.of_patient(maya.uid).count() == 1


def test_private_notes_are_hers_and_leave_no_draft(
    cast: Cast, maya: Patient, tess: Client, key_file: Path
) -> None:
    from lightwell.access.models import FormDraft

    joined(cast.actor(cast.alice), maya)
    at = url("private", maya.uid)
    page = text(tess.get(at))
    assert "data-autosave-url" not in page
    assert 'name="draft"' not in page
    assert tess.post(at, {"stamp": stamp(page), "words": ""}).status_code == 422
    assert tess.post(at, {"stamp": stamp(page), "words": SECRET}).status_code == 302
    assert SECRET in text(tess.get(at))
    assert not FormDraft.objects.exists()
    alice = signed_in(cast.alice)
    for name in ("therapy", "private-notes", "papers", "patient"):
        assert SECRET not in text(alice.get(reverse(f"clinic:{name}", args=[maya.uid])))
    assert SECRET not in text(tess.get(url("person", maya.uid)))
    key_file.unlink()
    closed = tess.get(at)
    assert "key of the private notes is missing" in text(closed)
    refused = tess.post(at, {"stamp": stamp(text(closed)), "words": "More words"})
    assert refused.status_code == 422
    assert "More words" in text(refused), "typed words are kept"
    assert PrivateNote.objects.count() == 1


def test_a_form_of_another_person_saves_nothing(cast: Cast, maya: Patient, tess: Client) -> None:
    alice = cast.actor(cast.alice)
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    joined(alice, maya)
    joined(alice, noor)
    page = text(tess.get(url("record-write", noor.uid)))
    assert tess.post(url("record-write", maya.uid), typed(page)).status_code == 409
    assert not TherapyRecord.objects.exists()


def test_the_list_asks_no_more_for_many(cast: Cast, tess: Client) -> None:
    alice = cast.actor(cast.alice)
    counts = []
    for names in (("Ana",), ("Bea", "Cleo", "Dora", "Enid", "Fay")):
        for name in names:
            joined(alice, make_patient(cast.harbour, name, "Reyes"))
        counts.append(queries(tess, url("people")))
    assert counts[0] == counts[1]


# -- the invitation and signing in ------------------------------------------------------------


def test_the_invitation_names_nobody_and_changes_nothing_until_accepted(
    cast: Cast, maya: Patient
) -> None:
    _, token = invited(cast.actor(cast.alice), maya, "lia@therapists.example")
    at = url("invitation", token)
    answer = Client().get(at)
    page = text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "Maya" not in page
    assert "Rivera" not in page
    assert not User.objects.filter(email="lia@therapists.example").exists()
    accepted = Client().post(at)
    assert accepted["Location"] == reverse("account_request_login_code")
    assert Client().post(at).status_code == 404
    assert "does not work any more" in text(Client().get(at))


def test_an_expired_invitation_says_what_to_do(cast: Cast, maya: Patient) -> None:
    _, token = invited(cast.actor(cast.alice), maya)
    with clock.at(clock.now() + timedelta(days=8)):
        answer = Client().post(url("invitation", token))
    assert answer.status_code == 404
    assert "Ask the clinic to send a new one" in text(answer)


def test_who_has_a_password_signs_in_with_it(cast: Cast, maya: Patient) -> None:
    cast.tess.set_password("correct horse battery staple")
    cast.tess.save(update_fields=["password"])
    _, token = invited(cast.actor(cast.alice), maya)
    accepted = Client().post(url("invitation", token))
    assert accepted["Location"] == reverse("account_login")


def test_a_new_therapist_is_mailed_a_code_until_they_chose_a_password(cast: Cast) -> None:
    lia = accounts.open_for_therapist(by=SETUP, email="lia@therapists.example", name="Lia Lund")
    lia.set_password("correct horse battery staple")
    lia.save(update_fields=["password"])
    for user in (lia, cast.tess):
        Client().post(reverse("account_request_login_code"), {"email": user.email})
    assert OutgoingMessage.objects.get(purpose="sign-in code").to == cast.tess.email


def test_in_a_live_clinic_she_needs_a_password_and_a_second_factor(
    cast: Cast, maya: Patient, tess: Client
) -> None:
    joined(cast.actor(cast.alice), maya)
    courses.live(cast)
    assert tess.get(url("people"))["Location"] == reverse("account_set_password")
    cast.tess.set_password("correct horse battery staple")
    cast.tess.save(update_fields=["password"])
    again = signed_in(cast.tess)
    assert again.get(url("person", maya.uid))["Location"] == reverse("mfa_activate_totp")
