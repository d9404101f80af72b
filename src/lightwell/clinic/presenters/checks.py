"""Checks of long-term safety on the page of a course: done, due or never recorded, and why."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

import lightwell.clinical as lw

FOUND = {"nothing_found": "Nothing found", "something_found": "Something found"}
STATES = {
    "done": ("Done", "calm"),
    "due": ("Due", "waiting"),
    "never_done": ("Never recorded", "waiting"),
    "not_yet": ("Not due yet", "outline"),
    "not_meant": ("Not for this person", "outline"),
}
# One that was done before it was known that it is not meant: what it found still stands.
NO_LONGER = ("Not needed now", "outline")


@frozen(kw_only=True)
class Row:
    """One check with its state in a word, its numbers, and what it holds."""

    title: str
    state: str
    tone: str
    found: str
    words: str
    holds: str
    ask: str


def rows(states: Sequence[lw.CheckState]) -> list[Row]:
    """Every check of the way of giving: what is due first."""
    found = sorted(states, key=lambda one: not one.is_due)
    return [_row(one) for one in found]


def _row(one: lw.CheckState) -> Row:
    is_meant = one.state != "not_meant"
    state, tone = STATES[one.state] if is_meant or one.last is None else NO_LONGER
    missing = "Not known" if is_meant else "Not needed"
    holds = "Holds the next session" if one.check.holds and one.is_due else ""
    return Row(
        title=one.check.title,
        state=state,
        tone="care" if holds else tone,
        found=FOUND[one.last.found] if one.last is not None else missing,
        words=f"{one.words[:1].upper()}{one.words[1:]}",
        holds=holds,
        ask=one.check.ask if is_meant else "Nothing to do",
    )
