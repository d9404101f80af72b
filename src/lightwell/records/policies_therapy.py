"""Who releases, invites, links and unlinks; who writes of therapy sessions; who reads what.

- sign a release: the patient of age; record a signed paper: nurse, prescriber, medical director
- end a release: the patient at any time; clinical roles when they were told
- invite an outside therapist, link and unlink one: nurse, prescriber, medical director
- read records of therapy sessions: the patient's staff who read the record
- write one: prescriber, therapist, medical director; an outside therapist for a person of theirs
- correct one: its author; withdraw one: its author, or a prescriber or medical director
- keep and read private notes: each therapist their own, and nobody else

Whether an outside therapist may see this patient at all is decided by
``records.queries.shared`` on every request, before any of these.
"""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, LICENSED_ROLES, Actor, Role
from lightwell.access.errors import Conflict, Denied
from lightwell.records.models import TherapyRecord
from lightwell.records.policies import passes
from lightwell.records.policies_history import DECIDERS

INVITERS = DECIDERS | {Role.NURSE}


def check_can_sign_release(by: Actor) -> None:
    """A person signs their own release; staff record one that was signed on paper."""
    if not (by.is_patient or by.has(*INVITERS)):
        raise Denied(f"To record a release takes one of these roles: {_words(INVITERS)}.")


def can_sign_release(by: Actor) -> bool:
    """True when `check_can_sign_release` would let the actor pass."""
    return passes(check_can_sign_release, by)


def check_is_fit_to_release(is_in_session: bool) -> None:
    """Nobody agrees to anything during a session or in the hours after it (R-41)."""
    if is_in_session:
        raise Conflict(
            "This person had ketamine today, or has it now. A release is signed on another day. "
            "Nothing was saved."
        )


def check_can_end_release(by: Actor) -> None:
    """A person takes their own release back; whoever treats them records that they did."""
    if not (by.is_patient or by.has(*CLINICAL_ROLES)):
        raise Denied("A release is ended by the person, or by staff who treat them.")


def can_end_release(by: Actor) -> bool:
    """True when `check_can_end_release` would let the actor pass."""
    return passes(check_can_end_release, by)


def check_can_link(by: Actor) -> None:
    """Those who run the course say which therapist works with the person."""
    if not by.has(*INVITERS):
        raise Denied(f"To do this takes one of these roles: {_words(INVITERS)}.")


def can_link(by: Actor) -> bool:
    """True when `check_can_link` would let the actor pass."""
    return passes(check_can_link, by)


def check_can_write_therapy(by: Actor) -> None:
    """A therapy session is written down by whoever held it."""
    if not (by.is_outside or by.has(*LICENSED_ROLES)):
        raise Denied(f"To write this takes one of these roles: {_words(LICENSED_ROLES)}.")


def can_write_therapy(by: Actor) -> bool:
    """True when `check_can_write_therapy` would let the actor pass."""
    return passes(check_can_write_therapy, by)


def check_can_correct_therapy(by: Actor, first: TherapyRecord) -> None:
    """Only who held a session can say what was said in it."""
    check_can_write_therapy(by)
    if first.by_id != by.user_id:
        raise Denied("Only the person who wrote this record corrects it.")


def can_correct_therapy(by: Actor, first: TherapyRecord) -> bool:
    """True when `check_can_correct_therapy` would let the actor pass."""
    return passes(check_can_correct_therapy, by, first)


def check_can_withdraw_therapy(by: Actor, first: TherapyRecord) -> None:
    """A record about the wrong person is withdrawn by its author, or by who runs the course."""
    if first.by_id != by.user_id and not by.has(*DECIDERS):
        raise Denied("Only its author, a prescriber or a medical director withdraws this record.")


def can_withdraw_therapy(by: Actor, first: TherapyRecord) -> bool:
    """True when `check_can_withdraw_therapy` would let the actor pass."""
    return passes(check_can_withdraw_therapy, by, first)


def check_can_keep_private_notes(by: Actor) -> None:
    """Process notes are a therapist's own, inside the house or outside."""
    if not (by.is_outside or by.has(*LICENSED_ROLES)):
        raise Denied("Private notes are for the people who do the therapy.")


def can_keep_private_notes(by: Actor) -> bool:
    """True when `check_can_keep_private_notes` would let the actor pass."""
    return passes(check_can_keep_private_notes, by)


def _words(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(role.words for role in roles))
