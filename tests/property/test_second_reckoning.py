"""Every total a second time, from rules that are written down here and not read from the files."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lightwell.clinical as lw

from .strategies import quick_answers_to

FEW = 40  # for each instrument; there are many
Answers = list[int | None]
Reckoning = Callable[[Answers], int | None]


def _mean_filled(values: Answers, most: int, ends: list[tuple[int, int]]) -> int | None:
    """The sum, with at most so many missing ones filled in by the mean, within what they can be."""
    known = [value for value in values if value is not None]
    missing = [n for n, value in enumerate(values) if value is None]
    if len(missing) > most:
        return None
    total = int(Fraction(sum(known) * len(values), len(known)) + Fraction(1, 2))
    low = sum(known) + sum(ends[n][0] for n in missing)
    high = sum(known) + sum(ends[n][1] for n in missing)
    return max(low, min(total, high))


def _plain(
    count: int, most_each: int | list[int], missing: int = 0, safety: int | None = None
) -> Reckoning:
    highest = most_each if isinstance(most_each, list) else [most_each] * count

    def reckon(answers: Answers) -> int | None:
        values = answers[:count]
        if safety is not None and values[safety - 1] is None:
            return None
        return _mean_filled(values, missing, [(0, high) for high in highest])

    return reckon


def _turned(count: int, highest: int, turned: tuple[int, ...], missing: int = 0) -> Reckoning:
    def reckon(answers: Answers) -> int | None:
        values = [
            answer if answer is None or n not in turned else highest - answer
            for n, answer in enumerate(answers, start=1)
        ]
        return _mean_filled(values, missing, [(0, highest)] * count)

    return reckon


def _qids(answers: Answers) -> int | None:
    domains = [(1, 2, 3, 4), (5,), (6, 7, 8, 9), (10,), (11,), (12,), (13,), (14,), (15, 16)]
    total = 0
    for domain in domains:
        told = [answer for number in domain if (answer := answers[number - 1]) is not None]
        if not told:
            return None
        total += max(told)
    return total


def _hamd(answers: Answers) -> int | None:
    values = [*answers]
    if values[15] == 3:
        values[15] = None
    if values[2] is None:
        return None
    small = {4, 5, 6, 12, 13, 14, 16, 17}
    return _mean_filled(values, 1, [(0, 2 if n in small else 4) for n in range(1, 18)])


def _times_four(answers: Answers) -> int | None:
    return None if None in answers else 4 * sum(one for one in answers if one is not None)


def _wsas(answers: Answers) -> int | None:
    if None in answers[1:]:
        return None
    rest = sum(one for one in answers[1:] if one is not None)
    return (
        rest + answers[0] if answers[0] is not None else int(Fraction(rest * 5, 4) + Fraction(1, 2))
    )


def _after_an_event(answers: Answers) -> int | None:
    values = [0 if one is None and answers[0] == 0 else one for one in answers[1:]]
    return None if None in values else sum(one for one in values if one is not None)


def _cgi(answers: Answers) -> int | None:
    return answers[0] or None


RECKONINGS: dict[str, Reckoning] = {
    "aldrete": _plain(5, 2),
    "audit_c": _plain(3, 4),
    "bdi2": _plain(21, 3, safety=9),
    "bladder": _plain(3, 2),
    "cadss": _plain(23, 4),
    "cadss_6": _plain(6, 4),
    "cgi_i": _cgi,
    "cgi_s": _cgi,
    "dast10": _turned(10, 1, (3,)),
    "dissociation_rating": _plain(1, 10),
    "gad7": _plain(7, 3, missing=1),
    "gds15": _turned(15, 1, (1, 5, 7, 11, 13)),
    "hamd17": _hamd,
    "isi": _plain(7, 4),
    "madrs": _plain(10, 6, missing=1, safety=10),
    "madrs_s": _plain(9, 6, missing=1, safety=9),
    "mdq": _plain(13, 1),
    "moaas": _plain(1, 5),
    "pc_ptsd5": _after_an_event,
    "pcl5": _plain(20, 4),
    "phq2": _plain(2, 3),
    "phq9": _plain(9, 3, missing=2, safety=9),
    "phqa": _plain(9, 3, missing=2, safety=9),
    "prime_r": _plain(12, 6),
    "pss10": _turned(10, 4, (4, 5, 7, 8), missing=1),
    "qids16": _qids,
    "rass": lambda answers: answers[0],
    "shaps": _plain(14, 1, missing=2),
    "who5": _times_four,
    "wsas": _wsas,
    "ymrs": _plain(11, [4, 4, 4, 4, 8, 8, 4, 8, 8, 4, 4]),
}


def test_every_instrument_with_a_total_is_reckoned_a_second_time() -> None:
    summed = {made.id for made in lw.instruments() if made.summed and not made.is_triage}
    assert set(RECKONINGS) == summed


@pytest.mark.parametrize("name", RECKONINGS)
@settings(max_examples=FEW)
@given(data=st.data())
def test_a_total_is_what_a_second_reckoning_gives(name: str, data: st.DataObject) -> None:
    answers = data.draw(quick_answers_to(lw.instrument(name)))
    assert lw.score(name, answers).total == RECKONINGS[name](answers)


@pytest.mark.parametrize("name", RECKONINGS)
@settings(max_examples=FEW)
@given(data=st.data())
def test_a_missing_answer_is_never_a_zero(name: str, data: st.DataObject) -> None:
    """Nothing answered is no total, not even where the lowest answers would add up to one."""
    made = lw.instrument(name)
    number = data.draw(st.sampled_from(sorted(made.needed)))
    answers = data.draw(quick_answers_to(made))
    answers[number - 1] = None
    got = lw.score(name, answers)
    assert lw.score(name, [None] * len(made.items)).total is None
    spared = {one for part in made.domains for group in part.either for one in group}
    skipped = made.items[number - 1].asked_if is not None
    if number not in spared and not skipped:
        assert number in got.missing
        assert not got.complete


SCREENS = ("mdq", "prime_r")


@pytest.mark.parametrize("name", SCREENS)
@given(data=st.data())
def test_an_answered_screen_is_never_turned_by_the_missing_answers(
    name: str, data: st.DataObject
) -> None:
    """Whatever the missing answers turn out to be, positive stays positive, negative negative."""
    made = lw.instrument(name)
    answers = data.draw(quick_answers_to(made))
    got = lw.score(name, answers).screened
    filled = [
        data.draw(st.sampled_from(sorted(item.values))) if answer is None else answer
        for item, answer in zip(made.items, answers, strict=True)
    ]
    if got != "unknown":
        assert lw.score(name, filled).screened == got


@given(st.lists(st.one_of(st.none(), st.sampled_from([0, 1])), min_size=13, max_size=13), st.data())
def test_the_mdq_is_what_its_key_says(symptoms: Answers, data: st.DataObject) -> None:
    together = data.draw(st.sampled_from([None, 0, 1]))
    problem = data.draw(st.sampled_from([None, 0, 1, 2, 3]))
    got = lw.score("mdq", [*symptoms, together, problem]).screened
    yes = symptoms.count(1)
    could = yes + symptoms.count(None)
    if yes >= 7 and together == 1 and problem is not None and problem >= 2:
        assert got == "positive"
    elif could < 7 or together == 0 or problem in (0, 1):
        assert got == "negative"
    else:
        assert got == "unknown"
