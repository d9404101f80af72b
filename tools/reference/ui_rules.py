"""The page of the rules of the pages: each one and what holds it, from one table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tools.reference import markdown

TABLE = Path(__file__).resolve().parents[2] / "tests" / "docs" / "ui-rules.toml"
HEAD = (
    "Eighty-two rules keep the pages safe. A rule is held by tests that fail when it is broken, "
    "by a check of `make check`, by a person before a release (manual), or not yet, where the "
    "part that it speaks of is not built. The table is `tests/docs/ui-rules.toml`."
)


def page() -> str:
    """Every rule, and what holds it."""
    rows = rules()
    held = [row for row in rows if "tests" in row or "lint" in row]
    open_rows = [row for row in rows if "not_yet" in row]
    counts = (
        f"{len(held)} of {len(rows)} rules are held by tests or checks; "
        f"{len(open_rows)} have a part that is not built."
    )
    table = markdown.table(
        ("rule", "in short", "held by"),
        ((f"R-{row['id']}", row["words"], _held_by(row)) for row in rows),
    )
    return markdown.page("The rules of the pages", HEAD, counts, table)


def rules() -> list[dict[str, Any]]:
    """The rows of the table as they are written."""
    found: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["rule"]
    return found


def _held_by(row: dict[str, Any]) -> str:
    parts = [f"`{test}`" for test in row.get("tests", ())]
    if "lint" in row:
        parts.append(row["lint"])
    if "manual" in row:
        parts.append(f"manual: {row['manual']}")
    if "not_yet" in row:
        parts.append(f"not yet: {row['not_yet']}")
    return "<br>".join(parts)
