"""The little Markdown that the pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lightwell.clinical.library import Header

NOTE = "<!-- Written by tools/generate_reference.py. Change the source, then run make generate. -->"


def page(title: str, *parts: str) -> str:
    """A whole page: the notice that it is generated, its title, its parts."""
    return "\n\n".join([NOTE, f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a bar inside a cell is escaped."""
    lines = [_row(heads), _row(["---"] * len(heads))]
    lines += [_row([str(cell) for cell in row]) for row in rows]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def about(header: Header) -> str:
    """Purpose, provenance, readings and sources of a knowledge file."""
    lines = [header.purpose, "", f"*Version {header.version}: {header.note}.*", "", "Sources:", ""]
    lines += [f"- {line}" for line in header.source_lines]
    lines += [
        f"\nSecond reading, made blind on {one.on.isoformat()}, against: {one.against}."
        for one in header.readings
        if one.against
    ]
    return "\n".join(lines)
