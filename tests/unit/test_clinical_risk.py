"""Risk levels, deadlines and state tables refuse what they do not know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import lightwell.clinical as lw
from lightwell import knowledge
from lightwell.clinical import transitions
from lightwell.clinical.errors import KnowledgeError
from lightwell.clinical.library import Library, library
from lightwell.clinical.risk import read_risk_policy
from tests.support.changed_knowledge import Changed

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


@pytest.mark.parametrize(
    ("total", "previous", "why"),
    [
        (19, None, []),
        (20, None, ["PHQ-9 total 20: 20 or more"]),
        (12, 8, []),
        (13, 8, ["PHQ-9 total 13: 5 higher than the last total (8)"]),
        (8, 13, []),
        (25, 20, ["PHQ-9 total 25: 20 or more",
                  "PHQ-9 total 25: 5 higher than the last total (20)"]),
    ],
)  # fmt: skip
def test_a_high_total_and_one_that_rose_ask_for_a_call(
    total: int, previous: int | None, why: list[str]
) -> None:
    (sign,) = library().risk.totals
    answers = [min(3, max(0, total - 3 * number)) for number in range(9)]
    found = lw.score("phq9", answers)
    assert found.total == total
    assert list(sign.reasons(found, previous)) == why


def test_another_scale_and_a_missing_total_ask_for_no_call() -> None:
    (sign,) = library().risk.totals
    assert sign.reasons(lw.score("gad7", [3] * 7), None) == ()
    assert sign.reasons(lw.score("phq9", [3] * 8 + [None]), 1) == ()


def test_a_reminder_of_a_person_not_reached_needs_times_with_a_zone() -> None:
    assert lw.risk.reminder_due(AT, AT, reached=False) == library().risk.not_reached
    assert lw.risk.reminder_due(AT, AT - timedelta(minutes=1), reached=False) is None
    assert lw.risk.reminder_due(AT, AT, reached=True) is None
    naive = datetime(2026, 3, 4, 15, 0)  # noqa: DTZ001  # the point
    for times in ((naive, AT), (AT, naive)):
        with pytest.raises(lw.InvalidInput, match="no time zone"):
            lw.risk.reminder_due(*times, reached=False)


def test_the_time_to_call_is_minutes_or_a_word_of_the_clinics_hours() -> None:
    told = {level.id: (level.contact_minutes, level.contact_by) for level in library().risk.levels}
    assert told["red"] == (60, "60 minutes")
    assert told["amber"] == (None, "clinic day")
    assert all("_" not in words for _, words in told.values())


def test_every_example_of_the_policy_is_read_whole() -> None:
    policy = read_risk_policy(Library(knowledge.ROOT))
    assert all(one.title and one.given and one.expect for one in policy.examples)
    with pytest.raises(KnowledgeError, match="contact_within: 'soon' is no time"):
        read_risk_policy(
            Changed("rules/risk.toml", ("contact_within = 60", 'contact_within = "soon"'))
        )


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
