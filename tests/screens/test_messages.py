"""Pages of messages: the record, today, the outside therapist's, and the person's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actors import Actor
from lightwell.access.queries import views
from lightwell.records.actions import care_messages, releases
from lightwell.records.models import CareMessage, Patient, RiskTask
from tests.support import courses
from tests.support.cast import Cast
from tests.support.pages import queries, stamp, text
from tests.support.people import as_patient, key, make_patient
from tests.support.reading import grade
from tests.support.risk import staff_the_week
from tests.support.signing_in import signed_in
from tests.support.therapy import as_outside, joined

pytestmark = pytest.mark.django_db
WORDS = "She sleeps better since the second session."


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def at(patient: Patient, room: str = "clinic") -> str:
    return reverse(f"{room}:messages", args=[patient.uid])


def typed(page: str, **told: str) -> dict[str, str]:
    return {"words": WORDS, "danger": "no", "stamp": stamp(page)} | told


def by_tess(cast: Cast, patient: Patient) -> CareMessage:
    return care_messages.write(
        by=as_outside(cast.tess), patient=patient.uid, words=WORDS, danger="no", key=key()
    )


def test_it_waits_on_today_until_it_is_opened(cast: Cast, alice: Actor, maya: Patient) -> None:
    courses.signed(alice, maya)
    joined(alice, maya)
    by_tess(cast, maya)
    for user in (cast.alice, cast.ben):
        browser = signed_in(user)
        today = text(browser.get(reverse("clinic:today")))
        assert "Messages to read" in today and at(maya) in today
        page = text(browser.get(at(maya)))
        assert WORDS in page and "outside therapist" in page
        assert "Messages to read" not in text(browser.get(reverse("clinic:today")))
    assert "Read by Alice Anders" in text(signed_in(cast.ben).get(at(maya)))
    assert "Messages to read" not in text(signed_in(cast.frida).get(reverse("clinic:today")))


def test_a_prescriber_writes_and_the_urgent_way_is_the_phone(cast: Cast, maya: Patient) -> None:
    browser = signed_in(cast.alice)
    page = text(browser.get(at(maya)))
    assert "Call, do not write" in page and "555-0100" in page and "checked" not in page
    assert browser.post(at(maya), typed(page)).status_code == 302
    assert CareMessage.objects.get().words == WORDS
    assert "Not read by anybody yet" in text(browser.get(at(maya)))


@pytest.mark.parametrize("told", [{"danger": "yes"}, {"words": "She wants to die."}])
def test_who_writes_of_danger_is_led_to_a_risk_task(
    cast: Cast, maya: Patient, told: dict[str, str]
) -> None:
    browser = signed_in(cast.alice)
    answer = browser.post(at(maya), typed(text(browser.get(at(maya))), **told))
    page = text(answer)
    assert answer.status_code == 422 and not CareMessage.objects.exists()
    assert reverse("clinic:risk-raise", args=[maya.uid]) in page and "555-0100" in page
    assert told.get("words", WORDS) in page, "typed words are kept"


def test_a_task_is_raised_and_opened(cast: Cast, maya: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    browser = signed_in(cast.alice)
    url = reverse("clinic:risk-raise", args=[maya.uid])
    page = text(browser.get(url))
    assert "checked" not in page
    refused = browser.post(url, {"stamp": stamp(page), "words": "She said goodbye."})
    assert refused.status_code == 422 and "She said goodbye." in text(refused)
    told = {"stamp": stamp(page), "words": "She said goodbye.", "level": "red"}
    opened = browser.post(url, told, follow=True)
    assert opened.status_code == 200 and "She said goodbye." in text(opened)
    assert RiskTask.objects.get().level == "red"


def test_the_outside_therapist_reads_and_writes_while_it_is_released(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    joined(alice, maya)
    care_messages.write(by=alice, patient=maya.uid, words="Hello", danger="no", key=key())
    tess = signed_in(cast.tess)
    assert "1 message to read" in text(tess.get(reverse("outside:people")))
    page = text(tess.get(at(maya, "outside")))
    assert "Hello" in page and "555-0100" in page
    assert "message to read" not in text(tess.get(reverse("outside:people")))
    assert tess.post(at(maya, "outside"), typed(page)).status_code == 302
    page = text(tess.get(at(maya, "outside")))
    refused = tess.post(at(maya, "outside"), typed(page, danger="yes"))
    assert refused.status_code == 422 and "by phone, now" in text(refused)
    assert CareMessage.objects.count() == 2
    looks = {look.page for look in views.of_patient(maya.uid)}
    assert "Messages" in looks


def test_a_release_that_ends_in_the_middle_gives_the_words_back(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    link = joined(alice, maya)
    by_tess(cast, maya)
    tess = signed_in(cast.tess)
    page = text(tess.get(at(maya, "outside")))
    assert link.release is not None
    releases.end(by=as_patient(maya), patient=maya, release=link.release.uid, key=key())
    answer = tess.post(at(maya, "outside"), typed(page, words="Half a thought"))
    told = text(answer)
    assert answer.status_code == 404 and "Half a thought" in told
    assert "Nothing was saved" in told and "555-0100" in told and "You did nothing wrong" in told
    assert WORDS not in told and "Rivera" not in told
    assert CareMessage.objects.count() == 1
    assert tess.get(at(maya, "outside")).status_code == 404
    assert WORDS in text(signed_in(cast.alice).get(at(maya)))


def test_a_release_that_does_not_name_messages_opens_none(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    joined(alice, maya, shares=["plan"])
    care_messages.write(by=alice, patient=maya.uid, words="Hello", danger="no", key=key())
    tess = signed_in(cast.tess)
    person = text(tess.get(reverse("outside:person", args=[maya.uid])))
    assert at(maya, "outside") not in person
    answer = tess.get(at(maya, "outside"))
    assert answer.status_code == 404 and "Hello" not in text(answer)
    assert "message to read" not in text(tess.get(reverse("outside:people")))


def test_the_person_reads_the_thread_and_who_read_it(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    assert maya.user is not None
    browser = signed_in(maya.user)
    url = reverse("portal:messages")
    assert "No one has written yet" in text(browser.get(url))
    assert url not in text(browser.get(reverse("portal:sharing")))
    joined(alice, maya)
    by_tess(cast, maya)
    signed_in(cast.alice).get(at(maya))
    assert url in text(browser.get(reverse("portal:sharing")))
    page = text(browser.get(url))
    assert (
        WORDS in page
        and "Tess Tallis" in page
        and "<form" not in page.partition("<main")[2].partition("</main>")[0]
    )
    assert grade(page.replace(WORDS, "")) <= 7
    assert "Messages with the therapist" in text(browser.get(reverse("portal:who-looked")))
    assert browser.post(url).status_code == 405


def test_a_page_made_for_another_patient_sends_nothing(cast: Cast, maya: Patient) -> None:
    other = make_patient(cast.harbour, "Rae", "Roe", signs_in=False)
    browser = signed_in(cast.alice)
    page = text(browser.get(at(maya)))
    assert browser.post(at(other), typed(page)).status_code == 409
    assert not CareMessage.objects.exists()


def test_many_messages_take_no_more_queries(cast: Cast, alice: Actor, maya: Patient) -> None:
    joined(alice, maya)
    browser: Any = signed_in(cast.alice)
    by_tess(cast, maya)
    few = queries(browser, at(maya))
    for _ in range(4):
        by_tess(cast, maya)
    assert queries(browser, at(maya)) == few
    assert isinstance(browser, Client)
