"""Two people at the same moment, each with a connection of their own: one supply, one recall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.access.errors import Conflict
from lightwell.records.actions import check_ins, supplies
from lightwell.records.models import RiskTask, SupplyEvent
from tests.support.cast import found_cast
from tests.support.home import NEXT, REASONS, counted, out, ready
from tests.support.sessions import clock_at
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_hand_it_over_one_does() -> None:
    home = ready(found_cast())
    with clock_at(NEXT):
        home.step("sign", reasons=REASONS)
        entry = counted(home)
    base = home.view.version
    hands = (home.run.second, home.run.prescriber)

    def give(number: int) -> str:
        with clock_at(NEXT):
            try:
                supplies.hand_over(
                    by=hands[number],
                    supply=home.uid,
                    counted=entry.uid,
                    base=base,
                    key=f"hand-{number}",
                )
            except Conflict as refused:
                return refused.message
        return "handed over"

    came = sorted(at_once(2, give))
    assert came == ["This supply is at the person's home. Nothing was saved.", "handed over"]
    assert SupplyEvent.objects.filter(verb="hand_over").count() == 1


def test_of_two_clocks_one_calls_it_back() -> None:
    home = out(found_cast())
    day = NEXT + timedelta(days=2)

    def run(_: int) -> int:
        with clock_at(day):
            return check_ins.recall_missed(day)

    assert sorted(at_once(2, run)) == [0, 1]
    assert SupplyEvent.objects.filter(verb="recall").count() == 1
    assert RiskTask.objects.count() == 1
    assert home.view.status == "recalled"
