"""What may happen to a thing from where it now stands: state tables and their diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field, frozen

from .errors import NotAllowed


def _frozen(table: Mapping[tuple[str, str], str]) -> Mapping[tuple[str, str], str]:
    return MappingProxyType(dict(table))


@frozen
class Transitions:
    """The states of one kind of thing, and the verbs that lead from one to the next."""

    name: str
    initial: str
    table: Mapping[tuple[str, str], str] = field(converter=_frozen)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which a thing can meet them."""
        seen = [self.initial]
        for (before, _), after in self.table.items():
            seen += [before, after]
        return tuple(dict.fromkeys(seen))

    @property
    def final(self) -> tuple[str, ...]:
        """The states that nothing leaves."""
        left = {before for before, _ in self.table}
        return tuple(state for state in self.states if state not in left)

    def verbs_from(self, state: str) -> tuple[str, ...]:
        """What may be done in a state."""
        return tuple(verb for before, verb in self.table if before == state)

    def allows(self, state: str, verb: str) -> bool:
        """Whether this may be done in this state."""
        return (state, verb) in self.table

    def after(self, state: str, verb: str) -> str:
        """The state that the verb leads to; refused when the table does not hold it."""
        if not self.allows(state, verb):
            possible = ", ".join(self.verbs_from(state)) or "nothing: it is final"
            raise NotAllowed(f"{self.name}: cannot {verb} when {state}. Possible now: {possible}.")
        return self.table[state, verb]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {before} --> {after}: {verb}" for (before, verb), after in self.table.items()
        ]
        lines += [f"    {state} --> [*]" for state in self.final]
        return "\n".join(lines)


RISK_TASK = Transitions(
    "risk task",
    "new",
    {
        ("new", "escalate"): "new",
        ("new", "raise_level"): "new",
        ("new", "clear"): "cleared",
        ("new", "take"): "taken",
        ("taken", "attempt"): "trying",
        ("taken", "speak"): "spoken",
        ("taken", "screen"): "taken",
        ("taken", "raise_level"): "taken",
        ("taken", "remind"): "taken",
        ("trying", "attempt"): "trying",
        ("trying", "speak"): "spoken",
        ("trying", "screen"): "trying",
        ("trying", "raise_level"): "trying",
        ("trying", "remind"): "trying",
        ("trying", "assess"): "assessed",
        ("spoken", "attempt"): "spoken",
        ("spoken", "speak"): "spoken",
        ("spoken", "screen"): "spoken",
        ("spoken", "raise_level"): "spoken",
        ("spoken", "assess"): "assessed",
        ("assessed", "attempt"): "assessed",
        ("assessed", "speak"): "assessed",
        ("assessed", "screen"): "assessed",
        ("assessed", "raise_level"): "taken",
        ("assessed", "assess"): "assessed",
        ("assessed", "close"): "closed",
    },
)

ASSIGNMENT = Transitions(
    "questionnaire assignment",
    "sent",
    {
        ("sent", "open"): "opened",
        ("sent", "expire"): "expired",
        ("sent", "withdraw"): "withdrawn",
        ("opened", "submit"): "submitted",
        ("opened", "expire"): "expired",
        ("opened", "withdraw"): "withdrawn",
    },
)

CONSULTATION_REQUEST = Transitions(
    "consultation request",
    "received",
    {
        ("received", "accept"): "accepted",
        ("received", "decline"): "declined",
        ("received", "mark_duplicate"): "duplicate",
    },
)

TREATMENT_TRIAL = Transitions(
    "treatment trial",
    "draft",
    {
        ("draft", "propose"): "proposed",
        ("proposed", "propose"): "proposed",
        ("proposed", "verify"): "verified",
        ("proposed", "reject"): "rejected",
        ("proposed", "withdraw"): "withdrawn",
        ("verified", "correct"): "verified",
        ("verified", "reject"): "rejected",
        ("verified", "propose"): "change_proposed",
        ("change_proposed", "propose"): "change_proposed",
        ("change_proposed", "verify"): "verified",
        ("change_proposed", "reject"): "verified",
        ("change_proposed", "withdraw"): "verified",
    },
)

_OUT = {"transfer": "transferred", "leave_against_advice": "left_against_advice"}

# "start" begins an infusion; "give" is a whole dose at once, an injection or tablets; devices are
# given one after another, the first, the next, the last.
SESSION = Transitions(
    "treatment session",
    "planned",
    {
        ("planned", "make_ready"): "ready",
        ("planned", "cancel"): "cancelled",
        ("ready", "hold"): "planned",
        ("ready", "cancel"): "cancelled",
        ("ready", "start"): "running",
        ("ready", "give"): "recovering",
        ("ready", "give_first"): "dosing",
        ("dosing", "give_next"): "dosing",
        ("dosing", "give_last"): "recovering",
        ("dosing", "stop_early"): "stopped_early",
        ("running", "pause"): "paused",
        ("paused", "resume"): "running",
        ("running", "end_infusion"): "recovering",
        ("running", "stop_early"): "stopped_early",
        ("paused", "stop_early"): "stopped_early",
        ("recovering", "discharge"): "discharged",
        ("stopped_early", "discharge"): "discharged",
        **{
            (state, verb): after
            for state in (
                *("planned", "ready", "running", "paused"),
                *("dosing", "recovering", "stopped_early"),
            )
            for verb, after in _OUT.items()
        },
    },
)

# A course is one phase of a person's way. "open" begins a phase without a drug, which has no plan
# to sign; "hand_over" ends it where the next phase begins; "maintain" says that one is to begin.
COURSE = Transitions(
    "course",
    "planned",
    {
        ("planned", "sign"): "active",
        ("planned", "open"): "active",
        ("planned", "abandon"): "abandoned",
        ("planned", "hand_over"): "handed_over",
        ("active", "sign"): "active",
        ("active", "maintain"): "maintenance",
        ("active", "stop"): "stopped",
        ("active", "hand_over"): "handed_over",
        ("maintenance", "sign"): "maintenance",
        ("maintenance", "resume_series"): "active",
        ("maintenance", "stop"): "stopped",
        ("maintenance", "hand_over"): "handed_over",
    },
)

# What a person hopes for, in their own words. A word or a rating changes no state.
GOAL = Transitions(
    "goal",
    "open",
    {
        ("open", "reach"): "reached",
        ("open", "drop"): "dropped",
        ("reached", "reopen"): "open",
        ("dropped", "reopen"): "open",
    },
)

# One line of the care around the doses. What is done or stopped can be taken up again.
CARE_LINE = Transitions(
    "line of the care plan",
    "planned",
    {
        ("planned", "begin"): "going",
        ("planned", "finish"): "done",
        ("planned", "stop"): "stopped",
        ("going", "finish"): "done",
        ("going", "stop"): "stopped",
        ("done", "reopen"): "going",
        ("stopped", "reopen"): "going",
    },
)

APPOINTMENT = Transitions(
    "appointment",
    "booked",
    {
        ("booked", "arrive"): "arrived",
        ("booked", "move"): "moved",
        ("booked", "cancel"): "cancelled",
        ("booked", "miss"): "missed",
        ("arrived", "cancel"): "cancelled",
        ("arrived", "leave"): "over",
    },
)

# Units that a person has at home: a recall holds every further supply until a prescriber decides;
# what comes back is counted at any time. ``close`` is for somebody who has died.
SUPPLY = Transitions(
    "take-home supply",
    "planned",
    {
        ("planned", "sign"): "signed",
        ("planned", "withdraw"): "withdrawn",
        ("planned", "close"): "closed",
        ("signed", "count"): "counted",
        ("signed", "withdraw"): "withdrawn",
        ("signed", "close"): "closed",
        ("counted", "count"): "counted",
        ("counted", "hand_over"): "out",
        ("counted", "withdraw"): "withdrawn",
        ("counted", "close"): "closed",
        ("out", "take_back"): "out",
        ("out", "recall"): "recalled",
        ("out", "finish"): "finished",
        ("out", "close"): "closed",
        ("recalled", "take_back"): "recalled",
        ("recalled", "go_on"): "out",
        ("recalled", "finish"): "finished",
        ("recalled", "close"): "closed",
        ("finished", "take_back"): "finished",
        ("closed", "take_back"): "closed",
        ("closed", "finish"): "finished",
    },
)

# "agree" is a yes that the front desk was told; who books sessions confirms it ("fill"), or the
# time is not given after all and the person knows ("told").
WAITING = Transitions(
    "waiting place",
    "waiting",
    {
        ("waiting", "no_answer"): "waiting",
        ("waiting", "decline"): "waiting",
        ("waiting", "agree"): "agreed",
        ("waiting", "fill"): "filled",
        ("waiting", "end"): "ended",
        ("agreed", "no_answer"): "agreed",
        ("agreed", "decline"): "waiting",
        ("agreed", "told"): "waiting",
        ("agreed", "fill"): "filled",
        ("agreed", "end"): "ended",
    },
)

ALL = (
    RISK_TASK,
    ASSIGNMENT,
    CONSULTATION_REQUEST,
    TREATMENT_TRIAL,
    COURSE,
    GOAL,
    CARE_LINE,
    APPOINTMENT,
    WAITING,
    SESSION,
    SUPPLY,
)
