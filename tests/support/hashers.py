"""Argon2 at its lowest cost: the same algorithm, without a second of work for every cast."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """For tests only."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
