"""A row of a table and its result, written out; and the words of a change at their limits."""

from __future__ import annotations

import pytest

import lightwell.clinical as lw
from lightwell.clinical.scorelines import line_scorer, result_columns

USUAL = ("total", "band", "complete", "missing", "safety")


@pytest.mark.parametrize(
    ("name", "cells", "result"),
    [
        ("phq9", "2 2 2 2 2 2 2 2 2", ("18", "moderately severe", "yes", "", "positive")),
        ("phq9", "2 2 2 2 2 2 2 2 1", ("17", "moderately severe", "yes", "", "positive")),
        ("phq9", "0 0 0 0 0 0 0 0 0", ("0", "minimal", "yes", "", "none")),
        ("phq9", "3 3 3 3 3 3 3 3 3", ("27", "severe", "yes", "", "positive")),
        # The tenth item is not scored and may be blank.
        ("phq9", "2 2 2 2 2 2 2 2 0 3", ("16", "moderately severe", "yes", "", "none")),
        ("phq9", "2 2 2 2 2 2 2 2 0 _", ("16", "moderately severe", "yes", "", "none")),
        # What is blank or written in another way is read by the engine.
        ("phq9", "2 2 2 2 2 2 2 _ 0", ("16", "moderately severe", "no", "8", "none")),
        ("phq9", "2 2 2 2 2 2 2 2 _", ("", "", "no", "9", "unanswered")),
        ("phq9", "02 2 2 2 2 2 2 2 0", ("16", "moderately severe", "yes", "", "none")),
        ("gad7", "1 1 1 1 1 1 1", ("7", "mild", "yes", "", "none")),
        ("gad7", "0 0 0 0 0 0 0", ("0", "minimal", "yes", "", "none")),
        ("cadss_6", "1 1 1 1 1 1", ("6", "", "yes", "", "none")),
        ("who5", "3 3 3 3 3", ("60", "not low", "yes", "", "none")),
        ("who5", "5 5 5 5 5", ("100", "not low", "yes", "", "none")),
        ("who5", "0 0 0 0 0", ("0", "very low: depression is likely", "yes", "", "none")),
        ("cgi_i", "2", ("2", "much improved", "yes", "", "none")),
        ("cgi_i", "7", ("7", "very much worse", "yes", "", "none")),
        ("rass", "-2", ("-2", "sedated", "yes", "", "none")),
        # No plain sums: domains, a screen, skipped questions, signs, a triage.
        ("qids16", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", ("9", "mild", "yes", "", "positive")),
        ("mdq", "yes " * 14 + "3", ("13", "positive", "yes", "", "none")),
        ("pc_ptsd5", "no _ _ _ _ _", ("0", "below 3", "yes", "", "none")),
        ("audit_c", "0 0 0", ("0", "", "yes", "", "none", "not_met", "not_met", "not_met")),
        ("audit_c", "1 1 1", ("3", "", "yes", "", "none", "not_met", "met", "not_met")),
        ("cssrs_screener", "yes yes no no no no _", ("", "", "yes", "", "positive", "low")),
    ],
)  # fmt: skip
def test_a_row_and_its_result(name: str, cells: str, result: tuple[str, ...]) -> None:
    row = ["" if cell == "_" else cell for cell in cells.split()]
    assert line_scorer(lw.instrument(name))(row) == result
    # A second row is scored as the first.
    assert line_scorer(lw.instrument(name))(tuple(row)) == result


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("phq9", ()),
        ("cssrs_screener", ("risk",)),
        ("audit_c", ("men_4", "women_3", "act_5")),
        ("now_scale", ("mood", "tension", "hopelessness")),
        ("pcl5", ("dsm5_pattern",)),
    ],
)
def test_a_result_has_a_column_for_each_of_its_cells(name: str, more: tuple[str, ...]) -> None:
    assert result_columns(lw.instrument(name)) == USUAL + more


def test_ratings_that_stand_for_themselves_are_told_one_by_one() -> None:
    cells = line_scorer(lw.instrument("now_scale"))(["3", "", "7"])
    assert cells == ("", "", "no", "2", "none", "3", "", "7")


@pytest.mark.parametrize("cells", [["2"] * 8, ["2"] * 11, ["4"] + ["2"] * 8, ["x"] * 9])
def test_a_row_that_cannot_be_is_refused_as_by_the_engine(cells: list[str]) -> None:
    with pytest.raises(lw.InvalidAnswers):
        line_scorer(lw.instrument("phq9"))(cells)


@pytest.mark.parametrize(
    ("total", "by"),
    [
        (7, ("none", "none")),
        (8, ("mild", "mild")),
        (16, ("mild", "moderate")),
        (17, ("moderate", "moderate")),
        (23, ("moderate", "severe")),
        (24, ("severe", "severe")),
        (26, ("severe", "very severe")),
    ],
)
def test_a_total_has_its_band_by_each_publication(total: int, by: tuple[str, str]) -> None:
    made = lw.instrument("hamd17")
    answers, left = [], total
    for item in made.items:
        answers.append(min(left, max(item.points.values())))
        left -= answers[-1]
    found = lw.score("hamd17", answers)
    assert found.total == total
    assert found.other_bands == dict(zip(("zimmerman_2013", "ids_qids"), by, strict=True))


@pytest.mark.parametrize(
    ("name", "answers", "note"),
    [
        ("phq9", "1 1 1 1 1 1 1 1 1", "every item answered: the answers are added"),
        ("who5", "1 1 1 1 1", "every item answered: the answers are added, times 4"),
        ("who5", "1 1 1 1 _", "missing: 5; nothing is filled in: no total"),
        ("phq9", "1 1 1 1 1 1 _ 1 1",
         ("missing: 7; filled in by the mean of the others: sum × 9 ÷ 8, half rounded up")),
        ("phq9", "1 1 1 1 _ _ _ 1 1", "missing: 5, 6, 7; more than 2 items: no total"),
    ],
)  # fmt: skip
def test_how_a_total_came_about_is_told(name: str, answers: str, note: str) -> None:
    given = [None if cell == "_" else int(cell) for cell in answers.split()]
    assert lw.score(name, given).explanation.note == note


def test_a_screen_is_explained_by_its_items_in_their_words() -> None:
    shown = str(lw.score("mdq", [True] * 14 + [3]).explanation)
    assert "[met] positive screen: all of these hold" in shown
    assert "[met] item 14, several at the same time, was answered yes (item 14: yes)" in shown
    assert "item 15, how much of a problem, was at least 2" in shown
    assert "the number of items 1 to 13 answered yes was at least 7" in shown
    assert "item 15, how much of a problem: 3; " not in shown
    evidence = [one.label for one in lw.score("mdq", [True] * 14 + [3]).explanation.evidence]
    assert evidence[0] == "item 1, item 1" and len(evidence) == 15


@pytest.mark.parametrize(
    ("answers", "level", "outcome"),
    [
        ("no no _ _ _ no _", "none", "not met"),
        ("yes no _ _ _ no _", "low", "met"),
        ("_ _ _ _ _ _ _", "incomplete", "unknown"),
        ("yes yes no no no _ _", "incomplete", "unknown"),
    ],
)
def test_a_risk_level_is_explained_as_one_of_several(
    answers: str, level: str, outcome: str
) -> None:
    given = [None if cell == "_" else cell for cell in answers.split()]
    found = lw.score("cssrs_screener", given)
    head = str(found.explanation).splitlines()[0]
    assert head == f"[{outcome}] C-SSRS screener: a risk level applies ({level})"
    assert found.explanation.combine == "any"
    assert "item 4, some intent to act (past month), was answered" in str(found.explanation)


def test_the_words_of_an_item_fit_its_kind() -> None:
    entry = lw.instrument("mdq").words().facts
    assert (entry["mdq.item_1"].type, entry["mdq.item_1"].label) == ("yes_no", "item 1")
    assert entry["mdq.item_1"].denial == "item 1, item 1, was answered no"
    phq = lw.instrument("phq9").words().facts
    assert {one.type for one in phq.values()} == {"integer"}
    assert "(" not in phq[lw.instrument("phq9").fact_of(lw.instrument("phq9").items[0])].label
    assert [item.is_yes_no for item in lw.instrument("mdq").items] == [True] * 14 + [False]
    assert not any(item.is_yes_no for item in lw.instrument("phq9").items)


def test_what_is_needed_is_scored_or_asked_by_a_rule_or_about_suicide() -> None:
    assert lw.instrument("mdq").needed == frozenset(range(1, 16))
    assert lw.instrument("phq9").needed == frozenset(range(1, 10))
    for made in lw.instruments():
        assert made.needed >= set(made.safety_items)
        assert made.needed >= {item.number for item in made.scored_items}


def told(name: str, baseline: int, current: int) -> dict[str, bool | None]:
    found = lw.change_in_score(name, baseline, current)
    words = {
        "response": found.is_response,
        "partial": found.is_partial,
        "remission": found.is_remission,
        "deterioration": found.is_deterioration,
        "reliable": found.is_reliable,
    }
    return {word: answer for word, answer in words.items() if answer}


@pytest.mark.parametrize(
    ("name", "baseline", "current", "words"),
    [
        # PHQ-9: response at half, partial at a quarter, remission below 5; 6 and 5 points.
        ("phq9", 20, 10, "response reliable"),
        ("phq9", 20, 11, "partial reliable"),
        ("phq9", 20, 15, "partial"),
        ("phq9", 20, 16, ""),
        ("phq9", 20, 14, "partial reliable"),
        ("phq9", 10, 5, "response"),
        ("phq9", 10, 4, "response remission reliable"),
        ("phq9", 10, 14, ""),
        ("phq9", 10, 15, "deterioration"),
        ("phq9", 10, 16, "deterioration reliable"),
        ("phq9", 3, 3, "remission"),
        ("phq9", 0, 0, "remission"),
        # Odd baselines: half of 27 is 13.5, a quarter of 27 is 6.75.
        ("phq9", 27, 14, "partial reliable"),
        ("phq9", 27, 13, "response reliable"),
        ("phq9", 27, 21, "reliable"),
        ("phq9", 27, 20, "partial reliable"),
        ("madrs", 40, 20, "response"),
        ("madrs", 40, 21, "partial"),
        ("madrs", 19, 9, "response remission"),
        ("madrs", 20, 10, "response"),
        # In points, and where a high total is good.
        ("isi", 20, 12, "response"),
        ("isi", 20, 13, ""),
        ("isi", 12, 7, "remission"),
        ("who5", 40, 52, "response remission"),
        ("who5", 44, 52, "remission"),
        ("who5", 20, 32, "response"),
        ("who5", 40, 48, ""),
        ("who5", 48, 40, ""),
        ("who5", 52, 40, "deterioration"),
        # A rating that itself says how much better a person is.
        ("cgi_i", 4, 2, "response"),
        ("cgi_i", 4, 3, ""),
        ("cgi_i", 4, 1, "response remission"),
    ],
)
def test_what_a_change_amounts_to_at_its_limits(
    name: str, baseline: int, current: int, words: str
) -> None:
    assert list(told(name, baseline, current)) == words.split()


def test_a_baseline_at_the_best_total_has_no_percentage_and_says_so() -> None:
    found = lw.change_in_score("phq9", 0, 9)
    assert (found.percent, found.is_response, found.is_partial) == (None, None, None)
    why = "the baseline is the best total there is: it has no percentage"
    assert found.why_not == {"response": why, "partial": why}
    rass = lw.change_in_score("rass", -2, 0)
    assert rass.why_not["response"].startswith("this scale is worse towards both ends")
    bdi = lw.change_in_score("bdi2", 30, 20)
    assert bdi.why_not["reliable_change"] == (
        "no limit of reliable change with a source is known for this instrument"
    )


@pytest.mark.parametrize("total", [-1, 28, True, 9.0])
def test_a_total_that_cannot_be_is_refused(total: object) -> None:
    for pair in ((total, 9), (9, total)):
        with pytest.raises(lw.InvalidInput, match="PHQ-9: "):
            lw.change_in_score("phq9", *pair)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ((10, 9), "PHQ-9 is 1 point lower than before (10 then, 9 now)."),
        ((10, 8), "PHQ-9 is 2 points lower than before (10 then, 8 now)."),
        ((10, 11), "PHQ-9 is 1 point higher than before (10 then, 11 now)."),
        ((10, 10), "PHQ-9 is unchanged at 10."),
    ],
)
def test_a_change_in_one_sentence_never_says_response(pair: tuple[int, int], sentence: str) -> None:
    assert lw.change_in_score("phq9", *pair).sentence() == sentence
