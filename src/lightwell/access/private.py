"""Words that one person wrote for themselves, sealed with a key outside database and backup.

Said honestly: whoever holds both the database and the key file could read them; nobody who has
only one of the two can. The key is made with the first note, and never made anew once a note
rests on it: a lost key is put back, not replaced.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from lightwell.access.backup import keys
from lightwell.access.errors import InvalidInput, NotReady

NONCE_BYTES = 12
SAFE = "What was kept is safe."


@frozen
class Sealed:
    """Words that nobody reads without the key; ``check`` says which key, and not what it is."""

    check: str
    data: bytes = field(repr=False)


def seal(words: str, *, about: str, is_first: bool) -> Sealed:
    """Seal words; ``about`` binds them to their place, so that they open nowhere else.

    ``is_first`` says that no note rests on a key yet: only then may one be made. Raises
    ``NotReady`` when the key is missing.
    """
    if is_first:
        keys.make_file(_place())
    key = _key()
    nonce = secrets.token_bytes(NONCE_BYTES)
    data = nonce + AESGCM(key).encrypt(nonce, words.encode(), about.encode())
    return Sealed(_check(key), data)


def unseal(sealed: Sealed, *, about: str) -> str:
    """The words again. Raises ``NotReady`` when the key is missing or is another one."""
    key = _key()
    if _check(key) != sealed.check:
        raise NotReady(
            "The key of the private notes is not the one with which this was kept. Ask whoever "
            f"looks after this system to put the right one back. {SAFE}"
        )
    nonce, data = sealed.data[:NONCE_BYTES], sealed.data[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, data, about.encode()).decode()
    except InvalidTag:
        raise NotReady(
            "This private note was changed outside this software and cannot be read. Ask whoever "
            "looks after this system to look for it in a backup."
        ) from None


def _key() -> bytes:
    """The key in the key file; its place is not told to those who only write notes."""
    try:
        return keys.from_file(_place()).secret
    except InvalidInput:
        raise NotReady(
            "The key of the private notes is missing. Ask whoever looks after this system to put "
            f"it back (LIGHTWELL_NOTES_KEY_FILE). {SAFE}"
        ) from None


def _check(key: bytes) -> str:
    return hashlib.sha256(b"lightwell private notes" + key).hexdigest()[:16]


def _place() -> Path:
    return Path(settings.NOTES_KEY_FILE)
