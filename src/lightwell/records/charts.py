"""The totals of one instrument as a chart, with each session and its dose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import lightwell.clinical as lw
from lightwell.clinical.recall import Recall
from lightwell.kit.charts import STAFF, Band, Chart, Mark, Scale, ScorePoint, Voice, score_trend
from lightwell.records import days
from lightwell.records.queries.doses import Given
from lightwell.records.queries.summary import Score

if TYPE_CHECKING:
    from lightwell.records.models import Patient


def trend_chart(
    instrument: lw.Instrument,
    scores: Sequence[Score],
    *,
    patient: Patient,
    months: int,
    given: Sequence[Given] = (),
    recall: Recall | None = None,
    voice: Voice = STAFF,
) -> Chart:
    """The totals over a fixed window, with each session and its dose.

    Days are those of the person's home. An administration without a total is a gap; one that
    looks back over the first dose is marked.
    """
    points = [
        ScorePoint(
            at=days.day_of(patient, score.at),
            total=score.total,
            note="" if score.total is not None else "No total",
            is_mixed=recall is not None
            and score.at >= given[0].at
            and recall.overlaps(days.day_of(patient, score.at)),
        )
        for score in scores
    ]
    return score_trend(
        points,
        _scale(instrument),
        today=days.today(patient),
        window_months=months,
        voice=voice,
        marks=[_mark(one, voice, is_one_part=len({g.part for g in given}) < 2) for one in given],
    )


def _mark(one: Given, voice: Voice, *, is_one_part: bool) -> Mark:
    """A session by its number, with the dose that two people confirmed.

    Each phase numbers its sessions anew: over several the number stands behind that of the part,
    and staff read the phase and the route.
    """
    dose = f"{one.mg} mg" if one.mg else "dose not recorded"
    if is_one_part:
        return Mark(one.on, str(one.number), f"Session {one.number}: {dose}")
    where = f"Part {one.part}"
    if voice is STAFF:
        where = (
            f"{where}, {one.phase} ({lw.find_programme(one.programme).dose_by(one.route).words})"
        )
    return Mark(one.on, f"{one.part}.{one.number}", f"{where}, session {one.number}: {dose}")


def _scale(instrument: lw.Instrument) -> Scale:
    return Scale(
        title=instrument.title,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        bands=[Band(band.minimum, band.maximum, band.label) for band in instrument.bands],
        lower_is_better=instrument.higher_is_worse,
    )
