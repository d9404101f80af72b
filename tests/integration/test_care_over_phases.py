"""What was planned around the doses goes on into the next phase, as the same line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lightwell.access import clock
from lightwell.access.errors import NotReady
from lightwell.documents import plan as paper
from lightwell.records.actions import care_lines
from lightwell.records.models import CareLine, CareLineVersion, Course
from lightwell.records.queries import care_plans, courses, shared, supplements, window
from lightwell.records.queries.care_plans import CarePlan, LineView
from tests.support.care import ask, hoped, planned, reviewed, stepped
from tests.support.cast import Cast
from tests.support.people import as_patient, key
from tests.support.phases import Journey, after_a_series, day
from tests.support.therapy import as_outside, joined

pytestmark = pytest.mark.django_db

BRIDGE = "Four infusions within two weeks"
STEPS = "A walk before breakfast, four times a week"


@pytest.fixture
def nora(cast: Cast) -> Journey:
    """Four infusions of a bridge are over; nothing is planned around them yet."""
    return after_a_series(cast, "bridge", "iv", sessions=4)


def plan(journey: Journey) -> CarePlan:
    return care_plans.of_course(journey.by, journey.view)


def line(journey: Journey, version: CareLineVersion) -> LineView:
    return care_plans.one(journey.by, journey.patient, version.line.uid)[1]


def course(journey: Journey) -> Course:
    return Course.objects.get(pk=journey.view.pk)


@pytest.fixture
def lines(nora: Journey) -> dict[str, CareLineVersion]:
    """A line that is planned, one that goes on, one that is done, one that was stopped: then on
    into the window."""
    with clock.at(day(22)):
        row = course(nora)
        goal = hoped(nora.by, nora.patient)
        found = {
            "planned": planned(nora.by, row, "medication_management", goal=goal.goal.uid),
            "going": stepped(nora.by, planned(nora.by, row, "psychotherapy"), "begin"),
            "done": stepped(nora.by, planned(nora.by, row, "exercise", what="Walk"), "finish"),
            "stopped": stepped(nora.by, planned(nora.by, row, "sleep"), "stop", "The knee."),
        }
    with clock.at(day(23)):
        nora.go_on("window")
    return found


def test_what_is_open_goes_on_as_the_same_line_and_what_ended_stays_where_it_ended(
    nora: Journey, lines: dict[str, CareLineVersion]
) -> None:
    with clock.at(day(23)):
        found = plan(nora)
        assert found.course.phase.id == "window"
        assert [one.uid for one in found.lines] == [
            lines[name].line.uid for name in ("planned", "going")
        ]
        assert {one.phase for one in found.lines} == {BRIDGE}
        assert [one.uid for one in found.earlier] == [
            lines[name].line.uid for name in ("done", "stopped")
        ]
        assert found.lines[0].goal_words
        assert len(found.lines[1].versions) == 2, "with all that it ever said"
        former = courses.course(nora.by, lines["done"].line.course.uid)
        before = care_plans.of_course(nora.by, former)
        assert [one.state for one in before.lines] == ["planned", "going", "done", "stopped"]
        assert {one.phase for one in before.lines} == {""}
        assert CareLine.objects.count() == 4, "nothing was copied"


def test_a_line_that_went_on_is_due_reviewed_changed_and_closed_in_the_next_phase(
    nora: Journey, lines: dict[str, CareLineVersion]
) -> None:
    with clock.at(day(52)):
        due = [one.line for one in care_plans.due_here(nora.by)]
        assert due == [lines[name].line.uid for name in ("planned", "going")]
        assert [one.uid for one in plan(nora).due] == due
        former = courses.course(nora.by, lines["done"].line.course.uid)
        assert care_plans.of_course(nora.by, former).due == ()
        held = reviewed(nora.by, lines["going"])
        made = care_lines.change(
            by=nora.by,
            line=lines["planned"].line.uid,
            ask=ask(what="Lithium, with Dr. Ida Iversen"),
            reason="It was changed.",
            base=1,
            key=key(),
        )
        over = stepped(nora.by, made, "finish")
        assert (held.version.number, over.state) == (3, "done")
        assert line(nora, over).state == "done"
        assert line(nora, over) in plan(nora).lines, "it ended in this phase, and stays in it"
        back = stepped(nora.by, over, "reopen", "It goes on.")
        assert back.state == "going"


def test_the_person_marks_their_step_of_an_earlier_phase(nora: Journey) -> None:
    with clock.at(day(22)):
        own = planned(nora.by, course(nora))
    with clock.at(day(23)):
        nora.go_on("window")
        said: dict[str, Any] = {"by": as_patient(nora.patient), "line": own.line.uid}
        care_lines.mark(**said, is_done=True, base=1, key=key())
        (shown,) = care_plans.of_course(as_patient(nora.patient), nora.view).lines
        assert (shown.state, shown.latest.what) == ("done", STEPS)
        care_lines.mark(**said, is_done=False, base=2, key=key())


def test_a_line_that_ended_in_an_earlier_phase_is_read_and_not_written_to(
    nora: Journey, lines: dict[str, CareLineVersion]
) -> None:
    with clock.at(day(30)):
        for name in ("done", "stopped"):
            found, one = care_plans.one(nora.by, nora.patient, lines[name].line.uid)
            assert (found.course.phase.id, one.state) == ("bridge", name)
            with pytest.raises(NotReady, match="handed over: its care plan stays as it is"):
                stepped(nora.by, lines[name], "reopen", "Again.")
        with pytest.raises(NotReady, match="stays as it is"):
            care_lines.plan(
                by=nora.by, course=lines["done"].line.course.uid, kind="sleep", ask=ask(),
                base=4, key=key(),
            )  # fmt: skip
    assert CareLineVersion.objects.filter(line=lines["done"].line).count() == 2


def test_what_the_next_phase_asks_for_is_planned_declined_or_not_known(
    nora: Journey,
) -> None:
    with clock.at(day(22)):
        row = course(nora)
        talk = planned(nora.by, row, "psychotherapy")
        said: dict[str, Any] = {"by": nora.by, "kind": "medication_management", "key": key()}
        care_lines.decline(**said, course=row.uid, reason="She takes none.", base=1)
    with clock.at(day(23)):
        nora.go_on("window")
        found = plan(nora)
        assert "psychotherapy" not in [one.kind for one in found.missing], "it goes on"
        assert [one.reason for one in found.declined] == ["She takes none."]
        decline: dict[str, Any] = {"by": nora.by, "course": nora.view.uid, "key": key()}
        with pytest.raises(NotReady, match="Stop that line"):
            care_lines.decline(**decline, kind="psychotherapy", reason="x", base=2)
        planned(nora.by, course(nora), "medication_management")
        assert plan(nora).declined == ()
        stepped(nora.by, talk, "finish")
        assert "psychotherapy" not in [one.kind for one in plan(nora).missing]


def test_what_ended_before_a_phase_is_asked_for_again_and_can_be_declined(
    nora: Journey,
) -> None:
    with clock.at(day(22)):
        stepped(nora.by, planned(nora.by, course(nora), "psychotherapy"), "finish")
    with clock.at(day(23)):
        nora.go_on("window")
        assert "psychotherapy" in [one.kind for one in plan(nora).missing]
        care_lines.decline(
            by=nora.by, course=nora.view.uid, kind="psychotherapy", reason="She has had it.",
            base=plan(nora).version, key=key(),
        )  # fmt: skip
        found = plan(nora)
        assert [one.reason for one in found.declined] == ["She has had it."]
        assert "psychotherapy" not in [one.kind for one in found.missing]


def test_a_way_that_ended_is_closed_for_every_line_of_it(
    nora: Journey, lines: dict[str, CareLineVersion]
) -> None:
    with clock.at(day(30)):
        nora.go_on("end")
        for one in lines.values():
            with pytest.raises(NotReady, match="stays as it is"):
                stepped(nora.by, one, "stop", "Over.")
        assert plan(nora).lines[0].uid == lines["planned"].line.uid
    with clock.at(day(90)):
        assert care_plans.due_here(nora.by) == []
        assert plan(nora).due == ()


def test_a_line_goes_on_over_several_phases_until_it_ends(nora: Journey) -> None:
    with clock.at(day(22)):
        first = planned(nora.by, course(nora), "sleep")
    with clock.at(day(23)):
        nora.go_on("window")
        second = planned(nora.by, course(nora), "stress")
        stopped = stepped(nora.by, first, "stop", "She sleeps well.")
    nora.answered(15, day(24))
    nora.answered(15, day(40))
    with clock.at(day(40)):
        nora.agree("ketamine", "iv")
        nora.go_on("bridge")
        found = plan(nora)
        assert [(one.kind, one.phase) for one in found.lines] == [
            ("stress", "The window: medicines and talk therapy take over")
        ]
        assert [(one.kind, one.phase) for one in found.earlier] == [("sleep", BRIDGE)]
        where, _ = care_plans.one(nora.by, nora.patient, stopped.line.uid)
        assert where.course.phase.id == "window", "it ended there"
        assert stepped(nora.by, second, "begin").state == "going"


def test_a_step_in_the_moment_of_the_change_hides_nothing(nora: Journey) -> None:
    with clock.at(day(23)):
        first = stepped(nora.by, planned(nora.by, course(nora), "sleep"), "finish")
        nora.go_on("window")
        assert [one.uid for one in plan(nora).lines] == [first.line.uid]


# -- who else reads the plan ------------------------------------------------------------------


def test_a_supplement_of_an_earlier_phase_is_beside_the_medicines_until_the_way_ends(
    nora: Journey,
) -> None:
    with clock.at(day(22)):
        planned(nora.by, course(nora), "supplements")
    with clock.at(day(23)):
        nora.go_on("window")
        assert supplements.planned(nora.patient) == ("Omega-3",)
        nora.go_on("end")
        assert supplements.planned(nora.patient) == ()


def test_the_paper_and_the_window_show_what_goes_on(
    nora: Journey, lines: dict[str, CareLineVersion]
) -> None:
    with clock.at(day(23)):
        shown = paper.around(nora.by, nora.view)
        assert [one["title"] for one in shown["care"]] == [
            "Medicines with the outside prescriber",
            "Psychotherapy: Cognitive behavioural therapy",
        ]
        found = window.window(nora.by, nora.view)
        assert {kind: len(its) for kind, its in found.strands} == {
            "medication_management": 1,
            "psychotherapy": 1,
        }


def test_what_a_strand_was_before_stays_on_the_time_line(nora: Journey) -> None:
    with clock.at(day(22)):
        first = planned(nora.by, course(nora), "psychotherapy", what="Weekly, with Ben")
        stepped(nora.by, first, "finish")
    with clock.at(day(23)):
        nora.go_on("window")
        found = window.window(nora.by, nora.view)
        assert found.lines("psychotherapy") == ()
        assert "Done: Weekly, with Ben" in [words for one in found.days for words in one.therapy]


@pytest.mark.parametrize(
    ("shares", "states"), [(["plan"], ["Planned", "Going on"]), (["sessions"], [])]
)
def test_an_outside_therapist_sees_what_stands_and_only_with_the_plan_released(
    cast: Cast, nora: Journey, lines: dict[str, CareLineVersion], shares: list[str],
    states: list[str],
) -> None:  # fmt: skip
    with clock.at(day(23)):
        joined(nora.by, nora.patient, shares=shares)
        person = shared.person(as_outside(cast.tess), nora.patient.uid)
        assert [one.state for one in shared.care(person)] == states


def test_a_phase_that_goes_on_asks_no_more_of_the_database_for_more_lines(
    nora: Journey, django_assert_max_num_queries: Any
) -> None:
    with clock.at(day(22)):
        for kind in ("sleep", "stress", "social", "exercise"):
            planned(nora.by, course(nora), kind)
    with clock.at(day(23) + timedelta(hours=1)):
        nora.go_on("window")
        view = nora.view
        with django_assert_max_num_queries(14):
            assert len(care_plans.of_course(nora.by, view).lines) == 4
