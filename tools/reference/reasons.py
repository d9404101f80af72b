"""The reasons to check before a failure is called resistance."""

from __future__ import annotations

from lightwell.clinical.library import library
from lightwell.clinical.prose import sentence
from lightwell.clinical.reasonsfile import ReasonRule
from tools.reference import markdown


def page() -> str:
    """Every reason with what is looked for in the case and what is asked."""
    listed = library().reasons
    return markdown.page(
        "Reasons to check before calling it resistance",
        markdown.about(listed.header),
        (
            "Each is answered by evidence found in the case, with the fact; by nothing found, "
            "when every answer and sign is a known no; or by not known, with the question. "
            "Silence is never nothing found."
        ),
        markdown.table(
            ["Reason", "A clinician answers", "Looked for in the case", "To ask", "Sources"],
            [_row(rule) for rule in listed.rules],
        ),
    )


def _row(rule: ReasonRule) -> list[str]:
    words = library().dictionary
    return [
        f"**{rule.title}** (`{rule.id}`)",
        "; ".join(words.facts[fact].label for fact in rule.asked),
        "; ".join(sentence(sign, words) for sign in rule.signs),
        rule.ask,
        "; ".join(source.key for source in rule.sources),
    ]
