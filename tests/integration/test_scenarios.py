"""The fictional people arrive where their stories say, with a trail like a real clinic's."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from lightwell.access import clock
from lightwell.diary.queries import requests as request_queries
from lightwell.records.actions import roster
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import risk as risk_queries
from lightwell.records.queries import sessions
from lightwell.site.demo import scenarios
from lightwell.site.demo.treatment import Treatment
from tests.support import courses
from tests.support.cast import SETUP

if TYPE_CHECKING:
    from tests.support.cast import Cast


@pytest.fixture
def clinic(cast: Cast) -> scenarios.Clinic:
    """Harbour with a roster that covers every day."""
    for weekday in range(7):
        roster.add_shift(
            by=SETUP,
            location=cast.harbour,
            weekday=weekday,
            starts=time(8),
            ends=time(17),
            reader=cast.ben,
        )
    courses.chairs(cast.harbour, 3)
    return scenarios.Clinic(
        location=cast.harbour, front_desk=cast.frida, nurse=cast.ben, prescriber=cast.alice
    )


def test_every_programme_has_its_person() -> None:
    programmes = {story["programme"] for story in scenarios.stories()}
    assert programmes == {"kap", "iv-series", "iv-to-sublingual", "integrative", "bridge"}


def test_everybody_in_the_stories_says_that_they_are_fictional() -> None:
    for path in scenarios.FOLDER.glob("*.toml"):
        text = path.read_text("utf-8")
        assert "fictional" in text.splitlines()[0], path.name
        assert "-Demo" in text, path.name


def test_the_stories_can_be_replayed_by_real_actions(cast: Cast, clinic: scenarios.Clinic) -> None:
    scenarios.load_all(clinic)
    alice = cast.actor(cast.alice)
    names = {patient.given_name for patient in patient_queries.visible_to(alice)}
    assert names == {"Piotr", "Rosa", "Noor", "Jonah", "Elena"}
    waiting = request_queries.waiting(cast.actor(cast.frida))
    assert [request.given_name for request in waiting] == ["Mara"]


def test_one_task_is_still_open_and_the_others_were_worked_through(
    cast: Cast, clinic: scenarios.Clinic
) -> None:
    scenarios.load_all(clinic)
    tasks = risk_queries.open_tasks(cast.actor(cast.alice))
    assert len(tasks) == 1


def test_two_infusions_are_over_one_runs_with_a_flag_and_one_waits_for_two_things(
    cast: Cast, clinic: scenarios.Clinic
) -> None:
    scenarios.load_all(clinic)
    ben = cast.actor(cast.ben)
    rosa, piotr = sorted(sessions.board(ben), key=lambda one: one.status)
    assert (rosa.patient.given_name, rosa.status) == ("Rosa", "planned")
    holding = {one.rule.id for one in sessions.readiness(ben, rosa.uid).holding}
    assert holding == {"cssrs", "cssrs_not_high", "two_people"}
    assert (piotr.patient.given_name, piotr.status, piotr.number) == ("Piotr", "running", 3)
    shown = sessions.flags(piotr, clock.now()).flags
    assert "Systolic pressure" in {one.name for one in shown}

    first, second, third, fourth = sessions.of_course(ben, piotr.course.uid)
    assert [one.status for one in (first, second, third, fourth)] == [
        "discharged", "discharged", "running", "planned",
    ]  # fmt: skip
    assert [one.values["event"] for one in first.all_of("adverse_event")] == ["nausea"]
    assert second.started_at is not None
    before = [one.values["sbp"] for one in second.all_of("reading") if one.at < second.started_at]
    assert before == [152, 138, 134], "held, and cleared by two rechecks"
    corrected = [one for one in second.entries if one.corrects]
    assert [one.values["spo2"] for one in corrected] == [97]


@pytest.mark.parametrize("hour", range(24))
def test_the_visit_of_today_stays_on_one_day_at_every_hour(
    cast: Cast, clinic: scenarios.Clinic, hour: int
) -> None:
    """Also just after midnight, when what happened before the start was yesterday."""
    (story,) = [one for one in scenarios.stories() if one["person"]["given_name"] == "Piotr"]
    now = datetime(2026, 11, 20, hour, 10, tzinfo=ZoneInfo(cast.harbour.timezone))
    visit = Treatment(scenarios.Person(story, clinic, now)).visits[2]
    moments = [at.astimezone(now.tzinfo) for at, _ in visit.steps()]
    before = [at for at in moments if at <= visit.start]
    assert len({at.date() for at in before}) == 1
    assert visit.place <= before[0]
    assert max(moments) <= now
