"""What the entries of a session may hold: impossible values refused, unusual ones named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.library import library
from lightwell.clinical.prose import spoken
from lightwell.records import evaluation
from lightwell.records.session_words import (
    CHECK_WORDS,
    COMFORT_WORDS,
    EVENTS,
    GRADES,
    LONGEST,
    NAMED,
    RATINGS,
    READ_WORDS,
    ROUTES,
    SERIOUS,
    TOUCH,
    UNITS,
    VITALS,
)
from lightwell.records.session_writing import words


def reading(values: Mapping[str, Any], at: datetime) -> tuple[dict[str, int], lw.Reading]:
    """One row of observations: what was read, and the reading; what cannot be is refused.

    An empty box is not read and is left out: it is unknown, never normal.
    """
    known = {name: value for name, value in values.items() if value is not None and value != ""}
    if not known:
        raise InvalidInput("Nothing was read. Enter at least one value.")
    for name, value in known.items():
        if name not in VITALS and name not in RATINGS:
            raise InvalidInput(f"{name} is not read here.", field=name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidInput(
                f"{READ_WORDS[name]}: {value!r} is not a whole number: read it again.", field=name
            )
        if name in RATINGS and not RATINGS[name][0] <= value <= RATINGS[name][1]:
            low, high = RATINGS[name]
            raise InvalidInput(
                f"{READ_WORDS[name]}: {value} is outside {low} to {high}: ask again.", field=name
            )
    try:
        row = lw.Reading(at=at, **{name: known[name] for name in VITALS if name in known})
    except lw.InvalidInput as refused:
        raise InvalidInput(str(refused), field=_field_of(str(refused))) from None
    return known, row


def _field_of(refusal: str) -> str:
    name = refusal.partition(":")[0]
    return name if name in VITALS else "sbp"


def beyond_limits(row: lw.Reading, baseline: lw.Reading | None) -> list[str]:
    """What a person must look at again before it is saved: each with its limit, in words.

    The limits are those at which the reminders ask for a hold, and the usual range of the
    dictionary, which catches a slipped digit on the other side.
    """
    found = {}
    facts, dictionary = row.facts(baseline), library().dictionary
    for rule in library().flags.flags:
        name = rule.fact.removeprefix("reading.")
        value, unit = row.value(name), dictionary.facts[rule.fact].unit_words
        limits = [one for one in (rule.immediate, rule.hold) if one is not None]
        for limit in limits:
            if value is not None and evaluate(limit, facts) is lw.Outcome.MET:
                found[name] = f"{rule.title} {value}{unit} is beyond: {spoken(limit, dictionary)}."
                break
    day = row.at.date()
    for name in VITALS:
        value = row.value(name)
        if value is None or name in found:
            continue
        if odd := evaluation.unusual({f"vital.{name}": value}, day, {}):
            found[name] = odd[0]
    return [found[name] for name in VITALS if name in found]


def checks(values: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Answers of the day by the dictionary; None is "not known", and a name goes with a yes."""
    texts = {name: one for name, one in values.items() if name in CHECK_WORDS}
    answers = {name: one for name, one in values.items() if name not in CHECK_WORDS}
    if not answers:
        raise InvalidInput("Nothing was answered. Answer at least one question, or go back.")
    for name in answers:
        if name not in allowed:
            raise InvalidInput(f"{name} is not asked now.", field=name)
    _check_possible(answers)
    kept = answers | words(texts, CHECK_WORDS)
    for name, (needed, remedy) in NAMED.items():
        if answers.get(name) is True and needed not in kept:
            raise InvalidInput(remedy, field=needed)
    return kept


def _check_possible(answers: Mapping[str, Any]) -> None:
    facts = library().dictionary.facts
    case: dict[str, dict[str, Any]] = {}
    for name, value in answers.items():
        group, key = name.split(".", 1)
        if facts[name].type == "yes_no" and value not in (True, False, None):
            raise InvalidInput(f"{name}: answer yes, no or not known.", field=name)
        if value is not None:
            case.setdefault(group, {})[key] = value
    try:
        lw.case_from_dict(case)
    except lw.InvalidInput as refused:
        raise InvalidInput(str(refused)) from None


def medicine(values: Mapping[str, Any]) -> dict[str, str]:
    """Drug, dose with its unit, route, and who ordered it; no further ketamine this way."""
    kept = words(values, ("drug", "dose", "unit", "route", "ordered_by", "words"))
    for name, remedy in (
        ("drug", "Write the name of the medicine."),
        ("dose", "Write how much was given."),
        ("ordered_by", "Write who ordered it."),
    ):
        if name not in kept:
            raise InvalidInput(remedy, field=name)
    if _is_ketamine(kept["drug"]):
        raise InvalidInput(
            "A further dose of ketamine is not given this way. It needs a new plan.", field="drug"
        )
    if kept.get("unit") not in UNITS:
        raise InvalidInput(f"Choose the unit: {', '.join(UNITS)}.", field="unit")
    if kept.get("route") not in ROUTES:
        raise InvalidInput("Choose how it was given.", field="route")
    try:
        amount = lw.Millilitres(kept["dose"]).amount
    except lw.ClinicalError as refused:
        raise InvalidInput(str(refused), field="dose") from None
    if amount <= 0:
        raise InvalidInput("The dose must be above 0.", field="dose")
    return kept


def _is_ketamine(text: str) -> bool:
    """Whether a medicine is ketamine or esketamine, also under the name of a brand."""
    found = [lw.find_drug(one).exact for one in (text, *text.split())]
    return "ketamine" in text.casefold() or any(
        drug is not None and drug.id in ("ketamine", "esketamine") for drug in found
    )


def adverse_event(values: Mapping[str, Any]) -> dict[str, Any]:
    """What happened, how bad it was, whether it was serious, and what was done."""
    texts = {name: values.get(name) for name in ("event", "serious_because", "action", "words")}
    kept: dict[str, Any] = words(texts, tuple(texts))
    if unknown := set(values) - set(texts) - {"grade", "is_serious"}:
        raise InvalidInput(f"{min(unknown)} is not written down here.", field=min(unknown))
    if kept.get("event") not in EVENTS:
        raise InvalidInput("Choose what happened.", field="event")
    if kept["event"] == "other" and "words" not in kept:
        raise InvalidInput("Write what happened.", field="words")
    grade, is_serious = values.get("grade"), values.get("is_serious")
    if isinstance(grade, bool) or grade not in GRADES:
        raise InvalidInput("Choose the grade, 1 to 4.", field="grade")
    if not isinstance(is_serious, bool):
        raise InvalidInput("Say whether it was serious.", field="is_serious")
    if "action" not in kept:
        raise InvalidInput("Write what was done.", field="action")
    if is_serious and kept.get("serious_because") not in SERIOUS:
        raise InvalidInput("Choose why it is serious.", field="serious_because")
    if not is_serious and (grade == max(GRADES) or "serious_because" in kept):
        raise InvalidInput("A life-threatening event is serious. Check both.", field="is_serious")
    return kept | {"grade": grade, "is_serious": is_serious}


def comfort(values: Mapping[str, Any]) -> dict[str, str]:
    """What the person wants this time; asked at every session, never carried over."""
    kept = words(values, ("touch", *COMFORT_WORDS))
    if kept.get("touch") not in TOUCH:
        raise InvalidInput("Ask about touch and choose the answer.", field="touch")
    return kept


def note(text: object) -> dict[str, str]:
    """Free words."""
    kept = words({"words": text}, ("words",))
    if not kept:
        raise InvalidInput(f"Write the note, at most {LONGEST} letters.", field="words")
    return kept
