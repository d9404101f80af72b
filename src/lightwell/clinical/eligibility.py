"""Which rules speak for or against a treatment for one person. It never says "eligible".

Blocked is stronger than unknown, unknown than caution; "no blocker" says only that no encoded
rule stands in the way. A clinician decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import evolve, frozen

from .casefile import Case
from .eligibilityfacts import eligibility_facts
from .eligibilityfile import GROUPS, Eligibility, EligibilityRule
from .evaluate import evaluate
from .explain import Explanation, explain
from .facts import Facts
from .library import library
from .products import PRODUCTS, Product, check_region, find_product
from .values import Outcome, all_of

BLOCKED, UNKNOWN, CAUTION, NO_BLOCKER = "blocked", "unknown", "caution", "no_blocker"
PRECEDENCE = (BLOCKED, UNKNOWN, CAUTION, NO_BLOCKER)
_WORDS = {
    BLOCKED: "blocked",
    UNKNOWN: "unknown: not everything that must be known is known",
    CAUTION: "caution",
    NO_BLOCKER: "no blocker among the rules that are encoded",
}


@frozen
class Card:
    """One rule for one person: its outcome, what it rests on, and what follows."""

    rule: EligibilityRule
    outcome: Outcome
    facts: Facts

    @cached_property
    def explanation(self) -> Explanation:
        """Why the outcome is what it is, worked out when somebody asks."""
        rule = self.rule
        sources = tuple(f"{one.citation} ({one.locator})" for one in rule.sources)
        tree = explain(rule.when, self.facts)
        if tree.combine == "leaf":  # kept below, so that its evidence and wording stay together
            tree = Explanation(tree.claim, tree.outcome, combine="all", children=(tree,))
        return evolve(tree, claim=rule.claim, sources=sources, note=rule.note)

    @property
    def weight(self) -> str:
        """What this card alone makes of the assessment; information never weighs."""
        if self.outcome is Outcome.MET or self.rule.strength == "info":
            return NO_BLOCKER
        if self.outcome is Outcome.UNKNOWN:
            return UNKNOWN
        return BLOCKED if self.rule.strength == "block" else CAUTION

    @property
    def why(self) -> str:
        """Each value that the outcome rests on, with its day and who recorded it."""
        told = {}
        for _, leaf in self.explanation.leaves():
            for one in leaf.evidence:
                origin = ", ".join(part for part in (one.recorded_on, one.recorded_by) if part)
                known = one.value != "not recorded" and origin
                told[one.label] = f"{one.label}: {one.value}" + (f" ({origin})" if known else "")
        return "; ".join(told.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that are unknown and would settle an unknown outcome."""
        if self.outcome is not Outcome.UNKNOWN:
            return ()
        unknown = (leaf for _, leaf in self.explanation.leaves() if leaf.outcome is Outcome.UNKNOWN)
        return tuple(dict.fromkeys(leaf.evidence[0].fact for leaf in unknown))

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "rule": self.rule.id,
            "group": self.rule.group,
            "claim": self.rule.claim,
            "outcome": self.outcome.value,
            "strength": self.rule.strength,
            "action": self.rule.action,
            "settled_by": self.rule.settled_by,
            "override": self.rule.override,
            "signers": list(self.rule.signers),
            "why": self.why,
            "provenance": self.rule.provenance.value,
            "sources": [f"{one.citation} ({one.locator})" for one in self.rule.sources],
        }


@frozen
class Assessment:
    """Every rule for one agent, route and region on one person."""

    rules: Eligibility
    region: str
    cards: tuple[Card, ...]

    @property
    def outcome(self) -> str:
        """The strongest of all cards: blocked, unknown, caution or no_blocker."""
        return min((card.weight for card in self.cards), key=PRECEDENCE.index)

    @property
    def known(self) -> int:
        return sum(card.outcome is not Outcome.UNKNOWN for card in self.cards)

    @property
    def may_offer(self) -> bool:
        """Whether no safety rule is unknown and none blocks; overrides are a person's decision."""
        safety = (card for card in self.cards if card.rule.group == "safety")
        return all(card.weight not in (BLOCKED, UNKNOWN) for card in safety)

    @property
    def unknown(self) -> tuple[dict[str, object], ...]:
        """Each missing fact once, with who can supply it and the rules that wait for it."""
        waiting: dict[str, dict[str, object]] = {}
        words = library().dictionary.facts
        for card in self.cards:
            for fact in card.missing:
                asked = {"fact": fact, "label": words[fact].label, "who": card.rule.settled_by}
                rules = waiting.setdefault(fact, {**asked, "rules": []})["rules"]
                rules.append(card.rule.id)  # type: ignore[attr-defined]  # the list above
        return tuple(waiting.values())

    def explain(self) -> Explanation:
        """The whole assessment as a tree: met only when every rule is met."""
        claim = f"nothing that is encoded stands against {self.rules.agent} {self.rules.route}"
        children = tuple(card.explanation for card in self.cards)
        whole = all_of(child.outcome for child in children)
        return Explanation(claim, whole, combine="all", children=children)

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "agent": self.rules.agent,
            "route": self.rules.route,
            "region": self.region,
            "outcome": self.outcome,
            "known": self.known,
            "of": len(self.cards),
            "cards": [card.as_json() for card in self.cards],
            "unknown": list(self.unknown),
        }

    def __str__(self) -> str:
        head = f"{self.rules.agent} {self.rules.route}, region {self.region}"
        lines = [f"{head}: {_WORDS[self.outcome]}", f"{self.known} of {len(self.cards)} known"]
        for group in GROUPS:
            lines += ["", group.capitalize()]
            for card in self.cards:
                if card.rule.group == group:
                    lines += _lines(card)
        if self.unknown:
            lines += ["", "Not known, and who can supply it"]
            lines += [f"  {one['label']}: {one['who']}" for one in self.unknown]
        notes = dict.fromkeys(header.note for header in self.rules.headers.values())
        return "\n".join((*lines, "", "A clinician decides; this is no permission.", *notes))


_MARKS = {Outcome.MET: "met", Outcome.NOT_MET: "NOT MET", Outcome.UNKNOWN: "UNKNOWN"}


def _lines(card: Card) -> Iterator[str]:
    rule = card.rule
    yield f"  [{_MARKS[card.outcome]}] {rule.id}: {rule.claim}"
    if card.outcome is not Outcome.MET:
        yield f"      {card.why}"
        who = f" May override: {rule.override}." if rule.strength == "block" else ""
        yield f"      {rule.strength}. {rule.action}{who}"
        cited = "; ".join(source.citation for source in rule.sources)
        yield f"      Source: {cited} ({rule.provenance.words})"


def assess(
    case: Case, agent: str = "ketamine", route: str | None = None, region: str = "us"
) -> Assessment:
    """Every encoded rule for this agent and route on one person; unknown never counts as safe."""
    product = find_product(agent, route)
    return _assess_each(case, (product,), check_region(region))[product]


def assess_all(case: Case, region: str = "us") -> dict[Product, Assessment]:
    """Every agent and route that the rules know, on one person."""
    return _assess_each(case, PRODUCTS, check_region(region))


def _assess_each(
    case: Case, products: tuple[Product, ...], region: str
) -> dict[Product, Assessment]:
    """A rule that several have in common is asked once."""
    book = library().eligibility
    facts = eligibility_facts(case, book.freshness)
    asked: dict[int, Outcome] = {}
    found = {}
    for product in products:
        cards = []
        for rule in book[product].rules_in(region):
            outcome = asked.get(id(rule.when))
            if outcome is None:
                outcome = asked[id(rule.when)] = evaluate(rule.when, facts)
            cards.append(Card(rule, outcome, facts))
        found[product] = Assessment(book[product], region, tuple(cards))
    return found
