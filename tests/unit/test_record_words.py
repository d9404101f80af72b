"""How a record is put into words: scores side by side, rough dates, two versions of a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lightwell.clinic.presenters import history
from lightwell.clinic.presenters.summary import score_words
from lightwell.portal.presenters import history as portal
from lightwell.records.queries.summary import Score

NOON = datetime(2026, 3, 3, 17, tzinfo=UTC)


def score(total: int | None, days_ago: int = 0) -> Score:
    complete = total is not None
    return Score(
        at=NOON - timedelta(days=days_ago),
        answers=(),
        total=total,
        band="",
        complete=complete,
        missing=() if complete else (9,),
        safety_value=0 if complete else None,
        safety="none" if complete else "unanswered",
        task=None,
        by_name="",
    )


@pytest.mark.parametrize(
    ("totals", "says"),
    [
        ([], "No PHQ-9 yet"),
        ([None, 12], "No total on 03-Mar-2026: answers missing"),
        ([12], "12 of 27 on 03-Mar-2026"),
        ([12, None], "12 of 27 on 03-Mar-2026"),
        ([12, 18], "12 of 27 on 03-Mar-2026, lower than 18 on 24-Feb-2026"),
        ([12, 5], "12 of 27 on 03-Mar-2026, higher than 5 on 24-Feb-2026"),
        ([12, 12], "12 of 27 on 03-Mar-2026, the same as 12 on 24-Feb-2026"),
        ([12, None, 0], "12 of 27 on 03-Mar-2026, higher than 0 on 17-Feb-2026"),
    ],
)
def test_a_score_stands_beside_the_last_one_with_a_total(
    totals: list[int | None], says: str
) -> None:
    """Decision 21: "lower than", never response or remission, outside a review point."""
    scores = [score(total, 7 * number) for number, total in enumerate(totals)]
    assert score_words(scores) == says


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ({"kind": "drug", "drug": "Zoloft"}, "sertraline"),
        ({"kind": "drug", "drug": "Somethingol"}, "Somethingol"),
        ({"kind": "psychotherapy", "modality": "CBT"}, "CBT"),
        ({}, "Not recorded"),
    ],
)
def test_a_line_is_called_by_what_is_known_of_it(content: dict[str, str], name: str) -> None:
    assert name in str(history.name_of(content))


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2024-03-05", "05-Mar-2024"),
        ("2024-03", "About March 2024"),
        ("2024", "About 2024"),
        ("unknown", "Not sure"),
    ],
)
def test_a_date_is_as_exact_as_it_was_said(date: str, words: str) -> None:
    assert history.date_words(date) == words


def test_an_added_treatment_names_the_number_of_the_other() -> None:
    other = uuid4()
    rows = history.facts_of({"kind": "drug", "augments": str(other)}, {other: "2"})
    assert rows[-1].value == "treatment 2"


def test_two_versions_differ_only_where_they_differ() -> None:
    mine = {"kind": "drug", "drug": "sertraline", "start": "2024", "dose_mg": 100}
    theirs = {"kind": "drug", "drug": "sertraline", "start": "unknown", "stopped_for": "other"}
    found = {label: (theirs, mine) for label, theirs, mine in portal.both_values(mine, theirs)}
    assert set(found) == {"Dose (mg)", "Started", "Why it ended"}
    assert found["Dose (mg)"] == ("Not told", "100")
    assert found["Why it ended"][1] == "Not told"
    assert "2024" in found["Started"][1]
