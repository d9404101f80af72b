"""`lightwell backup FILE`: everything into one encrypted file, while the clinic works."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lightwell.access.actions import backups
from lightwell.access.actors import system
from lightwell.access.backup import keys
from lightwell.access.errors import LightwellError

NEW_KEY = """\
A backup key was made at {path}.
Copy it now to a place that is neither this machine nor where backups are kept:
without it nobody can read a backup, and whoever has both can read everything."""


class Command(BaseCommand):
    """Writes an encrypted archive; ends with 2 and no file when that is not possible."""

    help = "Write everything in the database to one encrypted file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace the file")
        parser.add_argument("--passphrase-file", type=Path, help="instead of the key file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.make(
                by=system("backup command"),
                path=options["file"].absolute(),
                key=self._key(options["passphrase_file"]),
                replace=options["force"],
            )
        except LightwellError as error:
            self.stderr.write(error.message)
            sys.exit(2)
        rows = sum(table["rows"] for table in manifest.tables.values())
        self.stdout.write(f"{rows} rows of {len(manifest.tables)} tables are in {options['file']}.")

    def _key(self, passphrase_file: Path | None) -> keys.Key:
        if passphrase_file:
            return keys.from_passphrase_file(passphrase_file)
        if keys.make_file(settings.BACKUP_KEY_FILE):
            self.stdout.write(NEW_KEY.format(path=settings.BACKUP_KEY_FILE))
        return keys.from_file(settings.BACKUP_KEY_FILE)
