"""`lightwell restore FILE`: a backup into an empty database, of either engine."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from lightwell.access.actions import backups
from lightwell.access.actors import system
from lightwell.access.backup import keys
from lightwell.access.errors import LightwellError


class Command(BaseCommand):
    """Restores an archive; ends with 2 and an untouched database when that is not possible."""

    help = "Restore a backup into an empty database, then prove the audit trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--passphrase-file", type=Path, help="instead of the key file")
        parser.add_argument("--check", action="store_true", help="only prove the file")

    def handle(self, *args: Any, **options: Any) -> None:
        path, is_check = options["file"].absolute(), options["check"]
        try:
            key = _key(options["passphrase_file"])
            if is_check:
                manifest = backups.inspect(path=path, key=key)
            else:
                manifest = backups.restore(by=system("restore command"), path=path, key=key)
        except LightwellError as error:
            self.stderr.write(error.message)
            sys.exit(2)
        rows = sum(table["rows"] for table in manifest.tables.values())
        done = "is whole" if is_check else "is restored"
        self.stdout.write(f"The backup of {manifest.made_at} {done}: {rows} rows.")
        if not is_check:
            call_command("audit", "verify", stdout=self.stdout)


def _key(passphrase_file: Path | None) -> keys.Key:
    if passphrase_file:
        return keys.from_passphrase_file(passphrase_file)
    return keys.from_file(settings.BACKUP_KEY_FILE)
