"""Evidence numbers as groups of a hundred people: what a picture beside a sentence shows.

Wanted outcomes and harms are told in the same form, and a group stands beside the one that the
same study compared it with, never beside another study's.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from .evidencefile import SHARE, EvidenceNumber

HUNDRED = 100
# Those with the outcome, and the others, in plain words.
WORDS = {
    "response": ("got better by half", "did not"),
    "remission": ("had few or no signs left", "had more"),
    "still_well": ("were still well", "were not"),
    "relapse": ("fell ill again", "did not"),
    "worsening": ("told of {means}", "did not"),
    "side_effect": ("told of {means}", "did not"),
    "misuse": ("were about misuse", "were not"),
    "death": ("died", "did not"),
}


@frozen
class Counted:
    """One group of a hundred: who they are and when, how many had the outcome, in words."""

    given: str
    when: str
    count: int
    did: str
    did_not: str

    @property
    def words(self) -> str:
        """The count as a sentence begins with it: "54 of 100 got better by half"."""
        return f"{self.count} of {HUNDRED} {self.did}"

    @property
    def others(self) -> str:
        """The rest of the hundred: "46 did not"."""
        return f"{HUNDRED - self.count} {self.did_not}"


def counted(number: EvidenceNumber) -> tuple[Counted, ...]:
    """The group of a number, and the one that it was compared with.

    Nothing for a difference in points, and nothing for a share that is told of 1,000: a picture
    of a hundred would show nothing of it.
    """
    if number.measure != SHARE or number.per != HUNDRED:
        return ()
    did, did_not = WORDS[number.outcome]
    did = did.format(means=number.means)
    arms = [(number.arm.words, number.value)]
    if number.against is not None and number.against_value is not None:
        arms.append((number.against.words, number.against_value))
    return tuple(
        Counted(words[:1].upper() + words[1:], number.time_span, count, did, did_not)
        for words, count in arms
    )


def counted_by_study(numbers: Iterable[EvidenceNumber]) -> tuple[tuple[Counted, ...], ...]:
    """A row for each study, in the order of first use."""
    rows: dict[str, tuple[Counted, ...]] = {}
    for one in numbers:
        rows[one.study] = rows.get(one.study, ()) + counted(one)
    return tuple(row for row in rows.values() if row)
