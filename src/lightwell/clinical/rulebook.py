"""Every rule of eligibility and interaction in prose, with its sources, by the id of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Protocol

from attrs import frozen

from .eligibilityfile import EligibilityRule
from .errors import InvalidInput
from .library import library
from .predicates import facts_of
from .products import scope_words
from .prose import sentence


class Told(Protocol):
    """A rule that can be told to a person and to a machine."""

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""


@frozen
class RuleInProse:
    """A rule of eligibility with all that stands behind it, form by form."""

    forms: tuple[EligibilityRule, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {"rules": [_form_as_json(one) for one in self.forms]}

    def __str__(self) -> str:
        return "\n\n".join("\n".join(_prose(one)) for one in self.forms)


def explain_rule(name: str) -> Told:
    """A rule in prose, with its sources; the nearest name is told for a slip of the pen."""
    forms = library().eligibility.by_id.get(name)
    if forms is not None:
        return RuleInProse(forms)
    raise _unknown(name)


def rule_ids() -> tuple[str, ...]:
    """The id of every rule that can be explained."""
    return tuple(library().eligibility.by_id)


def _unknown(name: str) -> InvalidInput:
    ids = rule_ids()
    near = get_close_matches(name, ids, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(ids)}."
    return InvalidInput(f"There is no rule {name!r}. {hint}")


def _form_as_json(rule: EligibilityRule) -> dict[str, object]:
    return {
        "rule": rule.id,
        "group": rule.group,
        "for": [" ".join(product) for product in rule.products],
        "regions": list(rule.regions),
        "claim": rule.claim,
        "when": sentence(rule.when, library().dictionary),
        "facts": sorted(facts_of(rule.when)),
        "strength": rule.strength,
        "action": rule.action,
        "settled_by": rule.settled_by,
        "override": rule.override,
        "provenance": rule.provenance.value,
        "note": rule.note,
        "sources": [f"{one.citation} ({one.locator})" for one in rule.sources],
    }


def _prose(rule: EligibilityRule) -> Iterator[str]:
    yield f"{rule.id} ({scope_words(rule.products)}; {', '.join(rule.regions)}; {rule.group})"
    yield f"  What must be so: {rule.claim}."
    yield f"  Met when: {sentence(rule.when, library().dictionary)}."
    yield f"  If not: {rule.strength}. {rule.action}"
    yield f"  Settled by: {rule.settled_by}. May override: {rule.override}."
    yield f"  Provenance: {rule.provenance.words}."
    if rule.note:
        yield f"  {rule.note}"
    for one in rule.sources:
        yield f"  Source: {one.citation} ({one.locator})"
