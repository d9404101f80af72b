"""Score an instrument: answers in, a total or a risk level out, with what was missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import evolve, field, frozen

from . import values
from .answers import Answer, Told, read_answers, tell
from .evaluate import evaluate
from .explain import Evidence, Explanation, explain
from .facts import Fact, Facts
from .questionnaires import Band, Instrument, Item, Risk, Screen, instrument
from .sums import Sum, sum_of
from .values import Outcome

Safety = Literal["none", "positive", "unanswered"]
Screened = Literal["positive", "negative", "unknown"]


@frozen
class Score:
    """What a set of answers comes to.

    ``total`` is null when too much is missing or the safety item is; ``missing`` and ``imputed``
    are item numbers. ``safety`` is about the suicide items: "unanswered" is never "none", and
    ``safety_also`` says that a further one was answered yes. ``screened`` is the answer of an
    instrument that screens; a missing answer that could turn it leaves it unknown.
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
    safety_also: bool = False
    screened: Screened | None = None
    signs: Mapping[str, Outcome] = field(factory=dict)

    def explain(self) -> Explanation:
        """How the score was reached, with the source of the rule."""
        return self.explanation

    @property
    def result(self) -> str | None:
        """The band, or what the screen says; nothing while it is open."""
        if self.screened is not None:
            return None if self.screened == "unknown" else self.screened
        return self.band.label if self.band else None

    @property
    def other_bands(self) -> dict[str, str]:
        """The band of the total by each other publication, by its id."""
        return {
            one.id: band.label
            for one in self.instrument.band_sets
            for band in one.bands
            if self.total is not None and band.minimum <= self.total <= band.maximum
        }

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        shown: dict[str, object] = {
            "instrument": self.instrument.id,
            "total": self.total,
            "band": self.result,
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
        if self.signs:
            shown["signs"] = {name: outcome.value for name, outcome in self.signs.items()}
        return shown


def score(name: str, answers: Sequence[Answer]) -> Score:
    """Score the answers of one person, in item order; ``None`` is a missing answer."""
    return score_with(instrument(name), answers)


def score_with(made: Instrument, answers: Sequence[Answer]) -> Score:
    """Score answers to an instrument that is at hand, such as one from another library."""
    given = read_answers(made, answers)
    told = tell(made, given)
    return _triage(made, given, told) if made.is_triage else _total(made, given, told)


# ------------------------------------------------------------------ totals


def _total(made: Instrument, given: tuple[int | None, ...], told: Told) -> Score:
    found = sum_of(made, told)
    facts = _with_total(made, told.facts, found)
    total = found.total
    screened = None if made.screen is None else _screened(made.screen, facts)
    safety, also = _safety(made, given)
    return Score(
        instrument=made,
        answers=given,
        total=total,
        band=made.band_of(total) if total is not None else None,
        complete=not found.missing,
        missing=found.missing,
        imputed=found.imputed,
        safety=safety,
        safety_value=given[made.safety_item - 1] if made.safety_item else None,
        risk=None,
        explanation=_explain_total(made, given, found, facts, screened),
        safety_also=also,
        screened=screened,
        signs={sign.id: evaluate(sign.when, facts) for sign in made.signs},
    )


def _with_total(made: Instrument, facts: Facts, found: Sum) -> Facts:
    """The facts with the total among them; a total that is not known lies between two bounds."""
    value = found.bounds if found.total is None else found.total
    return Facts({**facts.known, made.total_fact: Fact(value)}, name=facts.name)


def _screened(screen: Screen, facts: Facts) -> Screened:
    positive = evaluate(screen.positive, facts)
    if positive is Outcome.MET:
        return "positive"
    if screen.negative is not None:
        negative = evaluate(screen.negative, facts)
        return "negative" if negative is Outcome.MET else "unknown"
    return "negative" if positive is Outcome.NOT_MET else "unknown"


def _safety(made: Instrument, given: tuple[int | None, ...]) -> tuple[Safety, bool]:
    """What the items about suicide say together, and whether a further one was answered yes."""
    asked = [given[number - 1] for number in made.safety_items]
    also = any(given[number - 1] for number in made.safety_also)
    if any(asked):
        return "positive", also
    return ("unanswered" if None in asked else "none"), also


def total_words(made: Instrument, total: int | None) -> str:
    """A total by the name of its band, or by its place in the range where there are no bands."""
    if total is None:
        return "no total"
    band = made.band_of(total)
    return band.label if band else f"{total} of {made.maximum}"


def _explain_total(
    made: Instrument,
    given: tuple[int | None, ...],
    found: Sum,
    facts: Facts,
    screened: Screened | None,
) -> Explanation:
    words = made.words()
    rules = [("positive screen", made.screen.positive)] if made.screen else []
    rules += [(sign.label, sign.when) for sign in made.signs]
    trees = [(name, explain(rule, facts, words)) for name, rule in rules]
    claim = f"{made.title}: {total_words(made, found.total)}"
    return Explanation(
        claim=f"{claim}, screen {screened}" if screened else claim,
        outcome=Outcome.of(None if found.total is None else True),
        evidence=tuple(_evidence(made, made.items[n - 1], given) for n in sorted(made.needed)),
        children=tuple(evolve(tree, claim=f"{name}: {tree.claim}") for name, tree in trees),
        note=found.why,
        sources=made.header.source_lines,
    )


def _evidence(made: Instrument, item: Item, given: tuple[int | None, ...]) -> Evidence:
    value = given[item.number - 1]
    said = "not answered" if value is None else str(value)
    if value is not None and item.points[value] != value:
        said = f"{value}, which scores {item.points[value]}"
    return Evidence(made.fact_of(item), f"item {item.number}, {item.label}", said)


# ------------------------------------------------------------------ triage


def _triage(made: Instrument, given: tuple[int | None, ...], told: Told) -> Score:
    facts = told.facts
    missing = tuple(item.number for item in made.items if item.number not in told.points)
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
