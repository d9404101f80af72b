"""The definitions of treatment resistance: rules in prose, and their worked examples."""

from __future__ import annotations

from lightwell.clinical import case_from_dict
from lightwell.clinical.definitions import SECTIONS, Definition, DefinitionExample
from lightwell.clinical.library import library
from lightwell.clinical.prose import outline, sentence
from lightwell.clinical.trials import judge
from tools.reference import markdown

MEANINGS = {
    "adequate": "A trial is adequate when",
    "failed": "An adequate trial failed when",
    "eligible": "A failed trial may count when",
}


def page() -> str:
    """Every definition in the library, then the facts that they rest on."""
    parts = [
        (
            "Definitions differ, and Lightwell shows them side by side. A trial that is not known "
            "well enough is *unknown*: it neither counts nor is left out."
        )
    ]
    for definition in library().definitions.values():
        parts += _definition(definition)
    parts += ["## Facts that are worked out from the record", _facts()]
    return markdown.page("Definitions of treatment resistance", *parts)


def _definition(definition: Definition) -> list[str]:
    words = library().dictionary
    rules = {"adequate": definition.adequate, "failed": definition.failed}
    rules["eligible"] = definition.eligible
    parts = [f"## {definition.title} (`{definition.id}`)", markdown.about(definition.header)]
    parts += [
        "\n".join([f"**{MEANINGS[name]}:**", "", *outline(rules[name], words)]) for name in SECTIONS
    ]
    number = definition.rule.number
    met = f"**Met when** at least {number} trials of different drugs are all three"
    if definition.person is not None:
        met += f", and {sentence(definition.person, words)}"
    parts.append(f"{met}.")
    parts += ["### Worked examples", _examples(definition)]
    return parts


def _examples(definition: Definition) -> str:
    rows = [[one.title, *_answer(definition, one)] for one in definition.examples]
    return markdown.table(["Example", "Outcome", "Trials that count"], rows)


def _answer(definition: Definition, example: DefinitionExample) -> tuple[str, str]:
    case = case_from_dict(example.case)
    result = judge(case, {definition.id: definition}).definitions[definition.id]
    return result.outcome.words, ", ".join(result.counted) or "none"


def _facts() -> str:
    rows = [
        [f"`{fact.name}`", fact.label.replace("{subject}", "the trial"), fact.meaning]
        for fact in library().dictionary.facts.values()
        if fact.derived
    ]
    return markdown.table(["Fact", "What it is", "How"], rows)
