"""Reviews of a course: what is due, on what it rests, what is signed, and where the course goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.clinic.presenters import after as show
from lightwell.records.actions import courses as course_actions
from lightwell.records.actions import facts, reviews
from lightwell.records.models import PlanSignature, ReviewDecision
from lightwell.records.queries import courses
from lightwell.records.queries import reviews as queries
from tests.support.after import answered, further_sessions, left
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.sessions import NINE, Running

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def run(cast: Cast) -> Running:
    """A first session is over; the PHQ-9 before it was 20."""
    made = left(cast)
    answered(made, 20, NINE - DAY)
    return made


def decide(run: Running, after: int, choice: str, **changes: Any) -> ReviewDecision:
    shown = queries.review(run.prescriber, run.course.uid, after)
    whole = {
        "by": run.prescriber,
        "course": run.course.uid,
        "after_session": after,
        "choice": choice,
        "reasons": "Sleeps better, and wants to go on.",
        "about_goals": "I took the dog out twice.",
        "version": shown.version,
        "key": key(),
    }
    return reviews.decide(**(whole | changes))


def due(run: Running) -> list[int]:
    view = courses.course(run.prescriber, run.course.uid)
    return [one.after_session for one in queries.due(view)]


def test_reviews_fall_due_after_two_four_and_six(run: Running) -> None:
    assert due(run) == []
    further_sessions(run, 4)
    assert due(run) == [2, 4]
    assert [one.after_session for _, one in queries.due_here(run.nurse)] == [2, 4]
    with pytest.raises(NotReady, match="Session 6 has not taken place"):
        decide(run, 6, "maintain")
    decide(run, 2, "continue")
    assert due(run) == [4]


def test_the_rule_of_the_programme_is_unknown_met_or_not_on_the_totals(run: Running) -> None:
    further_sessions(run, 4)

    def outcome() -> lw.Outcome:
        found = queries.review(run.prescriber, run.course.uid, 4).rule
        assert found is not None
        return found.outcome

    assert outcome() is lw.Outcome.UNKNOWN
    answered(run, 19, NINE + 9 * DAY)
    assert outcome() is lw.Outcome.MET
    answered(run, 8, NINE + 15 * DAY)
    assert outcome() is lw.Outcome.NOT_MET


def test_words_of_response_wait_for_a_full_window_at_a_review(run: Running) -> None:
    further_sessions(run, 4)
    answered(run, 8, NINE + 13 * DAY)
    (phq9, _) = queries.review(run.prescriber, run.course.uid, 4).trends
    early = show.sentence(phq9, is_review=True)
    assert "overlaps time before treatment" in early
    assert "response" not in early
    answered(run, 4, NINE + 14 * DAY)
    (phq9, _) = queries.review(run.prescriber, run.course.uid, 4).trends
    assert "80 % is a response" in show.sentence(phq9, is_review=True)
    assert "is remission" in show.sentence(phq9, is_review=True)
    assert "response" not in show.sentence(phq9, is_review=False)


def test_a_baseline_of_zero_has_no_percentage_and_no_words(cast: Cast) -> None:
    run = left(cast)
    answered(run, 0, NINE - DAY)
    answered(run, 0, NINE + 20 * DAY)
    further_sessions(run, 2)
    (phq9, madrs) = queries.review(run.prescriber, run.course.uid, 2).trends
    assert "response" not in show.sentence(phq9, is_review=True)
    assert "no total both before" in show.sentence(madrs, is_review=True)


def test_domains_and_goals_stand_beside_the_totals(run: Running) -> None:
    further_sessions(run, 2)
    answered(run, 10, NINE + 15 * DAY)
    facts.record(
        by=run.prescriber,
        patient=run.patient,
        facts={"preferences.goals": "Walk the dog every day"},
        observed_on=NINE.date(),
        source="patient",
        key=key(),
        base=max((one.pk for one in run.patient.facts.all()), default=0),
    )
    found = queries.review(run.prescriber, run.course.uid, 2)
    assert found.goals == "Walk the dog every day"
    by = {(one.name, one.instrument): (one.before, one.now) for one in found.domains}
    assert by["Concentration", "PHQ-9"] == (2, 0)
    assert by["Anxiety and tension", "MADRS"] == (None, None)
    assert show.domains(found.domains)[-1].value == "before: not known, now: not known"


def test_a_decision_is_kept_with_what_the_page_showed(run: Running) -> None:
    further_sessions(run, 2)
    answered(run, 12, NINE + 8 * DAY)
    made = decide(run, 2, "continue")
    assert made.basis["about_goals"] == "I took the dog out twice."
    assert made.basis["rule"] is None
    totals = made.basis["scores"][0]["totals"]
    assert [(one["total"], one["overlaps"]) for one in totals] == [(20, False), (12, True)]
    again = decide(run, 2, "stop", reasons="She wants to stop after all.")
    assert (made.number, again.number) == (1, 2)


def test_what_changed_meanwhile_is_read_before_it_is_signed(run: Running) -> None:
    further_sessions(run, 2)
    before = queries.review(run.prescriber, run.course.uid, 2).version
    answered(run, 12, NINE + 8 * DAY)
    with pytest.raises(Conflict, match="changed while this page was open"):
        decide(run, 2, "continue", version=before)
    assert not ReviewDecision.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"choice": ""}, "choice"),
        ({"choice": "maintain"}, "choice"),
        ({"reasons": "  "}, "reasons"),
        ({"reasons": "x" * 4001}, "reasons"),
        ({"about_goals": "x" * 2001}, "about_goals"),
    ],
)
def test_bad_input_is_refused_beside_its_box(
    run: Running, changes: dict[str, Any], field: str
) -> None:
    further_sessions(run, 2)
    with pytest.raises(InvalidInput) as refused:
        decide(run, 2, changes.pop("choice", "continue"), **changes)
    assert refused.value.field == field
    assert not ReviewDecision.objects.exists()


def test_one_press_is_one_decision(run: Running) -> None:
    further_sessions(run, 2)
    first = decide(run, 2, "continue", key="once")
    assert decide(run, 2, "continue", key="once").pk == first.pk
    with pytest.raises(Conflict, match="already used"):
        decide(run, 2, "stop", key="once")


@pytest.mark.parametrize(("choice", "status"), [("maintain", "maintenance"), ("stop", "stopped")])
def test_after_six_the_course_moves_with_the_decision(
    run: Running, choice: str, status: str
) -> None:
    further_sessions(run, 6)
    decide(run, 6, choice)
    view = courses.course(run.prescriber, run.course.uid)
    assert view.status == status
    if status == "stopped":
        assert due(run) == []
        with pytest.raises(NotReady, match="This course is stopped"):
            decide(run, 4, "stop")
    else:
        assert decide(run, 6, choice).number == 2


def seven(run: Running) -> None:
    """A signed plan with a seventh session."""
    old = run.course.plans.latest("number")
    days = [*old.content["sessions"], {"number": 7, "on": "2026-03-30"}]
    content = old.content | {"sessions": days}
    old.pk, old.uid, old.number = None, uuid4(), 2
    old.content, old.idempotency_key = content, key()
    old.save(force_insert=True)
    PlanSignature.objects.create(
        plan=old, role="prescriber", at=NINE, by=run.cast.alice,
        by_name=run.cast.alice.name, idempotency_key=key(),
    )  # fmt: skip


def test_a_seventh_session_needs_the_signed_decision_to_go_on(run: Running) -> None:
    further_sessions(run, 6)
    seven(run)

    def schedule() -> None:
        course_actions.schedule_session(
            by=run.prescriber, course=run.course.uid, number=7,
            planned_at=NINE + 26 * DAY, key=key(),
        )  # fmt: skip

    with clock.at(NINE + 16 * DAY):
        with pytest.raises(NotReady, match="needs the decision"):
            schedule()
        decide(run, 6, "maintain")
        with pytest.raises(NotReady, match="needs the decision"):
            schedule()
        decide(run, 6, "continue by signed decision")
        schedule()


def test_nurses_and_strangers_decide_nothing(run: Running) -> None:
    further_sessions(run, 2)
    with pytest.raises(Denied):
        decide(run, 2, "continue", by=run.nurse)
    with pytest.raises((NotFound, Denied)):
        queries.review(run.cast.actor(run.cast.eve), run.course.uid, 2)
    with pytest.raises(NotFound):
        queries.review(run.prescriber, run.course.uid, 3)
