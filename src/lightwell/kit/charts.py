"""Charts drawn on the server: classes instead of styles, a sentence and a table for each.

The time axis is proportional and its window fixed; the score axis is the scale's own, always.
Missing values are gaps with a word, never a line (R-51 to R-58).
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence

import attrs
from django.utils.safestring import SafeString

from lightwell.kit.dates import long_date, staff_date
from lightwell.kit.drawing import Band, Mark, Scale, ScorePoint, draw
from lightwell.kit.lists import Column, Table

__all__ = [
    "PATIENT",
    "STAFF",
    "Band",
    "Chart",
    "Mark",
    "Scale",
    "ScorePoint",
    "Voice",
    "score_trend",
]

WINDOWS_MONTHS = (3, 6, 12)
OVERLAPS = "overlaps time before treatment"


@attrs.frozen(kw_only=True)
class Chart:
    """A drawn chart with everything that must stand beside it (R-55)."""

    title: str
    svg: SafeString
    sentence: str
    direction: str
    table: Table
    csv: str
    latest: ScorePoint | None
    previous: ScorePoint | None
    latest_words: str
    previous_words: str


@attrs.frozen
class Voice:
    """How a chart speaks: to staff about a scale, to a patient about their own score."""

    opening: str
    day: Callable[[dt.date], str]


STAFF = Voice("{title} is {total} on {day}", staff_date)
PATIENT = Voice("Your {title} was {total} on {day}", long_date)


def score_trend(
    points: Sequence[ScorePoint],
    scale: Scale,
    *,
    today: dt.date,
    window_months: int = 6,
    voice: Voice = STAFF,
    marks: Sequence[Mark] = (),
) -> Chart:
    """Scores of one instrument over a fixed window that ends today.

    Raises ValueError for a window that is not 3, 6 or 12 months and for a total off the scale.
    """
    _check(points, scale, window_months)
    start = _months_before(today, window_months)
    shown = sorted(
        (point for point in points if start <= point.at <= today), key=lambda point: point.at
    )
    scored = [point for point in shown if point.total is not None]
    latest = scored[-1] if scored else None
    previous = scored[-2] if len(scored) > 1 else None
    given = sorted((one for one in marks if start <= one.at <= today), key=lambda one: one.at)
    sentence = _sentence(scored, scale, window_months, voice)
    return Chart(
        title=f"{scale.heading}, last {window_months} months",
        svg=draw(shown, scale, start, today, sentence, given),
        sentence=sentence,
        direction=scale.direction,
        table=_table(shown, scale, voice, given),
        csv=_csv(shown, given),
        latest=latest,
        previous=previous,
        latest_words=_latest_words(latest, scale, voice),
        previous_words=_previous_words(previous, voice),
    )


def _check(points: Iterable[ScorePoint], scale: Scale, window_months: int) -> None:
    if window_months not in WINDOWS_MONTHS:
        raise ValueError(f"a window is one of {WINDOWS_MONTHS} months, not {window_months}")
    for point in points:
        if point.total is not None and not scale.minimum <= point.total <= scale.maximum:
            raise ValueError(f"{point.total} is not on the scale of {scale.title}")


def _latest_words(point: ScorePoint | None, scale: Scale, voice: Voice) -> str:
    if point is None or point.total is None:
        return ""
    mixed = OVERLAPS if point.is_mixed else ""
    parts = (f"of {scale.maximum}", scale.band_of(point.total), voice.day(point.at), mixed)
    return ", ".join(part for part in parts if part)


def _previous_words(point: ScorePoint | None, voice: Voice) -> str:
    if point is None:
        return ""
    mixed = f", {OVERLAPS}" if point.is_mixed else ""
    return f"before: {point.total} on {voice.day(point.at)}{mixed}"


def _sentence(scored: Sequence[ScorePoint], scale: Scale, window_months: int, voice: Voice) -> str:
    """What the picture shows, from the data; never "response" or "remission"."""
    if not scored:
        return f"No {scale.title} in the last {window_months} months."
    last = scored[-1]
    opening = voice.opening.format(title=scale.title, total=last.total, day=voice.day(last.at))
    if last.is_mixed:
        return f"{opening}. It {OVERLAPS}, so it is not compared yet. {scale.direction}."
    scored = [point for point in scored if not point.is_mixed]
    if len(scored) == 1:
        return f"{opening}. There is no earlier one in these months. {scale.direction}."
    compared_with = [scored[-2]] if len(scored) == 2 else [scored[-2], scored[0]]
    changes = " and ".join(
        f"{_compared(last.total, point.total)} {point.total} on {voice.day(point.at)}"
        for point in compared_with
    )
    return f"{opening}, {changes}. {scale.direction}."


def _compared(later: int | None, earlier: int | None) -> str:
    difference = (later or 0) - (earlier or 0)
    if difference == 0:
        return "the same as"
    return "lower than" if difference < 0 else "higher than"


def _table(shown: Sequence[ScorePoint], scale: Scale, voice: Voice, given: Sequence[Mark]) -> Table:
    columns = [Column(text="Date"), Column(text="Score", is_number=True), Column(text="Meaning")]
    scores = [(point.at, _row(point, scale, voice)) for point in reversed(shown)]
    sessions = [(one.at, (voice.day(one.at), "–", one.words)) for one in reversed(given)]
    dated = sorted((*scores, *sessions), key=lambda row: row[0], reverse=True)
    rows = [row for _, row in dated]
    many = f"{len(shown)} score{'' if len(shown) == 1 else 's'}, newest first"
    return Table(
        caption=f"{scale.title[:1].upper()}{scale.title[1:]}: {many}", columns=columns, rows=rows
    )


def _row(point: ScorePoint, scale: Scale, voice: Voice) -> tuple[str, str, str]:
    if point.total is None:
        return voice.day(point.at), "Not scored", point.note
    meaning = scale.band_of(point.total)
    if point.is_mixed:
        meaning = f"{meaning}; {OVERLAPS}" if meaning else OVERLAPS
    return voice.day(point.at), f"{point.total} of {scale.maximum}", meaning


def _csv(shown: Sequence[ScorePoint], given: Sequence[Mark]) -> str:
    """Values for a spreadsheet, oldest first, with ISO dates."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["date", "total", "note"])
    rows = [(one.at, one.total, OVERLAPS if one.is_mixed else one.note) for one in shown]
    sessions = [(one.at, None, one.words) for one in given]
    for at, total, note in sorted((*rows, *sessions), key=lambda row: row[0]):
        writer.writerow([at.isoformat(), total, note])
    return text.getvalue()


def _months_before(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
