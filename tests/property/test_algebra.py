"""What holds for every rule and every set of facts."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from lightwell.clinical import Fact, Facts, Outcome
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.explain import explain
from lightwell.clinical.facts import Span
from lightwell.clinical.library import Dictionary, FactDefinition, library
from lightwell.clinical.predicates import NODES, Predicate, facts_of
from lightwell.clinical.prose import outline, sentence
from lightwell.clinical.values import all_of, any_of, at_least, none_of

from .strategies import GROUP_STRATEGIES, LEAF_STRATEGIES, people, rules, subjects, trees

WORDS = library().dictionary
EVERY_NODE = {**LEAF_STRATEGIES, **GROUP_STRATEGIES}


def test_every_kind_of_node_has_a_strategy() -> None:
    assert set(EVERY_NODE) == set(NODES)
    assert len(NODES) == 12, "a thirteenth predicate needs a decision record"


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
@given(data=st.data())
def test_every_kind_of_node_is_read_by_every_reader(
    node: type[Predicate], data: st.DataObject
) -> None:
    rule = data.draw(EVERY_NODE[node])
    person = data.draw(people())
    assert explain(rule, person, WORDS_WITH_TEST_FACTS).outcome is evaluate(rule, person)
    assert sentence(rule, WORDS_WITH_TEST_FACTS)
    assert outline(rule, WORDS_WITH_TEST_FACTS)
    assert facts_of(rule)


def _words_with_test_facts() -> Dictionary:
    names = ("flag.one", "flag.two", "number.one", "number.two", "word.one")
    extra = {name: FactDefinition(name, "text", f"the {name}", "a test") for name in names}
    return evolve(WORDS, facts={**WORDS.facts, **extra})


WORDS_WITH_TEST_FACTS = _words_with_test_facts()


@given(rules, people())
def test_the_explanation_agrees_with_the_evaluation(rule: Predicate, person: Facts) -> None:
    assert explain(rule, person, WORDS_WITH_TEST_FACTS).outcome is evaluate(rule, person)


@given(rules, people())
def test_a_tree_worked_out_again_gives_its_own_outcome(rule: Predicate, person: Facts) -> None:
    """The alternatives that a tree offers rest on the same reckoning as its outcome."""
    tree = explain(rule, person, WORDS_WITH_TEST_FACTS)
    for path, leaf in tree.leaves():
        assert tree.outcome_if(path, leaf.outcome) is tree.outcome
    assert all(sentence.startswith("If ") for sentence in tree.what_would_change())


@given(trees, subjects())
def test_learning_a_fact_never_turns_a_known_answer(rule: Predicate, person: Facts) -> None:
    """An answer reached without a fact stands whatever that fact turns out to be."""
    for name, fact in person.known.items():
        without = Facts({key: value for key, value in person.known.items() if key != name})
        before = evaluate(rule, without)
        if before is not Outcome.UNKNOWN and fact.is_known:
            assert evaluate(rule, person) is before


@given(trees)
def test_nothing_is_met_or_failed_by_knowing_nothing(rule: Predicate) -> None:
    assert evaluate(rule, Facts()) is Outcome.UNKNOWN


@given(st.integers(-9, 9), st.integers(-9, 9), trees)
def test_a_span_decides_only_what_every_number_in_it_decides(
    one: int, other: int, rule: Predicate
) -> None:
    low, high = min(one, other), max(one, other)
    spanned = evaluate(rule, Facts({"number.one": Fact(Span(low, high))}))
    assume(spanned is not Outcome.UNKNOWN)
    for number in range(low, high + 1):
        assert evaluate(rule, Facts({"number.one": Fact(number)})) is spanned


@given(st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=5), st.integers(1, 5))
def test_the_outcomes_combine_as_logic_says(outcomes: list[Outcome], number: int) -> None:
    assert all_of(outcomes) is ~any_of([~outcome for outcome in outcomes])
    assert none_of(outcomes) is ~any_of(outcomes)
    assert at_least(1, outcomes) is any_of(outcomes)
    assert at_least(len(outcomes), outcomes) is all_of(outcomes)
    if at_least(number, outcomes) is Outcome.NOT_MET:
        assert at_least(number + 1, outcomes) is Outcome.NOT_MET
