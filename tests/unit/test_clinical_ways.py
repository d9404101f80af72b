"""Gates of every programme and way of giving: what each asks for, and that unknown holds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.clinical.predicates import AtLeast
from lightwell.clinical.preparing import possible_doses
from lightwell.clinical.programme import STAYS
from lightwell.clinical.rulebook import explain_rule, rule_ids
from lightwell.clinical.ways import gate_for

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
WAYS = [
    (programme.id, dose.id)
    for programme in library().programmes.values()
    for dose in programme.doses
]


@pytest.mark.parametrize(("programme", "dose"), WAYS)
def test_an_empty_case_opens_neither_gate_of_any_way(programme: str, dose: str) -> None:
    for judge in (lw.readiness, lw.discharge):
        result = judge(lw.Case(), programme=programme, dose=dose)
        assert not result.is_open
        assert len(result.holding) == len(result.items), "unknown holds, every item of it"


@pytest.mark.parametrize(("programme", "dose"), WAYS)
def test_the_stay_is_that_of_the_dose_and_nobody_shortens_it(programme: str, dose: str) -> None:
    limits = lw.find_programme(programme).dose_of(dose)
    first = gate_for("discharge", lw.find_programme(programme), dose).rules[0]
    assert first.when == AtLeast(STAYS[limits.stay_from], limits.stay_min)
    assert (first.id, first.override) == ("time", "")


def _items(name: str, programme: str, dose: str = "") -> dict[str, str]:
    rules = gate_for(name, lw.find_programme(programme), dose).rules
    return {rule.id: rule.override for rule in rules}


def test_each_way_is_asked_what_belongs_to_it() -> None:
    assert "nose" in _items("readiness", "esketamine-nasal")
    assert "weight" not in _items("readiness", "esketamine-nasal"), "devices go by no weight"
    assert "nose" not in _items("readiness", "iv-series")
    assert {"therapist", "prepared", "integrated"} <= _items("readiness", "kap", "im").keys()
    assert _items("readiness", "kap")["therapist"] == "", "no dosing without a therapist"
    assert "beyond_six" in _items("readiness", "iv-to-sublingual", "iv")
    assert "beyond_six" not in _items("readiness", "iv-to-sublingual", "sublingual")


def test_after_esketamine_nobody_sets_sedation_dissociation_or_breathing_aside() -> None:
    items = _items("discharge", "esketamine-nasal")
    assert {items[one] for one in ("awake", "dissociation", "breathing", "saturation")} == {""}


def test_a_way_that_a_programme_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(lw.InvalidInput, match="has no dose 'im': use nasal"):
        lw.readiness(lw.Case(), programme="esketamine-nasal", dose="im")
    made = lw.find_programme("kap")
    assert made.dose_by("im").id == "im"
    with pytest.raises(
        lw.InvalidInput, match="gives nothing by the route 'iv': use sublingual, im"
    ):
        made.dose_by("iv")


def test_a_series_belongs_to_its_way() -> None:
    made = lw.find_programme("integrative")
    assert [getattr(made.series_of(one), "id", None) for one in ("im", "oral", "x")] == [
        "im_series",
        "oral_series",
        None,
    ]


def test_a_dose_that_ends_before_it_starts_is_refused() -> None:
    case = lw.case_from_dict(
        {
            "session": {
                "started_at": AT.isoformat(),
                "dose_ended_at": (AT - timedelta(minutes=1)).isoformat(),
                "now": AT.isoformat(),
            }
        }
    )
    with pytest.raises(lw.InvalidCase, match="started_at, dose_ended_at and now are not in order"):
        lw.discharge(case, programme="kap")


def test_where_nothing_runs_a_reminder_asks_for_no_pause() -> None:
    row = lw.Reading(at=AT, spo2=90)
    (runs,) = lw.flags_on([row], baseline=None, now=AT).flags
    (given,) = lw.flags_on([row], baseline=None, now=AT, form="devices").flags
    assert runs.action.startswith("Stop the infusion")
    assert given.action.startswith("Give nothing further")


def test_a_place_is_kept_for_the_stay_of_each_way() -> None:
    by_injection = lw.visit_length(lw.find_programme("integrative"))
    assert str(by_injection) == "30 min preparation + 60 min recovery = 90 min"
    three = lw.visit_length(lw.find_programme("esketamine-nasal"), devices=3)
    assert three.recovery == 130, "two hours from the last of three devices"


def test_every_item_of_every_gate_can_be_explained() -> None:
    names = [one for one in rule_ids() if one.startswith(("readiness.", "discharge."))]
    for name in names:
        told = explain_rule(name)
        assert name in str(told)
        assert all(one["sources"] for one in told.as_json()["rules"])  # type: ignore[attr-defined]  # a list of tables
    forms = explain_rule("readiness.fasting").as_json()["rules"]
    assert len(forms) == 3  # type: ignore[arg-type]  # as above


def test_pieces_that_hold_too_little_say_so() -> None:
    with pytest.raises(lw.InvalidInput, match=r"of 35 mg whole pieces hold only 25 mg, 0\.357 mg"):
        lw.dose(
            lw.Order(
                programme="kap",
                ordered=lw.MgPerKg("0.5"),
                weight=lw.Kilograms(70),
                basis="actual",
                height=lw.Centimetres(178),
                sex_at_birth="female",
                unit=lw.KetamineMilligrams(25),
            )
        )


@pytest.mark.parametrize(
    ("kg", "mg_per_kg", "unit", "told"),
    [
        (70, "0.5", 25, "for 70 kg: 50 mg = 0.71 mg per kg (order 0.72 mg per kg), 75 mg"),
        (70, "0.5", 50, "for 70 kg: 50 mg = 0.71 mg per kg (order 0.72 mg per kg), 75 mg"),
        (110, "0.4", 50, "for 110 kg: 50 mg = 0.45 mg per kg (order 0.46 mg per kg), 75 mg"),
    ],
)
def test_what_pieces_cannot_make_names_what_they_can(
    kg: int, mg_per_kg: str, unit: int, told: str
) -> None:
    with pytest.raises(lw.InvalidInput, match=re.escape(told)):
        lw.dose(lozenges(kg, mg_per_kg, unit))


@pytest.mark.parametrize("kg", range(40, 151, 5))
def test_every_dose_that_is_named_can_be_planned(kg: int) -> None:
    """For every ordinary weight: what the refusal says to order comes out as it says."""
    limits = lw.find_programme("kap").dose_of("sublingual")
    told = possible_doses(limits, lw.Kilograms(kg), lw.Kilograms(kg))
    named = re.findall(r"(\d+) mg = [\d.]+ mg per kg \(order ([\d.]+) mg per kg\)", told)
    assert named
    for mg, order in named:
        unit = next(one for one in (100, 50, 25) if int(mg) % one == 0)
        made = lw.dose(lozenges(kg, order, unit))
        assert made.mg.amount == int(mg)
        assert not made.sign_offs


def test_no_pieces_may_fit_and_what_is_no_piece_names_none() -> None:
    limits = lw.find_programme("kap").dose_of("sublingual")
    tight = evolve(limits, units_mg=(Decimal(190),), ceiling=Decimal(100))
    assert "No number of whole pieces" in possible_doses(tight, KG, KG)
    assert possible_doses(lw.find_programme("kap").dose_of("im"), KG, KG) == ""


KG = lw.Kilograms(70)


def lozenges(kg: int, mg_per_kg: str, unit: int) -> lw.Order:
    return lw.Order(
        programme="kap",
        ordered=lw.MgPerKg(mg_per_kg),
        weight=lw.Kilograms(kg),
        basis="actual",
        basis_reason="as weighed",
        height=lw.Centimetres(178),
        sex_at_birth="female",
        unit=lw.KetamineMilligrams(unit),
    )
