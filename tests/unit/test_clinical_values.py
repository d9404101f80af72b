"""Outcomes, facts, spans and units refuse what would be misread."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from lightwell.clinical import (
    UNKNOWN,
    Fact,
    Facts,
    InvalidInput,
    Outcome,
    Provenance,
    Span,
    UnitError,
)
from lightwell.clinical.evaluate import evaluate, evaluate_leaf
from lightwell.clinical.explain import explain
from lightwell.clinical.facts import Value
from lightwell.clinical.library import library
from lightwell.clinical.predicates import AllOf, CountAtLeast, Equals, IsTrue, OneOf
from lightwell.clinical.prose import claim_about, outline
from lightwell.clinical.units import Kilograms, MgPerKg, MgPerMl, Milligrams


def test_an_outcome_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(Outcome.MET)


def test_outcomes_join_with_and_or_not() -> None:
    assert Outcome.MET & Outcome.UNKNOWN is Outcome.UNKNOWN
    assert Outcome.MET | Outcome.UNKNOWN is Outcome.MET
    assert ~Outcome.UNKNOWN is Outcome.UNKNOWN
    assert [Outcome.of(value) for value in (True, False, None)] == list(Outcome)


def test_every_provenance_has_words() -> None:
    assert len({one.words for one in Provenance}) == len(Provenance)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "not recorded"),
        (True, "yes"),
        (False, "no"),
        (37.5, "37.5"),
        (50, "50"),
        ("taken", "taken"),
        (date(2026, 3, 4), "2026-03-04"),
        (Span(), "not recorded"),
        (Span(5), "at least 5"),
        (Span(None, 5), "at most 5"),
        (Span(5, 5), "5"),
        (Span(5, 7), "between 5 and 7"),
    ],
)
def test_a_fact_is_shown_as_it_was_recorded(value: Value | None, shown: str) -> None:
    assert str(Fact(value)) == shown


def test_a_span_cannot_run_backwards() -> None:
    with pytest.raises(InvalidInput, match="from 7 down to 5"):
        Span(7, 5)


def test_a_missing_fact_is_unknown() -> None:
    facts = Facts({"x": Fact(True)})
    assert facts["y"] is UNKNOWN
    assert facts.each("trials") == ()


def test_a_value_of_the_wrong_kind_says_nothing() -> None:
    facts = Facts({"x": Fact("a word"), "y": Fact(3)})
    assert facts["x"].as_span() == Span()
    assert evaluate(IsTrue("y"), facts) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("span", "outcome"),
    [
        (Span(3, 3), Outcome.MET),
        (Span(1, 5), Outcome.UNKNOWN),
        (Span(4, 9), Outcome.UNKNOWN),
        (Span(1, 3), Outcome.UNKNOWN),
        (Span(None, 3), Outcome.UNKNOWN),
        (Span(4), Outcome.UNKNOWN),
        (Span(None, 2), Outcome.NOT_MET),
        (Span(5), Outcome.NOT_MET),
        (Span(8, 9), Outcome.NOT_MET),
    ],
)
def test_a_choice_of_numbers_reads_a_half_known_number(span: Span, outcome: Outcome) -> None:
    assert evaluate(OneOf("x", (3, 4, "word")), Facts({"x": Fact(span)})) is outcome


def test_a_count_of_nothing_recorded_is_unknown() -> None:
    count = CountAtLeast(1, "trials", "drug", IsTrue("x"))
    assert evaluate(count, Facts()) is Outcome.UNKNOWN
    one = Facts({"x": Fact(True), "drug": Fact("a")})
    assert evaluate(count, Facts(lists={"trials": (one,)})) is Outcome.MET


def test_a_group_is_not_a_claim_about_one_fact() -> None:
    group = AllOf((IsTrue("x"),))
    with pytest.raises(TypeError, match="one fact"):
        evaluate_leaf(group, Facts())
    with pytest.raises(TypeError, match="one fact"):
        claim_about(group, library().dictionary)


def test_evidence_carries_who_recorded_it_and_when() -> None:
    fact = Fact("current", recorded_on=date(2026, 3, 4), recorded_by="Ben")
    tree = explain(Equals("trial.episode", "current"), Facts({"trial.episode": fact}))
    (evidence,) = tree.evidence
    assert (evidence.recorded_on, evidence.recorded_by) == ("2026-03-04", "Ben")


@pytest.mark.parametrize("raw", [True, "0,5", "half", "NaN", float("inf"), None, datetime])
def test_an_amount_is_a_plain_number(raw: object) -> None:
    with pytest.raises(InvalidInput, match="not an amount"):
        Milligrams(raw)


def test_amounts_print_with_their_unit() -> None:
    assert str(Milligrams("37.50")) == "37.5 mg"
    assert repr(Milligrams(40)) == "Milligrams(40)"
    assert Milligrams("0.1") + Milligrams("0.2") == Milligrams("0.3")


def test_a_dose_is_worked_out_from_typed_parts_only() -> None:
    dose = MgPerKg("0.5").for_weight(Kilograms(80))
    assert dose == Milligrams(40)
    assert str(MgPerMl(10).volume_of(dose)) == "4 mL"
    with pytest.raises(UnitError):
        MgPerMl(10).volume_of(Kilograms(1))  # type: ignore[arg-type]  # the point
    with pytest.raises(InvalidInput, match="above 0"):
        MgPerMl(0).volume_of(dose)


def test_amounts_of_one_unit_add_up_and_stand_in_order() -> None:
    one, two = Milligrams(1), Milligrams(2)
    assert one + two == Milligrams(3)
    assert two - one == one
    assert one < two and one <= two and two > one and two >= one
    assert not (two < one or two <= one or one > two or one >= two)
    assert one.times(2) == two


def test_different_units_are_never_joined_or_compared() -> None:
    with pytest.raises(UnitError, match="different units"):
        _ = Milligrams(1) + Kilograms(1)  # type: ignore[operator]  # what the types refuse too
    with pytest.raises(UnitError, match="weight in Kilograms"):
        MgPerKg("0.5").for_weight(Milligrams(70))


def test_a_count_is_outlined_with_what_each_must_fulfil() -> None:
    words = library().dictionary
    flag = "trial.is_antidepressant"
    lines = outline(CountAtLeast(2, "trials", flag, IsTrue(flag)), words)
    assert lines[0].startswith("- at least 2 trials, different in ")
    assert lines[1].startswith("  - ")
