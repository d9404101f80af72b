"""A backup holds everything, opens only with its key, shows every change, and restores whole."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction

from lightwell.access import audit, heads
from lightwell.access.actions import backups
from lightwell.access.actions.views import log_view, seal_views
from lightwell.access.actors import Actor, system
from lightwell.access.backup import archive, contents, keys, tables
from lightwell.access.backup.keys import Key
from lightwell.access.backup.snapshot import snapshot
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.models import AuditEvent, OutgoingMessage, SignInLink, User
from lightwell.access.proofs import prove_all
from tests.support.needs import need
from tests.support.postgres import Cluster
from tests.support.rows import NOON, make
from tests.support.tampering import as_operator

ROOT = Path(__file__).parents[2]
BY = system("test backup")
KEY = Key("file", bytes(32))
TRAIL = {"access.AuditEvent", "access.AuditHead", "access.RecordView", "access.ViewSeal"}
REFUSED = (InvalidInput, Conflict)


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_HEADS = tmp_path / "heads"
    settings.AUDIT_HEADS.mkdir()
    settings.BACKUP_KEY_FILE = tmp_path / "keys" / "backup.key"


@pytest.fixture
def clinic(transactional_db: None) -> None:
    """At least one row in every table, and a true audit trail."""
    for model in tables.archived():
        if model._meta.label not in TRAIL:
            make(model)
    with transaction.atomic():
        audit.record(by=BY, action="room.open", subject=("room", 1), detail={"ü": [1, None]})
        audit.record(by=BY, action="room.open", subject=("room", 2), location=7)
    someone = Actor(kind="staff", name="Ben Brook", user_id=1)
    log_view(by=someone, patient=uuid4(), page="medicines", location="Harbour Street")
    seal_views()


@pytest.fixture
def saved(clinic: None, tmp_path: Path) -> Path:
    path = tmp_path / "clinic.backup"
    backups.make(by=BY, path=path, key=KEY)
    return path


def empty() -> None:
    call_command("flush", verbosity=0, interactive=False)


def held(but: Collection[str] = ()) -> dict[str, tuple[int, str]]:
    """What every archived table holds now."""
    now = {}
    for model in tables.archived():
        if model._meta.label not in but:
            tally = tables.tally(model)
            now[model._meta.label] = (tally.rows, tally.digest)
    return now


@pytest.mark.django_db(transaction=True)
class TestRoundTrip:
    def test_everything_comes_back_as_it_was(self, saved: Path) -> None:
        before = held(but={"access.AuditEvent", "access.AuditHead"})
        assert all(rows for rows, _ in before.values()), "a table without a row proves nothing"
        events = AuditEvent.objects.count()
        empty()
        backups.restore(by=BY, path=saved, key=KEY)
        assert held(but={"access.AuditEvent", "access.AuditHead"}) == before
        assert AuditEvent.objects.count() == events, "backup.make is not in it, backup.restore is"

    def test_the_audit_trail_is_proven_after_it(self, saved: Path) -> None:
        empty()
        for file in Path(django_settings.AUDIT_HEADS).iterdir():
            file.unlink()
        backups.restore(by=BY, path=saved, key=KEY)
        proofs = prove_all()
        assert len(proofs) == 3
        assert all(proof.proven and proof.finding is None for proof in proofs), proofs

    def test_many_rows_travel_in_batches(
        self, clinic: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tables, "BATCH", 2)
        for _ in range(6):
            make(OutgoingMessage)
        before = held(but=TRAIL)
        backups.make(by=BY, path=tmp_path / "many", key=KEY)
        empty()
        backups.restore(by=BY, path=tmp_path / "many", key=KEY)
        assert held(but=TRAIL) == before

    def test_new_rows_are_numbered_after_the_restored_ones(self, saved: Path) -> None:
        last = User.objects.latest("pk").pk
        empty()
        backups.restore(by=BY, path=saved, key=KEY)
        assert User.objects.create_user("new@staff.example", name="New", kind="staff").pk > last

    def test_what_opens_doors_is_left_out(self, saved: Path) -> None:
        Session.objects.create(session_key="k", session_data="d", expire_date=NOON)
        make(SignInLink)
        path = saved.with_name("second.backup")
        backups.make(by=BY, path=path, key=KEY)
        empty()
        backups.restore(by=BY, path=path, key=KEY)
        assert not Session.objects.exists()
        assert not SignInLink.objects.exists()

    def test_it_is_known_who_made_and_who_restored_it(self, saved: Path) -> None:
        assert AuditEvent.objects.filter(action="backup.make").count() == 1
        lost = heads.read("installation")
        assert lost is not None
        empty()
        backups.restore(by=BY, path=saved, key=KEY)
        event = AuditEvent.objects.get(action="backup.restore")
        assert event.detail["heads_before"]["installation"].startswith(f"{lost.number} ")

    def test_a_trail_cut_off_before_the_backup_is_still_cut_off_after_it(
        self, clinic: None, tmp_path: Path
    ) -> None:
        with transaction.atomic():
            audit.record(by=BY, action="room.open", subject=("room", 2), location=7)
        as_operator("DELETE FROM access_auditevent WHERE chain = 'location-7' AND number = 2")
        as_operator("UPDATE access_audithead SET number = 1 WHERE chain = 'location-7'")
        path = tmp_path / "cut.backup"
        backups.make(by=BY, path=path, key=KEY)
        empty()
        backups.restore(by=BY, path=path, key=KEY)
        kinds = {proof.chain: proof.finding.kind for proof in prove_all() if proof.finding}
        assert kinds == {"location-7": "cut_off"} or kinds == {"location-7": "replaced"}

    def test_another_engine_and_back(self, saved: Path, tmp_path: Path) -> None:
        but = TRAIL - {"access.RecordView", "access.ViewSeal"}
        before = held(but=but)
        with other_engine(tmp_path) as url:
            told = lightwell("restore", str(saved), url=url, home=tmp_path)
            assert "The audit trail is whole." in told
            lightwell("backup", str(tmp_path / "back"), url=url, home=tmp_path)
        empty()
        key = keys.from_file(tmp_path / "backup.key")
        backups.restore(by=BY, path=tmp_path / "back", key=key)
        assert held(but=but) == before
        assert [proof.finding for proof in prove_all()] == [None, None, None]


class other_engine:  # noqa: N801 - reads as a word in `with`
    """The address of an empty database of the engine that this run is not about."""

    def __init__(self, tmp_path: Path) -> None:
        self._sqlite = f"sqlite:///{tmp_path}/other.sqlite3"
        self._cluster: Cluster | None = None

    def __enter__(self) -> str:
        if connection.vendor == "postgresql":
            return self._sqlite
        self._cluster = Cluster(need("postgresql")).start()
        with psycopg.connect(self._cluster.url("postgres"), autocommit=True) as server:
            server.execute("CREATE DATABASE lightwell")
        return self._cluster.url()

    def __exit__(self, *_: object) -> None:
        if self._cluster:
            self._cluster.stop()


def lightwell(*words: str, url: str, home: Path) -> str:
    """Run one command in a process and an installation of its own, with the clinic's keys."""
    (home / "backup.key").write_bytes(b"A" * 43 + b"=\n")
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        env=os.environ
        | {
            "LIGHTWELL_HOME": str(home / "other"),
            "LIGHTWELL_DATABASE_URL": url,
            "LIGHTWELL_AUDIT_KEY": django_settings.AUDIT_KEY,
            "LIGHTWELL_BACKUP_KEY_FILE": str(home / "backup.key"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
class TestWhileTheClinicWorks:
    def test_a_backup_is_one_moment_and_holds_up_nobody(self, clinic: None) -> None:
        with snapshot() as using:
            before = User.objects.using(using).count()
            User.objects.create_user("late@staff.example", name="Late", kind="staff")
            assert User.objects.count() == before + 1
            assert User.objects.using(using).count() == before

    def test_a_snapshot_cannot_write(self, clinic: None) -> None:
        if connection.vendor == "sqlite":
            return  # a reader in its own transaction; nothing to refuse
        with pytest.raises(InternalError), snapshot() as using:
            User.objects.using(using).update(name="X")


def refuse(path: Path, key: Key = KEY) -> str:
    """Restoring is refused in one line, and the database stays as it is."""
    before = held()
    with pytest.raises(REFUSED) as refused:
        backups.restore(by=BY, path=path, key=key)
    assert held() == before
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.django_db(transaction=True)
class TestUnusable:
    def test_a_database_that_is_not_empty(self, saved: Path) -> None:
        assert "not empty" in refuse(saved)

    def test_the_wrong_key(self, saved: Path) -> None:
        empty()
        assert "not the file" in refuse(saved, Key("file", b"x" * 32))

    def test_the_wrong_kind_of_key(self, saved: Path) -> None:
        empty()
        assert "the backup key file" in refuse(saved, Key("passphrase", b"x" * 32))

    def test_no_file(self, transactional_db: None, tmp_path: Path) -> None:
        assert "cannot be read" in refuse(tmp_path / "none")

    @pytest.mark.parametrize("content", [b"", b"LIGHTWELL", b"SQLite format 3\0" * 99])
    def test_not_a_backup(self, transactional_db: None, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "file").write_bytes(content)
        assert "not a Lightwell backup" in refuse(tmp_path / "file")

    def test_another_format(self, saved: Path) -> None:
        empty()
        saved.write_bytes(saved.read_bytes().replace(b'"format": 1', b'"format": 0', 1))
        assert "format 0" in refuse(saved)

    def test_another_table_layout(self, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        empty()
        now = contents.migrations()
        monkeypatch.setattr(contents, "migrations", lambda: [*now, "access.9999_later"])
        assert "access.9999_later" in refuse(saved)

    def test_the_audit_key_of_another_clinic(self, saved: Path, settings: Any) -> None:
        empty()
        settings.AUDIT_KEY = "another"
        assert "audit key" in refuse(saved)

    def test_cut_off_anywhere(self, saved: Path) -> None:
        whole = saved.read_bytes()
        empty()
        chance = random.Random(7)  # noqa: S311 - seeded on purpose
        for length in (len(whole) - 1, *(chance.randrange(200, len(whole)) for _ in range(5))):
            saved.write_bytes(whole[:length])
            assert "damaged or cut off" in refuse(saved)

    def test_a_row_that_does_not_arrive_leaves_nothing(
        self, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        empty()
        kept = Path(django_settings.AUDIT_HEADS, "installation.head").read_text()
        manifest = spoiled(saved)
        monkeypatch.setattr(contents, "check", lambda _: manifest)
        assert "access.User did not arrive" in refuse(saved)
        assert Path(django_settings.AUDIT_HEADS, "installation.head").read_text() == kept


def spoiled(path: Path) -> contents.Manifest:
    """A manifest that promises one row more than there is."""
    with archive.reading(path, KEY) as lines:
        *_, last = lines
    manifest = contents.Manifest(**json.loads(last)["manifest"])
    manifest.tables["access.User"]["rows"] += 1
    return manifest


@pytest.mark.django_db(transaction=True)
class TestCommands:
    def test_the_first_backup_makes_a_key_and_says_where_to_keep_it(
        self, clinic: None, tmp_path: Path
    ) -> None:
        out = io.StringIO()
        call_command("backup", str(tmp_path / "a.backup"), stdout=out)
        assert "Copy it now to a place" in out.getvalue()
        assert "rows of" in out.getvalue()
        out = io.StringIO()
        call_command("backup", str(tmp_path / "b.backup"), stdout=out)
        assert "Copy it now" not in out.getvalue()

    def test_a_passphrase_opens_what_it_sealed(self, clinic: None, tmp_path: Path) -> None:
        words = tmp_path / "words"
        words.write_text("several words that nobody guesses\n")
        path, with_words = str(tmp_path / "a.backup"), f"--passphrase-file={words}"
        call_command("backup", path, with_words, stdout=io.StringIO())
        empty()
        out = io.StringIO()
        call_command("restore", path, with_words, stdout=out)
        assert "The audit trail is whole." in out.getvalue()

    def test_an_existing_file_is_replaced_only_by_force(self, saved: Path) -> None:
        before = saved.read_bytes()
        error = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("backup", str(saved), stderr=error)
        assert ended.value.code == 2
        assert "--force" in error.getvalue()
        assert saved.read_bytes() == before
        call_command("backup", str(saved), "--force", stdout=io.StringIO())
        assert saved.read_bytes() != before

    def test_a_file_can_be_proven_without_restoring_it(self, saved: Path, settings: Any) -> None:
        call_command("backup", str(saved), "--force", stdout=io.StringIO())
        before, out = held(), io.StringIO()
        call_command("restore", str(saved), "--check", stdout=out)
        assert "is whole" in out.getvalue()
        assert held() == before

    def test_an_unusable_file_ends_with_two_and_one_line(
        self, transactional_db: None, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_bytes(b"nothing")
        keys.make_file(django_settings.BACKUP_KEY_FILE)
        error = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("restore", str(tmp_path / "file"), stderr=error)
        assert ended.value.code == 2
        assert error.getvalue() == "This file is not a Lightwell backup.\n"

    def test_a_file_must_be_named(self) -> None:
        with pytest.raises(CommandError):
            call_command("backup")
