"""A death that was written down, as whoever reads risk tasks meets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.records import scores
from lightwell.records.actions import deaths, risk
from lightwell.records.models import Patient
from tests.support.cast import Cast
from tests.support.pages import text
from tests.support.people import key
from tests.support.risk import NOON, patient_at, staff_the_week, task_of
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
WRONG = "Look whether it is so, or take it back"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_death_written_down_by_the_desk_is_met_in_the_inbox_with_the_way_back(
    cast: Cast, at_noon: time_machine.Traveller
) -> None:
    staff_the_week(cast.harbour, cast.ben)
    sam: Patient = patient_at(cast.harbour)
    before = task_of(cast, sam, 2)
    at_noon.shift(timedelta(minutes=1))
    frida = cast.actor(cast.frida)
    deaths.record(by=frida, patient=sam, died_on=None, source="A call", base=0, key=key())
    ben, task = signed_in(cast.ben), reverse("clinic:risk-task", args=[before.uid])
    for url in (reverse("clinic:risk"), task):
        page = text(ben.get(url))
        assert "A death was written down on" in page
        assert "Nobody is told of this task again." in page
        assert WRONG in page
        assert reverse("clinic:death", args=[sam.uid]) in page
    assert "escalated no further: reader told" in page
    at_noon.shift(timedelta(minutes=1))
    finding = lw.risk_of(scores.score("phq9", [*[0] * 8, 3]))
    assert finding is not None
    after = risk.raise_task(
        by=cast.actor(cast.ben),
        patient=sam,
        location=cast.harbour,
        cause="told",
        trigger="phq9",
        finding=finding,
        at=clock.now(),
    )
    page = text(ben.get(reverse("clinic:risk-task", args=[after.uid])))
    assert "This task came after that." in page
    deaths.take_back(by=frida, patient=sam, reason="He called.", base=1, key=key())
    assert WRONG not in text(ben.get(reverse("clinic:risk")))
