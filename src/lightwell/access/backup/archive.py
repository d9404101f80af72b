"""The sealed container: a stream in AES-256-GCM chunks that shows every change made to it.

Layout: a magic line, a header line (format, kind of key, salt, key check), then chunks of
``length (4 bytes) + ciphertext``. The nonce is the chunk's number, so chunks cannot change
places; whether a chunk is the last is sealed with it, so that a cut end shows. Each archive
has a key of its own, so numbers never repeat under one key.
"""

from __future__ import annotations

import base64
import gzip
import hmac
import io
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lightwell.access.backup.keys import Key
from lightwell.access.errors import InvalidInput

MAGIC = b"LIGHTWELL BACKUP\n"
FORMAT = 1
CHUNK = 64 * 1024
LONGEST_HEADER = 1024
MORE, LAST = b"more", b"last"


class Sealer(io.RawIOBase):
    """Takes plain bytes and writes sealed chunks; closing it writes the last one."""

    def __init__(self, file: IO[bytes], key: Key) -> None:
        self._file = file
        self._pending = bytearray()
        self._number = 0
        salt = secrets.token_bytes(16)
        secret, check = key.derive(salt)
        self._cipher = AESGCM(secret)
        words = {"format": FORMAT, "key": key.kind, "salt": _text(salt), "check": _text(check)}
        self._header = json.dumps(words).encode() + b"\n"
        file.write(MAGIC + self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take bytes; full chunks are sealed and written at once."""
        self._pending += data
        while len(self._pending) > CHUNK:
            self._seal(bytes(self._pending[:CHUNK]), MORE)
            del self._pending[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Seal what is left as the last chunk: only a finished archive can be read."""
        self._seal(bytes(self._pending), LAST)

    def _seal(self, plain: bytes, position: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number), plain, self._header + position)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


class Opener(io.RawIOBase):
    """Gives back the plain bytes of an archive, each only after its chunk has been proven."""

    def __init__(self, file: IO[bytes], key: Key) -> None:
        self._file = file
        self._plain = b""
        self._number = 0
        self._ended = False
        self._header, self._cipher = _open_header(file, key)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; nothing only at the proven end. Raises ``InvalidInput``."""
        while not self._plain and not self._ended:
            self._plain = self._next_chunk()
        size = min(len(buffer), len(self._plain))
        buffer[:size], self._plain = self._plain[:size], self._plain[size:]
        return size

    def _next_chunk(self) -> bytes:
        length = int.from_bytes(self._file.read(4), "big")
        sealed = self._file.read(length) if length <= CHUNK + 16 else b""
        self._ended = not self._file.peek(1)  # type: ignore[attr-defined]  # buffered, always
        position = LAST if self._ended else MORE
        try:
            plain = self._cipher.decrypt(_nonce(self._number), sealed, self._header + position)
        except (InvalidTag, ValueError):
            raise _damaged() from None
        self._number += 1
        return plain


@contextmanager
def writing(file: IO[bytes], key: Key) -> Iterator[IO[str]]:
    """Text lines into a sealed archive; an error on the way leaves it unfinished."""
    sealer = Sealer(file, key)
    with gzip.open(sealer, "wt", compresslevel=6, encoding="utf-8", newline="\n") as lines:
        yield lines
    sealer.finish()


@contextmanager
def reading(path: Path, key: Key) -> Iterator[Iterator[str]]:
    """The text lines of a sealed archive. Raises ``InvalidInput``: damaged, cut, wrong key."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        plain = io.BufferedReader(Opener(file, key), CHUNK)
        with gzip.open(plain, "rt", encoding="utf-8", newline="\n") as lines:
            yield iter(lines)


def _open_header(file: IO[bytes], key: Key) -> tuple[bytes, AESGCM]:
    if file.read(len(MAGIC)) != MAGIC:
        raise InvalidInput("This file is not a Lightwell backup.")
    header = file.readline(LONGEST_HEADER)
    try:
        words = json.loads(header)
        made_by, kind = words["format"], words["key"]
        salt, check = (base64.b64decode(words[name]) for name in ("salt", "check"))
    except (ValueError, KeyError, TypeError):
        raise _damaged() from None
    if made_by != FORMAT:
        raise InvalidInput(
            f"This backup has format {made_by}; this version of Lightwell reads format {FORMAT}. "
            "Restore it with the version that made it."
        )
    if kind != key.kind:
        with_what = "--passphrase-file" if kind == "passphrase" else "the backup key file"
        raise InvalidInput(f"This backup was made with a {kind}: open it with {with_what}.")
    secret, expected = key.derive(salt)
    if not hmac.compare_digest(check, expected):
        raise InvalidInput(f"This is not the {kind} that this backup was made with.")
    return header, AESGCM(secret)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _damaged() -> InvalidInput:
    return InvalidInput(
        "This backup is damaged or cut off. Nothing was restored; use another copy."
    )
