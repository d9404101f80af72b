"""The page of a review and that of what comes next show the goals as the person rated them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lightwell.access import clock
from lightwell.records.actions import facts, goals
from lightwell.records.models import Goal
from lightwell.records.queries import phases, reviews
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.phases import Journey, after_a_series, day
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast) -> Journey:
    """Two sessions are over, and the evaluation wrote down what the person hoped for."""
    made = after_a_series(cast, "iv-series", "iv", sessions=2)
    with clock.at(day(21)):
        facts.record(
            by=made.by,
            patient=made.patient,
            facts={"preferences.goals": "Walk the dog every day"},
            observed_on=day(21).date(),
            source="patient",
            key=key(),
            base=max((one.pk for one in made.patient.facts.all()), default=0),
        )
    return made


def pages(made: Journey) -> list[str]:
    urls = [
        reverse("clinic:review", args=[made.patient.uid, 2]),
        reverse("clinic:course-next", args=[made.patient.uid]),
    ]
    alice = signed_in(made.cast.alice)
    with clock.at(day(22)):
        return [alice.get(url).content.decode() for url in urls]


def written(made: Journey, words: str, rated: int | None = None) -> None:
    with clock.at(day(21)):
        row = goals.write(by=made.by, patient=made.patient, words=words, key=key())
        if rated is not None:
            goals.rate(by=made.by, patient=made.patient, goal=row.goal.uid, value=rated, key=key())


def test_without_goals_the_words_of_the_evaluation_stand(made: Journey) -> None:
    for html in pages(made):
        assert "Walk the dog every day" in html


def test_each_goal_stands_with_its_last_rating_and_its_day(made: Journey) -> None:
    written(made, "Paint again", rated=4)
    written(made, "Sleep through")
    for html in pages(made):
        assert "4 of 10 on 25-Mar-2026" in html.split("Paint again")[1][:90]
        assert "not rated yet" in html.split("Sleep through")[1][:90]
        assert "Walk the dog every day" not in html


def test_a_new_rating_changes_the_page_that_is_signed_and_is_kept(made: Journey) -> None:
    def versions() -> tuple[str, str]:
        with clock.at(day(22)):
            shown = reviews.review(made.by, made.view.uid, 2)
            return shown.version, phases.next_of(made.by, made.view.uid).version

    before = versions()
    written(made, "Paint again", rated=4)
    after = versions()
    assert all(one != other for one, other in zip(before, after, strict=True))
    with clock.at(day(22)):
        kept = reviews.review(made.by, made.view.uid, 2).basis
        change = made.go_on("end", override_reason="She wishes to end it.")
    goal = {"words": "Paint again", "state": "open", "rated": {"value": 4, "on": "2026-03-25"}}
    assert kept["own_goals"] == [goal]
    assert change.shown["own_goals"] == [goal]


def test_a_goal_that_was_dropped_is_not_shown(made: Journey) -> None:
    written(made, "Paint again")
    with clock.at(day(21)):
        goal = Goal.objects.get().uid
        goals.move(
            by=made.by,
            patient=made.patient,
            goal=goal,
            verb="drop",
            reason="Not hers any more.",
            base=1,
            key=key(),
        )
    for html in pages(made):
        assert "Paint again" not in html
        assert "Walk the dog every day" in html
