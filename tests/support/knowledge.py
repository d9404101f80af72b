"""A copy of the knowledge that ships, for tests that change or break one of its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from lightwell import knowledge
from lightwell.clinical.library import Library

Copy = Callable[[str, str, str], Library]


def copy_of_all(root: Path) -> Path:
    """The knowledge that ships, copied into a folder."""
    shutil.copytree(knowledge.ROOT, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def with_text(root: Path, name: str, old: str, new: str) -> Library:
    """A copy in which one text of one file was replaced, once; the text has to be there."""
    file = copy_of_all(root) / name
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return Library(root)
