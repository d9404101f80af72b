"""Answers as a person, a form or a file gives them: read, checked by item, and as facts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import frozen

from .errors import InvalidAnswers
from .evaluate import evaluate
from .facts import Fact, Facts, Span
from .questionnaires import Count, Instrument, Item
from .values import Outcome

Answer = int | bool | str | None

_YES_NO = {"yes": 1, "y": 1, "no": 0, "n": 0}


def read_answers(made: Instrument, answers: Sequence[Answer]) -> tuple[int | None, ...]:
    """The answers as values, one per item; what cannot be one is refused by item.

    Items that do not count towards the total may be left out, all of them together.
    """
    fewest, most = len(made.scored_items), len(made.items)
    if len(answers) not in (fewest, most):
        extra = most - fewest
        without = f"{fewest} (or {most} with the unscored item{'s' if extra > 1 else ''})"
        raise InvalidAnswers(
            f"{made.title} needs {fewest if not extra else without} answers, "
            f"and {len(answers)} were given: "
            "leave an unanswered item blank instead of leaving it out."
        )
    if len(answers) == most:
        return tuple(_answer(made, *pair) for pair in zip(made.items, answers, strict=True))
    given = iter(answers)
    return tuple(_answer(made, item, next(given) if item.scored else None) for item in made.items)


def _answer(made: Instrument, item: Item, raw: Answer) -> int | None:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    value: object = raw
    if item.is_yes_no:
        value = int(raw) if isinstance(raw, bool) else _YES_NO.get(str(raw).strip().lower(), raw)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,3}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value not in item.values:
        raise InvalidAnswers(
            f"{made.title}, item {item.number} ({item.label}): {raw!r} is not one of its answers. "
            f"Give {_choices(item)}, or leave it blank if it was not answered."
            f"{f' This is the version {made.edition}.' if made.edition else ''}"
        )
    return value if value in item.points else None


def _choices(item: Item) -> str:
    if item.is_yes_no:
        return "yes or no"
    return " or ".join(", ".join(str(value) for value in sorted(item.values)).rsplit(", ", 1))


# ------------------------------------------------------------------ answers as facts


@frozen
class Told:
    """What a set of answers says: facts for the rules, and the points of each item by number."""

    facts: Facts
    points: Mapping[int, int]


def tell(made: Instrument, given: tuple[int | None, ...]) -> Told:
    """The answers as facts; an item skipped by the instrument's own logic is a no.

    A count in which answers are missing is known between two bounds, and never taken as its lower.
    """
    known: dict[str, Fact] = {}
    points: dict[int, int] = {}
    for item in made.items:
        answer = given[item.number - 1]
        if answer is None and _is_skipped(item, Facts(known)):
            answer = min(item.points, key=item.points.__getitem__)
        if answer is not None:
            points[item.number] = item.points[answer]
            known[made.fact_of(item)] = Fact(bool(answer) if item.is_yes_no else answer)
        for count in made.counts:
            if count.items[-1] == item.number:
                known[f"{made.id}.{count.id}"] = _counted(count, points)
    return Told(Facts(known, name=made.title), points)


def _is_skipped(item: Item, so_far: Facts) -> bool:
    """Whether the instrument's own logic does not ask this item."""
    return item.asked_if is not None and evaluate(item.asked_if, so_far) is Outcome.NOT_MET


def _counted(count: Count, points: Mapping[int, int]) -> Fact:
    answered = [points[number] for number in count.items if number in points]
    sure = sum(one >= count.at_least for one in answered)
    open_ = len(count.items) - len(answered)
    return Fact(Span(sure, sure + open_) if open_ else sure)
