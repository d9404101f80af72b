"""Symptoms by domain: which question tells of what, and what it says."""

from __future__ import annotations

import pytest

import lightwell.clinical as lw
from lightwell.clinical.domains import compared, read_domains
from tests.support.changed_knowledge import Changed

FILE = "rules/domains.toml"
FOUND = {one.id: one for one in lw.symptom_domains().domains}


def test_every_domain_of_the_decision_is_told_by_something() -> None:
    assert list(FOUND) == ["sleep", "interest", "energy", "concentration", "anxiety", "function"]
    assert set(lw.symptom_domains().instruments) == {
        *("phq9", "madrs", "qids16", "isi", "gad7", "wsas")
    }


@pytest.mark.parametrize(
    ("domain", "instrument", "numbers", "highest", "label"),
    [
        ("sleep", "phq9", (3,), 3, "PHQ-9, sleep"),
        ("sleep", "isi", (), 28, "ISI, total"),
        ("sleep", "qids16", (1, 2, 3, 4), 3, ""),
        ("interest", "madrs", (8,), 6, "MADRS, cannot feel"),
        ("energy", "phq9", (4,), 3, ""),
        ("concentration", "phq9", (7,), 3, ""),
        ("anxiety", "gad7", (), 21, ""),
        ("anxiety", "madrs", (3,), 6, ""),
        ("function", "phq9", (10,), 3, ""),
        ("function", "wsas", (), 40, ""),
    ],
)
def test_which_item_feeds_which_domain(
    domain: str, instrument: str, numbers: tuple[int, ...], highest: int, label: str
) -> None:
    asked = next(one for one in FOUND[domain].questions if one.instrument.id == instrument)
    assert (asked.numbers, asked.lowest, asked.highest) == (numbers, 0, highest)
    assert label in asked.label
    assert asked.source.citation


def test_of_several_items_the_highest_counts_and_an_open_one_leaves_it_unknown() -> None:
    sleep = next(one for one in FOUND["sleep"].questions if one.instrument.id == "qids16")
    rest = [0] * 12
    assert sleep.value([1, 3, 0, 2, *rest], 6) == 3
    assert sleep.value([1, None, 0, 2, *rest], None) is None
    assert sleep.value([1, 2], None) is None
    isi = next(one for one in FOUND["sleep"].questions if one.instrument.id == "isi")
    assert (isi.value([], 12), isi.value([], None)) == (12, None)


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [(3, 1, "lower"), (1, 3, "higher"), (2, 2, "the same"), (None, 1, ""), (1, None, "")],
)
def test_a_single_question_says_lower_higher_or_the_same(
    before: int | None, now: int | None, words: str
) -> None:
    assert compared(before, now) == words


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('items = ["sleep"]', 'items = ["dreams"]', "no item of phq9"),
        ('instrument = "phq9"', 'instrument = "phq99"', "there is no 'phq99'"),
        ('source = "kroenke_2001"', 'source = "nobody_1900"', "not in sources.toml"),
        ('id = "energy"', 'id = "sleep"', "two share an id"),
    ],
)
def test_a_file_that_names_what_is_not_there_is_refused(old: str, new: str, problem: str) -> None:
    with pytest.raises(lw.KnowledgeError, match=problem):
        read_domains(Changed(FILE, (old, new)))


def test_a_domain_without_a_question_is_refused() -> None:
    end = '[[domain]]\nid = "empty"\ntitle = "Empty"\nplain = "Empty"\n\n[[domain]]\nid = "sleep"'
    with pytest.raises(lw.KnowledgeError, match="question"):
        read_domains(Changed(FILE, ('[[domain]]\nid = "sleep"', end)))
