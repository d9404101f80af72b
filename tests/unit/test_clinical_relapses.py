"""Relapse by the limit of the instrument: only of somebody who had been well, with arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import lightwell.clinical as lw

DAY = date(2026, 3, 4)
MET, NOT_MET, UNKNOWN = lw.Outcome.MET, lw.Outcome.NOT_MET, lw.Outcome.UNKNOWN


def scores(*totals: int, baseline: int | None = 20) -> lw.CourseScores:
    return lw.CourseScores(
        baseline=None if baseline is None else lw.Total(on=DAY, total=baseline),
        since=tuple(
            lw.Total(on=DAY + timedelta(days=7 * week), total=total)
            for week, total in enumerate(totals, start=1)
        ),
    )


@pytest.mark.parametrize(
    ("name", "made", "outcome"),
    [
        ("qids16", scores(5, 11), MET),  # remission, then the limit itself
        ("qids16", scores(5, 10), NOT_MET),
        ("qids16", scores(10, 11), MET),  # a response is half of 20
        ("qids16", scores(11, 12), NOT_MET),  # never well
        ("qids16", scores(12), NOT_MET),
        ("qids16", scores(), UNKNOWN),
        ("qids16", scores(5, 11, baseline=None), MET),
        ("qids16", scores(8, 11, baseline=None), NOT_MET),  # a response needs a baseline
        ("hamd17", scores(7, 14), MET),
        ("hamd17", scores(7, 13), NOT_MET),
        ("phq9", scores(2, 20), UNKNOWN),  # no limit with a source
        ("aldrete", scores(), UNKNOWN),  # no limits of change at all
    ],
)
def test_a_relapse_is_the_limit_reached_by_somebody_who_had_been_well(
    name: str, made: lw.CourseScores, outcome: lw.Outcome
) -> None:
    assert lw.relapse(name, made).outcome is outcome


def test_the_answer_shows_its_arithmetic_its_source_and_what_it_is_for() -> None:
    found = lw.relapse("qids16", scores(4, 12))
    assert found.as_json() == {
        "instrument": "qids16",
        "relapse": "met",
        "at_least": 11,
        "source": "rush_2006",
        "lines": [
            "well on 2026-03-11: 4",
            "last: 12 on 2026-03-18, at least 11, as in STAR*D",
        ],
        "note": found.as_json()["note"],
    }
    assert str(found).startswith("QIDS-SR16: relapse met\n  well on 2026-03-11: 4\n")
    assert "review point" in str(found)
    calm = lw.relapse("qids16", scores(4, 8))
    assert calm.lines[-1] == "last: 8 on 2026-03-18, not at least 11, as in STAR*D"
    assert lw.relapse("phq9", scores(4, 8)).as_json()["at_least"] is None
