"""The instruments: items, answers, bands, and how a missing answer is handled."""

from __future__ import annotations

from lightwell.clinical import Instrument, Item, Score, instruments
from lightwell.clinical.changes import Change, Remission
from lightwell.clinical.prose import sentence
from lightwell.clinical.scoring import score_with, total_words
from tools.reference import markdown

RATED = {
    "patient": "Answered by the patient; may be sent home",
    "form": "Answered by the patient on the clinic's own licensed form; never sent home from here",
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
        f"{_rated(made)}. It asks about {made.recall_words}. {_fresh(made)}",
        f"Other names on the command line: `{'`, `'.join(made.aliases)}`." if made.aliases else "",
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
                    _answers(item),
                    item.loinc,
                ]
                for item in made.items
            ],
        ),
    ]
    parts += _levels(made) if made.is_triage else _total(made)
    parts += ["### Worked examples", _examples(made)]
    return parts


def _rated(made: Instrument) -> str:
    by = made.rated_by
    return RATED["form" if by == "patient" and not made.may_be_sent else by]


def _answers(item: Item) -> str:
    """The answers of an item, with what one scores where that is not its own number."""
    shown = []
    for one in item.options:
        turned = f" (scores {one.points})" if one.assessed and one.points != one.value else ""
        shown.append(f"{one.value} {one.label}{turned or ('' if one.assessed else ' (missing)')}")
    labels = {one.label for one in item.options}
    if len(labels) == 1 and not item.is_keyed:
        values = sorted(item.values)
        return f"{values[0]} to {values[-1]}, {labels.pop()}"
    return ", ".join(shown)


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
    times = f" The sum is multiplied by {made.multiply}." if made.multiply != 1 else ""
    worse = "Both ends are worse." if made.two_sided else ""
    worse = worse or ("" if made.higher_is_worse else "A low total is worse.")
    parts = [f"### Total, {made.minimum} to {made.maximum}", f"{worse}{times}".strip()]
    parts += [*_domains(made), *_reading(made), made.missing.rule]
    return [*parts, *_change(made.change)] if made.change else parts


def _domains(made: Instrument) -> list[str]:
    if not made.domains:
        return []
    rows = []
    for part in made.domains:
        either = "; ".join(" or ".join(map(str, group)) for group in part.either)
        rows.append([part.label, ", ".join(map(str, part.items)), either])
    head = "The highest item of each domain is added; of items that exclude each other one is due."
    return [head, markdown.table(["Domain", "Items", "Either"], rows)]


def _reading(made: Instrument) -> list[str]:
    words = made.words()
    parts = [_bands(made)] if made.bands else [made.unbanded]
    if made.screen is not None:
        negative = made.screen.negative
        rows = [["positive", sentence(made.screen.positive, words)]]
        rows += [["negative", sentence(negative, words)]] if negative else []
        parts = [markdown.table(["Screen", "When"], rows)]
        rest = "Otherwise it is negative" if negative is None else "Otherwise it stays open"
        fact = f" To the gates it is `{made.screen.fact}`." if made.screen.fact else ""
        parts.append(f"{rest}; a missing answer that could turn it leaves it open.{fact}")
    if made.signs:
        rows = [[sign.id, sign.label, sentence(sign.when, words)] for sign in made.signs]
        parts.append(markdown.table(["Sign", "Meaning", "When"], rows))
    return [*parts, *_band_sets(made)]


def _bands(made: Instrument) -> str:
    rows = [[_span(band.minimum, band.maximum), band.label] for band in made.bands]
    return markdown.table(["Total", "Band"], rows)


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _band_sets(made: Instrument) -> list[str]:
    return [
        f"By `{one.id}`: "
        + "; ".join(f"{_span(band.minimum, band.maximum)} {band.label}" for band in one.bands)
        + "."
        for one in made.band_sets
    ]


def _change(change: Change) -> list[str]:
    none = "no limit was found"
    reliable = none if change.reliable is None else f"{change.reliable} points or more"
    worse = none
    if change.deterioration is not None:
        worse = f"{change.deterioration} point{'s' if change.deterioration > 1 else ''} or more"
        worse += " (local policy)"
    relapse = change.relapse
    again = none if relapse is None else f"{relapse.words} (`{relapse.source}`)"
    said = f"{_response(change)} Reliable change: {reliable}. Deterioration flag: {worse}."
    said += f" Relapse, in somebody who had been well: {again}."
    if not change.remissions:
        return [said, "Remission: no limit was found."]
    table = markdown.table(
        ["Id", "Total", "Convention", "Source"],
        [[one.id, _limit(one), one.words, one.source] for one in change.remissions],
    )
    return [said, "Remission, the first unless another is named:", table]


def _response(change: Change) -> str:
    if change.response_percent is not None:
        partial = change.partial_percent
        also = "" if partial is None else f"; partial from {partial} %"
        return f"Response: at least {change.response_percent} % better{also}."
    if change.response_points is not None:
        return f"Response: at least {change.response_points} points better."
    if change.response_at_most is not None:
        return f"Response: a rating of at most {change.response_at_most}."
    return "Response: no limit was found."


def _limit(one: Remission) -> str:
    return f"at most {one.at_most}" if one.at_most is not None else f"at least {one.at_least}"


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
    total += f", screen {score.screened}" if score.screened else ""
    met = [sign.label for sign in made.signs if score.signs[sign.id].value == "met"]
    total += f"; {'; '.join(met)}" if met else ""
    return f"{total}; suicide item: {score.safety}" if made.safety_item else total
