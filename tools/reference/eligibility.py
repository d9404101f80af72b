"""The rules of eligibility: what must be so, who may override, and what is left out."""

from __future__ import annotations

from lightwell.clinical.eligibilityfile import GROUPS, Eligibility, EligibilityRule
from lightwell.clinical.library import library
from lightwell.clinical.prose import sentence
from tools.reference import markdown

HEADS = ["Rule", "Must be so", "Met when", "If not", "May override", "Region", "Source"]


def page() -> str:
    """Every agent and route whose rules are encoded."""
    parts = [
        (
            "What `lightwell assess` asks. **Met** is settled; **not met** raises the rule with "
            "its strength; **unknown** is asked and never counts as safe. The whole is the "
            "strongest of its parts: blocked, unknown, caution, no blocker. It never says that a "
            "person may be treated: a clinician decides. Information does not weigh."
        ),
    ]
    for eligibility in library().eligibility.values():
        parts += _eligibility(eligibility)
    return markdown.page("Eligibility", *parts)


def _eligibility(eligibility: Eligibility) -> list[str]:
    parts = [f"## Eligibility: {eligibility.agent} {eligibility.route.upper()}"]
    for group, header in zip(GROUPS, eligibility.headers.values(), strict=True):
        rows = [_row(rule) for rule in eligibility.rules if rule.group == group]
        parts += [
            f"### {group.capitalize()}",
            markdown.about(header),
            markdown.table(HEADS, rows),
        ]
    days = [[name.removesuffix("_days"), limit] for name, limit in eligibility.freshness.items()]
    left = [[one.what, one.why] for one in eligibility.left_out]
    return [
        *parts,
        "### How old a value may be",
        "Local policy. An older value counts as unknown; 0 is the same day.",
        markdown.table(["Value", "Days"], days),
        "### Not encoded",
        "No rule is made of what the sources leave open or what belongs elsewhere.",
        markdown.table(["What", "Why"], left),
    ]


def _row(rule: EligibilityRule) -> list[str]:
    sources = "; ".join(source.citation for source in rule.sources)
    note = f" {rule.note}" if rule.note else ""
    return [
        f"`{rule.id}`",
        rule.claim,
        sentence(rule.when, library().dictionary),
        f"{rule.strength}: {rule.action}",
        rule.override if rule.strength == "block" else "",
        ", ".join(rule.regions),
        f"{sources} ({rule.provenance.words}).{note}",
    ]
