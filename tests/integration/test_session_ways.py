"""Sessions by injection, lozenge, tablet and nasal device, from the plan to the door."""

from __future__ import annotations

import pytest

from lightwell.access.errors import InvalidInput, NotReady
from lightwell.records.models import RuleEvaluation
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from tests.support.cast import Cast
from tests.support.people import make_patient
from tests.support.sessions import (
    AFTER,
    GOOD,
    NINE,
    Running,
    at_minute,
    clock_at,
    drawn_up,
    know_everything,
    screen,
    session_of,
    started,
)
from tests.support.therapy import joined_on_paper, noted
from tests.support.ways import IM, IV, LOZENGE, NASAL, SWALLOWED, Way

pytestmark = pytest.mark.django_db
OTHERS = (IM, LOZENGE, SWALLOWED, NASAL)


def _ready(cast: Cast, way: Way) -> Running:
    with clock_at(NINE):
        run = session_of(cast, way=way)
        know_everything(run)
        run.act("make_ready")
    return run


@pytest.mark.parametrize("way", OTHERS, ids=str)
def test_a_dose_is_given_watched_and_left_by_the_gate_of_its_way(cast: Cast, way: Way) -> None:
    run = _ready(cast, way)
    with clock_at(NINE):
        entry = run.act("start")
    ended = 0
    if way is NASAL:
        assert (entry.status, run.view.dose_ended_at) == ("dosing", None)
        with at_minute(5):
            run.act("give_device")
        ended = 5
    view = run.view
    assert (view.status, view.way) == ("recovering", way.limits)
    assert view.dose_ended_at is not None
    stay = way.limits.stay_min
    with at_minute(ended + stay - 1):
        run.act("read", values=GOOD)
        screen(run)
        run.act("check", values=AFTER)
        held = queries.discharge(run.nurse, run.uid).holding
        assert [one.rule.id for one in held] == ["time"], "a minute too early"
        with pytest.raises(NotReady, match="Wait until"):
            run.act("leave", door="discharge", values={})
    with at_minute(ended + stay):
        run.act("leave", door="discharge", values={})
    assert run.view.status == "discharged"


@pytest.mark.parametrize("way", OTHERS, ids=str)
def test_the_gates_are_kept_so_that_they_can_be_run_again(cast: Cast, way: Way) -> None:
    run = _ready(cast, way)
    with clock_at(NINE):
        run.act("start")
    kept = RuleEvaluation.objects.get(rule="session.readiness")
    assert (kept.facts["programme"], kept.facts["dose"]) == (way.programme, way.limits.id)
    again = session_gates.again("readiness", kept.facts)
    assert again.is_open
    assert again.as_json() == kept.explanation


def test_what_was_kept_before_there_were_other_ways_is_judged_as_by_vein(cast: Cast) -> None:
    started(cast)
    kept = dict(RuleEvaluation.objects.get(rule="session.readiness").facts)
    del kept["programme"], kept["dose"]
    assert session_gates.again("readiness", kept).gate.way == IV.limits.words


@pytest.mark.parametrize("way", [IM, LOZENGE, SWALLOWED], ids=str)
def test_what_is_given_at_once_cannot_be_paused_or_changed(cast: Cast, way: Way) -> None:
    run = _ready(cast, way)
    with clock_at(NINE):
        run.act("start")
        for step in ("pause", "resume", "end_infusion", "stop_early", "give_device"):
            with pytest.raises(NotReady, match="this step does not follow"):
                run.act(step)
        with pytest.raises(NotReady, match="Nothing runs here whose rate"):
            run.act("change_rate", values={"rate_ml_per_h": "100"}, reason="slower")


# ------------------------------------------------------------------ what is in the hand


def test_a_slip_of_ten_in_a_syringe_is_named(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast, way=IM)
        know_everything(run)
        wrong = drawn_up(run.view) | {"volume_ml": "7"}
        with pytest.raises(InvalidInput, match="Ten times off: look at the decimal point"):
            run.act("prepare_dose", prepared=wrong)
        with pytest.raises(InvalidInput, match="total_volume_ml is not part of this dose"):
            run.act("prepare_dose", prepared=drawn_up(run.view) | {"total_volume_ml": "100"})


@pytest.mark.parametrize(
    ("count", "told"),
    [
        ("", "Counted out is missing"),
        ("1.5", "enter a whole number of devices"),
        ("0", "enter a whole number of devices"),
        ("3", "3 devices was counted out; the signed plan says 2 devices"),
    ],
)
def test_devices_are_counted_in_whole_numbers_as_planned(cast: Cast, count: str, told: str) -> None:
    with clock_at(NINE):
        run = session_of(cast, way=NASAL)
        with pytest.raises(InvalidInput, match=told):
            run.act("prepare_dose", prepared=drawn_up(run.view) | {"count": count})


def test_devices_need_no_weight_and_everything_else_does(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast, way=NASAL)
        prepared = run.act("prepare_dose", prepared=drawn_up(run.view))
        run.act("confirm_dose", by=run.second, prepared=prepared.uid)
        assert run.view.dose.is_confirmed
        other = session_of(
            cast,
            patient=make_patient(cast.harbour, "Ana", "Reyes", signs_in=False),
            way=LOZENGE,
        )
        with pytest.raises(NotReady, match="The weight is not of today"):
            other.act("prepare_dose", prepared=drawn_up(other.view))


# ------------------------------------------------------------------ several devices


def test_five_minutes_lie_between_two_devices(cast: Cast) -> None:
    run = _ready(cast, NASAL)
    with clock_at(NINE):
        run.act("start")
    with at_minute(4), pytest.raises(NotReady, match="At least 5 minutes lie between two devices"):
        run.act("give_device")
    with at_minute(5):
        assert run.act("give_device").status == "recovering"
    with at_minute(11), pytest.raises(NotReady, match="this step does not follow"):
        run.act("give_device")


def test_no_more_devices_after_a_stop_and_the_stay_counts_from_there(cast: Cast) -> None:
    run = _ready(cast, NASAL)
    with clock_at(NINE):
        run.act("start")
    with at_minute(3):
        run.act("stop_early", reason="Too dizzy.")
    view = run.view
    assert (view.status, len(view.devices), view.devices_planned) == ("stopped_early", 1, 2)
    with at_minute(8), pytest.raises(NotReady, match="this step does not follow"):
        run.act("give_device")
    with at_minute(122):
        held = [one.rule.id for one in queries.discharge(run.nurse, run.uid).holding]
    assert "time" in held
    with at_minute(123):
        held = [one.rule.id for one in queries.discharge(run.nurse, run.uid).holding]
    assert "time" not in held


def test_after_two_hours_who_is_still_far_away_stays_whoever_would_sign(cast: Cast) -> None:
    run = _ready(cast, NASAL)
    with clock_at(NINE):
        run.act("start")
    with at_minute(5):
        run.act("give_device")
    with at_minute(130):
        run.act("read", values=GOOD | {"moaas": 4, "dissociation": 2, "rr": 10}, beyond=True)
        held = queries.discharge(run.nurse, run.uid).holding
        ids = {one.rule.id: one.rule.override for one in held}
        for item in ("awake", "dissociation", "breathing"):
            assert ids[item] == "", "nobody sets it aside"


# ------------------------------------------------------------------ the programme's own conditions


def test_no_dose_of_psychotherapy_without_therapist_and_preparation(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast, way=LOZENGE)
        know_everything(run)
        none = {"course.preparation_sessions": 0}
        run.act("check", by=run.prescriber, values=none)
        run.act("check", by=run.prescriber, values={"course.therapist_linked": None})
        held = [one.rule.id for one in queries.readiness(run.nurse, run.uid).holding]
        assert held == ["therapist", "prepared"]
        with pytest.raises(NotReady, match="Link a therapist to the course"):
            run.act("make_ready")


def test_records_of_therapy_settle_what_nobody_is_asked_then(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast, way=LOZENGE)
        know_everything(run)
        run.act("check", by=run.prescriber, values={"course.preparation_sessions": 0})
        held = [one.rule.id for one in queries.readiness(run.nurse, run.uid).holding]
        assert held == ["prepared"]
        assert "course.preparation_sessions" in session_gates.asked(run.view)
        joined_on_paper(cast.actor(cast.alice), run.patient, ["plan"])
        noted(cast.actor(cast.alice), run.patient)
        assert queries.readiness(run.nurse, run.uid).is_open
        asked = session_gates.asked(run.view)
        assert not {"course.preparation_sessions", "course.therapist_linked"} & set(asked)


def test_each_way_observes_at_its_own_times(cast: Cast) -> None:
    run = _ready(cast, NASAL)
    with clock_at(NINE):
        run.act("start")
    with at_minute(10):
        due = queries.due(run.view, NINE)
    first = [one.at for one in due if one.what == "vitals"]
    assert [(at - NINE).total_seconds() / 60 for at in first] == [40], "the label's reading"
