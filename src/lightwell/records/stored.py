"""Explanations as plain values, to be stored with what was decided and read years later."""

from __future__ import annotations

from typing import Any

import attrs

import lightwell.clinical as lw


def staged_as_json(staged: lw.Staged) -> dict[str, Any]:
    """The answer of a staging as plain values, with its title, its words and its sources."""
    return {
        "title": staged.staging.title,
        "words": staged.words,
        "is_sum": bool(staged.staging.items),
        **staged.as_json(),
        "sources": list(staged.staging.sources),
    }


def trials_as_json(staged: lw.Staged) -> list[dict[str, Any]]:
    """Every trial of a staging as plain values, with the claims that decide what it is there."""
    return [
        {
            "trial": one.trial,
            "name": one.name,
            "outcome": one.outcome.value,
            "again": one.again,
            "claims": [as_json(claim) for claim in one.claims],
        }
        for one in staged.trials
    ]


def as_json(explanation: lw.Explanation) -> dict[str, Any]:
    """An explanation tree as plain values."""
    kept: dict[str, Any] = {
        name: value.value if isinstance(value, lw.Outcome) else value
        for name, value in attrs.asdict(explanation, recurse=False).items()
    }
    kept["evidence"] = [attrs.asdict(one) for one in explanation.evidence]
    kept["children"] = [as_json(child) for child in explanation.children]
    kept["sources"] = list(explanation.sources)
    return kept
