"""Programmes with their version, status and sources, and what the location made of each."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from django.urls import reverse
from django.utils.timezone import localdate

from lightwell.kit.dates import staff_date
from lightwell.kit.lists import Column, SummaryRow, Table, Task
from lightwell.records.planning import limits_of
from lightwell.records.queries.adoptions import AdoptionState

NOT_KEPT = (
    "The content is not the one that was adopted. What was adopted then was not kept, so the "
    "differences cannot be shown: read the whole programme."
)


@frozen(kw_only=True)
class ShownProgramme:
    """One programme as its page shows it."""

    title: str
    purpose: str
    facts: list[SummaryRow]
    dose: str
    limits: list[str]
    observe: list[str]
    reviews: list[str]
    sources: list[str]
    changes_title: str
    changes: list[str]
    acts: Table | None


def tasks(states: list[AdoptionState]) -> list[Task]:
    """Every programme and whether it is adopted here."""
    return [
        Task(
            text=one.programme.title,
            status=state_words(one),
            tone="calm" if one.is_adopted else "waiting",
            url=reverse("clinic:programme", args=[one.programme.id]),
            hint=f"Version {one.programme.header.version}, {one.programme.status}",
        )
        for one in states
    ]


def beginnings(states: Sequence[AdoptionState]) -> list[tuple[str, str]]:
    """Each programme that a course can follow here, once for each way that it can begin with.

    Where it opens with a phase without a drug, a course begins with that or goes to the doses.
    """
    found = []
    for made in (one.programme for one in states if not one.why_no_course()):
        ways = [dose for dose in made.doses if made.series_of(dose.id) is not None]
        opening = made.phases[0]
        led_to = {one.to for one in opening.exits} if not opening.dose else set()
        for way in ways:
            value = made.id if way == made.dose else f"{made.id}:{way.id}"
            words = made.title if len(ways) == 1 else f"{made.title}: {way.words}"
            series = made.series_of(way.id)
            if series is not None and series.id in led_to:
                first = f"{words}. First: {opening.title[:1].lower()}{opening.title[1:]}"
                found.append((f"{made.id}:{way.id}:{opening.id}", first))
                words = f"{words}. Straight to the doses"
            found.append((value, words))
    return found


def state_words(state: AdoptionState) -> str:
    """Where a programme stands here, in a few words."""
    last = state.standing
    if last is None:
        return "Not adopted"
    if last.act == "adopted" and not state.is_adopted:
        return f"Version {last.version} adopted, not this one"
    return last.words


def shown(state: AdoptionState) -> ShownProgramme:
    """Everything that a medical director stands for when they adopt it."""
    made, header = state.programme, state.programme.header
    return ShownProgramme(
        title=made.title,
        purpose=header.purpose,
        facts=[
            SummaryRow(key="Version", value=header.version),
            SummaryRow(key="Status", value=made.status.capitalize()),
            SummaryRow(key="Content", value=header.content_hash[:12]),
            SummaryRow(key="Provenance", value=header.note),
            SummaryRow(key="Here", value=state_words(state)),
        ],
        dose=" ".join(one.meaning for one in made.doses),
        limits=[f"{one.words}: {words}" for one in made.doses for words in limits_of(one)]
        if len(made.doses) > 1
        else limits_of(made.dose),
        observe=[line.words[:1].upper() + line.words[1:] for line in made.observe],
        reviews=[f"After session {one.after_session}: {one.asks}" for one in made.reviews],
        sources=[one.citation for one in header.sources],
        changes_title=_changes_title(state),
        changes=_changes(state),
        acts=_acts(state),
    )


def _changes_title(state: AdoptionState) -> str:
    last = state.last_adopted
    return f"What changed since version {last.version} was adopted here" if last else ""


def _changes(state: AdoptionState) -> list[str]:
    """What differs from the version that was adopted here last, for who is to adopt this one."""
    told = state.changed_since
    if told is None:
        return [NOT_KEPT]
    return [line[:1].upper() + line[1:] for line in told]


def band(state: AdoptionState) -> str:
    """What a demonstration says where a live clinic would hold; empty when it is adopted."""
    if state.is_live or state.is_adopted:
        return ""
    return (
        f"{state.programme.title}, version {state.programme.header.version}, is not adopted here. "
        "In a live clinic nothing is signed or started from it."
    )


def _acts(state: AdoptionState) -> Table | None:
    if not state.acts:
        return None
    return Table(
        caption=f"{len(state.acts)} recorded, newest first",
        columns=[Column(text=text) for text in ("What", "Version", "Content", "By", "Reason")],
        rows=[
            (
                one.words,
                one.version,
                one.content_hash[:12],
                f"{one.by_name}, {staff_date(localdate(one.at))}",
                one.reason or "None needed",
            )
            for one in state.acts
        ],
    )
