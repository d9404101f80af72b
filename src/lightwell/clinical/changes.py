"""How much change on an instrument means something, with where each limit comes from."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from .tables import Table


@frozen
class Remission:
    """One convention for calling a total remission; trials of one instrument use several.

    It holds at most at a total, or from a total on where a high total is good.
    """

    id: str
    words: str
    source: str
    at_most: int | None = None
    at_least: int | None = None

    def holds(self, total: int) -> bool:
        """Whether this total is remission by this convention."""
        if self.at_most is not None:
            return total <= self.at_most
        return self.at_least is not None and total >= self.at_least


@frozen
class RelapseLimit:
    """From which total on a person who had been well is ill again, and whose limit that is."""

    at_least: int
    words: str
    source: str


@frozen
class Change:
    """The limits of an instrument: in per cent of the baseline, in points, or as a rating.

    ``response_at_most`` is for a rating that itself says how much better a person is. The first
    of ``remissions`` is the one that a plain "remission" means. What no limit was found or
    adopted for is absent.
    """

    response_percent: int | None
    response_points: int | None
    response_at_most: int | None
    partial_percent: int | None
    remissions: tuple[Remission, ...]
    reliable: int | None
    deterioration: int | None
    relapse: RelapseLimit | None = None

    @property
    def remission(self) -> Remission | None:
        """The convention that is meant where none is named."""
        return self.remissions[0] if self.remissions else None


RESPONSES = ("response_percent", "response_points", "response_at_most")


def read_change(entry: Table, sources: Collection[str]) -> Change:
    """Read the ``[change]`` table of an instrument file; every limit names its provenance."""
    change = Change(
        response_percent=_optional(entry, "response_percent"),
        response_points=_optional(entry, "response_points"),
        response_at_most=_optional(entry, "response_at_most"),
        partial_percent=_optional(entry, "partial_percent"),
        remissions=tuple(_remission(one, sources) for one in entry.tables_of("remission")),
        reliable=_optional(entry, "reliable"),
        deterioration=_optional(entry, "deterioration"),
        relapse=_relapse(entry.table_of("relapse"), sources) if entry.has("relapse") else None,
    )
    entry.provenances()
    entry.done()
    _check(entry, change)
    return change


def _check(entry: Table, change: Change) -> None:
    """One rule of response at most, each limit with its provenance, and at least one limit."""
    given = [key for key in RESPONSES if entry.has(key)]
    if len(given) > 1:
        raise entry.fault(given[1], f"and {given[0]} exclude each other.", "Keep one of them.")
    if change.partial_percent is not None and change.response_percent is None:
        raise entry.fault("partial_percent", "has no response_percent.", "Add it.")
    for key in ("reliable", "deterioration", "partial_percent", *RESPONSES):
        kind = key.split("_", 1)[0]
        if entry.has(key) and not entry.has(f"{kind}_provenance"):
            raise entry.fault(f"{kind}_provenance", "is missing.", "Say where the limit is from.")
    if not any(entry.has(key) for key in ("remission", "reliable", "deterioration", *RESPONSES)):
        raise entry.fault("change", "names no limit.", "Give a limit, or remove the table.")


def _optional(entry: Table, key: str) -> int | None:
    return entry.take(key, int) if entry.has(key) else None


def _remission(entry: Table, sources: Collection[str]) -> Remission:
    found = Remission(
        id=entry.text_of("id"),
        words=entry.text_of("words"),
        source=entry.text_of("source"),
        at_most=_optional(entry, "at_most"),
        at_least=_optional(entry, "at_least"),
    )
    entry.provenance_of("provenance")
    entry.done()
    if (found.at_most is None) == (found.at_least is None):
        raise entry.fault("at_most", "or at_least: one of them.", "Give one limit.")
    _check_source(entry, found.source, sources)
    return found


def _relapse(entry: Table, sources: Collection[str]) -> RelapseLimit:
    found = RelapseLimit(
        at_least=entry.take("at_least", int),
        words=entry.text_of("words"),
        source=entry.text_of("source"),
    )
    entry.provenance_of("provenance")
    entry.done()
    _check_source(entry, found.source, sources)
    return found


def _check_source(entry: Table, source: str, sources: Collection[str]) -> None:
    if source not in sources:
        raise entry.fault("source", f"{source!r} is not a source here.", "Add it to sources.")
