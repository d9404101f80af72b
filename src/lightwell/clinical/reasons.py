"""Why a treatment may have failed although it was no resistance: each reason with its evidence."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from .evaluate import evaluate
from .explain import explain
from .facts import Facts
from .judging import met_claims
from .library import library
from .reasonsfile import ReasonList, ReasonRule
from .values import Outcome


class Checked(Enum):
    """What the case says of a reason. Silence is not known; it is never "nothing found"."""

    FOUND = "evidence_found"
    NOTHING = "nothing_found"
    UNKNOWN = "not_known"

    @property
    def words(self) -> str:
        """The answer as it is printed."""
        return {
            Checked.FOUND: "evidence found in the case",
            Checked.NOTHING: "nothing found",
            Checked.UNKNOWN: "not known",
        }[self]


@frozen
class Reason:
    """One reason to check: what the case says of it, with the fact, or the question to ask."""

    rule: ReasonRule
    outcome: Checked
    evidence: tuple[str, ...]

    @property
    def ask(self) -> str:
        """The question that would settle it, where it is not known."""
        return self.rule.ask if self.outcome is Checked.UNKNOWN else ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The lines to print under it."""
        return tuple(f"{one.citation} ({one.locator})" for one in self.rule.sources)

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "id": self.rule.id,
            "title": self.rule.title,
            "outcome": self.outcome.value,
            "evidence": list(self.evidence),
            "ask": self.ask,
            "sources": list(self.sources),
        }


def reasons_to_check(facts: Facts, listed: ReasonList) -> tuple[Reason, ...]:
    """Every reason of the list, in its order."""
    return tuple(_checked(rule, facts) for rule in listed.rules)


def _checked(rule: ReasonRule, facts: Facts) -> Reason:
    words = library().dictionary.facts
    said = {fact: facts[fact].value for fact in rule.asked}
    signs = {sign: evaluate(sign, facts) for sign in rule.signs}
    evidence = [f"Recorded: {words[fact].label}." for fact, value in said.items() if value is True]
    met = (sign for sign, outcome in signs.items() if outcome is Outcome.MET)
    evidence += [claim for sign in met for claim in met_claims(explain(sign, facts))]
    if evidence:
        return Reason(rule, Checked.FOUND, tuple(dict.fromkeys(evidence)))
    ruled_out = [value is False for value in said.values()] or [
        outcome is Outcome.NOT_MET for outcome in signs.values()
    ]
    return Reason(rule, Checked.NOTHING if all(ruled_out) else Checked.UNKNOWN, ())
