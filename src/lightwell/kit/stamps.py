"""What a page was made from: whose record, which version, and one key per opened page."""

from __future__ import annotations

import secrets
from typing import Self

import attrs
from django.core import signing

_SALT = "lightwell.kit.page-stamp"


@attrs.frozen
class PageStamp:
    """Carried by every clinical form, so that a stale page or another patient's saves nothing.

    ``patient`` is the record's public id (empty where there is none), ``version`` the version
    of what the page shows, ``key`` makes a repeated submission one act.
    """

    patient: str
    version: str
    key: str

    @classmethod
    def issue(cls, *, patient: str = "", version: str | int = "") -> Self:
        """A stamp for a page that is being shown now."""
        return cls(str(patient), str(version), secrets.token_urlsafe(16))

    def signed(self) -> str:
        """The text of the hidden field; it cannot be altered without being noticed."""
        return signing.dumps([self.patient, self.version, self.key], salt=_SALT)

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads a signed stamp; raises ``signing.BadSignature`` when it was altered."""
        patient, version, key = signing.loads(text, salt=_SALT)
        return cls(patient, version, key)
