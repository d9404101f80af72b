"""Knowledge files that are read one by one, when each is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class OnFirstUse(Mapping[str, T]):
    """Knowledge files by id, each read when it is first asked for and then kept."""

    def __init__(self, names: Sequence[str], read: Callable[[str], T]) -> None:
        self._names = tuple(names)
        self._read = read
        self._kept: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._kept:
            if name not in self._names:
                raise KeyError(name)
            self._kept[name] = self._read(name)
        return self._kept[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names  # without reading the file

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
