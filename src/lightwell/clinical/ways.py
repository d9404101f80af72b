"""The gate of one programme and one way of giving: the common items, and the programme's own.

A start waits for what the programme asks for besides; a discharge waits for the programme's least
stay after the dose. Unknown holds, here as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from .care import Criterion, SafetyCheck
from .gates import Gate, GateRule, gate_of
from .predicates import AnyOf, AtLeast, IsTrue, NoneOf
from .programme import STAYS, DoseLimits, Programme

STAY_WORDS = {
    "infusion_end": "the end of the infusion",
    "dose_end": "the whole dose was given",
}


def gate_for(name: str, programme: Programme, dose: str = "") -> Gate:
    """Readiness or discharge for this way of giving (the programme's first unless named)."""
    return narrowed(gate_of(name), programme, dose)


def narrowed(whole: Gate, programme: Programme, dose: str = "") -> Gate:
    """A gate as it was read, for this way of giving alone."""
    limits = programme.dose_of(dose)
    common = tuple(one for one in whole.rules if not one.routes or limits.route in one.routes)
    if whole.header.id == "discharge":
        rules = (_stay(limits), *common)
    else:
        rules = (*common, *_of_course(programme, limits), *_of_checks(programme, limits))
    return evolve(whole, rules=rules, way=limits.words)


def _stay(limits: DoseLimits) -> GateRule:
    """The least time in the clinic after the dose; nobody may shorten it."""
    return GateRule(
        id="time",
        when=AtLeast(STAYS[limits.stay_from], limits.stay_min),
        settled_by="nurse",
        override="",
        ask=f"Wait until {limits.stay_min} minutes after {STAY_WORDS[limits.stay_from]}.",
        source=limits.stay_basis.source,
        provenance=limits.stay_basis.provenance,
    )


def _of_course(programme: Programme, limits: DoseLimits) -> Iterator[GateRule]:
    """What the programme asks for before a dose of this way of giving."""
    for one in programme.care.criteria:
        if one.phase and programme.phase_of(one.phase).dose != limits.id:
            continue
        yield _as_item(one)


def _of_checks(programme: Programme, limits: DoseLimits) -> Iterator[GateRule]:
    """The checks of long-term safety that hold by an item of their own: done, and not due."""
    for one in programme.care.checks:
        if one.settled_by and limits.route in one.routes:
            yield _as_check(one)


def _as_check(one: SafetyCheck) -> GateRule:
    """Who it is not meant for passes; where that is not known, it is meant."""
    done = IsTrue(one.current)
    return GateRule(
        id=f"{one.of}_check",
        when=done if one.when is None else AnyOf((NoneOf((one.when,)), done)),
        settled_by=one.settled_by,
        override=one.override,
        ask=one.ask,
        source=one.basis.source,
        provenance=one.basis.provenance,
    )


def _as_item(one: Criterion) -> GateRule:
    """A criterion as an item: what must be so to start, or must not be so at all."""
    return GateRule(
        id=one.id,
        when=one.when if one.kind == "start" else NoneOf((one.when,)),
        settled_by=one.settled_by,
        override=one.override,
        ask=one.ask,
        source=one.basis.source,
        provenance=one.basis.provenance,
    )
