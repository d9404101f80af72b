"""The evidence numbers and the expected courses, each with all that a reader needs to weigh it."""

from __future__ import annotations

from lightwell.clinical.evidencefile import EvidenceNumber
from lightwell.clinical.expected import PublishedCourse, Series
from lightwell.clinical.library import library
from tools.reference import markdown

HEADS = [
    *("Number", "What was counted", "Given", "Compared with", "Difference"),
    *("Of whom, how many, when", "Certainty", "Source"),
]
COURSE_HEADS = ["Measure", "Group", "Day by day", "Note"]


def page() -> str:
    """Every number, by file; then the courses."""
    evidence, expected = library().evidence, library().expected
    parts = [
        (
            "A number without whom it is about, how many, against what, when, how sure, its source "
            "and the day of its review does not load. Shares are in percent. An interval is as "
            "published, or worked out from the counts by the method of Wilson; a difference "
            "without one by that of Newcombe. What a source leaves open is left out."
        )
    ]
    for file, header in evidence.headers.items():
        rows = [_row(one) for one in evidence.by_id.values() if one.file == file]
        parts += [f"## {header.title}", markdown.about(header), markdown.table(HEADS, rows)]
    parts += [
        "## Expected courses",
        (
            "How published groups did, day by day: bands, and no forecast for one person. Between "
            "two days a band spans both; outside them the course is unknown."
        ),
    ]
    for header in expected.headers.values():
        parts.append(markdown.about(header))
    for course in expected.courses.values():
        parts += _course(course)
    return markdown.page("Evidence", *parts)


def _row(one: EvidenceNumber) -> list[str]:
    span = f"{one.interval[0]:.1f} to {one.interval[1]:.1f}" if one.interval else "no interval"
    unit = " %" if one.measure == "share" else " points"
    against = one.comparison
    if one.against is not None:
        against = f"{one.against.exact:.1f} % {one.comparison}"
    gap = f"{one.difference[0]:.1f} to {one.difference[1]:.1f}" if one.difference else ""
    cited = "; ".join(source.key for source in one.sources)
    note = f" {one.note}" if one.note else ""
    return [
        f"`{one.id}`",
        f"{one.outcome}: {one.means} ({one.direction})",
        f"{one.arm.words}: {one.arm.exact:.1f}{unit} ({span}; {one.interval_note})",
        against,
        gap,
        f"{one.reference_class}; n = {one.n:,} {one.n_of}; {one.time_span}",
        f"{one.certainty}: {one.why}",
        f"{cited} ({one.provenance.words}; again by {one.review_by}).{note}",
    ]


def _course(course: PublishedCourse) -> list[str]:
    cited = "; ".join(source.citation for source in course.sources)
    told = (
        f"{course.reference_class}. Days count from {course.counts_from}. {course.comparison}. "
        f"Certainty {course.certainty}: {course.why}. Source: {cited} ({course.provenance.words})."
    )
    rows = [_series(one) for one in course.series]
    return [f"### `{course.id}`", told, markdown.table(COURSE_HEADS, rows)]


def _series(series: Series) -> list[str]:
    days = []
    for point in series.points:
        counted = f"{point.count}/{point.n}, " if point.count is not None else ""
        spread = "" if point.low is None else f" ({point.low:.1f} to {point.high:.1f})"
        days.append(f"day {point.day}: {counted}{point.exact:.1f}{spread}, n {point.n}")
    return [f"{series.measure}: {series.means}", series.arm, "; ".join(days), series.note]
