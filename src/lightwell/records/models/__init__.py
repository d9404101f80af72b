"""Tables of the record; only `lightwell.records` imports them."""

from lightwell.records.models.evaluations import Disagreement, RuleEvaluation
from lightwell.records.models.facts import RecordedFact
from lightwell.records.models.history import Entry, EntryVersion, Reconciliation
from lightwell.records.models.patients import Patient, PortalInvitation, SeenAt
from lightwell.records.models.questionnaires import (
    Assignment,
    AssignmentEvent,
    Draft,
    NowAnswer,
    QuestionnaireLink,
    Response,
)
from lightwell.records.models.risk import Heartbeat, RiskTask, RiskTaskEvent, RosterShift

__all__ = [
    "Assignment",
    "AssignmentEvent",
    "Disagreement",
    "Draft",
    "Entry",
    "EntryVersion",
    "Heartbeat",
    "NowAnswer",
    "Patient",
    "PortalInvitation",
    "QuestionnaireLink",
    "Reconciliation",
    "RecordedFact",
    "Response",
    "RiskTask",
    "RiskTaskEvent",
    "RosterShift",
    "RuleEvaluation",
    "SeenAt",
]
