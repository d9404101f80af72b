"""Read and check a programme file: every phase reached, every exit led on, all with sources."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeVar

from .doserules import decimal_of, decimals_of
from .library import Library
from .predicates import Predicate, facts_of
from .programme import (
    ANCHORS,
    END,
    ENDS,
    OBSERVED,
    ROUTE_WORDS,
    STATUSES,
    Basis,
    DoseLimits,
    Exit,
    Observe,
    Phase,
    Programme,
    Review,
    Rhythm,
    Series,
    Titration,
    Visit,
)
from .tables import Table

T = TypeVar("T")


def read_programme(source: Library, name: str) -> Programme:
    """Read and check one programme file."""
    table = source.read(f"programmes/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", f"Write {name!r}.")
    made = Programme(
        header=header,
        status=_one_of(table, "status", STATUSES),
        dose=_dose(table.table_of("dose"), source),
        visit=_visit(table.table_of("visit"), source),
        titrations=tuple(_titration(one, source) for one in table.tables_of("titration")),
        phases=tuple(_phase(one, source) for one in table.tables_of("phase")),
        observe=tuple(_observe(one, source) for one in table.tables_of("observe")),
        reviews=tuple(_review(one, source) for one in table.tables_of("review")),
    )
    table.done()
    _check_phases(made, table)
    _check_reviews(made, table)
    return made


def _one_of(table: Table, key: str, allowed: tuple[str, ...]) -> str:
    value = table.text_of(key)
    if value not in allowed:
        raise table.fault(key, f"{value!r} is none of these.", f"Use: {', '.join(allowed)}.")
    return value


def _basis(entry: Table, source: Library) -> Basis:
    key = entry.text_of("source")
    if key not in source.sources:
        raise entry.fault("source", f"{key!r} is not in sources.toml.", "Add it there.")
    return Basis(source.sources[key], entry.provenance_of("provenance"))


def _rule(entry: Table, key: str, source: Library) -> Predicate | None:
    if not entry.has(key):
        return None
    rule = entry.rule_of(key)
    for fact in sorted(facts_of(rule)):
        if fact not in source.dictionary.facts:
            raise entry.fault(key, f"{fact!r} is not in dictionary.toml.", "Add it there.")
    return rule


def _done(entry: Table, made: T) -> T:
    entry.done()
    return made


def _pair(entry: Table, key: str) -> tuple[Decimal, Decimal]:
    low, *rest = decimals_of(entry, key)
    if len(rest) != 1 or low > rest[0]:
        raise entry.fault(key, "is not a lower and an upper limit.", "Write it as [40, 60].")
    return low, rest[0]


def _dose(entry: Table, source: Library) -> DoseLimits:
    limits = DoseLimits(
        agent=_one_of(entry, "agent", ("ketamine",)),
        route=_one_of(entry, "route", tuple(ROUTE_WORDS)),
        start=decimal_of(entry, "start_mg_per_kg"),
        lowest=decimal_of(entry, "lowest_mg_per_kg"),
        cap=decimal_of(entry, "cap_mg_per_kg"),
        refused_from=decimal_of(entry, "refused_from_mg_per_kg"),
        ceiling=decimal_of(entry, "ceiling_mg"),
        above_cap_signed_by=entry.text_of("above_cap_signed_by"),
        usual_minutes=_pair(entry, "usual_minutes"),
        minutes=_pair(entry, "minutes"),
        volume_ml=_pair(entry, "total_volume_ml"),
        meaning=entry.text_of("meaning"),
        basis=_basis(entry, source),
    )
    entry.done()
    if not 0 < limits.lowest <= limits.start <= limits.cap < limits.refused_from:
        raise entry.fault("cap_mg_per_kg", "the doses are not in order.", "Order them.")
    if limits.refused_from > 10 * limits.lowest:
        problem = "a dose ten times too high could pass."
        raise entry.fault("refused_from_mg_per_kg", problem, "Make it ten times the lowest.")
    fastest = source.dosing.fastest_mg_per_kg_per_min
    if limits.refused_from / limits.minutes[0] > fastest:
        problem = f"a dose could run faster than {fastest} mg/kg/min."
        raise entry.fault("minutes", problem, "Lengthen the shortest infusion.")
    return limits


def _visit(entry: Table, source: Library) -> Visit:
    visit = Visit(preparation_min=entry.take("preparation_min", int), basis=_basis(entry, source))
    entry.done()
    if visit.preparation_min < 0:
        raise entry.fault("preparation_min", "is below zero.", "Give minutes, 0 or more.")
    return visit


def _titration(entry: Table, source: Library) -> Titration:
    when = _rule(entry, "when", source)
    if when is None:
        raise entry.fault("when", "is missing.", "Say when the step is thought of.")
    return _done(
        entry,
        Titration(
            after_session=entry.take("after_session", int),
            from_mg_per_kg=decimal_of(entry, "from_mg_per_kg"),
            to_mg_per_kg=decimal_of(entry, "to_mg_per_kg"),
            when=when,
            decided_by=entry.text_of("decided_by"),
            basis=_basis(entry, source),
        ),
    )


def _phase(entry: Table, source: Library) -> Phase:
    series = _series(entry.table_of("series")) if entry.has("series") else None
    phase = Phase(
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        series=series,
        rhythms=tuple(_rhythm(one, series, source) for one in entry.tables_of("rhythm")),
        interval_steps_days=_days(entry, "interval_steps_days"),
        review_every_sessions=entry.take("review_every_sessions", int, 0),
        review_every_days=entry.take("review_every_days", int, 0),
        exits=tuple(_exit(one, source) for one in entry.tables_of("exit")),
        basis=_basis(entry, source),
    )
    entry.done()
    if (series is None) == (not phase.interval_steps_days):
        problem = "a phase has a series or interval steps."
        raise entry.fault("series", problem, "Give exactly one of them.")
    if series is not None and not phase.rhythms:
        raise entry.fault("rhythm", "is missing.", "Add a [[phase.rhythm]].")
    return phase


def _days(entry: Table, key: str) -> tuple[int, ...]:
    days = entry.take(key, list, [])
    if any(isinstance(day, bool) or not isinstance(day, int) for day in days):
        raise entry.fault(key, "is not a list of whole days.", "Write it as [0, 3, 7].")
    if days != sorted(set(days)):
        raise entry.fault(key, "does not rise.", "Put the days in order.")
    return tuple(days)


def _series(entry: Table) -> Series:
    series = Series(*(entry.take(key, int) for key in ("count", "within_days", "min_gap_days")))
    entry.done()
    if series.count < 1 or (series.count - 1) * series.min_gap_days >= series.within_days:
        raise entry.fault("count", "does not fit into within_days.", "Correct one of them.")
    return series


def _rhythm(entry: Table, series: Series | None, source: Library) -> Rhythm:
    rhythm = Rhythm(entry.take("per_week", int), _days(entry, "days"), _basis(entry, source))
    entry.done()
    if series is None or len(rhythm.days) != series.count or rhythm.days[0] != 0:
        raise entry.fault("days", "does not give each session a day.", "Begin with 0.")
    gaps = [after - before for before, after in zip(rhythm.days, rhythm.days[1:], strict=False)]
    if min(gaps, default=series.min_gap_days) < series.min_gap_days:
        raise entry.fault("days", "are closer than min_gap_days.", "Spread them.")
    if rhythm.days[-1] >= series.within_days:
        raise entry.fault("days", "run beyond within_days.", "Shorten the rhythm.")
    return rhythm


def _exit(entry: Table, source: Library) -> Exit:
    return _done(
        entry,
        Exit(
            to=entry.text_of("to"),
            words=entry.text_of("words"),
            when=_rule(entry, "when", source),
            seen_times=entry.take("seen_times", int, 1),
            decided_by=entry.text_of("decided_by"),
            basis=_basis(entry, source),
        ),
    )


def _observe(entry: Table, source: Library) -> Observe:
    if entry.has("every_min") == entry.has("at_min_after"):
        problem = "a line of the schedule has every_min or at_min_after."
        raise entry.fault("every_min", problem, "Give exactly one of them.")
    repeats = entry.has("every_min")
    key = "every_min" if repeats else "at_min_after"
    minutes = entry.take(key, int)
    if minutes < 1:
        raise entry.fault(key, f"{minutes} is no interval.", "Give minutes, 1 or more.")
    return _done(
        entry,
        Observe(
            what=_one_of(entry, "what", OBSERVED),
            every_min=minutes if repeats else 0,
            at_min_after=0 if repeats else minutes,
            start=_one_of(entry, "from", ANCHORS),
            until=_one_of(entry, "until", ENDS) if repeats else "",
            basis=_basis(entry, source),
        ),
    )


def _review(entry: Table, source: Library) -> Review:
    return _done(
        entry,
        Review(
            after_session=entry.take("after_session", int),
            asks=entry.text_of("asks"),
            choices=entry.texts_of("choices"),
            consider_stopping_when=_rule(entry, "consider_stopping_when", source),
            basis=_basis(entry, source),
        ),
    )


# ------------------------------------------------------------------ what must hold of the whole


def _check_phases(made: Programme, table: Table) -> None:
    """Every phase can be reached from the first, and each has a way to the end."""
    phases = {phase.id: phase for phase in made.phases}
    if not phases or len(phases) != len(made.phases):
        raise table.fault("phase", "there is none, or two share an id.", "Name each once.")
    for phase in made.phases:
        for one in phase.exits:
            if one.to not in (*phases, END):
                raise table.fault("to", f"{one.to!r} is no phase here.", "Name a phase or end.")
        if END not in _reached(phase.id, phases):
            raise table.fault("exit", f"{phase.id!r} has no way to the end.", "Add an exit.")
    missed = set(phases) - set(_reached(made.phases[0].id, phases))
    if missed:
        raise table.fault(
            "phase", f"{min(missed)!r} is never reached.", "Add an exit that leads there."
        )


def _reached(first: str, phases: dict[str, Phase]) -> set[str]:
    found: set[str] = set()
    waiting = [first]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += [one.to for one in phases[here].exits] if here in phases else []
    return found


def _check_reviews(made: Programme, table: Table) -> None:
    longest = max((phase.series.count for phase in made.phases if phase.series), default=0)
    for session in _sessions_named(made):
        if not 1 <= session <= longest:
            problem = f"there is no session {session}."
            raise table.fault("after_session", problem, f"Give 1 to {longest}.")


def _sessions_named(made: Programme) -> Iterator[int]:
    yield from (one.after_session for one in made.reviews)
    yield from (one.after_session for one in made.titrations)
