"""The care plan of a course as it stands: lines with their versions and reviews, what is due,
what the programme suggests and nobody has planned.

A plan is read over the phases of a way. A line that was open when a phase went on stands in the
next one too, as the same row with all its history; one that had ended stays where it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import OuterRef, QuerySet, Subquery

from lightwell.access import clock
from lightwell.access.actors import CLINICAL_ROLES, Actor
from lightwell.access.errors import NotFound
from lightwell.access.queries import people
from lightwell.clinical.careplan import (
    OPEN_STATES,
    Suggestion,
    is_review_due,
    suggestions,
)
from lightwell.clinical.transitions import CARE_LINE
from lightwell.records import chains
from lightwell.records.models import (
    CareDecline,
    CareLine,
    CareLineVersion,
    CareReview,
    Course,
)
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import courses, regimens, therapists
from lightwell.records.queries.patients import visible_to

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.courses import CourseView

Who = CareLineVersion.Who


@frozen(kw_only=True)
class Held:
    """A review of a line: on which day, what was done, what helped, by whom."""

    on: date
    done: str
    helped: str
    by_name: str


@frozen(kw_only=True)
class LineView:
    """One line as it stands, with everything it ever said.

    ``gone`` says why the one who does it cannot any more; empty while they can. ``said_on`` is
    the day of its newest version where the clinic is. ``phase`` names the earlier phase that it
    was planned in; empty where it was planned in the phase of the plan that it is read in.
    """

    uid: UUID
    kind: str
    versions: tuple[CareLineVersion, ...]
    reviews: tuple[Held, ...]
    today: date
    said_on: date
    gone: str
    phase: str = ""

    @property
    def latest(self) -> CareLineVersion:
        return self.versions[-1]

    @property
    def number(self) -> int:
        """What a page about it is made from."""
        return self.latest.number

    @property
    def state(self) -> str:
        return self.latest.state

    @property
    def is_open(self) -> bool:
        """Whether it is planned or going on."""
        return self.state in OPEN_STATES

    @property
    def is_due(self) -> bool:
        """Whether its review is due."""
        return is_review_due(self.state, self.latest.review_on, self.today)

    @property
    def is_persons(self) -> bool:
        """Whether the person does it themselves."""
        return self.latest.who == Who.PERSON

    @property
    def goal_words(self) -> str:
        """The goal that it serves, in the words of now; empty where none is named."""
        goal = self.latest.goal
        return list(goal.versions.all())[-1].words if goal else ""

    @property
    def verbs(self) -> tuple[str, ...]:
        """What may be done with it."""
        return CARE_LINE.verbs_from(self.state)


@frozen(kw_only=True)
class Declined:
    """A component that is not planned for this person, and why."""

    kind: str
    reason: str
    at: datetime
    by_name: str


@frozen(kw_only=True)
class CarePlan:
    """Everything that is planned around the doses of one course.

    ``lines`` stand in this phase; ``earlier`` had ended before it began.
    """

    course: CourseView
    version: int
    lines: tuple[LineView, ...]
    earlier: tuple[LineView, ...]
    declined: tuple[Declined, ...]

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Every component of the programme, with whether a line stands for it."""
        return suggestions(self.course.programme, {one.kind for one in self.lines})

    @property
    def missing(self) -> tuple[Suggestion, ...]:
        """What the programme asks for and nobody planned or declined: not known yet."""
        declined = {one.kind for one in self.declined}
        return tuple(
            one for one in self.suggestions if not one.is_planned and one.kind not in declined
        )

    @property
    def due(self) -> tuple[LineView, ...]:
        """The lines whose review is due; of a phase that is over none can be held."""
        return tuple(one for one in self.lines if one.is_due and not self.course.is_over)


@frozen(kw_only=True)
class DueLine:
    """One line to review, for a list over people."""

    patient: Patient
    line: UUID
    kind: str
    what: str
    since: date


def of_course(by: Actor, course: CourseView) -> CarePlan:
    """The care plan of a course that the actor has found (a few queries, however many lines)."""
    check_can_read_history(by)
    way = _way(course)
    standing, ended = _split(way)
    return CarePlan(
        course=course,
        version=version_of(way)[0],
        lines=views(standing, course),
        earlier=views(ended, course),
        declined=_declined(way, standing, ended),
    )


def one(by: Actor, patient: Patient, uid: UUID) -> tuple[CarePlan, LineView]:
    """One line with its plan, or ``NotFound`` also when it is another person's."""
    row = CareLine.objects.select_related("course").filter(uid=uid, course__patient=patient).first()
    if row is None:
        raise NotFound("There is no such line in this plan.")
    plan = of_course(by, courses.course(by, stands_in(row).uid))
    return plan, next(line for line in plan.lines if line.uid == uid)


def stands_in(line: CareLine) -> Course:
    """The phase that a line stands in now: the newest of its way, or the one that it ended in."""
    here, *later = chains.of_patient(line.course.patient_id).leads_to(line.course_id)
    for phase in later:
        if not _was_open(line, phase):
            break
        here = phase
    return here


def kinds_of(course: CourseView) -> frozenset[str]:
    """Of which kinds lines stand in this phase."""
    return frozenset(one.kind for one in _split(_way(course))[0])


def released(course: CourseView) -> tuple[LineView, ...]:
    """The open and finished lines of a course whose release the caller has found."""
    standing, _ = _split(_way(course))
    return tuple(one for one in views(standing, course) if one.state != "stopped")


def due_here(by: Actor) -> list[DueLine]:
    """Every line at this location whose review is due, the longest waiting first (two queries)."""
    check_can_read_history(by)
    place = people.location_of(by)
    if place is None:
        return []
    newest = CareLineVersion.objects.filter(line=OuterRef("line")).order_by("-number")
    seen = visible_to(by).values("pk")
    today = clock.now().astimezone(ZoneInfo(place.timezone)).date()
    rows = (
        CareLineVersion.objects.filter(
            state__in=OPEN_STATES,
            line__course__location=place,
            line__course__patient__in=seen,
            line__course__in=courses.going(seen),
        )
        .annotate(newest=Subquery(newest.values("number")[:1]))
        .select_related("line__course__patient")
        .order_by("review_on", "id")
    )
    return [
        DueLine(
            patient=row.line.course.patient,
            line=row.line.uid,
            kind=row.line.kind,
            what=row.what,
            since=row.review_on,
        )
        for row in rows
        if row.number == row.newest and is_review_due(row.state, row.review_on, today)
    ]


def version_of(way: Sequence[Course]) -> tuple[int, str]:
    """What a page for a new line is made from, and who added to the plan last, over all phases."""
    rows: list[CareLineVersion | CareDecline] = [
        *CareLineVersion.objects.filter(line__course__in=way, number=1),
        *CareDecline.objects.filter(course__in=way),
    ]
    last = max(rows, key=lambda row: row.at, default=None)
    return len(rows), last.by_name if last else ""


def is_reviewed(by: Actor, course: CourseView) -> bool:
    """Whether the last review of all medicines saw everything as it is now."""
    found = regimen_of(by, course)
    return found.last is not None and not found.changes


def regimen_of(by: Actor, course: CourseView) -> regimens.Regimen:
    """All that is taken or planned beside the way of giving of a course."""
    place = people.locations().get(pk=course.location)
    way = (course.way.agent, course.way.route)
    return regimens.regimen(by, course.patient, place.region, way)


def views(rows: Iterable[CareLine], course: CourseView) -> tuple[LineView, ...]:
    """Lines in a phase, the earliest first; who does them is asked anew each time."""
    place = people.locations().get(pk=course.location)
    staff = {one.pk for one in people.staff_with(place, *sorted(CLINICAL_ROLES))}
    links = set(therapists.standing().filter(patient=course.patient).values_list("pk", flat=True))
    today = course.day(clock.now())
    return tuple(
        LineView(
            uid=row.uid,
            kind=row.kind,
            versions=tuple(row.versions.all()),
            reviews=tuple(_held(one) for one in row.versions.all() if hasattr(one, "review")),
            today=today,
            said_on=course.day(list(row.versions.all())[-1].at),
            gone=_gone(list(row.versions.all())[-1], staff, links),
            phase="" if row.course_id == course.pk else chains.phase_of(row.course).title,
        )
        for row in rows
    )


def _way(course: CourseView) -> tuple[Course, ...]:
    """The rows of the phases up to this one."""
    return chains.way_of(Course.objects.get(pk=course.pk))


def _split(way: Sequence[Course]) -> tuple[list[CareLine], list[CareLine]]:
    """The lines that stand in the last of these phases, and those that had ended before it."""
    place = {one.pk: number for number, one in enumerate(way)}
    standing: list[CareLine] = []
    ended: list[CareLine] = []
    for line in _lines(way):
        later = way[place[line.course_id] + 1 :]
        goes_on = all(_was_open(line, phase) for phase in later)
        (standing if goes_on else ended).append(line)
    return standing, ended


def _was_open(line: CareLine, phase: Course) -> bool:
    """Whether a line of an earlier phase was planned or going on when this one began.

    What was said in the very moment of the change counts as said after it: the line then goes
    on, so that nothing is hidden.
    """
    before = [one.state for one in line.versions.all() if one.at < phase.begun_at]
    return not before or before[-1] in OPEN_STATES


def _declined(
    way: Sequence[Course], standing: Sequence[CareLine], ended: Sequence[CareLine]
) -> tuple[Declined, ...]:
    """What is not planned, by the newest word on it; a line planned later takes its place.

    A line is later when it belongs to the same phase or a following one: nothing is declined
    while a line of its kind stands.
    """
    place = {one.pk: number for number, one in enumerate(way)}
    planned = {one.kind for one in standing}
    last: dict[str, int] = {}
    for line in (*standing, *ended):
        last[line.kind] = max(last.get(line.kind, -1), place[line.course_id])
    found = {
        one.kind: Declined(kind=one.kind, reason=one.reason, at=one.at, by_name=one.by_name)
        for one in CareDecline.objects.filter(course__in=way).order_by("id")
        if one.kind not in planned and last.get(one.kind, -1) < place[one.course_id]
    }
    return tuple(found.values())


def _lines(way: Sequence[Course]) -> QuerySet[CareLine]:
    return (
        CareLine.objects.filter(course__in=way)
        .select_related("course")
        .prefetch_related("versions__review", "versions__goal__versions")
        .order_by("id")
    )


def _held(version: CareLineVersion) -> Held:
    row: CareReview = version.review
    return Held(on=row.held_on, done=row.done, helped=row.helped, by_name=version.by_name)


def _gone(newest: CareLineVersion, staff: set[int], links: set[int]) -> str:
    if newest.state not in OPEN_STATES:
        return ""
    if newest.who == Who.STAFF and newest.who_user_id not in staff:
        return f"{newest.who_name} does not work here any more. Choose who does it now."
    if newest.who == Who.OUTSIDE and newest.who_link_id not in links:
        return f"The release to {newest.who_name} has ended. Choose who does it now."
    return ""
