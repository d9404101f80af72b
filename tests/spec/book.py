"""The clinical book: readable tables that are run on the engine and printed as documentation.

A chapter is a module in ``chapters``; its tables have inputs left of ``||`` and what the engine
must answer right of it. Add a row to add a test and a line of documentation.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

from attrs import frozen

from tests.spec import chapters

Row = dict[str, str]
Answer = Callable[[Row], Row]


@frozen
class Section:
    """One table: what it shows, its rows, and how the engine answers a row."""

    title: str
    text: str
    table: str
    answer: Answer

    def rows(self) -> Iterator[tuple[Row, Row]]:
        """Each row as its inputs and the answers expected for them."""
        lines = [line for line in self.table.strip().splitlines() if line.strip()]
        given, wanted = (_cells(part) for part in lines[0].split("||"))
        for line in lines[1:]:
            left, right = (_cells(part) for part in line.split("||"))
            yield dict(zip(given, left, strict=True)), dict(zip(wanted, right, strict=True))


@frozen
class Chapter:
    """One subject of the book."""

    title: str
    text: str
    sections: tuple[Section, ...]


def _cells(part: str) -> list[str]:
    return [cell.strip() for cell in part.split("|")]


def book() -> list[Chapter]:
    """Every chapter, in the order of the file names; a new file is never left out."""
    names = sorted(module.name for module in pkgutil.iter_modules(chapters.__path__))
    return [import_module(f"{chapters.__name__}.{name}").CHAPTER for name in names]
