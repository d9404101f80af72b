"""Read a knowledge table strictly: every key known, every value typed, every fault located."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from attrs import define, field

from .errors import KnowledgeError
from .facts import Number
from .predicates import Malformed, Predicate, parse
from .values import Provenance

T = TypeVar("T")


_KIND_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a date",
    list: "a list",
    dict: "a table",
}


def line_of(text: str, key: str) -> int:
    """The line on which a key or a table of that name is first written; 0 when nowhere."""
    last = re.escape(key.rsplit(".", 1)[-1])
    pattern = re.compile(rf'^\s*(\[+[^\]]*\b{last}"?\]|"?{last}"?\s*=)|[{{,]\s*{last}\s*=')
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.search(line):
            return number
    return 0


@define
class Table:
    """One table of a knowledge file, read key by key; what is left unread is a fault."""

    file: str
    text: str
    content: Mapping[str, object]
    path: str = ""
    _read: set[str] = field(factory=set, init=False)

    def fault(self, key: str, problem: str, remedy: str) -> KnowledgeError:
        """The error for this key, with the line on which it is written."""
        name = f"{self.path}.{key}" if self.path else key
        line = line_of(self.text, key) or line_of(self.text, self.path)
        return KnowledgeError(self.file, name, problem, remedy, line)

    def has(self, key: str) -> bool:
        return key in self.content

    def take(self, key: str, kind: type[T], default: T | None = None, what: str = "") -> T:
        """The value of a key, of exactly this type; without a default it must be there."""
        self._read.add(key)
        if key not in self.content:
            if default is not None:
                return default
            raise self.fault(key, "is missing.", f"Add {key} = …{what and f' ({what})'}.")
        value = self.content[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fault(key, f"{value!r} is not {_KIND_WORDS[kind]}.", "Correct the value.")
        return value

    def text_of(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and say something."""
        value = self.take(key, str, default)
        if not value and default is None:
            raise self.fault(key, "is empty.", f"Write the {key.replace('_', ' ')}.")
        return value

    def number_of(self, key: str, default: Number | None = None) -> Number:
        self._read.add(key)
        value = self.content.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(key, f"{value!r} is not a number.", "Write a number without quotes.")
        return value

    def date_of(self, key: str) -> date:
        return self.take(key, date, what="a date such as 2026-11-20")

    def provenance_of(self, key: str) -> Provenance:
        value = self.text_of(key)
        try:
            return Provenance(value)
        except ValueError:
            choices = ", ".join(one.value for one in Provenance)
            raise self.fault(
                key, f"{value!r} is no provenance.", f"Use one of: {choices}."
            ) from None

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        """A text that must be one of a few."""
        value = self.text_of(key)
        if value not in known:
            raise self.fault(key, f"{value!r} is not known.", f"Use one of: {', '.join(known)}.")
        return value

    def provenances(self) -> None:
        """Check that every ``…_provenance`` key says where that one number comes from."""
        for key in self.content:
            if key.endswith("_provenance"):
                self.provenance_of(key)

    def texts_of(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts; without a default it must be there and hold at least one."""
        values = self.take(key, list, list(default) if default is not None else None)
        if not all(isinstance(one, str) for one in values) or (not values and default is None):
            raise self.fault(key, "is not a list of texts.", 'Write it as ["one", "two"].')
        return tuple(values)

    def numbers_of(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; empty where there is none."""
        values = self.take(key, list, [])
        if not all(isinstance(one, int) and not isinstance(one, bool) for one in values):
            raise self.fault(key, "is not a list of whole numbers.", "Write it as [1, 2].")
        return tuple(values)

    def table_of(self, key: str) -> Table:
        return Table(self.file, self.text, self.take(key, dict), self._name(key))

    def tables_of(self, key: str) -> Iterator[Table]:
        """Each table of a list of tables (``[[key]]``), in order."""
        for position, content in enumerate(self.take(key, list, []), start=1):
            if not isinstance(content, dict):
                raise self.fault(key, "is not a list of tables.", f"Write it as [[{key}]] tables.")
            yield Table(self.file, self.text, content, f"{self._name(key)}[{position}]")

    def named_tables_of(self, key: str) -> Iterator[tuple[str, Table]]:
        """Each named table below a key (``[key.name]``), in order."""
        for name, content in self.take(key, dict).items():
            if not isinstance(content, dict):
                raise self.fault(key, f"{name!r} is not a table.", f"Write [{key}.{name}].")
            yield str(name), Table(self.file, self.text, content, f"{self._name(key)}.{name}")

    def rule_of(self, key: str, sections: Mapping[str, Predicate] | None = None) -> Predicate:
        """A rule of the predicate algebra below this key."""
        try:
            return parse(self.take(key, dict), sections)
        except Malformed as bad:
            raise self.fault(f"{key}.{bad.key}", bad.problem, bad.remedy) from None

    def mapping_of(self, key: str, default: dict[str, object] | None = None) -> dict[str, object]:
        """A table taken as it is, for facts and expectations of an example."""
        return dict(self.take(key, dict, default))

    def done(self) -> None:
        """Refuse a key that nobody asked for: a misspelt key would be silently ignored."""
        for key in self.content:
            if key not in self._read:
                near = get_close_matches(key, self._read, n=1)
                remedy = f"Did you mean {near[0]!r}?" if near else "Remove it."
                raise self.fault(key, "is not a key that belongs here.", remedy)

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def read_table(path: Path, name: str) -> Table:
    """Read and parse a TOML file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as bad:
        reason = getattr(bad, "strerror", None) or "is not text in UTF-8"
        raise KnowledgeError(name, "file", f"{reason}.", "Give a whole knowledge folder.") from None
    return parse_table(text, name)


def parse_table(text: str, name: str) -> Table:
    """Parse the text of a TOML file; a syntax fault is reported with its line."""
    try:
        return Table(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as bad:
        found = re.search(r"line (\d+)", str(bad))
        line = int(found[1]) if found else text.count("\n") + 1
        raise KnowledgeError(name, "syntax", f"{bad}.", "Correct the TOML.", line) from None
