"""Charts: a fixed scale whatever the data, gaps as gaps, a sentence and a table for each."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from lightwell.kit.charts import PATIENT, Chart, Scale, ScorePoint, score_trend
from tests.unit.kit_gallery.pages import MOOD, PHQ9, SCORES

TODAY = dt.date(2026, 11, 20)


def trend(*points: tuple[int, int | None], months: int = 6, scale: Scale = PHQ9) -> Chart:
    """Scores so many days ago."""
    scores = [ScorePoint(TODAY - dt.timedelta(days=ago), total) for ago, total in points]
    return score_trend(scores, scale, today=TODAY, window_months=months)


def places(chart: Chart) -> list[tuple[str, str]]:
    """Where the labels of the axes stand, in both drawings."""
    return re.findall(r'tick-label--\w" x="([\d.]+)" y="([\d.]+)"', chart.svg)


def test_the_scale_is_the_same_for_every_person() -> None:
    low, high = trend((30, 1), (3, 2)), trend((150, 27), (90, 20), (3, 25))
    assert places(low) == places(high)
    assert places(low) == places(trend())


def test_the_score_axis_is_the_whole_instrument() -> None:
    labels = re.findall(r'tick-label--y"[^>]*>(\d+)<', trend((3, 4)).svg)
    assert labels == ["0", "5", "10", "15", "20", "27"] * 2


def test_time_is_proportional() -> None:
    xs = [float(x) for x in re.findall(r'<circle[^>]*cx="([\d.]+)"', trend(
        (90, 9), (60, 9), (30, 9), (0, 9)
    ).svg)][:3]  # fmt: skip
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)


def test_higher_scores_stand_higher() -> None:
    ys = [float(y) for y in re.findall(r'<circle[^>]*cy="([\d.]+)"', trend(
        (90, 27), (60, 14), (30, 0), (0, 9)
    ).svg)][:3]  # fmt: skip
    assert ys == sorted(ys)


def test_a_missing_score_is_a_gap_with_a_word() -> None:
    whole, gap = trend((60, 9), (30, 9), (3, 9)), trend((60, 9), (30, None), (3, 9))
    assert whole.svg.count("lw-chart__line") == 2 * 2
    assert gap.svg.count("lw-chart__line") == 0
    assert gap.svg.count(">Not scored</text>") == 2


def test_scores_outside_the_window_are_not_shown() -> None:
    chart = trend((400, 20), (3, 9))
    assert ">20</text>" in chart.svg  # the axis
    assert len(chart.table.rows) == 1
    assert len(trend((400, 20), (300, 20), (3, 9), months=12).table.rows) == 2


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ((), "No PHQ-9 in the last 6 months."),
        (
            ((3, 9),),
            "PHQ-9 is 9 on 17-Nov-2026. There is no earlier one in these months. Lower is better.",
        ),
        (
            ((30, 12), (3, 9)),
            "PHQ-9 is 9 on 17-Nov-2026, lower than 12 on 21-Oct-2026. Lower is better.",
        ),
        (
            ((60, 9), (30, 6), (3, 9)),
            (
                "PHQ-9 is 9 on 17-Nov-2026, higher than 6 on 21-Oct-2026 "
                "and the same as 9 on 21-Sep-2026. Lower is better."
            ),
        ),
    ],
)
def test_the_sentence_says_what_the_data_say(
    points: tuple[tuple[int, int], ...], sentence: str
) -> None:
    chart = trend(*points)
    assert chart.sentence == sentence
    assert sentence in chart.svg
    assert not re.search(r"respon|remission|relapse|improv", chart.svg, re.IGNORECASE)


def test_latest_and_previous_stand_beside_each_other() -> None:
    chart = trend((30, 12), (3, 9))
    assert chart.latest is not None
    assert chart.latest.total == 9
    assert chart.latest_words == "of 27, Mild, 17-Nov-2026"
    assert chart.previous_words == "before: 12 on 21-Oct-2026"
    assert chart.svg.count("lw-chart__point--latest") == 2


def test_patients_read_their_own_words() -> None:
    chart = score_trend(SCORES, MOOD, today=TODAY, voice=PATIENT)
    assert chart.title == "Mood score, last 6 months"
    assert chart.sentence.startswith("Your mood score was 9 on November 13, 2026, lower than 12")
    assert "PHQ" not in chart.svg
    assert "evere" not in chart.svg


def test_the_table_and_the_csv_hold_every_value() -> None:
    chart = score_trend(SCORES, PHQ9, today=TODAY)
    assert chart.table.caption == "PHQ-9: 7 scores, newest first"
    assert chart.table.rows[0] == ("13-Nov-2026", "9 of 27", "Mild")
    assert ("04-Sep-2026", "Not scored", "2 answers missing") in chart.table.rows
    lines = chart.csv.splitlines()
    assert lines[:2] == ["date,total,note", "2026-06-12,21,"]
    assert "2026-09-04,,2 answers missing" in lines
    assert len(lines) == 8


def test_every_drawing_is_named_and_described() -> None:
    svg = score_trend(SCORES, PHQ9, today=TODAY).svg
    assert svg.count('role="img"') == svg.count("<title>PHQ-9</title>") == svg.count("<desc>") == 2
    assert "style=" not in svg
    assert len(svg) < 9_000


def test_bands_are_labelled_in_words() -> None:
    svg = trend((3, 9)).svg
    assert all(f">{band.label}</text>" in svg for band in PHQ9.bands)


@pytest.mark.parametrize("months", [0, 1, 5, 24])
def test_windows_are_fixed(months: int) -> None:
    with pytest.raises(ValueError, match="window"):
        trend((3, 9), months=months)


@pytest.mark.parametrize("total", [-1, 28])
def test_a_score_off_the_scale_is_a_fault(total: int) -> None:
    with pytest.raises(ValueError, match="scale"):
        trend((3, total))


def test_a_window_that_ends_on_a_long_months_last_day() -> None:
    chart = score_trend([], PHQ9, today=dt.date(2026, 8, 31), window_months=6)
    assert "Mar 2026" in chart.svg


def test_a_note_is_escaped() -> None:
    points = [ScorePoint(TODAY, None, "<b>")]
    assert "<b>" not in score_trend(points, PHQ9, today=TODAY).svg
