"""The content as it is written: a folder of knowledge or one file, before the core reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from .diffwords import Content
from .errors import InvalidInput
from .tables import Table, parse_table, read_table

ROOT_FILE = "dictionary.toml"


@frozen
class Written:
    """One file of the content: what it says, and the hash of its text."""

    content: Content
    content_hash: str

    @property
    def title(self) -> str:
        return str(self.content.get("title", ""))

    @property
    def version(self) -> str:
        return str(self.content.get("version", ""))


@frozen
class Contents:
    """One version of the content, or one file of it, under the name that it was asked for by."""

    name: str
    files: Mapping[str, Written]
    is_one_file: bool = False


def contents_at(path: Path) -> Contents:
    """The content in a folder of knowledge, or in one file of it."""
    if not path.is_dir():
        return Contents(str(path), {path.name: _written(read_table(path, str(path)))}, True)
    if not (path / ROOT_FILE).is_file():
        raise InvalidInput(
            f"{path} is no folder of knowledge: give the one with {ROOT_FILE} in it."
        )
    names = sorted(one.relative_to(path).as_posix() for one in path.rglob("*.toml"))
    return Contents(str(path), {name: _written(read_table(path / name, name)) for name in names})


def contents_of(name: str, texts: Mapping[str, str]) -> Contents:
    """The content in texts by the name of their files."""
    return Contents(name, {file: _written(parse_table(text, file)) for file, text in texts.items()})


def _written(table: Table) -> Written:
    return Written(table.content, hashlib.sha256(table.text.encode()).hexdigest())


def one_file_of(contents: Contents, like: Path) -> Contents:
    """The file of a whole content that a single file is a version of."""
    ends = ["/".join(like.parts[-length:]) for length in range(len(like.parts), 0, -1)]
    named = [name for end in ends for name in contents.files if name == end]
    named += [name for name in contents.files if name.rsplit("/", 1)[-1] == like.name]
    if not named:
        raise InvalidInput(
            f"{contents.name} has no file like {like}: name the file to compare with."
        )
    return Contents(contents.name, {named[0]: contents.files[named[0]]}, True)
