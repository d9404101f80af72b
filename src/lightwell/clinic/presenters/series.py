"""A proposed series as a list: each session with its place and its wishes; or why not."""

from __future__ import annotations

from attrs import frozen

from lightwell.clinic.presenters.courses import chair_words, place_words, span_words
from lightwell.diary.queries.appointments import Booked
from lightwell.diary.queries.series import SeriesProposal, possible
from lightwell.records.queries.courses import CourseView
from lightwell.scheduler import NoProposal, Placed, Proposal, Wish

WORDS = {
    Wish.WEEKDAY: "the weekday",
    Wish.CLOCK: "the time",
    Wish.SAME_NURSE: "the same nurse",
}


@frozen(kw_only=True)
class PlaceLine:
    """One session of the proposal."""

    number: int
    when: str
    chair: str
    nurse: str
    therapist: str
    status: str
    tone: str
    before: str
    kept: str
    missed: str


def lines(found: SeriesProposal) -> list[PlaceLine]:
    """Every session of the proposal, by number."""
    if not isinstance(found.answer, Proposal):
        return []
    return [_line(found, one) for one in found.answer.placed]


@frozen(kw_only=True)
class MoveLine:
    """One session before and after: where it was, where it would be."""

    number: int
    before: str
    after: str
    chair: str
    nurse: str
    status: str
    tone: str


def moves(found: SeriesProposal, left: Booked) -> list[MoveLine]:
    """The session that finds a new time, and each that follows it."""
    if found.leaving is None:
        return []
    return [
        MoveLine(
            number=one.number,
            before=place_words(left)
            if one.number == found.leaving.number
            else one.before or (one.when if one.status == "Stays" else "No time yet"),
            after=one.when,
            chair=one.chair,
            nurse=f"{one.nurse}, with {one.therapist}" if one.therapist else one.nurse,
            status="Moves" if one.number == found.leaving.number else one.status,
            tone="waiting" if one.number == found.leaving.number else one.tone,
        )
        for one in lines(found)
    ]


def choices(course: CourseView) -> list[tuple[int, str]]:
    """The locations to choose from, that of the course first."""
    return [(one.pk, one.name) for one in possible(course)[0]]


def refusal(found: SeriesProposal) -> list[str]:
    """Why there is no proposal, sentence by sentence; empty where there is one."""
    if not isinstance(found.answer, NoProposal):
        return []
    return [one.words for one in found.answer.reasons]


def kept_words(found: SeriesProposal) -> str:
    """How many of the wishes the proposal keeps."""
    placed = found.answer.placed if isinstance(found.answer, Proposal) else ()
    kept = sum(len(one.kept & WORDS.keys()) for one in placed)
    wished = kept + sum(len(one.missed & WORDS.keys()) for one in placed)
    if not wished:
        return "No wish was given."
    return f"{kept} of {wished} wishes are kept." if kept < wished else "Every wish is kept."


def _line(found: SeriesProposal, one: Placed) -> PlaceLine:
    before, chair = found.now.get(one.number), found.chairs[one.chair]
    status, tone = ("New", "calm")
    if before is not None:
        is_same = one.number not in found.changes
        status, tone = ("Stays", "outline") if is_same else ("Moves", "waiting")
    return PlaceLine(
        number=one.number,
        when=span_words(one.starts_at, one.ends_at, chair.location.timezone),
        chair=chair_words(chair.words, chair.location, found.course.location),
        nurse=found.people[one.nurse],
        therapist=found.people[one.therapist] if one.therapist is not None else "",
        status=status,
        tone=tone,
        before=place_words(before) if before is not None and status == "Moves" else "",
        kept=_listed(one.kept),
        missed=_listed(one.missed),
    )


def _listed(wishes: frozenset[Wish]) -> str:
    return ", ".join(WORDS[one] for one in WORDS if one in wishes)
