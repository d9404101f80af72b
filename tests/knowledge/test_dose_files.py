# ruff: noqa: E501  (a row of a table of faults is one line)
"""The limits of a way of giving leave no room for a slip of ten or for a dose run too fast."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from lightwell import knowledge
from lightwell.clinical.doselimits import read_dose
from lightwell.clinical.doserules import read_dosing
from lightwell.clinical.errors import KnowledgeError
from lightwell.clinical.flagrules import read_flags
from lightwell.clinical.gates import read_gate
from lightwell.clinical.instrumentfile import read_instrument
from lightwell.clinical.library import Library
from lightwell.clinical.programme import DoseLimits
from tests.support.changed_knowledge import Changed

SERIES, SPRAY, DOSING = (
    "programmes/iv-series.toml",
    "programmes/esketamine-nasal.toml",
    "rules/dosing.toml",
)
READY, LEAVE, FLAGS = "rules/readiness.toml", "rules/discharge.toml", "rules/flags.toml"


def limits(name: str, *changes: tuple[str, str]) -> DoseLimits:
    source = Changed(name, *changes)
    return read_dose(next(source.read(name).tables_of("dose")), source)


LOWEST, START, CAP, REFUSED, RUN = (
    "lowest_mg_per_kg = 0.2", "start_mg_per_kg = 0.5", "cap_mg_per_kg = 1.0",
    "refused_from_mg_per_kg = 2.0", "\nminutes = [20, 120]",
)  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        [(START, "start_mg_per_kg = 0.2")],
        [(START, "start_mg_per_kg = 1.0")],
        [(REFUSED, "refused_from_mg_per_kg = 1.01")],
        # 2 mg per kg in 4 minutes is the fastest that may run.
        [(RUN, "\nminutes = [4, 120]")],
    ],
)
def test_limits_that_meet_are_in_order(changes: list[tuple[str, str]]) -> None:
    assert limits(SERIES, *changes).id == "iv"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([(LOWEST, "lowest_mg_per_kg = 0")], "cap_mg_per_kg: the doses are not in order"),
        ([(LOWEST, "lowest_mg_per_kg = 0.6")], "cap_mg_per_kg: the doses are not in order"),
        ([(START, "start_mg_per_kg = 1.1")], "cap_mg_per_kg: the doses are not in order"),
        ([(CAP, "cap_mg_per_kg = 2.0")], "cap_mg_per_kg: the doses are not in order"),
        (
            [(REFUSED, "refused_from_mg_per_kg = 2.1")],
            "refused_from_mg_per_kg: a dose ten times too high could pass",
        ),
        (
            [(RUN, "\nminutes = [3, 120]")],
            "minutes: a dose could run faster than 0.5 mg/kg/min",
        ),
        ([(RUN, "\nminutes = [20]")], "minutes: is not a lower and an upper limit"),
        ([(RUN, "\nminutes = [20, 60, 120]")], "minutes: is not a lower and an upper limit"),
        ([(RUN, "\nminutes = [120, 20]")], "minutes: is not a lower and an upper limit"),
        ([(RUN, "\nminutes = []")], "minutes: is not a list of numbers"),
        ([(RUN, "\nminutes = [20, true]")], "minutes: is not a list of numbers"),
        ([(RUN, '\nminutes = [20, "120"]')], "minutes: is not a list of numbers"),
        ([("ceiling_mg = 100", "ceiling_mg = true")], "ceiling_mg: True is not a number"),
    ],
)
def test_limits_that_could_let_a_slip_pass_are_refused(
    changes: list[tuple[str, str]], told: str
) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(told)):
        limits(SERIES, *changes)


@pytest.mark.parametrize(
    ("doses", "fits"),
    [("[28, 56, 84]", True), ("[28, 50]", False), ("[28, 112]", False), ("[14, 28]", False)],
)
def test_a_spray_dose_is_a_number_of_devices_up_to_the_ceiling(doses: str, fits: bool) -> None:
    change = ("doses_mg = [28, 56, 84]", f"doses_mg = {doses}")
    if fits:
        assert limits(SPRAY, change).ceiling == 84
        return
    with pytest.raises(KnowledgeError, match="doses_mg: is no whole number of devices"):
        limits(SPRAY, change)


def test_what_is_not_by_weight_has_no_limits_by_weight() -> None:
    spray = limits(SPRAY)
    assert {spray.start, spray.lowest, spray.cap, spray.refused_from} == {Decimal(0)}
    assert spray.infusion is None
    assert limits(SERIES).units_mg == limits(SERIES).doses_mg == ()


def test_every_worked_example_is_read_whole() -> None:
    """An example that were lost on reading would prove nothing."""
    made = read_dosing(Library(knowledge.ROOT))
    assert all(one.title and one.expect for one in made.examples)
    assert set(made.examples[0].given) == {
        "programme", "sex_at_birth", "basis", "mg_per_kg", "weight_kg", "height_cm",
        "concentration_mg_per_ml", "total_volume_ml", "minutes",
    }  # fmt: skip
    for name in ("readiness", "discharge"):
        gate = read_gate(Library(knowledge.ROOT), name)
        assert all(one.title and one.case for one in gate.examples)
        assert any(one.holds for one in gate.examples) and gate.examples[0].is_open
        assert all(rule.id and rule.ask for rule in gate.rules)
    assert [door.verb for door in gate.doors if door.needs_gate] == ["discharge"]
    flags = read_flags(Library(knowledge.ROOT))
    assert all(one.title and one.readings for one in flags.examples)
    assert all("minute" in row for one in flags.examples for row in one.readings)
    assert {rule.fact for rule in flags.flags} >= {"reading.sbp", "reading.hr", "reading.spo2"}


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        (READY, ('when = { is_true = "session.consent_current" }',
                 'when = { is_true = "session.consent" }'),
         "when: 'session.consent' is not in dictionary.toml"),
        (LEAVE, ('routes = ["iv", "im", "sublingual", "oral"]', 'routes = ["zz", "iv", "vein"]'),
         "routes: 'vein' is no route"),
    ],
)  # fmt: skip
def test_a_fault_of_a_gate_names_its_key(name: str, change: tuple[str, str], told: str) -> None:
    gate = name.removeprefix("rules/").removesuffix(".toml")
    with pytest.raises(KnowledgeError, match=re.escape(told)):
        read_gate(Changed(name, change), gate)


def test_the_rules_of_dose_arithmetic_are_the_ones_that_were_read() -> None:
    made = read_dosing(Changed(DOSING, ("lowest_kg = 30", "lowest_kg = 31")))
    assert [made.lowest_kg, made.highest_kg] == [Decimal(31), Decimal(200)]
    assert made.confirm_within_days == 30
    assert [str(one) for one in made.vials] == ["10", "50", "100"]
    assert set(made.base_kg) == {"female", "male"}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("phq9", "response_percent = 50", "response_percent = 50\nresponse_points = 5",
         "response_points: and response_percent exclude each other"),
        ("phq9", "response_percent = 50\n", "", "partial_percent: has no response_percent"),
        ("phq9", 'response_provenance = "knowledge_unverified"\n', "", "response_provenance: is missing"),
        ("phq9", 'partial_provenance = "knowledge_unverified"\n', "", "partial_provenance: is missing"),
        ("phq9", 'reliable_provenance = "knowledge_unverified"\n', "", "reliable_provenance: is missing"),
        ("phq9", 'deterioration_provenance = "local_policy"\n', "", "deterioration_provenance: is missing"),
        ("phq9", "at_most = 4", "at_most = 4\nat_least = 1", "at_most: or at_least: one of them"),
        ("phq9", "at_most = 4\n", "", "at_most: or at_least: one of them"),
    ],
)  # fmt: skip
def test_limits_of_change_are_one_rule_with_its_provenance(
    name: str, old: str, new: str, told: str
) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(told)):
        read_instrument(Changed(f"instruments/{name}.toml", (old, new)), name)


def test_a_remission_may_be_the_only_limit_and_may_be_a_high_total() -> None:
    """The WHO-5 is good from 51 on; the WSAS has no response."""
    change = read_instrument(Changed(), "who5").change
    assert change is not None and change.remission is not None
    assert [change.remission.holds(total) for total in (50, 51, 52)] == [False, True, True]
    shaps = read_instrument(Changed(), "shaps").change
    assert shaps is not None and shaps.response_percent is None
    assert [shaps.remissions[0].holds(total) for total in (2, 3)] == [True, False]


def test_the_limits_of_readings_are_the_ones_that_were_read() -> None:
    made = read_flags(Changed(FLAGS, ("early_min = 2", "early_min = 1")))
    assert (made.freshness.early_min, made.freshness.late_min) == (1, 3)
    assert all(rule.title and len(rule.rules) in (2, 3) for rule in made.flags)
    assert made.examples[0].readings[0].keys() > {"minute"}
    with pytest.raises(KnowledgeError, match=r"reading\.pulse: is not in dictionary"):
        read_flags(Changed(FLAGS, ('fact = "reading.hr"\ntitle', 'fact = "reading.pulse"\ntitle')))
