"""Signed off in the middle of a form, without scripts: the answers wait, and so does help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lightwell.access import clock
from lightwell.records.actions import questionnaires
from lightwell.records.jobs import run_due
from lightwell.records.models import Draft, Patient, Response, RiskTask
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.risk import NOON, answers, staff_the_week
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def maya(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return make_patient(cast.harbour)


def asked(cast: Cast, patient: Patient) -> str:
    form = questionnaires.assign_in_portal(
        by=cast.actor(cast.ben), patient=patient, instrument="phq9", location=cast.harbour
    )
    return f"/my/check-ins/{form.uid}"


def filled(page: str, item_9: int) -> dict[str, str]:
    given = enumerate(answers(item_9), start=1)
    return {"stamp": stamp(page)} | {f"item_{number}": str(value) for number, value in given}


def test_a_suicide_answer_sent_after_the_sign_off_still_reaches_a_person(
    cast: Cast, maya: Patient, at_noon: time_machine.Traveller
) -> None:
    browser, form = signed_in(maya.user), asked(cast, maya)
    page = text(browser.get(form))
    at_noon.shift(timedelta(minutes=20))
    sent = browser.post(form, filled(page, 2))
    assert sent.status_code == 302
    assert sent["Location"].startswith("/account/login/code/")
    assert Draft.objects.get().answers == answers(2)
    assert not Response.objects.exists()
    at_noon.shift(timedelta(minutes=11))
    run_due(clock.now())
    assert [task.level for task in RiskTask.objects.filter(patient=maya)] == ["red"]
    again = text(signed_in(maya.user).get(form))
    assert len(re.findall(r"<input[^>]* checked", again)) == len(answers(2))


def test_the_page_of_another_form_keeps_nothing(cast: Cast, maya: Patient) -> None:
    form, olga = asked(cast, maya), make_patient(cast.harbour, "Olga", "Other")
    for owner in (maya, olga):
        page = text(signed_in(owner.user).get(asked(cast, owner)))
        assert Client().post(form, filled(page, 3)).status_code == 302
    unknown = "/my/check-ins/00000000-0000-4000-8000-000000000000"
    assert Client().post(unknown, {"item_9": "3"}).status_code == 302
    assert not Draft.objects.exists()
