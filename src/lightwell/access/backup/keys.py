"""What opens a backup: the clinic's key file, or a passphrase. Neither is ever in the archive."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from attrs import field, frozen
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lightwell.access.errors import InvalidInput

KEY_BYTES = 32
SHORTEST_PASSPHRASE = 20


@frozen
class Key:
    """A secret that opens archives, and of which kind it is ("file" or "passphrase")."""

    kind: str
    secret: bytes = field(repr=False)

    def derive(self, salt: bytes) -> tuple[bytes, bytes]:
        """The key of one archive, and a check by which a wrong key is told from damage."""
        secret = self.secret
        if self.kind == "passphrase":
            secret = Scrypt(salt=salt, length=KEY_BYTES, n=2**17, r=8, p=1).derive(secret)
        both = HKDF(hashes.SHA256(), 2 * KEY_BYTES, salt, b"lightwell backup 1").derive(secret)
        return both[:KEY_BYTES], both[KEY_BYTES:]


def from_file(path: Path) -> Key:
    """The key in a key file. Raises ``InvalidInput`` when it is missing or is none."""
    try:
        secret = base64.urlsafe_b64decode(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise InvalidInput(
            f"There is no backup key at {path}. Put the clinic's backup key there, or name its "
            "place in LIGHTWELL_BACKUP_KEY_FILE."
        ) from None
    except (OSError, ValueError, binascii.Error):
        raise InvalidInput(f"{path} cannot be read as a backup key.") from None
    if len(secret) != KEY_BYTES:
        raise InvalidInput(f"{path} is not a backup key.")
    return Key("file", secret)


def make_file(path: Path) -> bool:
    """Make the key file, readable by its owner only; false when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(file, "wb") as key:
        key.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        key.flush()
        os.fsync(key.fileno())
    return True


def from_passphrase_file(path: Path) -> Key:
    """The passphrase in the first line of a file."""
    try:
        words = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"{path} cannot be read as a passphrase file.") from None
    passphrase = words[0].strip() if words else ""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InvalidInput(
            f"The passphrase in {path} is too short: use at least {SHORTEST_PASSPHRASE} characters."
        )
    return Key("passphrase", passphrase.encode())
