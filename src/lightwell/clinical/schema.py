"""The JSON Schema of a case file, made from the data dictionary so that the two cannot differ."""

from __future__ import annotations

from .library import Dictionary, FactDefinition, Group, library

DIALECT = "https://json-schema.org/draft/2020-12/schema"
YES_NO = {"enum": [True, False, "yes", "no", "unknown"]}


def case_schema() -> dict[str, object]:
    """The whole schema; a key that is not in it is refused by the reader too."""
    words = library().dictionary
    properties: dict[str, object] = {
        key: _value(fact) for key, fact in words.facts_in("case").items()
    }
    for group in words.groups.values():
        if group.key and not group.inside:
            properties[group.key] = _group(group, words)
    return {
        "$schema": DIALECT,
        "title": "Lightwell case file",
        "description": "One person on one day. Absent is unknown.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _group(group: Group, words: Dictionary) -> dict[str, object]:
    if group.shape == "texts":
        items: dict[str, object] = {"type": "string", "minLength": 1}
        return {"description": group.meaning, "type": "array", "items": items}
    if group.shape == "list":
        return {"description": group.meaning, "type": "array", "items": _object(group, words)}
    return {"description": group.meaning, **_object(group, words)}


def _object(group: Group, words: Dictionary) -> dict[str, object]:
    properties: dict[str, object] = {
        key: _value(fact) for key, fact in words.facts_in(group.name).items()
    }
    for inner in words.groups.values():
        if inner.inside == group.name:
            properties[inner.key] = _group(inner, words)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _value(fact: FactDefinition) -> dict[str, object]:
    shape: dict[str, object] = {"description": _describe(fact)}
    match fact.type:
        case "yes_no":
            shape |= YES_NO
        case "choice":
            shape["enum"] = list(dict.fromkeys((*fact.values, "unknown")))
        case "number" | "integer":
            shape["type"] = fact.type
            shape |= {"minimum": fact.minimum} if fact.minimum is not None else {}
            shape |= {"maximum": fact.maximum} if fact.maximum is not None else {}
        case "date":
            shape |= {"type": "string", "format": "date"}
        case "datetime":
            shape |= {"type": "string", "format": "date-time"}
        case _:
            shape |= {"type": "string", "minLength": 1}
    return shape


def _describe(fact: FactDefinition) -> str:
    label = fact.label.replace("{subject}", "the treatment")
    unit = f", in{fact.unit_words}" if fact.unit_words else ""
    more = f" {fact.meaning}" if fact.meaning else ""
    return f"{label[0].upper()}{label[1:]}{unit}.{more}"
