"""Running a session: every act is one entry. One face; the parts stand beside it."""

from lightwell.records.actions.session_doses import change_rate, confirm_dose, prepare_dose
from lightwell.records.actions.session_entries import (
    acknowledge,
    adverse_event,
    check,
    comfort,
    give_medicine,
    note,
    override,
)
from lightwell.records.actions.session_readings import correct, read
from lightwell.records.actions.session_steps import (
    cancel,
    end_infusion,
    give_device,
    leave,
    make_ready,
    pause,
    resume,
    start,
    stop_early,
)
from lightwell.records.actions.session_steps import hold_back as hold

__all__ = [
    "acknowledge",
    "adverse_event",
    "cancel",
    "change_rate",
    "check",
    "comfort",
    "confirm_dose",
    "correct",
    "end_infusion",
    "give_device",
    "give_medicine",
    "hold",
    "leave",
    "make_ready",
    "note",
    "override",
    "pause",
    "prepare_dose",
    "read",
    "resume",
    "start",
    "stop_early",
]
