"""One trial under one rule: adequate, failed, counted, and the claims that decide it.

The definitions and the stagings judge a trial here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from attrs import evolve

from .explain import Explanation, explain
from .facts import Facts
from .predicates import Predicate
from .values import Outcome

BRANCHES = ("adequate", "no response", "a treatment of its own in this episode")


class Judge(Protocol):
    """What judges a trial: a definition or a staging."""

    @property
    def where(self) -> Predicate: ...

    @property
    def sources(self) -> tuple[str, ...]: ...


def judge_trial(by: Judge, subject: Facts) -> Explanation:
    """The tree of one trial: its three branches are adequate, failed and eligible."""
    tree = explain(by.where, subject)
    branches = tuple(
        evolve(child, claim=f"{subject.name}: {name}")
        for child, name in zip(tree.children, BRANCHES, strict=True)
    )
    return evolve(tree, claim=f"{subject.name} counts", children=branches, sources=by.sources)


def first_of_each_drug(
    counted: Mapping[str, Outcome], subjects: Mapping[str, Facts]
) -> Mapping[str, str]:
    """For each trial of a drug that counts by an earlier trial, that trial: one drug counts once.

    Both are named by the id of the trial, in the order recorded.
    """
    first: dict[object, str] = {}
    for trial, outcome in counted.items():
        if outcome is Outcome.MET:
            first.setdefault(subjects[trial]["trial.ingredient"].value, trial)
    again = {
        trial: first.get(subjects[trial]["trial.ingredient"].value, trial)
        for trial, outcome in counted.items()
        if outcome is not Outcome.NOT_MET
    }
    return {trial: other for trial, other in again.items() if trial != other}


def reasons(tree: Explanation) -> tuple[str, ...]:
    """What decides the trial: every claim that fails, else every unknown one, else all of them."""
    if tree.outcome is Outcome.MET:
        return tuple(_sentence(claim) for claim, _ in _settled(tree))
    return tuple(
        _sentence(claim if outcome is not Outcome.UNKNOWN else f"it is not known whether {claim}")
        for claim, outcome in _settled(tree)
        if outcome is tree.outcome
    )


def unknown_claims(tree: Explanation) -> tuple[str, ...]:
    """What would have to be known: the unknown facts below everything that is still unknown."""
    if tree.outcome is not Outcome.UNKNOWN:
        return ()
    if tree.combine == "leaf":
        return (_sentence(f"it is not known whether {tree.claim}"),)
    return tuple(claim for child in tree.children for claim in unknown_claims(child))


def met_claims(tree: Explanation) -> tuple[str, ...]:
    """What makes a claim met, as recorded; a score with its day."""
    if tree.outcome is not Outcome.MET:
        return ()
    if tree.combine == "leaf":
        first = tree.evidence[0]
        day = f" on {first.recorded_on}" if first.fact.startswith("score.") else ""
        told = "" if first.value in ("yes", "no") else f" (recorded: {first.value}{day})"
        return (_sentence(f"{tree.claim}{told}"),)
    return tuple(claim for child in tree.children for claim in met_claims(child))


def _settled(tree: Explanation, *, turned: bool = False) -> list[tuple[str, Outcome]]:
    """Each leaf as the rule sees it: what is recorded in words, and whether it helps the claim."""
    if tree.combine != "leaf":
        inner = turned != (tree.combine == "none")
        return [found for child in tree.children for found in _settled(child, turned=inner)]
    told = tree.denial if tree.outcome is Outcome.NOT_MET else tree.claim
    value = tree.evidence[0].value
    if tree.outcome is not Outcome.UNKNOWN and value not in ("yes", "no"):
        told = f"{told} (recorded: {value})"
    return [(told, ~tree.outcome if turned else tree.outcome)]


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."
