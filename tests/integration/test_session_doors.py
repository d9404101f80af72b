"""The four ways out of a session: discharge through its gate, the others never locked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.access.errors import Denied, InvalidInput, NotReady
from lightwell.records.models import (
    FollowUp,
    RiskTask,
    SessionEntry,
)
from lightwell.records.queries import sessions as queries
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.sessions import (
    AFTER,
    BEFORE,
    NINE,
    Running,
    at_minute,
    clock_at,
    know_everything,
    recovered,
    screen,
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


def test_nobody_is_discharged_alone(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(102):
        run.act("check", values={"session.escort_present": False})
        with pytest.raises(NotReady, match=r"^1 thing is missing: .*leaves alone") as refused:
            run.act("leave", door="discharge", values={})
        with pytest.raises(Denied, match="Nobody may set this aside"):
            run.act("override", by=run.prescriber, item="escort", reason="it is near")
    assert holding(refused) == ("escort",)


def test_the_time_after_the_infusion_cannot_be_shortened(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(101), pytest.raises(InvalidInput, match="before the last observation"):
        run.act("leave", door="discharge", values={}, at=NINE + timedelta(minutes=99.5))


def test_answers_of_before_the_dose_do_not_open_the_way_out(cast: Cast) -> None:
    run = started(cast)
    with at_minute(5), pytest.raises(NotReady, match="running"):
        run.act("check", values=AFTER)
    with at_minute(40):
        run.act("end_infusion")
        with pytest.raises(NotReady, match="recovering"):
            run.act("check", values=BEFORE)


def test_a_worse_screen_after_the_dose_holds_and_an_unknown_one_too(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(102):
        screen(run, [1, 1, 0, 0, 0, 0])
        with pytest.raises(NotReady) as refused:
            run.act("leave", door="discharge", values={})
        assert holding(refused) == ("cssrs",)
        screen(run, [0, 0, None, None, None, None])
        with pytest.raises(NotReady) as refused:
            run.act("leave", door="discharge", values={})
    assert holding(refused) == ("cssrs",)


@pytest.mark.parametrize("status", ["planned", "ready", "running", "paused", "recovering"])
@pytest.mark.parametrize("door", ["transfer", "leave_against_advice"])
def test_the_doors_to_emergency_care_and_out_are_never_locked(
    cast: Cast, status: str, door: str
) -> None:
    with clock_at(NINE):
        run = session_of(cast) if status == "planned" else ready_to_start(cast)
        if status in ("running", "paused", "recovering"):
            run.act("start")
        if status in ("paused", "recovering"):
            run.act("pause" if status == "paused" else "end_infusion")
        assert run.view.status == status
        # On a page that is long out of date, and with nothing filled in.
        run.act("leave", door=door, values={}, version=0)
    assert run.view.is_over


def test_leaving_against_advice_opens_a_call_back_and_one_risk_task(cast: Cast) -> None:
    run = started(cast)
    with at_minute(30):
        run.act("stop_early")
        page = {"key": "left", "version": run.view.version}
        run.act("leave", door="leave_against_advice", values={"said": "I want to go."}, **page)
        run.act("leave", door="leave_against_advice", values={"said": "I want to go."}, **page)
        task = RiskTask.objects.get()
        assert (task.cause, task.level) == (f"left:{run.uid}", "amber")
        assert [one.uid for one in queries.call_backs_due(run.nurse)] == [run.uid]
        FollowUp.objects.create(
            session_id=SessionEntry.objects.all()[0].session_id,
            purpose="call_back",
            number=1,
            was_reached=True,
            at=NINE,
            by=cast.ben,
            by_name="Ben",
            idempotency_key=key(),
        )
        assert queries.call_backs_due(run.nurse) == []


def test_an_unknown_door_is_refused(cast: Cast) -> None:
    run = started(cast)
    with at_minute(1), pytest.raises(InvalidInput):
        run.act("leave", door="window", values={})
