"""The care around the doses as it is planned: what a programme suggests, and when it is reviewed.

A suggestion is never a line of the plan by itself: somebody plans it, or declines it with a
reason; until then it is "not planned yet".
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from attrs import frozen

from .care import COMPONENTS, Component
from .errors import InvalidInput
from .programme import Programme

KIND_WORDS = {
    "preparation": "Preparation",
    "dosing_support": "Support in the dosing session",
    "integration": "Integration",
    "psychotherapy": "Psychotherapy",
    "medication_management": "Medicines with the outside prescriber",
    "sleep": "Sleep",
    "exercise": "Movement",
    "nutrition": "Food",
    "stress": "Stress",
    "social": "Other people",
    "supplements": "Supplements under supervision",
    "co_ordination": "Working together",
}
MODALITIES = {
    "cbt": "Cognitive behavioural therapy",
    "trauma_informed": "Trauma-informed therapy",
    "mindfulness": "Mindfulness-based therapy",
    "somatic": "Somatic therapy",
    "supportive": "Supportive therapy",
}
STATE_WORDS = {"planned": "Planned", "going": "Going on", "done": "Done", "stopped": "Stopped"}
OPEN_STATES = ("planned", "going")
# From 0 to 10 in the person's own numbers. Ours: docs/cdr/0020.
RATINGS = range(11)


@frozen(kw_only=True)
class Suggestion:
    """One component of a programme beside what was planned for it."""

    component: Component
    phase_title: str
    is_planned: bool

    @property
    def kind(self) -> str:
        return self.component.kind


def suggestions(programme: Programme, planned: Collection[str]) -> tuple[Suggestion, ...]:
    """Every component of a programme, with whether its kind stands in the plan."""
    titles = {one.id: one.title for one in programme.phases}
    return tuple(
        Suggestion(
            component=one,
            phase_title=titles.get(one.phase, ""),
            is_planned=one.kind in planned,
        )
        for one in programme.care.components
    )


def component_of(programme: Programme, kind: str) -> Component | None:
    """What a programme says of a kind of care; none where it says nothing."""
    if kind not in COMPONENTS:
        raise InvalidInput(f"{kind!r} is no kind of care: use {', '.join(COMPONENTS)}.")
    return next((one for one in programme.care.components if one.kind == kind), None)


def review_day(component: Component | None, since: date) -> date | None:
    """The day of review that the programme's rhythm gives; none where it gives none."""
    if component is None or not component.review_every_days:
        return None
    return since + timedelta(days=component.review_every_days)


def is_review_due(state: str, review_on: date, today: date) -> bool:
    """Whether a line waits to be reviewed; one that is done or stopped waits for nothing."""
    return state in OPEN_STATES and review_on <= today
