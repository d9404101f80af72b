"""The clinical core: facts in, a result out that can explain itself.

    >>> import lightwell.clinical as lw
    >>> lw.score("phq9", [2, 2, 2, 1, 1, 1, 2, 0, 0]).band.label
    'moderate'

All of it is pure; results name their sources; unknown is never safe. Names load on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from . import errors

if TYPE_CHECKING:
    from .billing import BillingCode, BillingCodes, billing_code, billing_codes
    from .care import Care, SafetyCheck
    from .casefile import Case, Step, Trial, case_from_dict, days_in_case, read_case
    from .consents import ConsentText, consent_text
    from .definitions import Definition
    from .domains import Domain, Domains, symptom_domains
    from .dosing import Dose, Order, dose
    from .educationfile import TALK, Claim, Statement, Topic, claims, claims_header, education
    from .eligibility import Assessment, Card, assess, assess_all
    from .errors import (
        ClinicalError,
        InvalidAnswers,
        InvalidCase,
        InvalidInput,
        KnowledgeError,
        NotAllowed,
        UnitError,
        UnknownInstrument,
    )
    from .evidencefile import EvidenceNumber, evidence_about
    from .expected import ExpectedCourse, expected_beside, expected_course
    from .explain import Evidence, Explanation
    from .facts import UNKNOWN, Fact, Facts, Span
    from .flags import Flag, Flagged, flags_on
    from .formulary import Drug, DrugMatch, drugs, find_drug
    from .gates import Door, GateItem, GateResult, Override, leave_by
    from .hundreds import Counted, counted, counted_by_study
    from .interactionreport import Interactions, interactions
    from .library import Header
    from .lifestages import StageGuard, life_stages, stages_begun
    from .longterm import CheckState, Done, long_term_checks
    from .medicines import find_medicine
    from .offers import Offering, offering
    from .optionreport import OptionFound, Options, options
    from .outcomes import ScoreChange, change_in_score
    from .planning import Plan, PlannedSession, VisitLength, plan, visit_length
    from .preparing import SignOff
    from .pressure import PressureBeforeStart, pressure_before_start
    from .programme import Programme, find_programme
    from .progress import CourseScores, IntervalProposal, Total, propose_interval
    from .questionnaires import Band, Instrument, Item, Option, instrument, instruments
    from .readings import Reading
    from .reasons import Checked, Reason
    from .relapses import Relapse, relapse
    from .risk import RiskFinding, RiskLevel, escalations_due, risk_level, risk_of
    from .rulebook import explain_rule, rule_ids
    from .schedule import Due, Latest, SessionTimes, latest, observations
    from .scoring import Score, score
    from .session import discharge, readiness
    from .signals import Signal, relapse_signals
    from .stages import Staged, staging
    from .stagingfile import Staging
    from .together import SEVERITY_WORDS
    from .transitions import Transitions
    from .trials import DefinitionResult, History, Reported, TrialFinding, history
    from .units import (
        Centimetres,
        EsketamineMilligrams,
        KetamineMilligrams,
        Kilograms,
        MgPerKg,
        MgPerMl,
        Millilitres,
        Minutes,
        Pounds,
    )
    from .values import Outcome, Provenance
    from .weights import Weights, pounds_as_kilograms

__all__ = [
    "SEVERITY_WORDS",
    "TALK",
    "UNKNOWN",
    "Assessment",
    "Band",
    "BillingCode",
    "BillingCodes",
    "Card",
    "Care",
    "Case",
    "Centimetres",
    "CheckState",
    "Checked",
    "Claim",
    "ClinicalError",
    "ConsentText",
    "Counted",
    "CourseScores",
    "Definition",
    "DefinitionResult",
    "Domain",
    "Domains",
    "Done",
    "Door",
    "Dose",
    "Drug",
    "DrugMatch",
    "Due",
    "EsketamineMilligrams",
    "Evidence",
    "EvidenceNumber",
    "ExpectedCourse",
    "Explanation",
    "Fact",
    "Facts",
    "Flag",
    "Flagged",
    "GateItem",
    "GateResult",
    "Header",
    "History",
    "Instrument",
    "Interactions",
    "IntervalProposal",
    "InvalidAnswers",
    "InvalidCase",
    "InvalidInput",
    "Item",
    "KetamineMilligrams",
    "Kilograms",
    "KnowledgeError",
    "Latest",
    "MgPerKg",
    "MgPerMl",
    "Millilitres",
    "Minutes",
    "NotAllowed",
    "Offering",
    "Option",
    "OptionFound",
    "Options",
    "Order",
    "Outcome",
    "Override",
    "Plan",
    "PlannedSession",
    "Pounds",
    "PressureBeforeStart",
    "Programme",
    "Provenance",
    "Reading",
    "Reason",
    "Relapse",
    "Reported",
    "RiskFinding",
    "RiskLevel",
    "SafetyCheck",
    "Score",
    "ScoreChange",
    "SessionTimes",
    "SignOff",
    "Signal",
    "Span",
    "StageGuard",
    "Staged",
    "Staging",
    "Statement",
    "Step",
    "Topic",
    "Total",
    "Transitions",
    "Trial",
    "TrialFinding",
    "UnitError",
    "UnknownInstrument",
    "VisitLength",
    "Weights",
    "assess",
    "assess_all",
    "billing_code",
    "billing_codes",
    "case_from_dict",
    "change_in_score",
    "claims",
    "claims_header",
    "consent_text",
    "counted",
    "counted_by_study",
    "days_in_case",
    "discharge",
    "dose",
    "drugs",
    "education",
    "errors",
    "escalations_due",
    "evidence_about",
    "expected_beside",
    "expected_course",
    "explain_rule",
    "find_drug",
    "find_medicine",
    "find_programme",
    "flags_on",
    "history",
    "instrument",
    "instruments",
    "interactions",
    "latest",
    "leave_by",
    "life_stages",
    "long_term_checks",
    "observations",
    "offering",
    "options",
    "plan",
    "pounds_as_kilograms",
    "pressure_before_start",
    "propose_interval",
    "read_case",
    "readiness",
    "relapse",
    "relapse_signals",
    "risk_level",
    "risk_of",
    "rule_ids",
    "score",
    "stages_begun",
    "staging",
    "symptom_domains",
    "visit_length",
]

_HOMES = {
    "BillingCode": "billing",
    "BillingCodes": "billing",
    "billing_code": "billing",
    "billing_codes": "billing",
    "propose_interval": "progress",
    "Total": "progress",
    "IntervalProposal": "progress",
    "CourseScores": "progress",
    "SafetyCheck": "care",
    "CheckState": "longterm",
    "Domain": "domains",
    "Domains": "domains",
    "symptom_domains": "domains",
    "expected_beside": "expected",
    "Signal": "signals",
    "relapse_signals": "signals",
    "Done": "longterm",
    "long_term_checks": "longterm",
    "Care": "care",
    "Assessment": "eligibility",
    "Card": "eligibility",
    "assess": "eligibility",
    "assess_all": "eligibility",
    "Band": "questionnaires",
    "Case": "casefile",
    "Centimetres": "units",
    "Checked": "reasons",
    "ClinicalError": "errors",
    "ConsentText": "consents",
    "Counted": "hundreds",
    "counted": "hundreds",
    "counted_by_study": "hundreds",
    "Definition": "definitions",
    "DefinitionResult": "trials",
    "Door": "gates",
    "Dose": "dosing",
    "Drug": "formulary",
    "DrugMatch": "formulary",
    "Due": "schedule",
    "EsketamineMilligrams": "units",
    "Evidence": "explain",
    "Explanation": "explain",
    "Fact": "facts",
    "Facts": "facts",
    "Flag": "flags",
    "Flagged": "flags",
    "GateItem": "gates",
    "GateResult": "gates",
    "History": "trials",
    "Instrument": "questionnaires",
    "Interactions": "interactionreport",
    "InvalidAnswers": "errors",
    "InvalidCase": "errors",
    "InvalidInput": "errors",
    "Item": "questionnaires",
    "KetamineMilligrams": "units",
    "Kilograms": "units",
    "KnowledgeError": "errors",
    "Latest": "schedule",
    "MgPerKg": "units",
    "MgPerMl": "units",
    "Millilitres": "units",
    "Minutes": "units",
    "NotAllowed": "errors",
    "Offering": "offers",
    "Option": "questionnaires",
    "Order": "dosing",
    "Outcome": "values",
    "Override": "gates",
    "Plan": "planning",
    "PlannedSession": "planning",
    "Pounds": "units",
    "PressureBeforeStart": "pressure",
    "Programme": "programme",
    "Provenance": "values",
    "Reading": "readings",
    "Reason": "reasons",
    "Relapse": "relapses",
    "relapse": "relapses",
    "Reported": "trials",
    "RiskFinding": "risk",
    "RiskLevel": "risk",
    "Score": "scoring",
    "ScoreChange": "outcomes",
    "SessionTimes": "schedule",
    "SignOff": "preparing",
    "Span": "facts",
    "Staged": "stages",
    "Staging": "stagingfile",
    "Step": "casefile",
    "Transitions": "transitions",
    "Trial": "casefile",
    "TrialFinding": "trials",
    "UNKNOWN": "facts",
    "UnitError": "errors",
    "UnknownInstrument": "errors",
    "VisitLength": "planning",
    "Weights": "weights",
    "case_from_dict": "casefile",
    "days_in_case": "casefile",
    "StageGuard": "lifestages",
    "life_stages": "lifestages",
    "stages_begun": "lifestages",
    "change_in_score": "outcomes",
    "consent_text": "consents",
    "discharge": "session",
    "dose": "dosing",
    "drugs": "formulary",
    "escalations_due": "risk",
    "explain_rule": "rulebook",
    "find_drug": "formulary",
    "find_medicine": "medicines",
    "find_programme": "programme",
    "flags_on": "flags",
    "history": "trials",
    "instrument": "questionnaires",
    "instruments": "questionnaires",
    "interactions": "interactionreport",
    "latest": "schedule",
    "leave_by": "gates",
    "observations": "schedule",
    "offering": "offers",
    "plan": "planning",
    "pounds_as_kilograms": "weights",
    "pressure_before_start": "pressure",
    "read_case": "casefile",
    "readiness": "session",
    "risk_level": "risk",
    "risk_of": "risk",
    "rule_ids": "rulebook",
    "score": "scoring",
    "staging": "stages",
    "visit_length": "planning",
    "Claim": "educationfile",
    "EvidenceNumber": "evidencefile",
    "ExpectedCourse": "expected",
    "OptionFound": "optionreport",
    "Options": "optionreport",
    "Topic": "educationfile",
    "claims": "educationfile",
    "claims_header": "educationfile",
    "Header": "library",
    "Statement": "educationfile",
    "SEVERITY_WORDS": "together",
    "TALK": "educationfile",
    "education": "educationfile",
    "evidence_about": "evidencefile",
    "expected_course": "expected",
    "options": "optionreport",
}


def __getattr__(name: str) -> object:
    """Load a name of the face from the module that defines it, once."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
