"""Words around a questionnaire: what was left, how it went, what happens next."""

from __future__ import annotations

import lightwell.clinical as lw
from lightwell.portal.forms.questionnaire import QuestionnaireForm, name_of


def left_words(form: QuestionnaireForm) -> str:
    """ "You left 2 questions. You can answer them or send as it is."."""
    count = len(form.left)
    if count == 1:
        return "You left 1 question. You can answer it or send as it is."
    return f"You left {count} questions. You can answer them or send as it is."


def first_left(form: QuestionnaireForm) -> str:
    """The control of the first question without an answer."""
    return f"#id_{name_of(form.left[0])}"


def trend_words(made: lw.Instrument, total: int | None, before: int | None) -> str:
    """The own trend in words, only where there is an earlier total; never a diagnosis."""
    if total is None or before is None:
        return ""
    better = "Lower is better." if made.higher_is_worse else "Higher is better."
    if total == before:
        return f"Your score is {total}, the same as last time. {better}"
    return f"Your score is {total}. Last time it was {before}. {better}"
