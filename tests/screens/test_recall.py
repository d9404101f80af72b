"""The list of whom to ask back, and writing down what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access import clock
from lightwell.records.models import RecallAct
from lightwell.records.queries import recall
from tests.support.after import answered
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.room import begin_at
from tests.support.sessions import Running, session_of
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast: Cast) -> Running:
    """A session that was three days ago and did not take place."""
    patient = make_patient(cast.harbour, "Maya", "Moss", signs_in=False)
    return session_of(cast, patient=patient, planned_at=begin_at(minutes=3 * 1440))


@pytest.fixture
def ben(cast: Cast) -> Client:
    return signed_in(cast.ben)


def page_of(run: Running, purpose: str = "missed") -> str:
    return reverse("clinic:recall-line", args=[run.patient.uid, purpose])


def typed(run: Running, page: str, **given: str) -> dict[str, str]:
    """The form of a page, filled in for a week from now."""
    day = recall.today(run.nurse) + timedelta(days=7)
    return {
        "stamp": stamp(page),
        "outcome": "booked",
        "until_day": str(day.day),
        "until_month": str(day.month),
        "until_year": str(day.year),
        "reason": "",
    } | given


def test_a_line_says_who_why_since_when_and_what_to_do(ben: Client, run: Running) -> None:
    html = text(ben.get(reverse("clinic:recall")))
    assert "MOSS, Maya" in html
    assert run.patient.mrn in html
    assert "A session did not take place." in html
    assert "Session 1 was planned for" in html
    assert "Nobody yet" in html
    assert page_of(run) in html
    assert reverse("clinic:session-book", args=[run.patient.uid, 1]) in html


def test_an_empty_list_says_so(cast: Cast, ben: Client) -> None:
    assert "Nobody is to be asked back." in text(ben.get(reverse("clinic:recall")))


def test_what_came_of_it_is_kept_and_the_line_is_away(ben: Client, run: Running) -> None:
    page = text(ben.get(page_of(run)))
    assert "Nobody has written anything down about this." in page
    assert "checked" not in page  # nothing is preselected
    sent = ben.post(page_of(run), typed(run, page))
    assert (sent.status_code, sent.headers["Location"]) == (302, reverse("clinic:recall"))
    made = RecallAct.objects.get()
    assert (made.outcome, made.purpose, made.by_name) == ("booked", "missed", "Ben Brook")
    after = text(ben.get(reverse("clinic:recall")))
    assert page_of(run) not in after
    assert "dealt with" in after
    assert "Booked (Ben Brook)" in text(ben.get(page_of(run)))


def test_a_double_tap_keeps_one_act(ben: Client, run: Running) -> None:
    form = typed(run, text(ben.get(page_of(run))))
    for _ in range(2):
        assert ben.post(page_of(run), form).status_code == 302
    assert RecallAct.objects.count() == 1


def test_a_missing_reason_is_told_and_what_was_typed_is_kept(ben: Client, run: Running) -> None:
    form = typed(run, text(ben.get(page_of(run))), outcome="declined")
    again = ben.post(page_of(run), form)
    html = text(again)
    assert again.status_code == 422
    assert "Write the reason. It is kept." in html
    assert f'value="{form["until_day"]}"' in html
    assert 'value="declined" checked' in html or "checked" in html
    assert not RecallAct.objects.exists()


def test_nothing_chosen_is_told(ben: Client, run: Running) -> None:
    form = typed(run, text(ben.get(page_of(run))))
    del form["outcome"]
    assert ben.post(page_of(run), form).status_code == 422
    assert not RecallAct.objects.exists()


def test_a_page_made_for_another_patient_saves_nothing(
    cast: Cast, ben: Client, run: Running
) -> None:
    patient = make_patient(cast.harbour, "Ola", "Oak", signs_in=False)
    other = session_of(cast, patient=patient, planned_at=begin_at(minutes=2 * 1440))
    form = typed(run, text(ben.get(page_of(other))))
    assert ben.post(page_of(run), form).status_code == 409
    assert not RecallAct.objects.exists()


def test_a_page_on_what_has_changed_saves_nothing(ben: Client, run: Running) -> None:
    now = clock.now()
    for days, total in ((20, 5), (10, 15)):
        answered(run, total, now - timedelta(days=days))
    form = typed(run, text(ben.get(page_of(run, "jump"))))
    answered(run, 22, now)
    answer = ben.post(page_of(run, "jump"), form)
    assert answer.status_code == 409
    assert "changed while the page was open" in text(answer)
    assert not RecallAct.objects.exists()


def test_who_reads_and_who_does_not(cast: Cast, run: Running) -> None:
    dev = signed_in(cast.dev)
    assert "Write down" not in text(dev.get(reverse("clinic:recall")))
    page = dev.get(page_of(run))
    assert "What came of it" not in text(page)
    assert dev.post(page_of(run), {"outcome": "booked"}).status_code == 403
    assert signed_in(cast.frida).get(reverse("clinic:recall")).status_code == 403
    assert signed_in(cast.chioma).get(page_of(run)).status_code == 404
    assert "MOSS" not in text(signed_in(cast.chioma).get(reverse("clinic:recall")))


@pytest.mark.parametrize("purpose", ["rise", "weather"])
def test_a_line_that_is_not_there(ben: Client, run: Running, purpose: str) -> None:
    assert ben.get(page_of(run, purpose)).status_code == 404
