"""The roster page: who reads, when nobody does, and who may change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import pytest
import time_machine
from django.test import Client

from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.records.actions import roster
from lightwell.records.models import RosterShift
from tests.support.cast import SETUP, Cast
from tests.support.risk import NOON, staff_the_week
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/clinic/roster/"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def shift(cast: Cast, **changes: object) -> dict[str, object]:
    said = {"weekday": "5", "starts": "09:00", "ends": "12:30", "reader": cast.ben.pk, "phone": ""}
    return said | changes


def test_the_page_says_who_reads_and_when_nobody_does(cast: Cast) -> None:
    staff_the_week(cast.harbour, cast.ben, days=(0, 1))
    words = signed_in(cast.alice).get(PAGE).content.decode()
    assert "08:00–17:00" in words
    assert "Ben Brook" in words
    assert "Somebody reads now." in words
    assert "Tuesday 03-Mar-2026 17:00 to Monday 09-Mar-2026 08:00" in words


def test_an_empty_roster_says_so(cast: Cast) -> None:
    words = signed_in(cast.ben).get(PAGE).content.decode()
    assert "Nobody is on the roster." in words
    assert "Nobody reads." in words
    assert "Add a shift" not in words


def test_the_medical_director_adds_and_ends_a_shift(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    assert alice.post(PAGE, shift(cast)).status_code == 302
    kept = RosterShift.objects.get()
    assert (kept.weekday, kept.starts, kept.ends) == (5, time(9), time(12, 30))
    assert kept.phone == "555-0100"
    assert alice.post(f"{PAGE}{kept.pk}/end").status_code == 302
    kept.refresh_from_db()
    assert kept.ended_at == NOON
    assert alice.post(f"{PAGE}{kept.pk}/end").status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts": "9 am"}, "24-hour time"),
        ({"ends": ""}, "Enter the end"),
        ({"ends": "08:00"}, "must end after it starts"),
        ({"weekday": "9"}, "Choose one of the answers shown"),
        ({"reader": ""}, "Choose who reads"),
    ],
)
def test_a_shift_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    cast: Cast, changes: dict[str, object], said: str
) -> None:
    refused = signed_in(cast.alice).post(PAGE, shift(cast, **changes))
    assert refused.status_code == 422
    words = refused.content.decode()
    assert said in words
    assert RosterShift.objects.count() == 0


def test_only_clinical_staff_of_the_location_may_read_for_it(cast: Cast) -> None:
    refused = signed_in(cast.alice).post(PAGE, shift(cast, reader=cast.frida.pk))
    assert refused.status_code == 422
    assert "Chioma" not in refused.content.decode()


def test_a_reader_who_left_the_team_covers_nothing(cast: Cast) -> None:
    staff_the_week(cast.harbour, cast.ben)
    organisations.end_role(by=SETUP, user=cast.ben, location=cast.harbour, role=Role.NURSE)
    words = signed_in(cast.alice).get(PAGE).content.decode()
    assert "No longer counts" in words
    assert "Nobody is on the roster." in words


def test_who_may_open_and_who_may_change(cast: Cast) -> None:
    """Works, teammate, read-only, other role, stranger, missing, wrong method."""
    roster.add_shift(
        by=SETUP, location=cast.harbour, weekday=0, starts=time(8), ends=time(9), reader=cast.ben
    )
    own = RosterShift.objects.get().pk
    assert signed_in(cast.ben).get(PAGE).status_code == 200
    assert signed_in(cast.ben).post(PAGE, shift(cast)).status_code == 403
    assert signed_in(cast.ben).post(f"{PAGE}{own}/end").status_code == 403
    assert signed_in(cast.frida).get(PAGE).status_code == 403
    assert signed_in(cast.dev).get(PAGE).status_code == 403
    assert signed_in(cast.eve).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert signed_in(cast.alice).post(f"{PAGE}9999/end").status_code == 404
    assert signed_in(cast.alice).post(f"{PAGE}x/end").status_code == 404
    assert signed_in(cast.alice).get(f"{PAGE}{own}/end").status_code == 405
    assert signed_in(cast.alice).delete(PAGE).status_code == 405
    assert "Ben Brook" not in signed_in(cast.chioma).get(PAGE).content.decode()


def test_a_shift_of_another_location_cannot_be_ended(cast: Cast) -> None:
    roster.add_shift(
        by=SETUP,
        location=cast.hillside,
        weekday=0,
        starts=time(8),
        ends=time(9),
        reader=cast.chioma,
    )
    assert (
        signed_in(cast.alice).post(f"{PAGE}{RosterShift.objects.get().pk}/end").status_code == 404
    )


def test_the_administrator_edits_too(cast: Cast) -> None:
    organisations.give_role(
        by=SETUP, user=cast.frida, location=cast.harbour, role=Role.ADMINISTRATOR
    )
    assert signed_in(cast.frida).post(PAGE, shift(cast)).status_code == 302


def test_a_double_tap_adds_one_shift(cast: Cast) -> None:
    alice = signed_in(cast.alice)
    for _ in range(2):
        alice.post(PAGE, shift(cast))
    assert RosterShift.objects.count() == 1
