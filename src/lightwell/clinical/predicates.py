"""The closed algebra of clinical rules: twelve kinds of claim about facts, and no code in strings.

Each node is a frozen value. A rule is read from a table such as
``{ at_least = { fact = "trial.dose_mg", than = "trial.label_minimum_mg" } }`` and is then
evaluated, explained or put into prose by the readers beside this module. A thirteenth kind
of node needs a decision record: every reader would have to learn it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from .errors import ClinicalError
from .facts import Number

Bound = Number | str  # a number, or the name of the fact to compare with


class Malformed(ClinicalError):
    """A rule table that is not a claim; ``key`` says which part of it."""

    def __init__(self, key: str, problem: str, remedy: str) -> None:
        self.key, self.problem, self.remedy = key, problem, remedy
        super().__init__(f"{key}: {problem} {remedy}")


class Predicate:
    """A claim about one subject that is met, not met or unknown."""


@frozen
class IsTrue(Predicate):
    """The fact is recorded as yes."""

    fact: str


@frozen
class Equals(Predicate):
    """The fact is recorded as exactly this value."""

    fact: str
    value: str | Number


@frozen
class OneOf(Predicate):
    """The fact is recorded as one of these values."""

    fact: str
    values: tuple[str | Number, ...]


@frozen
class AtLeast(Predicate):
    """The number is this bound or more."""

    fact: str
    bound: Bound


@frozen
class AtMost(Predicate):
    """The number is this bound or less."""

    fact: str
    bound: Bound


@frozen
class Above(Predicate):
    """The number is more than this bound."""

    fact: str
    bound: Bound


@frozen
class Below(Predicate):
    """The number is less than this bound."""

    fact: str
    bound: Bound


@frozen
class Between(Predicate):
    """The number lies between two bounds, both included."""

    fact: str
    low: Number
    high: Number


@frozen(cache_hash=True)  # a rule is looked up by itself, many times
class AllOf(Predicate):
    """Every one of these claims is met."""

    claims: tuple[Predicate, ...]


@frozen(cache_hash=True)  # a rule is looked up by itself, many times
class AnyOf(Predicate):
    """At least one of these claims is met."""

    claims: tuple[Predicate, ...]


@frozen(cache_hash=True)  # a rule is looked up by itself, many times
class NoneOf(Predicate):
    """Not one of these claims is met."""

    claims: tuple[Predicate, ...]


@frozen(cache_hash=True)  # a rule is looked up by itself, many times
class CountAtLeast(Predicate):
    """At least ``number`` different subjects of a list fulfil a claim.

    ``different`` names the fact that makes two subjects the same one (two courses of one drug).
    """

    number: int
    of: str
    different: str
    where: Predicate


Comparison = AtLeast | AtMost | Above | Below
Group = AllOf | AnyOf | NoneOf
LEAVES = (IsTrue, Equals, OneOf, AtLeast, AtMost, Above, Below, Between)
GROUPS = (AllOf, AnyOf, NoneOf)
NODES: tuple[type[Predicate], ...] = (*LEAVES, *GROUPS, CountAtLeast)


def facts_of(predicate: Predicate) -> frozenset[str]:
    """The names of every fact that a rule asks about."""
    match predicate:
        case AllOf(claims) | AnyOf(claims) | NoneOf(claims):
            return frozenset().union(*(facts_of(claim) for claim in claims))
        case CountAtLeast(different=different, where=where):
            return facts_of(where) | {different}
        case AtLeast(fact, bound) | AtMost(fact, bound) | Above(fact, bound) | Below(fact, bound):
            return frozenset({fact, bound} if isinstance(bound, str) else {fact})
        case _:
            return frozenset({predicate.fact})  # type: ignore[attr-defined]  # the leaves all have one


# ------------------------------------------------------------------ reading from TOML

Table = Mapping[str, object]


def parse(table: object, sections: Mapping[str, Predicate] | None = None) -> Predicate:
    """Read one claim from its table; ``sections`` are the named claims a count may refer to."""
    if not isinstance(table, Mapping) or len(table) != 1:
        raise Malformed("rule", "a claim is a table with exactly one key.", _one_of_kinds())
    kind, body = next(iter(table.items()))
    reader = _READERS.get(str(kind))
    if kind == "count_at_least":
        return _count(body, sections or {})
    if reader is None:
        raise Malformed(str(kind), "there is no such kind of claim.", _one_of_kinds())
    return reader(str(kind), body)


def _one_of_kinds() -> str:
    return "Use one of: " + ", ".join((*_READERS, "count_at_least")) + "."


def _text(kind: str, body: object) -> str:
    if not isinstance(body, str) or not body:
        raise Malformed(kind, "the name of a fact is missing.", 'Write a fact name such as "x.y".')
    return body


def _fields(kind: str, body: object, *names: str) -> Table:
    if not isinstance(body, Mapping) or set(body) - set(names):
        raise Malformed(kind, "its keys are not as they should be.", f"Use {', '.join(names)}.")
    return body


def _number(kind: str, value: object) -> Number:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed(kind, f"{value!r} is not a number.", "Write a number without quotes.")
    return value


def _is_true(kind: str, body: object) -> Predicate:
    return IsTrue(_text(kind, body))


def _value(kind: str, value: object) -> str | Number:
    return value if isinstance(value, str) else _number(kind, value)


def _equals(kind: str, body: object) -> Predicate:
    table = _fields(kind, body, "fact", "value")
    return Equals(_text(kind, table.get("fact")), _value(kind, table.get("value")))


def _one_of(kind: str, body: object) -> Predicate:
    table = _fields(kind, body, "fact", "values")
    values = table.get("values")
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        raise Malformed(kind, "there are no values.", 'Write values = ["a", "b"].')
    return OneOf(_text(kind, table.get("fact")), tuple(_value(kind, one) for one in values))


def _comparison(make: Callable[[str, Bound], Predicate]) -> Callable[[str, object], Predicate]:
    def read(kind: str, body: object) -> Predicate:
        table = _fields(kind, body, "fact", "value", "than")
        if ("value" in table) == ("than" in table):
            raise Malformed(
                kind, "it needs one bound.", "Give value = (a number) or than = (a fact)."
            )
        fact = _text(kind, table.get("fact"))
        if "than" in table:
            return make(fact, _text(kind, table["than"]))
        return make(fact, _number(kind, table["value"]))

    return read


def _between(kind: str, body: object) -> Predicate:
    table = _fields(kind, body, "fact", "low", "high")
    low, high = _number(kind, table.get("low")), _number(kind, table.get("high"))
    if low > high:
        raise Malformed(kind, f"low {low} is above high {high}.", "Swap or correct the two bounds.")
    return Between(_text(kind, table.get("fact")), low, high)


def _group(
    make: Callable[[tuple[Predicate, ...]], Predicate],
) -> Callable[[str, object], Predicate]:
    def read(kind: str, body: object) -> Predicate:
        if not isinstance(body, Sequence) or isinstance(body, str) or not body:
            raise Malformed(kind, "it holds no claims.", "List at least one claim in it.")
        return make(tuple(parse(part) for part in body))

    return read


def _count(body: object, sections: Mapping[str, Predicate]) -> Predicate:
    kind = "count_at_least"
    table = _fields(kind, body, "number", "of", "different", "where")
    number, where = table.get("number"), table.get("where")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise Malformed(kind, f"{number!r} is not a count.", "Give number as 1 or more.")
    if not isinstance(where, Sequence) or isinstance(where, str) or not where:
        raise Malformed(kind, "it does not say what to count.", 'Write where = ["counted"].')
    missing = [name for name in where if name not in sections]
    if missing:
        known = ", ".join(sections) or "none"
        raise Malformed(kind, f"no section is called {missing[0]!r}.", f"Sections here: {known}.")
    return CountAtLeast(
        number,
        _text(kind, table.get("of")),
        _text(kind, table.get("different")),
        AllOf(tuple(sections[name] for name in where)),
    )


_READERS: dict[str, Callable[[str, object], Predicate]] = {
    "is_true": _is_true,
    "equals": _equals,
    "one_of": _one_of,
    "at_least": _comparison(AtLeast),
    "at_most": _comparison(AtMost),
    "above": _comparison(Above),
    "below": _comparison(Below),
    "between": _between,
    "all_of": _group(AllOf),
    "any_of": _group(AnyOf),
    "none_of": _group(NoneOf),
}
