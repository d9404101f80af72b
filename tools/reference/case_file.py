"""The case file: every key with its type, unit and recorder, and the JSON Schema."""

from __future__ import annotations

import json

from lightwell.clinical.library import FactDefinition, Group, library
from lightwell.clinical.schema import case_schema
from tools.reference import markdown

EXAMPLE = """\
```toml
on = 2026-03-04

[person]
birth_date = 1984-07-19
sex_at_birth = "female"

[episode]
start = 2025-01-15
severity = "severe"

[[trials]]
id = "t1"
kind = "drug"
drug = "sertraline"
dose_mg = 100
days = 56
adherence = "taken"
improvement_pct = 10
stopped_for = "lack_of_efficacy"
episode = "current"

[[trials]]
id = "t2"
kind = "drug"
drug = "venlafaxine"
adherence = "taken"
episode = "current"

[[trials.steps]]
dose_mg = 75
start = 2025-05-01
stop = 2025-05-15

[[trials.steps]]
dose_mg = 150
start = 2025-05-15
stop = 2025-08-20
```"""


def page() -> str:
    """Every part of a case file and its keys."""
    words = library().dictionary
    parts = [
        (
            "A case file describes one person on one day, in TOML or JSON. **Absent is unknown.** "
            "A key that is not listed here is refused, and the nearest known one is named. The "
            "largest file is 5 MB. Machines read [case-file.schema.json](case-file.schema.json)."
        ),
        "## An example",
        EXAMPLE,
        "`lightwell history case.toml` judges the trials of this case.",
    ]
    for group in words.groups.values():
        if group.shape == "derived":
            continue
        parts += [f"## {_title(group)}", group.meaning, _keys(group)]
    return markdown.page("The case file", *parts)


def schema() -> str:
    """The JSON Schema as a file."""
    return json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"


def _title(group: Group) -> str:
    if not group.key:
        return "The case"
    shape = {"table": "[{}]", "list": "[[{}]]", "texts": "{} = [ … ]"}[group.shape]
    inside = "trials." if group.inside else ""
    return f"`{shape.format(inside + group.key)}`"


def _keys(group: Group) -> str:
    facts = library().dictionary.facts_in(group.name)
    if not facts:
        return ""
    heads = ["Key", "Meaning", "Type", "Who records it"]
    rows = [
        [f"`{key}`", _meaning(fact), _type(fact), fact.recorded_by] for key, fact in facts.items()
    ]
    return markdown.table(heads, rows)


def _meaning(fact: FactDefinition) -> str:
    label = fact.label.replace("{subject}", "the treatment")
    return f"{label}. {fact.meaning}" if fact.meaning else label


def _type(fact: FactDefinition) -> str:
    match fact.type:
        case "choice":
            return " | ".join(dict.fromkeys((*fact.values, "unknown")))
        case "yes_no":
            return "yes | no | unknown"
        case "number" | "integer":
            low, high = fact.minimum, fact.maximum
            limits = f", {low:g} to {high:g}" if low is not None and high is not None else ""
            kind = "whole number" if fact.type == "integer" else "number"
            return f"{kind}{limits}{fact.unit_words}"
        case "datetime":
            return "time with its zone"
        case _:
            return fact.type
