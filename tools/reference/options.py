"""The options: how given, how soon, at what burden, and what bears on them in one person."""

from __future__ import annotations

from lightwell.clinical.library import library
from lightwell.clinical.optionfile import OptionRule, TreatmentOption
from lightwell.clinical.products import name_of
from lightwell.clinical.prose import sentence
from tools.reference import markdown

HEADS = ["Rule", "Must be so", "Met when", "If not", "Settled by", "Source"]
FOR_HEADS = ["Claim", "May speak for it when", "Source"]


def page() -> str:
    """Every option in the order of the files, which is no ranking."""
    book = library().options
    parts = [
        (
            "What `lightwell options` shows for one person. The order is fixed and no ranking; "
            "nothing is recommended. What must be so is met, not met or unknown; **unknown never "
            "counts as safe**. What may speak for an option never weighs. Esketamine and ketamine "
            "are asked of the rules of eligibility and of interactions as well."
        )
    ]
    for file, header in book.headers.items():
        parts += [f"## {header.title}", markdown.about(header)]
        for option in book.options.values():
            if option.file == file:
                parts += _option(option)
    return markdown.page("Options", *parts)


def _option(option: TreatmentOption) -> list[str]:
    facts = [
        ["How given", option.how_given],
        ["Time to effect", option.time_to_effect],
        ["Burden", option.burden],
        ["Status", option.status],
        ["Evidence", ", ".join(f"`{one.id}`" for one in option.evidence) or option.no_evidence],
        ["Source", _sources(option)],
    ]
    if option.product:
        facts.insert(
            0, ["Asked as well", f"eligibility and interactions of {name_of(option.product)}"]
        )
    parts = [f"### {option.title} (`{option.id}`)", markdown.table(["", ""], facts)]
    if option.speaks_for:
        parts.append(markdown.table(FOR_HEADS, [_for(rule) for rule in option.speaks_for]))
    if option.rules:
        parts.append(markdown.table(HEADS, [_rule(rule) for rule in option.rules]))
    return parts


def _for(rule: OptionRule) -> list[str]:
    words = library().dictionary
    return [f"`{rule.id}`: {rule.claim}", sentence(rule.when, words), _sources(rule)]


def _rule(rule: OptionRule) -> list[str]:
    return [
        f"`{rule.id}`",
        rule.claim,
        sentence(rule.when, library().dictionary),
        f"{rule.strength}: {rule.action}",
        rule.settled_by,
        f"{_sources(rule)}{f' {rule.note}' if rule.note else ''}",
    ]


def _sources(one: OptionRule | TreatmentOption) -> str:
    cited = "; ".join(source.citation for source in one.sources)
    return f"{cited} ({one.provenance.words})."
