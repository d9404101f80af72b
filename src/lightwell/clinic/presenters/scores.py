"""PHQ-9 over time: a chart on its own scale, every answer, and the suicide item on its own row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.kit.dates import staff_date, staff_time
from lightwell.records.queries.summary import Score


@frozen
class Answer:
    """One item with the answer that was given; "Not answered" is never zero."""

    number: int
    text: str
    answer: str
    is_safety: bool


@frozen
class Sheet:
    """One administration with each of its answers."""

    heading: str
    at: datetime
    total: str
    band: str
    safety: str
    has_positive_safety: bool
    answers: list[Answer]
    task_url: str


def sheets(instrument: lw.Instrument, scores: Sequence[Score]) -> list[Sheet]:
    """Every administration, newest first, answer by answer."""
    return [_sheet(instrument, score) for score in scores]


def _sheet(instrument: lw.Instrument, score: Score) -> Sheet:
    answers = [
        Answer(
            number=item.number,
            text=item.text,
            answer=_words(item, given),
            is_safety=item.number == instrument.safety_item,
        )
        for item, given in zip(instrument.items, score.answers, strict=True)
    ]
    safety = next((answer.answer for answer in answers if answer.is_safety), "")
    missing = len(score.missing)
    local = timezone.localtime(score.at)
    return Sheet(
        heading=f"Every answer of {staff_date(local)} {staff_time(local)}",
        at=score.at,
        total=f"{score.total}" if score.total is not None else f"No total: {missing} not answered",
        band=score.band,
        safety=safety,
        has_positive_safety=score.safety != "none",
        answers=answers,
        task_url=_task_url(score),
    )


def _words(item: lw.Item, given: int | None) -> str:
    if given is None:
        return "Not answered"
    label = next((option.label for option in item.options if option.value == given), "")
    return f"{label} ({given})"


def _task_url(score: Score) -> str:
    if score.task is None:
        return ""
    try:
        return reverse("clinic:risk-task", args=[score.task])
    except NoReverseMatch:
        return ""
