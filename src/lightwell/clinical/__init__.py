"""The clinical core: facts in, a result out that can explain itself.

    >>> import lightwell.clinical as lw
    >>> lw.score("phq9", [2, 2, 2, 1, 1, 1, 2, 0, 0]).band.label
    'moderate'

Everything here is pure: no clock, no chance, no database. Every result names its sources, and
unknown is a value that never counts as safe.
"""

from . import errors
from .casefile import Case, Step, Trial, case_from_dict, read_case
from .definitions import Definition
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
from .explain import Evidence, Explanation
from .facts import UNKNOWN, Fact, Facts, Span
from .formulary import Drug, DrugMatch, drugs, find_drug
from .instrument import Band, Instrument, Item, Option, instrument, instruments
from .outcomes import ScoreChange, change_in_score
from .risk import RiskFinding, RiskLevel, escalations_due, risk_level, risk_of
from .scoring import Score, score
from .transitions import Transitions
from .trials import DefinitionResult, History, Reported, TrialFinding, history
from .values import Outcome, Provenance

__all__ = [
    "UNKNOWN",
    "Band",
    "Case",
    "ClinicalError",
    "Definition",
    "DefinitionResult",
    "Drug",
    "DrugMatch",
    "Evidence",
    "Explanation",
    "Fact",
    "Facts",
    "History",
    "Instrument",
    "InvalidAnswers",
    "InvalidCase",
    "InvalidInput",
    "Item",
    "KnowledgeError",
    "NotAllowed",
    "Option",
    "Outcome",
    "Provenance",
    "Reported",
    "RiskFinding",
    "RiskLevel",
    "Score",
    "ScoreChange",
    "Span",
    "Step",
    "Transitions",
    "Trial",
    "TrialFinding",
    "UnitError",
    "UnknownInstrument",
    "case_from_dict",
    "change_in_score",
    "drugs",
    "errors",
    "escalations_due",
    "find_drug",
    "history",
    "instrument",
    "instruments",
    "read_case",
    "risk_level",
    "risk_of",
    "score",
]
