"""How much change on an instrument means something, with where each limit comes from."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from .tables import Table


@frozen
class Remission:
    """One convention for calling a total remission; trials of one instrument use several."""

    id: str
    at_most: int
    words: str
    source: str


@frozen
class Change:
    """The limits of an instrument, in points or in per cent of the baseline.

    The first of ``remissions`` is the one that a plain "remission" means. ``reliable`` and
    ``deterioration`` are absent where no limit was found or adopted.
    """

    response_percent: int
    partial_percent: int
    remissions: tuple[Remission, ...]
    reliable: int | None
    deterioration: int | None

    @property
    def remission(self) -> Remission:
        """The convention that is meant where none is named."""
        return self.remissions[0]


def read_change(entry: Table, sources: Collection[str]) -> Change:
    """Read the ``[change]`` table of an instrument file; every limit names its provenance."""
    change = Change(
        response_percent=entry.take("response_percent", int),
        partial_percent=entry.take("partial_percent", int),
        remissions=tuple(_remission(one, sources) for one in entry.tables_of("remission")),
        reliable=_optional(entry, "reliable"),
        deterioration=_optional(entry, "deterioration"),
    )
    entry.provenances()
    entry.done()
    if not change.remissions:
        raise entry.fault("remission", "is missing.", "Add at least one [[change.remission]].")
    return change


def _optional(entry: Table, key: str) -> int | None:
    return entry.take(key, int) if entry.has(key) else None


def _remission(entry: Table, sources: Collection[str]) -> Remission:
    found = Remission(
        id=entry.text_of("id"),
        at_most=entry.take("at_most", int),
        words=entry.text_of("words"),
        source=entry.text_of("source"),
    )
    entry.provenance_of("provenance")
    entry.done()
    if found.source not in sources:
        raise entry.fault("source", f"{found.source!r} is not a source here.", "Add it to sources.")
    return found
