"""The tables of the stagings and of the minimum doses, transcribed a second time by hand.

Sources: Fekadu 2018 table 3 and PLoS ONE 2020;15(7):e0236434 Panel 1 (Maudsley, MGH-s, European,
Karolinska); medicalalgorithms.com (Thase and Rush; Souery); the verified table of doses.
"""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import library

ON = date(2026, 11, 20)
# Fourteen antidepressants of the list at a dose that is enough, SSRIs first.
DRUGS = {
    "sertraline": 50, "fluoxetine": 20, "citalopram": 20, "escitalopram": 10, "paroxetine": 20,
    "venlafaxine": 75, "duloxetine": 40, "mirtazapine": 15, "bupropion": 300, "vortioxetine": 10,
    "trazodone": 150, "nortriptyline": 75, "amitriptyline": 75, "phenelzine": 60,
}  # fmt: skip
LITHIUM = {"id": "li", "drug": "lithium", "level": 0.8, "days": 28, "augments": "t1"}
TAKEN = {"adherence": "taken", "episode": "current"}
ECT = {"id": "ect", "kind": "ect", "sessions": 12, "laterality": "bilateral", "improvement_pct": 0}

Trials = list[dict[str, object]]


def _failed(names: list[str]) -> Trials:
    return [
        {
            "id": f"t{number}",
            "kind": "drug",
            "drug": name,
            "dose_mg": DRUGS[name],
            "days": 42,
            "improvement_pct": 0,
            **TAKEN,
        }
        for number, name in enumerate(names, start=1)
    ]


def _staged(trials: Trials, **episode: object) -> dict[str, lw.Staged]:
    return dict(lw.staging(lw.case_from_dict({"on": ON, "episode": episode, "trials": trials})))


DURATION = {"2026-01-01": 1, "2025-01-01": 2, "2024-01-01": 3}  # acute, sub-acute, chronic
SEVERITY = {
    ("subsyndromal", "no"): 1,
    ("mild", "no"): 2,
    ("moderate", "no"): 3,
    ("severe", "no"): 4,
    ("severe", "yes"): 5,
}
FAILURES = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 10: 4, 11: 5, 14: 5}
BANDS = {range(3, 7): "mild", range(7, 11): "moderate", range(11, 16): "severe"}


@pytest.mark.parametrize("number", FAILURES)
def test_every_total_of_the_maudsley_method(number: int) -> None:
    """Points of the three dimensions, one for augmentation, one for ECT; total and band."""
    drugs = _failed(list(DRUGS)[:number])
    for start, severity, added, shocked in product(DURATION, SEVERITY, (0, 1), (0, 1)):
        trials = [*drugs, *([{**LITHIUM, **TAKEN}] * added), *([{**ECT, **TAKEN}] * shocked)]
        staged = _staged(trials, start=start, severity=severity[0], psychotic=severity[1])
        total = DURATION[start] + SEVERITY[severity] + FAILURES[number] + added + shocked
        assert staged["maudsley"].value == total
        assert staged["maudsley"].band == next(
            name for totals, name in BANDS.items() if total in totals
        )


def test_the_ends_of_the_maudsley_method() -> None:
    """Three to fifteen (Fekadu 2018)."""
    least = _staged(_failed(["sertraline"]), start="2026-01-01", severity="subsyndromal")
    assert (least["maudsley"].value, least["maudsley"].band) == (3, "mild")
    everything = [*_failed(list(DRUGS)), {**LITHIUM, **TAKEN}, {**ECT, **TAKEN}]
    most = _staged(everything, start="2020-01-01", severity="severe", psychotic="yes")
    assert (most["maudsley"].value, most["maudsley"].band) == (15, "severe")


@pytest.mark.parametrize(("failed", "added", "shocked"), [*product((1, 2, 3, 5), (0, 1), (0, 1))])
def test_the_sum_of_massachusetts_general_hospital(failed: int, added: int, shocked: int) -> None:
    """1.0 for a failed trial, 0.5 for an addition, 3.0 for ECT (Panel 1)."""
    trials = _failed(list(DRUGS)[:failed])
    trials += [{**LITHIUM, **TAKEN}] * added + [{**ECT, **TAKEN}] * shocked
    assert _staged(trials)["mgh_s"].value == failed + 0.5 * added + 3 * shocked


def test_an_optimisation_is_half_a_point() -> None:
    steps = [
        {"dose_mg": 50, "start": "2026-01-01", "stop": "2026-02-12"},
        {"dose_mg": 200, "start": "2026-02-12", "stop": "2026-06-01"},
    ]
    raised = {"id": "t1", "drug": "sertraline", "steps": steps, "improvement_pct": 0, **TAKEN}
    assert _staged([raised])["mgh_s"].value == 1.5


@pytest.mark.parametrize(
    ("drugs", "shocked", "stage"),
    [
        (["sertraline"], False, "I"),
        (["sertraline", "venlafaxine"], False, "II"),
        (["sertraline", "venlafaxine", "nortriptyline"], False, "III"),
        (["sertraline", "venlafaxine", "nortriptyline", "phenelzine"], False, "IV"),
        (["sertraline", "venlafaxine", "nortriptyline", "phenelzine"], True, "V"),
        # Strictly nested: without an MAO inhibitor, ECT that failed leaves stage III.
        (["sertraline", "venlafaxine", "nortriptyline"], True, "III"),
    ],
)
def test_the_rungs_of_thase_and_rush(drugs: list[str], shocked: bool, stage: str) -> None:
    trials = [*_failed(drugs), *([{**ECT, **TAKEN}] if shocked else [])]
    assert _staged(trials)["thase_rush"].value == stage


def test_the_stages_of_the_european_method() -> None:
    """A for one; TRD1 to TRD5 for two to six; CRD after twelve months with augmentation."""
    names = ["sertraline", "venlafaxine", "mirtazapine", "nortriptyline", "phenelzine", "bupropion"]
    stages = [_staged(_failed(names[:number]))["european"].value for number in range(1, 7)]
    assert stages == ["A", "TRD1", "TRD2", "TRD3", "TRD4", "TRD5"]
    weeks = {rung.stage: rung.weeks for rung in library().stagings["european"].rungs if rung.weeks}
    assert weeks == {
        "TRD1": (12, 16), "TRD2": (18, 24), "TRD3": (24, 32), "TRD4": (30, 40), "TRD5": (36, 52),
    }  # fmt: skip
    long = [{**one, "days": 183} for one in _failed(names[:2])]
    assert _staged(long)["european"].value == "TRD1"
    assert _staged([*long, {**LITHIUM, **TAKEN}])["european"].value == "CRD"


def test_the_five_classes_of_thase_and_rush() -> None:
    """TCA, MAO inhibitor, SSRI, SNRI, other."""
    formulary = library().formulary
    families = {one.id: formulary.family_of(one) for one in lw.drugs() if one.antidepressant}
    assert set(families.values()) == {"TCA", "MAOI", "SSRI", "SNRI", "other"}
    assert {name for name, family in families.items() if family == "MAOI"} == {
        "phenelzine", "tranylcypromine", "isocarboxazid", "selegiline-patch", "moclobemide",
    }  # fmt: skip


def test_the_least_doses_of_what_is_added() -> None:
    """The table of augmentation agents as corrected: least dose in mg, or level, and days."""
    printed: dict[str, tuple[float, float, int, int]] = {
        "aripiprazole": (2, 5, 28, 42), "brexpiprazole": (2, 2, 42, 42),
        "cariprazine": (1.5, 1.5, 42, 42), "quetiapine": (150, 150, 42, 42),
        "olanzapine-fluoxetine": (6, 6, 42, 56),
        "lumateperone": (10.5, 42, 42, 42), "risperidone": (0.5, 2, 28, 28),
        "lithium": (0.4, 0.6, 28, 28), "liothyronine": (0.025, 0.05, 28, 28),
        "buspirone": (30, 30, 28, 42), "modafinil": (100, 200, 28, 28),
        "lamotrigine": (200, 200, 42, 56), "pramipexole": (1, 2.5, 56, 56),
        "bupropion": (300, 300, 28, 42), "mirtazapine": (30, 30, 28, 42),
    }  # fmt: skip
    got = {}
    for name, agent in library().courses.agents.items():
        least = agent.dose_mg or agent.level
        assert least is not None
        got[name] = (least.low, least.high, agent.days.low, agent.days.high)
    assert got == printed
    approved = {name for name, one in library().courses.agents.items() if one.us_approved_addition}
    assert approved == {
        "aripiprazole", "brexpiprazole", "cariprazine", "quetiapine", "olanzapine-fluoxetine",
        "lumateperone",
    }  # fmt: skip


def test_a_register_episode_lasts_28_days() -> None:
    """Karolinska model: two episodes of at least 28 days; ECT and TMS count as episodes."""

    def outcome(days: int) -> str:
        trials: Trials = [
            {"id": "t1", "drug": "sertraline", "days": days, "episode": "current"},
            {"id": "a1", "drug": "lithium", "augments": "t1", "episode": "current"},
            {"id": "t2", "kind": "tms", "sessions": 20, "episode": "current"},
            {"id": "a2", "drug": "lithium", "augments": "t2", "episode": "current"},
        ]
        found = lw.history(lw.case_from_dict({"trials": trials})).definitions
        return found["kim_2020"].outcome.value

    assert (outcome(28), outcome(27)) == ("met", "not_met")
