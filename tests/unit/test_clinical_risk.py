"""Risk levels, deadlines and state tables refuse what they do not know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import lightwell.clinical as lw
from lightwell.clinical import transitions

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def test_a_deadline_is_minutes_or_the_clinics_own() -> None:
    closing = AT + timedelta(hours=2)
    assert lw.risk_level("red").deadline(AT, closing) == AT + timedelta(minutes=60)
    assert lw.risk_level("amber").deadline(AT, closing) == closing


def test_times_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 3, 4, 15, 0)  # noqa: DTZ001  # the point
    with pytest.raises(lw.InvalidInput, match="no time zone"):
        lw.risk_level("red").deadline(naive, AT)
    with pytest.raises(lw.InvalidInput, match="no time zone"):
        lw.escalations_due("red", AT, naive, taken=False)


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(lw.InvalidInput, match="use one of imminent, red, amber, watch"):
        lw.risk_level("purple")


def test_the_same_moment_always_gives_the_same_steps() -> None:
    later = AT + timedelta(minutes=30)
    level = lw.risk_level("red")
    first = lw.escalations_due(level, AT, later, taken=False)
    assert first == lw.escalations_due("red", AT, later, taken=False)
    assert [step.id for step in first] == ["red_lead", "red_medical_director"]
    assert lw.escalations_due("amber", AT, later, taken=False) == ()


def test_a_finding_says_why() -> None:
    finding = lw.risk_of(lw.score("phq9", [0] * 8 + [2]), "not_sure")
    assert finding is not None
    assert len(finding.reasons) == 2


def test_a_step_that_the_table_does_not_hold_is_refused_with_what_is_possible() -> None:
    with pytest.raises(lw.NotAllowed, match=r"cannot close when new\. Possible now: .*take"):
        transitions.RISK_TASK.after("new", "close")
    with pytest.raises(lw.NotAllowed, match="nothing: it is final"):
        transitions.ASSIGNMENT.after("submitted", "open")


@pytest.mark.parametrize("table", transitions.ALL, ids=lambda table: table.name)
def test_a_table_is_drawn_and_whole(table: lw.Transitions) -> None:
    assert table.mermaid().startswith(f"stateDiagram-v2\n    [*] --> {table.initial}")
    assert all(f"{state} --> [*]" in table.mermaid() for state in table.final)
    reached = {table.initial, *table.table.values()}
    assert set(table.states) == reached, "every state can be reached"
