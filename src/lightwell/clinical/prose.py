"""Rules as sentences: each claim of the algebra, and its denial, in the words of the dictionary."""

from __future__ import annotations

from .facts import Facts
from .library import Dictionary, FactDefinition
from .predicates import (
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Below,
    Between,
    CountAtLeast,
    Equals,
    IsTrue,
    NoneOf,
    OneOf,
    Predicate,
)

NOBODY = Facts()


def claim_about(
    predicate: Predicate, words: Dictionary, subject: Facts = NOBODY
) -> tuple[str, str]:
    """A claim about one fact and its denial, as clauses: "the dose was at least 50 mg"."""
    match predicate:
        case IsTrue(fact):
            return _yes_no(fact, words, subject)
        case Equals(fact, value):
            return _pair(fact, words, subject, f"was {value}", f"was not {value}")
        case OneOf(fact, values):
            listed = " or ".join(str(value) for value in values)
            return _pair(fact, words, subject, f"was {listed}", _not_one_of(values))
        case Between(fact, low, high):
            unit = _unit(fact, words)
            span = f"{low:g} to {high:g}{unit}"
            return _pair(fact, words, subject, f"was {span}", f"was outside {span}")
        case AtLeast(fact, bound):
            limit = _limit(fact, bound, words, subject)
            return _pair(fact, words, subject, f"was at least {limit}", f"was below {limit}")
        case Below(fact, bound):
            limit = _limit(fact, bound, words, subject)
            return _pair(fact, words, subject, f"was below {limit}", f"was at least {limit}")
        case AtMost(fact, bound):
            limit = _limit(fact, bound, words, subject)
            return _pair(fact, words, subject, f"was at most {limit}", f"was above {limit}")
        case Above(fact, bound):
            limit = _limit(fact, bound, words, subject)
            return _pair(fact, words, subject, f"was above {limit}", f"was at most {limit}")
        case _:
            raise TypeError(f"{type(predicate).__name__} is not a claim about one fact.")


def _not_one_of(values: tuple[str | int | float, ...]) -> str:
    return "was not " + " nor ".join(str(value) for value in values)


def sentence(predicate: Predicate, words: Dictionary) -> str:
    """A whole rule on one line."""
    match predicate:
        case AllOf(claims):
            return "all of: " + "; ".join(_inner(claim, words) for claim in claims)
        case AnyOf(claims):
            return "at least one of: " + "; ".join(_inner(claim, words) for claim in claims)
        case NoneOf(claims):
            return "none of: " + "; ".join(_inner(claim, words) for claim in claims)
        case CountAtLeast(1, of, _, where):
            return f"at least one of the {of} fulfils {_inner(where, words)}"
        case CountAtLeast(number, of, different, where):
            what = words.facts[different].label.replace("{subject}", "the trial")
            return (
                f"at least {number} {of} that differ in {what} each fulfil {_inner(where, words)}"
            )
        case _:
            return claim_about(predicate, words)[0]


def outline(predicate: Predicate, words: Dictionary, depth: int = 0) -> list[str]:
    """A whole rule as a Markdown list, one claim to a line."""
    indent = "  " * depth
    match predicate:
        case AllOf(claims) | AnyOf(claims) | NoneOf(claims):
            lines = [f"{indent}- {_HEADS[type(predicate)]}"]
            for claim in claims:
                lines += outline(claim, words, depth + 1)
            return lines
        case CountAtLeast(number, of, different, where):
            what = words.facts[different].label.replace("{subject}", "the trial")
            head = f"{indent}- at least {number} {of}, different in {what}, for which"
            return [head, *outline(where, words, depth + 1)]
        case _:
            return [f"{indent}- {claim_about(predicate, words)[0]}"]


_HEADS = {AllOf: "all of these hold:", AnyOf: "at least one holds:", NoneOf: "none of these holds:"}


def _inner(predicate: Predicate, words: Dictionary) -> str:
    text = sentence(predicate, words)
    return f"({text})" if isinstance(predicate, AllOf | AnyOf | NoneOf) else text


def _entry(fact: str, words: Dictionary) -> FactDefinition | None:
    return words.facts.get(fact)


def _named(text: str, subject: Facts) -> str:
    return text.replace("{subject}", subject.name or "the trial")


def _label(fact: str, words: Dictionary, subject: Facts) -> str:
    entry = _entry(fact, words)
    return _named(entry.label if entry else fact, subject)


def _unit(fact: str, words: Dictionary) -> str:
    entry = _entry(fact, words)
    return entry.unit_words if entry else ""


def _yes_no(fact: str, words: Dictionary, subject: Facts) -> tuple[str, str]:
    entry = _entry(fact, words)
    if entry is None or not entry.claim:
        label = _label(fact, words, subject)
        return f"{label} was yes", f"{label} was no"
    return _named(entry.claim, subject), _named(entry.denial, subject)


def _pair(fact: str, words: Dictionary, subject: Facts, claim: str, denial: str) -> tuple[str, str]:
    label = _label(fact, words, subject)
    return f"{label} {claim}", f"{label} {denial}"


def _limit(fact: str, bound: str | int | float, words: Dictionary, subject: Facts) -> str:
    unit = _unit(fact, words)
    if not isinstance(bound, str):
        return f"{bound:g}{unit}"
    label = _label(bound, words, subject)
    known = subject[bound]
    return f"{label} of {known}{unit}" if known.is_known else label
