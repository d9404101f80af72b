"""Why a result is what it is: a tree of claims with outcomes, evidence and sources."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from . import values
from .evaluate import evaluate_leaf, groups_of
from .facts import Fact, Facts
from .library import Dictionary, library
from .predicates import Above, AllOf, AnyOf, AtLeast, AtMost, Below, CountAtLeast, NoneOf, Predicate
from .prose import claim_about
from .values import Outcome


@frozen
class Evidence:
    """One fact that a claim rests on, as it was recorded."""

    fact: str
    label: str
    value: str
    recorded_on: str = ""
    recorded_by: str = ""


@frozen
class Explanation:
    """A claim in prose, its outcome, what it rests on, and the claims below it.

    ``combine`` says how the outcomes below make this one: a leaf, all, any, none or a count.
    ``fixed`` facts are not offered for change once recorded; ``denied`` is the outcome when the
    denial holds; a claim that ``needs_more`` than its own fact is never changed by that alone.
    """

    claim: str
    outcome: Outcome
    denial: str = ""
    combine: str = "leaf"
    number: int = 0
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[str, ...] = ()
    children: tuple[Explanation, ...] = ()
    note: str = ""
    fixed: bool = field(default=False, kw_only=True)
    denied: Outcome = field(default=Outcome.NOT_MET, kw_only=True)
    needs_more: bool = field(default=False, kw_only=True)

    def called(self, claim: str) -> Explanation:
        """The same under another claim; written out, because every trial is called many times."""
        return Explanation(
            claim,
            self.outcome,
            self.denial,
            self.combine,
            self.number,
            self.evidence,
            self.sources,
            self.children,
            self.note,
            fixed=self.fixed,
            denied=self.denied,
            needs_more=self.needs_more,
        )

    def leaves(self) -> Iterator[tuple[tuple[int, ...], Explanation]]:
        """Every claim about a single fact, with the path that leads to it."""
        if self.combine == "leaf":
            yield (), self
        for position, child in enumerate(self.children):
            for path, leaf in child.leaves():
                yield (position, *path), leaf

    def outcome_if(self, path: tuple[int, ...], outcome: Outcome) -> Outcome:
        """What this would be if the one claim at the end of the path had another outcome."""
        if not path:
            return outcome
        below = [child.outcome for child in self.children]
        below[path[0]] = self.children[path[0]].outcome_if(path[1:], outcome)
        return _combined(self.combine, self.number, below)

    def what_would_change(self) -> tuple[str, ...]:
        """Each single fact that would change the outcome.

        An unknown outcome is changed by learning what is unknown, so only unknown facts are
        named for it; recorded facts are named where they alone decide.
        """
        unknown: list[str] = []
        recorded: list[str] = []
        for path, leaf in self.leaves():
            found = unknown if leaf.outcome is Outcome.UNKNOWN else recorded
            if leaf.needs_more or (leaf.fixed and found is recorded):
                continue
            for other, clause in ((Outcome.MET, leaf.claim), (leaf.denied, leaf.denial)):
                new = self.outcome_if(path, other)
                if leaf.outcome is not other and new is not self.outcome:
                    found.append(f"If {clause}, {self.claim} would become {new.words}.")
        if self.outcome is Outcome.UNKNOWN and unknown:
            return tuple(dict.fromkeys(unknown))
        return tuple(dict.fromkeys((*unknown, *recorded)))

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented lines for a terminal or a letter."""
        shown = "; ".join(f"{one.label}: {one.value}" for one in self.evidence)
        yield f"{'  ' * depth}{_MARKS[self.outcome]} {self.claim}" + (
            f" ({shown})" if shown else ""
        )
        if self.note:
            yield f"{'  ' * (depth + 1)}{self.note}"
        for child in self.children:
            yield from child.lines(depth + 1)

    def __str__(self) -> str:
        return "\n".join((*self.lines(), *(f"Source: {source}" for source in self.sources)))


_MARKS = {Outcome.MET: "[met]", Outcome.NOT_MET: "[not met]", Outcome.UNKNOWN: "[unknown]"}


def _combined(combine: str, number: int, below: list[Outcome]) -> Outcome:
    if combine == "count":
        return values.at_least(number, below) if below else Outcome.UNKNOWN
    readers = {"all": values.all_of, "any": values.any_of, "none": values.none_of}
    return readers[combine](below)


def explain(
    predicate: Predicate, facts: Facts, dictionary: Dictionary | None = None
) -> Explanation:
    """The explanation tree of a rule for one subject; its outcome is that of ``evaluate``."""
    words = dictionary or library().dictionary
    key = (predicate, id(words))
    done = facts.explained.get(key)
    if not isinstance(done, Explanation):
        done = facts.explained[key] = _explained(predicate, facts, words)
    return done


def _explained(predicate: Predicate, facts: Facts, words: Dictionary) -> Explanation:
    match predicate:
        case AllOf(claims):
            return _group("all", "all of these hold", claims, facts, words)
        case AnyOf(claims):
            return _group("any", "at least one of these holds", claims, facts, words)
        case NoneOf(claims):
            return _group("none", "none of these holds", claims, facts, words)
        case CountAtLeast():
            return _count(predicate, facts, words)
        case _:
            return _leaf(predicate, facts, words)


def _group(
    combine: str, claim: str, claims: tuple[Predicate, ...], facts: Facts, words: Dictionary
) -> Explanation:
    children = tuple(explain(one, facts, words) for one in claims)
    outcome = _combined(combine, 0, [child.outcome for child in children])
    return Explanation(claim, outcome, combine=combine, children=children)


def _count(count: CountAtLeast, facts: Facts, words: Dictionary) -> Explanation:
    children = []
    for group in groups_of(count, facts).values():
        each = tuple(
            explain(count.where, subject, words).called(subject.name or "this one counts")
            for subject in group
        )
        children.append(each[0] if len(each) == 1 else _same_thing(each))
    outcome = _combined("count", count.number, [child.outcome for child in children])
    claim = f"at least {count.number} different {count.of} count"
    return Explanation(
        claim, outcome, combine="count", number=count.number, children=tuple(children)
    )


def _same_thing(each: tuple[Explanation, ...]) -> Explanation:
    outcome = values.any_of(one.outcome for one in each)
    names = " and ".join(one.claim for one in each)
    return Explanation(f"{names}: the same, counted once", outcome, combine="any", children=each)


def _leaf(predicate: Predicate, facts: Facts, words: Dictionary) -> Explanation:
    claim, denial = claim_about(predicate, words, facts)
    names = [predicate.fact]  # type: ignore[attr-defined]  # every leaf has one
    if isinstance(predicate, AtLeast | AtMost | Above | Below) and isinstance(predicate.bound, str):
        names.append(predicate.bound)
    entry = words.facts.get(names[0])
    return Explanation(
        claim,
        evaluate_leaf(predicate, facts),
        denial=denial,
        evidence=tuple(_evidence(name, facts[name], facts, words) for name in names),
        fixed=entry is not None and entry.fixed,
        denied=Outcome.UNKNOWN if entry and entry.no_is_unknown else Outcome.NOT_MET,
        needs_more=not all(facts[name].is_known for name in names[1:]),
    )


def _evidence(name: str, fact: Fact, facts: Facts, words: Dictionary) -> Evidence:
    entry = words.facts.get(name)
    label = entry.label.replace("{subject}", facts.name) if entry else name
    unit = entry.unit_words if entry and fact.is_known else ""
    when = fact.recorded_on.isoformat() if fact.recorded_on else ""
    return Evidence(name, label, f"{fact}{unit}", when, fact.recorded_by)
