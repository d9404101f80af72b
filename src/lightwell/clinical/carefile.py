"""Read and check what stands around the doses of a programme."""

from __future__ import annotations

from collections.abc import Collection

from .care import (
    COMPONENTS,
    CRITERIA,
    FORMULATIONS,
    POSITIONS,
    STAGES,
    TIMINGS,
    Care,
    CommonCare,
    Component,
    Criterion,
    Guard,
    Measure,
    SafetyCheck,
    TakeHome,
)
from .library import Library
from .predicates import Predicate, facts_of
from .programme import ROUTE_WORDS, Basis
from .tables import Table


def read_care(
    table: Table, phases: Collection[str], routes: Collection[str], source: Library
) -> Care:
    """The care of one programme: its own parts, and what holds for its ways of giving."""
    common = source.common_care
    home = table.texts_of("take_home", default=())
    for one in home:
        if one not in common.take_home.formulations or one not in routes:
            raise table.fault("take_home", f"{one!r} cannot go home here.", "Take it out.")
    return Care(
        components=tuple(_component(one, phases, source) for one in table.tables_of("component")),
        measures=tuple(_measure(one, phases, source) for one in table.tables_of("measure")),
        criteria=tuple(_criterion(one, phases, source) for one in table.tables_of("criterion")),
        guards=tuple(one for one in common.guards if set(one.routes) & set(routes)),
        checks=tuple(one for one in common.checks if set(one.routes) & set(routes)),
        take_home=home,
    )


def read_common_care(source: Library) -> CommonCare:
    """The three files that hold for every programme."""
    stages = source.read("rules/life_stages.toml")
    long_term = source.read("rules/long_term_checks.toml")
    made = CommonCare(
        stages=source.header_of(stages),
        guards=tuple(_guard(one, source) for one in stages.tables_of("guard")),
        long_term=source.header_of(long_term),
        checks=tuple(_check(one, source) for one in long_term.tables_of("check")),
        take_home=_take_home(source.read("rules/take_home.toml"), source),
    )
    for table, parts in ((stages, made.guards), (long_term, made.checks)):
        table.done()
        ids = [one.id for one in parts]
        if not ids or len(ids) != len(set(ids)):
            raise table.fault("id", "there is none, or two share one.", "Name each once.")
    return made


def basis_of(entry: Table, source: Library, prefix: str = "") -> Basis:
    """Where a part comes from; without a source it does not load."""
    key = entry.text_of(f"{prefix}source")
    if key not in source.sources:
        raise entry.fault(f"{prefix}source", f"{key!r} is not in sources.toml.", "Add it there.")
    return Basis(source.sources[key], entry.provenance_of(f"{prefix}provenance"))


def rule_in(entry: Table, key: str, source: Library) -> Predicate:
    """A rule below this key, every fact of which is in the dictionary."""
    rule = entry.rule_of(key)
    for fact in sorted(facts_of(rule)):
        if fact not in source.dictionary.facts:
            raise entry.fault(key, f"{fact!r} is not in dictionary.toml.", "Add it there.")
    return rule


def phase_in(entry: Table, phases: Collection[str]) -> str:
    """The phase that a part belongs to; empty for the whole course."""
    name = entry.text_of("phase", default="")
    if name and name not in phases:
        raise entry.fault("phase", f"{name!r} is no phase here.", f"Use: {', '.join(phases)}.")
    return name


def _count(entry: Table) -> tuple[int, int] | None:
    if not entry.has("count"):
        return None
    low, *rest = entry.take("count", list)
    whole = [one for one in (low, *rest) if isinstance(one, int) and not isinstance(one, bool)]
    if len(whole) != 1 + len(rest) or len(whole) != 2 or not 1 <= whole[0] <= whole[1]:
        raise entry.fault("count", "is not a lower and an upper number.", "Write it as [1, 3].")
    return whole[0], whole[1]


def _component(entry: Table, phases: Collection[str], source: Library) -> Component:
    made = Component(
        kind=entry.one_of("kind", COMPONENTS),
        title=entry.text_of("title"),
        phase=phase_in(entry, phases),
        timing=entry.one_of("timing", TIMINGS),
        count=_count(entry),
        within_hours=entry.take("within_hours", int, 0),
        review_every_days=entry.take("review_every_days", int, 0),
        words=entry.text_of("words"),
        basis=basis_of(entry, source),
    )
    entry.done()
    return made


def _measure(entry: Table, phases: Collection[str], source: Library) -> Measure:
    instrument = entry.text_of("instrument")
    if instrument not in source.instruments:
        raise entry.fault("instrument", f"there is no {instrument!r}.", "Name an instrument.")
    if entry.has("from_min") == entry.has("from_day"):
        problem = "a measure has from_min or from_day."
        raise entry.fault("from_min", problem, "Give exactly one of them.")
    made = Measure(
        instrument=instrument,
        phase=phase_in(entry, phases),
        from_min=entry.take("from_min", int, 0),
        from_day=entry.take("from_day", int, 0),
        every_days=entry.take("every_days", int, 0),
        words=entry.text_of("words"),
        basis=basis_of(entry, source),
    )
    entry.done()
    return made


def _criterion(entry: Table, phases: Collection[str], source: Library) -> Criterion:
    made = Criterion(
        id=entry.text_of("id"),
        kind=entry.one_of("kind", CRITERIA),
        phase=phase_in(entry, phases),
        when=rule_in(entry, "when", source),
        ask=entry.text_of("ask"),
        settled_by=entry.text_of("settled_by"),
        override=entry.text_of("override", default=""),
        basis=basis_of(entry, source),
    )
    entry.done()
    return made


def _routes(entry: Table) -> tuple[str, ...]:
    routes = entry.texts_of("routes")
    for one in routes:
        if one not in ROUTE_WORDS:
            known = ", ".join(ROUTE_WORDS)
            raise entry.fault("routes", f"{one!r} is no route.", f"Use: {known}.")
    return routes


def _guard(entry: Table, source: Library) -> Guard:
    made = Guard(
        id=entry.text_of("id"),
        routes=_routes(entry),
        stage=entry.one_of("stage", STAGES),
        when=rule_in(entry, "when", source),
        position=entry.one_of("position", POSITIONS),
        asks=entry.text_of("asks"),
        evidence=entry.text_of("evidence"),
        basis=basis_of(entry, source),
    )
    entry.done()
    return made


def _check(entry: Table, source: Library) -> SafetyCheck:
    made = SafetyCheck(
        id=entry.text_of("id"),
        of=entry.text_of("of"),
        title=entry.text_of("title"),
        routes=_routes(entry),
        at_baseline=entry.take("at_baseline", bool),
        every_days=entry.take("every_days", int, 0),
        every_sessions=entry.take("every_sessions", int, 0),
        holds=entry.take("holds", bool),
        settled_by=entry.text_of("settled_by", default=""),
        override=entry.text_of("override", default=""),
        held_by=entry.text_of("held_by", default=""),
        when=rule_in(entry, "when", source) if entry.has("when") else None,
        ask=entry.text_of("ask"),
        basis=basis_of(entry, source),
    )
    entry.done()
    if not (made.at_baseline or made.every_days or made.every_sessions):
        raise entry.fault("at_baseline", "it is never due.", "Give a time at which it is due.")
    if made.holds and bool(made.settled_by) == bool(made.held_by):
        problem = "a check that holds names who settles it, or the item that holds already."
        raise entry.fault("holds", problem, "Give one of settled_by and held_by.")
    facts = [made.recorded, *([made.current] if made.settled_by else [])]
    if missing := [one for one in facts if one not in source.dictionary.facts]:
        raise entry.fault("of", f"{missing[0]!r} is not in dictionary.toml.", "Add it there.")
    return made


def _take_home(table: Table, source: Library) -> TakeHome:
    header = source.header_of(table)
    formulations = table.texts_of("formulations")
    for one in formulations:
        if one not in FORMULATIONS:
            raise table.fault("formulations", f"{one!r} is none.", "Use: sublingual, oral.")
    supply = table.table_of("supply")
    made = TakeHome(
        header=header,
        formulations=formulations,
        supply_days=supply.take("days", int),
        check_in_days=supply.take("check_in_days", int),
        criteria=tuple(_criterion(one, (), source) for one in table.tables_of("criterion")),
        basis=basis_of(supply, source),
    )
    supply.done()
    table.done()
    if not made.criteria:
        raise table.fault("criterion", "is missing.", "Name what must be so, one by one.")
    return made
