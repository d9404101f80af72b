"""Every rule of eligibility, interactions, options and gates in prose, by its id, with sources."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Protocol

from attrs import frozen

from .eligibilityfile import EligibilityRule
from .errors import InvalidInput
from .gatebook import gate_items
from .interactionfile import NOT_STUDIED, Interaction
from .library import library
from .optionfile import OptionRule
from .predicates import facts_of
from .products import scope_words
from .prose import sentence
from .together import SEVERITY_WORDS, Basis


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


@frozen
class InteractionInProse:
    """A row of interactions with all that stands behind it, form by form."""

    forms: tuple[Interaction, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {"rules": [_interaction_as_json(one) for one in self.forms]}

    def __str__(self) -> str:
        return "\n\n".join("\n".join(_interaction_prose(one)) for one in self.forms)


@frozen
class CheckInProse:
    """A check of the other medicines among themselves."""

    basis: Basis

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {"rules": [{"rule": self.basis.id, **_basis_as_json(self.basis)}]}

    def __str__(self) -> str:
        one = self.basis
        head = f"{one.id} ({one.severity} {SEVERITY_WORDS[one.severity]}; medicines together)"
        what = [f"  Speaks for: {one.title}.", f"  {one.management}"]
        note = [f"  {one.note}"] if one.note else []
        return "\n".join((head, *what, *note, *_sources(one)))


@frozen
class OptionRuleInProse:
    """What bears on an option, with all that stands behind it."""

    rule: OptionRule

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        one = self.rule
        told = {
            "rule": one.id,
            "claim": one.claim,
            "when": sentence(one.when, library().dictionary),
            "facts": sorted(facts_of(one.when)),
            "strength": one.strength or None,
            "action": one.action or None,
            "settled_by": one.settled_by or None,
            "provenance": one.provenance.value,
            "note": one.note,
            "sources": list(one.source_lines),
        }
        return {"rules": [told]}

    def __str__(self) -> str:
        one = self.rule
        head = f"{one.id} ({'bears on an option' if one.strength else 'may speak for an option'})"
        lines = [head, f"  Met when: {sentence(one.when, library().dictionary)}."]
        if one.strength:
            lines += [f"  What must be so: {one.claim}.", f"  If not: {one.strength}. {one.action}"]
            lines += [f"  Settled by: {one.settled_by}."]
        note = [f"  {one.note}"] if one.note else []
        return "\n".join((*lines, *note, *_sources(one)))


def explain_rule(name: str) -> Told:
    """A rule in prose, with its sources; the nearest name is told for a slip of the pen."""
    known = library()
    if name in known.eligibility.by_id:
        return RuleInProse(known.eligibility.by_id[name])
    rows, checks = known.interactions.by_id, known.interactions.together.by_id
    if name in rows:
        return InteractionInProse(rows[name])
    if name in checks:
        return CheckInProse(checks[name])
    about_options = {rule.id: rule for rule in known.options.rules}
    if name in about_options:
        return OptionRuleInProse(about_options[name])
    of_gates = gate_items()
    if name in of_gates:
        return of_gates[name]
    ids = rule_ids()
    near = get_close_matches(name, ids, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(ids)}."
    raise InvalidInput(f"There is no rule {name!r}. {hint}")


def rule_ids() -> tuple[str, ...]:
    """The id of every rule that can be explained."""
    book = library().interactions
    about_options = (rule.id for rule in library().options.rules)
    rules = (*library().eligibility.by_id, *book.by_id, *book.together.by_id, *about_options)
    return (*rules, *gate_items())


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
    if rule.note:
        yield f"  {rule.note}"
    yield from _sources(rule)


def _sources(rule: EligibilityRule | Interaction | Basis | OptionRule) -> Iterator[str]:
    yield f"  Provenance: {rule.provenance.words}."
    for one in rule.sources:
        yield f"  Source: {one.citation} ({one.locator})"


def _basis_as_json(rule: Interaction | Basis) -> dict[str, object]:
    return {
        "title": rule.title,
        "severity": rule.severity,
        "management": rule.management,
        "provenance": rule.provenance.value,
        "note": rule.note,
        "sources": [f"{one.citation} ({one.locator})" for one in rule.sources],
    }


def _interaction_as_json(row: Interaction) -> dict[str, object]:
    return {
        "rule": row.id,
        "for": [" ".join(product) for product in row.products],
        "regions": list(row.regions),
        "medicines": [*row.drugs, *row.classes, *row.treatments],
        "mechanism": row.mechanism,
        "effect": row.effect,
        "effect_size": [one.as_json() for one in row.studies] or NOT_STUDIED,
        "lingers_days": row.lingers_days,
        **_basis_as_json(row),
    }


def _interaction_prose(row: Interaction) -> Iterator[str]:
    words = SEVERITY_WORDS[row.severity]
    where = f"{scope_words(row.products)}; {', '.join(row.regions)}"
    yield f"{row.id} ({where}; {row.severity} {words})"
    yield f"  Speaks for: {', '.join((*row.drugs, *row.classes, *row.treatments))}."
    yield f"  {' '.join(part for part in (row.mechanism, row.effect) if part)}"
    if row.lingers_days:
        yield f"  Counts for {row.lingers_days} days after the last dose."
    yield from (f"  Size: {one}" for one in row.studies or (NOT_STUDIED,))
    yield f"  {row.management}"
    if row.note:
        yield f"  {row.note}"
    yield from _sources(row)
