"""Random rules, facts, answers and trials. Every node of the algebra has a strategy here."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from lightwell.clinical import Fact, Facts, Instrument, Span
from lightwell.clinical.predicates import (
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

FLAGS = ("flag.one", "flag.two")
NUMBERS = ("number.one", "number.two")
WORDS = ("word.one",)
CHOICES = ("a", "b", "c")

numbers = st.integers(min_value=-5, max_value=5)
bounds = st.one_of(numbers, st.sampled_from(NUMBERS))


def _spans(ends: tuple[int, int]) -> Span:
    return Span(min(ends), max(ends))


number_facts = st.one_of(
    st.just(Fact()),
    numbers.map(Fact),
    numbers.map(lambda low: Fact(Span(low))),
    numbers.map(lambda high: Fact(Span(None, high))),
    st.tuples(numbers, numbers).map(lambda ends: Fact(_spans(ends))),
)
flag_facts = st.sampled_from([Fact(), Fact(True), Fact(False)])
word_facts = st.sampled_from([Fact(), *(Fact(choice) for choice in CHOICES)])


@st.composite
def subjects(draw: st.DrawFn) -> Facts:
    """One subject whose every fact is known, half known or unknown."""
    known = {name: draw(flag_facts) for name in FLAGS}
    known |= {name: draw(number_facts) for name in NUMBERS}
    known |= {name: draw(word_facts) for name in WORDS}
    return Facts(known, name="it")


@st.composite
def people(draw: st.DrawFn) -> Facts:
    """A subject with a list of other subjects."""
    own = draw(subjects())
    return Facts(own.known, {"things": tuple(draw(st.lists(subjects(), max_size=4)))})


LEAF_STRATEGIES: dict[type[Predicate], st.SearchStrategy[Predicate]] = {
    IsTrue: st.builds(IsTrue, st.sampled_from(FLAGS)),
    Equals: st.builds(Equals, st.sampled_from(WORDS), st.sampled_from(CHOICES)),
    OneOf: st.builds(
        OneOf,
        st.sampled_from(WORDS),
        st.lists(st.sampled_from(CHOICES), min_size=1, unique=True).map(tuple),
    ),
    AtLeast: st.builds(AtLeast, st.sampled_from(NUMBERS), bounds),
    AtMost: st.builds(AtMost, st.sampled_from(NUMBERS), bounds),
    Above: st.builds(Above, st.sampled_from(NUMBERS), bounds),
    Below: st.builds(Below, st.sampled_from(NUMBERS), bounds),
    Between: st.tuples(st.sampled_from(NUMBERS), numbers, numbers).map(
        lambda drawn: Between(drawn[0], min(drawn[1:]), max(drawn[1:]))
    ),
}
leaves = st.one_of(*LEAF_STRATEGIES.values())


def _groups(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, parts), st.builds(AnyOf, parts), st.builds(NoneOf, parts))


trees = st.recursive(leaves, _groups, max_leaves=8)
counts = st.builds(CountAtLeast, st.integers(1, 3), st.just("things"), st.just(WORDS[0]), trees)
GROUP_STRATEGIES: dict[type[Predicate], st.SearchStrategy[Predicate]] = {
    AllOf: st.builds(AllOf, st.lists(trees, min_size=1, max_size=3).map(tuple)),
    AnyOf: st.builds(AnyOf, st.lists(trees, min_size=1, max_size=3).map(tuple)),
    NoneOf: st.builds(NoneOf, st.lists(trees, min_size=1, max_size=3).map(tuple)),
    CountAtLeast: counts,
}
rules = st.one_of(trees, *GROUP_STRATEGIES.values())

# ------------------------------------------------------------------ answers and trials

phq9_answers = st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=9, max_size=9)
cssrs_answers = st.lists(st.sampled_from([None, True, False]), min_size=7, max_size=7)


def answers_to(made: Instrument) -> st.SearchStrategy[list[int | None]]:
    """Answers to any instrument, in which any item may be missing."""
    items = [st.one_of(st.none(), st.sampled_from(sorted(item.values))) for item in made.items]
    return st.tuples(*items).map(list)


@st.composite
def cells_of(draw: st.DrawFn, made: Instrument, odd: tuple[str, ...] = ()) -> list[str]:
    """Cells of a row for any instrument, drawn at once: long forms stay quick to draw."""
    dice = Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311  # no secret
    share = draw(st.sampled_from([0.0, 0.05, 0.5]))
    return [
        dice.choice(odd) if odd and dice.random() < share else str(dice.choice(sorted(item.values)))
        for item in made.items
    ]


def quick_answers_to(made: Instrument) -> st.SearchStrategy[list[int | None]]:
    """As ``answers_to``, for instruments with many items."""
    return cells_of(made, ("",)).map(lambda cells: [int(one) if one else None for one in cells])


DRUGS = ("sertraline", "Zoloft", "fluoxetine", "venlafaxine", "mirtazapine", "sertralin", "CBT")


@st.composite
def trials(draw: st.DrawFn) -> dict[str, object]:
    """A recorded trial in which anything may be missing."""
    told = {
        "kind": draw(st.sampled_from([None, "drug", "drug", "drug", "psychotherapy", "ect"])),
        "drug": draw(st.sampled_from([None, *DRUGS])),
        "dose_mg": draw(st.sampled_from([None, 10, 50, 100, 300])),
        "days": draw(st.sampled_from([None, 10, 41, 42, 100])),
        "adherence": draw(st.sampled_from([None, "taken", "taken", "partial", "unknown"])),
        "improvement_pct": draw(st.sampled_from([None, 0, 25, 26, 49, 50, 80])),
        "lost_effect": draw(st.sampled_from([None, None, "yes", "no", "unknown"])),
        "stopped_for": draw(st.sampled_from([None, "lack_of_efficacy", "intolerance"])),
        "episode": draw(st.sampled_from([None, "current", "current", "past"])),
    }
    return {key: value for key, value in told.items() if value is not None}


histories = st.lists(trials(), max_size=4)


# ------------------------------------------------------------------ histories near the border

ON = date(2026, 11, 20)
_LENGTHS = st.sampled_from([None, 20, 41, 42, 60])


@st.composite
def _steps(draw: st.DrawFn) -> list[dict[str, object]]:
    """One to three doses in turn, overlapping, open-ended or without a date."""
    steps: list[dict[str, object]] = []
    for _ in range(draw(st.integers(1, 3))):
        start = date(2026, 1, 1) + timedelta(days=draw(st.sampled_from([0, 20, 60, 120])))
        length = draw(_LENGTHS)
        told: dict[str, object] = {
            "dose_mg": draw(st.sampled_from([None, 10, 50, 100])),
            "start": draw(st.sampled_from([None, start, start])),
            "stop": None if length is None else start + timedelta(days=length),
        }
        steps.append({key: value for key, value in told.items() if value is not None})
    return steps


_OTHERWISE: dict[str, st.SearchStrategy[object]] = {
    "kind": st.sampled_from([None, "ect"]),
    "drug": st.sampled_from([None, "sertralin", "Auvelity", "Emsam", "lithium", "Spravato"]),
    "dose_mg": st.sampled_from([None, 5, 60]),
    "days": st.sampled_from([None, 41, 42]),
    "steps": _steps(),
    "adherence": st.sampled_from([None, "partial", "unknown"]),
    "improvement_pct": st.sampled_from([None, 25, 26, 40, 50, 60]),
    "best_improvement_pct": st.sampled_from([60, 80]),
    "lost_effect": st.sampled_from(["yes", "no", "unknown"]),
    "stopped_for": st.sampled_from(["lost_effect", "intolerance", "ongoing"]),
    "episode": st.sampled_from([None, "past", "unknown"]),
}


@st.composite
def _near_trials(draw: st.DrawFn) -> dict[str, object]:
    """A trial that counts, but for at most three of its facts."""
    told: dict[str, object] = {
        "kind": "drug",
        "drug": draw(st.sampled_from(["sertraline", "Zoloft", "fluoxetine", "mirtazapine"])),
        "dose_mg": 100,
        "days": 60,
        "adherence": "taken",
        "improvement_pct": draw(st.sampled_from([0, 40])),
        "episode": "current",
    }
    for key in draw(st.lists(st.sampled_from(list(_OTHERWISE)), max_size=3, unique=True)):
        told[key] = draw(_OTHERWISE[key])
    if "steps" in told:
        told["dose_mg"] = told["days"] = None
    return {key: value for key, value in told.items() if value is not None}


@st.composite
def _near_histories(draw: st.DrawFn) -> list[dict[str, object]]:
    drawn = draw(st.lists(_near_trials(), min_size=1, max_size=4))
    named = [{**trial, "id": f"t{number}"} for number, trial in enumerate(drawn, start=1)]
    if len(named) > 1 and draw(st.booleans()):
        named[-1]["augments"] = "t1"
    return named


near_histories = _near_histories()
