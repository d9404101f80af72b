"""The audit trail: written with its act, and proven against someone who owns the database.

Each tampering is done as an operator could: raw SQL, after dropping the triggers.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DataError, connection, transaction

from lightwell.access import audit, heads
from lightwell.access.actions.views import log_view, seal_views
from lightwell.access.actors import system
from lightwell.access.models import AuditEvent, AuditHead, ViewSeal
from lightwell.access.proofs import Finding, prove_all, prove_chain, prove_views
from tests.support.cast import Cast, found_cast
from tests.support.tampering import as_operator

CLOCK = system("test clock")
CHAIN = "location-7"


@pytest.fixture(autouse=True)
def head_files(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_HEADS = tmp_path / "heads"
    settings.AUDIT_HEADS.mkdir()
    return tmp_path / "heads"


def act(count: int = 1, location: int | None = 7) -> None:
    for _ in range(count):
        with transaction.atomic():
            audit.record(by=CLOCK, action="room.open", subject=("room", "1"), location=location)


def fail_after_an_act() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        audit.record(by=CLOCK, action="room.open", subject=("room", "2"), location=7)
        raise ZeroDivisionError


def finding(chain: str = CHAIN) -> Finding:
    found = prove_chain(chain).finding
    assert found is not None, "the tampering went unnoticed"
    return found


class TestWriting:
    @pytest.mark.django_db(transaction=True)
    def test_an_act_without_a_transaction_leaves_no_trace_and_says_so(self) -> None:
        with pytest.raises(RuntimeError, match="transaction of its action"):
            audit.record(by=CLOCK, action="room.open", subject=("room", 1))
        assert not AuditEvent.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_events_of_a_location_are_numbered_without_gaps_past_a_rollback(self) -> None:
        act(2)
        fail_after_an_act()
        act()
        assert list(AuditEvent.objects.values_list("number", flat=True)) == [1, 2, 3]
        assert heads.read(CHAIN) == heads.Head(3, AuditEvent.objects.get(number=3).mac)
        assert prove_chain(CHAIN).finding is None

    @pytest.mark.django_db(transaction=True)
    def test_a_savepoint_rolled_back_leaves_no_gap(self) -> None:
        with transaction.atomic():
            audit.record(by=CLOCK, action="room.open", subject=("room", 1), location=7)
            fail_after_an_act()
            audit.record(by=CLOCK, action="room.open", subject=("room", 3), location=7)
        assert list(AuditEvent.objects.values_list("subject_id", flat=True)) == ["1", "3"]
        assert prove_chain(CHAIN).finding is None

    @pytest.mark.django_db(transaction=True)
    def test_many_at_once_make_one_chain(self) -> None:
        from tests.support.threads import at_once

        at_once(6, lambda _: act(5))
        assert AuditEvent.objects.count() == 30
        proof = prove_chain(CHAIN)
        assert (proof.proven, proof.finding) == (30, None)

    @pytest.mark.django_db(transaction=True)
    def test_a_full_disk_for_the_head_file_does_not_undo_the_act(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        act()
        monkeypatch.setattr(heads, "_write", full)
        act()
        monkeypatch.undo()
        assert prove_chain(CHAIN).finding is None, "a head file may lag behind"
        act()
        assert heads.read(CHAIN) == heads.Head(3, AuditEvent.objects.get(number=3).mac)

    @pytest.mark.django_db(transaction=True)
    def test_the_detail_is_kept_as_it_will_be_read(self) -> None:
        with transaction.atomic():
            audit.record(
                by=CLOCK,
                action="room.open",
                subject=("room", 1),
                location=7,
                detail={"b": (1, 2), "a": {"ü": None}},
                patient=uuid4(),
            )
        assert prove_chain(CHAIN).finding is None


def alter(number: int, column: str, value: str | int) -> Callable[[], None]:
    return lambda: as_operator(
        f"UPDATE access_auditevent SET {column} = %s WHERE number = %s", value, number
    )


def remove(where: str) -> Callable[[], None]:
    return lambda: as_operator(f"DELETE FROM access_auditevent WHERE {where}")


def swap() -> None:
    for old, new in ((3, 900), (4, 3), (900, 4)):
        as_operator("UPDATE access_auditevent SET number = %s WHERE number = %s", new, old)


def close_ranks() -> None:
    remove("number = 3")()
    for number in (4, 5, 6):
        alter(number, "number", number - 1)()
    set_head_row(5)


def set_head_row(number: int) -> None:
    mac = AuditEvent.objects.filter(number=number).values_list("mac", flat=True).first() or ""
    as_operator("UPDATE access_audithead SET number = %s, mac = %s", number, mac)


def cut_and_hide() -> None:
    remove("number > 4")()
    set_head_row(4)


def cut_and_grow_again() -> None:
    cut_and_hide()
    act(5)


def remove_all() -> None:
    remove("1 = 1")()
    as_operator("DELETE FROM access_audithead")


TAMPERINGS: dict[str, tuple[Callable[[], None], str, int]] = {
    "actor name": (alter(3, "actor_name", "Somebody Else"), "altered", 3),
    "action": (alter(3, "action", "room.close"), "altered", 3),
    "time": (alter(1, "at", "2020-01-01 00:00:00+00:00"), "altered", 1),
    "subject": (alter(6, "subject_id", "2"), "altered", 6),
    "detail": (alter(2, "detail", '{"state": "closed"}'), "altered", 2),
    "patient": (alter(2, "patient", uuid4().hex), "altered", 2),
    "digest": (alter(5, "mac", "0" * 64), "altered", 5),
    "link to the one before": (alter(5, "previous", "0" * 64), "altered", 5),
    "two rows swapped": (swap, "moved", 3),
    "one in the middle removed": (remove("number = 3"), "missing", 3),
    "several in the middle removed": (remove("number IN (3, 4)"), "missing", 3),
    "removed and renumbered": (close_ranks, "moved", 3),
    "the first removed": (remove("number = 1"), "missing", 1),
    "the end removed": (remove("number > 4"), "cut_off", 5),
    "the end removed and the head row set back": (cut_and_hide, "cut_off", 5),
    "the end removed, then work went on": (cut_and_grow_again, "replaced", 6),
    "everything removed": (remove_all, "cut_off", 1),
}


@pytest.mark.django_db(transaction=True)
class TestTampering:
    @pytest.mark.parametrize("what", TAMPERINGS)
    def test_the_first_fault_is_named(self, what: str) -> None:
        act(6)
        tamper, kind, number = TAMPERINGS[what]
        tamper()
        found = finding()
        assert (found.kind, found.number) == (kind, number), found.words

    def test_an_altered_event_is_told_by_number_time_and_action(self) -> None:
        act(3)
        at = AuditEvent.objects.get(number=2).at
        alter(2, "actor_name", "Somebody Else")()
        assert f"event 2 (room.open, {at:%d-%b-%Y %H:%M:%S} UTC)" in finding().words

    def test_a_value_that_no_column_can_hold_is_found_and_does_not_stop_the_proof(self) -> None:
        act(4)
        if connection.vendor == "postgresql":
            with pytest.raises(DataError):
                alter(3, "at", "some day")()
            return
        alter(3, "at", "some day")()
        assert (finding().kind, finding().number) == ("altered", 3)

    def test_the_key_of_another_installation_is_told(self, settings: Any) -> None:
        act(3)
        settings.AUDIT_KEY = "the key of somebody else"
        assert finding().kind == "foreign_key"

    def test_an_event_written_with_another_key_is_found(self, settings: Any) -> None:
        act(3)
        own, settings.AUDIT_KEY = settings.AUDIT_KEY, "a guess"
        act()
        settings.AUDIT_KEY = own
        assert (finding().kind, finding().number) == ("altered", 4)

    def test_a_missing_head_file_is_told(self, head_files: Path) -> None:
        act(3)
        (head_files / f"{CHAIN}.head").unlink()
        assert finding().kind == "head_file_missing"

    def test_a_damaged_head_file_is_told_and_kept_as_evidence(self, head_files: Path) -> None:
        act(3)
        (head_files / f"{CHAIN}.head").write_text("three")
        act()
        assert finding().kind == "head_unreadable"
        assert (head_files / f"{CHAIN}.head").read_text() == "three"

    def test_a_trail_that_outgrows_its_lost_end_is_still_found(self) -> None:
        act(6)
        cut_and_hide()
        act(10)
        assert finding().kind == "replaced"

    def test_one_chain_at_fault_leaves_the_others_proven(self) -> None:
        act(3)
        act(3, location=8)
        as_operator("DELETE FROM access_auditevent WHERE chain = 'location-8' AND number = 2")
        faults = {proof.chain: proof.finding for proof in prove_all() if proof.finding}
        assert list(faults) == ["location-8"]

    def test_a_head_row_that_is_gone_is_noticed_by_nobody_but_the_file_suffices(self) -> None:
        act(3)
        AuditHead.objects.all().delete()
        assert prove_chain(CHAIN).finding is None


VIEW_TAMPERINGS: dict[str, tuple[str, str]] = {
    "a view altered": (
        "UPDATE access_recordview SET page = 'X' WHERE page = 'three'",
        "altered",
    ),
    "a view removed": (
        "DELETE FROM access_recordview WHERE id = (SELECT MAX(first) FROM access_viewseal)",
        "missing",
    ),
    "the first seal removed": (
        "DELETE FROM access_viewseal WHERE id = (SELECT MIN(id) FROM access_viewseal)",
        "missing",
    ),
    "the last seal removed": (
        "DELETE FROM access_viewseal WHERE id = (SELECT MAX(id) FROM access_viewseal)",
        "cut_off",
    ),
    "a seal that counts fewer than it covers": (
        "UPDATE access_viewseal SET count = count - 1",
        "added",
    ),
}


@pytest.mark.django_db(transaction=True)
class TestViews:
    @pytest.fixture
    def sealed(self) -> Cast:
        cast = found_cast()
        for page in ("one", "two", "three", "four"):
            by = cast.actor(cast.ben)
            log_view(by=by, patient=uuid4(), page=page, location="Harbour Street")
            if page in {"two", "four"}:
                seal_views()
        assert ViewSeal.objects.count() == 2
        return cast

    def test_sealed_and_unsealed_views_are_counted(self, sealed: Cast) -> None:
        by = sealed.actor(sealed.alice)
        log_view(by=by, patient=uuid4(), page="five", location="Harbour Street")
        proof = prove_views()
        assert (proof.proven, proof.unsealed, proof.finding) == (4, 1, None)

    @pytest.mark.usefixtures("sealed")
    @pytest.mark.parametrize("what", VIEW_TAMPERINGS)
    def test_a_broken_seal_is_told(self, what: str) -> None:
        statement, kind = VIEW_TAMPERINGS[what]
        as_operator(statement)
        found = prove_views().finding
        assert found is not None
        assert found.kind == kind, found.words


@pytest.mark.django_db(transaction=True)
class TestCommand:
    def test_a_whole_trail_is_said_with_counts(self) -> None:
        act(3)
        out = io.StringIO()
        call_command("audit", "verify", stdout=out)
        assert "location-7: 3 events proven" in out.getvalue()
        assert "The audit trail is whole." in out.getvalue()

    def test_a_fault_ends_with_one(self) -> None:
        act(3)
        remove("number = 2")()
        out = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("audit", "verify", stdout=out)
        assert ended.value.code == 1
        assert "event 2 is missing before event 3 (room.open" in out.getvalue()

    def test_the_result_can_be_read_by_a_machine(self) -> None:
        act(3)
        remove("number = 2")()
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("audit", "verify", "--json", stdout=out)
        told = json.loads(out.getvalue())
        assert told["ok"] is False
        (faulty,) = [chain for chain in told["chains"] if chain["finding"]]
        assert faulty["finding"]["kind"] == "missing"
        assert faulty["proven"] == 1
