"""Two nurses at the same moment, each with a connection of their own: one row, one number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.access import clock
from lightwell.access.errors import Conflict
from lightwell.records.actions import sessions
from lightwell.records.models import SessionEntry
from lightwell.records.queries import sessions as queries
from tests.support.cast import found_cast
from tests.support.sessions import GOOD, NINE, Running, at_minute, clock_at, started
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _save(run: Running, number: int, slot: str) -> str:
    """Nurse 0 or 1 saves a row made from the same page; what came of it."""
    by = (run.nurse, run.second)[number]
    with clock_at(NINE + timedelta(minutes=10)):
        try:
            sessions.read(
                by=by,
                session=run.uid,
                values=GOOD | {"hr": 70 + number},
                slot=slot,
                key=f"tablet-{number}",
                version=6,
            )
        except Conflict as refused:
            mine, theirs = refused.detail["mine"], refused.detail["theirs"]
            return f"{mine['hr'] - 70} met {theirs.values['hr'] - 70}"
        return "saved"


def test_of_two_nurses_who_save_one_row_one_gets_both_values() -> None:
    run = started(found_cast())
    assert run.view.version == 6
    slot = queries.slot_of(NINE + timedelta(minutes=10))
    came = at_once(2, lambda number: _save(run, number, slot))
    assert came in (["saved", "1 met 0"], ["0 met 1", "saved"])
    assert SessionEntry.objects.filter(slot=slot).count() == 1


def test_notes_of_two_people_at_once_are_numbered_one_after_the_other() -> None:
    run = started(found_cast())

    def write(number: int) -> int:
        with clock_at(NINE + timedelta(minutes=11)):
            made = sessions.note(
                by=(run.nurse, run.second)[number % 2],
                session=run.uid,
                words=f"note {number}",
                key=f"note-{number}",
                version=6,
            )
        return made.number

    assert sorted(at_once(4, write)) == [7, 8, 9, 10]


def test_one_press_sent_by_two_connections_is_one_start() -> None:
    run = started(found_cast())

    def pause(_: int) -> int:
        with at_minute(12):
            assert clock.now() > NINE
            return sessions.pause(by=run.nurse, session=run.uid, key="one", version=6).number

    assert at_once(2, pause) == [7, 7]
