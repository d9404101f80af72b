"""After a session: the now scale, the next day, and questionnaires that wait for their window."""

from __future__ import annotations

from datetime import timedelta

import pytest

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.records.actions import history, questionnaires, ratings
from lightwell.records.models import FollowUp, Response, RiskTask
from lightwell.records.queries import doses, follow_ups, presence, summary
from lightwell.records.queries import questionnaires as forms
from lightwell.records.queries import ratings as rating_queries
from tests.support.after import CALM, WELL, answered, asked_after, left, on_day
from tests.support.cast import Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.risk import staff_the_week
from tests.support.sessions import NINE, Running, at_minute, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast: Cast) -> Running:
    return left(cast)


def now_scale(run: Running, answers: list[int | None], k: str = "") -> Response:
    return ratings.rate(
        by=run.nurse,
        patient=run.patient,
        instrument="now_scale",
        answers=answers,
        key=k or key(),
        session=run.uid,
    )


# ------------------------------------------------------------------ the now scale


def test_the_now_scale_waits_twenty_minutes(cast: Cast) -> None:
    run = started(cast)
    with at_minute(19.9), pytest.raises(NotReady, match="asked from 09:20 on"):
        now_scale(run, [3, 2, 1])
    with at_minute(20):
        kept = now_scale(run, [3, 2, 1])
    assert kept.total is None
    assert [one.pk for one in rating_queries.of_session(run.uid)] == [kept.pk]


def test_a_now_scale_is_set_beside_the_one_before_and_never_added(cast: Cast) -> None:
    run = started(cast)
    with at_minute(25):
        now_scale(run, [7, 4, None])
    with at_minute(60):
        now_scale(run, [3, 4, 1])
    newest, first = rating_queries.now_ratings(run.nurse, run.patient)
    assert newest.values == (
        ("low mood", 3, "lower than before (7)"),
        ("tension", 4, "the same as before"),
        ("hopelessness", 1, ""),
    )
    assert [words for _, _, words in first.values] == ["", "", ""]


def test_the_same_press_is_one_rating_and_another_use_of_it_is_refused(cast: Cast) -> None:
    run = started(cast)
    with at_minute(25):
        assert now_scale(run, [3, 2, 1], "once").pk == now_scale(run, [3, 2, 1], "once").pk
        with pytest.raises(Conflict, match="already used"):
            now_scale(run, [4, 2, 1], "once")
        with pytest.raises(InvalidInput, match="Nothing was chosen"):
            now_scale(run, [None, None, None])
    assert Response.objects.filter(instrument="now_scale").count() == 1


def test_no_now_scale_before_the_start_on_another_day_or_of_another_person(
    cast: Cast, run: Running
) -> None:
    with on_day(1), pytest.raises(NotReady, match="The day of this session is over"):
        now_scale(run, [3, 2, 1])
    other = make_patient(cast.harbour, "Noa", "Other")
    with at_minute(106), pytest.raises(Conflict, match="of another patient"):
        ratings.rate(
            by=run.nurse, patient=other, instrument="now_scale", answers=[1, 1, 1],
            key=key(), session=run.uid,
        )  # fmt: skip


def test_a_rating_of_staff_is_no_form_of_the_patient(cast: Cast) -> None:
    run = started(cast)
    with at_minute(25):
        kept = now_scale(run, [3, 2, 1])
        assert kept.assignment is not None
        assert forms.sent_to(by=run.nurse, patient=run.patient) == ()
        assert forms.check_ins(as_patient(run.patient)) == ()
        with pytest.raises(NotFound):
            forms.form(kept.assignment.uid)


# ------------------------------------------------------------------ MADRS


def madrs(run: Running, answers: list[int | None], *, is_brief: bool = False) -> Response:
    return ratings.rate(
        by=run.prescriber, patient=run.patient, instrument="madrs",
        answers=answers, key=key(), is_brief=is_brief,
    )  # fmt: skip


def test_madrs_keeps_total_and_band_and_its_own_task(run: Running) -> None:
    kept = madrs(run, [4, 4, 3, 3, 2, 3, 4, 3, 3, 3])
    assert (kept.total, kept.band) == (32, "moderate")
    task = RiskTask.objects.get(response=kept)
    assert task.level == "amber"
    assert not RiskTask.objects.filter(response=madrs(run, [1] * 9 + [2])).exists()


def test_the_variant_over_a_day_is_a_series_of_its_own(run: Running) -> None:
    whole, day = madrs(run, [2] * 10), madrs(run, [1] * 10, is_brief=True)
    assert day.instrument_version.endswith(" 24h")
    by = run.prescriber
    assert [one.total for one in summary.scores(by, run.patient, "madrs")] == [20]
    assert [one.total for one in summary.scores(by, run.patient, "madrs", is_brief=True)] == [10]
    assert forms.previous(madrs(run, [3] * 10)) == whole


def test_a_nurse_does_not_rate_madrs_and_nobody_rates_a_phq9(run: Running) -> None:
    with pytest.raises(Denied, match="licensed clinician"):
        ratings.rate(
            by=run.cast.actor(run.cast.frida), patient=run.patient, instrument="madrs",
            answers=[1] * 10, key=key(),
        )  # fmt: skip
    with pytest.raises(InvalidInput, match="not rated here"):
        ratings.rate(
            by=run.prescriber, patient=run.patient, instrument="phq9", answers=[1] * 9, key=key()
        )
    with pytest.raises(InvalidInput, match="no variant"):
        ratings.rate(
            by=run.nurse, patient=run.patient, instrument="now_scale", answers=[1, 1, 1],
            key=key(), is_brief=True,
        )  # fmt: skip


# ------------------------------------------------------------------ the next day


def test_a_follow_up_is_due_the_next_day_until_the_person_was_reached(run: Running) -> None:
    with at_minute(200):
        assert follow_ups.due(run.nurse) == []
        with pytest.raises(NotReady, match="Ask on 05-Mar-2026"):
            asked_after(run)
    with on_day(1):
        (found,) = follow_ups.due(run.nurse)
        assert (found.purpose, found.due_on.isoformat()) == ("next_day", "2026-03-05")
        asked_after(run, was_reached=False, answers={}, note="No answer, will try at noon.")
        assert [one.was_reached for one in follow_ups.due(run.nurse)[0].tries] == [False]
        asked_after(run)
        assert follow_ups.due(run.nurse) == []
        with pytest.raises(Conflict, match="reached the person already"):
            asked_after(run)
    assert [one.number for one in FollowUp.objects.order_by("id")] == [1, 2]


def test_a_positive_screener_at_the_follow_up_raises_its_task(run: Running) -> None:
    with on_day(1):
        row = asked_after(run, screener=[1, 1, 1, 1, 0, 0])
    assert row.response is not None
    task = RiskTask.objects.get(response=row.response)
    finding = lw.risk_of(lw.score("cssrs_since_last_visit", [1, 1, 1, 1, 0, 0]))
    assert finding is not None
    assert task.level == finding.level.id


def test_a_screener_that_was_not_asked_is_unknown_and_never_calm(run: Running) -> None:
    with on_day(1):
        row = asked_after(run, screener=[None] * 6)
    assert RiskTask.objects.filter(response=row.response).exists()


@pytest.mark.parametrize("missing", sorted(WELL))
def test_every_question_has_an_answer(run: Running, missing: str) -> None:
    some = {name: value for name, value in WELL.items() if name != missing}
    with on_day(1), pytest.raises(InvalidInput) as refused:
        asked_after(run, answers=some)
    assert refused.value.field == missing
    assert not FollowUp.objects.exists()


def test_effects_are_said_in_words_and_the_now_scale_is_kept(run: Running) -> None:
    with on_day(1):
        with pytest.raises(InvalidInput, match="which effects"):
            asked_after(run, answers=WELL | {"side_effects": "yes"})
        row = asked_after(
            run, answers=WELL | {"side_effects": "yes"}, note="Mild headache.", now=[2, 1, None]
        )
    assert row.answers["now_scale"]["answers"] == [2, 1, None]
    assert Response.objects.filter(instrument="now_scale", total=None).count() == 1


def test_one_press_is_one_follow_up(run: Running) -> None:
    with on_day(1):
        first, again = asked_after(run, key="once"), asked_after(run, key="once")
        assert first.pk == again.pk
        with pytest.raises(Conflict, match="already used"):
            asked_after(run, key="once", note="Something else")
    assert Response.objects.filter(instrument="cssrs_since_last_visit").exists()


def test_who_left_against_advice_is_called_back_the_same_day(cast: Cast) -> None:
    run = left(cast, "leave_against_advice")
    with at_minute(110):
        assert [one.purpose for one in follow_ups.due(run.nurse)] == ["call_back"]
        asked_after(run, purpose="call_back")
        assert follow_ups.due(run.nurse) == []
    with on_day(1):
        assert [one.purpose for one in follow_ups.of_patient(run.nurse, run.patient)] == [
            "next_day"
        ]


def test_strangers_find_no_follow_up_and_the_desk_none(run: Running) -> None:
    eve = run.cast.actor(run.cast.eve)
    with on_day(1):
        assert follow_ups.due(run.cast.actor(run.cast.frida)) == []
        with pytest.raises((NotFound, Denied)):
            asked_after(run, by=eve)
        with pytest.raises(NotFound):
            follow_ups.one(run.nurse, run.uid, "call_back")
        with pytest.raises(NotFound):
            follow_ups.one(run.nurse, run.uid, "whenever")


# ------------------------------------------------------------------ windows that look back


def test_phq9_is_not_sent_before_day_seven_and_says_from_when(run: Running) -> None:
    desk, patient, place = run.nurse, run.patient, run.cast.harbour
    staff_the_week(place, run.cast.ben, tuple(range(7)))
    patient.email = "maya@patients.example"
    for day, hour in ((0, 11), (1, 10), (6, 22)):
        with on_day(day, hour), pytest.raises(NotReady, match="from 11-Mar-2026 on"):
            questionnaires.send_link(by=desk, patient=patient, instrument="phq9", location=place)
    with on_day(6), pytest.raises(NotReady, match="looks back 14 days"):
        questionnaires.assign_in_portal(by=desk, patient=patient, instrument="phq9", location=place)
    with on_day(7, 0):
        assert doses.pause(patient, "phq9") is None


def test_a_form_sent_before_is_kept_as_a_draft_and_its_suicide_answer_reaches_somebody(
    cast: Cast,
) -> None:
    run = started(cast)
    staff_the_week(cast.harbour, cast.ben, tuple(range(7)))
    with clock.at(NINE - timedelta(days=1)):
        kept = questionnaires.assign_in_portal(
            by=run.nurse, patient=run.patient, instrument="phq9", location=cast.harbour
        )
    with at_minute(30):
        done = questionnaires.submit(
            by=as_patient(run.patient), assignment=kept.uid, answers=[1] * 8 + [2], key=key()
        )
    assert done.kind == "paused"
    assert done.response is None
    assert done.task is not None
    assert not Response.objects.filter(instrument="phq9").exists()


def test_a_total_overlaps_until_day_fourteen(run: Running) -> None:
    recall = doses.recall(run.patient, "phq9")
    assert recall is not None
    first = recall.first_dose
    assert [recall.is_closed(first + timedelta(days=day)) for day in (-1, 0, 6, 7)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [recall.overlaps(first + timedelta(days=day)) for day in (-1, 0, 13, 14)] == [
        False, True, True, False,
    ]  # fmt: skip
    answered(run, 9, NINE + timedelta(days=9))


# ------------------------------------------------------------------ the day of a session


def test_the_day_of_a_session_ends_at_midnight_of_the_location(run: Running) -> None:
    with at_minute(30):
        assert presence.is_in_session(run.patient)
    with on_day(0, 23):
        found = presence.of(run.patient)
        assert found is not None
        assert (found.phase, found.companion) == ("after", "Lou Rivera")
    with on_day(1, 0):
        assert presence.of(run.patient) is None


def test_nothing_about_oneself_is_changed_on_that_day(run: Running) -> None:
    def add() -> None:
        history.propose(
            by=as_patient(run.patient), patient=run.patient, subject="allergy",
            content={"substance": "Latex", "reaction": "Rash"}, key=key(),
        )  # fmt: skip

    with on_day(0, 20), pytest.raises(NotReady, match="can wait until tomorrow"):
        add()
    with on_day(1):
        add()


def test_calm_answers_raise_nothing(run: Running) -> None:
    before = RiskTask.objects.count()
    with on_day(1):
        asked_after(run, screener=CALM)
    assert RiskTask.objects.count() == before
