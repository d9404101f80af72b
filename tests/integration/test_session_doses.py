"""The dose: drawn up by one person as planned, confirmed by another, void when things change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.records.models import SessionEntry
from lightwell.records.queries import session_gates
from tests.support.cast import Cast
from tests.support.sessions import (
    NINE,
    Running,
    at_minute,
    clock_at,
    drawn_up,
    session_of,
    sign_plan,
    started,
    weigh,
)

pytestmark = pytest.mark.django_db


def weighed(cast: Cast, kg: float = 70) -> Running:
    run = session_of(cast)
    weigh(run, kg)
    return run


def confirmed(run: Running) -> bool:
    return session_gates.is_dose_confirmed(run.view, NINE)


def test_two_people_stand_for_the_dose(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        prepared = run.act("prepare_dose", prepared=drawn_up(run.view))
        assert not confirmed(run)
        run.act("confirm_dose", by=run.second, prepared=prepared.uid)
        assert confirmed(run)
        lines = run.view.entries[0].worked_out["lines"]
    assert "35 mg ÷ 70 kg actual weight = 0.5 mg per kg given" in lines
    assert run.view.entries[0].worked_out["weight_kg"] == "70"


def test_the_same_person_does_not_confirm(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        prepared = run.act("prepare_dose", prepared=drawn_up(run.view))
        with pytest.raises(Denied, match="A second person confirms it"):
            run.act("confirm_dose", prepared=prepared.uid)
        with pytest.raises(Denied, match="charts in a session"):
            run.act("confirm_dose", by=cast.actor(cast.frida), prepared=prepared.uid)
    assert SessionEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("mg", "0,5", "use a decimal point"),
        ("mg", "350", "Ten times off"),
        ("mg", "3.5", "Ten times off"),
        ("mg", "0.5", "the signed plan says 35 mg"),
        ("mg", "36", "Another dose needs a new plan"),
        ("mg", "-35", "must be above 0"),
        ("mg", "0", "must be above 0"),
        ("concentration_mg_per_ml", "", "Concentration is missing"),
        ("concentration_mg_per_ml", "10", "the signed plan says 50 mg per mL"),
        ("volume_ml", "7", "Ten times off"),
        ("total_volume_ml", "250", "the signed plan says 100 mL"),
        ("rate_ml_per_h", "15", "Ten times off"),
        ("minutes", "60", "the signed plan says 40 min"),
        ("minutes", "forty", "is not an amount"),
    ],
)
def test_what_is_not_the_signed_dose_is_refused_and_says_why(
    cast: Cast, name: str, typed: str, says: str
) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        with pytest.raises(InvalidInput, match=says) as refused:
            run.act("prepare_dose", prepared=drawn_up(run.view) | {name: typed})
    assert refused.value.field == name
    assert not SessionEntry.objects.exists()


def test_an_amount_that_is_no_part_of_a_dose_is_refused(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        with pytest.raises(InvalidInput, match="is not part of this dose"):
            run.act("prepare_dose", prepared=drawn_up(run.view) | {"drops": "3"})


def test_a_weight_of_another_day_blocks(cast: Cast) -> None:
    with clock_at(NINE - timedelta(days=1)):
        run = weighed(cast)
        amounts = drawn_up(run.view)
    with clock_at(NINE), pytest.raises(NotReady, match="not of today"):
        run.act("prepare_dose", prepared=amounts)


def test_a_weight_far_from_the_plan_asks_for_a_new_plan(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast, 78.4)
        with pytest.raises(NotReady, match="makes a new plan first"):
            run.act("prepare_dose", prepared=drawn_up(run.view))
        weigh(run, 77)  # a tenth exactly is still the plan's
        entry = run.act("prepare_dose", prepared=drawn_up(run.view))
    assert entry.values["worked_out"]["mg_per_kg"] == "0.455"


def test_a_dose_above_the_cap_for_todays_weight_waits_for_its_signature(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        sign_plan(cast, run.course, NINE - timedelta(days=1), mg_per_kg="1")
        weigh(run, 64)
        with pytest.raises(NotReady, match="A specialist prescriber signs a new plan first"):
            run.act("prepare_dose", prepared=drawn_up(run.view))


def test_what_changes_after_the_confirmation_voids_it(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        prepared = run.act("prepare_dose", prepared=drawn_up(run.view))
        run.act("confirm_dose", by=run.second, prepared=prepared.uid)
        weigh(run, 62)
        assert not confirmed(run)
        assert "62 kg" in run.view.dose.void
        with pytest.raises(NotReady, match="Draw it up again"):
            run.act("confirm_dose", by=run.prescriber, prepared=prepared.uid)
        weigh(run, 70)
        assert confirmed(run)
        sign_plan(cast, run.course, NINE)
        assert "plan changed" in run.view.dose.void
        again = run.act("prepare_dose", prepared=drawn_up(run.view))
        assert not confirmed(run)
        with pytest.raises(Conflict, match="drawn up again"):
            run.act("confirm_dose", by=run.prescriber, prepared=prepared.uid)
        run.act("confirm_dose", by=run.second, prepared=again.uid)
        assert confirmed(run)


def test_a_dose_of_yesterday_counts_for_nothing(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        prepared = run.act("prepare_dose", prepared=drawn_up(run.view))
        run.act("confirm_dose", by=run.second, prepared=prepared.uid)
    tomorrow = NINE + timedelta(days=1)
    assert not session_gates.is_dose_confirmed(run.view, tomorrow)
    with clock_at(tomorrow):
        weigh(run, 70)
        with pytest.raises(NotReady, match="another day"):
            run.act("confirm_dose", by=run.prescriber, prepared=prepared.uid)


def test_only_a_preparation_of_this_session_is_confirmed(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        note = run.act("note", words="x")
        with pytest.raises(NotFound):
            run.act("confirm_dose", by=run.second, prepared=note.uid)


def test_two_people_who_draw_up_at_once_see_each_other(cast: Cast) -> None:
    with clock_at(NINE):
        run = weighed(cast)
        amounts, seen = drawn_up(run.view), run.view.version
        run.act("prepare_dose", prepared=amounts)
        with pytest.raises(Conflict) as refused:
            run.act("prepare_dose", by=run.second, prepared=amounts, version=seen)
    assert refused.value.detail["mine"] == amounts
    assert refused.value.detail["theirs"].by_name == "Ben Brook"


def test_the_rate_changes_with_a_reason_and_never_beyond_the_programme(cast: Cast) -> None:
    run = started(cast)
    with at_minute(10):
        page = {"values": {"rate_ml_per_h": "75", "ordered_by": "Alice Anders"}}
        with pytest.raises(InvalidInput, match="Say why"):
            run.act("change_rate", **page)
        entry = run.act("change_rate", **page, reason="dizzy")
        assert entry.values == {"rate_ml_per_h": "75", "ordered_by": "Alice Anders"}
        run.act("change_rate", values={"rate_ml_per_h": "300"}, reason="shortest")
        for typed, says in (("300.1", "faster than 300 mL per h"), ("7,5", "decimal point")):
            with pytest.raises(InvalidInput, match=says):
                run.act("change_rate", values={"rate_ml_per_h": typed}, reason="x")
        run.act("end_infusion")
        with pytest.raises(NotReady):
            run.act("change_rate", values={"rate_ml_per_h": "75"}, reason="x")
