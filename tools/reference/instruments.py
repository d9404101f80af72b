"""The instruments: items, answers, bands, and how a missing answer is handled."""

from __future__ import annotations

from lightwell.clinical import Instrument, Score, instruments
from lightwell.clinical.prose import sentence
from lightwell.clinical.scoring import score_with
from tools.reference import markdown


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
        (
            f"Rated by the {made.rated_by}; looks back {made.recall_days} days; one older than "
            f"{made.fresh_days} days does not open a gate (local policy)."
        ),
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
    parts += _bands(made) if made.bands else _levels(made)
    parts += ["### Worked examples", _examples(made)]
    return parts


def _bands(made: Instrument) -> list[str]:
    rows = [[f"{band.minimum} to {band.maximum}", band.label] for band in made.bands]
    parts = [
        f"### Total, {made.minimum} to {made.maximum}",
        markdown.table(["Total", "Band"], rows),
    ]
    parts.append(
        f"Up to {made.may_impute} missing items are replaced by the mean of the others; "
        f"item {made.safety_item}, about suicide, never is."
    )
    if made.change:
        change = made.change
        parts.append(
            f"Response: at least {change.response_percent} % better. Remission: at most "
            f"{change.remission_at_most}. Reliable change: {change.reliable} points or more. "
            f"Deterioration flag: {change.deterioration} points or more (local policy)."
        )
    return parts


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
    total = f"{score.total}, {score.band.label}" if score.band else "no total"
    return f"{total}; suicide item: {score.safety}"
