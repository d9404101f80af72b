"""The mutants of one module: where each stands, what it says instead, and its code."""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from . import operators

MARKERS = ("TypeVar", "cast", "ParamSpec")
SHOWN = 100


@dataclass(frozen=True)
class Source:
    """A module of the package under test."""

    name: str
    path: Path
    tree: ast.Module
    text: str

    @property
    def short(self) -> str:
        """The module's own name, without its package."""
        return self.name.rpartition(".")[2]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def code(self) -> CodeType:
        """The module as it stands in the tree now: with a mutant's change, or without."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return compile(self.tree, str(self.path), "exec", dont_inherit=True)


@dataclass(frozen=True)
class Mutant:
    """One change: a field of a node of the tree holds something else."""

    source: Source = field(repr=False)
    where: str
    lines: range
    told: str
    parent: ast.AST = field(repr=False)
    slot: tuple[str, int | None] = field(repr=False)
    new: ast.AST = field(repr=False)

    @property
    def key(self) -> str:
        """What names this mutant also after lines have moved."""
        return f"{self.function}: {self.told}"

    @property
    def function(self) -> str:
        """The module and the function in which it stands."""
        return f"{self.source.short}.{self.where}"

    def code(self) -> CodeType:
        """The code of the whole module with this change; the tree is left as it was."""
        with_change = _set(self.parent, self.slot, self.new)
        try:
            return self.source.code()
        finally:
            _set(self.parent, self.slot, with_change)


def read_source(name: str, path: Path) -> Source:
    """Read a module."""
    text = path.read_text(encoding="utf-8")
    return Source(name, path, ast.parse(text), text)


def mutants_of(source: Source) -> list[Mutant]:
    """Every mutant of a module in the order of its lines."""
    seen: Counter[str] = Counter()
    made = []
    for mutant in _Walk(source).mutants():
        seen[mutant.key] += 1
        if seen[mutant.key] > 1:
            told = f"{mutant.told} (no. {seen[mutant.key]})"
            mutant = Mutant(**{**vars(mutant), "told": told})
        made.append(mutant)
    return made


def _set(parent: ast.AST, slot: tuple[str, int | None], new: ast.AST) -> ast.AST:
    """Put a node in a place; what stood there."""
    name, index = slot
    held = getattr(parent, name)
    if index is None:
        setattr(parent, name, new)
        return held  # type: ignore[no-any-return]
    old: ast.AST = held[index]
    held[index] = new
    return old


class _Walk:
    """Walks a module and knows in which function and in which statement it is."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def mutants(self) -> Iterator[Mutant]:
        yield from self._below(self.source.tree, "", range(0))

    def _below(self, node: ast.AST, where: str, lines: range) -> Iterator[Mutant]:
        for slot, child in _children(node):
            inside, at = where, lines
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inside = f"{where}.{child.name}".lstrip(".")
            if isinstance(child, ast.stmt):
                at = _lines_of(child)
            yield from self._here(node, slot, child, inside, at)
            yield from self._below(child, inside, at)

    def _here(
        self, node: ast.AST, slot: tuple[str, int | None], child: ast.AST, where: str, lines: range
    ) -> Iterator[Mutant]:
        news = list(operators.variants(child))
        if isinstance(child, ast.expr) and _is_condition(node, slot[0]):
            news += operators.negated(child)
        for new in news:
            ast.copy_location(new, child)
            ast.fix_missing_locations(new)
            told = _told(node, slot, child, new)
            yield Mutant(self.source, where or "(module)", lines, told, node, slot, new)


def _children(node: ast.AST) -> Iterator[tuple[tuple[str, int | None], ast.AST]]:
    """What runs below a node: no annotations, decorators, texts for people, or type checking."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "format_spec", "bases"}:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _is_left_out(node, child):
                yield (name, index), child


def _is_left_out(parent: ast.AST, child: ast.AST) -> bool:
    match child:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Call(func=ast.Name(id=name)) if name in MARKERS:
            return True
        case ast.Subscript(value=ast.Name(id="Literal")):
            return True
        case ast.Constant():
            # A piece of a sentence, or a docstring.
            return isinstance(parent, ast.JoinedStr | ast.Expr)
        case ast.Assign(targets=[ast.Name(id=name)]) if name in {"__all__", "__slots__"}:
            return True
    return False


def _is_condition(parent: ast.AST, name: str) -> bool:
    if isinstance(parent, ast.If | ast.While | ast.IfExp):
        return name == "test"
    return isinstance(parent, ast.comprehension) and name == "ifs"


def _lines_of(statement: ast.stmt) -> range:
    """The lines of a statement itself, without those of the statements inside it."""
    last = statement.end_lineno or statement.lineno
    body = getattr(statement, "body", None)
    if body and not isinstance(statement, ast.FunctionDef | ast.ClassDef):
        last = max(statement.lineno, body[0].lineno - 1)
    elif body:
        last = statement.lineno
    return range(statement.lineno, last + 1)


def _told(parent: ast.AST, slot: tuple[str, int | None], old: ast.AST, new: ast.AST) -> str:
    """The change in words: with what stands around it, where that is short."""
    around = parent if isinstance(parent, ast.expr | ast.keyword | ast.Return) else None
    if around is not None and len(ast.unparse(around)) <= SHOWN:
        before = ast.unparse(around)
        _set(parent, slot, new)
        after = ast.unparse(ast.fix_missing_locations(around))
        _set(parent, slot, old)
    else:
        before, after = ast.unparse(old), ast.unparse(new)
    return f"{_short(before)} → {_short(after)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
