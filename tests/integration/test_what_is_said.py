"""Response, remission and relapse are never said outside a review on a full window."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinic.presenters.after import sentence
from lightwell.clinical.recall import recall_after
from lightwell.kit.charts import PATIENT, STAFF, Chart
from lightwell.records import days
from lightwell.records.charts import trend_chart
from lightwell.records.queries.doses import Given
from lightwell.records.queries.reviews import trend
from lightwell.records.queries.summary import Score

START = datetime(2026, 3, 4, 14, tzinfo=UTC)
WORDS = re.compile(r"respon(se|d)|remi(ssion|tt)|relapse", re.IGNORECASE)
DOSES = [
    Given(
        session=UUID(int=number),
        number=number,
        at=START + timedelta(days=3 * (number - 1)),
        on=(START + timedelta(days=3 * (number - 1))).date(),
        mg="35",
        programme="iv-series",
        course=1,
        part=1,
        phase="Induction",
        route="iv",
    )
    for number in range(1, 7)
]


def score(day: int, total: int | None) -> Score:
    return Score(
        at=START + timedelta(days=day, hours=-1 if day <= 0 else 1),
        answers=(0,) * 9,
        total=total,
        band="",
        complete=total is not None,
        missing=(),
        safety_value=0,
        safety="none",
        task=None,
        by_name="",
    )


TOTALS = st.one_of(st.none(), st.integers(0, 27))
SCORES = st.dictionaries(st.integers(-30, 60), TOTALS, max_size=12).map(
    lambda rows: [score(day, rows[day]) for day in sorted(rows, reverse=True)]
)
PHQ9 = lw.instrument("phq9")
# Whoever lives on the clinic's clock; a chart asks nothing else of a person.
HERE: Any = SimpleNamespace(home_location=SimpleNamespace(timezone="America/New_York"))


def drawn(scores: list[Score], **more: Any) -> Chart:
    """The chart as it stands on 10 May 2026."""
    with patch.object(days.clock, "now", return_value=datetime(2026, 5, 10, 16, tzinfo=UTC)):
        return trend_chart(PHQ9, scores, patient=HERE, **more)


@given(SCORES, st.sampled_from([STAFF, PATIENT]), st.sampled_from([3, 6, 12]))
def test_a_chart_never_says_response_remission_or_relapse(
    scores: list[Score], voice: object, months: int
) -> None:
    made = drawn(
        scores,
        months=months,
        given=DOSES,
        recall=recall_after(lw.find_programme("iv-series"), "phq9", START.date()),
        voice=voice,
    )
    said = " ".join((made.sentence, made.csv, str(made.svg), str(made.table)))
    assert not WORDS.search(said)


@given(SCORES, st.booleans())
def test_at_a_review_they_stand_only_on_a_full_window(scores: list[Score], is_review: bool) -> None:
    found = trend(PHQ9, scores, DOSES, "America/New_York")
    said = sentence(found, is_review=is_review)
    last = found.last
    is_full = (
        is_review
        and found.baseline is not None
        and last is not None
        and last.on >= START.date() + timedelta(days=14)
    )
    assert bool(WORDS.search(said)) is is_full


@given(st.integers(-30, 60), st.integers(0, 27))
def test_no_total_that_overlaps_is_compared(day: int, total: int) -> None:
    scores = [score(day, total), *([score(-31, 20)])]
    made = drawn(
        scores,
        months=6,
        given=DOSES,
        recall=recall_after(lw.find_programme("iv-series"), "phq9", START.date()),
    )
    assert ("overlaps" in made.sentence) is (0 < day < 14)
    assert ("than 20" in made.sentence or "the same as 20" in made.sentence) is not (0 < day < 14)
