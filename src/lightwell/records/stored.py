"""Explanations as plain values, to be stored with what was decided and read years later."""

from __future__ import annotations

from typing import Any

import attrs

import lightwell.clinical as lw


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
