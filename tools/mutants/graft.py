"""Put a mutant's code into functions that already live in this process, without a new import."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import _lru_cache_wrapper
from types import CodeType, FunctionType

Place = tuple[str, str, int]


def place_of(code: CodeType) -> Place:
    """What a function is known by: its file, its name with its class, its first line."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def living(files: Iterable[str]) -> dict[Place, list[FunctionType]]:
    """Every function that was made from these files, decorated ones too."""
    wanted = set(files)
    found: dict[Place, list[FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename in wanted:
            found.setdefault(place_of(one.__code__), []).append(one)
    return found


def caches(package: str) -> list[_lru_cache_wrapper[object]]:
    """The functions of the package that keep their answers."""
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, _lru_cache_wrapper) and one.__module__.startswith(package)
    ]


def changed(old: CodeType, new: CodeType) -> list[CodeType] | None:
    """The functions that a mutant changes; None when it changes what runs at import."""
    if _without_functions(old) != _without_functions(new):
        return None
    found: list[CodeType] = []
    for before, after in zip(_codes(old), _codes(new), strict=True):
        if before == after:
            continue
        if after.co_flags & inspect.CO_OPTIMIZED:
            found.append(after)
            continue
        inside = changed(before, after)
        if inside is None:
            return None
        found += inside
    return found


def is_known(code: CodeType, functions: Mapping[Place, list[FunctionType]]) -> bool:
    """Whether it can be told which living functions this code is for."""
    here = functions.get(place_of(code), [])
    alike = {one.__code__ for one in here}
    return len(alike) == 1 and here[0].__code__.co_freevars == code.co_freevars


def graft(codes: Iterable[CodeType], functions: Mapping[Place, list[FunctionType]]) -> None:
    """Give living functions a mutant's code; those made inside of them earlier, too."""
    for code in codes:
        for function in functions.get(place_of(code), ()):
            if function.__code__.co_freevars == code.co_freevars:
                function.__code__ = code
        graft(_codes(code), functions)


def _codes(code: CodeType) -> Iterator[CodeType]:
    return (one for one in code.co_consts if isinstance(one, CodeType))


def _without_functions(code: CodeType) -> CodeType:
    kept = tuple(None if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_consts=kept)
