"""Every one of the 2,187 ways to fill in the C-SSRS screener, against the guideline in words."""

from __future__ import annotations

from itertools import product

import lightwell.clinical as lw

Answer = bool | None


def _by_the_guideline(answers: tuple[Answer, ...]) -> str:
    """Columbia triage, written down a second time: asked questions only, the worst first."""
    wish, thoughts, method, intent, plan, ever, recent = answers
    if thoughts is False:  # 3 to 5 are then not asked; an answer that is there still counts
        method, intent, plan = bool(method), bool(intent), bool(plan)
    if ever is False:
        recent = bool(recent)
    for level, signs in (
        ("high", (intent, plan, recent)),
        ("moderate", (method, ever)),
        ("low", (wish, thoughts)),
    ):
        if True in signs:
            return level
        if None in signs:
            return "incomplete"
    return "none"


def test_every_set_of_answers_is_sorted_as_the_guideline_says() -> None:
    for answers in product((None, False, True), repeat=7):
        assert lw.score("cssrs_screener", answers).risk == _by_the_guideline(answers), answers


def test_a_yes_is_never_lost() -> None:
    """A yes to intent, plan or recent behaviour is high, whatever else was or was not asked."""
    for answers in product((None, False, True), repeat=7):
        score = lw.score("cssrs_screener", answers)
        if True in (answers[3], answers[4], answers[6]):
            assert score.risk == "high"
        assert (score.safety == "positive") == (True in answers)
        assert score.safety != "none" or score.complete
