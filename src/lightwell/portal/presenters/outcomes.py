"""How a person fares, in their own words: what is less, what is more, what other people had."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from django.utils.safestring import SafeString

import lightwell.clinical as lw
from lightwell.clinical.domains import compared
from lightwell.clinical.expected import Band
from lightwell.kit.shares import span_of_100
from lightwell.records.queries.goals import GoalView
from lightwell.records.queries.reviews import Domain

WAYS = {
    "lower": "less trouble than before",
    "higher": "more trouble than before",
    "the same": "the same as before",
}
HAD = {
    "response": "felt at least half better",
    "remission": "had few or no signs left",
    "still_well": "were still at least half better",
}


@frozen
class Said:
    """One line: what it is about, and which way it went."""

    name: str
    words: str


@frozen
class Others:
    """What other people had, drawn and in words."""

    words: str
    picture: SafeString


def domains(found: Sequence[Domain]) -> list[Said]:
    """Each part of life by the first question that says which way it went."""
    plain = {one.title: one.plain for one in lw.symptom_domains().domains}
    said: dict[str, str] = {}
    for one in found:
        way = compared(one.before, one.now)
        if way and plain[one.name] not in said:
            said[plain[one.name]] = WAYS[way]
    return [Said(name, words) for name, words in said.items()]


def others(found: lw.ExpectedCourse | None) -> list[Others]:
    """What groups that had the treatment had on this day; scores of a scale are left out."""
    bands = found.bands if found is not None else ()
    told = [one for one in bands if one.series.measure in HAD]
    return [Others(_words(one), _picture(one)) for one in told]


def _words(band: Band) -> str:
    low, high = round(band.low), round(band.high)
    about = f"about {low}" if low == high else f"about {low} to {high}"
    last = band.days[-1]
    day = "day" if last == 1 else "days"
    had = HAD[band.series.measure]
    given = f"They got: {band.series.arm.lower()}."
    return (
        f"Of 100 {band.course.plain}, {about} {had} after {last} {day}. {given} "
        f"The study had {min(band.n)} people."
    )


def _picture(band: Band) -> SafeString:
    return span_of_100(max(band.low, 0), min(band.high, 100))


def goals(found: Sequence[GoalView]) -> list[Said]:
    """Each of the person's goals with how near they last felt."""
    return [
        Said(one.words, f"{one.ratings[-1].value} of 10" if one.ratings else "not rated yet")
        for one in found
    ]
