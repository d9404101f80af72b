"""What a third reading found about the waiting list and about letters of two people."""

from __future__ import annotations

from typing import Any

import pytest

from lightwell.access.actions import messages
from lightwell.access.errors import Conflict
from lightwell.access.models import OutgoingMessage
from lightwell.diary.queries import waiting as queries
from lightwell.records.actions import deaths
from tests.integration.test_waiting import Waits
from tests.support.cast import SETUP, Cast
from tests.support.people import key, make_patient

pytestmark = pytest.mark.django_db


def died(cast: Cast, patient: Any) -> None:
    deaths.record(
        by=cast.actor(cast.ben), patient=patient, died_on=None, source="A call.", base=0, key=key()
    )


def test_nobody_is_asked_whether_a_person_who_died_can_come(cast: Cast) -> None:
    waits = Waits(cast)
    row = waits.join()
    place = waits.give_up()
    died(cast, waits.ana)
    assert queries.open_ones(waits.ben) == []
    assert queries.fits(waits.ben, place) == []
    with pytest.raises(Conflict, match="does not wait any more"):
        waits.answer(row, place, "accept")


def test_another_answer_from_the_same_page_is_not_taken_for_kept(cast: Cast) -> None:
    waits = Waits(cast)
    row = waits.join()
    place = waits.give_up()
    waits.answer(row, place, "no_answer", key="page")
    with pytest.raises(Conflict, match="already used"):
        waits.answer(row, place, "accept", key="page")


def test_a_death_holds_back_nothing_that_another_person_waits_for(
    cast: Cast, settings: Any
) -> None:
    settings.MODE = "live"
    gone = make_patient(cast.harbour, "Bea", signs_in=False)
    other = make_patient(cast.harbour, "Bob", signs_in=False)
    for one in (gone, other):
        one.email = "family@mail.example"
        one.save()
    for address in ("family@mail.example", cast.alice.email):
        messages.queue(
            by=SETUP,
            to=address,
            subject="A note",
            body="Please call us.",
            purpose="note",
            location=cast.harbour,
        )
    OutgoingMessage.objects.update(status="queued")
    died(cast, gone)
    assert {one.status for one in OutgoingMessage.objects.all()} == {"queued"}
