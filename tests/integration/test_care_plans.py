"""The care around the doses: who does what by when, reviewed on its day, nothing overwritten."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actions import organisations
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent
from lightwell.clinical.careplan import component_of
from lightwell.records.actions import care_lines, releases
from lightwell.records.care_asks import NextReview
from lightwell.records.models import (
    CareDecline,
    CareLine,
    CareLineVersion,
    Course,
    CourseEvent,
    Patient,
)
from lightwell.records.queries import care_plans
from tests.support import courses
from tests.support.care import ask, hoped, line_of, plan_of, planned, stepped
from tests.support.cast import SETUP, Cast
from tests.support.courses import today
from tests.support.people import as_patient, key, make_patient
from tests.support.therapy import as_outside, joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def course(alice: Actor, maya: Patient) -> Course:
    return courses.signed(alice, maya)


def day(ahead: int) -> Any:
    return today() + timedelta(days=ahead)


# -- planning ---------------------------------------------------------------------------------


def test_the_programme_suggests_and_nothing_is_planned_by_itself(
    alice: Actor, course: Course
) -> None:
    plan = plan_of(alice, course)
    assert plan.lines == ()
    assert [one.kind for one in plan.missing] == [
        *("psychotherapy", "medication_management", "sleep"),
        *("exercise", "nutrition", "stress", "social"),
    ]
    planned(alice, course, "sleep")
    assert "sleep" not in [one.kind for one in plan_of(alice, course).missing]


def test_a_line_says_what_who_by_when_for_which_goal_and_its_review(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    goal = hoped(alice, maya)
    planned(
        cast.actor(cast.ben),
        course,
        "psychotherapy",
        what="Weekly, an hour",
        who=f"staff:{cast.alice.pk}",
        goal=goal.goal.uid,
    )
    line = line_of(alice, course)
    newest = line.latest
    assert (newest.who_name, newest.modality, newest.state) == ("Alice Anders", "cbt", "planned")
    assert newest.review_on == day(28), "every 28 days, as the programme has it"
    assert (newest.due_on, newest.by_name) == (day(14), "Ben Brook")
    assert line.goal_words == goal.words
    assert (line.gone, line.is_due, line.is_persons) == ("", False, False)
    event = AuditEvent.objects.get(action="care.plan")
    assert event.detail == {"of": "psychotherapy", "number": 1}
    assert "hour" not in json.dumps(event.detail)


def test_another_day_of_review_needs_its_reason(alice: Actor, course: Course) -> None:
    other = NextReview(which="other", on=day(7))
    with pytest.raises(InvalidInput, match="not the programme's day") as refused:
        planned(alice, course, review=other)
    assert refused.value.field == "review_reason"
    planned(alice, course, review=evolve(other, reason="The knee is new."))
    newest = line_of(alice, course).latest
    assert (newest.review_on, newest.review_reason) == (day(7), "The knee is new.")


def test_what_the_programme_does_not_time_gets_a_day_and_no_reason(
    alice: Actor, course: Course
) -> None:
    with pytest.raises(InvalidInput, match="names no day"):
        planned(alice, course, "co_ordination")
    planned(alice, course, "co_ordination", review=NextReview(which="other", on=day(7)))
    assert line_of(alice, course).latest.review_reason == ""


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ({"what": " "}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": -1}, "starts_on"),
        ({"due_on": -1}, "due_on"),
        ({"starts_on": 5, "due_on": 4}, "due_on"),
        ({"who": ""}, "who"),
        ({"who": "neighbour"}, "who"),
        ({"who": "staff:0"}, "who"),
        ({"who": "staff:none"}, "who"),
        ({"who": "outside:none"}, "who"),
        ({"who": "prescriber"}, "who_name"),
        ({"who": "prescriber", "who_name": "x" * 201}, "who_name"),
        ({"review": NextReview()}, "review_which"),
        ({"review": NextReview(which="keep")}, "review_which"),
        ({"review": NextReview(which="other")}, "review_on"),
        ({"kind": "psychotherapy", "modality": ""}, "modality"),
        ({"kind": "psychotherapy", "modality": "hypnosis"}, "modality"),
        ({"kind": "supplements", "supplement": ""}, "supplement"),
        ({"kind": "supplements", "due_on": None}, "due_on"),
        ({"goal": courses.uuid4()}, "goal"),
    ],
)
def test_what_makes_no_line_is_named(
    alice: Actor, course: Course, told: dict[str, Any], box: str
) -> None:
    for name in ("starts_on", "due_on"):
        if isinstance(told.get(name), int):
            told = told | {name: day(told[name])}
    with pytest.raises(InvalidInput) as refused:
        planned(alice, course, **told)
    assert refused.value.field == box
    assert not CareLine.objects.exists()


@pytest.mark.parametrize("ahead", [-1, 4])
def test_a_review_before_the_start_is_refused(alice: Actor, course: Course, ahead: int) -> None:
    early = NextReview(which="other", on=day(ahead), reason="Sooner")
    with pytest.raises(InvalidInput, match="before the start") as refused:
        planned(alice, course, starts_on=day(5), review=early)
    assert refused.value.field == "review_on"


def test_two_people_who_add_to_one_plan_meet(cast: Cast, alice: Actor, course: Course) -> None:
    planned(cast.actor(cast.ben), course, "sleep")
    said: dict[str, Any] = {"by": alice, "course": course.uid, "kind": "sleep", "key": key()}
    with pytest.raises(Conflict, match="Two people changed the plan: Ben Brook") as refused:
        care_lines.plan(**said, ask=ask(), base=0)
    assert refused.value.detail["newest"] == 1
    care_lines.plan(**said, ask=ask(), base=1)
    assert CareLine.objects.count() == 2


def test_the_same_page_twice_is_one_line(alice: Actor, course: Course) -> None:
    said: dict[str, Any] = {"by": alice, "course": course.uid, "kind": "sleep", "base": 0}
    first = care_lines.plan(**said, ask=ask(), key="page")
    assert care_lines.plan(**said, ask=ask(), key="page").pk == first.pk
    with pytest.raises(Conflict, match="already used"):
        care_lines.plan(**said, ask=ask(what="Other"), key="page")
    with pytest.raises(Conflict, match="already used"):
        care_lines.plan(**said | {"kind": "stress"}, ask=ask(), key="page")
    assert CareLineVersion.objects.count() == 1


def test_a_kind_that_is_none_is_not_there(alice: Actor, course: Course) -> None:
    with pytest.raises(NotFound):
        planned(alice, course, "horoscope")
    with pytest.raises(lw.InvalidInput):
        component_of(lw.find_programme("kap"), "horoscope")


# -- who does it ------------------------------------------------------------------------------


def test_an_outside_therapist_of_a_live_release_can_be_named(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    link = joined(alice, maya)
    planned(alice, course, "psychotherapy", who=f"outside:{link.uid}", modality="somatic")
    assert line_of(alice, course).latest.who_name == "Tess Tallis"
    assert link.release is not None
    releases.end(by=as_patient(maya), patient=maya, release=link.release.uid, reason="", key=key())
    assert "has ended" in line_of(alice, course).gone
    with pytest.raises(InvalidInput, match="release to Tess Tallis has ended") as refused:
        planned(alice, course, "psychotherapy", who=f"outside:{link.uid}")
    assert refused.value.field == "who"


def test_a_therapist_linked_to_another_person_is_refused_kindly(
    cast: Cast, alice: Actor, course: Course
) -> None:
    other = make_patient(cast.harbour, "Lena", "Lind")
    link = joined(alice, other)
    with pytest.raises(InvalidInput, match="not linked to this person") as refused:
        planned(alice, course, "psychotherapy", who=f"outside:{link.uid}")
    assert "Tess" not in refused.value.message, "nothing is told of another person's therapist"
    assert not CareLine.objects.exists()


def test_somebody_who_left_the_clinic_is_refused_and_shown_as_gone(
    cast: Cast, alice: Actor, course: Course
) -> None:
    planned(alice, course, who=f"staff:{cast.ben.pk}")
    organisations.end_role(by=SETUP, user=cast.ben, location=cast.harbour, role=Role.NURSE)
    assert "does not work here any more" in line_of(alice, course).gone
    with pytest.raises(InvalidInput, match="Harbour Street any more"):
        planned(alice, course, "sleep", who=f"staff:{cast.ben.pk}")
    with pytest.raises(InvalidInput, match="any more"):
        planned(alice, course, "sleep", who=f"staff:{cast.frida.pk}")


def test_an_outside_prescriber_is_named(alice: Actor, course: Course) -> None:
    planned(alice, course, "medication_management", who="prescriber", who_name=" Dr. Ida Iversen ")
    assert line_of(alice, course).latest.who_name == "Dr. Ida Iversen"


# -- changes and states -----------------------------------------------------------------------


def test_a_change_keeps_what_was_planned_before(cast: Cast, alice: Actor, course: Course) -> None:
    first = planned(alice, course)
    said: dict[str, Any] = {"by": cast.actor(cast.ben), "line": first.line.uid, "base": 1}
    keep = ask(what="Swimming", review=NextReview(which="keep"))
    with pytest.raises(InvalidInput, match="why"):
        care_lines.change(**said, ask=keep, reason="", key=key())
    made = care_lines.change(**said, ask=keep, reason="The knee.", key="page")
    again = care_lines.change(**said, ask=keep, reason="The knee.", key="page")
    assert made.pk == again.pk
    line = line_of(alice, course)
    assert [one.what for one in line.versions] == [first.what, "Swimming"]
    assert line.latest.review_on == first.review_on
    with pytest.raises(Conflict, match="already used"):
        care_lines.change(**said, ask=keep, reason="Other.", key="page")
    with pytest.raises(Conflict, match="Two people changed the plan: Ben Brook"):
        care_lines.change(by=alice, line=first.line.uid, ask=keep, reason="x", base=1, key=key())


def test_a_start_in_the_past_stays_where_it_stood_and_no_review_before_it(
    alice: Actor, course: Course
) -> None:
    first = planned(alice, course)
    with clock.at(clock.now() + timedelta(days=20)):
        later = ask(starts_on=first.starts_on, due_on=first.due_on, what="Swimming")
        said: dict[str, Any] = {"by": alice, "line": first.line.uid, "reason": "x"}
        made = care_lines.change(**said, ask=later, base=1, key=key())
        assert made.review_on == today() + timedelta(days=28)
        moved = ask(
            starts_on=made.review_on + timedelta(days=1),
            due_on=None,
            review=NextReview(which="keep"),
        )
        with pytest.raises(InvalidInput, match="before the start"):
            care_lines.change(**said, ask=moved, base=2, key=key())


def test_a_line_begins_is_done_and_stops_with_a_reason(alice: Actor, course: Course) -> None:
    first = planned(alice, course)
    going = stepped(alice, first, "begin")
    assert going.state == "going"
    with pytest.raises(InvalidInput, match="why"):
        stepped(alice, going, "stop")
    stopped = stepped(alice, going, "stop", "The knee.")
    with pytest.raises(NotReady):
        stepped(alice, stopped, "finish")
    again = stepped(alice, stopped, "reopen", "It is better.")
    assert line_of(alice, course).verbs == ("finish", "stop")
    assert (again.state, again.reason) == ("going", "It is better.")
    with pytest.raises(Conflict, match="Two people"):
        stepped(alice, first, "begin")


def test_a_step_sent_twice_is_one(alice: Actor, course: Course) -> None:
    first = planned(alice, course)
    said: dict[str, Any] = {"by": alice, "line": first.line.uid, "base": 1, "key": "page"}
    made = care_lines.step(**said, verb="begin", reason="")
    assert care_lines.step(**said, verb="begin", reason="").pk == made.pk
    with pytest.raises(Conflict, match="already used"):
        care_lines.step(**said, verb="finish", reason="")
    other = planned(alice, course, "sleep")
    with pytest.raises(Conflict, match="already used"):
        care_lines.step(**said | {"line": other.line.uid}, verb="begin", reason="")


def test_the_person_marks_their_own_steps_and_no_others(
    cast: Cast, alice: Actor, maya: Patient, course: Course
) -> None:
    own = planned(alice, course)
    theirs = planned(alice, course, "sleep", who=f"staff:{cast.ben.pk}")
    said: dict[str, Any] = {"by": as_patient(maya), "key": key()}
    done = care_lines.mark(**said, line=own.line.uid, is_done=True, base=1)
    assert (done.state, done.is_own) == ("done", True)
    back = care_lines.mark(**said | {"key": key()}, line=own.line.uid, is_done=False, base=2)
    assert back.state == "going"
    assert AuditEvent.objects.filter(action="care.mark").count() == 2
    with pytest.raises(Denied, match="somebody else's"):
        care_lines.mark(**said | {"key": key()}, line=theirs.line.uid, is_done=True, base=1)
    with pytest.raises(Denied):
        care_lines.mark(by=alice, line=own.line.uid, is_done=True, base=3, key=key())
    stepped(alice, back, "stop", "The knee.")
    with pytest.raises(NotReady, match="Ask them"):
        care_lines.mark(**said | {"key": key()}, line=own.line.uid, is_done=False, base=4)
    other = make_patient(cast.harbour, "Lena", "Lind")
    with pytest.raises(NotFound):
        care_lines.mark(by=as_patient(other), line=own.line.uid, is_done=True, base=4, key=key())


# -- what is not planned ----------------------------------------------------------------------


def test_a_component_is_declined_with_a_reason_and_can_be_planned_later(
    alice: Actor, course: Course
) -> None:
    said: dict[str, Any] = {"by": alice, "course": course.uid, "kind": "social", "base": 0}
    with pytest.raises(InvalidInput, match="why"):
        care_lines.decline(**said, reason="", key=key())
    first = care_lines.decline(**said, reason="She has a large family.", key="page")
    again = care_lines.decline(**said, reason="She has a large family.", key="page")
    assert first.pk == again.pk
    with pytest.raises(Conflict, match="already used"):
        care_lines.decline(**said, reason="Other", key="page")
    plan = plan_of(alice, course)
    assert [one.kind for one in plan.declined] == ["social"]
    assert "social" not in [one.kind for one in plan.missing]
    with pytest.raises(Conflict, match="Two people"):
        care_lines.decline(**said, reason="Other", key=key())
    planned(alice, course, "social")
    assert plan_of(alice, course).declined == ()
    with pytest.raises(NotReady, match="Stop that line"):
        care_lines.decline(**said | {"base": 2}, reason="Other", key=key())
    with pytest.raises(InvalidInput, match="does not ask"):
        care_lines.decline(**said | {"kind": "co_ordination"}, reason="Other", key=key())
    assert CareDecline.objects.count() == 1


def test_a_course_that_is_over_keeps_its_plan_as_it_is(alice: Actor, course: Course) -> None:
    first = planned(alice, course)
    CourseEvent.objects.create(
        course=course,
        number=9,
        verb="stop",
        status="stopped",
        at=clock.now(),
        by_id=alice.user_id,
        by_name=alice.name,
    )
    for act in (lambda: planned(alice, course, "sleep"), lambda: stepped(alice, first, "begin")):
        with pytest.raises(NotReady, match="stays as it is"):
            act()
    with clock.at(clock.now() + timedelta(days=40)):
        assert care_plans.due_here(alice) == []


def test_who_may_plan_care(cast: Cast, alice: Actor, maya: Patient, course: Course) -> None:
    for actor in (cast.actor(cast.frida), cast.actor(cast.dev), as_patient(maya)):
        with pytest.raises(Denied):
            care_lines.plan(by=actor, course=course.uid, kind="sleep", ask=ask(), base=0, key=key())
    with pytest.raises(NotFound):
        care_lines.plan(
            by=cast.actor(cast.chioma), course=course.uid, kind="sleep", ask=ask(), base=0,
            key=key(),
        )  # fmt: skip
    with pytest.raises((Denied, NotFound)):
        plan_of(as_outside(cast.tess), course)
    first = planned(alice, course)
    other = make_patient(cast.harbour, "Lena", "Lind")
    with pytest.raises(NotFound):
        care_plans.one(alice, other, first.line.uid)
    plan, line = care_plans.one(alice, maya, first.line.uid)
    assert line.uid == plan.lines[0].uid
    with pytest.raises(NotFound):
        care_lines.step(by=alice, line=courses.uuid4(), verb="begin", reason="", base=1, key=key())
