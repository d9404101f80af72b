"""Rules of eligibility as data: what must be so, how strongly, and who may set it aside.

A rule is written once for all agents, routes and regions that it is about; what differs for some
of them stands below it as a variant. Reading resolves it into forms: one form holds for each
agent, route and region.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import evolve, frozen

from .library import Header, Library, Source
from .predicates import Predicate, facts_of
from .products import PRODUCTS, Product
from .scopes import basis_of, products_of, refuse_twice, regions_of, sources_of, spread
from .tables import Table
from .values import Outcome, Provenance

GROUPS = ("indication", "safety", "readiness")
STRENGTHS = ("block", "caution", "info")
NOBODY = "nobody"
SIGNERS = ("nurse", "clinician", "prescriber", "senior prescriber", "specialist prescriber")
FOLDER = "rules/eligibility"


@frozen(kw_only=True)
class EligibilityRule:
    """One thing that must be so before a treatment is offered.

    Met is settled; not met raises the rule with its strength; unknown is asked.
    ``override`` says in words who may set it aside, or "nobody"; ``signers`` are the roles that
    sign for it, one for each person: none where nobody may, two where it takes two people.
    ``products`` and ``regions`` say for which agents, routes and profiles this form holds.
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
    signers: tuple[str, ...]
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

    @property
    def version(self) -> str:
        """The version of the files; where they differ, of each in turn."""
        return ", ".join(dict.fromkeys(one.version for one in self.headers.values()))

    @property
    def content_hash(self) -> str:
        """One hash over the files, in their order."""
        every = "".join(one.content_hash for one in self.headers.values())
        return hashlib.sha256(every.encode()).hexdigest()

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
        refuse_twice(table, forms)
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


# ------------------------------------------------------------------ a rule and its variants


def _forms(source: Library, file: str, group: str, entry: Table) -> Iterator[EligibilityRule]:
    base = _base(source, file, group, entry)
    variants = [(_variant(source, base, one), one) for one in entry.tables_of("variant")]
    entry.done()
    for form in spread(base, variants):
        _check(source, entry, form)
        yield form


def _base(source: Library, file: str, group: str, entry: Table) -> EligibilityRule:
    return EligibilityRule(
        file=file,
        id=entry.text_of("id"),
        group=group,
        products=products_of(entry),
        regions=regions_of(entry),
        claim=entry.text_of("claim"),
        when=entry.rule_of("when"),
        strength=entry.one_of("strength", STRENGTHS),
        action=entry.text_of("action"),
        settled_by=entry.text_of("settled_by"),
        override=entry.text_of("override"),
        signers=_signers(entry),
        sources=sources_of(source, entry),
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
    if entry.has("override"):  # the words and those who sign go together
        given["signers"] = _signers(entry)
    if entry.has("strength"):
        given["strength"] = entry.one_of("strength", STRENGTHS)
    if entry.has("when"):
        given["when"] = entry.rule_of("when")
    given |= basis_of(source, entry)
    if entry.has("examples"):
        given["examples"] = dict(_examples(entry.table_of("examples")))
    given |= {"products": products_of(entry), "regions": regions_of(entry, base.regions)}
    entry.done()
    return evolve(base, **given)  # type: ignore[arg-type]  # as read above


def _signers(entry: Table) -> tuple[str, ...]:
    given = entry.texts_of("signers", default=())
    for one in given:
        if one not in SIGNERS:
            raise entry.fault("signers", f"{one!r} is not known.", f"Use: {', '.join(SIGNERS)}.")
    return given


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
    if (rule.override == NOBODY) == bool(rule.signers):
        problem = f"{rule.id}: {len(rule.signers)} sign, and the words say {rule.override!r}."
        raise entry.fault("signers", problem, "Name the roles that sign; for nobody, none.")
    if len(rule.signers) > 2:
        problem = f"{rule.id}: {len(rule.signers)} signers."
        raise entry.fault("signers", problem, "Name one role, or two for two people.")
    for outcome in Outcome:
        if (outcome in rule.outcomes) != (outcome in rule.examples):
            problem = f"{rule.id}: the example of {outcome.words} does not fit."
            raise entry.fault("examples", problem, "Give one case for each possible outcome.")
