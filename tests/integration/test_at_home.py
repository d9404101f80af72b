"""Doses at home: reports, what is left, calls, a recall by the clock, units that return."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from lightwell.access import clock
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.records import jobs
from lightwell.records.actions import check_ins, home_reports, supply_returns
from lightwell.records.models import HomeReport, RiskTask, SupplyEvent
from lightwell.records.queries import supplies as queries
from tests.support.cast import Cast
from tests.support.home import NEXT, WELL, AtHome, called, gate, ordered, out
from tests.support.people import as_patient, key, make_patient
from tests.support.sessions import clock_at

pytestmark = pytest.mark.django_db
FIRST = NEXT + timedelta(days=1)  # 6 March, ten o'clock: the day of the first dose
FOURTH = NEXT + timedelta(days=4)


def told(home: AtHome, when: datetime = FIRST, **changes: Any) -> HomeReport:
    whole: dict[str, Any] = {
        "by": as_patient(home.patient),
        "supply": home.uid,
        "kind": "taken",
        "units": 2,
        "when": when,
        "how_it_was": "Calm.",
        "who_was_there": "My sister",
        "key": key(),
    }
    return home_reports.report(**(whole | changes))


def back(home: AtHome, name: str, **given: Any) -> SupplyEvent:
    page = {"by": home.run.nurse, "supply": home.uid, "base": home.view.version, "key": key()}
    made: SupplyEvent = getattr(supply_returns, name)(**(page | given))
    return made


def test_counts_add_up_from_the_first_unit_to_the_last(cast: Cast) -> None:
    home = out(cast)
    with clock_at(FIRST + timedelta(hours=2)):
        told(home)
        called(home, units_left=2)
    assert home.view.count.words == "4 of 4 units accounted for"
    assert home.view.differences == ()
    with clock_at(FOURTH):
        told(home, FOURTH - timedelta(days=1), kind="not_taken", units=0)
        back(home, "take_back", units=2, note="")
        back(home, "finish", reason="")
    view = home.view
    assert (view.status, view.count.outcome.value, view.differences) == ("finished", "met", ())


def test_a_difference_is_said_to_the_prescriber_in_words(cast: Cast) -> None:
    home = out(cast)
    with clock_at(FIRST + timedelta(hours=2)):
        told(home)
        called(home, units_left=1)
    assert home.view.differences == ("3 of 4 units accounted for.",)
    with clock_at(FOURTH):
        back(home, "take_back", units=1, note="One is lost, she says.")
        with pytest.raises(Denied, match="3 of 4 units accounted for: a prescriber ends it"):
            back(home, "finish", reason="Lost")
        with pytest.raises(InvalidInput, match="what is known of the others"):
            back(home, "finish", by=home.run.prescriber, reason=" ")
        back(home, "finish", by=home.run.prescriber, reason="Lost at the lake; talked about.")
    assert home.view.differences == ("3 of 4 units accounted for.",)


def test_what_differs_from_the_plan_is_kept_and_said(cast: Cast) -> None:
    home = out(cast)
    with clock_at(FOURTH):
        told(home, FIRST, units=3)
        told(home, FIRST + timedelta(days=1), units=2)
        assert home.view.differences == (
            "5 of 4 units accounted for.",
            "3 taken on 06-Mar-2026; the plan has 2.",
            "Taken on 07-Mar-2026, which is no day of the plan.",
        )
        wrong = home.view.reports[0]
        with pytest.raises(InvalidInput, match="what was not right"):
            told(home, FIRST, corrects=wrong.uid)
        told(home, FIRST, corrects=wrong.uid, reason="I counted wrong.")
        with pytest.raises(Conflict, match="corrected already"):
            told(home, FIRST, corrects=wrong.uid, reason="Again.")
        with pytest.raises(NotFound):
            told(home, FIRST, corrects=home.uid, reason="No report.")
    assert [one.stands for one in home.view.reports] == [False, True, True]
    assert home.view.count.taken == 4


def test_only_the_person_and_who_treats_them_report(cast: Cast) -> None:
    home = out(cast)
    other = make_patient(cast.harbour, "Ana", "Fox")
    with clock_at(FOURTH):
        for stranger in (as_patient(other), cast.actor(cast.chioma)):
            with pytest.raises(NotFound):
                told(home, by=stranger)
            with pytest.raises(NotFound):
                home_reports.worry(by=stranger, supply=home.uid, words="", key=key())
        with pytest.raises(Denied):
            told(home, by=cast.actor(cast.frida))
        assert told(home, by=home.run.nurse).by_name == "Ben Brook"
    assert not queries.of_patient(as_patient(other), home.patient)


def test_a_report_that_cannot_be_is_named_with_its_box(cast: Cast) -> None:
    home = out(cast)
    with clock_at(FOURTH):
        for wrong, field in (
            ({"kind": "worried"}, "kind"),
            ({"units": 0}, "units"),
            ({"kind": "not_taken"}, "units"),
            ({"units": 5}, "units"),
            ({"when": FOURTH + timedelta(minutes=1)}, "when"),
            ({"when": NEXT - timedelta(minutes=1)}, "when"),
            ({"who_was_there": "x" * 201}, "who_was_there"),
        ):
            with pytest.raises(InvalidInput) as refused:
                told(home, **wrong)
            assert refused.value.field == field, wrong
        first = told(home, key="r1")
        assert told(home, key="r1") == first
        with pytest.raises(Conflict):
            told(home, key="r1", units=1)
    assert HomeReport.objects.count() == 1


def test_a_worry_reaches_a_person_in_the_same_act(cast: Cast) -> None:
    home = out(cast)
    worry: dict[str, Any] = {"by": as_patient(home.patient), "supply": home.uid, "key": "w1"}
    with clock_at(FIRST):
        row = home_reports.worry(words="My heart races.", **worry)
        assert home_reports.worry(words="My heart races.", **worry) == row
        with pytest.raises(Conflict):
            home_reports.worry(words="Something else.", **worry)
    task = RiskTask.objects.get()
    assert (task.trigger, task.level) == ("home_worried", "amber")
    assert "worried" in task.trigger_words


def test_nothing_is_reported_before_it_was_handed_over(cast: Cast) -> None:
    home = out(cast)
    with clock_at(NEXT):
        second = ordered(home.run, first=NEXT.date() + timedelta(days=9))
        with pytest.raises(NotReady, match="Nothing was handed over"):
            told(second, NEXT)
        with pytest.raises(NotReady, match="nothing at home"):
            home_reports.worry(by=as_patient(home.patient), supply=second.uid, words="", key=key())


class TestACall:
    def test_is_due_on_its_day_and_done_when_the_person_was_reached(self, cast: Cast) -> None:
        home = out(cast)
        nurse = home.run.nurse
        with clock_at(NEXT):
            assert queries.due(nurse) == []
            with pytest.raises(NotReady, match="This call is for 06-Mar-2026"):
                called(home)
        with clock_at(FIRST):
            assert [call.caller for _, call in queries.due(nurse)] == ["Ben Brook"]
            assert queries.due(cast.actor(cast.chioma)) == []
            assert queries.due(cast.actor(cast.frida)) == []
            called(home, was_reached=False, answers={}, note="No answer.")
            assert len(queries.due(nurse)) == 1
            first = called(home, key="c1", sbp=128, dbp=80)
            assert called(home, key="c1", sbp=128, dbp=80) == first
            with pytest.raises(Conflict, match="already used"):
                called(home, key="c1", note="Other words")
            with pytest.raises(Conflict, match="reached the person already"):
                called(home)
            assert queries.due(nurse) == []

    def test_asks_everything_and_takes_nothing_for_granted(self, cast: Cast) -> None:
        home = out(cast)
        with clock_at(FIRST):
            for wrong, field in (
                ({"answers": {}}, "how"),
                ({"answers": WELL | {"otherwise": "yes"}}, "note"),
                ({"answers": WELL | {"side_effects": "yes"}}, "note"),
                ({"sbp": 120}, "dbp"),
                ({"dbp": 80}, "sbp"),
                ({"sbp": 1200, "dbp": 80}, "sbp"),
                ({"sbp": 80, "dbp": 120}, "sbp"),
                ({"units_left": 5}, "units_left"),
            ):
                with pytest.raises(InvalidInput) as refused:
                    called(home, **wrong)
                assert refused.value.field == field, wrong
            called(home, answers=WELL | {"otherwise": "yes"}, note="Two at once.")
        assert home.view.differences == (
            "Taken otherwise than planned, told on 06-Mar-2026. Two at once.",
        )

    def test_raises_the_task_of_a_suicide_answer(self, cast: Cast) -> None:
        home = out(cast)
        with clock_at(FIRST):
            called(home, screener=[1, 1, 0, 0, 0, 0])
        assert RiskTask.objects.get().response is not None

    def test_is_made_by_who_treats_here(self, cast: Cast) -> None:
        home = out(cast)
        with clock_at(FIRST):
            with pytest.raises(Denied):
                called(home, by=cast.actor(cast.frida))
            for stranger in (cast.actor(cast.chioma), as_patient(home.patient)):
                with pytest.raises(NotFound):
                    called(home, by=stranger)


class TestARecall:
    def test_by_the_clock_exactly_once(self, cast: Cast) -> None:
        home = out(cast)
        with clock_at(FIRST):
            called(home, was_reached=False, answers={})
        late_evening = datetime(2026, 3, 7, 4, 59, tzinfo=FIRST.tzinfo)
        assert check_ins.recall_missed(late_evening) == 0, "the day in New York is not over"
        midnight = late_evening + timedelta(minutes=1)
        with clock_at(midnight):
            assert check_ins.recall_missed(clock.now()) == 1
            assert check_ins.recall_missed(clock.now()) == 0
            jobs.run_due(clock.now())
        view = home.view
        assert view.status == "recalled"
        assert view.steps[-1].reason == "Nobody reached the person on 06-Mar-2026."
        task = RiskTask.objects.get()
        assert (task.trigger, task.level) == ("home_check_in_missed", "amber")
        assert SupplyEvent.objects.filter(verb="recall").count() == 1

    def test_runs_with_the_other_work_that_is_due_and_escalates(self, cast: Cast) -> None:
        home = out(cast)
        day = FIRST + timedelta(days=1)
        with clock_at(day):
            jobs.run_due(day)
            task = RiskTask.objects.get()
        assert home.view.status == "recalled"
        with clock_at(task.contact_by):
            jobs.run_due(task.contact_by)
        assert [one.step for one in task.events.all()] == [None, "amber_lead"]

    def test_holds_the_next_supply_until_a_prescriber_decides(self, cast: Cast) -> None:
        home = out(cast)
        day = FIRST + timedelta(days=1)
        with clock_at(day):
            check_ins.recall_missed(day)
            second = ordered(home.run, first=day.date() + timedelta(days=6))
            assert gate(second)["no_recall"] == "not_met"
            with pytest.raises(Denied):
                back(home, "go_on", reason="Reached her at work.")
            with pytest.raises(InvalidInput, match="Write why"):
                back(home, "go_on", by=home.run.prescriber, reason=" ")
            back(home, "go_on", by=home.run.prescriber, reason="Reached her at work; all well.")
            assert gate(second)["no_recall"] == "met"
            assert check_ins.recall_missed(day) == 0, "what was decided about is not missed again"
        assert home.view.status == "out"
        later = FIRST + timedelta(days=4)
        with clock_at(later):
            assert check_ins.recall_missed(later) == 1, "the next call was missed too"

    def test_ends_with_units_counted_in_and_a_signed_reason(self, cast: Cast) -> None:
        home = out(cast)
        with clock_at(FIRST):
            back(home, "recall", reason="Her sister called: she took it with wine.")
            with pytest.raises(Conflict, match="was called back"):
                back(home, "recall", reason="Once more.")
            back(home, "take_back", units=4, note="All of it.")
            with pytest.raises(Denied, match="It was called back"):
                back(home, "finish", reason="All back")
            back(home, "finish", by=home.run.prescriber, reason="All back; dosing in the clinic.")
        view = home.view
        assert (view.status, view.count.words) == ("finished", "4 of 4 units accounted for")

    def test_same_key_other_words_and_overtaken_pages(self, cast: Cast) -> None:
        home = out(cast)
        base = home.view.version
        with clock_at(FIRST):
            first = back(home, "recall", reason="A worry.", key="k1")
            assert back(home, "recall", reason="A worry.", key="k1", base=base) == first
            with pytest.raises(Conflict):
                back(home, "recall", reason="Other.", key="k1")
            with pytest.raises(Conflict, match="was faster"):
                back(home, "take_back", units=1, note="", base=base)
            with pytest.raises(InvalidInput, match="how many came back"):
                back(home, "take_back", units=9, note="")
            with pytest.raises(InvalidInput, match="Shorten"):
                back(home, "go_on", by=home.run.prescriber, reason="x" * 2001)


def test_one_supply_that_fails_keeps_none_of_the_others_waiting(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support.home import left_after

    first = out(cast)
    other = left_after(cast, patient=make_patient(cast.harbour, "Ana", "Fox"))
    second = _also_out(other)
    real = check_ins._recall

    def fails(supply: Any, now: datetime) -> int:
        if supply == first.uid:
            raise OperationalError("locked")
        return real(supply, now)

    monkeypatch.setattr(check_ins, "_recall", fails)
    day = FIRST + timedelta(days=1)
    with clock_at(day), pytest.raises(ExceptionGroup):
        check_ins.recall_missed(day)
    assert (first.view.status, second.view.status) == ("out", "recalled")


def _also_out(run: Any) -> AtHome:
    from tests.support.home import REASONS, counted, promised, registered

    with clock_at(NEXT):
        home = ordered(run)
        registered(home)
        promised(home)
        home.step("sign", reasons=REASONS)
        entry = counted(home)
        home.step("hand_over", by=run.second, counted=entry.uid)
    return home
