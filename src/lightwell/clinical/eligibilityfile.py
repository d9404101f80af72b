"""Rules of eligibility as data: what must be so, how strongly, and who may set it aside.

A rule is written once for all agents, routes and regions that it is about; what differs for some
of them stands below it as a variant. Reading resolves it into forms: one form holds for each
agent, route and region.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import evolve, frozen

from .errors import InvalidInput
from .library import Header, Library, Source
from .predicates import Predicate, facts_of
from .products import PRODUCTS, REGIONS, Product, products_named
from .tables import Table
from .values import Outcome, Provenance

GROUPS = ("indication", "safety", "readiness")
STRENGTHS = ("block", "caution", "info")
NOBODY = "nobody"
FOLDER = "rules/eligibility"


@frozen(kw_only=True)
class EligibilityRule:
    """One thing that must be so before a treatment is offered.

    Met is settled; not met raises the rule with its strength; unknown is asked.
    ``override`` names who may set it aside, or "nobody". ``products`` and ``regions`` say for
    which agents, routes and profiles this form of the rule holds.
    """

    file: str
    id: str
    group: str
    products: tuple[Product, ...]
    regions: tuple[str, ...]
    claim: str
    when: Predicate
    strength: str
    action: str
    settled_by: str
    override: str
    sources: tuple[Source, ...]
    provenance: Provenance
    note: str
    missing_is_unknown: bool
    examples: Mapping[Outcome, Mapping[str, object]]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that this rule can have."""
        if self.missing_is_unknown:
            return (Outcome.MET, Outcome.UNKNOWN)
        return (Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN)


@frozen
class LeftOut:
    """Something of which no rule is made, and why."""

    what: str
    why: str


@frozen(kw_only=True)
class Eligibility:
    """All rules for one agent by one route."""

    agent: str
    route: str
    headers: Mapping[str, Header]
    rules: tuple[EligibilityRule, ...]
    freshness: Mapping[str, int]
    left_out: tuple[LeftOut, ...]

    def rules_in(self, region: str) -> tuple[EligibilityRule, ...]:
        """The rules of one region profile."""
        return tuple(rule for rule in self.rules if region in rule.regions)


class EligibilityBook(Mapping[Product, Eligibility]):
    """The rules of every agent and route; those of one are put together when it is asked for."""

    def __init__(self, source: Library) -> None:
        self._source = source
        self._made: dict[Product, Eligibility] = {}
        self.headers: dict[str, Header] = {}
        self.freshness: dict[str, int] = {}
        self.left_out: list[LeftOut] = []
        forms: list[EligibilityRule] = []
        for group in GROUPS:
            forms += self._read(f"{FOLDER}/{group}.toml", group)
        self.forms = tuple(forms)

    def _read(self, name: str, group: str) -> list[EligibilityRule]:
        table = self._source.read(name)
        self.headers[name] = self._source.header_of(table)
        if table.has("freshness"):
            self.freshness |= _freshness(table.table_of("freshness"))
        self.left_out += [_left_out(entry) for entry in table.tables_of("left_out")]
        forms = [
            form
            for entry in table.tables_of("rule")
            for form in _forms(self._source, name, group, entry)
        ]
        _refuse_twice(table, forms)
        table.done()
        return forms

    def __getitem__(self, product: Product) -> Eligibility:
        if product not in self._made:
            if product not in PRODUCTS:
                raise KeyError(product)
            agent, route = product
            self._made[product] = Eligibility(
                agent=agent,
                route=route,
                headers=self.headers,
                rules=tuple(form for form in self.forms if product in form.products),
                freshness=self.freshness,
                left_out=tuple(self.left_out),
            )
        return self._made[product]

    def __iter__(self) -> Iterator[Product]:
        return iter(PRODUCTS)

    def __len__(self) -> int:
        return len(PRODUCTS)

    @cached_property
    def by_id(self) -> Mapping[str, tuple[EligibilityRule, ...]]:
        """Every form of every rule, by the id of the rule."""
        found: dict[str, tuple[EligibilityRule, ...]] = {}
        for form in self.forms:
            found[form.id] = (*found.get(form.id, ()), form)
        return found


def read_eligibility(source: Library) -> EligibilityBook:
    """Read and check the three files."""
    return EligibilityBook(source)


FRESHNESS = ("scale_days", "cssrs_days", "bp_days", "medicines_days", "weight_days")


def _freshness(entry: Table) -> dict[str, int]:
    days = {key: entry.take(key, int) for key in FRESHNESS}
    entry.done()
    return days


def _left_out(entry: Table) -> LeftOut:
    made = LeftOut(entry.text_of("what"), entry.text_of("why"))
    entry.done()
    return made


Place = tuple[Product, str]  # agent and route, and region


def _refuse_twice(table: Table, forms: list[EligibilityRule]) -> None:
    """One id may stand for a rule of each region, but never for two of one region."""
    seen: set[tuple[str, Place]] = set()
    for form in forms:
        for place in _places(form):
            if (form.id, place) in seen:
                (agent, route), region = place
                problem = f"{form.id!r} is there twice for {agent} {route} in {region}."
                raise table.fault("rule", problem, "Keep one of them.")
            seen.add((form.id, place))


def _places(form: EligibilityRule) -> set[Place]:
    return {(product, region) for product in form.products for region in form.regions}


# ------------------------------------------------------------------ a rule and its variants


def _forms(source: Library, file: str, group: str, entry: Table) -> Iterator[EligibilityRule]:
    """The rule as written and its variants, each for the places that are its own."""
    base = _base(source, file, group, entry)
    variants: list[tuple[EligibilityRule, set[Place]]] = []
    free = _places(base)
    for one in entry.tables_of("variant"):
        variant = _variant(source, base, one)
        places = _places(variant)
        if not places <= free:
            problem = "holds where the rule or another variant of it does not leave room."
            raise one.fault("for", problem, "Correct for and regions.")
        free -= places
        variants.append((variant, places))
    entry.done()
    for rule, places in ((base, free), *variants):
        _check(source, entry, rule)
        yield from _squared(rule, places)


def _squared(rule: EligibilityRule, places: set[Place]) -> Iterator[EligibilityRule]:
    """One form for all agents and routes that have it in the same regions."""
    grouped: dict[tuple[str, ...], list[Product]] = {}
    for product in PRODUCTS:
        regions = tuple(region for region in REGIONS if (product, region) in places)
        if regions:
            grouped.setdefault(regions, []).append(product)
    for regions, products in grouped.items():
        yield evolve(rule, products=tuple(products), regions=regions)


def _base(source: Library, file: str, group: str, entry: Table) -> EligibilityRule:
    return EligibilityRule(
        file=file,
        id=entry.text_of("id"),
        group=group,
        products=_products(entry),
        regions=_regions(entry, REGIONS),
        claim=entry.text_of("claim"),
        when=entry.rule_of("when"),
        strength=entry.one_of("strength", STRENGTHS),
        action=entry.text_of("action"),
        settled_by=entry.text_of("settled_by"),
        override=entry.text_of("override"),
        sources=_sources(source, entry),
        provenance=entry.provenance_of("provenance"),
        note=entry.text_of("note", default=""),
        missing_is_unknown=entry.take("missing_is_unknown", bool, False),
        examples=dict(_examples(entry.table_of("examples"))),
    )


def _variant(source: Library, base: EligibilityRule, entry: Table) -> EligibilityRule:
    """The rule as it differs; new sources bring their own provenance and note."""
    given: dict[str, object] = {
        key: entry.text_of(key)
        for key in ("claim", "action", "settled_by", "override")
        if entry.has(key)
    }
    if entry.has("strength"):
        given["strength"] = entry.one_of("strength", STRENGTHS)
    if entry.has("when"):
        given["when"] = entry.rule_of("when")
    if entry.has("sources"):
        given["sources"] = _sources(source, entry)
        given["provenance"] = entry.provenance_of("provenance")
        given["note"] = entry.text_of("note", default="")
    if entry.has("examples"):
        given["examples"] = dict(_examples(entry.table_of("examples")))
    regions = _regions(entry, base.regions)
    products = tuple(one for one in PRODUCTS if one in _products(entry))
    entry.done()
    return evolve(base, products=products, regions=regions, **given)  # type: ignore[arg-type]  # as read above


def _products(entry: Table) -> tuple[Product, ...]:
    try:
        named = products_named(entry.texts_of("for", default=()))
    except InvalidInput as bad:
        raise entry.fault("for", str(bad), "Correct it.") from None
    return tuple(one for one in PRODUCTS if one in named)


def _regions(entry: Table, default: tuple[str, ...]) -> tuple[str, ...]:
    given = entry.texts_of("regions", default=default)
    for one in given:
        if one not in REGIONS:
            raise entry.fault("regions", f"{one!r} is not known.", f"Use: {', '.join(REGIONS)}.")
    return given


def _sources(source: Library, entry: Table) -> tuple[Source, ...]:
    keys = entry.texts_of("sources")
    for key in keys:
        if key not in source.sources:
            raise entry.fault("sources", f"{key!r} is not in sources.toml.", "Add it there.")
    return tuple(source.sources[key] for key in keys)


def _examples(entry: Table) -> Iterator[tuple[Outcome, Mapping[str, object]]]:
    for outcome in Outcome:
        if entry.has(outcome.value):
            yield outcome, entry.mapping_of(outcome.value)
    entry.done()


def _check(source: Library, entry: Table, rule: EligibilityRule) -> None:
    for fact in sorted(facts_of(rule.when)):
        if fact not in source.dictionary.facts:
            raise entry.fault(
                "when", f"{fact!r} is not in dictionary.toml.", "Add it there, or correct it."
            )
    for outcome in Outcome:
        if (outcome in rule.outcomes) != (outcome in rule.examples):
            problem = f"{rule.id}: the example of {outcome.words} does not fit."
            raise entry.fault("examples", problem, "Give one case for each possible outcome.")
