"""The five fictional people arrive where their stories say, with a trail like a real clinic's."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest

from lightwell.diary.queries import requests as request_queries
from lightwell.records.actions import roster
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import risk as risk_queries
from lightwell.site.demo import scenarios
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
    assert names == {"Piotr", "Noor", "Jonah", "Elena"}
    waiting = request_queries.waiting(cast.actor(cast.frida))
    assert [request.given_name for request in waiting] == ["Mara"]


def test_one_task_is_still_open_and_the_others_were_worked_through(
    cast: Cast, clinic: scenarios.Clinic
) -> None:
    scenarios.load_all(clinic)
    tasks = risk_queries.open_tasks(cast.actor(cast.alice))
    assert len(tasks) == 1
