"""Whom to ask back: each reason with its numbers, what was done about it, and who is not asked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from attrs import evolve
from django.db import transaction

from lightwell.access import clock
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.records.actions import deaths, facts, questionnaires, recalls, risk
from lightwell.records.models import CourseEvent, Patient, RecallAct
from lightwell.records.queries import recall
from lightwell.records.queries.recall import Line
from lightwell.records.scores import keep
from tests.integration.test_sessions import finding_of_now
from tests.support import phases
from tests.support.after import answered, further_sessions, left, on_day
from tests.support.cast import Cast
from tests.support.people import key, make_patient
from tests.support.risk import staff_the_week
from tests.support.sessions import NINE, Running, clock_at, session_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)


@pytest.fixture
def run(cast: Cast) -> Running:
    """A person whose first session is over; every check was done that day."""
    return left(cast)


def lines(run: Running) -> dict[str, Line]:
    """What waits now, by its purpose."""
    return {one.reason.purpose: one for one in recall.here(run.prescriber).lines}


def totals(run: Running, *rows: tuple[int, int]) -> None:
    """PHQ-9 totals, each on a day after the session."""
    for day, total in rows:
        answered(run, total, NINE + timedelta(days=day))


def acted(run: Running, purpose: str, **given: object) -> RecallAct:
    """The act of a page that is opened now."""
    found = recall.line(run.nurse, run.patient, purpose)
    typed: dict[str, object] = {
        "outcome": "reached",
        "until": recall.today(run.nurse) + timedelta(days=7),
        "reason": "",
        "evidence": found.reason.evidence,
        "key": key(),
    }
    return recalls.record(by=run.nurse, patient=run.patient, purpose=purpose, **(typed | given))  # type: ignore[arg-type]


# ------------------------------------------------------------------ the reasons


def test_in_maintenance_the_totals_still_count_from_the_series_before_it(cast: Cast) -> None:
    way = phases.after_a_series(cast, "iv-series", "iv")
    with clock.at(phases.day(22)):
        way.go_on("maintenance")
        way.plan()
    way.ran(1, phases.day(29))
    for number, total in ((36, 14), (43, 15)):
        way.answered(total, phases.day(number))
    with clock.at(phases.day(43)):
        found = [
            one.reason.why for one in recall.here(way.by).lines if one.reason.purpose == "rise"
        ]
    assert len(found) == 1
    assert "7 above the lowest (8 on" in found[0]
    assert "58 % of a gain of 12 is gone" in found[0]


def test_the_rule_of_the_programme_is_on_the_list_with_the_total_that_meets_it(
    run: Running,
) -> None:
    totals(run, (-1, 20), (14, 8), (21, 13))
    with on_day(21, 15):
        assert "rise" not in lines(run)
    totals(run, (28, 14))
    with on_day(28, 15):
        found = lines(run)["rise"].reason
    assert found.since == DAY + timedelta(days=21)
    assert found.why == (
        "PHQ-9 14 on 01-Apr-2026, 6 above the lowest (8 on 18-Mar-2026); 50 % of a gain of 12 is "
        "gone; the programme's rule is met on 2 totals in a row"
    )
    totals(run, (35, 9))
    with on_day(35, 15):
        assert "rise" not in lines(run)


def test_a_jump_of_five_is_a_flag_and_four_is_none(run: Running) -> None:
    totals(run, (14, 8), (21, 12))
    with on_day(21, 15):
        assert "jump" not in lines(run)
    totals(run, (28, 17))
    with on_day(28, 15):
        assert "5 worse than 12" in lines(run)["jump"].reason.why


def test_a_person_without_a_course_has_a_jump_too(cast: Cast, run: Running) -> None:
    other = make_patient(cast.harbour, "Ola", "Oak", signs_in=False)
    theirs = session_of(cast, patient=other)
    theirs.course.events.all()
    for day, total in ((1, 3), (8, 12)):
        answered(theirs, total, NINE + timedelta(days=day))
    with on_day(9):
        found = [one for one in recall.here(run.prescriber).lines if one.patient.pk == other.pk]
    assert "jump" in {one.reason.purpose for one in found}


def test_a_session_that_did_not_take_place(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
    with on_day(0, 15):
        assert "missed" not in lines(run)
    with on_day(1):
        found = lines(run)["missed"].reason
    assert (found.since, found.about) == (DAY, 1)
    assert found.why == "Session 1 was planned for 04-Mar-2026 and has not taken place"


def test_the_next_session_of_the_plan_that_nobody_booked(run: Running) -> None:
    with on_day(5):
        assert "next" not in lines(run)
    with on_day(6):
        found = lines(run)["next"].reason
    assert found.why == "Session 2 was due on 09-Mar-2026 and is not booked"
    assert (found.since, found.about) == (date(2026, 3, 9), 2)


def test_a_review_whose_session_took_place_and_that_nobody_decided(run: Running) -> None:
    further_sessions(run, 2)
    with on_day(4):
        found = lines(run)["review"].reason
    assert (found.about, found.since) == (2, date(2026, 3, 7))
    assert "Review after session 2 is not decided" in found.why


def test_a_questionnaire_of_the_programme_that_was_not_answered(run: Running) -> None:
    with on_day(7):
        assert "form" not in lines(run)
    with on_day(8):
        assert lines(run)["form"].reason.why == (
            "PHQ-9 every 7 days: never answered, due 11-Mar-2026"
        )
    totals(run, (8, 9))
    with on_day(15):
        assert "form" not in lines(run)
    with on_day(16):
        assert "last 12-Mar-2026, due 19-Mar-2026" in lines(run)["form"].reason.why


def test_a_form_that_was_sent_and_ran_out(cast: Cast, run: Running) -> None:
    staff_the_week(cast.harbour, cast.ben)
    Patient.objects.filter(pk=run.patient.pk).update(email="maya@patients.example")
    with on_day(8):
        questionnaires.send_link(
            by=run.nurse,
            patient=Patient.objects.get(pk=run.patient.pk),
            instrument="phq9",
            location=cast.harbour,
        )
    with on_day(9):
        assert "sent" not in lines(run)["form"].reason.why
    with on_day(12):
        why = lines(run)["form"].reason.why
    assert "PHQ-9 sent 12-Mar-2026, not answered by 15-Mar-2026" in why
    totals(run, (12, 9))
    with on_day(13):
        assert "form" not in lines(run)


def test_a_check_that_is_due_says_which_and_whether_it_holds(run: Running) -> None:
    with on_day(29):
        assert "checks" not in lines(run) or "Bladder" not in lines(run)["checks"].reason.why
    with on_day(91):
        why = lines(run)["checks"].reason.why
    assert (
        "Bladder symptoms: last 04-Mar-2026, due since 02-Jun-2026, holds the next session" in why
    )
    assert "Liver" not in why  # every 180 days by vein


def test_a_check_that_was_done_again_leaves_the_list(run: Running) -> None:
    with on_day(91):
        before = lines(run)["checks"].reason.why
        facts.record(
            by=run.nurse,
            patient=run.patient,
            facts={"checks.bladder": "something_found"},
            observed_on=recall.today(run.nurse),
            source="patient",
            key=key(),
            base=max(one.pk for one in run.patient.facts.all()),
        )
        after = lines(run)["checks"].reason.why
    assert "Bladder" in before
    assert "Bladder" not in after


def test_a_bladder_questionnaire_is_the_check(run: Running) -> None:
    with on_day(91), transaction.atomic():
        keep(
            by=run.prescriber,
            patient=run.patient,
            location=run.cast.harbour,
            instrument="bladder",
            answers=[0, 1, 0],
            key=key(),
            at=NINE + timedelta(days=91),
        )
        assert "Bladder" not in lines(run)["checks"].reason.why


# ------------------------------------------------------------------ what is done about a line


def test_a_line_that_was_dealt_with_is_away_until_its_day(run: Running) -> None:
    with on_day(6):
        made = acted(run, "next", outcome="booked")
        assert "next" not in lines(run)
        assert recall.here(run.prescriber).away == 1
        assert recall.of_patient(run.nurse, run.patient) == tuple(lines(run).values())
    assert made.said["why"] == "Session 2 was due on 09-Mar-2026 and is not booked"
    with on_day(12):
        assert "next" not in lines(run)
    with on_day(13):
        back = lines(run)["next"]
    assert [one.title for one in back.acts] == ["Booked"]


def test_something_new_brings_a_line_back_at_once(run: Running) -> None:
    totals(run, (14, 8), (21, 14))
    with on_day(22):
        acted(run, "jump", outcome="left", reason="a bad week, asked again on Friday")
        assert "jump" not in lines(run)
        totals(run, (22, 19))
        assert "jump" in lines(run)


def test_the_same_key_twice_is_one_act_and_another_answer_is_refused(run: Running) -> None:
    with on_day(6):
        once = key()
        first = acted(run, "next", key=once)
        again = acted(run, "next", key=once)
        assert first.pk == again.pk
        with pytest.raises(Conflict, match="already used"):
            acted(run, "next", key=once, outcome="not_reached")
    assert RecallAct.objects.count() == 1


def test_a_page_on_what_has_changed_saves_nothing(run: Running) -> None:
    with on_day(6), pytest.raises(Conflict, match="changed while the page was open"):
        acted(run, "next", evidence="0" * 64)
    assert not RecallAct.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"outcome": "spoken"}, "outcome", "Choose what came of it"),
        ({"until": date(2026, 3, 10)}, "until", "after today"),
        ({"until": date(2026, 6, 11)}, "until", "within 92 days"),
        ({"outcome": "declined"}, "reason", "Write the reason"),
        ({"outcome": "left", "reason": "  "}, "reason", "Write the reason"),
        ({"reason": "x" * 501}, "reason", "Shorten it"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_box(
    run: Running, typed: dict[str, object], field: str, words: str
) -> None:
    with on_day(6), pytest.raises(InvalidInput, match=words) as refused:
        acted(run, "next", **typed)
    assert refused.value.field == field
    assert not RecallAct.objects.exists()


def test_who_may_not(cast: Cast, run: Running) -> None:
    with on_day(6):
        found = recall.line(run.nurse, run.patient, "next")
        given = {
            "patient": run.patient,
            "purpose": "next",
            "outcome": "reached",
            "until": date(2026, 3, 20),
            "reason": "",
            "evidence": found.reason.evidence,
            "key": key(),
        }
        for person in (cast.frida, cast.dev):
            with pytest.raises(Denied):
                recalls.record(by=cast.actor(person), **given)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            recalls.record(by=cast.actor(cast.chioma), **given)  # type: ignore[arg-type]
        assert recall.here(cast.actor(cast.chioma)).lines == ()
        with pytest.raises(Denied):
            recall.here(cast.actor(cast.frida))
        with pytest.raises(NotFound):
            recall.line(run.nurse, run.patient, "weather")
        with pytest.raises(NotFound, match="any more"):
            recall.line(run.nurse, run.patient, "rise")


# ------------------------------------------------------------------ order, and who is not asked


def test_risk_first_then_urgency_then_the_longest_waiting(cast: Cast, run: Running) -> None:
    totals(run, (14, 8), (21, 14))
    other = make_patient(cast.harbour, "Ola", "Oak", signs_in=False)
    with clock_at(NINE):
        session_of(cast, patient=other)
    with on_day(22):
        calm = [one.reason.purpose for one in recall.here(run.prescriber).lines]
        assert calm[0] == "jump"
        finding = finding_of_now("not_sure")
        assert finding
        with transaction.atomic():
            risk.raise_task(
                by=run.nurse,
                patient=other,
                location=cast.harbour,
                cause=f"now:{uuid4().hex}",
                trigger="now_not_sure",
                finding=finding,
                at=NINE + timedelta(days=22),
            )
        first = recall.here(run.prescriber).lines[0]
    assert (first.patient.pk, first.has_risk_task) == (other.pk, True)


def test_nobody_is_asked_back_who_has_died(run: Running) -> None:
    with on_day(6):
        assert lines(run)
        deaths.record(
            by=run.nurse,
            patient=run.patient,
            died_on=None,
            source="Told by the family",
            base=0,
            key=uuid4().hex,
        )
        assert not lines(run)
        with pytest.raises(NotFound):
            recall.line(run.nurse, run.patient, "next")


def test_a_course_that_is_over_asks_for_no_session_and_no_check(run: Running) -> None:
    CourseEvent.objects.create(
        course=run.course,
        number=2,
        verb="stop",
        status="stopped",
        at=NINE,
        by=run.cast.alice,
        by_name="Alice Ahn",
    )
    totals(run, (-1, 20), (14, 8), (21, 13), (28, 14))
    with on_day(100):
        assert set(lines(run)) == {"rise"}


def test_no_location_no_list(run: Running) -> None:
    with pytest.raises(NotFound):
        recall.here(evolve(run.prescriber, location_id=None))
