"""Risk tasks as the people who act on them see them: the inbox and the page of one task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from attrs import frozen
from django.db.models import F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

import lightwell.clinical as lw
from lightwell.access.actors import CLINICAL_ROLES, Actor
from lightwell.access.errors import NotFound
from lightwell.records import policies_risk, risk_rules
from lightwell.records.models import Heartbeat, Patient, Response, RiskTask, RiskTaskEvent
from lightwell.records.queries import deaths, patients, roster
from lightwell.records.reading_hours import ReadingHours
from lightwell.records.risk_events import DEATH_STEP, NEW, NOBODY_TOLD, OVER
from lightwell.records.risk_words import CHANNELS, DISPOSITIONS, NOW, RESULTS

Kind = RiskTaskEvent.Kind
ESCALATION_CLOCK = "escalation"
LAST_ANSWERS = 3
# The clock runs every minute; this long without a trace is said on the page. Local policy.
SILENCE = timedelta(minutes=5)
TELLING = {Kind.RAISED, Kind.LEVEL_RAISED, Kind.ESCALATED, Kind.NOT_REACHED}


@frozen
class SafetyAnswer:
    """One answer to the suicide item of a questionnaire, as it was given."""

    words: str
    at: datetime


@frozen
class Line:
    """One event of a task in words."""

    at: datetime
    by: str
    words: str
    note: str


@frozen
class Task:
    """One risk task as staff see it; its status and level are those of its newest event.

    ``death_at`` is when a death of the person was written down that stands: a task from before
    it is escalated no further, which is wrong if the death is.
    """

    uid: UUID
    patient: Patient
    status: str
    level: str
    level_label: str
    action: str
    raised_at: datetime
    contact_by: datetime
    trigger: str
    answer: SafetyAnswer | None
    now_words: str
    last_answers: tuple[SafetyAnswer, ...]
    taken_by: str
    nobody_told: bool
    reminded: str
    death_at: datetime | None
    version: int
    lines: tuple[Line, ...]

    @property
    def is_taken(self) -> bool:
        return self.status != NEW

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    def minutes(self, now: datetime) -> int:
        """How long ago it was raised."""
        return int((now - self.raised_at).total_seconds() // 60)


def open_tasks(by: Actor) -> tuple[Task, ...]:
    """Every open task of the actor's location: untaken first, the most urgent and oldest first."""
    if not by.has(*CLINICAL_ROLES):
        return ()
    return tuple(
        sorted(
            _described(_visible(by, is_open=True)),
            key=lambda one: (one.is_taken, lw.risk_level(one.level).urgency, one.raised_at),
        )
    )


def open_count(by: Actor) -> int:
    """How many tasks of the actor's location are open: one query, for every page's menu."""
    return _visible(by, is_open=True).count() if by.has(*CLINICAL_ROLES) else 0


def task(*, by: Actor, uid: UUID) -> Task:
    """One task, or ``NotFound`` for whoever may not see its patient."""
    policies_risk.check_can_work_on_risk(by)
    found = _described(_visible(by).filter(uid=uid))
    if not found:
        raise NotFound("There is no such task here.")
    return found[0]


def others_of(*, by: Actor, shown: Task) -> tuple[Task, ...]:
    """The other tasks of the same patient, newest first: viewed together, never suppressed."""
    return tuple(_described(_visible(by).filter(patient=shown.patient).exclude(uid=shown.uid)))[
        ::-1
    ]


def screeners_of(shown: Task) -> tuple[Response, ...]:
    """The C-SSRS screeners asked for a task, newest first."""
    return tuple(
        Response.objects.filter(
            pk__in=RiskTaskEvent.objects.filter(task__uid=shown.uid, kind=Kind.SCREENED).values(
                "assessment"
            )
        )
    )


def clock_ran_at() -> datetime | None:
    """When the escalation clock last ran; none when it never did."""
    beat = Heartbeat.objects.filter(pk=ESCALATION_CLOCK).first()
    return beat.ran_at if beat else None


def clock_is_stale(now: datetime) -> bool:
    """Whether the clock, which runs every minute, has been silent for too long."""
    ran_at = clock_ran_at()
    return ran_at is None or now - ran_at > SILENCE


def _visible(by: Actor, *, is_open: bool = False) -> QuerySet[RiskTask]:
    newest = RiskTaskEvent.objects.filter(task=OuterRef("pk")).order_by("-number")
    tasks = RiskTask.objects.filter(
        location=by.location_id or 0, patient__in=patients.visible_to(by).values("pk")
    ).annotate(died=deaths.written_at(OuterRef("patient")))
    if is_open:
        tasks = tasks.annotate(status=Subquery(newest.values("status")[:1])).exclude(
            status__in=OVER
        )
    return tasks.select_related("patient", "location", "response").prefetch_related(
        "events", "response__now_answers"
    )


def _described(tasks: QuerySet[RiskTask]) -> list[Task]:
    kept = list(tasks)
    answers = _last_answers({one.patient_id for one in kept})
    places = {one.location_id: one.location for one in kept}
    read = {number: roster.hours(place) for number, place in places.items()}
    return [_task(one, answers[one.patient_id], read[one.location_id]) for one in kept]


def _task(kept: RiskTask, last: tuple[SafetyAnswer, ...], read: ReadingHours) -> Task:
    events = list(kept.events.all())
    newest = events[-1]
    level = lw.risk_level(newest.level)
    taken = next((one.by_name for one in events if one.kind == Kind.TAKEN), "")
    response = kept.response
    return Task(
        uid=kept.uid,
        patient=kept.patient,
        status=newest.status,
        level=level.id,
        level_label=level.label,
        action=risk_rules.action_of(kept.trigger, level.id),
        raised_at=kept.raised_at,
        contact_by=roster.contact_by(kept, read),
        trigger=kept.trigger_words,
        answer=_answer(response) if response else None,
        now_words=_now_words(response) if response else "",
        last_answers=last,
        taken_by=taken,
        nobody_told=_nobody_told(events),
        reminded=next(
            (_event_words(one) for one in reversed(events) if one.kind == Kind.NOT_REACHED), ""
        ),
        death_at=kept.died,  # type: ignore[attr-defined]  # of `_visible`
        version=newest.number,
        lines=tuple(_line(one) for one in events),
    )


def _last_answers(of: Iterable[int]) -> dict[int, tuple[SafetyAnswer, ...]]:
    """The last three answers to a suicide item of each patient, newest first, in one query."""
    with_item = [one.id for one in lw.instruments() if one.safety_item is not None]
    newest_first = Window(
        RowNumber(), partition_by=[F("patient_id")], order_by=[F("at").desc(), F("id").desc()]
    )
    rows = (
        Response.objects.filter(patient_id__in=of, instrument__in=with_item)
        .annotate(nth=newest_first)
        .filter(nth__lte=LAST_ANSWERS)
        .order_by("nth")
    )
    found: dict[int, tuple[SafetyAnswer, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.patient_id] += (_answer(row),)
    return found


def _answer(response: Response) -> SafetyAnswer:
    made = lw.instrument(response.instrument)
    if made.safety_item is None:
        return SafetyAnswer(f"{made.title}: {response.risk}", response.at)
    item = made.items[made.safety_item - 1]
    given = {one.value: f"{one.label} ({one.value})" for one in item.options}
    said = "Not answered" if response.safety_value is None else given[response.safety_value]
    return SafetyAnswer(f"{made.title} item {item.number}: {said}", response.at)


def _now_words(response: Response) -> str:
    answers = list(response.now_answers.all())
    return NOW[answers[-1].answer] if answers else "Not answered"


def _nobody_told(events: Iterable[RiskTaskEvent]) -> bool:
    """Whether, when somebody was last to be told, nobody could be."""
    telling = [one for one in events if one.kind in TELLING]
    return telling[-1].result == NOBODY_TOLD


def _line(event: RiskTaskEvent) -> Line:
    return Line(event.at, event.by_name, _event_words(event), event.note)


def _event_words(event: RiskTaskEvent) -> str:
    level = lw.risk_level(event.level).label
    nobody = event.result == NOBODY_TOLD
    told = "nobody could be told" if nobody else f"{event.channel.replace('_', ' ')} told"
    untold = f"; {told}" if nobody else ""
    if (event.step or "").startswith(DEATH_STEP):
        return f"A death was written down, so it is escalated no further: {told}"
    words = {
        Kind.RAISED: f"Raised as {level}{untold}",
        Kind.LEVEL_RAISED: f"Level raised to {level}{untold}",
        Kind.TAKEN: "Taken",
        Kind.ATTEMPT: f"{CHANNELS.get(event.channel, '')}: {RESULTS.get(event.result, '')}",
        Kind.SPOKEN: f"{CHANNELS.get(event.channel, '')}: spoke with the person",
        Kind.SCREENED: f"C-SSRS screener: {event.result}",
        Kind.ASSESSED: f"Assessed as {level}",
        Kind.ESCALATED: f"Not taken in time: {told}",
        Kind.NOT_REACHED: f"Not reached by the time to call: {told}",
        Kind.CLOSED: f"Closed: {DISPOSITIONS.get(event.result, '')}",
        Kind.CLEARED: "Cleared",
    }
    return words[Kind(event.kind)]
