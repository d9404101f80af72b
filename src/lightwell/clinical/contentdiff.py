"""What changed between two versions of the content, in sentences that a clinician can read.

Files are compared as they are written, not as this version of the core understands them: an old
version, or one that does not load, can still be told apart from a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from . import diffwords as say
from .contents import Contents, Written
from .diffwords import Content
from .library import Dictionary, library
from .predicates import Predicate

SILENT = ("id", "version", "title")  # told at the head of a file
EXAMPLES = ("example", "examples")  # told as a number: they prove, they do not rule


@frozen
class Change:
    """One thing that was added, withdrawn or changed, in a sentence."""

    kind: str
    key: str
    old: object
    new: object
    words: str


@frozen
class FileChange:
    """All that changed in one file."""

    file: str
    kind: str
    title: str
    versions: tuple[str, str]
    changes: tuple[Change, ...] = ()

    @property
    def heading(self) -> str:
        """The file with its title and versions; a change below one version is said aloud."""
        old, new = self.versions
        start = self.file if self.kind == "changed" else f"{self.kind}: {self.file}"
        if not self.title:
            return start
        if self.kind != "changed":
            moved = f"version {new or old}"
        else:
            moved = f"version {old} -> {new}" if old != new else f"still called version {new}"
        return f"{start}: {self.title} ({moved})"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed, a line each."""
        if self.kind == "changed" and not self.changes:
            return ("Only comments or layout changed: nothing that is read.",)
        return tuple(one.words for one in self.changes)


@frozen
class ContentDiff:
    """Two versions of the content side by side."""

    old: str
    new: str
    files: tuple[FileChange, ...]

    def as_json(self) -> dict[str, object]:
        """The answer for a machine."""
        return {
            "old": self.old,
            "new": self.new,
            "changed": bool(self.files),
            "files": [_file_as_json(one) for one in self.files],
        }

    def __str__(self) -> str:
        if not self.files:
            return f"Nothing changed between {self.old} and {self.new}."
        blocks = [
            "\n".join((one.heading, *(f"  {line}" for line in one.sentences))) for one in self.files
        ]
        return "\n\n".join((f"From {self.old} to {self.new}:", *blocks))


def _file_as_json(file: FileChange) -> dict[str, object]:
    return {
        "file": file.file,
        "kind": file.kind,
        "title": file.title,
        "old_version": file.versions[0] or None,
        "new_version": file.versions[1] or None,
        "changes": [
            {
                "kind": one.kind,
                "key": one.key,
                "old": _for_json(one.old),
                "new": _for_json(one.new),
                "words": one.words,
            }
            for one in file.changes
        ],
    }


def _for_json(value: object) -> object:
    """A value without the dates that JSON does not know."""
    match value:
        case dict():
            return {key: _for_json(one) for key, one in value.items()}
        case list():
            return [_for_json(one) for one in value]
        case str() | bool() | int() | float() | None:
            return value
        case _:
            return str(value)


# ------------------------------------------------------------------ comparing


def difference(old: Contents, new: Contents) -> ContentDiff:
    """What was added, withdrawn and changed from one version to another."""
    was, now = old.files, new.files
    if old.is_one_file and new.is_one_file:
        name = max((*was, *now), key=len)  # the one that says in which folder it stands
        was, now = (dict.fromkeys([name], *side.values()) for side in (was, now))
    words = library().dictionary
    names = sorted({*was, *now})
    files = tuple(
        found for name in names if (found := _file(name, was.get(name), now.get(name), words))
    )
    return ContentDiff(old.name, new.name, files)


def _file(
    name: str, old: Written | None, new: Written | None, words: Dictionary
) -> FileChange | None:
    if old is None or new is None:
        whole = new or old
        assert whole is not None  # a name comes from one of the two
        kind, versions = (
            ("withdrawn", (whole.version, "")) if old else ("added", ("", whole.version))
        )
        return FileChange(name, kind, whole.title, versions)
    if old.content_hash == new.content_hash:
        return None
    place = _Place(words, say.sections_of(old.content), say.sections_of(new.content))
    changes = (*_title(old, new), *_tables(old.content, new.content, place))
    return FileChange(name, "changed", new.title, (old.version, new.version), changes)


def _title(old: Written, new: Written) -> Iterator[Change]:
    if old.title != new.title:
        words = f'the title now reads "{new.title}"; it read "{old.title}"'
        yield Change("changed", "title", old.title, new.title, words)


@frozen
class _Place:
    """Where in a file a comparison stands, and the words it is told in."""

    words: Dictionary
    old_sections: Mapping[str, Predicate]
    new_sections: Mapping[str, Predicate]
    item: str = ""
    path: str = ""
    basis: str = ""

    def below(self, key: str, item: str, basis: str) -> _Place:
        return evolve(self, item=item, path=self.path_of(key), basis=basis)

    def path_of(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def told(self, key: str, value: object, *, is_old: bool = False) -> str:
        sections = self.old_sections if is_old else self.new_sections
        return say.read_aloud(key, value, sections, self.words)

    def moved(self, before: object, after: object) -> str:
        """Which claims came into a rule and left it, where both are groups of one kind."""
        was, now = say.rule_in(before, self.old_sections), say.rule_in(after, self.new_sections)
        return say.claims_moved(was, now, self.words)

    def all_of(self, entry: Content, known_by: str, *, is_old: bool = False) -> str:
        sections = self.old_sections if is_old else self.new_sections
        return say.told(entry, known_by, sections, self.words)


def _tables(old: Content, new: Content, place: _Place) -> Iterator[Change]:
    """Two versions of one table, key by key in the order of the new one."""
    for key in (*new, *(one for one in old if one not in new)):
        before, after = old.get(key), new.get(key)
        if before == after or (key in SILENT and not place.path):
            continue
        basis = say.basis_of(key, new, place.basis)
        if key in EXAMPLES:
            yield _examples(before, after, place)
        elif _are_tables(before) or _are_tables(after):
            yield from _lists(key, _entries(before), _entries(after), place, basis)
        elif _is_named_table(before, after, place):
            item = f"{place.item} {key if place.path else key.replace('_', ' ')}".strip()
            yield from _entry(before, after, place.below(key, item, basis))
        else:
            yield _value(key, before, after, place, basis)


def _entry(before: object, after: object, where: _Place, known_by: str = "") -> Iterator[Change]:
    """Two versions of one table, or the only one; what it is ``known_by`` is not said again."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _tables(before, after, where)
    elif isinstance(after, dict):
        told = where.all_of(after, known_by)
        words = f"added: {where.item}{_basis(where.basis)}: {told}"
        yield Change("added", where.path, before, after, words)
    else:
        told = where.all_of(_table(before), known_by, is_old=True)
        yield Change("withdrawn", where.path, before, after, f"withdrawn: {where.item}: {told}")


def _examples(before: object, after: object, place: _Place) -> Change:
    words = f"{_of(place)}the worked examples changed"
    return Change("changed", place.path_of("examples"), before, after, words)


def _is_named_table(before: object, after: object, place: _Place) -> bool:
    """Whether both versions, or the only one, are a table of their own and not a rule."""
    if not all(one is None or isinstance(one, dict) for one in (before, after)):
        return False
    rules = (say.rule_in(before, place.old_sections), say.rule_in(after, place.new_sections))
    return rules == (None, None)


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _table(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}


def _entries(value: object) -> list[dict[str, object]]:
    return [_table(one) for one in value] if isinstance(value, list) else []


def _lists(
    key: str,
    old: list[dict[str, object]],
    new: list[dict[str, object]],
    place: _Place,
    basis: str,
) -> Iterator[Change]:
    """Two versions of a list of tables: the same identity is the same entry, in order."""
    left, arrived = _without(old, new), _without(new, old)
    if not left and not arrived:
        words = f"{_of(place)}the order of each {say.parted(key)[0]} changed"
        yield Change("changed", place.path_of(key), None, None, words)
    for entry in arrived:
        before = next((one for one in left if say.identity_of(one) == say.identity_of(entry)), None)
        if before is not None:
            left.remove(before)
        where = place.below(key, _item(key, entry, place), say.basis_of("", entry, basis))
        yield from _entry(before, entry, where, say.identity_of(entry)[0])
    for entry in left:
        where = place.below(key, _item(key, entry, place), basis)
        yield from _entry(entry, None, where, say.identity_of(entry)[0])


def _without(
    these: Iterable[dict[str, object]], those: Iterable[dict[str, object]]
) -> list[dict[str, object]]:
    """What is in one list and not as it is in the other."""
    others = list(those)
    left = []
    for one in these:
        if one in others:
            others.remove(one)
        else:
            left.append(one)
    return left


def _item(key: str, entry: Content, place: _Place) -> str:
    named = say.name_of(key.replace("_", " "), entry)
    return f"{place.item}, {named}" if place.item else named


def _value(key: str, before: object, after: object, place: _Place, basis: str) -> Change:
    label = f"{_of(place)}{say.parted(key)[0]}"
    was, now = place.told(key, before, is_old=True), place.told(key, after)
    path, why = place.path_of(key), _basis("" if key.endswith("provenance") else basis)
    if before is None:
        return Change("added", path, None, after, f"{label}, not stated before: {now}{why}")
    if after is None:
        return Change("withdrawn", path, before, None, f"{label}: no longer stated; it was {was}")
    if moved := place.moved(before, after):
        words = f"{label}{moved}{why}"
    elif isinstance(before, list) and isinstance(after, list) and not _numbers(before, after):
        words = f"{label}: {say.moved(before, after)}{why}"
    elif max(len(was), len(now)) > say.LONG:
        words = f'{label} now reads "{now}"; it read "{was}"{why}'
    else:
        words = f"{label}: {was.removesuffix(say.parted(key)[1])} -> {now}{why}"
    return Change("changed", path, before, after, words)


def _numbers(*lists: list[object]) -> bool:
    return all(isinstance(one, int | float) for each in lists for one in each)


def _of(place: _Place) -> str:
    return f"{place.item}: " if place.item else ""


def _basis(words: str) -> str:
    return f" ({words})" if words else ""
