"""Reminders on the recorded values of a session, and who has seen them."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen

import lightwell.clinical as lw
from lightwell.records.models import SessionEntry
from lightwell.records.session_state import EntryView, SessionView

# How long a reminder that somebody saw stays quiet, and after how long an unseen urgent one is
# told to a second person. Provenance: local policy (CDR 8).
QUIET = {
    "high": timedelta(minutes=2),
    "medium": timedelta(minutes=10),
    "low": timedelta(minutes=10),
}
SECOND_PERSON_AFTER = timedelta(seconds=60)


@frozen
class ShownFlag:
    """One reminder and who saw it. Having seen it resolves nothing: it stays until a value does."""

    flag: lw.Flag
    seen: EntryView | None
    now: datetime

    @property
    def name(self) -> str:
        """What `acknowledge` is told."""
        return self.flag.title

    @property
    def is_quiet(self) -> bool:
        """Whether it was seen a short time ago."""
        return self.seen is not None and self.now < self.seen.at + QUIET[self.flag.priority]

    @property
    def needs_second_person(self) -> bool:
        """Whether an urgent reminder has stood unseen for too long."""
        is_urgent = self.flag.priority == "high" and self.seen is None
        return is_urgent and self.now - self.flag.since > SECOND_PERSON_AFTER


@frozen
class SessionFlags:
    """What the standing readings raise now, the most urgent first, and what is undecided."""

    flags: tuple[ShownFlag, ...]
    undecided: tuple[str, ...]


def flags(view: SessionView, now: datetime) -> SessionFlags:
    """The reminders of a session at this moment, each with whoever saw it."""
    rows = [one for one in view.readings if one.at <= now]
    found = lw.flags_on(rows, baseline=view.baseline, now=now, form=view.way.form)
    seen = view.all_of(SessionEntry.Kind.ACKNOWLEDGE)
    shown = tuple(ShownFlag(one, _seen(one, seen), now) for one in found.flags)
    return SessionFlags(shown, found.undecided)


def _seen(flag: lw.Flag, seen: tuple[EntryView, ...]) -> EntryView | None:
    """Who saw this reminder last, at this priority and since it has stood unbroken."""
    for one in reversed(seen):
        if (one.values["flag"], one.worked_out["priority"]) != (flag.title, flag.priority):
            continue
        if one.worked_out["since"] == flag.since.isoformat():
            return one
    return None
