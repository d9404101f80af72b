"""The clinical core: facts in, a result out that can explain itself.

    >>> import lightwell.clinical as lw
    >>> lw.score("phq9", [2, 2, 2, 1, 1, 1, 2, 0, 0]).band.label
    'moderate'

Everything here is pure: no clock, no chance, no database. Every result names its sources, and
unknown is a value that never counts as safe. A name is loaded from its module when it is first
used, so importing the core costs almost nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from . import errors

if TYPE_CHECKING:
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
    from .outcomes import ScoreChange, change_in_score
    from .questionnaires import Band, Instrument, Item, Option, instrument, instruments
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

_HOMES = {
    "Band": "questionnaires",
    "Case": "casefile",
    "ClinicalError": "errors",
    "Definition": "definitions",
    "DefinitionResult": "trials",
    "Drug": "formulary",
    "DrugMatch": "formulary",
    "Evidence": "explain",
    "Explanation": "explain",
    "Fact": "facts",
    "Facts": "facts",
    "History": "trials",
    "Instrument": "questionnaires",
    "InvalidAnswers": "errors",
    "InvalidCase": "errors",
    "InvalidInput": "errors",
    "Item": "questionnaires",
    "KnowledgeError": "errors",
    "NotAllowed": "errors",
    "Option": "questionnaires",
    "Outcome": "values",
    "Provenance": "values",
    "Reported": "trials",
    "RiskFinding": "risk",
    "RiskLevel": "risk",
    "Score": "scoring",
    "ScoreChange": "outcomes",
    "Span": "facts",
    "Step": "casefile",
    "Transitions": "transitions",
    "Trial": "casefile",
    "TrialFinding": "trials",
    "UNKNOWN": "facts",
    "UnitError": "errors",
    "UnknownInstrument": "errors",
    "case_from_dict": "casefile",
    "change_in_score": "outcomes",
    "drugs": "formulary",
    "escalations_due": "risk",
    "find_drug": "formulary",
    "history": "trials",
    "instrument": "questionnaires",
    "instruments": "questionnaires",
    "read_case": "casefile",
    "risk_level": "risk",
    "risk_of": "risk",
    "score": "scoring",
}


def __getattr__(name: str) -> object:
    """Load a name of the face from the module that defines it, once."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
