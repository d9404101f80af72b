"""Who writes and reads messages about a person, between therapist and prescriber.

- read: the person; clinical roles and the auditor; an outside therapist whose release names it
- write: prescriber, medical director; a therapist who is linked to the person, of the house or
  outside under a release that names it

That a person may see this patient at all is decided by ``records.queries.patients`` and
``records.queries.shared``, before any of these.
"""

from __future__ import annotations

from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Denied
from lightwell.records.policies import passes
from lightwell.records.policies_history import DECIDERS, READERS


def check_can_read_messages(by: Actor) -> None:
    """The thread is a part of the record, so its readers are those of the record."""
    if not (by.is_patient or by.is_outside or by.has(*READERS)):
        raise Denied("Messages about a person are for those who treat them.")


def can_read_messages(by: Actor) -> bool:
    """True when `check_can_read_messages` would let the actor pass."""
    return passes(check_can_read_messages, by)


def check_can_write_message(by: Actor, *, is_linked: bool) -> None:
    """Those who decide about the course, and the therapist who works with the person."""
    is_therapist = by.is_outside or by.has(Role.THERAPIST)
    if not (by.has(*DECIDERS) or (is_therapist and is_linked)):
        raise Denied(
            "Messages are written by a prescriber or a medical director, and by the therapist who "
            "is linked to this person."
        )


def can_write_message(by: Actor, *, is_linked: bool) -> bool:
    """True when `check_can_write_message` would let the actor pass."""
    return passes(check_can_write_message, by, is_linked=is_linked)
