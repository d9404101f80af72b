"""The rules of eligibility: what must be so, who may override, and what is left out."""

from __future__ import annotations

from lightwell.clinical.eligibilityfile import GROUPS, EligibilityRule
from lightwell.clinical.library import library
from lightwell.clinical.products import PRODUCTS, name_of, scope_words
from lightwell.clinical.prose import sentence
from tools.reference import markdown

HEADS = ["Rule", "For", "Region", "Must be so", "Met when", "If not", "May override", "Source"]


def page() -> str:
    """Every rule, with the agents, routes and regions that each form of it is about."""
    book = library().eligibility
    parts = [
        (
            "What `lightwell assess` asks. **Met** is settled; **not met** raises the rule with "
            "its strength; **unknown** is asked and never counts as safe. The whole is the "
            "strongest of its parts: blocked, unknown, caution, no blocker. It never says that a "
            "person may be treated: a clinician decides. Information does not weigh."
        ),
        (
            f"Agents and routes: {', '.join(name_of(one) for one in PRODUCTS)}; racemic ketamine "
            "and esketamine are different medicines. Regions: `us`, and `eu` with the United "
            "Kingdom. A rule that reads the same for all of them stands once."
        ),
    ]
    for group, header in zip(GROUPS, book.headers.values(), strict=True):
        rows = [_row(form) for form in book.forms if form.group == group]
        parts += [f"## {group.capitalize()}", markdown.about(header), markdown.table(HEADS, rows)]
    days = [[name.removesuffix("_days"), limit] for name, limit in book.freshness.items()]
    left = [[one.what, one.why] for one in book.left_out]
    parts += [
        "## How old a value may be",
        "Local policy. An older value counts as unknown; 0 is the same day.",
        markdown.table(["Value", "Days"], days),
        "## Not encoded",
        "No rule is made of what the sources leave open or what belongs elsewhere.",
        markdown.table(["What", "Why"], left),
    ]
    return markdown.page("Eligibility", *parts)


def _row(rule: EligibilityRule) -> list[str]:
    sources = "; ".join(source.citation for source in rule.sources)
    note = f" {rule.note}" if rule.note else ""
    return [
        f"`{rule.id}`",
        scope_words(rule.products),
        ", ".join(rule.regions),
        rule.claim,
        sentence(rule.when, library().dictionary),
        f"{rule.strength}: {rule.action}",
        rule.override if rule.strength == "block" else "",
        f"{sources} ({rule.provenance.words}).{note}",
    ]
