"""The care plan on the clinic's pages: offered, planned, declined, reviewed; nothing pre-filled."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access import clock
from lightwell.records.models import (
    CareDecline,
    CareLine,
    CareLineVersion,
    CareReview,
    Course,
    GoalRating,
    GoalVersion,
    Patient,
)
from tests.integration.test_regimens import takes
from tests.support import courses
from tests.support.care import MINE, hoped, planned
from tests.support.cast import Cast
from tests.support.courses import today
from tests.support.pages import queries, stamp, text
from tests.support.people import make_patient
from tests.support.signing_in import signed_in
from tests.support.therapy import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def course(cast: Cast, maya: Patient) -> Course:
    return courses.signed(cast.actor(cast.alice), maya)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def url(name: str, patient: Patient, *args: object) -> str:
    return reverse(f"clinic:{name}", args=[patient.uid, *args])


def boxes(name: str, on: date) -> dict[str, str]:
    """A day as it is typed in its three boxes."""
    parts = {"month": on.month, "day": on.day, "year": on.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def typed(page: str, **told: str) -> dict[str, str]:
    """What is sent from the page of a line."""
    whole = {
        "stamp": stamp(page),
        "what": "A walk before breakfast",
        "who": "person",
        "review_which": "programme",
        **boxes("starts_on", today()),
    }
    return whole | told


def test_the_programme_is_offered_with_its_words_and_source(
    alice: Client, maya: Patient, course: Course
) -> None:
    page = text(alice.get(url("care", maya)))
    assert page.count(">Decline<") == 7
    for words in ("Regular hours; insomnia treated", "reviewed every 28 days", "local policy"):
        assert words in page
    form = text(alice.get(url("care-add", maya, "sleep")))
    assert "Regular hours; insomnia treated in its own right." in form
    assert "checked" not in form
    assert not re.search(r'<textarea[^>]*name="what"[^>]*>\s*[^<\s]', form)
    assert not re.search(r'name="(starts|due|review)_on_\w+"[^>]*value="[^"]', form)


def test_a_line_is_planned_and_shown_with_who_and_when(
    cast: Cast, alice: Client, maya: Patient, course: Course
) -> None:
    goal = hoped(cast.actor(cast.ben), maya)
    at = url("care-add", maya, "exercise")
    page = text(alice.get(at))
    sent = typed(page, goal=str(goal.goal.uid), **boxes("due_on", today() + timedelta(days=9)))
    assert alice.post(at, sent).status_code == 302
    assert alice.post(at, sent).status_code == 302, "sent twice is one line"
    version = CareLineVersion.objects.get()
    assert (version.goal_id, version.review_on) == (goal.goal_id, today() + timedelta(days=28))
    shown = text(alice.get(url("care", maya)))
    for words in ("A walk before breakfast", "The person", f"For: {MINE}", "Planned"):
        assert words in shown
    assert "1 line, those" in shown


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"what": ""}, "Enter what is planned"),
        ({"who": ""}, "Choose who does it"),
        ({"review_which": ""}, "Choose when it is reviewed"),
        ({"review_which": "other"}, "Enter the day of the review"),
        ({"who": "prescriber"}, "Write the name of the prescriber"),
        ({"starts_on_year": "2020"}, "The start lies in the past"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    alice: Client, maya: Patient, course: Course, told: dict[str, str], words: str
) -> None:
    at = url("care-add", maya, "exercise")
    sent = typed(text(alice.get(at))) | told
    answer = alice.post(at, sent)
    assert answer.status_code == 422
    assert words in text(answer)
    if "what" not in told:
        assert "A walk before breakfast" in text(answer)
    assert not CareLine.objects.exists()


def test_two_people_who_change_the_plan_are_told_and_nothing_is_lost(
    cast: Cast, alice: Client, maya: Patient, course: Course
) -> None:
    at = url("care-add", maya, "exercise")
    sent = typed(text(alice.get(at)))
    planned(cast.actor(cast.ben), course, "sleep")
    answer = alice.post(at, sent)
    assert answer.status_code == 409
    page = text(answer)
    assert "Two people changed the plan: Ben Brook was faster" in page
    assert "A walk before breakfast" in page
    assert CareLine.objects.count() == 1
    assert alice.post(at, sent | {"stamp": stamp(page)}).status_code == 302
    assert CareLine.objects.count() == 2


def test_only_whom_the_person_released_is_offered(
    cast: Cast, alice: Client, maya: Patient, course: Course
) -> None:
    actor = cast.actor(cast.alice)
    other = make_patient(cast.harbour, "Lena", "Lind")
    wrong = joined(actor, other)
    at = url("care-add", maya, "psychotherapy")
    page = text(alice.get(at))
    assert "Tess Tallis" not in page
    answer = alice.post(at, typed(page, who=f"outside:{wrong.uid}", modality="cbt"))
    assert answer.status_code == 422
    assert "Choose one of the answers shown" in text(answer)
    link = joined(actor, maya)
    page = text(alice.get(at))
    assert "Tess Tallis, outside therapist" in page
    assert (
        alice.post(at, typed(page, who=f"outside:{link.uid}", modality="somatic")).status_code
        == 302
    )
    assert "Somatic therapy" in text(alice.get(url("care", maya)))


def test_a_part_is_declined_with_its_reason(alice: Client, maya: Patient, course: Course) -> None:
    at = url("care-decline", maya, "social")
    page = text(alice.get(at))
    assert alice.post(at, {"stamp": stamp(page), "reason": ""}).status_code == 422
    assert alice.post(at, {"stamp": stamp(page), "reason": "A large family."}).status_code == 302
    assert CareDecline.objects.get().reason == "A large family."
    shown = text(alice.get(url("care", maya)))
    assert "Declined" in shown
    assert "A large family." in shown
    assert alice.get(url("care-decline", maya, "horoscope")).status_code == 404
    assert alice.get(url("care-add", maya, "horoscope")).status_code == 404


def test_a_line_goes_on_changes_and_stops(
    cast: Cast, alice: Client, maya: Patient, course: Course
) -> None:
    line = planned(cast.actor(cast.ben), course).line.uid
    at = url("care-line", maya, line)
    page = text(alice.get(at))
    assert alice.post(at, {"stamp": stamp(page), "verb": "begin"}).status_code == 302
    page = text(alice.get(at))
    stop = {"stamp": stamp(page), "verb": "stop", "reason": ""}
    refused = alice.post(at, stop)
    assert refused.status_code == 422
    assert "Write why." in text(refused)
    change = url("care-change", maya, line)
    page = text(alice.get(change))
    assert "A walk before breakfast, four times a week" in page, "a change begins with what stands"
    sent = typed(page, what="Swimming", review_which="keep", reason="")
    assert alice.post(change, sent).status_code == 422
    assert alice.post(change, sent | {"reason": "The knee."}).status_code == 302
    page = text(alice.get(at))
    assert "Swimming" in page
    assert "The knee." in page
    assert alice.post(at, stop | {"stamp": stamp(page), "reason": "It hurt."}).status_code == 302
    page = text(alice.get(at))
    assert "It is taken up again" in page
    assert "It hurt." in page


def test_a_review_is_due_on_every_page_where_it_is_looked_for(
    cast: Cast, alice: Client, maya: Patient, course: Course
) -> None:
    line = planned(cast.actor(cast.ben), course).line.uid
    at = url("care-review", maya, line)
    home = reverse("clinic:today")
    assert "Care plan: Movement" not in text(alice.get(home))
    with clock.at(clock.now() + timedelta(days=30)):
        assert "Care plan: Movement" in text(alice.get(home))
        assert "Due now" in text(alice.get(url("course", maya)))
        assert "Reviews due" in text(alice.get(url("care", maya)))
        due = text(alice.get(url("review", maya, 2)))
        assert "Movement" in due.split("The care plan")[1]
        page = text(alice.get(at))
        told = {
            "stamp": stamp(page),
            "done": "",
            "helped": "Light mornings.",
            "then": "going",
            "review_which": "programme",
        }
        refused = alice.post(at, told)
        assert refused.status_code == 422
        assert "Light mornings." in text(refused)
        assert alice.post(at, told | {"done": "Walked."}).status_code == 302
        shown = text(alice.get(url("care-line", maya, line)))
        assert "Walked." in shown
        assert "Light mornings." in shown
        assert "Care plan: Movement" not in text(alice.get(home))
    assert CareReview.objects.count() == 1


def test_a_supplement_by_brand_is_said_not_to_be_checked(
    cast: Cast, alice: Client, maya: Patient, course: Course
) -> None:
    takes(cast, maya, "lorazepam")
    other: dict[str, Any] = {"supplement": "Brainglow Forte"}
    line = planned(cast.actor(cast.alice), course, "supplements", **other)
    for page in (url("care", maya), url("care-line", maya, line.line.uid)):
        shown = text(alice.get(page))
        assert "Not checked" in shown
        assert "No list of medicines has this name." in shown
        assert "Not reviewed yet." in shown
    regimen = text(alice.get(url("regimen", maya)))
    assert "From the care plan, not on the list of medicines:</strong> Brainglow Forte" in regimen
    at = url("care-line", maya, line.line.uid)
    closed = alice.post(at, {"stamp": stamp(text(alice.get(at))), "verb": "begin"})
    assert closed.status_code == 422
    assert "begins once a prescriber has reviewed it" in text(closed)
    planned(cast.actor(cast.alice), course, "supplements", supplement="Jarsin")
    planned(cast.actor(cast.alice), course, "supplements", supplement="Ativan")
    shown = text(alice.get(url("care", maya)))
    assert "On the list of medicines" in shown
    assert shown.count("Beside all medicines") == 3


def test_without_a_course_there_is_no_care_plan(alice: Client, maya: Patient) -> None:
    assert alice.get(url("care", maya)).status_code == 404
    assert alice.get(url("window", maya)).status_code == 404


def test_the_auditor_reads_and_writes_nothing(cast: Cast, maya: Patient, course: Course) -> None:
    line = planned(cast.actor(cast.ben), course).line.uid
    dev = signed_in(cast.dev)
    page = text(dev.get(url("care", maya)))
    assert "Plan something" not in page
    assert "Keep this step" not in text(dev.get(url("care-line", maya, line)))
    assert dev.get(url("care-add", maya, "sleep")).status_code == 403
    assert signed_in(cast.frida).get(url("care", maya)).status_code == 403


def test_more_lines_ask_no_more_of_the_database(
    cast: Cast, alice: Client, maya: Patient, course: Course
) -> None:
    goal = hoped(cast.actor(cast.alice), maya).goal.uid
    planned(cast.actor(cast.alice), course, goal=goal)
    pages = (url("care", maya), reverse("clinic:today"), url("course", maya))
    few = [queries(alice, page) for page in pages]
    for _ in range(10):
        planned(cast.actor(cast.alice), course, goal=goal)
    assert [queries(alice, page) for page in pages] == few


# -- goals ------------------------------------------------------------------------------------


def test_goals_are_written_down_rated_and_reached(alice: Client, maya: Patient) -> None:
    at = url("goals", maya)
    page = text(alice.get(at))
    assert "No goals written down" in page
    assert alice.post(at, {"stamp": stamp(page), "words": ""}).status_code == 422
    assert alice.post(at, {"stamp": stamp(page), "words": MINE}).status_code == 302
    goal = GoalVersion.objects.get().goal.uid
    rate = url("goal-rate", maya, goal)
    page = text(alice.get(rate))
    assert "checked" not in page
    assert "Choose a number" in text(alice.post(rate, {"stamp": stamp(page)}))
    assert alice.post(rate, {"stamp": stamp(page), "value": "0"}).status_code == 302
    assert GoalRating.objects.get().value == 0
    shown = text(alice.get(at))
    assert "0 of 10" in shown
    assert "asked by Alice Anders" in shown
    other = url("goal", maya, goal)
    page = text(alice.get(other))
    assert alice.post(other, {"stamp": stamp(page), "words": "Sing."}).status_code == 302
    late = alice.post(other, {"stamp": stamp(page), "words": "Other."})
    assert late.status_code == 409
    move = url("goal-move", maya, goal)
    page = text(alice.get(move))
    assert alice.post(move, {"stamp": stamp(page), "verb": "reach"}).status_code == 422
    told = {"stamp": stamp(page), "verb": "reach", "reason": "She sang on Sunday."}
    assert alice.post(move, told).status_code == 302
    shown = text(alice.get(other))
    assert "Reached" in shown
    assert MINE in shown


def test_two_people_with_one_goal(cast: Cast, alice: Client, maya: Patient) -> None:
    goal = hoped(cast.actor(cast.ben), maya).goal.uid
    at = url("goal", maya, goal)
    first, second = (stamp(text(alice.get(at))) for _ in range(2))
    assert alice.post(at, {"stamp": first, "words": "Sing."}).status_code == 302
    answer = alice.post(at, {"stamp": second, "words": "Dance."})
    assert answer.status_code == 409
    page = text(answer)
    assert "changed this goal while this page was open" in page
    assert "Dance." in page
    assert alice.post(at, {"stamp": stamp(page), "words": "Dance."}).status_code == 302
    dev = signed_in(cast.dev)
    assert "Write down a goal" not in text(dev.get(url("goals", maya)))
    assert dev.post(url("goals", maya), {"stamp": stamp(page), "words": "x"}).status_code == 403
