"""Score an instrument: answers in, a total or a risk level out, with what was missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from attrs import evolve, frozen

from . import values
from .errors import InvalidAnswers
from .evaluate import evaluate
from .explain import Evidence, Explanation, explain
from .facts import Fact, Facts
from .questionnaires import Band, Instrument, Item, Risk, instrument
from .values import Outcome

Safety = Literal["none", "positive", "unanswered"]
Answer = int | bool | str | None


@frozen
class Score:
    """What a set of answers comes to.

    ``total`` is null when too much is missing or the safety item is; ``missing`` and ``imputed``
    are item numbers. ``safety`` is about the suicide item: "unanswered" is never "none".
    """

    instrument: Instrument
    answers: tuple[int | None, ...]
    total: int | None
    band: Band | None
    complete: bool
    missing: tuple[int, ...]
    imputed: tuple[int, ...]
    safety: Safety
    safety_value: int | None
    risk: Risk | None
    explanation: Explanation

    def explain(self) -> Explanation:
        """How the score was reached, with the source of the rule."""
        return self.explanation

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        shown: dict[str, object] = {
            "instrument": self.instrument.id,
            "total": self.total,
            "band": self.band.label if self.band else None,
            "complete": self.complete,
            "missing": list(self.missing),
            "safety": self.safety,
        }
        if self.risk is not None:
            shown["risk"] = self.risk
        if not self.instrument.summed:
            shown["ratings"] = {
                item.id: self.answers[item.number - 1] for item in self.instrument.items
            }
        return shown


def score(name: str, answers: Sequence[Answer]) -> Score:
    """Score the answers of one person, in item order; ``None`` is a missing answer."""
    return score_with(instrument(name), answers)


def score_with(made: Instrument, answers: Sequence[Answer]) -> Score:
    """Score answers to an instrument that is at hand, such as one from another library."""
    given = read_answers(made, answers)
    return _triage(made, given) if made.is_triage else _total(made, given)


# ------------------------------------------------------------------ reading answers


def read_answers(made: Instrument, answers: Sequence[Answer]) -> tuple[int | None, ...]:
    """The answers as values, one per item; what cannot be one is refused by item."""
    fewest, most = len(made.scored_items), len(made.items)
    if not fewest <= len(answers) <= most:
        wanted = f"{fewest}" if fewest == most else f"{fewest} (or {most} with the unscored item)"
        raise InvalidAnswers(
            f"{made.title} needs {wanted} answers, and {len(answers)} were given: "
            "leave an unanswered item blank instead of leaving it out."
        )
    padded = [*answers, *([None] * (most - len(answers)))]
    return tuple(_answer(made, item, raw) for item, raw in zip(made.items, padded, strict=True))


_YES_NO = {"yes": 1, "y": 1, "no": 0, "n": 0}


def _answer(made: Instrument, item: Item, raw: Answer) -> int | None:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    value: object = raw
    if made.is_triage:
        value = int(raw) if isinstance(raw, bool) else _YES_NO.get(str(raw).strip().lower(), raw)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,3}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value not in item.values:
        raise InvalidAnswers(
            f"{made.title}, item {item.number} ({item.label}): {raw!r} is not one of its answers. "
            f"Give {_choices(made, item)}, or leave it blank if it was not answered."
            f"{f' This is the version {made.edition}.' if made.edition else ''}"
        )
    return value


def _choices(made: Instrument, item: Item) -> str:
    if made.is_triage:
        return "yes or no"
    return " or ".join(", ".join(str(value) for value in sorted(item.values)).rsplit(", ", 1))


# ------------------------------------------------------------------ totals


def _total(made: Instrument, given: tuple[int | None, ...]) -> Score:
    scored = [(item, given[item.number - 1]) for item in made.scored_items]
    missing = tuple(item.number for item, value in scored if value is None)
    known = [value for _, value in scored if value is not None]
    safety_value = given[made.safety_item - 1] if made.safety_item else None
    total, imputed, reason = _sum(made, missing, known)
    band = made.band_of(total) if total is not None else None
    return Score(
        instrument=made,
        answers=given,
        total=total,
        band=band,
        complete=not missing,
        missing=missing,
        imputed=imputed,
        safety=_safety(made, safety_value),
        safety_value=safety_value,
        risk=None,
        explanation=_explain_total(made, scored, total, reason),
    )


def _sum(
    made: Instrument, missing: tuple[int, ...], known: list[int]
) -> tuple[int | None, tuple[int, ...], str]:
    """The total, the items filled in by the mean of the others, and why."""
    if not made.summed:
        return None, (), "each rating stands for itself: there is no total"
    if not missing:
        return sum(known), (), "every item answered: the answers are added"
    listed = ", ".join(str(number) for number in missing)
    if made.safety_item in missing:
        why = f"item {made.safety_item} asks about suicide and is never filled in: no total"
        return None, (), why
    if len(missing) > made.may_impute:
        return None, (), f"missing: {listed}; more than {made.may_impute} items: no total"
    count = len(made.scored_items)
    total = round_half_up(sum(known) * count, len(known))
    mean = f"the mean of the others: sum × {count} ÷ {len(known)}, half rounded up"
    why = f"missing: {listed}; filled in by {mean}"
    return total, missing, why


def round_half_up(numerator: int, denominator: int) -> int:
    """A quotient of whole numbers to the nearest whole number; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def total_words(made: Instrument, total: int | None) -> str:
    """A total by the name of its band, or by its place in the range where there are no bands."""
    if total is None:
        return "no total"
    band = made.band_of(total)
    return band.label if band else f"{total} of {made.maximum}"


def _safety(made: Instrument, value: int | None) -> Safety:
    if made.safety_item is None:
        return "none"
    if value is None:
        return "unanswered"
    return "positive" if value > 0 else "none"


def _explain_total(
    made: Instrument, scored: list[tuple[Item, int | None]], total: int | None, reason: str
) -> Explanation:
    return Explanation(
        claim=f"{made.title}: {total_words(made, total)}",
        outcome=Outcome.of(None if total is None else True),
        evidence=tuple(
            Evidence(
                made.fact_of(item),
                f"item {item.number}, {item.label}",
                "not answered" if value is None else str(value),
            )
            for item, value in scored
        ),
        note=reason,
        sources=made.header.source_lines,
    )


# ------------------------------------------------------------------ triage


def _triage(made: Instrument, given: tuple[int | None, ...]) -> Score:
    facts = answers_as_facts(made, given)
    missing = tuple(
        item.number
        for item in made.items
        if given[item.number - 1] is None and not facts[made.fact_of(item)].is_known
    )
    risk, tree = _level(made, facts)
    return Score(
        instrument=made,
        answers=given,
        total=None,
        band=None,
        complete=not missing,
        missing=missing,
        imputed=(),
        safety=_triage_safety(given, missing),
        safety_value=None,
        risk=risk,
        explanation=tree,
    )


def answers_as_facts(made: Instrument, given: tuple[int | None, ...]) -> Facts:
    """The answers as yes and no; an item skipped by the instrument's own logic is a no."""
    known: dict[str, Fact] = {}
    for item in made.items:
        answer = given[item.number - 1]
        skipped = (
            answer is None
            and item.asked_if is not None
            and evaluate(item.asked_if, Facts(known)) is Outcome.NOT_MET
        )
        if answer is not None or skipped:
            known[made.fact_of(item)] = Fact(bool(answer))
    return Facts(known, name=made.title)


def _level(made: Instrument, facts: Facts) -> tuple[Risk, Explanation]:
    """From the worst level down: the first that is met, unless a worse one is unknown."""
    trees: list[Explanation] = []
    words = made.words()
    for level in made.levels:
        tree = explain(level.when, facts, words)
        trees.append(evolve(tree, claim=f"{level.name} risk: {tree.claim}"))
        if tree.outcome is Outcome.MET:
            return level.name, _explain_level(made, level.name, trees)
        if tree.outcome is Outcome.UNKNOWN:
            return "incomplete", _explain_level(made, "incomplete", trees)
    return "none", _explain_level(made, "none", trees)


def _explain_level(made: Instrument, name: str, trees: list[Explanation]) -> Explanation:
    return Explanation(
        claim=f"{made.title}: a risk level applies ({name})",
        outcome=values.any_of(tree.outcome for tree in trees),
        combine="any",
        children=tuple(trees),
        sources=made.header.source_lines,
    )


def _triage_safety(given: tuple[int | None, ...], missing: tuple[int, ...]) -> Safety:
    if any(given):
        return "positive"
    return "unanswered" if missing else "none"
