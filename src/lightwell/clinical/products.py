"""What is given and how: the agents and routes that the rules know, and the words for them.

Racemic ketamine and esketamine are different medicines; a rule names each that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .errors import InvalidInput

Product = tuple[str, str]  # agent and route
PRODUCTS: tuple[Product, ...] = (
    ("esketamine", "intranasal"),
    ("ketamine", "iv"),
    ("ketamine", "im"),
    ("ketamine", "sc"),
    ("ketamine", "oral"),
    ("ketamine", "sublingual"),
    ("ketamine", "intranasal"),
)
AGENTS = tuple(dict.fromkeys(agent for agent, _ in PRODUCTS))
ROUTES = ("iv", "im", "sc", "oral", "sublingual", "intranasal")
REGIONS = ("us", "eu")
ROUTE_WORDS = {"iv": "IV", "im": "IM", "sc": "SC"}


def find_product(agent: str, route: str | None = None) -> Product:
    """The agent by this route; without a route the only one or, for ketamine, the vein."""
    _among("agent", agent, AGENTS)
    routes = routes_of(agent)
    if route is None:
        return agent, routes[0]
    _among("route", route, ROUTES)
    if route not in routes:
        raise InvalidInput(
            f"route: {agent} {route} is not among the treatments known here: "
            f"{agent} is given by: {', '.join(routes)}."
        )
    return agent, route


def check_region(region: str) -> str:
    """The region profile, or a refusal that names the known ones."""
    return _among("region", region, REGIONS)


def routes_of(agent: str) -> tuple[str, ...]:
    """The routes by which an agent is given."""
    return tuple(route for known, route in PRODUCTS if known == agent)


def products_named(words: Iterable[str]) -> frozenset[Product]:
    """What a scope such as ``["esketamine", "ketamine iv"]`` stands for; no words is everything."""
    named: set[Product] = set()
    for word in words:
        found = {one for one in PRODUCTS if word in (one[0], " ".join(one))}
        if not found:
            known = (*AGENTS, *(" ".join(one) for one in PRODUCTS))
            raise InvalidInput(f"{word!r} is no agent or route. Use: {', '.join(known)}.")
        named |= found
    return frozenset(named) or frozenset(PRODUCTS)


def name_of(product: Product) -> str:
    """The words for a page: "ketamine IV", "esketamine intranasal"."""
    agent, route = product
    return f"{agent} {ROUTE_WORDS.get(route, route)}"


def scope_words(products: Iterable[Product]) -> str:
    """The words for several, in the usual order; an agent by all its routes is named alone."""
    given = frozenset(products)
    words = []
    for agent in AGENTS:
        routes = [route for route in routes_of(agent) if (agent, route) in given]
        if routes and len(routes) == len(routes_of(agent)) > 1:
            words.append(f"{agent} by every route")
        elif routes:
            words.append(f"{agent} {', '.join(ROUTE_WORDS.get(one, one) for one in routes)}")
    return "; ".join(words)


def _among(what: str, given: str, known: tuple[str, ...]) -> str:
    if given in known:
        return given
    near = get_close_matches(given.strip().casefold(), known, n=1, cutoff=0.65)
    hint = f"Did you mean {near[0]!r}? Known: " if near else "Use one of: "
    raise InvalidInput(f"There is no {what} {given!r}. {hint}{', '.join(known)}.")
