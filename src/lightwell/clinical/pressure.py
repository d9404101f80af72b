"""The blood pressure before a start: what holds, what clears, and who has to sign.

A value above a limit holds the start. Two rechecks, each 5 to 10 minutes after the reading before
it, clear it when both are within the limits; otherwise the prescriber decides with a reason, and
from the sign-off limit on the senior. A missing, one-sided or old pressure is unknown and holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from .errors import InvalidInput
from .flagrules import BeforeStart
from .library import library
from .readings import Reading, in_order, minutes_between

REGIONS = ("us", "eu")


@frozen(kw_only=True)
class PressureBeforeStart:
    """Four claims about the pressure before the start; ``None`` is unknown and holds."""

    measured: bool | None
    rechecked: bool | None
    within_limits: bool | None
    below_sign_off: bool | None


UNKNOWN_PRESSURE = PressureBeforeStart(
    measured=None, rechecked=None, within_limits=None, below_sign_off=None
)


def pressure_before_start(
    readings: Sequence[Reading], *, now: datetime, region: str, age_years: int | None
) -> PressureBeforeStart:
    """What the readings so far say about starting now."""
    if region not in REGIONS:
        raise InvalidInput(f"region: {region!r} is none: use us or eu.")
    limits, fresh = library().flags.before_start, library().flags.freshness
    rows = [one for one in in_order(readings, now) if (one.sbp, one.dbp) != (None, None)]
    if not rows or minutes_between(rows[-1].at, now) > fresh.before_start_min:
        return UNKNOWN_PRESSURE
    systolic = limits.systolic_limit(region, age_years)
    held = _held(rows, systolic, limits)
    last = rows[-1]
    is_complete = last.sbp is not None and last.dbp is not None
    if not held:
        known = True if is_complete else None
        return PressureBeforeStart(
            measured=known, rechecked=True, within_limits=known, below_sign_off=known
        )
    reaches = any(
        _reaches(one, limits.sign_off_systolic_from, limits.sign_off_diastolic_from) for one in held
    )
    return PressureBeforeStart(
        measured=True if is_complete else None,
        rechecked=len(held) > RECHECKS,
        within_limits=False,
        below_sign_off=not reaches,
    )


RECHECKS = 2  # so many rechecks after the reading that held the start


def _held(rows: Sequence[Reading], systolic: int, limits: BeforeStart) -> list[Reading]:
    """The reading that holds the start with its rechecks; empty when nothing holds it.

    A recheck too soon counts only when it is high again, and then begins anew; one too late
    begins anew as well, so the start stays held until two rechecks stand at their distance.
    """
    held: list[Reading] = []
    for row in rows:
        is_high = _reaches(row, systolic + 1, limits.diastolic_above + 1)
        if not held:
            held = [row] if is_high else []
            continue
        gap = minutes_between(held[-1].at, row.at)
        is_recheck = limits.recheck_after_min <= gap <= limits.recheck_within_min
        if is_recheck and (is_high or (row.sbp is not None and row.dbp is not None)):
            held = [*held, row][-RECHECKS - 1 :]
            rechecks = held[1:]
            if len(rechecks) == RECHECKS and not any(
                _reaches(one, systolic + 1, limits.diastolic_above + 1) for one in rechecks
            ):
                held = []
        elif is_high or gap > limits.recheck_within_min:
            held = [row]
    return held


def _reaches(row: Reading, systolic: int, diastolic: int) -> bool:
    """Whether either known value is at this height or above."""
    return (row.sbp or 0) >= systolic or (row.dbp or 0) >= diastolic
