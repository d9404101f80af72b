"""One trial under one rule: adequate, failed, counted, and the claims that decide it.

The stagings ask the same claims of the same facts, without the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from .explain import Explanation, explain
from .facts import Facts
from .predicates import Predicate
from .values import Outcome

BRANCHES = ("adequate", "no response", "a treatment of its own in this episode")


class Judge(Protocol):
    """What judges a trial: a definition."""

    @property
    def where(self) -> Predicate: ...

    @property
    def sources(self) -> tuple[str, ...]: ...


def judge_trial(by: Judge, subject: Facts) -> Explanation:
    """The tree of one trial: its three branches are adequate, failed and eligible."""
    tree = explain(by.where, subject)
    branches = tuple(
        child.called(f"{subject.name}: {name}")
        for child, name in zip(tree.children, BRANCHES, strict=True)
    )
    return Explanation(
        f"{subject.name} counts",
        tree.outcome,
        combine=tree.combine,
        children=branches,
        sources=by.sources,
    )


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
    return _deciding(tree, tree.outcome)


def unknown_claims(tree: Explanation) -> tuple[str, ...]:
    """What would have to be known: the unknown facts below everything that is still unknown."""
    return _deciding(tree, Outcome.UNKNOWN)


def met_claims(tree: Explanation) -> tuple[str, ...]:
    """What makes a claim met, as recorded."""
    return _deciding(tree, Outcome.MET)


def _deciding(tree: Explanation, wanted: Outcome) -> tuple[str, ...]:
    """The leaves that make the tree what it is, each with what is recorded; none otherwise."""
    if tree.outcome is not wanted:
        return ()
    if tree.combine == "leaf":
        return (_told(tree),)
    inner = ~wanted if tree.combine == "none" else wanted
    return tuple(claim for child in tree.children for claim in _deciding(child, inner))


def _told(leaf: Explanation) -> str:
    if leaf.outcome is Outcome.UNKNOWN:
        return _sentence(f"it is not known whether {leaf.claim}")
    first = leaf.evidence[0]
    told = leaf.denial if leaf.outcome is Outcome.NOT_MET else leaf.claim
    if first.value not in ("yes", "no"):
        day = f" on {first.recorded_on}" if first.fact.startswith("score.") else ""
        told = f"{told} (recorded: {first.value}{day})"
    return _sentence(told)


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."
