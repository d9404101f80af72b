"""What the clock does to each of many: one that fails keeps none of the others waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

T = TypeVar("T")


def each(act: Callable[[T, datetime], int], of: Iterable[T], now: datetime) -> int:
    """Act on each; one that fails keeps none of the others waiting, and is reported at the end."""
    done, failures = 0, []
    for one in list(of):
        try:
            done += act(one, now)
        except Exception as failure:  # noqa: BLE001 - the others must not wait; raised below
            failures.append(failure)
    if failures:
        raise ExceptionGroup("The clock could not act on everything that is due.", failures)
    return done
