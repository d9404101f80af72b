"""The stagings of treatment resistance: rungs and points, and their worked examples."""

from __future__ import annotations

from collections.abc import Iterator

from lightwell.clinical import case_from_dict, staging
from lightwell.clinical.library import library
from lightwell.clinical.prose import outline
from lightwell.clinical.stagingfile import Item, Rung, Staging
from tools.reference import markdown


def page() -> str:
    """Every staging in the library."""
    return markdown.page(
        "Stagings of treatment resistance",
        (
            "The stagings judge each trial by the same engine as the definitions. What is not "
            "known gives a range, from what is sure to what is possible, and the answer names "
            "what is missing; a stage is never taken from what is only sure."
        ),
        *(part for one in library().stagings.values() for part in _staging(one)),
    )


def _staging(one: Staging) -> Iterator[str]:
    words = library().dictionary
    yield f"## {one.title} (`{one.id}`)"
    yield markdown.about(one.header)
    yield "\n".join(["Taken for granted:", "", *(f"- {line}" for line in one.assumes)])
    yield "\n".join(["**A trial counts when:**", "", *outline(one.where, words)])
    if one.rungs:
        yield markdown.table(
            ["Stage", "When", "Above", "Weeks"], [_rung(rung) for rung in one.rungs]
        )
    else:
        rows = [row for item in one.items for row in _item(item)]
        yield markdown.table(["Part", "Number", "Points"], rows)
    if one.bands:
        rows = [[band.label, f"{band.minimum} to {band.maximum}"] for band in one.bands]
        yield markdown.table(["Band", "Total"], rows)
    yield "### Worked examples"
    yield markdown.table(
        ["Example", "Answer"],
        [
            [example.title, staging(case_from_dict(example.case))[one.id].words]
            for example in one.examples
        ],
    )


def _rung(rung: Rung) -> list[str]:
    weeks = f"{rung.weeks[0]} to {rung.weeks[1]}" if rung.weeks else ""
    return [f"**{rung.stage}**", rung.title, rung.above, weeks]


def _item(item: Item) -> Iterator[list[str]]:
    if item.each is not None:
        yield [item.title, "each", f"{item.each:g}"]
    for start, points in item.steps:
        yield [item.title, f"from {start:g}", f"{points:g}"]
