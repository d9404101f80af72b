"""Tables of the record; only `lightwell.records` imports them."""

from lightwell.records.models.bills import (
    ClinicianNumber,
    DiagnosisCode,
    Price,
    Superbill,
)
from lightwell.records.models.care import (
    CareDecline,
    CareLine,
    CareLineVersion,
    CareReview,
    Goal,
    GoalRating,
    GoalVersion,
)
from lightwell.records.models.clinic_pages import ClinicPage
from lightwell.records.models.courses import (
    Adoption,
    Course,
    CourseEvent,
    IntervalDecision,
    PhaseChange,
    PlanSignature,
    PlanVersion,
    ReviewDecision,
)
from lightwell.records.models.deaths import Death
from lightwell.records.models.decisions import (
    Consent,
    ConsentWithdrawal,
    Decision,
    DecisionSignature,
)
from lightwell.records.models.evaluations import (
    Disagreement,
    RuleEvaluation,
    StagingEvaluation,
)
from lightwell.records.models.facts import RecordedFact
from lightwell.records.models.history import Entry, EntryVersion, Reconciliation
from lightwell.records.models.letters import Letter
from lightwell.records.models.messages import CareMessage, CareMessageRead
from lightwell.records.models.patients import Patient, PortalInvitation, SeenAt
from lightwell.records.models.questionnaires import (
    Assignment,
    AssignmentEvent,
    Draft,
    NowAnswer,
    QuestionnaireLink,
    Response,
)
from lightwell.records.models.recalls import RecallAct
from lightwell.records.models.regimens import RegimenReview
from lightwell.records.models.risk import Heartbeat, RiskTask, RiskTaskEvent, RosterShift
from lightwell.records.models.sessions import FollowUp, SessionEntry, TreatmentSession
from lightwell.records.models.supplies import (
    CheckIn,
    CheckInTry,
    HomeReport,
    RegisterCheck,
    Supply,
    SupplyEvent,
    TakeHomePolicy,
)
from lightwell.records.models.therapy import (
    PrivateNote,
    Release,
    ReleaseEnd,
    TherapistInvitation,
    TherapistLink,
    TherapistLinkEnd,
    TherapyRecord,
)

__all__ = [
    "Adoption",
    "Assignment",
    "AssignmentEvent",
    "CareDecline",
    "CareLine",
    "CareLineVersion",
    "CareMessage",
    "CareMessageRead",
    "CareReview",
    "CheckIn",
    "CheckInTry",
    "ClinicPage",
    "ClinicianNumber",
    "Consent",
    "ConsentWithdrawal",
    "Course",
    "CourseEvent",
    "Death",
    "Decision",
    "DecisionSignature",
    "DiagnosisCode",
    "Disagreement",
    "Draft",
    "Entry",
    "EntryVersion",
    "FollowUp",
    "Goal",
    "GoalRating",
    "GoalVersion",
    "Heartbeat",
    "HomeReport",
    "IntervalDecision",
    "Letter",
    "NowAnswer",
    "Patient",
    "PhaseChange",
    "PlanSignature",
    "PlanVersion",
    "PortalInvitation",
    "Price",
    "PrivateNote",
    "QuestionnaireLink",
    "RecallAct",
    "Reconciliation",
    "RecordedFact",
    "RegimenReview",
    "RegisterCheck",
    "Release",
    "ReleaseEnd",
    "Response",
    "ReviewDecision",
    "RiskTask",
    "RiskTaskEvent",
    "RosterShift",
    "RuleEvaluation",
    "SeenAt",
    "SessionEntry",
    "StagingEvaluation",
    "Superbill",
    "Supply",
    "SupplyEvent",
    "TakeHomePolicy",
    "TherapistInvitation",
    "TherapistLink",
    "TherapistLinkEnd",
    "TherapyRecord",
    "TreatmentSession",
]
