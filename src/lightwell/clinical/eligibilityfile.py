"""Rules of eligibility as data: what must be so, how strongly, and who may set it aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from attrs import frozen

from .library import Header, Library, Source
from .predicates import Predicate, facts_of
from .tables import Table
from .values import Outcome, Provenance

GROUPS = ("indication", "safety", "readiness")
REGIONS = ("us", "eu")
STRENGTHS = ("block", "caution", "info")
NOBODY = "nobody"
SIGNERS = ("nurse", "clinician", "prescriber", "senior prescriber", "specialist prescriber")


@frozen(kw_only=True)
class EligibilityRule:
    """One thing that must be so before a treatment is offered.

    Met is settled; not met raises the rule with its strength; unknown is asked.
    ``override`` says in words who may set it aside, or "nobody"; ``signers`` are the roles that
    sign for it, one for each person: none where nobody may, two where it takes two people.
    """

    file: str
    id: str
    group: str
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


def read_eligibility(source: Library, agent: str, route: str) -> Eligibility:
    """Read and check the three files of one agent and route."""
    headers: dict[str, Header] = {}
    rules: list[EligibilityRule] = []
    left_out: list[LeftOut] = []
    freshness: dict[str, int] = {}
    for group in GROUPS:
        name = f"rules/eligibility/{agent}_{route}/{group}.toml"
        table = source.read(name)
        headers[name] = source.header_of(table)
        if table.has("freshness"):
            freshness |= _freshness(table.table_of("freshness"))
        left_out += [_left_out(entry) for entry in table.tables_of("left_out")]
        rules += [_rule(source, name, group, entry) for entry in table.tables_of("rule")]
        _refuse_twice(table, rules)
        table.done()
    return Eligibility(
        agent=agent,
        route=route,
        headers=headers,
        rules=tuple(rules),
        freshness=freshness,
        left_out=tuple(left_out),
    )


FRESHNESS = ("scale_days", "cssrs_days", "bp_days", "medicines_days", "weight_days")


def _freshness(entry: Table) -> dict[str, int]:
    days = {key: entry.take(key, int) for key in FRESHNESS}
    entry.done()
    return days


def _left_out(entry: Table) -> LeftOut:
    made = LeftOut(entry.text_of("what"), entry.text_of("why"))
    entry.done()
    return made


def _refuse_twice(table: Table, rules: list[EligibilityRule]) -> None:
    """One id may stand for a rule of each region, but never for two of one region."""
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        for region in rule.regions:
            if (rule.id, region) in seen:
                problem = f"{rule.id!r} is there twice for {region}."
                raise table.fault("rule", problem, "Keep one of them.")
            seen.add((rule.id, region))


def _rule(source: Library, file: str, group: str, entry: Table) -> EligibilityRule:
    keys = entry.texts_of("sources")
    for key in keys:
        if key not in source.sources:
            raise entry.fault("sources", f"{key!r} is not in sources.toml.", "Add it there.")
    rule = EligibilityRule(
        file=file,
        id=entry.text_of("id"),
        group=group,
        regions=_among(entry, "regions", REGIONS, entry.texts_of("regions", default=REGIONS)),
        claim=entry.text_of("claim"),
        when=entry.rule_of("when"),
        strength=_among(entry, "strength", STRENGTHS, (entry.text_of("strength"),))[0],
        action=entry.text_of("action"),
        settled_by=entry.text_of("settled_by"),
        override=entry.text_of("override"),
        signers=_among(entry, "signers", SIGNERS, entry.texts_of("signers", default=())),
        sources=tuple(source.sources[key] for key in keys),
        provenance=entry.provenance_of("provenance"),
        note=entry.text_of("note", default=""),
        missing_is_unknown=entry.take("missing_is_unknown", bool, False),
        examples=dict(_examples(entry.table_of("examples"))),
    )
    entry.done()
    _check(source, entry, rule)
    return rule


def _among(
    entry: Table, key: str, known: tuple[str, ...], given: tuple[str, ...]
) -> tuple[str, ...]:
    for one in given:
        if one not in known:
            raise entry.fault(key, f"{one!r} is not known.", f"Use: {', '.join(known)}.")
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
