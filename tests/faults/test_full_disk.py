"""A backup that runs out of space says so and leaves nothing that looks like a backup."""

from __future__ import annotations

import io
import resource
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lightwell.access.models import AuditEvent, OutgoingMessage
from tests.support.rows import make

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """What a full disk does to a growing file: the write is refused half-way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_half_backup_is_left(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_KEY_FILE = tmp_path / "backup.key"
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    make(OutgoingMessage, body=secrets.token_hex(400_000))  # does not compress away
    error = io.StringIO()
    with pytest.raises(SystemExit) as ended, files_no_longer_than(200_000):
        call_command("backup", str(shelf / "clinic.backup"), stdout=io.StringIO(), stderr=error)
    assert ended.value.code == 2
    assert "could not be written" in error.getvalue()
    assert "No file was left." in error.getvalue()
    assert list(shelf.iterdir()) == []
    assert not AuditEvent.objects.filter(action="backup.make").exists()


def test_a_good_backup_is_not_harmed_by_a_failed_one(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_KEY_FILE = tmp_path / "backup.key"
    path = tmp_path / "clinic.backup"
    make(OutgoingMessage)
    call_command("backup", str(path), stdout=io.StringIO())
    good = path.read_bytes()
    make(OutgoingMessage, body=secrets.token_hex(400_000))
    with pytest.raises(SystemExit), files_no_longer_than(200_000):
        call_command("backup", str(path), "--force", stdout=io.StringIO(), stderr=io.StringIO())
    assert path.read_bytes() == good


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_KEY_FILE = tmp_path / "backup.key"
    with pytest.raises(SystemExit):
        call_command("backup", "/dev/full", "--force", stdout=io.StringIO(), stderr=io.StringIO())
    assert not Path("/dev/full").is_file()
