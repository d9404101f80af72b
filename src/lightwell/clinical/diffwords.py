"""The words of a difference: what a key is called, how a value is read aloud, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .library import Dictionary
from .predicates import AllOf, AnyOf, Malformed, NoneOf, Predicate, parse
from .prose import sentence
from .values import Provenance
from .writing import written

Content = Mapping[str, object]

# The end of a key is its unit; the longest that fits is taken.
UNITS = {
    "_mg_per_kg_per_min": " mg/kg per minute",
    "_mg_per_kg": " mg/kg",
    "_mg_per_ml": " mg/mL",
    "_ml_per_h": " mL/h",
    "_mg": " mg",
    "_ml": " mL",
    "_kg": " kg",
    "_cm": " cm",
    "_minutes": " minutes",
    "_min": " minutes",
    "_hours": " hours",
    "_days": " days",
    "_weeks": " weeks",
    "_years": " years",
    "_sessions": " sessions",
    "_percent": " %",
    "_pct": " %",
}
LABELS = {
    "cap": "most",
    "ceiling": "most in total",
    "lowest": "least",
    "above_cap_signed_by": "above the most, signed by",
    "label_min": "least by the label",
    "at_min_after": "minutes after",
    "max": "to",
    "min": "from",
    "may_impute": "missing items that may be filled in",
    "n": "number of people",
    "fresh": "counts as fresh for",
    "recall": "looks back",
    "usual": "usual length",
    "stay": "stays at least",
    "units": "strengths",
    "when": "the rule",
    "rule": "the rule",
}
# What tells one entry of a list from another, the first that it has; and how it is named by it.
IDENTITIES = {
    "id": "{}",
    "fact": "about {}",
    "verb": "{}",
    "to": "to {}",
    "after_session": "after session {}",
    "what": "{}",
    "instrument": "{}",
    "kind": "{}",
    "stage": "{}",
    "day": "of day {}",
    "arm": "of {}",
    "substance": "of {}",
    "per_week": "of {} per week",
    "heading": "{}",
    "value": "{}",
    "for": "for {}",
    "reason": "because {}",
    "label": "{}",
    "title": "{}",
    "name": "{}",
    "text": "{}",
}
DESCRIBED_BY = ("title", "claim", "label")
GROUPS = (AllOf, AnyOf, NoneOf)
HEADS = {AllOf: "all of", AnyOf: "at least one of", NoneOf: "none of"}
MOVES = ("added", "withdrawn")
LONG = 40  # a text of more characters is quoted on both sides, not set beside an arrow


def parted(key: str) -> tuple[str, str]:
    """A key as a label and the unit of its value: "most", " mg/kg"."""
    if key in LABELS:
        return LABELS[key], ""
    end = next((one for one in UNITS if key.endswith(one)), "")
    stem = key.removesuffix(end)
    return LABELS.get(stem, stem.replace("_", " ")), UNITS.get(end, "")


def rule_in(value: object, sections: Mapping[str, Predicate]) -> Predicate | None:
    """The rule that a table is, or nothing when it is something else."""
    try:
        return parse(value, sections)
    except Malformed:
        return None


def sections_of(content: Content) -> dict[str, Predicate]:
    """The named rules at the top of a file, which a count may refer to."""
    found = {name: rule_in(value, {}) for name, value in content.items()}
    return {name: rule for name, rule in found.items() if rule is not None}


def identity_of(entry: Content) -> tuple[str, str]:
    """What tells an entry from its neighbours: the key, and its value in words."""
    for key in IDENTITIES:
        if key in entry:
            return key, plain_words(entry[key])
    return "", ""


def name_of(word: str, entry: Content) -> str:
    """An entry of a list by its kind and its identity: "rule elig.age_13 (at least 13)"."""
    key, value = identity_of(entry)
    named = f"{word} {IDENTITIES[key].format(value)}" if key else word
    described = next((str(entry[one]) for one in DESCRIBED_BY if one in entry), "")
    return f"{named} ({described})" if described and described != value else named


def plain_words(value: object) -> str:
    """A value as it is read aloud; a table as its keys with their values."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return written(Decimal(str(value)))
        case list():
            return ", ".join(map(plain_words, value)) or "none"
        case dict():
            return "; ".join(f"{parted(key)[0]} {plain_words(one)}" for key, one in value.items())
        case _:
            return str(value) or "nothing"


def read_aloud(
    key: str, value: object, sections: Mapping[str, Predicate], words: Dictionary
) -> str:
    """A value below its key: a rule as a sentence, a number with its unit."""
    rule = rule_in(value, sections)
    if rule is not None:
        return sentence(rule, words)
    if key == "provenance" or key.endswith("_provenance"):
        return provenance_words(value)
    unit = parted(key)[1] if isinstance(value, int | float) else ""
    return f"{plain_words(value)}{unit}"


def told(
    entry: Content, known_by: str, sections: Mapping[str, Predicate], words: Dictionary
) -> str:
    """Everything that an entry says, key by key, but what it is ``known_by`` and rests on."""
    skipped = {known_by, "provenance", "example", "examples"}
    return "; ".join(
        f"{parted(key)[0]}: {read_aloud(key, value, sections, words)}"
        for key, value in entry.items()
        if key not in skipped
    )


def moved(before: Sequence[object], after: Sequence[object]) -> str:
    """What came into a list and what left it."""
    came = [plain_words(one) for one in after if one not in before]
    went = [plain_words(one) for one in before if one not in after]
    told = [
        f"{verb} {', '.join(these)}"
        for verb, these in zip(MOVES, (came, went), strict=True)
        if these
    ]
    return "; ".join(told) or "in another order"


def claims_moved(before: Predicate | None, after: Predicate | None, words: Dictionary) -> str:
    """Which claims came into a rule and which left it, where both are groups of one kind."""
    if not isinstance(before, GROUPS) or not isinstance(after, GROUPS):
        return ""
    if type(before) is not type(after):
        return ""
    was, now = ([f'"{sentence(one, words)}"' for one in rule.claims] for rule in (before, after))
    return f", {HEADS[type(after)]}: {moved(was, now)}"


def provenance_words(value: object) -> str:
    """A provenance as a reader is told it; what is none stands as it was written."""
    try:
        return Provenance(value).words.split(";")[0]
    except ValueError:
        return str(value)


def basis_of(key: str, entry: Content, inherited: str) -> str:
    """What a value of an entry rests on: its own provenance, its entry's, or the one above."""
    parts = key.split("_")
    for length in range(len(parts), 0, -1):
        own = "_".join((*parts[:length], "provenance"))
        if own in entry and own != key:
            return provenance_words(entry[own])
    return provenance_words(entry["provenance"]) if "provenance" in entry else inherited
