"""What a course may be expected to look like, as published groups had it: bands, or unknown.

A band is what one group of people had on one day. It is no forecast for one person, and a day
that no source reports stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from attrs import frozen

from .errors import InvalidInput
from .evidencefile import CERTAINTIES, cited
from .library import Header, Library, Source, library
from .products import Product, find_product, name_of
from .proportions import wilson
from .tables import Table
from .values import Provenance

FOLDER = "expected"
MEASURES = ("response", "remission", "still_well", "mean_score")
# From where a course counts its days: a day that can be named in a course here, or none.
ANCHORS = ("first_dose", "series_end", "elsewhere")


@frozen
class DayPoint:
    """What was seen on one day: a share in percent, or a mean score, with how far it may be off."""

    day: int
    exact: float
    low: float | None
    high: float | None
    n: int
    count: int | None = None


@frozen(kw_only=True)
class Series:
    """One measure of one group, day by day."""

    measure: str
    means: str
    arm: str
    points: tuple[DayPoint, ...]
    note: str


@frozen(kw_only=True)
class PublishedCourse:
    """A published group that was followed."""

    id: str
    product: Product
    counts_from: str
    anchor: str
    reference_class: str
    plain: str
    comparison: str
    certainty: str
    why: str
    sources: tuple[Source, ...]
    provenance: Provenance
    series: tuple[Series, ...]
    read_on: date


@frozen
class Band:
    """Where a group was on a day; between two days that were reported it spans both."""

    course: PublishedCourse
    series: Series
    days: tuple[int, int]
    low: float
    high: float
    n: tuple[int, int]
    has_interval: bool

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        course = self.course
        return {
            "course": course.id,
            "measure": self.series.measure,
            "means": self.series.means,
            "arm": self.series.arm,
            "counts_from": course.counts_from,
            "anchor": course.anchor,
            "days": list(self.days),
            "low": round(self.low, 1),
            "high": round(self.high, 1),
            "has_interval": self.has_interval,
            "n": list(self.n),
            "reference_class": course.reference_class,
            "comparison": course.comparison,
            "certainty": course.certainty,
            "why": course.why,
            "note": self.series.note,
            "provenance": course.provenance.value,
            "sources": [f"{one.citation} ({one.locator})" for one in course.sources],
        }

    def __str__(self) -> str:
        first, last = self.days
        day = f"day {first}" if first == last else f"between day {first} and day {last}"
        unit = "points" if self.series.measure == "mean_score" else "of 100"
        spread = f"{self.low:.1f} to {self.high:.1f}"
        if not self.has_interval:
            spread += " (no interval was told)"
        return (
            f"{self.series.arm}, {self.series.means}: {spread} {unit}, {day} from "
            f"{self.course.counts_from}; n = {min(self.n)}"
        )


@frozen
class ExpectedCourse:
    """The bands of every published group for a treatment on a day, and what is not known."""

    name: str
    day: int
    bands: tuple[Band, ...]
    unknown: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether any group was reported for this day."""
        return bool(self.bands)

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "name": self.name,
            "day": self.day,
            "bands": [one.as_json() for one in self.bands],
            "unknown": list(self.unknown),
        }

    def __str__(self) -> str:
        lines = [f"{self.name}, day {self.day}: what published groups had; no forecast for one"]
        lines += [f"  {one}" for one in self.bands]
        return "\n".join((*lines, *(f"  Unknown: {one}" for one in self.unknown)))


@frozen
class Expected:
    """Every published course by its id."""

    headers: Mapping[str, Header]
    courses: Mapping[str, PublishedCourse]


def expected_course(name: str, day: int) -> ExpectedCourse:
    """The bands for a programme, a treatment ("ketamine iv") or a published course on a day."""
    if day < 0:
        raise InvalidInput(f"day: {day} is before the beginning: count from 0.")
    found = tuple(_courses(name))
    unknown = [] if found else [f"no published course is encoded for {name}"]
    bands = [band for course in found for band in _bands(course, day, unknown)]
    return ExpectedCourse(name, day, tuple(bands), tuple(dict.fromkeys(unknown)))


def expected_beside(name: str, days: Mapping[str, int]) -> ExpectedCourse:
    """The bands beside a course that goes on: each group by the day from which it counts.

    ``days`` has the day of this course from each anchor that has come ("first_dose",
    "series_end"). A group that counts from something else has no day here, and stays unknown.
    """
    unknown: list[str] = []
    bands: list[Band] = []
    for course in _courses(name):
        day = days.get(course.anchor)
        if day is not None and day >= 0:
            bands += _bands(course, day, unknown)
        else:
            unknown.append(f"{course.id}: counts from {course.counts_from}, no day here")
    return ExpectedCourse(
        name, days.get("first_dose", 0), tuple(bands), tuple(dict.fromkeys(unknown))
    )


def _bands(course: PublishedCourse, day: int, unknown: list[str]) -> Iterator[Band]:
    """Each series of a group on a day; what was not told then is added to what is unknown."""
    for series in course.series:
        band = _band(course, series, day)
        if band is not None:
            yield band
            continue
        first, last = series.points[0].day, series.points[-1].day
        unknown.append(f"{course.id}, {series.measure}: told from day {first} to day {last}")


def _courses(name: str) -> Iterator[PublishedCourse]:
    courses = library().expected.courses
    if name in courses:
        yield courses[name]
        return
    products = _products(name)
    yield from (one for one in courses.values() if one.product in products)


def _products(name: str) -> set[Product]:
    programmes = library().programmes
    if name in programmes:
        return {(dose.agent, dose.route) for dose in programmes[name].doses}
    agent, _, route = name.partition(" ")
    try:
        return {find_product(agent, route or None)}
    except InvalidInput:
        known = (*programmes, *library().expected.courses)
        raise InvalidInput(
            f"There is no programme, treatment or course {name!r}. Use an agent and route such as "
            f"{name_of(('ketamine', 'iv')).casefold()!r}, or: {', '.join(known)}."
        ) from None


def _band(course: PublishedCourse, series: Series, day: int) -> Band | None:
    for first, last in ((one, one) for one in series.points if one.day == day):
        return _spanning(course, series, first, last)
    for first, last in pairwise(series.points):
        if first.day < day < last.day:
            return _spanning(course, series, first, last)
    return None


def _spanning(course: PublishedCourse, series: Series, first: DayPoint, last: DayPoint) -> Band:
    bounds = [
        bound
        for one in (first, last)
        for bound in (one.exact if one.low is None else one.low, one.exact, one.high or one.exact)
    ]
    told = first.low is not None and last.low is not None
    days, people = (first.day, last.day), (first.n, last.n)
    return Band(course, series, days, min(bounds), max(bounds), people, told)


# ------------------------------------------------------------------ reading


def read_expected(source: Library) -> Expected:
    """Read and check every file of published courses."""
    headers: dict[str, Header] = {}
    found: dict[str, PublishedCourse] = {}
    for name in source.files(FOLDER):
        file = f"{FOLDER}/{name}.toml"
        table = source.read(file)
        headers[file] = header = source.header_of(table)
        for entry in table.tables_of("course"):
            course = _course(header, entry)
            if course.id in found:
                raise entry.fault("id", f"{course.id!r} is there twice.", "Rename one.")
            found[course.id] = course
        table.done()
    return Expected(MappingProxyType(headers), MappingProxyType(found))


def _course(header: Header, entry: Table) -> PublishedCourse:
    try:
        product = find_product(entry.text_of("agent"), entry.text_of("route"))
    except InvalidInput as bad:
        raise entry.fault("route", str(bad), "Correct agent or route.") from None
    course = PublishedCourse(
        id=entry.text_of("id"),
        product=product,
        counts_from=entry.text_of("counts_from"),
        anchor=entry.one_of("anchor", ANCHORS),
        plain=entry.text_of("plain"),
        read_on=header.reviewed,
        reference_class=entry.text_of("reference_class"),
        comparison=entry.text_of("comparison"),
        certainty=entry.one_of("certainty", CERTAINTIES),
        why=entry.text_of("why"),
        sources=cited(entry, header),
        provenance=entry.provenance_of("provenance"),
        series=tuple(_series(one) for one in entry.tables_of("series")),
    )
    entry.done()
    if not course.series:
        raise entry.fault("series", "is missing.", "Add a [[course.series]].")
    return course


def _series(entry: Table) -> Series:
    series = Series(
        measure=entry.one_of("measure", MEASURES),
        means=entry.text_of("means"),
        arm=entry.text_of("arm"),
        points=tuple(_point(one) for one in entry.tables_of("points")),
        note=entry.text_of("note", default=""),
    )
    entry.done()
    days = [one.day for one in series.points]
    if not days or days != sorted(set(days)):
        raise entry.fault("points", f"stand on days {days}.", "Give each day once, in order.")
    return series


def _point(entry: Table) -> DayPoint:
    """A share by its counts, a share as it was printed, or a mean with its spread."""
    day, n = entry.take("day", int), entry.take("n", int)
    if day < 0 or n < 1:
        raise entry.fault("n", f"day {day}, n {n} cannot be.", "Correct the day or the number.")
    if entry.has("count"):
        count = entry.take("count", int)
        entry.done()
        if not 0 <= count <= n:
            raise entry.fault("count", f"{count} is not among {n}.", "Correct one of them.")
        return DayPoint(day, 100 * count / n, *wilson(count, n), n, count)
    exact = float(entry.number_of("exact"))
    spread = float(entry.number_of("sd")) if entry.has("sd") else None
    entry.done()
    if spread is None:
        return DayPoint(day, exact, None, None, n)
    return DayPoint(day, exact, exact - spread, exact + spread, n)
