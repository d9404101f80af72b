"""The claims corrected, and the texts of education, as a person reads them."""

from __future__ import annotations

from lightwell.clinical.educationfile import TALK, Statement
from lightwell.clinical.library import library
from tools.reference import markdown


def page() -> str:
    """Every claim with its verdict, then every topic."""
    told = library().education
    rows = [
        [f"“{one.said}”", one.verdict, one.says.text, _basis(one.says)]
        for one in told.claims.values()
    ]
    parts = [
        (
            "Claims that are made for ketamine, and what the evidence says. Numbers come from "
            "[Evidence](evidence.md) by their names; a text with a number of its own does not "
            "load. School grade of every text: at most 7."
        ),
        markdown.about(told.claims_header),
        markdown.table(["Claim", "Verdict", "What the evidence says", "Basis"], rows),
        "## Education",
        TALK,
    ]
    for topic in told.topics.values():
        parts += [f"### {topic.header.title}", f"*{topic.header.note}.*"]
        for section in topic.sections:
            rows = [[one.text, _basis(one)] for one in section.statements]
            parts += [f"**{section.title}**", markdown.table(["Statement", "Basis"], rows)]
    return markdown.page("Claims corrected, and education", *parts)


def _basis(statement: Statement) -> str:
    numbers = [f"`{one.id}`" for one in statement.numbers]
    return "; ".join([*(source.key for source in statement.sources), *numbers])
