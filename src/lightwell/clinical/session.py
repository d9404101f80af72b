"""A session for one person: the facts that the two gates ask about, worked out from a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .casefile import Case
from .caserules import age_of
from .errors import InvalidCase, InvalidInput
from .facts import Fact, Facts, Value
from .gates import GateResult, Override
from .library import library
from .pressure import UNKNOWN_PRESSURE, pressure_before_start
from .programme import find_programme
from .readings import VALUES, Reading, minutes_between, utc
from .ways import gate_for

SERIES = "iv-series"
CHANGED = ("sbp", "dbp", "hr")
LAST = ("sbp", "spo2", "rr", "moaas")
BEFORE = ("hr", "spo2", "rr", "moaas")


def readiness(
    case: Case,
    *,
    region: str = "us",
    overrides: Sequence[Override] = (),
    programme: str = SERIES,
    dose: str = "",
) -> GateResult:
    """Whether the session may start: every item known and met, or it holds.

    ``dose`` is the way of giving, the programme's first unless it is named.
    """
    gate = gate_for("readiness", find_programme(programme), dose)
    return gate.judge(session_facts(case, region=region), overrides)


def discharge(
    case: Case,
    *,
    region: str = "us",
    overrides: Sequence[Override] = (),
    programme: str = SERIES,
    dose: str = "",
) -> GateResult:
    """Whether the person may be discharged: every item known and met, or it holds."""
    gate = gate_for("discharge", find_programme(programme), dose)
    return gate.judge(session_facts(case, region=region), overrides)


def session_facts(case: Case, *, region: str = "us") -> Facts:
    """Everything the gates ask about; what cannot be worked out stays unknown."""
    known: dict[str, Value | None] = {}
    parts = (("session", case.session), ("conditions", case.conditions), ("course", case.course))
    for group, part in parts:
        known |= {f"{group}.{key}": value for key, value in part.items()}
    age = age_of(case)
    known["person.age_years"] = age
    readings = readings_of(case)
    known |= _before_start(case, readings, region, age)
    known |= _before_leaving(case, readings)
    return Facts({name: Fact(value) for name, value in known.items()})


def readings_of(case: Case) -> tuple[Reading, ...]:
    """The vital signs of a case that have a time, in order; an impossible row is refused."""
    rows = []
    now = _time(case, "now")
    for number, row in enumerate(case.vitals, start=1):
        at = row.get("at")
        if not isinstance(at, datetime):
            continue
        if now is not None and utc(at) > utc(now):
            raise InvalidCase(f"vitals[{number}].at: {at} is after session.now: correct it.")
        try:
            rows.append(Reading(at=at, **{name: row.get(name) for name in VALUES}))  # type: ignore[arg-type]  # whole numbers, read by the dictionary
        except InvalidInput as bad:
            raise InvalidCase(f"vitals[{number}]: {bad}") from None
    return tuple(sorted(rows, key=lambda one: utc(one.at)))


def _time(case: Case, name: str) -> datetime | None:
    at = case.session.get(name)
    return at if isinstance(at, datetime) else None


def _before_start(
    case: Case, readings: tuple[Reading, ...], region: str, age: int | None
) -> dict[str, Value | None]:
    """The pressure claims, and the last values before the start that are recent enough."""
    start, now = _time(case, "started_at"), _time(case, "now")
    if start is not None and now is not None and utc(start) > utc(now):
        raise InvalidCase(f"session.started_at: {start} is after session.now: correct it.")
    moment = start or now
    pressure = UNKNOWN_PRESSURE
    known: dict[str, Value | None] = {}
    if moment is not None:
        rows = [one for one in readings if utc(one.at) <= utc(moment)]
        pressure = pressure_before_start(rows, now=moment, region=region, age_years=age)
        limit = library().flags.freshness.before_start_min
        for name in BEFORE:
            known[f"session.before_{name}"] = _last(rows, name, moment, limit)
    return known | {
        "session.bp_measured": pressure.measured,
        "session.bp_rechecked": pressure.rechecked,
        "session.bp_within_limits": pressure.within_limits,
        "session.bp_below_sign_off": pressure.below_sign_off,
    }


def _before_leaving(case: Case, readings: tuple[Reading, ...]) -> dict[str, Value | None]:
    """The last values after the dose, and how far they are from those before the start."""
    now, start = _time(case, "now"), _time(case, "started_at")
    key = "infusion_ended_at" if _time(case, "infusion_ended_at") else "dose_ended_at"
    ended = _time(case, key)
    if now is None or start is None or ended is None:
        return {}
    if not utc(start) <= utc(ended) <= utc(now):
        raise InvalidCase(f"session: started_at, {key} and now are not in order.")
    fresh = library().flags.freshness
    before = [one for one in readings if utc(one.at) <= utc(start)]
    after = [one for one in readings if utc(ended) <= utc(one.at) <= utc(now)]
    since = "minutes_after_infusion" if key == "infusion_ended_at" else "minutes_after_dose"
    known: dict[str, Value | None] = {f"session.{since}": minutes_between(ended, now)}
    for name in LAST:
        known[f"session.last_{name}"] = _last(after, name, now, fresh.before_leaving_min)
    for name in CHANGED:
        base = _last(before, name, start, fresh.before_start_min)
        last = _last(after, name, now, fresh.before_leaving_min)
        if base is not None and last is not None:
            known[f"session.{name}_change_pct"] = 100 * (last - base) / base
    return known


def _last(rows: Sequence[Reading], name: str, moment: datetime, limit_min: int) -> int | None:
    """The last known value of this name, unless it is too old."""
    for row in reversed(rows):
        value = row.value(name)
        if value is not None:
            return value if minutes_between(row.at, moment) <= limit_min else None
    return None
