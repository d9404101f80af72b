"""Every option for one person: what speaks for it, what against, and what is not known.

The options are shown side by side in a fixed order. Nothing ranks them, nothing recommends one,
and "nothing against" says only that no encoded rule stands in the way: people decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby

from attrs import evolve, frozen

from .casefile import Case
from .eligibility import BLOCKED, CAUTION, NO_BLOCKER, PRECEDENCE, UNKNOWN, Assessment, assess_all
from .episodefacts import facts_of
from .evaluate import evaluate
from .explain import Explanation, explain
from .facts import Facts
from .interactionreport import Interactions, interactions_all
from .library import library
from .optionfile import OptionRule, TreatmentOption
from .products import check_region
from .values import Outcome, all_of

WORDS = {
    BLOCKED: "something recorded stands against it",
    UNKNOWN: "not everything that must be known is known",
    CAUTION: "possible with caution",
    NO_BLOCKER: "nothing that is encoded stands against it",
}
CLOSING = (
    "The order is fixed and no ranking. Different studies are not a head-to-head test.",
    "People decide together; this recommends nothing and permits nothing.",
)


@frozen
class Point:
    """One claim about this person: its outcome and what it rests on."""

    rule: OptionRule
    outcome: Outcome
    facts: Facts

    @cached_property
    def explanation(self) -> Explanation:
        """Why the outcome is what it is, worked out when somebody asks."""
        rule = self.rule
        tree = explain(rule.when, self.facts)
        if tree.combine == "leaf":  # kept below, so that its evidence and wording stay together
            tree = Explanation(tree.claim, tree.outcome, combine="all", children=(tree,))
        return evolve(tree, claim=rule.claim, sources=rule.source_lines, note=rule.note)

    @property
    def weight(self) -> str:
        """What this claim alone makes of the option; what may speak for it never weighs."""
        if self.outcome is Outcome.MET or not self.rule.strength:
            return NO_BLOCKER
        if self.outcome is Outcome.UNKNOWN:
            return UNKNOWN
        return BLOCKED if self.rule.strength == "block" else CAUTION

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels of the facts that are unknown and would settle it."""
        unknown = (leaf for _, leaf in self.explanation.leaves() if leaf.outcome is Outcome.UNKNOWN)
        labels = (leaf.evidence[0].label for leaf in unknown)
        return tuple(dict.fromkeys(labels)) if self.outcome is Outcome.UNKNOWN else ()

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        rule = self.rule
        return {
            "rule": rule.id,
            "claim": rule.claim,
            "outcome": self.outcome.value,
            "strength": rule.strength or None,
            "action": rule.action or None,
            "settled_by": rule.settled_by or None,
            "missing": list(self.missing),
            "note": rule.note,
            "provenance": rule.provenance.value,
            "sources": list(rule.source_lines),
        }


@frozen
class OptionFound:
    """One option beside one person."""

    option: TreatmentOption
    speaks_for: tuple[Point, ...]
    points: tuple[Point, ...]
    tried: tuple[str, ...]
    assessment: Assessment | None
    interactions: Interactions | None

    @property
    def outcome(self) -> str:
        """The strongest of its rules, of eligibility and of what is taken beside it."""
        weights = [point.weight for point in self.points]
        if self.assessment is not None and self.interactions is not None:
            weights += [self.assessment.outcome, beside(self.interactions)]
        return min(weights, key=PRECEDENCE.index)

    @property
    def why(self) -> tuple[str, ...]:
        """What speaks for it in this person."""
        return tuple(point.rule.claim for point in self.speaks_for if point.outcome is Outcome.MET)

    @property
    def why_not(self) -> tuple[str, ...]:
        """What is recorded against it, each with what to do."""
        told = [
            f"Not so: {point.rule.claim}. {point.rule.action}"
            for point in self.points
            if point.outcome is Outcome.NOT_MET
        ]
        if self.assessment is not None:
            told += [
                f"Not so: {card.rule.claim}. {card.rule.action}"
                for card in self.assessment.cards
                if card.weight in (BLOCKED, CAUTION)
            ]
        if self.interactions is not None:
            told += _taken_beside(self.interactions)
        return tuple(told)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What is not known and would have to be, each once."""
        asked = [label for point in self.points for label in point.missing]
        if self.assessment is not None:
            asked += [str(one["label"]) for one in self.assessment.unknown]
        if self.interactions is not None and not self.interactions.is_current:
            asked.append("the list of medicines, gone through on the day")
        if self.interactions is not None:
            asked += [f"{one.text} beside it" for one in self.interactions.not_checked]
        return tuple(dict.fromkeys(asked))

    @property
    def not_known_for(self) -> tuple[str, ...]:
        """What might speak for it and is not known; it never weighs."""
        return tuple(
            point.rule.claim for point in self.speaks_for if point.outcome is Outcome.UNKNOWN
        )

    def explain(self) -> Explanation:
        """The whole as a tree: met only when every rule is met."""
        children = [point.explanation for point in self.points]
        if self.assessment is not None and self.interactions is not None:
            children += [self.assessment.explain(), self.interactions.explain()]
        whole = all_of(child.outcome for child in children)
        claim = f"nothing that is encoded stands against {self.option.title}"
        return Explanation(claim, whole, combine="all", children=tuple(children))

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        option = self.option
        return {
            "id": option.id,
            "title": option.title,
            "agent": option.product[0] if option.product else None,
            "route": option.product[1] if option.product else None,
            "outcome": self.outcome,
            "why": list(self.why),
            "why_not": list(self.why_not),
            "unknown": list(self.unknown),
            "may_speak_for": list(self.not_known_for),
            "tried": list(self.tried),
            "how_given": option.how_given,
            "time_to_effect": option.time_to_effect,
            "burden": option.burden,
            "status": option.status,
            "evidence": [one.as_json() for one in option.evidence],
            "no_evidence": option.no_evidence,
            "rules": [point.as_json() for point in (*self.speaks_for, *self.points)],
            "provenance": option.provenance.value,
            "sources": [f"{one.citation} ({one.locator})" for one in option.sources],
        }

    def __str__(self) -> str:
        return "\n".join(_lines(self))


@frozen
class Options:
    """Every option for one person, in a fixed order."""

    region: str
    options: tuple[OptionFound, ...]

    def __getitem__(self, name: str) -> OptionFound:
        return next(one for one in self.options if one.option.id == name)

    def explain(self) -> Explanation:
        """All options as a tree."""
        children = tuple(one.explain() for one in self.options)
        whole = all_of(child.outcome for child in children)
        claim = "nothing that is encoded stands against any option"
        return Explanation(claim, whole, combine="all", children=children)

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "region": self.region,
            "options": [one.as_json() for one in self.options],
            "notes": [*CLOSING, *self.notes],
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """Provenance and readings of the files of options."""
        return tuple(dict.fromkeys(one.note for one in library().options.headers.values()))

    def __str__(self) -> str:
        told = "\n\n".join(str(one) for one in self.options)
        return "\n".join((f"Options, region {self.region}", "", told, "", *CLOSING, *self.notes))


def options(case: Case, region: str = "us") -> Options:
    """Every option for this person; unknown never counts as suitable, and nothing is ranked."""
    assessed = assess_all(case, region)
    facts = _facts(case, next(iter(assessed.values())))
    taken = interactions_all(case, region)
    found = []
    for option in library().options.options.values():
        product = option.product
        found.append(
            OptionFound(
                option,
                _points(option.speaks_for, facts),
                _points(option.rules, facts),
                tuple(_tried(option, facts)),
                assessed[product] if product else None,
                taken[product] if product else None,
            )
        )
    return Options(check_region(region), tuple(found))


def _facts(case: Case, assessment: Assessment) -> Facts:
    """What the rules ask about: the person and the history, and what eligibility worked out."""
    person = facts_of(case)
    evaluated = assessment.cards[0].facts
    return Facts({**person.known, **evaluated.known}, person.lists)


def beside(taken: Interactions) -> str:
    """What the medicines beside it make of an option; those among themselves are told apart."""
    found = {one.severity for one in taken.medicines}
    if "S1" in found:
        return BLOCKED
    if not taken.is_complete:
        return UNKNOWN
    return CAUTION if "S2" in found else NO_BLOCKER


def _points(rules: tuple[OptionRule, ...], facts: Facts) -> tuple[Point, ...]:
    return tuple(Point(rule, evaluate(rule.when, facts), facts) for rule in rules)


def _tried(option: TreatmentOption, facts: Facts) -> Iterator[str]:
    """Each treatment of the history that is of this kind, and what it did."""
    if option.tried is None:
        return
    for trial in facts.each("trials"):
        if evaluate(option.tried, trial) is Outcome.MET:
            change = trial["trial.response_pct"]
            told = f"improvement {change} %" if change.is_known else "improvement not recorded"
            yield f"{trial.name}: {told}"


def _taken_beside(taken: Interactions) -> Iterator[str]:
    for one in taken.medicines:
        for finding in one.findings:
            if finding.row.severity in ("S1", "S2"):
                yield f"{one.text}: {finding.row.title}. {finding.row.management}"


def _lines(found: OptionFound) -> Iterator[str]:
    option = found.option
    yield f"{option.title}: {WORDS[found.outcome]}"
    yield f"  How given: {option.how_given}"
    yield f"  Time to effect: {option.time_to_effect}"
    yield f"  Burden: {option.burden}"
    yield f"  Status: {option.status}"
    for head, told in (
        ("Speaks for it", found.why),
        ("Speaks against it", found.why_not),
        ("Not known", found.unknown),
        ("Might speak for it, not known", found.not_known_for),
        ("Of this kind in the history", found.tried),
    ):
        if told:
            yield f"  {head}"
            yield from (f"    - {one}" for one in told)
    yield "  Evidence" if option.evidence else f"  Evidence: {option.no_evidence}"
    for _, numbers in groupby(option.evidence, key=lambda one: (one.study, one.note)):
        same = tuple(numbers)
        yield from (f"    - {one.told}" for one in same)
        yield f"      {same[0].basis}"
    cited = "; ".join(source.citation for source in option.sources)
    yield f"  Source: {cited} ({option.provenance.words})"
