"""Random names for people to read aloud and for addresses; none carries a sequence."""

from __future__ import annotations

import hashlib
import secrets

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: nothing that looks or sounds alike on the telephone.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"


def readable(length: int = 8) -> str:
    """A random reference such as ``K7QM-3XTA`` (23⁸ ≈ 78 thousand million)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return f"{letters[: length // 2]}-{letters[length // 2 :]}"


def token() -> str:
    """An unguessable token for a link (256 bits)."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token, so that a stolen table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
