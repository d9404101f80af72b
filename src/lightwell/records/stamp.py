"""The page stamp: every clinical form carries the patient and the version it was made from.

Two patients never mix: a form made for one patient and sent for another saves nothing.
"""

from __future__ import annotations

from django.core import signing

from lightwell.access.errors import Conflict

SALT = "lightwell.page-stamp"


def make(*, patient: object, subject: str, version: int | str) -> str:
    """A signed stamp for a hidden form field."""
    return signing.dumps([str(patient), subject, str(version)], salt=SALT)


def check(stamp: str, *, patient: object, subject: str) -> str:
    """The version that the page was made from.

    Raises ``Conflict`` when the stamp is missing, altered, or was made for another patient or
    another subject; nothing has been saved then.
    """
    try:
        made_for, made_of, version = signing.loads(stamp, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise Conflict("This page was damaged on its way. Nothing was saved. Open it again.") from None
    if made_for != str(patient) or made_of != subject:
        raise Conflict("This page was made for another patient. Nothing was saved. Open it again.")
    return str(version)
