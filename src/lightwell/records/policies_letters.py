"""Who signs a letter that leaves the record: a prescriber or the medical director.

That a person may see this patient at all is decided by ``records.queries.patients`` before.
"""

from __future__ import annotations

from lightwell.access.actors import Actor
from lightwell.access.errors import Denied
from lightwell.records.policies import passes
from lightwell.records.policies_history import DECIDERS


def check_can_write_letter(by: Actor) -> None:
    """A letter speaks for the treatment, so it takes somebody who answers for it."""
    if not by.has(*DECIDERS):
        raise Denied("To sign a letter takes a prescriber or a medical director.")


def can_write_letter(by: Actor) -> bool:
    return passes(check_can_write_letter, by)
