"""The library that ships, with other words in one file: no folder is copied for it."""

from __future__ import annotations

import tomllib

from lightwell import knowledge
from lightwell.clinical.library import Library
from lightwell.clinical.tables import Table


class Changed(Library):
    """Each change replaces the first place of its old words, which must be there."""

    def __init__(self, name: str = "", *changes: tuple[str, str]) -> None:
        super().__init__(knowledge.ROOT)
        self.name, self.changes = name, changes

    def read(self, name: str) -> Table:
        """The file that is read, changed if it is the one."""
        table = super().read(name)
        if name != self.name:
            return table
        text = table.text
        for old, new in self.changes:
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new, 1)
        return Table(name, text, tomllib.loads(text))
