"""What an archive says: where it comes from, then each table with its rows, then the counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from typing import IO, Any, Self

from attrs import asdict, evolve, field, frozen
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from lightwell.access import audit, heads, seals
from lightwell.access.backup import tables
from lightwell.access.backup.tables import Tally
from lightwell.access.errors import InvalidInput
from lightwell.access.heads import Head
from lightwell.access.models import AuditEvent, AuditHead, ViewSeal


@frozen
class Manifest:
    """The last line of an archive."""

    made_at: str
    made_by: str  # version of Lightwell
    engine: str
    migrations: list[str]
    audit_key_check: str
    heads: dict[str, list[Any]]  # chain -> number and digest
    tables: dict[str, dict[str, Any]] = field(factory=dict)  # label -> rows and digest

    @classmethod
    def of_this_installation(cls, using: str, kept: dict[str, Head]) -> Self:
        """What can be said before the rows are read."""
        return cls(
            made_at=timezone.now().isoformat(timespec="seconds"),
            made_by=version("lightwell"),
            engine=connection.vendor,
            migrations=migrations(),
            audit_key_check=audit_key_check(),
            heads={chain: [head.number, head.mac] for chain, head in ends(using, kept).items()},
        )


def write(out: IO[str], using: str, manifest: Manifest) -> Manifest:
    """Write every table, then the manifest with what was written."""
    written = {}
    for model in tables.archived():
        counted = Tally()
        out.write(json.dumps({"table": model._meta.label, "columns": tables.columns(model)}) + "\n")
        for line in tables.lines(model, using):
            out.write(line + "\n")
            counted.add(line)
        written[model._meta.label] = asdict(counted)
    whole = evolve(manifest, tables=written)
    out.write(json.dumps({"manifest": asdict(whole)}) + "\n")
    return whole


def check(archived: Iterator[str]) -> Manifest:
    """Read a whole archive and prove that it holds what its manifest says."""
    manifest: Manifest | None = None
    counted: dict[str, Tally] = {}
    table = Tally()
    for line in archived:  # to the very end: only then is the last chunk proven
        if line.startswith("["):
            table.add(line.rstrip("\n"))
        elif "manifest" in (words := json.loads(line)):
            manifest = Manifest(**words["manifest"])
        else:
            table = counted.setdefault(words["table"], Tally())
    held = {name: asdict(tally) for name, tally in counted.items()}
    if manifest is None or manifest.tables != held:
        raise InvalidInput("This backup does not hold what it says. Nothing was restored.")
    return manifest


def load(archived: Iterator[str]) -> None:
    """Insert every row of an archive that has been checked."""
    models = {model._meta.label: model for model in tables.archived()}
    line = next(archived)
    while "manifest" not in (words := json.loads(line)):
        rows = _Rows(archived)
        tables.load(models[words["table"]], rows)
        line = rows.after


class _Rows:
    """The rows of one table; ``after`` is the line that ended them."""

    def __init__(self, archived: Iterator[str]) -> None:
        self._archived = archived
        self.after = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._archived:
            if not line.startswith("["):
                self.after = line
                return
            yield line


def migrations() -> list[str]:
    """The table layout: what was migrated here, or would be in a database still without tables."""
    loader = MigrationLoader(connection)
    return sorted(".".join(key) for key in loader.applied_migrations or loader.disk_migrations)


def audit_key_check() -> str:
    """Tells whether two installations have the same audit key, without telling the key."""
    return audit.keyed("lightwell backup: same audit key?")[:16]


def ends(using: str, kept: dict[str, Head]) -> dict[str, Head]:
    """Where each chain ends in the snapshot; a kept head that its chain has lost wins.

    So a trail that was cut off before the backup is still found cut off after a restore.
    """
    found = {row.chain: Head(row.number, row.mac) for row in AuditHead.objects.using(using).all()}
    if seal := ViewSeal.objects.using(using).last():
        found[seals.CHAIN] = Head(seal.last, seal.mac)
    lost = {chain: head for chain, head in kept.items() if not _has(using, chain, head)}
    return found | lost


def kept_heads() -> dict[str, Head]:
    """The head files that can be read; read before the snapshot, for files follow tables."""
    found = {}
    for chain in heads.kept_chains():
        try:
            head = heads.read(chain)
        except heads.Unreadable:
            continue  # stays unproven after a restore, as it is now
        if head:
            found[chain] = head
    return found


def _has(using: str, chain: str, head: Head) -> bool:
    if chain == seals.CHAIN:
        return ViewSeal.objects.using(using).filter(last=head.number, mac=head.mac).exists()
    events = AuditEvent.objects.using(using).filter(chain=chain)
    return events.filter(number=head.number, mac=head.mac).exists()
