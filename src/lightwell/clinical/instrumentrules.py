"""Refuse an instrument file that contradicts itself, before anybody is scored with it."""

from __future__ import annotations

from collections.abc import Iterator

from .errors import KnowledgeError
from .predicates import Predicate, facts_of
from .questionnaires import Band, Instrument
from .tables import Table

CLOSED = ("permission_required", "non_commercial", "not_established")


def check_instrument(table: Table, made: Instrument) -> None:
    """Refuse what contradicts itself: numbers out of order, gaps or overlaps between bands."""
    if not made.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    for position, item in enumerate(made.items, start=1):
        if item.number != position:
            raise table.fault("item", f"number {item.number} stands at {position}.", "Renumber.")
    _check_numbers(table, made)
    _check_missing(table, made)
    _check_reading(table, made)
    _check_wording(table, made)
    names = {*made.words().facts}
    for rule in rules_of(made):
        for fact in sorted(facts_of(rule) - names):
            raise table.fault(fact, "is no item of this instrument.", "Use <instrument>.<item>.")
    for bands in (made.bands, *(one.bands for one in made.band_sets)):
        if bands:
            _check_bands(table, made, bands)


def rules_of(made: Instrument) -> Iterator[Predicate]:
    """Every rule of an instrument: levels, screen, signs and skip logic."""
    yield from (level.when for level in made.levels)
    yield from (item.asked_if for item in made.items if item.asked_if is not None)
    yield from (sign.when for sign in made.signs)
    if made.screen is not None:
        yield made.screen.positive
        if made.screen.negative is not None:
            yield made.screen.negative


def _check_numbers(table: Table, made: Instrument) -> None:
    """Item numbers name items, and a domain, count or choice names each only once."""
    groups = {
        "safety_item": made.safety_items,
        "domain": tuple(number for part in made.domains for number in part.items),
        **{f"count.{count.id}": count.items for count in made.counts},
        "only": made.missing.only,
    }
    for key, numbers in groups.items():
        if not all(1 <= number <= len(made.items) for number in numbers):
            raise table.fault(key, "names no item.", "Give the number of an item.")
        if len(set(numbers)) != len(numbers):
            raise table.fault(key, "names an item twice.", "Name each item once.")
    if made.safety_also and made.safety_item is None:
        raise table.fault("safety_also", "has no safety_item.", "Name the safety_item too.")
    scored = {item.number for item in made.scored_items}
    if made.domains and set(groups["domain"]) != scored:
        raise table.fault("domain", "leaves out a scored item.", "Put each into one domain.")
    for part in made.domains:
        if not {number for group in part.either for number in group} <= set(part.items):
            raise table.fault("either", "names an item of another domain.", "Correct the numbers.")


def _check_missing(table: Table, made: Instrument) -> None:
    if not 0 <= made.may_impute < max(len(made.parts), 1):
        raise table.fault("may_impute", "leaves nothing to fill in from.", "Give a lower number.")


def _check_reading(table: Table, made: Instrument) -> None:
    """A total has bands, a screen, or a reason for none; what is not added has no limits."""
    if made.bands and made.levels:
        raise table.fault("band", "and level exclude each other.", "Keep either bands or levels.")
    if made.bands and made.screen:
        raise table.fault("band", "and screen exclude each other.", "Keep either one.")
    if bool(made.unbanded) == bool(made.bands or made.levels or made.screen):
        remedy = "Give [[band]] tables, or say in unbanded why there are none."
        raise table.fault("unbanded", "does not fit the bands.", remedy)
    if not made.summed and (made.bands or made.change or made.screen):
        raise table.fault("summed", "is false, and there are limits for a total.", "Remove them.")


def _check_wording(table: Table, made: Instrument) -> None:
    """Wording that needs a permission, or may need one, is never in a file that ships."""
    if made.licence in CLOSED and made.wording != "labels":
        raise table.fault("wording", "needs a permission.", 'Write wording = "labels".')
    for item in made.items:
        if made.wording == "labels" and item.text.casefold() != item.label.casefold():
            raise table.fault("item", f"{item.id!r} has other words than its label.", "Repeat it.")


def _check_bands(table: Table, made: Instrument, bands: tuple[Band, ...]) -> None:
    expected = made.minimum
    for band in bands:
        if band.minimum != expected:
            what = "overlaps the one before" if band.minimum < expected else "leaves a gap"
            raise _band_fault(table, f"{band.label!r} {what}.", f"Begin it at {expected}.")
        expected = band.maximum + 1
    if expected - 1 != made.maximum:
        raise _band_fault(table, "do not end at the highest total.", f"End at {made.maximum}.")


def _band_fault(table: Table, problem: str, remedy: str) -> KnowledgeError:
    return table.fault("band", problem, remedy)
