"""A session from planned to gone: every step is one entry, and goes through its gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent, Organisation
from lightwell.records.actions import risk
from lightwell.records.models import (
    Adoption,
    Consent,
    ConsentWithdrawal,
    Decision,
    RuleEvaluation,
    SessionEntry,
)
from lightwell.records.queries import session_gates
from lightwell.records.queries import sessions as queries
from lightwell.records.risk_rules import finding_of_now
from lightwell.records.session_words import AMOUNTS
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.sessions import (
    GOOD,
    NINE,
    Running,
    at_minute,
    clock_at,
    know_everything,
    recovered,
    session_of,
    started,
)

pytestmark = pytest.mark.django_db


def ready_to_start(cast: Cast) -> Running:
    run = session_of(cast)
    know_everything(run)
    run.act("make_ready")
    return run


def holding(refused: pytest.ExceptionInfo[NotReady]) -> tuple[str, ...]:
    return tuple(refused.value.detail["holding"])


def test_a_whole_session_is_its_entries_in_order(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(102):
        run.act("leave", door="discharge", values={"words": "Felt well."})
    view = run.view
    assert view.status == "discharged"
    assert [one.number for one in view.entries] == list(range(1, view.version + 1))
    assert view.entries[-1].worked_out["escort"] == "Lou Rivera"
    lines = queries.printed(view)
    assert len(lines) == view.version
    assert lines[-1].startswith(f"{view.version}. 04-Mar-2026 10:42 EST Discharged | words: Felt")
    acts = AuditEvent.objects.filter(action__startswith="treatment.", subject_kind="session")
    assert acts.count() == view.version


def test_nothing_starts_that_nobody_knows_about(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        with pytest.raises(NotReady) as refused:
            run.act("make_ready")
        found = queries.readiness(run.nurse, run.uid)
    assert "identity" in holding(refused)
    assert {"weight", "cssrs", "bp_measured", "two_people", "medicines"} <= set(holding(refused))
    # What the record knows is not among them.
    assert not {"decision_signed", "consent", "risk_task", "age_18"} & set(holding(refused))
    assert not found.is_open
    assert not SessionEntry.objects.exists()


@pytest.mark.parametrize(
    ("name", "values", "item"),
    [
        ("session.equipment_ready", {"session.equipment_ready": None}, "equipment"),
        ("session.identity_checked", {"session.identity_checked": False}, "identity"),
        ("conditions.intox", {"conditions.intox": True}, "sober"),
        ("session.escort_arranged", {"session.escort_arranged": False}, "escort"),
        ("session.hours_since_food", {"session.hours_since_food": 2}, "fasting"),
        ("session.pregnancy_possible", {"session.pregnancy_possible": None}, "pregnancy"),
    ],
)
def test_an_answer_that_changed_closes_the_gate_again(
    cast: Cast, name: str, values: dict[str, object], item: str
) -> None:
    with clock_at(NINE):
        run = ready_to_start(cast)
        run.act("check", values=values)
        with pytest.raises(NotReady) as refused:
            run.act("start")
    assert holding(refused) == (item,)
    assert run.view.status == "ready"
    assert name in values


def test_start_with_an_open_risk_task_is_refused(cast: Cast) -> None:
    with clock_at(NINE):
        run = ready_to_start(cast)
        finding = finding_of_now("not_sure")
        assert finding
        with transaction.atomic():
            risk.raise_task(
                by=run.nurse,
                patient=run.patient,
                location=cast.harbour,
                cause="now:test",
                trigger="now_not_sure",
                finding=finding,
                at=NINE,
            )
        with pytest.raises(NotReady) as refused:
            run.act("start")
    assert holding(refused) == ("risk_task",)


def _withdraw_consent(run: Running) -> None:
    ConsentWithdrawal.objects.create(
        consent=Consent.objects.get(),
        at=NINE,
        by=run.cast.alice,
        by_name="Alice",
        idempotency_key=key(),
    )


def _decide_otherwise(run: Running) -> None:
    first = Decision.objects.get()
    kept = RuleEvaluation.objects.get(pk=first.evaluation_id)
    kept.pk, kept.uid, kept.idempotency_key = None, uuid4(), key()
    kept.save(force_insert=True)
    first.pk, first.uid, first.number = None, uuid4(), 2
    first.choice, first.idempotency_key, first.evaluation = "not_suitable", key(), kept
    first.save(force_insert=True)


def _withdraw_programme(run: Running) -> None:
    Adoption.objects.create(
        location=run.cast.harbour,
        programme="iv-series",
        version=run.course.programme_version,
        content_hash=run.course.content_hash,
        number=1,
        act="withdrawn_unsafe",
        at=NINE,
        by=run.cast.alice,
        by_name="Alice",
        idempotency_key=key(),
    )


def _stop_course(run: Running) -> None:
    run.course.events.create(
        number=2, verb="stop", status="stopped", at=NINE, by=run.cast.alice, by_name="Alice"
    )


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (_withdraw_consent, "consent"),
        (_decide_otherwise, "decision_signed"),
        (_withdraw_programme, "programme_safe"),
        (_stop_course, "decision_signed"),
    ],
)
def test_what_the_session_stands_on_is_looked_up_at_the_start(
    cast: Cast, change: Callable[[Running], None], item: str
) -> None:
    with clock_at(NINE):
        run = ready_to_start(cast)
        change(run)
        with pytest.raises(NotReady) as refused:
            run.act("start")
    assert holding(refused) == (item,)


def test_in_live_mode_only_an_adopted_programme_starts(cast: Cast) -> None:
    with clock_at(NINE):
        run = ready_to_start(cast)
        view = run.view
        grounds = session_gates.case_of(view, NINE)["session"]
        assert grounds["programme_adopted"] is True
        Organisation.objects.update(is_demo=False)
        assert session_gates.case_of(view, NINE)["session"]["programme_adopted"] is False
        for number, act in ((1, "adopted"), (2, "withdrawn")):
            Adoption.objects.create(
                location=cast.harbour,
                programme="iv-series",
                version=run.course.programme_version,
                content_hash=run.course.content_hash,
                number=number,
                act=act,
                at=NINE,
                by=cast.alice,
                by_name="Alice",
                idempotency_key=key(),
            )
            # A course that runs stays on its version.
            assert session_gates.case_of(view, NINE)["session"]["programme_adopted"] is True


def test_an_unsigned_plan_starts_nothing(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast, is_signed=False)
        assert run.view.plan is None
        assert session_gates.case_of(run.view, NINE)["session"]["decision_signed"] is False
        amounts = [name for name, _, _ in AMOUNTS["infusion"]]
        with pytest.raises(NotReady, match="plan is not signed"):
            run.act("prepare_dose", prepared=dict.fromkeys(amounts, "1"))


def test_the_evaluation_of_a_start_can_be_run_again(cast: Cast) -> None:
    run = started(cast)
    entry = run.view.all_of("start")[0]
    kept = RuleEvaluation.objects.get(uid=entry.worked_out["evaluation"])
    assert (kept.rule, kept.outcome) == ("session.readiness", "met")
    again = session_gates.again("readiness", kept.facts)
    assert again.is_open
    assert again.as_json() == kept.explanation
    assert again.gate.header.content_hash == kept.content_hash


def test_the_same_page_sent_twice_is_one_step_and_with_other_content_none(cast: Cast) -> None:
    with clock_at(NINE):
        run = ready_to_start(cast)
        page = {"session": run.uid, "key": "start-1", "version": run.view.version}
        first = run.act("start", **page)
        assert run.act("start", **page) == first
        with pytest.raises(Conflict, match="already sent with other content"):
            run.act("start", **page, reason="another reason")
        with pytest.raises(Conflict, match="already sent with other content"):
            run.act("start", by=run.second, **page)
    assert SessionEntry.objects.filter(kind="start").count() == 1


def test_a_damaged_page_and_one_made_for_something_else_save_nothing(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        with pytest.raises(Conflict, match="damaged"):
            run.act("note", words="x", key="")
        with pytest.raises(Conflict, match="made for something else"):
            run.act("note", words="x", version=99)
    assert not SessionEntry.objects.exists()


def test_who_was_faster_is_named(cast: Cast) -> None:
    with clock_at(NINE):
        run = ready_to_start(cast)
        seen = run.view.version
        run.act("start", by=run.second)
        with pytest.raises(Conflict, match="Nia Noor saved this") as refused:
            run.act("start", version=seen)
    assert refused.value.detail["theirs"].kind == "start"


def test_the_steps_follow_the_table_and_time(cast: Cast) -> None:
    run = started(cast)
    with at_minute(20):
        with pytest.raises(NotReady, match="this step does not follow"):
            run.act("resume")
        run.act("pause", reason="nausea")
        assert run.view.status == "paused"
        with pytest.raises(InvalidInput, match="before the last step"):
            run.act("resume", at=NINE + timedelta(minutes=10), reason="noticed late")
        run.act("resume")
        with pytest.raises(InvalidInput, match="still to come"):
            run.act("end_infusion", at=NINE + timedelta(minutes=21))
    with at_minute(50):
        with pytest.raises(InvalidInput, match="set back"):
            run.act("end_infusion", at=NINE + timedelta(minutes=42))
        run.act("end_infusion", at=NINE + timedelta(minutes=42), reason="charted late")
    assert run.view.dose_ended_at == NINE + timedelta(minutes=42)


def test_ready_is_taken_back_and_a_session_cancelled_only_with_a_reason(cast: Cast) -> None:
    with clock_at(NINE):
        run = ready_to_start(cast)
        with pytest.raises(InvalidInput) as refused:
            run.act("hold")
        assert refused.value.field == "reason"
        run.act("hold", reason="the pump was taken")
        assert run.view.status == "planned"
        with pytest.raises(InvalidInput):
            run.act("cancel", reason=" ")
        run.act("cancel", reason="the person has a fever")
        assert run.view.is_over
        assert run.view.verbs == ()
        with pytest.raises(NotReady):
            run.act("read", values=GOOD)
        run.act("note", words="Called the person: a new date was found.")
    assert run.view.status == "cancelled"


def test_strangers_and_other_places_see_nothing(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        chioma, frida, eve = (cast.actor(one) for one in (cast.chioma, cast.frida, cast.eve))
        with pytest.raises(NotFound):
            run.act("note", by=chioma, words="x")
        with pytest.raises(NotFound):
            queries.session(chioma, run.uid)
        for stranger in (frida, eve):
            with pytest.raises(Denied):
                run.act("read", by=stranger, values=GOOD)
            with pytest.raises(Denied):
                queries.session(stranger, run.uid)
            assert queries.board(stranger) == []
            assert queries.call_backs_due(stranger) == []
        with pytest.raises(Denied):
            run.act("stop_early", by=frida)
        assert [one.uid for one in queries.board(run.nurse)] == [run.uid]
        assert [one.uid for one in queries.of_course(run.nurse, run.course.uid)] == [run.uid]
    with clock_at(NINE + timedelta(days=3)):
        assert queries.board(run.nurse) == []


def test_time_is_honest_across_the_end_of_daylight_saving_time(cast: Cast) -> None:
    """1 November 2026, New York: 01:30 EDT, and an hour later 01:30 EST."""
    early = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    with clock_at(early):
        run = session_of(cast, planned_at=early)
        know_everything(run)
        run.act("make_ready")
        run.act("start")
    for minute in (10, 40, 60):
        with clock_at(early + timedelta(minutes=minute)):
            run.act("read", values=GOOD)
            if minute == 40:
                run.act("end_infusion")
    with clock_at(early + timedelta(minutes=62)):
        now = early + timedelta(minutes=62)
        due = {(one.what, one.at): one.state for one in queries.due(run.view, now)}
        lines = [line for line in queries.printed(run.view) if "Observation" in line]
    assert due["vitals", early + timedelta(minutes=10)] == "done"
    assert due["vitals", early + timedelta(minutes=20)] == "missed"
    assert "01-Nov-2026 01:40 EDT" in lines[1]
    assert "01-Nov-2026 01:10 EST" in lines[2]
    assert "01-Nov-2026 01:30 EST" in lines[3]
