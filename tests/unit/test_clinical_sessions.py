"""Readings, gates and doors: what is refused, what is set aside, and by whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.session import readings_of, session_facts
from lightwell.clinical.ways import gate_for

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
SERIES = lw.find_programme("iv-series")
READY, LEAVE = gate_for("readiness", SERIES), gate_for("discharge", SERIES)


def _open_case(gate: str) -> lw.Case:
    """The worked example in which everything is known and met."""
    example = library().gates[gate].examples[0]
    assert example.is_open
    return lw.case_from_dict(dict(example.case))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sbp": 90, "dbp": 140}, "90 over 140 cannot be"),
        ({"sbp": 120, "dbp": 120}, "120 over 120 cannot be"),
        ({"sbp": 301}, "sbp: 301 is outside 40 to 300 mmHg"),
        ({"spo2": 101}, "spo2: 101 is outside 30 to 100 %"),
        ({"moaas": 6}, "moaas: 6 is outside 0 to 5"),
        ({"hr": 72.5}, "72.5 is not a whole number"),
        ({"hr": True}, "True is not a whole number"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(values: dict[str, int], told: str) -> None:
    with pytest.raises(lw.InvalidInput, match=told):
        lw.Reading(at=AT, **values)


def test_a_reading_needs_a_zone_and_cannot_come_from_the_future() -> None:
    with pytest.raises(lw.InvalidInput, match="no time zone"):
        lw.Reading(at=datetime(2026, 3, 4, 15, 0))  # noqa: DTZ001  # the point
    later = lw.Reading(at=AT + timedelta(minutes=1), hr=70)
    with pytest.raises(lw.InvalidInput, match="lies in the future"):
        lw.flags_on([later], baseline=None, now=AT)


def test_a_flag_says_what_limit_since_when_and_what_to_do() -> None:
    rows = [lw.Reading(at=AT, spo2=91), lw.Reading(at=AT, dbp=112)]
    low, medium = lw.Reading(at=AT, hr=112), lw.Reading(at=AT, spo2=89)
    found = lw.flags_on([*rows, low, medium], baseline=None, now=AT)
    assert [flag.priority for flag in found.flags] == ["high", "medium", "low"]
    assert str(found.flags[0]) == (
        "High: Oxygen saturation 89 %, since 15:00 (limit: the oxygen saturation was at most "
        "90 %). Stop the infusion, stimulate, give oxygen, call the prescriber."
    )


def test_reminders_are_never_called_alarms_or_monitoring() -> None:
    rules = library().flags
    words = [flag.hold_action + flag.watch_action + flag.title for flag in rules.flags]
    words += [rules.header.title, rules.header.purpose, READY.title, LEAVE.title]
    assert not [one for one in words if "alarm" in one.lower() or "monitor" in one.lower()]


def test_a_region_that_is_none_is_refused() -> None:
    with pytest.raises(lw.InvalidInput, match="use us or eu"):
        lw.pressure_before_start([], now=AT, region="mars", age_years=40)


def test_the_first_example_of_each_gate_is_open() -> None:
    assert lw.readiness(_open_case("readiness")).is_open
    assert lw.discharge(_open_case("discharge")).is_open


def test_what_holds_says_who_settles_it_and_who_may_set_it_aside() -> None:
    case = evolve(_open_case("readiness"), vitals=())
    told = str(lw.readiness(case))
    assert "held by 8; 25 of 33 known" in told
    assert "[unknown] both values of a recent blood pressure are known" in told
    assert "Measure both values of the blood pressure. Settled by: nurse." in told
    assert "May be set aside by: prescriber." in told


def test_a_gate_for_machines() -> None:
    told = lw.discharge(_open_case("discharge")).as_json()
    assert told["open"] is True
    assert told["known"] == len(LEAVE.rules)


def _held_by_pressure() -> lw.Case:
    case = _open_case("readiness")
    first = dict(case.vitals[0])
    at = first["at"]
    assert isinstance(at, datetime)
    rows = [{**first, "at": at + timedelta(minutes=minute), "sbp": 146} for minute in (-5, 0, 5)]
    return evolve(case, vitals=tuple(rows))


def test_after_two_rechecks_the_prescriber_may_decide_with_a_reason() -> None:
    case = _held_by_pressure()
    assert [item.rule.id for item in lw.readiness(case).holding] == ["bp_within_limits"]
    decided = lw.Override("bp_within_limits", "prescriber", "usual value of this person")
    result = lw.readiness(case, overrides=[decided])
    assert result.is_open
    assert [item.state for item in result.items if item.overridden] == ["overridden"]
    assert "[overridden] the blood pressure is within" in str(result)


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (lw.Override("bp_within_limits", "nurse", "calm"), "only a prescriber may set this aside"),
        (lw.Override("bp_within_limits", "prescriber", " "), "needs a reason"),
        (lw.Override("bp_measured", "prescriber", "hurry"), "nobody may set this aside"),
        (lw.Override("weather", "prescriber", "sunny"), "There is no item 'weather'"),
    ],
)
def test_an_override_needs_its_item_its_role_and_a_reason(override: lw.Override, told: str) -> None:
    with pytest.raises(lw.ClinicalError, match=told):
        lw.readiness(_held_by_pressure(), overrides=[override])


def test_an_override_of_what_is_met_changes_nothing() -> None:
    unneeded = lw.Override("bp_within_limits", "prescriber", "to be sure")
    result = lw.readiness(_open_case("readiness"), overrides=[unneeded])
    assert not any(item.overridden for item in result.items)


def test_only_discharge_is_locked_and_an_unknown_door_is_refused() -> None:
    held = lw.discharge(lw.Case())
    with pytest.raises(lw.NotAllowed, match="Cannot discharge: held by time, sbp_as_before"):
        lw.leave_by("discharge", held)
    assert lw.leave_by("leave_against_advice", held).opens == ("call_back", "risk_task")
    assert lw.leave_by("discharge", lw.discharge(_open_case("discharge"))).title == "Discharged"
    with pytest.raises(lw.InvalidInput, match="There is no door 'window'"):
        lw.leave_by("window", held)


def test_a_young_person_needs_guardian_assent_and_a_specialist() -> None:
    case = _open_case("readiness")
    specialist = lw.Override("age_18", "specialist prescriber", "decided with the family")
    young = evolve(case, person={"age_years": 15})
    assert [item.rule.id for item in lw.readiness(young).holding] == ["age_18", "guardian"]
    agreed = evolve(
        young, session={**young.session, "guardian_consent": True, "patient_assent": True}
    )
    assert lw.readiness(agreed, overrides=[specialist]).is_open
    child = evolve(agreed, person={"age_years": 12})
    result = lw.readiness(child, overrides=[specialist])
    assert [item.rule.id for item in result.holding] == ["age_13"]


@pytest.mark.parametrize(
    ("session", "holds"),
    [
        ({"open_risk_task": True}, "risk_task"),
        ({"bipolar_screen_positive": True}, "bipolar_screen"),
        ({"equipment_ready": None}, "equipment"),
        ({"pregnancy_possible": True}, "pregnancy"),
        ({"dose_confirmed_by_two": False}, "two_people"),
        ({"cssrs_since_last_visit": None}, "cssrs"),
    ],
)
def test_one_thing_open_or_unknown_holds_the_start(session: dict[str, Any], holds: str) -> None:
    case = _open_case("readiness")
    changed = evolve(case, session={**case.session, **session})
    assert holds in [item.rule.id for item in lw.readiness(changed).holding]


@pytest.mark.parametrize(
    ("first", "days", "holds"),
    [(True, 1, False), (True, 2, True), (False, 30, False), (False, 31, True), (None, 2, True)],
)
def test_a_possible_pregnancy_is_tested_before_the_first_session_and_monthly(
    first: bool | None, days: int, holds: bool
) -> None:
    case = _open_case("readiness")
    asked: dict[str, Any] = {"pregnancy_possible": True, "first_of_course": first}
    asked["pregnancy_test_negative_days"] = days
    result = lw.readiness(evolve(case, session={**case.session, **asked}))
    assert ("pregnancy" in [item.rule.id for item in result.holding]) is holds


def _timed(**times: str) -> lw.Case:
    return lw.case_from_dict({"session": times})


def test_times_that_cannot_be_are_refused() -> None:
    with pytest.raises(lw.InvalidCase, match=r"started_at: .* is after session.now"):
        lw.readiness(_timed(now="2026-03-04T10:00:00Z", started_at="2026-03-04T10:01:00Z"))
    with pytest.raises(lw.InvalidCase, match="are not in order"):
        lw.discharge(
            _timed(
                now="2026-03-04T10:00:00Z",
                started_at="2026-03-04T09:40:00Z",
                infusion_ended_at="2026-03-04T09:20:00Z",
            )
        )


def test_vital_signs_from_the_future_or_upside_down_are_refused() -> None:
    late = {"at": "2026-03-04T10:01:00Z", "hr": 70}
    with pytest.raises(lw.InvalidCase, match=r"vitals\[1\].at: .* is after session.now"):
        lw.readiness(
            lw.case_from_dict({"session": {"now": "2026-03-04T10:00:00Z"}, "vitals": [late]})
        )
    row = {"at": "2026-03-04T10:00:00Z", "sbp": 140, "dbp": 90}
    swapped = {"sbp": 90, "dbp": 140}
    with pytest.raises(lw.InvalidCase, match=r"vitals\[1\].sbp: 90 is not above"):
        lw.case_from_dict({"vitals": [row | swapped]})
    case = lw.case_from_dict({"vitals": [row]})
    with pytest.raises(lw.InvalidCase, match=r"vitals\[1\]: blood pressure: 90 over 140"):
        readings_of(evolve(case, vitals=({**case.vitals[0], **swapped},)))


def test_a_row_without_a_time_counts_for_nothing() -> None:
    assert readings_of(lw.case_from_dict({"vitals": [{"hr": 70}]})) == ()


def test_an_old_value_is_unknown() -> None:
    case = _open_case("discharge")
    now = case.session["now"]
    assert isinstance(now, datetime)
    later = evolve(case, session={**case.session, "now": now + timedelta(minutes=11)})
    facts = session_facts(later)
    assert facts["session.last_sbp"].value is None
    assert facts["session.sbp_change_pct"].value is None


def test_the_age_comes_from_the_date_of_birth() -> None:
    case = lw.case_from_dict({"on": date(2026, 3, 4), "person": {"birth_date": "2008-03-05"}})
    assert session_facts(case)["person.age_years"].value == 17


def test_a_change_of_clocks_moves_nothing() -> None:
    """On 1 November 2026 the hour from one to two comes twice in New York."""
    zone = ZoneInfo("America/New_York")
    start = datetime(2026, 11, 1, 1, 50, tzinfo=zone)
    session = lw.SessionTimes(start=start)
    after = datetime(2026, 11, 1, 1, 5, tzinfo=zone, fold=1)
    found = lw.observations(lw.find_programme("iv-series"), session, {}, after)
    overdue = [one.at for one in found if one.what == "vitals" and one.state == "overdue"]
    assert overdue == [datetime(2026, 11, 1, 6, 0, tzinfo=UTC)]
    earlier = lw.Reading(at=start, sbp=182, dbp=90)
    later = lw.Reading(at=after, sbp=183, dbp=90)
    (flag,) = lw.flags_on([earlier, later], baseline=later, now=after).flags
    assert (flag.priority, flag.since) == ("high", start)


def test_the_times_of_a_session_are_in_order() -> None:
    with pytest.raises(lw.InvalidInput, match="not in order"):
        lw.SessionTimes(start=AT, infusion_end=AT - timedelta(minutes=1))


def test_nothing_is_due_once_the_person_has_left() -> None:
    end, left = AT + timedelta(minutes=20), AT + timedelta(minutes=30)
    session = lw.SessionTimes(start=AT, infusion_end=end, leaving=left)
    found = lw.observations(lw.find_programme("iv-series"), session, {}, AT + timedelta(hours=2))
    assert {one.at for one in found} == {AT + timedelta(minutes=10), end}
