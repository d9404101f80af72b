"""What holds for every set of answers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw

from .strategies import answers_to, cssrs_answers, phq9_answers

Answers = list[int | None]


@given(phq9_answers)
def test_a_phq9_is_what_a_second_reckoning_gives(answers: Answers) -> None:
    known = [answer for answer in answers if answer is not None]
    missing = len(answers) - len(known)
    got = lw.score("phq9", answers)
    if answers[8] is None or missing > 2:
        assert got.total is None
        assert got.band is None
    else:
        exact = Fraction(sum(known) * 9, len(known))
        rounded = int(exact + Fraction(1, 2))
        assert got.total == rounded
        assert 0 <= rounded <= 27
        assert got.band is not None
        assert got.band.minimum <= rounded <= got.band.maximum
    assert got.complete is (missing == 0)


@given(phq9_answers)
def test_the_suicide_item_is_never_filled_in_or_softened(answers: Answers) -> None:
    got = lw.score("phq9", answers)
    expected = "unanswered" if answers[8] is None else "positive" if answers[8] else "none"
    assert got.safety == expected
    assert got.safety_value == answers[8]
    assert 9 not in got.imputed


@given(phq9_answers, st.integers(0, 8))
def test_a_worse_answer_never_lowers_a_total(answers: Answers, item: int) -> None:
    answer = answers[item]
    if answer is None or answer == 3:
        return
    before = lw.score("phq9", answers).total
    after = lw.score("phq9", [*answers[:item], answer + 1, *answers[item + 1 :]]).total
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after > before or len([a for a in answers if a is None]) > 0
        assert after >= before


RANK = {"none": 0, "low": 1, "moderate": 2, "incomplete": 2, "high": 3}


@given(cssrs_answers)
def test_a_cssrs_is_what_a_second_reckoning_gives(answers: list[bool | None]) -> None:
    got = lw.score("cssrs_screener", answers)
    q1, q2, q3, q4, q5, ever, recent = answers
    if q4 or q5 or recent:
        assert got.risk == "high"
    elif q3 or ever:
        assert got.risk in ("moderate", "incomplete")
    elif q1 or q2:
        assert got.risk in ("low", "incomplete")
    else:
        assert got.risk in ("none", "incomplete")
    if got.risk == "none":
        assert got.complete


@given(cssrs_answers, st.integers(0, 6))
def test_a_yes_never_lowers_the_risk(answers: list[bool | None], item: int) -> None:
    before = lw.score("cssrs_screener", answers).risk
    worse = lw.score("cssrs_screener", [*answers[:item], True, *answers[item + 1 :]]).risk
    assert before is not None
    assert worse is not None
    assert RANK[worse] >= RANK[before]


@given(cssrs_answers)
def test_an_unanswered_screen_is_never_no_risk(answers: list[bool | None]) -> None:
    got = lw.score("cssrs_screener", answers)
    if not got.complete:
        assert got.risk != "none"
        assert got.safety in ("positive", "unanswered")


SUMMED = [made.id for made in lw.instruments() if made.summed and not made.is_triage]
JUDGED = [made.id for made in lw.instruments() if made.change]


@given(st.data(), st.sampled_from(SUMMED))
def test_a_total_stays_in_its_range_and_in_one_band(data: st.DataObject, name: str) -> None:
    made = lw.instrument(name)
    got = lw.score(name, data.draw(answers_to(made)))
    if got.total is None:
        assert got.missing
        assert got.band is None
        return
    assert made.minimum <= got.total <= made.maximum
    assert len(got.imputed) <= made.may_impute or made.domains
    assert made.safety_item not in got.missing
    holding = [band for band in made.bands if band.minimum <= got.total <= band.maximum]
    assert holding == ([got.band] if made.bands else [])


@given(st.data(), st.sampled_from([made.id for made in lw.instruments()]))
def test_nothing_missing_is_ever_complete_or_safe(data: st.DataObject, name: str) -> None:
    made = lw.instrument(name)
    answers = data.draw(answers_to(made))
    got = lw.score(name, answers)
    assert got.complete is (not got.missing)
    if made.safety_item is not None and answers[made.safety_item - 1] is None:
        assert got.safety == "unanswered"
        assert got.total is None


@given(st.lists(st.sampled_from([None, True, False]), min_size=6, max_size=6))
def test_a_cssrs_since_last_visit_is_what_a_second_reckoning_gives(
    answers: list[bool | None],
) -> None:
    got = lw.score("cssrs_since_last_visit", answers)
    q1, q2, q3, q4, q5, behaviour = answers
    if q4 or q5 or behaviour:
        assert got.risk == "high"
    elif q3:
        assert got.risk in ("moderate", "incomplete")
    elif q1 or q2:
        assert got.risk in ("low", "incomplete")
    else:
        assert got.risk in ("none", "incomplete")
    if got.risk == "none":
        assert got.complete
    else:
        assert lw.risk_of(got) is not None


@given(st.data(), st.sampled_from(JUDGED))
def test_a_change_is_what_a_second_reckoning_gives(data: st.DataObject, name: str) -> None:
    made = lw.instrument(name)
    limits = made.change
    assert limits is not None
    totals = st.integers(made.minimum, made.maximum)
    before, now = data.draw(totals), data.draw(totals)
    got = lw.change_in_score(name, before, now)
    better = before - now if made.higher_is_worse else now - before
    share = Fraction(better, before - made.minimum) if before != made.minimum else None
    if limits.response_percent is not None:
        assert got.is_response is (None if share is None else share >= Fraction(1, 2))
        partial = None if share is None else Fraction(1, 4) <= share < Fraction(1, 2)
        assert got.is_partial is partial
    elif limits.response_points is not None:
        assert got.is_response is (better >= limits.response_points)
    elif limits.response_at_most is not None:
        assert got.is_response is (now <= limits.response_at_most)
    else:
        assert got.is_response is None
    assert (got.percent is None) is (share is None)
    rule = limits.remission
    assert got.is_remission is (None if rule is None else rule.holds(now))
    assert (got.is_reliable is None) is (limits.reliable is None)
    if got.is_deterioration:
        assert better < 0
    words = ("response", "partial", "remission", "deterioration", "reliable_change")
    assert set(got.why_not) == {word for word in words if got.as_json()[word] is None}
