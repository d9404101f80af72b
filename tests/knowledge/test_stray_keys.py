"""A key that nobody reads is refused in every table: a misspelt limit would silently not hold."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from lightwell import knowledge
from lightwell.clinical.errors import KnowledgeError
from lightwell.clinical.library import Library
from lightwell.clinical.tables import Table

FILES: dict[str, Callable[[Library], object]] = {
    "rules/dosing.toml": lambda made: made.dosing,
    "rules/flags.toml": lambda made: made.flags,
    "rules/readiness.toml": lambda made: made.gates,
    "rules/discharge.toml": lambda made: made.gates,
    "rules/risk.toml": lambda made: made.risk,
    "rules/reasons.toml": lambda made: made.reasons,
    "rules/eligibility/indication.toml": lambda made: made.eligibility,
    "rules/eligibility/safety.toml": lambda made: made.eligibility,
    "rules/eligibility/readiness.toml": lambda made: made.eligibility,
    "definitions/eu_smpc.toml": lambda made: made.definitions,
    "definitions/spravato_us.toml": lambda made: made.definitions,
    "staging/maudsley.toml": lambda made: made.stagings,
    "staging/thase_rush.toml": lambda made: made.stagings,
    "staging/european.toml": lambda made: made.stagings,
    "billing.toml": lambda made: made.billing,
    "augmentation.toml": lambda made: made.courses,
    "instruments/phq9.toml": lambda made: made.instruments["phq9"],
    "instruments/qids16.toml": lambda made: made.instruments["qids16"],
    "instruments/cssrs_screener.toml": lambda made: made.instruments["cssrs_screener"],
    "instruments/moaas.toml": lambda made: made.instruments["moaas"],
    "programmes/iv-series.toml": lambda made: made.programmes,
    "programmes/kap.toml": lambda made: made.programmes,
}
# What stands in these is a case, an order or an answer; it is read by the engine, which refuses
# a stranger when the example is worked out.
FREE = {"given", "case", "expect", "episode", "trials", "examples", "answers", "met", "not_met"}


class Altered(Library):
    """The library that ships, with a key more in one table of one file."""

    def __init__(self, name: str, path: tuple[str | int, ...]) -> None:
        super().__init__(knowledge.ROOT)
        self.name, self.path = name, path

    def read(self, name: str) -> Table:
        table = super().read(name)
        if name != self.name:
            return table
        content = deepcopy(dict(table.content))
        inside: Any = content
        for step in self.path:
            inside = inside[step]
        inside["stray"] = 1
        return Table(name, table.text, content)


def tables(inside: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every table below one, the first of each list standing for all of it."""
    if isinstance(inside, Mapping):
        yield path
        for key, value in inside.items():
            yield from tables(value, (*path, key))
    elif isinstance(inside, list):
        for place, value in enumerate(inside[:1]):
            yield from tables(value, (*path, place))


PLACES = [
    (name, path)
    for name in FILES
    for path in tables(tomllib.loads((knowledge.ROOT / name).read_text(encoding="utf-8")))
    if not FREE & set(path)
]


@pytest.mark.parametrize(("name", "path"), PLACES)
def test_a_stray_key_is_refused(name: str, path: tuple[str | int, ...]) -> None:
    with pytest.raises(KnowledgeError) as refused:
        FILES[name](Altered(name, path))
    assert refused.value.file == name
