"""To the minute and to the millimetre: where a session's limits begin and where they end.

Before a start a value may be 30 minutes old, before leaving 15; a change of clocks moves nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.session import readings_of, session_facts


def leaving() -> lw.Case:
    """The worked example of a person who may leave: 124/78 before, 130/80 and 70 a minute after.

    Started at 9:40, ended at 10:20, now 11:25; read at 9:30 and at 11:20.
    """
    return lw.case_from_dict(dict(library().gates["discharge"].examples[0].case))


def at(case: lw.Case, name: str) -> datetime:
    found = case.session[name]
    assert isinstance(found, datetime)
    return found


def read_at(case: lw.Case, *times: tuple[datetime, dict[str, int]]) -> lw.Case:
    return evolve(case, vitals=tuple({"at": when, **values} for when, values in times))


def facts(case: lw.Case) -> dict[str, Any]:
    known = session_facts(case).known
    return {name.removeprefix("session."): fact.value for name, fact in known.items()}


# ------------------------------------------------------------------ for another system


def test_every_item_of_a_gate_tells_another_system_who_settles_it_and_how() -> None:
    case = leaving()
    told: dict[str, Any] = lw.discharge(evolve(case, vitals=case.vitals[:1])).as_json()
    assert (told["gate"], told["open"]) == ("discharge", False)
    by_id = {one["id"]: one for one in told["items"]}
    assert by_id["time"] == {
        "id": "time",
        "outcome": "met",
        "holds": False,
        "claim": "the time since the end of the infusion was at least 60 minutes",
        "settled_by": "nurse",
        "override": None,
        "ask": None,
        "source": library().sources["oxford_ketamine"].citation,
    }
    assert by_id["sbp_as_before"] == {
        "id": "sbp_as_before",
        "outcome": "unknown",
        "holds": True,
        "claim": "the change of the systolic pressure from before the dose was -20 to 20 %",
        "settled_by": "nurse",
        "override": "prescriber",
        "ask": "Read the pressure again; it should be within 20 % of before.",
        "source": library().sources["padss_1999"].citation,
    }


def test_a_group_of_claims_names_each_of_them() -> None:
    told: dict[str, Any] = lw.readiness(leaving()).as_json()
    (guardian,) = (one for one in told["items"] if one["id"] == "guardian")
    assert guardian["claim"] == (
        "at least one of these holds: the age was at least 18 years; all of these hold: the "
        "guardian has consented; the young person has assented"
    )


# ------------------------------------------------------------------ what is recorded when


def test_a_reading_of_this_minute_is_taken_and_one_without_a_time_hides_no_other() -> None:
    case = leaving()
    now = at(case, "now")
    rows = ({"hr": 99}, {"at": now, "hr": 70})
    assert [one.hr for one in readings_of(evolve(case, vitals=rows))] == [70]


def test_a_start_of_this_minute_is_no_start_in_the_future() -> None:
    now = "2026-03-04T10:00:00Z"
    case = lw.case_from_dict({"session": {"now": now, "started_at": now, "infusion_ended_at": now}})
    assert facts(case)["minutes_after_infusion"] == 0


def test_the_reading_of_the_moment_of_the_start_is_the_one_before_it() -> None:
    case = leaving()
    start = at(case, "started_at")
    values = {"sbp": 120, "dbp": 80, "hr": 60, "spo2": 97, "rr": 14}
    told = facts(read_at(case, (start, values)))
    assert (told["before_hr"], told["before_spo2"], told["before_rr"]) == (60, 97, 14)
    assert told["bp_measured"] is True
    later = facts(read_at(case, (start + timedelta(minutes=1), values)))
    assert (later["before_hr"], later["bp_measured"]) == (None, None)


@pytest.mark.parametrize(("minutes", "known"), [(30, True), (31, False)])
def test_a_value_before_the_start_is_known_for_thirty_minutes(minutes: int, known: bool) -> None:
    case = leaving()
    before = at(case, "started_at") - timedelta(minutes=minutes)
    after = at(case, "now")
    told = facts(read_at(case, (before, {"hr": 60}), (after, {"hr": 66})))
    assert told["before_hr"] == (60 if known else None)
    assert told.get("hr_change_pct") == (pytest.approx(10) if known else None)


@pytest.mark.parametrize(("minutes", "known"), [(15, True), (16, False)])
def test_a_value_before_leaving_is_known_for_a_quarter_of_an_hour(
    minutes: int, known: bool
) -> None:
    case = leaving()
    read = at(case, "now") - timedelta(minutes=minutes)
    told = facts(read_at(case, (read, {"sbp": 130, "dbp": 80, "spo2": 97})))
    assert (told["last_sbp"], told["last_spo2"]) == ((130, 97) if known else (None, None))


def test_the_first_reading_after_the_infusion_may_be_of_its_last_minute() -> None:
    case = leaving()
    ended = at(case, "infusion_ended_at")
    soon = evolve(case, session={**case.session, "now": ended + timedelta(minutes=10)})
    assert facts(read_at(soon, (ended, {"spo2": 96})))["last_spo2"] == 96
    during = ended - timedelta(minutes=1)
    assert facts(read_at(soon, (during, {"spo2": 96})))["last_spo2"] is None


def test_the_change_is_in_per_cent_of_the_value_before_the_start() -> None:
    """What was read during the infusion is neither before it nor after it."""
    case = leaving()
    start, now = at(case, "started_at"), at(case, "now")
    told = facts(
        read_at(
            case,
            (start - timedelta(minutes=20), {"sbp": 100, "dbp": 60, "hr": 80}),
            (start - timedelta(minutes=5), {"sbp": 125, "dbp": 80, "hr": 50}),
            (start + timedelta(minutes=20), {"sbp": 180, "dbp": 100, "hr": 100}),
            (now, {"sbp": 150, "dbp": 60, "hr": 45}),
        )
    )
    change = [told[f"{name}_change_pct"] for name in ("sbp", "dbp", "hr")]
    assert change == [pytest.approx(20), pytest.approx(-25), pytest.approx(-10)]


def test_a_value_that_was_not_read_last_is_the_one_read_before_it() -> None:
    case = leaving()
    now = at(case, "now")
    minutes = timedelta(minutes=5)
    told = facts(read_at(case, (now - minutes, {"spo2": 95, "sbp": 128}), (now, {"spo2": 97})))
    assert (told["last_sbp"], told["last_spo2"]) == (128, 97)


@pytest.mark.parametrize(
    ("missing", "is_known"),
    [("now", False), ("started_at", False), ("infusion_ended_at", False), ("oriented", True)],
)
def test_without_one_of_its_times_nothing_is_said_of_leaving(missing: str, is_known: bool) -> None:
    case = leaving()
    session = {key: value for key, value in case.session.items() if key != missing}
    told = facts(evolve(case, session=session))
    assert ("last_sbp" in told) is is_known
    assert ("minutes_after_infusion" in told) is is_known
    # Before the start is counted from the start, or from now; one of them is there.
    assert told["bp_measured"] is True


# ------------------------------------------------------------------ the pressure before a start

TEN = datetime.fromisoformat("2026-03-04T10:00:00+00:00")


def pressure(
    *rows: tuple[float, int | None, int | None], now: float | None = None, **more: Any
) -> Any:
    """The pressure before a start by readings of (minute, systolic, diastolic)."""
    readings = [lw.Reading(at=TEN + timedelta(minutes=when), sbp=s, dbp=d) for when, s, d in rows]
    moment = TEN + timedelta(minutes=rows[-1][0] if now is None else now)
    asked = {"region": "us", "age_years": 40, **more}
    found = lw.pressure_before_start(readings, now=moment, **asked)
    return found.measured, found.rechecked, found.within_limits, found.below_sign_off


CLEAR = (True, True, True, True)
HELD = (True, False, False, True)
RECHECKED = (True, True, False, True)
UNKNOWN = (None, None, None, None)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([(0, 140, 90)], CLEAR),
        ([(0, 141, 90)], HELD),
        ([(0, 140, 91)], HELD),
        # Two rechecks at 5 to 10 minutes clear it when both are within the limits.
        ([(0, 141, 80), (5, 140, 90)], HELD),
        ([(0, 141, 80), (5, 140, 90), (15, 140, 90)], CLEAR),
        ([(0, 141, 80), (10, 140, 90), (15, 140, 90)], CLEAR),
        ([(0, 141, 80), (5, 140, 90), (10, 141, 90)], RECHECKED),
        ([(0, 141, 80), (5, 141, 90), (10, 140, 90)], RECHECKED),
        ([(0, 141, 80), (5, 141, 90), (10, 140, 90), (15, 140, 90)], CLEAR),
        ([(0, 141, 80), (5, 140, 91), (10, 140, 90)], RECHECKED),
        ([(0, 141, 80), (5, 140, 90), (10, 140, 91)], RECHECKED),
        # Half a pressure at ten minutes is no recheck, and nothing begins with it.
        ([(0, 141, 80), (10, 140, None), (15, 140, 90), (20, 140, 90)], HELD),
        # Too soon is no recheck, and too late begins anew.
        ([(0, 141, 80), (4, 140, 90), (9, 140, 90)], HELD),
        ([(0, 141, 80), (5, 140, 90), (9, 140, 90)], HELD),
        ([(0, 141, 80), (11, 140, 90), (16, 140, 90)], HELD),
        ([(0, 141, 80), (11, 140, 90), (16, 140, 90), (21, 140, 90)], CLEAR),
        ([(0, 141, 80), (4, 141, 90), (9, 140, 90), (14, 140, 90)], CLEAR),
        # One value alone holds when it is high, and clears nothing.
        ([(0, 141, None)], (None, False, False, True)),
        ([(0, 120, None)], (None, True, None, None)),
        ([(0, None, 80)], (None, True, None, None)),
        ([(0, 141, 80), (5, 140, None), (10, 140, 90)], HELD),
        ([(0, 141, 80), (5, None, 95), (10, 140, 90)], RECHECKED),
    ],
)
def test_what_holds_a_start_and_what_clears_it(rows: Any, found: object) -> None:
    assert pressure(*rows) == found


@pytest.mark.parametrize(
    ("rows", "below"),
    [
        ([(0, 159, 99)], True),
        ([(0, 160, 99)], False),
        ([(0, 159, 100)], False),
        ([(0, 160, 90), (5, 150, 90)], False),
    ],
)
def test_from_the_sign_off_limit_on_the_senior_decides(rows: Any, below: bool) -> None:
    limits = library().flags.before_start
    assert (limits.sign_off_systolic_from, limits.sign_off_diastolic_from) == (160, 100)
    assert pressure(*rows)[3] is below


@pytest.mark.parametrize(("now", "found"), [(30, CLEAR), (31, UNKNOWN)])
def test_a_pressure_is_known_for_thirty_minutes(now: int, found: object) -> None:
    assert pressure((0, 120, 80), now=now) == found


@pytest.mark.parametrize(
    ("region", "age", "systolic", "found"),
    [
        ("us", 70, 145, HELD),
        ("eu", 64, 145, HELD),
        ("eu", None, 145, HELD),
        ("eu", 65, 145, CLEAR),
        ("eu", 65, 150, CLEAR),
        ("eu", 65, 151, HELD),
    ],
)
def test_the_european_type_allows_more_from_sixty_five_on(
    region: str, age: int | None, systolic: int, found: object
) -> None:
    assert pressure((0, systolic, 80), region=region, age_years=age) == found


# ------------------------------------------------------------------ what is read, and when


@pytest.mark.parametrize("name", ["sbp", "dbp", "hr", "spo2", "rr", "moaas"])
def test_the_ends_of_what_can_be_read_are_read_and_nothing_beyond(name: str) -> None:
    entry = library().dictionary.facts[f"vital.{name}"]
    assert entry.minimum is not None and entry.maximum is not None
    for value in (int(entry.minimum), int(entry.maximum)):
        assert lw.Reading(at=TEN, **{name: value}).value(name) == value
    for value in (int(entry.minimum) - 1, int(entry.maximum) + 1):
        with pytest.raises(lw.InvalidInput, match=f"{name}: {value} is outside"):
            lw.Reading(at=TEN, **{name: value})


@pytest.mark.parametrize(("minutes", "times"), [(0, [10, 40]), (9, [10, 40]), (10, [10, 20, 40])])
def test_the_next_vital_signs_are_told_from_the_start_on(minutes: int, times: list[int]) -> None:
    """Every ten minutes, and the reading at forty minutes."""
    now = TEN + timedelta(minutes=minutes)
    found = lw.observations(lw.find_programme("iv-series"), lw.SessionTimes(start=TEN), {}, now)
    at = [(one.at - TEN) // timedelta(minutes=1) for one in found if one.what == "vitals"]
    assert at == times
