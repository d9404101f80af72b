"""The clinical book: the tables that the engine is tested with."""

from __future__ import annotations

from tests.spec.book import Section, book
from tools.reference import markdown


def page() -> str:
    """Every chapter of the book, as tables of inputs and answers."""
    parts = [
        (
            "What the engine answers, table by table. Each row is run on the engine by "
            "`tests/spec`; the page is printed from the same tables. "
            "Columns in **bold** are answers."
        )
    ]
    for number, chapter in enumerate(book(), start=1):
        parts += [f"## {number}. {chapter.title}", chapter.text]
        parts += [_section(section) for section in chapter.sections]
    return markdown.page("The clinical book", *parts)


def _section(section: Section) -> str:
    rows = list(section.rows())
    given, wanted = rows[0]
    heads = [*given, *(f"**{name}**" for name in wanted)]
    cells = [[*(_code(cell) for cell in one.values()), *other.values()] for one, other in rows]
    text = f"{section.text}\n\n" if section.text else ""
    return f"### {section.title}\n\n{text}{markdown.table(heads, cells)}"


def _code(cell: str) -> str:
    return f"`{cell}`" if cell.startswith("{") else cell
