"""What time it is for an act: the machine's clock, or a scenario's own in a demonstration.

Replaying a fictional person's months needs acts that are dated in the past. Only code inside
``at()`` sees another time, and ``at()`` refuses outside a demonstration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

from lightwell.access.errors import Denied
from lightwell.access.models import Organisation

_replayed: ContextVar[datetime | None] = ContextVar("replayed", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _replayed.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Act at another moment; only in the database of a demonstration."""
    if not Organisation.objects.filter(is_demo=True).exists():
        raise Denied("Only a demonstration has a clock of its own.")
    token = _replayed.set(moment)
    try:
        yield
    finally:
        _replayed.reset(token)
