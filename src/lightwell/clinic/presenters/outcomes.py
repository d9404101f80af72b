"""A person's outcomes in words: totals, domains, goals, and what published groups had that day."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from django.utils.safestring import SafeString

import lightwell.clinical as lw
from lightwell.clinic.presenters.after import sentence
from lightwell.clinical.domains import compared
from lightwell.clinical.expected import Band
from lightwell.kit.dates import staff_date
from lightwell.kit.shares import before_and_now, span_of_100
from lightwell.records.queries.goals import GoalView
from lightwell.records.queries.outcomes import Outcomes
from lightwell.records.queries.reviews import Domain, Trend

CANNOT_SAY = (
    "A band is what a group of other people had. It does not say how this person will do, nor that "
    "the treatment did it, and two groups of two studies are not compared with each other."
)
SCALE = (0, 10)


@frozen(kw_only=True)
class Total:
    """One instrument of the course: what may be said of it."""

    title: str
    sentence: str
    signs: tuple[str, ...]


@frozen(kw_only=True)
class DomainRow:
    """One question of a domain: before, now, which way, and the picture of both."""

    name: str
    asked: str
    before: str
    now: str
    way: str
    picture: SafeString
    source: str


@frozen(kw_only=True)
class BandRow:
    """What one group had: in words, drawn, with all that stands behind it."""

    words: str
    picture: SafeString
    about: str
    why: str
    source: str


@frozen(kw_only=True)
class GoalRow:
    """One goal in the person's words: its first rating, its last, and the picture of both."""

    words: str
    said: str
    picture: SafeString


def totals(found: Outcomes) -> list[Total]:
    """Every instrument of the course; response and remission only at a review point."""
    return [
        Total(
            title=one.instrument.title,
            sentence=sentence(one, is_review=found.is_review_point),
            signs=tuple(_signs(one)),
        )
        for one in found.trends
    ]


def _signs(trend: Trend) -> list[str]:
    """Reliable change and the flag of deterioration with their limits; not on a mixed total."""
    change, limits = trend.change, trend.instrument.change
    if change is None or limits is None or not trend.has_full_window:
        return []
    found = []
    if change.is_reliable is not None and change.change:
        holds = "is" if change.is_reliable else "is not"
        found.append(f"A change of {abs(change.change)} {holds} reliable ({limits.reliable}).")
    if change.is_deterioration:
        found.append(f"Worse by {limits.deterioration} or more than before the first dose.")
    return found


def domains(found: Sequence[Domain]) -> list[DomainRow]:
    """Each question that was answered before or since."""
    return [
        DomainRow(
            name=one.name,
            asked=one.asked.label,
            before=_or_unknown(one.before),
            now=_or_unknown(one.now),
            way=compared(one.before, one.now).capitalize() or "Not known",
            picture=before_and_now(one.asked.lowest, one.asked.highest, one.before, one.now),
            source=one.asked.source.citation,
        )
        for one in found
        if one.before is not None or one.now is not None
    ]


def bands(found: lw.ExpectedCourse | None) -> list[BandRow]:
    """Every group that was reported for this day."""
    return [_band(one) for one in found.bands] if found is not None else []


def _band(band: Band) -> BandRow:
    course = band.course
    note = f" {band.series.note}" if band.series.note else ""
    return BandRow(
        words=band_words(band),
        picture=_span(band),
        about=f"Beside it: {course.comparison}. Certainty: {course.certainty}.",
        why=f"{course.why[:1].upper()}{course.why[1:]}.{note}",
        source="; ".join(f"{one.citation} ({one.locator})" for one in course.sources)
        + f". Read {staff_date(course.read_on)}.",
    )


def band_words(band: Band) -> str:
    """The band in one sentence, with its group, its day and its number."""
    series, course = band.series, band.course
    if series.measure == "mean_score":
        spread = f"between {band.low:.1f} and {band.high:.1f}: {series.means}"
        return f"{course.reference_class}, {series.arm}: {spread}; {_when(band)}, n = {min(band.n)}"
    low, high = round(band.low), round(band.high)
    about = f"about {low}" if low == high else f"about {low} to {high}"
    told = "" if band.has_interval else ", no interval was told"
    return (
        f"Of 100 people in this group ({course.reference_class}; {series.arm}), {about} had: "
        f"{series.means} ({_when(band)}, n = {min(band.n)}{told})"
    )


def _when(band: Band) -> str:
    first, last = band.days
    day = f"day {first}" if first == last else f"between day {first} and day {last}"
    return f"{day} from {band.course.counts_from}"


def _span(band: Band) -> SafeString:
    if band.series.measure == "mean_score":
        return SafeString("")
    return span_of_100(max(band.low, 0), min(band.high, 100))


def goals(found: Sequence[GoalView]) -> list[GoalRow]:
    """The person's own goals, each from its first rating to its last; none where none is kept."""
    return [_goal(one) for one in found]


def _goal(goal: GoalView) -> GoalRow:
    low, high = SCALE
    if not goal.ratings:
        return GoalRow(
            words=goal.words, said="Not rated yet", picture=before_and_now(low, high, None, None)
        )
    first, last = goal.ratings[0], goal.ratings[-1]
    said = f"{last.value} of {high} on {staff_date(last.on)}"
    if first is not last:
        said += f" ({first.value} on {staff_date(first.on)})"
    return GoalRow(
        words=goal.words,
        said=said,
        picture=before_and_now(low, high, first.value if first is not last else None, last.value),
    )


def _or_unknown(value: int | None) -> str:
    return "Not known" if value is None else str(value)
