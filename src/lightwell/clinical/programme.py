"""Programmes of treatment as data: phases, doses, observations, reviews and exits."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches

from attrs import frozen

from .errors import InvalidInput
from .explain import Explanation, explain
from .facts import Facts
from .library import Header, Source, library
from .predicates import Predicate
from .values import Provenance

STATUSES = ("planned", "active", "withdrawn")
ROUTE_WORDS = {"iv": "vein"}
OBSERVED = ("vitals", "sedation", "dissociation")
ANCHORS = ("start", "infusion_end")
ENDS = ("infusion_end", "leaving")
END = "end"


@frozen
class Basis:
    """Where one part of a programme comes from."""

    source: Source
    provenance: Provenance

    @property
    def words(self) -> str:
        return f"{self.source.citation} ({self.provenance.words})"


@frozen(kw_only=True)
class DoseLimits:
    """What may be given in this programme; amounts are mg/kg unless a name says otherwise."""

    agent: str
    route: str
    start: Decimal
    lowest: Decimal
    cap: Decimal
    refused_from: Decimal
    ceiling: Decimal
    above_cap_signed_by: str
    usual_minutes: tuple[Decimal, Decimal]
    minutes: tuple[Decimal, Decimal]
    volume_ml: tuple[Decimal, Decimal]
    meaning: str
    basis: Basis

    @property
    def route_words(self) -> str:
        return ROUTE_WORDS[self.route]

    def refuse_outside(
        self, what: str, unit: str, amount: Decimal, limits: tuple[Decimal, Decimal]
    ) -> None:
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
    """So many sessions within so many days, at least so many days from one to the next."""

    count: int
    within_days: int
    min_gap_days: int


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
    """A part of the course: a series of sessions, or intervals that grow."""

    id: str
    title: str
    series: Series | None
    rhythms: tuple[Rhythm, ...]
    interval_steps_days: tuple[int, ...]
    review_every_sessions: int
    review_every_days: int
    exits: tuple[Exit, ...]
    basis: Basis


@frozen(kw_only=True)
class Observe:
    """One thing to observe: every so many minutes between two events, or once at a minute."""

    what: str
    every_min: int
    at_min_after: int
    start: str
    until: str
    basis: Basis

    @property
    def words(self) -> str:
        """The line of the schedule as it is said: "vitals every 10 minutes until infusion end"."""
        if not self.every_min:
            return f"{self.what} {self.at_min_after} minutes after {self.start.replace('_', ' ')}"
        begins = "" if self.start == "start" else f" from {self.start.replace('_', ' ')}"
        until = self.until.replace("_", " ")
        return f"{self.what} every {self.every_min} minutes{begins} until {until}"


@frozen(kw_only=True)
class Review:
    """A point at which the course is looked at, with the choices there are."""

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
    dose: DoseLimits
    visit: Visit
    titrations: tuple[Titration, ...]
    phases: tuple[Phase, ...]
    observe: tuple[Observe, ...]
    reviews: tuple[Review, ...]

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def title(self) -> str:
        return self.header.title

    @property
    def rules(self) -> tuple[Predicate, ...]:
        """Every rule that stands anywhere in the programme."""
        exits = [one.when for phase in self.phases for one in phase.exits]
        stops = [one.consider_stopping_when for one in self.reviews]
        steps = [one.when for one in self.titrations]
        return tuple(rule for rule in (*steps, *exits, *stops) if rule is not None)

    def review_after(self, session: int) -> Review | None:
        """The review that follows this session, if there is one."""
        return next((one for one in self.reviews if one.after_session == session), None)


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
