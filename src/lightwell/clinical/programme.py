"""Programmes of treatment as data: phases, doses, observations, reviews and exits."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from .errors import InvalidInput
from .explain import Explanation, explain
from .facts import Facts
from .library import Header, Source, library
from .predicates import Predicate
from .values import Provenance

if TYPE_CHECKING:
    from .care import Care

STATUSES = ("planned", "active", "withdrawn")
ROUTE_WORDS = {
    "iv": "vein",
    "im": "injection into a muscle",
    "sublingual": "mouth, under the tongue",
    "oral": "mouth, swallowed",
    "intranasal": "nose, as a spray",
}
AGENTS = ("ketamine", "esketamine")
# How an amount becomes what is in the hand: a pump, a syringe, tablets or lozenges, spray devices.
FORMS = ("infusion", "injection", "units", "devices")
OBSERVED = ("vitals", "sedation", "dissociation")
ANCHORS = ("start", "infusion_end")
ENDS = ("infusion_end", "leaving")
# From what the stay after a dose counts, with the fact that tells the time since then.
STAYS = {
    "infusion_end": "session.minutes_after_infusion",
    "dose_end": "session.minutes_after_dose",
}
END = "end"


@frozen
class Basis:
    """Where one part of a programme comes from."""

    source: Source
    provenance: Provenance

    @property
    def words(self) -> str:
        return f"{self.source.citation} ({self.provenance.words})"


Range = tuple[Decimal, Decimal]


@frozen(kw_only=True)
class InfusionLimits:
    """How long an infusion runs, usually and at most, and in how much fluid."""

    usual_minutes: Range
    minutes: Range
    volume_ml: Range


@frozen(kw_only=True)
class DoseLimits:
    """What may be given in one way; amounts are mg/kg unless a name says otherwise.

    Only an infusion has limits of its own; units and devices have their strength in mg, and
    devices the only doses there are, with ``gap_min`` minutes or more from one to the next.
    ``stay_min`` is the least time in the clinic afterwards, with a basis of its own.
    """

    id: str
    agent: str
    route: str
    form: str
    start: Decimal
    lowest: Decimal
    cap: Decimal
    refused_from: Decimal
    ceiling: Decimal
    above_cap_signed_by: str
    infusion: InfusionLimits | None
    units_mg: tuple[Decimal, ...]
    doses_mg: tuple[Decimal, ...]
    gap_min: int
    stay_min: int
    stay_from: str
    stay_basis: Basis
    meaning: str
    basis: Basis

    @property
    def route_words(self) -> str:
        return ROUTE_WORDS[self.route]

    @property
    def words(self) -> str:
        """What is given and how: "ketamine by vein", "esketamine by nose, as a spray"."""
        return f"{self.agent} by {self.route_words}"

    @property
    def is_by_weight(self) -> bool:
        """Whether the dose is worked out from a weight; spray devices come in whole numbers."""
        return self.form != "devices"

    @property
    def pump(self) -> InfusionLimits:
        """The limits of the infusion; refused for a way of giving that has none."""
        if self.infusion is None:
            raise InvalidInput(f"{self.agent} by {self.route_words} is no infusion.")
        return self.infusion

    def refuse_outside(self, what: str, unit: str, amount: Decimal, limits: Range) -> None:
        """Refuse an amount that the programme does not allow at all."""
        low, high = limits
        if not low <= amount <= high:
            raise InvalidInput(
                f"{what}: {amount:f} {unit} is outside the programme's {low:f} to {high:f} {unit}: "
                "check the value."
            )


@frozen(kw_only=True)
class Visit:
    """What of a visit comes before the infusion; minutes."""

    preparation_min: int
    basis: Basis


@frozen(kw_only=True)
class Titration:
    """A step of dose that a prescriber may take after a session, and when it is thought of."""

    dose: str
    after_session: int
    from_mg_per_kg: Decimal
    to_mg_per_kg: Decimal
    when: Predicate
    decided_by: str
    basis: Basis


@frozen
class Rhythm:
    """Days of the sessions counted from the first, for so many sessions a week."""

    per_week: int
    days: tuple[int, ...]
    basis: Basis


@frozen
class Series:
    """So many sessions within so many days, at least so many days from one to the next.

    ``up_to`` more may follow by a signed decision at a review; 0 when none may.
    """

    count: int
    within_days: int
    min_gap_days: int
    up_to: int = 0

    @property
    def longest(self) -> int:
        """The last session that the programme knows, with a decision signed for it."""
        return max(self.count, self.up_to)


@frozen(kw_only=True)
class Exit:
    """A way out of a phase: where it leads, who decides, and the rule where there is one."""

    to: str
    words: str
    when: Predicate | None
    seen_times: int
    decided_by: str
    basis: Basis


@frozen(kw_only=True)
class Phase:
    """A part of the course: a series of sessions, intervals that grow, or care alone.

    ``dose`` names the way of giving; it is empty in a phase without a drug.
    """

    id: str
    title: str
    dose: str
    series: Series | None
    rhythms: tuple[Rhythm, ...]
    interval_steps_days: tuple[int, ...]
    review_every_sessions: int
    review_every_days: int
    exits: tuple[Exit, ...]
    basis: Basis


class HasEvents(Protocol):
    """A session that knows when its events happened."""

    def event(self, name: str) -> datetime | None:
        """When an event happened; ``None`` when it has not."""


@frozen
class Moment:
    """A point of a session: an event, or so many minutes after it."""

    event: str
    plus_min: int = 0

    def of(self, session: HasEvents) -> datetime | None:
        """When it is in this session; ``None`` while the event has not happened."""
        happened = session.event(self.event)
        return None if happened is None else happened + timedelta(minutes=self.plus_min)

    @property
    def words(self) -> str:
        """The point as it is said: "infusion end", "60 minutes after start"."""
        event = self.event.replace("_", " ")
        return f"{self.plus_min} minutes after {event}" if self.plus_min else event


@frozen(kw_only=True)
class Observe:
    """One thing to observe: every so many minutes between two points, or once at a minute.

    ``dose`` names the way of giving that it belongs to.
    """

    dose: str
    what: str
    every_min: int
    at_min_after: int
    start: Moment
    until: Moment | None
    basis: Basis

    @property
    def words(self) -> str:
        """The line of the schedule as it is said: "vitals every 10 minutes until infusion end"."""
        if self.until is None:
            return f"{self.what} {self.at_min_after} minutes after {self.start.words}"
        begins = "" if self.start == Moment("start") else f" from {self.start.words}"
        return f"{self.what} every {self.every_min} minutes{begins} until {self.until.words}"


@frozen(kw_only=True)
class Review:
    """A point at which the course is looked at, with the choices there are."""

    phase: str
    after_session: int
    asks: str
    choices: tuple[str, ...]
    consider_stopping_when: Predicate | None
    basis: Basis


@frozen(kw_only=True)
class Programme:
    """One way of treating, from the first session to the last."""

    header: Header
    status: str
    doses: tuple[DoseLimits, ...]
    visit: Visit
    titrations: tuple[Titration, ...]
    phases: tuple[Phase, ...]
    observe: tuple[Observe, ...]
    reviews: tuple[Review, ...]
    care: Care

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def title(self) -> str:
        return self.header.title

    @property
    def dose(self) -> DoseLimits:
        """The way of giving that the programme begins with."""
        return self.doses[0]

    def dose_of(self, name: str) -> DoseLimits:
        """A way of giving by its name; the first one when none is named."""
        found = next((one for one in self.doses if one.id == name), None)
        if name and found is None:
            known = ", ".join(one.id for one in self.doses)
            raise InvalidInput(f"{self.id} has no dose {name!r}: use {known}.")
        return found or self.dose

    def dose_by(self, route: str) -> DoseLimits:
        """The way of giving by its route; a programme has one for each route."""
        found = next((one for one in self.doses if one.route == route), None)
        if found is None:
            known = ", ".join(one.route for one in self.doses)
            raise InvalidInput(f"{self.id} gives nothing by the route {route!r}: use {known}.")
        return found

    def series_of(self, dose: str) -> Phase | None:
        """The first phase with a series of this way of giving; none where intervals grow."""
        return next((one for one in self.phases if one.series and one.dose == dose), None)

    def phase_of(self, name: str) -> Phase:
        """A phase by its name."""
        found = next((one for one in self.phases if one.id == name), None)
        if found is None:
            known = ", ".join(one.id for one in self.phases)
            raise InvalidInput(f"{self.id} has no phase {name!r}: use {known}.")
        return found

    @property
    def rules(self) -> tuple[Predicate, ...]:
        """Every rule that stands anywhere in the programme."""
        exits = [one.when for phase in self.phases for one in phase.exits]
        stops = [one.consider_stopping_when for one in self.reviews]
        steps = [one.when for one in self.titrations]
        found = (*steps, *exits, *stops, *self.care.rules)
        return tuple(rule for rule in found if rule is not None)

    def review_after(self, session: int, phase: str = "") -> Review | None:
        """The review that follows this session of a phase (of the first series unless named)."""
        where = phase or next((one.id for one in self.phases if one.series), "")
        return next(
            (one for one in self.reviews if (one.phase, one.after_session) == (where, session)),
            None,
        )


def find_programme(name: str) -> Programme:
    """The programme of this id; an unknown one is refused with the nearest known."""
    known = library().programmes
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
        raise InvalidInput(f"There is no programme {name!r}. {hint}")
    return known[name]


def should_stopping_be_considered(review: Review, facts: Facts) -> Explanation | None:
    """What the programme's rule at a review says of this course; ``None`` when it has no rule."""
    rule = review.consider_stopping_when
    return explain(rule, facts) if rule is not None else None
