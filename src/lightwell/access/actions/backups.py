"""Making a backup while the clinic works, and restoring one into an empty database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from lightwell.access import audit, heads
from lightwell.access.actors import Actor
from lightwell.access.backup import archive, contents, tables
from lightwell.access.backup.contents import Manifest
from lightwell.access.backup.keys import Key
from lightwell.access.backup.snapshot import snapshot
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.heads import Head


def make(*, by: Actor, path: Path, key: Key, replace: bool = False) -> Manifest:
    """Write everything to an encrypted file: the whole of it, or no file at all.

    Raises ``Conflict`` when the file exists and may not be replaced, or cannot be written.
    """
    if path.exists() and not (replace and path.is_file()):
        raise Conflict(f"{path} exists. Choose another name, or add --force to replace it.")
    kept = contents.kept_heads()
    try:
        with (
            _new_file(path) as file,
            snapshot() as using,
            archive.writing(file, key) as out,
        ):
            manifest = Manifest.of_this_installation(using, kept)
            manifest = contents.write(out, using, manifest)
    except OSError as error:
        raise Conflict(
            f"The backup could not be written to {path}: {error.strerror or error}. "
            "No file was left."
        ) from None
    with transaction.atomic():
        audit.record(
            by=by,
            action="backup.make",
            subject=("backup", manifest.made_at),
            detail={"rows": _rows(manifest), "key": key.kind},
        )
    return manifest


def inspect(*, path: Path, key: Key) -> Manifest:
    """Read a whole archive and prove it; nothing is written anywhere."""
    with archive.reading(path, key) as lines:
        return contents.check(lines)


def restore(*, by: Actor, path: Path, key: Key) -> Manifest:
    """Put an archive into an empty database: all of it, or nothing.

    The whole archive is proven before the first row is written. Raises ``InvalidInput`` for an
    archive that cannot be used and ``Conflict`` for a database that is not empty or has
    another table layout.
    """
    manifest = inspect(path=path, key=key)
    _check_same_house(manifest)
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    _check_empty()
    try:
        with transaction.atomic(), archive.reading(path, key) as lines:
            contents.load(lines)
            _check_arrived(manifest)
            tables.set_sequences(tables.archived())
            connection.check_constraints()
            before = heads.replace_all(
                {chain: Head(*head) for chain, head in manifest.heads.items()}
            )
            audit.record(
                by=by,
                action="backup.restore",
                subject=("backup", manifest.made_at),
                detail={"rows": _rows(manifest), "heads_before": before},
            )
    except DatabaseError as error:
        raise Conflict(
            # Only the first line: further ones may repeat the row.
            f"The database refused a row, nothing was restored: {str(error).splitlines()[0]}"
        ) from None
    return manifest


def _check_same_house(manifest: Manifest) -> None:
    if manifest.audit_key_check != contents.audit_key_check():
        raise Conflict(
            "The audit key of this installation is not the one that this backup's audit trail was "
            "written with. Put the clinic's audit key in place first (LIGHTWELL_AUDIT_KEY_FILE)."
        )
    here = contents.migrations()
    if manifest.migrations != here:
        other = sorted(set(manifest.migrations) ^ set(here))
        raise Conflict(
            f"This backup has another table layout ({', '.join(other[:3])}"
            f"{', …' if len(other) > 3 else ''}). Restore it with Lightwell {manifest.made_by}, "
            "then upgrade."
        )


def _check_empty() -> None:
    for model in tables.archived():
        if model._base_manager.exists():
            raise Conflict(
                "This database is not empty. Name a new, empty one in LIGHTWELL_DATABASE_URL and "
                "restore again; nothing was changed."
            )


def _check_arrived(manifest: Manifest) -> None:
    for model in tables.archived():
        told = manifest.tables[model._meta.label]
        found = tables.tally(model)
        if (found.rows, found.digest) != (told["rows"], told["digest"]):
            raise InvalidInput(
                f"{model._meta.label} did not arrive as it was written; nothing was restored."
            )


def _rows(manifest: Manifest) -> int:
    return sum(table["rows"] for table in manifest.tables.values())


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only when it is whole and on the disk."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(scratch, flags, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)
