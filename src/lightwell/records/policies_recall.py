"""Who sees whom to ask back, and who writes down what came of it.

- the list, and acting on a line: everybody who treats (it shows totals and checks)
- the auditor reads it

That a person may see this patient at all is decided by ``records.queries.patients`` before.
"""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Denied
from lightwell.records.policies import passes

RECALL_READERS = CLINICAL_ROLES | {Role.AUDITOR}


def check_can_read_recalls(by: Actor) -> None:
    """Staff who treat, and the auditor."""
    if not by.has(*RECALL_READERS):
        raise Denied("Only clinical staff see who is to be asked back.")


def check_can_recall(by: Actor) -> None:
    """Everybody who treats may ask a person back."""
    if not by.has(*CLINICAL_ROLES):
        raise Denied("Only clinical staff ask a patient back.")


def can_recall(by: Actor) -> bool:
    """True when `check_can_recall` would let the actor pass."""
    return passes(check_can_recall, by)
