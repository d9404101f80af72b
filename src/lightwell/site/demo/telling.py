"""A story being told: its own clock, its person, and what earlier steps have left to later ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import LightwellError
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.records.queries import patients
from lightwell.site.demo import looks
from lightwell.site.demo.stories import Act, Step, Story, StoryError

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.site.demo.visits import Visit

WEEK = 7


@frozen(kw_only=True)
class Clinic:
    """Who does what in the stories."""

    location: Location
    front_desk: User
    nurse: User
    prescriber: User
    therapist: User

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.location.timezone)


@frozen(kw_only=True)
class Happened:
    """One step as it was: when, and what the software answered where it refused."""

    step: Step
    at: datetime
    held: str
    who: str
    says: str
    path: str
    as_whom: str


class Telling:
    """One person on their way through one story.

    The first day is a day of the past; only a story told of the present (``is_now``) has steps of
    this very hour. Acts keep here what later ones need: the record, the course, each visit.
    """

    def __init__(
        self,
        story: Story,
        person: Mapping[str, Any],
        clinic: Clinic,
        now: datetime,
        *,
        is_now: bool = False,
        day: int | None = None,
    ) -> None:
        self.story, self.person, self.clinic, self.now = story, person, clinic, now
        self.is_now = is_now
        self.first = self._first_day(story.days if day is None else day)
        self.last = datetime.combine(self.first, time(0), tzinfo=clinic.zone)
        self.uid: UUID
        self.course: UUID
        self.visits: dict[int, Visit] = {}
        self.kept: dict[str, Any] = {}
        self._actors: dict[str, Actor] = {}

    def _first_day(self, day: int) -> date:
        """So many days ago; and but for the present on the weekday on which the story begins."""
        first = (self.now.astimezone(self.clinic.zone) - timedelta(days=day)).date()
        if self.is_now:
            return first
        first -= timedelta(days=1)
        return first - timedelta(days=(first.weekday() - self.story.begins_on) % WEEK)

    # ------------------------------------------------------------------ who

    def by(self, who: str) -> Actor:
        """A member of staff at the location of the stories, or the therapist outside it."""
        if who not in self._actors:
            place = None if who == "therapist" else self.clinic.location
            self._actors[who] = people.actor_for(getattr(self.clinic, who), place)
        return self._actors[who]

    @property
    def patient(self) -> Patient:
        """The record of the person, as the prescriber sees it."""
        return patients.get(by=self.by("prescriber"), uid=self.uid)

    @property
    def themselves(self) -> Actor:
        """The person, signed in to the portal."""
        user = self.patient.user
        if user is None:
            raise StoryError(f"{self.name} has no portal yet.")
        return people.actor_for(user, None)

    @property
    def name(self) -> str:
        return str(self.person["given_name"])

    # ------------------------------------------------------------------ when

    def moment(self, step: Step, act: Act) -> datetime:
        """When an act happens, on the story's own clock."""
        when = step.when
        if act.minute is not None:
            return self.visits[when["session"]].moment(act.minute)
        if "hours_ago" in when and self.is_now:
            return self.now - timedelta(hours=when["hours_ago"])
        at = datetime.combine(
            self._day(when), time.fromisoformat(when["at"]), tzinfo=self.clinic.zone
        )
        # On one day a step waits for what came before it: a visit may have found a later hour.
        is_same_day = "day" not in when and not when.get("later")
        return max(at, self.last) if is_same_day else at

    def _day(self, when: Mapping[str, Any]) -> date:
        if "day" in when:
            return self.first + timedelta(days=when["day"])
        base = self.visits[when["session"]].start if "session" in when else self.last
        return base.astimezone(self.clinic.zone).date() + timedelta(days=when.get("later", 0))

    # ------------------------------------------------------------------ what

    def tell(
        self, steps: tuple[Step, ...], acts: Mapping[str, Callable[[Telling, Any], None]]
    ) -> Iterator[Happened]:
        """Do the steps one after the other, each at its own moment."""
        for step in steps:
            held = ""
            for act in step.acts:
                held = self._do(step, act, acts[act.do]) or held
            yield Happened(
                step=step,
                at=self.last,
                held=held,
                who=self._cast(step.who),
                says=step.says.format(name=self.name),
                path=looks.path_of(self, step, self._session(step)),
                as_whom=looks.who_looks(self, step.look),
            )

    def _do(self, step: Step, act: Act, do: Callable[[Telling, Any], None]) -> str:
        """One act; where the story says that it is refused, the words of the refusal."""
        at = self.moment(step, act)
        if at < self.last:
            raise StoryError(f"{self.story.id} {step.name}: {at} is before the step before it.")
        if at > self.now:
            raise StoryError(f"{self.story.id} {step.name}: {at} has not come yet.")
        self.last = at
        where = f"{self.story.id} {step.name}, {act.do}"
        try:
            with clock.at(at):
                do(self, act.told)
        except LightwellError as refusal:
            if act.refused and act.refused in str(refusal):
                return str(refusal)
            raise StoryError(f"{where}: refused with “{refusal}”") from refusal
        if act.refused:
            raise StoryError(f"{where}: was not refused with “{act.refused}”")
        return ""

    def _session(self, step: Step) -> UUID | None:
        """The session that a step of a visit is about."""
        visit = self.visits.get(step.when.get("session", 0))
        return visit.session if visit else None

    def _cast(self, who: str) -> str:
        """The name of whoever does a step."""
        if who == "person":
            return self.name
        return str(getattr(self.clinic, who).name)
