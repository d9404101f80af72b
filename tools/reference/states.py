"""What may happen next: every state table, drawn."""

from __future__ import annotations

from lightwell.clinical.transitions import ALL, Transitions
from tools.reference import markdown


def page() -> str:
    """Each state table as a diagram and a table."""
    return markdown.page(
        "States",
        "What may be done with a thing, from where it now stands. What is not here is refused.",
        *(part for table in ALL for part in _table(table)),
    )


def _table(table: Transitions) -> list[str]:
    rows = [[before, verb, after] for (before, verb), after in table.table.items()]
    return [
        f"## {table.name.capitalize()}",
        f"```mermaid\n{table.mermaid()}\n```",
        markdown.table(["State", "Verb", "Leads to"], rows),
    ]
