"""Read and check a programme file: every phase reached, every exit led on, all with sources."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from .carefile import basis_of, phase_in, read_care, rule_in
from .doselimits import read_dose
from .doserules import decimal_of
from .library import Library
from .predicates import Predicate
from .programme import (
    ANCHORS,
    END,
    ENDS,
    OBSERVED,
    STATUSES,
    DoseLimits,
    Exit,
    Moment,
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
    doses = tuple(read_dose(one, source) for one in table.tables_of("dose"))
    if not doses or len({one.id for one in doses}) != len(doses):
        raise table.fault("dose", "there is none, or two share an id.", "Name each once.")
    phases = tuple(_phase(one, doses, source) for one in table.tables_of("phase"))
    ids = [phase.id for phase in phases]
    made = Programme(
        header=header,
        status=table.one_of("status", STATUSES),
        doses=doses,
        visit=_visit(table.table_of("visit"), source),
        titrations=tuple(_titration(one, doses, source) for one in table.tables_of("titration")),
        phases=phases,
        observe=tuple(_observe(one, doses, source) for one in table.tables_of("observe")),
        reviews=tuple(_review(one, phases, source) for one in table.tables_of("review")),
        care=read_care(table, ids, [one.route for one in doses], source),
    )
    table.done()
    _check_phases(made, table)
    _check_reviews(made, table)
    return made


def _rule(entry: Table, key: str, source: Library) -> Predicate | None:
    return rule_in(entry, key, source) if entry.has(key) else None


def _done(entry: Table, made: T) -> T:
    entry.done()
    return made


def _dose_in(entry: Table, doses: Collection[DoseLimits]) -> str:
    """The way of giving that a part belongs to; the first one unless it is named."""
    known = [one.id for one in doses]
    name = entry.text_of("dose", default=known[0])
    if name not in known:
        raise entry.fault("dose", f"{name!r} is no dose here.", f"Use: {', '.join(known)}.")
    return name


def _visit(entry: Table, source: Library) -> Visit:
    visit = Visit(preparation_min=entry.take("preparation_min", int), basis=basis_of(entry, source))
    entry.done()
    if visit.preparation_min < 0:
        raise entry.fault("preparation_min", "is below zero.", "Give minutes, 0 or more.")
    return visit


def _titration(entry: Table, doses: Collection[DoseLimits], source: Library) -> Titration:
    return _done(
        entry,
        Titration(
            dose=_dose_in(entry, doses),
            after_session=entry.take("after_session", int),
            from_mg_per_kg=decimal_of(entry, "from_mg_per_kg"),
            to_mg_per_kg=decimal_of(entry, "to_mg_per_kg"),
            when=rule_in(entry, "when", source),
            decided_by=entry.text_of("decided_by"),
            basis=basis_of(entry, source),
        ),
    )


def _phase(entry: Table, doses: Collection[DoseLimits], source: Library) -> Phase:
    series = _series(entry.table_of("series")) if entry.has("series") else None
    has_drug = entry.take("has_drug", bool, True)
    phase = Phase(
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        dose=_dose_in(entry, doses) if has_drug else "",
        series=series,
        rhythms=tuple(_rhythm(one, series, source) for one in entry.tables_of("rhythm")),
        interval_steps_days=_days(entry, "interval_steps_days"),
        review_every_sessions=entry.take("review_every_sessions", int, 0),
        review_every_days=entry.take("review_every_days", int, 0),
        exits=tuple(_exit(one, source) for one in entry.tables_of("exit")),
        basis=basis_of(entry, source),
    )
    entry.done()
    if has_drug and (series is None) == (not phase.interval_steps_days):
        problem = "a phase with a drug has a series or interval steps."
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
    series = Series(
        count=entry.take("count", int),
        within_days=entry.take("within_days", int),
        min_gap_days=entry.take("min_gap_days", int),
        up_to=entry.take("up_to", int, 0),
    )
    entry.done()
    if series.up_to and series.up_to <= series.count:
        raise entry.fault("up_to", "is not beyond count.", "Give a higher number, or leave it out.")
    if series.count < 1 or (series.count - 1) * series.min_gap_days >= series.within_days:
        raise entry.fault("count", "does not fit into within_days.", "Correct one of them.")
    return series


def _rhythm(entry: Table, series: Series | None, source: Library) -> Rhythm:
    rhythm = Rhythm(entry.take("per_week", int), _days(entry, "days"), basis_of(entry, source))
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
            basis=basis_of(entry, source),
        ),
    )


def _moment(entry: Table, key: str, events: tuple[str, ...]) -> Moment:
    """An event of a session, or minutes after it, written as "start" or "start+60"."""
    written = entry.text_of(key)
    event, plus, minutes = written.partition("+")
    if event not in events or (plus and not minutes.isdecimal()):
        known = ", ".join(events)
        raise entry.fault(key, f"{written!r} is none of these.", f"Use: {known}; or start+60.")
    return Moment(event, int(minutes or 0))


def _observe(entry: Table, doses: Collection[DoseLimits], source: Library) -> Observe:
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
            dose=_dose_in(entry, doses),
            what=entry.one_of("what", OBSERVED),
            every_min=minutes if repeats else 0,
            at_min_after=0 if repeats else minutes,
            start=_moment(entry, "from", ANCHORS),
            until=_moment(entry, "until", (*ANCHORS, *ENDS)) if repeats else None,
            basis=basis_of(entry, source),
        ),
    )


def _review(entry: Table, phases: Collection[Phase], source: Library) -> Review:
    first = next((one.id for one in phases if one.series), "")
    return _done(
        entry,
        Review(
            phase=phase_in(entry, [one.id for one in phases]) or first,
            after_session=entry.take("after_session", int),
            asks=entry.text_of("asks"),
            choices=entry.texts_of("choices"),
            consider_stopping_when=_rule(entry, "consider_stopping_when", source),
            basis=basis_of(entry, source),
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
    """A review or a step of dose follows a session that there is."""
    longest = {phase.id: phase.series.longest if phase.series else 0 for phase in made.phases}
    for review in made.reviews:
        last = longest[review.phase] or review.after_session  # intervals have no last session
        if not 1 <= review.after_session <= last:
            problem = f"there is no session {review.after_session} in {review.phase!r}."
            raise table.fault("after_session", problem, f"Give 1 to {last}.")
    for step in made.titrations:
        if not 1 <= step.after_session <= max(longest.values()):
            problem = f"there is no session {step.after_session}."
            raise table.fault("after_session", problem, f"Give 1 to {max(longest.values())}.")
