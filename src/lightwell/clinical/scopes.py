"""Rules written once for several agents, routes and regions, and their variants for some of them.

Reading spreads a rule and its variants into forms: each agent, route and region has one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from attrs import evolve

from .errors import InvalidInput
from .library import Library, Source
from .products import PRODUCTS, REGIONS, Product, products_named
from .tables import Table

Place = tuple[Product, str]  # agent and route, and region


class Scoped(Protocol):
    """A form of a rule: where it holds, and its id."""

    @property
    def id(self) -> str:
        """The id of the rule."""

    @property
    def products(self) -> tuple[Product, ...]:
        """The agents and routes that the form is about."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The region profiles that it is about."""


Form = TypeVar("Form", bound=Scoped)


def products_of(entry: Table) -> tuple[Product, ...]:
    """The agents and routes that ``for`` names; left out it is all of them."""
    try:
        named = products_named(entry.texts_of("for", default=()))
    except InvalidInput as bad:
        raise entry.fault("for", str(bad), "Correct it.") from None
    return tuple(one for one in PRODUCTS if one in named)


def regions_of(entry: Table, default: tuple[str, ...] = REGIONS) -> tuple[str, ...]:
    """The region profiles that ``regions`` names; left out they are those of the rule."""
    given = entry.texts_of("regions", default=default)
    for one in given:
        if one not in REGIONS:
            raise entry.fault("regions", f"{one!r} is not known.", f"Use: {', '.join(REGIONS)}.")
    return given


def sources_of(source: Library, entry: Table) -> tuple[Source, ...]:
    """The sources that a rule names; one that is not listed is a fault."""
    keys = entry.texts_of("sources")
    for key in keys:
        if key not in source.sources:
            raise entry.fault("sources", f"{key!r} is not in sources.toml.", "Add it there.")
    return tuple(source.sources[key] for key in keys)


def basis_of(source: Library, entry: Table) -> dict[str, object]:
    """What a variant rests on: new sources bring their own provenance and note."""
    if not entry.has("sources"):
        return {}
    return {
        "sources": sources_of(source, entry),
        "provenance": entry.provenance_of("provenance"),
        "note": entry.text_of("note", default=""),
    }


def places_of(form: Scoped) -> set[Place]:
    """Every agent, route and region that a form is about."""
    return {(product, region) for product in form.products for region in form.regions}


def spread(base: Form, variants: Sequence[tuple[Form, Table]]) -> Iterator[Form]:
    """The rule and its variants, each for the places that are its own."""
    free = places_of(base)
    own: list[tuple[Form, set[Place]]] = []
    for variant, entry in variants:
        places = places_of(variant)
        if not places <= free:
            problem = "holds where the rule or another variant of it does not leave room."
            raise entry.fault("for", problem, "Correct for and regions.")
        free -= places
        own.append((variant, places))
    for form, places in ((base, free), *own):
        yield from _squared(form, places)


def _squared(form: Form, places: set[Place]) -> Iterator[Form]:
    """One form for all agents and routes that have it in the same regions."""
    grouped: dict[tuple[str, ...], list[Product]] = {}
    for product in PRODUCTS:
        regions = tuple(region for region in REGIONS if (product, region) in places)
        if regions:
            grouped.setdefault(regions, []).append(product)
    for regions, products in grouped.items():
        yield evolve(form, products=tuple(products), regions=regions)  # type: ignore[misc]  # frozen


def refuse_twice(table: Table, forms: Sequence[Scoped]) -> None:
    """One id may stand for a rule of each region, but never for two of one region."""
    seen: set[tuple[str, Place]] = set()
    for form in forms:
        for place in sorted(places_of(form)):
            if (form.id, place) in seen:
                (agent, route), region = place
                problem = f"{form.id!r} is there twice for {agent} {route} in {region}."
                raise table.fault("rule", problem, "Keep one of them.")
            seen.add((form.id, place))
