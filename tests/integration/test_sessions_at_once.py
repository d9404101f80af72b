"""Two nurses at the same moment, each with a connection of their own: one row, one number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from lightwell.access import clock
from lightwell.access.errors import Conflict, NotReady
from lightwell.access.models import AuditEvent
from lightwell.records.actions import consents, sessions
from lightwell.records.models import SessionEntry, TreatmentSession
from lightwell.records.queries import sessions as queries
from tests.support.cast import found_cast
from tests.support.sessions import (
    GOOD,
    NINE,
    Running,
    at_minute,
    clock_at,
    know_everything,
    session_of,
    started,
)
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


def test_of_two_sessions_of_one_person_started_at_once_one_starts() -> None:
    cast = found_cast()
    with clock_at(NINE):
        first = session_of(cast)
        row = TreatmentSession.objects.get(uid=first.uid)
        twin = TreatmentSession.objects.create(
            course=row.course,
            patient=row.patient,
            location=row.location,
            number=2,
            planned_at=row.planned_at,
            at=row.at,
            by=row.by,
            idempotency_key="twin",
        )
        runs = [first, evolve(first, uid=twin.uid)]
        for run in runs:
            know_everything(run)
            run.act("make_ready")
    versions = [run.view.version for run in runs]

    def start(number: int) -> bool:
        with clock_at(NINE):
            try:
                sessions.start(
                    by=first.nurse,
                    session=runs[number].uid,
                    key=f"start-{number}",
                    version=versions[number],
                )
            except NotReady:
                return False
        return True

    assert sorted(at_once(2, start)) == [False, True]
    assert SessionEntry.objects.filter(kind="start").count() == 1


def test_no_session_starts_on_a_consent_that_has_just_ended() -> None:
    cast = found_cast()
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        run.act("make_ready")
    version, consent = run.view.version, run.patient.consents.get()

    def act(number: int) -> bool:
        with clock_at(NINE):
            try:
                if number:
                    consents.withdraw(
                        by=run.prescriber,
                        patient=run.patient,
                        consent=consent.uid,
                        reason="She said: I want to wait.",
                        key="stop",
                    )
                else:
                    sessions.start(by=run.nurse, session=run.uid, key="start", version=version)
            except NotReady:
                return False
        return True

    started_, _ = at_once(2, act)
    acts = list(
        AuditEvent.objects.filter(action__in=("treatment.start", "consent.withdraw"))
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert acts == (["treatment.start"] if started_ else []) + ["consent.withdraw"]
