"""A dose is shown in full or refused; nothing is converted, assumed or rounded out of sight."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.units import Milligrams
from lightwell.clinical.writing import written

ORDER = lw.Order(
    programme="iv-series",
    ordered=lw.MgPerKg("0.5"),
    weight=lw.Kilograms("73.4"),
    basis="actual",
    height=lw.Centimetres("177.8"),
    sex_at_birth="male",
    concentration=lw.MgPerMl(100),
    total_volume=lw.Millilitres(100),
    minutes=lw.Minutes(40),
)
HEAVY = evolve(ORDER, weight=lw.Kilograms(120))


def test_every_line_of_arithmetic_is_in_words() -> None:
    assert lw.dose(ORDER).lines == (
        "Weights: actual 73.4 kg; ideal 73 kg; adjusted 73.2 kg. Body mass index 23.2.",
        "Weight basis chosen: actual",
        "0.5 mg per kg × 73.4 kg = 36.7 mg",
        "36.7 mg ÷ 73.4 kg actual weight = 0.5 mg per kg given",
        "36.7 mg ÷ 100 mg per mL = 0.37 mL to draw up",
        "100 mL in total over 40 min = 150 mL per h",
        "A vial of 100 mg per mL must be diluted",
    )
    assert not any("/" in line for line in lw.dose(ORDER).lines)


def test_rounding_stands_on_a_line_of_its_own() -> None:
    made = lw.dose(evolve(ORDER, weight=lw.Kilograms("61.3")))
    assert made.lines[2:4] == ("0.5 mg per kg × 61.3 kg = 30.65 mg", "rounded to 30.7 mg")
    assert made.mg == lw.KetamineMilligrams("30.7")


def test_a_total_may_be_ordered_and_is_shown_per_kilogram() -> None:
    made = lw.dose(evolve(ORDER, ordered=lw.KetamineMilligrams(36)))
    assert made.lines[2] == "36 mg ordered"
    assert made.as_json()["mg_per_kg_given"] == "0.49"


def test_from_a_body_mass_index_of_30_the_choice_has_a_reason() -> None:
    with pytest.raises(lw.InvalidInput, match=r"give a reason .* ideal 73 kg; adjusted 91.8 kg"):
        lw.dose(HEAVY)
    made = lw.dose(evolve(HEAVY, basis="ideal", basis_reason="blood pressure"))
    assert "Weight basis chosen: ideal (blood pressure)" in made.lines
    assert "36.5 mg ÷ 120 kg actual weight = 0.304 mg per kg given" in made.lines


def test_the_cap_holds_on_the_chosen_weight_too() -> None:
    """0.8 mg per kg of actual weight would be 1.3 of ideal weight: the larger one decides."""
    over = evolve(HEAVY, ordered=lw.KetamineMilligrams(96), basis="ideal", basis_reason="as asked")
    (cap,) = lw.dose(over).sign_offs
    assert cap.by == "specialist prescriber"
    assert cap.why == "1.315 mg per kg is above the cap of 1 mg per kg"


def test_what_waits_for_a_signature_says_so() -> None:
    told = str(lw.dose(evolve(ORDER, ordered=lw.MgPerKg("1.5"), minutes=lw.Minutes(90))))
    assert told.startswith("ketamine by vein: calculated\n  Weights")
    assert "Needs the signature of a specialist prescriber: 1.5 mg per kg is above" in told
    assert "Needs the signature of a specialist prescriber: 110.1 mg is above the ceiling" in told
    assert "Needs the signature of a prescriber: 90 min differs" in told
    assert told.endswith("not yet reviewed by a clinician")


def test_racemic_ketamine_and_esketamine_are_never_converted() -> None:
    with pytest.raises(lw.UnitError, match="never converted"):
        lw.dose(evolve(ORDER, ordered=lw.EsketamineMilligrams(56)))


@pytest.mark.parametrize(
    ("name", "value"),
    [("weight", lw.Pounds(154)), ("ordered", Milligrams(35)), ("minutes", lw.Kilograms(40))],
)
def test_another_unit_is_refused(name: str, value: object) -> None:
    with pytest.raises(lw.UnitError, match=f"{name}: .* is another unit"):
        lw.dose(evolve(ORDER, **{name: value}))


def test_pounds_are_converted_on_a_line_of_their_own() -> None:
    kilograms, line = lw.pounds_as_kilograms(lw.Pounds("154.3"))
    assert kilograms == lw.Kilograms(70)
    assert line == "154.3 lb × 0.45359237 kg per lb = 70 kg"


def test_a_changed_weight_passes_once_it_is_confirmed() -> None:
    changed = evolve(ORDER, earlier_weight=lw.Kilograms(90), earlier_weight_days_ago=3)
    with pytest.raises(lw.InvalidInput, match=r"differs by 18.4 % from 90 kg 3 days ago"):
        lw.dose(changed)
    assert lw.dose(evolve(changed, is_weight_confirmed=True)).mg == lw.KetamineMilligrams("36.7")


def test_a_bag_that_cannot_hold_the_dose_is_refused() -> None:
    tall = evolve(HEAVY, weight=lw.Kilograms(160), height=lw.Centimetres(220), basis_reason="x")
    small = evolve(
        tall,
        ordered=lw.MgPerKg("1.9"),
        concentration=lw.MgPerMl(10),
        total_volume=lw.Millilitres(30),
    )
    with pytest.raises(lw.InvalidInput, match="30 mL cannot hold 304 mg"):
        lw.dose(small)


def test_an_unknown_programme_is_refused_with_the_nearest() -> None:
    with pytest.raises(lw.InvalidInput, match="Did you mean 'iv-series'"):
        lw.dose(evolve(ORDER, programme="iv-serie"))
    with pytest.raises(lw.InvalidInput, match="Known: bridge, esketamine-nasal"):
        lw.find_programme("psilocybin")


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0.50", "0.5"), ("10.0", "10"), ("100", "100"), ("1234.5", "1,234.5"), ("0.05", "0.05")],
)
def test_numbers_have_a_leading_zero_and_no_trailing_one(amount: str, text: str) -> None:
    assert written(Decimal(amount)) == text


@pytest.mark.parametrize("raw", ["0,5", ".5", "5e1", "1_0", "٥", "1e40", "0.5 ", "5.", "nan"])
def test_an_amount_is_plain_digits_with_a_point(raw: str) -> None:
    with pytest.raises(lw.InvalidInput, match="not an amount"):
        lw.MgPerKg(raw)


def test_an_amount_too_large_to_show_exactly_is_refused() -> None:
    with pytest.raises(lw.InvalidInput, match="not an amount"):
        lw.MgPerKg(10**9)


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
