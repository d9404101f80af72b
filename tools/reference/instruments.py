"""The instruments: items, answers, bands, and how a missing answer is handled."""

from __future__ import annotations

from lightwell.clinical import Instrument, Score, instruments
from lightwell.clinical.changes import Change
from lightwell.clinical.prose import sentence
from lightwell.clinical.scoring import score_with, total_words
from tools.reference import markdown

RATED = {
    "patient": "Answered by the patient; may be sent home",
    "clinician": "Rated by a clinician in a visit; never sent home",
    "staff": "Asked or observed by staff, or answered on the room's tablet; never sent home",
}
WORDING = {
    "official": "",
    "labels": "The wording is not shipped: the items below are labels of our own.",
}


def page() -> str:
    """Every instrument in the library."""
    return markdown.page(
        "Instruments",
        "Wording is shipped only where its licence allows it. Every number here comes from the "
        "knowledge file of the instrument.",
        *(part for made in instruments() for part in _instrument(made)),
    )


def _instrument(made: Instrument) -> list[str]:
    parts = [
        f"## {made.title} (`{made.id}`)",
        markdown.about(made.header),
        f"> {made.notice}",
        WORDING[made.wording],
        f"{RATED[made.rated_by]}. It asks about {made.recall_words}. {_fresh(made)}",
        f"The version is {made.edition}." if made.edition else "",
        _while_effects_last(made),
        *_variants(made),
        f"*{made.instruction}*",
        markdown.table(
            ["", "Item", "Our label", "Answers", "LOINC"],
            [
                [
                    item.number,
                    item.text + ("" if item.scored else " *(not scored)*"),
                    item.label + (f", {item.period}" if item.period else ""),
                    ", ".join(f"{one.value} {one.label}" for one in item.options),
                    item.loinc,
                ]
                for item in made.items
            ],
        ),
    ]
    parts += _levels(made) if made.is_triage else _total(made)
    parts += ["### Worked examples", _examples(made)]
    return parts


def _fresh(made: Instrument) -> str:
    if made.fresh_days == 0:
        return "It holds for the moment of the rating (local policy)."
    days = "a day" if made.fresh_days == 1 else f"{made.fresh_days} days"
    return f"One older than {days} does not open a gate (local policy)."


def _while_effects_last(made: Instrument) -> str:
    return "It may be answered while effects of a dose last." if made.post_session else ""


def _variants(made: Instrument) -> list[str]:
    return [
        f"Variant `{one.id}`, {one.title}: {one.note} Weak items: "
        f"{', '.join(str(number) for number in one.weak_items)}."
        for one in made.variants
    ]


def _total(made: Instrument) -> list[str]:
    if not made.summed:
        return ["### Ratings", f"The ratings are never added. {made.unbanded}"]
    heading = f"### Total, {made.minimum} to {made.maximum}"
    rows = [[f"{band.minimum} to {band.maximum}", band.label] for band in made.bands]
    bands = markdown.table(["Total", "Band"], rows) if rows else made.unbanded
    parts = [heading, bands, _missing(made)]
    return [*parts, *_change(made.change)] if made.change else parts


def _missing(made: Instrument) -> str:
    never = f" Item {made.safety_item}, about suicide, never is." if made.safety_item else ""
    if made.may_impute == 0:
        return "Nothing is filled in: with an item missing there is no total."
    count = (
        "One missing item is" if made.may_impute == 1 else f"Up to {made.may_impute} missing are"
    )
    return f"{count} replaced by the mean of the others.{never}"


def _change(change: Change) -> list[str]:
    none = "no limit was found"
    reliable = none if change.reliable is None else f"{change.reliable} points or more"
    worse = none if change.deterioration is None else f"{change.deterioration} points or more"
    return [
        (
            f"Response: at least {change.response_percent} % better; partial from "
            f"{change.partial_percent} %. Reliable change: {reliable}. "
            f"Deterioration flag: {worse} (local policy)."
        ),
        "Remission, the first unless another is named:",
        markdown.table(
            ["Id", "Total at most", "Convention", "Source"],
            [[one.id, one.at_most, one.words, one.source] for one in change.remissions],
        ),
    ]


def _levels(made: Instrument) -> list[str]:
    words = made.words()
    rows = [[level.name, sentence(level.when, words)] for level in made.levels]
    return [
        "### Levels, from the worst down",
        markdown.table(["Risk", "When"], rows),
        (
            "An answer that is missing and could still mean a worse level makes the result "
            "*incomplete*. An item skipped by the instrument's own logic is not missing."
        ),
    ]


def _examples(made: Instrument) -> str:
    rows = []
    for example in made.examples:
        answers = ", ".join("" if one is None else str(one) for one in example.answers)
        rows.append([example.title, f"`{answers}`", _result(score_with(made, example.answers))])
    return markdown.table(["Example", "Answers", "Result"], rows)


def _result(score: Score) -> str:
    if score.risk is not None:
        return f"risk {score.risk}, suicide question: {score.safety}"
    made = score.instrument
    words = total_words(made, score.total)
    total = f"{score.total}, {words}" if score.band else words
    return f"{total}; suicide item: {score.safety}" if made.safety_item else total
