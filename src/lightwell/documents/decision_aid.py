"""The decision aid on two pages: two or three options side by side, walked through together.

Nothing is ranked and nothing is ticked before the person ticks it. Numbers of different studies
stand in rows of their own: they are no head-to-head test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import InvalidInput
from lightwell.documents.pdf import Paper, heading, lay_out
from lightwell.records.queries import options as queries

if TYPE_CHECKING:
    from lightwell.access.models import Location
    from lightwell.records.models import Patient

FEWEST, MOST = 2, 3
MATTERS = (
    "That it works well",
    "How it is given",
    "Side effects",
    "Work and driving",
    "How soon it helps, and for how long",
    "What it costs",
)
UNDERSTOOD = (
    "None of these options helps everyone. How many of 100 did each help in the studies shown?",
    "Which of these options are approved for depression, and which are off-label?",
    "What would we do next if the first choice does not help?",
)


@frozen
class Column:
    """One option as the sheet tells it."""

    title: str
    cells: tuple[str, ...]
    figures: tuple[tuple[lw.Counted, ...], ...]
    no_evidence: str
    sources: str


def aid(by: Actor, patient: Patient, picked: Sequence[str], location: Location) -> Paper:
    """The sheet about the options with these numbers of the fixed order.

    Raises InvalidInput for fewer than two, more than three, or one that is not known.
    """
    view = queries.options(by, patient, location.region)
    known = {str(number): one for number, one in enumerate(view.found.options, start=1)}
    names = list(dict.fromkeys(picked))
    if unknown := [name for name in names if name not in known]:
        raise InvalidInput(f"There is no option {unknown[0]!r}. Go back and tick options there.")
    if not FEWEST <= len(names) <= MOST:
        raise InvalidInput(f"Tick {FEWEST} or {MOST} options for one sheet: {len(names)} ticked.")
    head = heading(
        title="Options side by side",
        version="Decision aid",
        patient=patient,
        location=location,
        by=by,
    )
    columns = tuple(_column(known[name]) for name in names)
    return lay_out("decision_aid.html", head, context(columns, view), "decision-aid.pdf")


def context(columns: tuple[Column, ...], view: queries.OptionsView) -> dict[str, Any]:
    """Everything that the sheet shows."""
    heads = ("How it is given", "How soon", "What it asks of you", "Approved?", "Not known yet")
    return {
        "columns": columns,
        "rows": [(head, [one.cells[at] for one in columns]) for at, head in enumerate(heads)],
        "matters": MATTERS,
        "understood": UNDERSTOOD,
        "goals": view.goals.value if view.goals else None,
        "leaning": view.leaning.value if view.leaning else None,
    }


def _column(one: lw.OptionFound) -> Column:
    option = one.option
    asked = len(one.unknown)
    left = f"{asked} to find out first" if asked else "Nothing that is encoded"
    shown = _shown(option.evidence)
    cited = dict.fromkeys(source.citation for each in shown for source in each.sources)
    return Column(
        title=option.title,
        cells=(option.how_given, option.time_to_effect, option.burden, option.status, left),
        figures=tuple(lw.counted(each) for each in shown),
        no_evidence=option.no_evidence,
        sources="; ".join(cited),
    )


def _shown(evidence: Sequence[lw.EvidenceNumber]) -> list[lw.EvidenceNumber]:
    """The first wanted outcome and the first harm that can be drawn; the rest is on the screen."""
    drawn = [one for one in evidence if lw.counted(one)]
    firsts = [
        next((one for one in drawn if one.direction == way), None) for way in ("good", "harm")
    ]
    return [one for one in firsts if one is not None]
