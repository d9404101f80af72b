"""An item of a gate as a nurse would say it: nested rules become one sentence of their claims."""

from __future__ import annotations

from collections.abc import Sequence

from lightwell.clinical.library import library
from lightwell.clinical.predicates import AllOf, AnyOf, NoneOf, Predicate
from lightwell.clinical.prose import claim_about


def spoken(rule: Predicate) -> str:
    """What must hold, in one sentence that begins with a capital."""
    text = _said(rule)
    return text[:1].upper() + text[1:]


def _said(rule: Predicate) -> str:
    match rule:
        case AllOf(claims):
            return _joined([_said(one) for one in claims], "and")
        case AnyOf(claims):
            return _joined([_said(one) for one in claims], "or")
        case NoneOf(claims):
            return _joined([_denied(one) for one in claims], "and")
        case _:
            return claim_about(rule, library().dictionary)[0]


def _denied(rule: Predicate) -> str:
    """That a claim does not hold; of a nested one only that, its parts stand under it."""
    match rule:
        case AllOf() | AnyOf() | NoneOf():
            return f"it is not so that {_said(rule)}"
        case _:
            return claim_about(rule, library().dictionary)[1]


def _joined(parts: Sequence[str], word: str) -> str:
    return f", {word} ".join(parts)
