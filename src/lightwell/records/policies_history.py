"""Who may read, draft, verify and sign a person's history, and record a determination.

- read: the patient; clinical roles; the auditor
- draft, or change a draft: the patient; clinical roles
- take a draft back: the one who drafted it
- verify, correct, reject a treatment: prescriber, therapist, medical director
- verify, correct, reject a medicine or an allergy, sign the list: nurse, prescriber, director
- record a determination, see it otherwise: prescriber, medical director

The front desk sees no clinical content. That a person may see this patient at all is decided
by ``records.queries.patients``, before any of these.
"""

from __future__ import annotations

from collections.abc import Callable

from lightwell.access.actors import CLINICAL_ROLES, LICENSED_ROLES, Actor, Role
from lightwell.access.errors import Denied

READERS = CLINICAL_ROLES | {Role.AUDITOR}
DECIDERS = frozenset({Role.PRESCRIBER, Role.MEDICAL_DIRECTOR})
RECONCILERS = DECIDERS | {Role.NURSE}
VERIFIERS = {"treatment": LICENSED_ROLES, "medicine": RECONCILERS, "allergy": RECONCILERS}


def check_can_read_history(by: Actor) -> None:
    """Clinical content is read by those who treat, by the auditor, and by its patient."""
    if not (by.is_patient or by.has(*READERS)):
        raise Denied("Clinical content is for the people who treat this patient.")


def can_read_history(by: Actor) -> bool:
    return _allows(check_can_read_history, by)


def check_can_propose(by: Actor) -> None:
    """Anyone who treats, and the patient, may draft; a draft counts for nothing until verified."""
    if not (by.is_patient or by.has(*CLINICAL_ROLES)):
        raise Denied("Entries are drafted by the patient or by clinical staff.")


def can_propose(by: Actor) -> bool:
    return _allows(check_can_propose, by)


def check_can_verify(by: Actor, subject: str) -> None:
    """Verifying makes an entry count in rules and letters, so it takes a clinician."""
    entitled = VERIFIERS[subject]
    if not by.has(*entitled):
        raise Denied(f"To verify this takes one of these roles: {_words(entitled)}.")


def can_verify(by: Actor, subject: str) -> bool:
    return _allows(lambda actor: check_can_verify(actor, subject), by)


def check_can_reconcile(by: Actor) -> None:
    """Signing a whole list says that someone entitled went through it with the person."""
    if not by.has(*RECONCILERS):
        raise Denied(f"To sign this list takes one of these roles: {_words(RECONCILERS)}.")


def can_reconcile(by: Actor) -> bool:
    return _allows(check_can_reconcile, by)


def check_can_record_determination(by: Actor) -> None:
    """A recorded evaluation is part of a treatment decision: a prescriber's act."""
    if not by.has(*DECIDERS):
        raise Denied(f"To record this takes one of these roles: {_words(DECIDERS)}.")


def can_record_determination(by: Actor) -> bool:
    return _allows(check_can_record_determination, by)


def _allows(check: Callable[[Actor], None], by: Actor) -> bool:
    try:
        check(by)
    except Denied:
        return False
    return True


def _words(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(role.words for role in roles))
