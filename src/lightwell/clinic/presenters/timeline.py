"""Every treatment ever tried on one line of time: kinds together, overlaps and lost effect said.

What is only drafted is drawn like the rest and named as drafted; what has no date is listed under
the picture instead of being guessed into it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

from attrs import frozen
from django.utils.safestring import SafeString

from lightwell.clinic.presenters.history import ENDED, name_of
from lightwell.kit.dates import PartialDate
from lightwell.kit.spans import Span, timeline
from lightwell.records.entries import Line


@frozen
class Timeline:
    """The picture with what it says in words: together, lost effect, and what has no date."""

    svg: SafeString
    sentence: str
    together: tuple[str, ...]
    undated: tuple[str, ...]


@frozen
class _Treatment:
    """One treatment as a row of the picture."""

    uid: UUID
    number: str
    content: Mapping[str, Any]
    span: Span

    @property
    def name(self) -> str:
        return f"{self.number}. {name_of(self.content).generic}"


def of(lines: Iterable[Line], numbers: Mapping[UUID, str], today: dt.date) -> Timeline:
    """The whole history as one picture and its words, in the order in which treatments began."""
    found = [_treatment(line, numbers[line.uid]) for line in lines]
    dated = sorted((one for one in found if one.span.is_dated), key=_begins)
    undated = tuple(one.name for one in found if not one.span.is_dated)
    sentence = _sentence(dated)
    return Timeline(
        svg=timeline([one.span for one in dated], today=today, sentence=sentence),
        sentence=sentence,
        together=tuple(_together(found, today)),
        undated=undated,
    )


def _treatment(line: Line, number: str) -> _Treatment:
    version = line.standing or line.latest
    content = version.content
    ended = str(content.get("stopped_for") or "")
    is_ongoing = ended == "ongoing"
    drafted = "" if line.standing else " (drafted)"
    end = "lost its effect" if content.get("lost_effect") == "yes" else _end(ended)
    return _Treatment(
        uid=line.uid,
        number=number,
        content=content,
        span=Span(
            label=f"{number}. {name_of(content).generic}{drafted}",
            start=PartialDate.parse(str(content.get("start") or "unknown")),
            stop=PartialDate.parse(str(content.get("stop") or "unknown")),
            is_ongoing=is_ongoing,
            ended=end,
        ),
    )


def _end(ended: str) -> str:
    """Why it ended, as the end of a row: "did not help enough"."""
    return ENDED[ended].lower() if ended in ENDED else ""


def _begins(one: _Treatment) -> tuple[dt.date, str]:
    return one.span.start.earliest or one.span.stop.earliest or dt.date.max, one.number


def _sentence(dated: Sequence[_Treatment]) -> str:
    number = len(dated)
    if not number:
        return "No treatment has a date yet."
    noun = "treatment" if number == 1 else "treatments"
    first = dated[0].span.start
    since = f" since {first.words}" if first.earliest else ""
    return f"{number} {noun} with dates{since}, to today."


def _together(found: Sequence[_Treatment], today: dt.date) -> Iterable[str]:
    """What was added to what by its record, then what surely ran together by its dates."""
    by_uid = {one.uid: one for one in found}
    added = set()
    for one in found:
        base = by_uid.get(UUID(one.content["augments"])) if one.content.get("augments") else None
        if base is not None:
            added.add(frozenset((one.uid, base.uid)))
            yield f"{one.name} was added to {base.name}."
    for one, other in combinations(found, 2):
        pair = frozenset((one.uid, other.uid))
        if pair not in added and one.span.surely_overlaps(other.span, today):
            yield f"{one.name} and {other.name} were taken or done at the same time."
