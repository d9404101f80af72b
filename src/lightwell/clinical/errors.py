"""What can go wrong in the clinical core, said so that a person can put it right."""

from __future__ import annotations


class ClinicalError(Exception):
    """Anything the clinical core refuses. The message is one line: what, where, and the remedy."""


class InvalidInput(ClinicalError):
    """What was given cannot be used as it stands; the message names the field and the remedy."""


class InvalidAnswers(InvalidInput):
    """Answers to an instrument that cannot be scored; the message names the item."""


class InvalidCase(InvalidInput):
    """A case file that cannot be read; the message names the key."""


class UnknownInstrument(InvalidInput):
    """An instrument that the library does not hold; the message names the nearest one."""


class UnitError(ClinicalError, TypeError):
    """Two quantities of different units met in one sum or comparison."""


class NotAllowed(ClinicalError):
    """A step that the state table does not allow from where the thing now stands."""


class KnowledgeError(ClinicalError):
    """A knowledge file that may not be used: file, line, key, what is wrong, and the remedy."""

    def __init__(self, file: str, key: str, problem: str, remedy: str, line: int = 0) -> None:
        self.file = file
        self.key = key
        self.problem = problem
        self.remedy = remedy
        self.line = line
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {key}: {problem} {remedy}")
