"""The window of a bridge: sessions, same-day measurements and two strands on one time line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.records.actions import courses as actions
from lightwell.records.actions import ratings
from lightwell.records.models import Course, Patient
from lightwell.records.queries import courses as queries
from lightwell.records.queries import window
from lightwell.records.scores import keep
from tests.support import courses, phases
from tests.support.after import left, on_day
from tests.support.care import planned, reviewed, stepped
from tests.support.cast import Cast
from tests.support.courses import today
from tests.support.pages import text
from tests.support.people import key, make_patient
from tests.support.sessions import at_minute
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
SECOND = "low mood 4, lower than before (7); tension 6, higher than before (5)"


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def bridge(alice: Actor, maya: Patient) -> Course:
    courses.decided(alice, maya)
    return actions.begin(by=alice, patient=maya, programme="bridge", key=key())


def shown(alice: Actor, course: Course) -> window.Window:
    return window.window(alice, queries.course(alice, course.uid))


def test_each_strand_has_its_own_day_of_review(
    cast: Cast, alice: Actor, maya: Patient, bridge: Course
) -> None:
    client = signed_in(cast.alice)
    page = text(client.get(reverse("clinic:window", args=[maya.uid])))
    assert page.count("Not planned yet: the window is not used for this.") == 2
    assert "Nothing happened yet." in page
    planned(
        alice, bridge, "medication_management", who="prescriber", who_name="Dr. Ida Iversen",
        what="Raise sertraline",
    )  # fmt: skip
    talk = planned(alice, bridge, "psychotherapy", what="Weekly, with Ben")
    days = {one.on: one for one in shown(alice, bridge).days}
    assert days[today() + timedelta(days=14)].medicines == [
        "Due: Raise sertraline",
        "Next review: Raise sertraline",
    ]
    assert days[today() + timedelta(days=28)].therapy == ["Next review: Weekly, with Ben"]
    assert days[today()].therapy == ["Starts: Weekly, with Ben"]
    page = text(client.get(reverse("clinic:window", args=[maya.uid])))
    for words in ("The next medicine, chosen and raised", "Dr. Ida Iversen", "Raise sertraline"):
        assert words in page
    for name in ("care", "course"):
        assert "The window on one time line" in text(
            client.get(reverse(f"clinic:{name}", args=[maya.uid]))
        )
    with clock.at(clock.now() + timedelta(days=28)):
        reviewed(alice, stepped(alice, talk, "begin"), helped="")
        (held,) = [one for one in shown(alice, bridge).days if one.on == today()]
        assert held.therapy == ["Reviewed: Walked eleven times. What helped was not said."]
        assert "Next review: Raise sertraline (waits)" in [
            words for day in shown(alice, bridge).days for words in day.medicines
        ]


def test_a_line_that_is_done_stands_on_its_day_and_a_stopped_one_is_no_use_of_the_window(
    alice: Actor, bridge: Course
) -> None:
    done = planned(alice, bridge, "psychotherapy", what="Three talks", due_on=None)
    gone = planned(alice, bridge, "psychotherapy", what="A group", due_on=None)
    stepped(alice, done, "finish")
    stepped(alice, gone, "stop", "Too loud.")
    found = shown(alice, bridge)
    (day,) = found.days
    assert "Done: Three talks" in day.therapy
    assert "Stopped: A group" in day.therapy
    assert [one.latest.what for one in found.lines("psychotherapy")] == ["Three talks"]


def test_measured_the_same_day_is_lower_or_higher_than_before(cast: Cast) -> None:
    run = left(cast)
    for minute, answers in ((110, [7, 5, None]), (130, [4, 6, None])):
        with at_minute(minute):
            ratings.rate(
                by=run.nurse,
                patient=run.patient,
                instrument="now_scale",
                answers=answers,
                key=key(),
                session=run.uid,
            )
    for day, rated in ((1, [2] * 10), (3, [None, None, None, *[1] * 7]), (5, [*[1] * 9, 3])):
        with on_day(day), transaction.atomic():
            keep(
                by=run.prescriber,
                patient=run.patient,
                location=cast.harbour,
                instrument="madrs",
                answers=list(rated),
                key=key(),
                at=clock.now(),
                is_brief=True,
            )
    with on_day(6):
        found = window.window(run.prescriber, queries.course(run.prescriber, run.course.uid))
    words = [words for day in found.days for words in day.measured]
    assert words == [
        "Now scale: low mood 7; tension 5; hopelessness not rated",
        f"Now scale: {SECOND}; hopelessness not rated",
        "MADRS over 24 hours 20",
        "MADRS over 24 hours not rated",
        "MADRS over 24 hours 12, lower than before (20)",
    ]
    (first,) = [day for day in found.days if day.sessions]
    assert first.sessions == ["Session 1: 35 mg"]
    assert not any(word in " ".join(words).lower() for word in ("response", "remission", "relapse"))


def test_what_is_planned_and_what_was_called_off(cast: Cast, alice: Actor, maya: Patient) -> None:
    course = courses.signed(alice, maya)
    assert not window.has_window(queries.course(alice, course.uid))
    session = actions.schedule_session(
        by=alice,
        course=course.uid,
        number=1,
        planned_at=courses.at(courses.a_weekday(), 14),
        key=key(),
    )
    assert session.number == 1
    (day,) = shown(alice, course).days
    assert day.sessions == ["Session 1, planned"]
    assert lw.find_programme("bridge").id == window.BRIDGE


def test_the_relief_of_the_series_stands_in_the_phase_that_uses_it(cast: Cast) -> None:
    way = phases.after_a_series(cast, "bridge", "iv", sessions=4)
    with clock.at(phases.day(9)):
        ratings.rate(
            by=cast.actor(cast.ben),
            patient=way.patient,
            instrument="now_scale",
            answers=[4, 6, 5],
            key=key(),
        )
    with clock.at(phases.day(22)):
        way.go_on("window")
        assert way.view.phase.id == "window"
        found = window.window(way.by, way.view)
    assert [len(one.sessions) for one in found.days if one.sessions] == [1] * 4
    assert [words for one in found.days for words in one.measured] == [
        "Now scale: low mood 4; tension 6; hopelessness 5"
    ]
