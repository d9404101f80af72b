"""A dose is shown in full or refused; nothing is converted, assumed or rounded out of sight."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.units import Milligrams, MillilitresPerHour
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


def test_a_dose_for_another_system_holds_every_part_of_the_calculation() -> None:
    over = evolve(HEAVY, ordered=lw.KetamineMilligrams(96), basis="ideal", basis_reason="as asked")
    told = lw.dose(over).as_json()
    lines = told.pop("lines")
    assert told == {
        "programme": "iv-series",
        "agent": "ketamine",
        "route": "iv",
        "mg": "96",
        "mg_per_kg_given": "0.8",
        "volume_ml": "0.96",
        "rate_ml_per_h": "150",
        "count": None,
        "weight_basis": "ideal",
        "weights_kg": {"actual": "120", "ideal": "73", "adjusted": "91.8"},
        "bmi": "38",
        "sign_offs": [
            {
                "by": "specialist prescriber",
                "why": "1.315 mg per kg is above the cap of 1 mg per kg",
            }
        ],
    }
    assert lines == list(lw.dose(over).lines)


def test_the_weights_are_shown_to_a_tenth() -> None:
    """A weight to two places would look surer than scales and formulas are."""
    told = lw.dose(evolve(ORDER, weight=lw.Kilograms("61.34"), height=lw.Centimetres(171)))
    assert told.as_json()["weights_kg"] == {"actual": "61.3", "ideal": "66.8", "adjusted": "64.6"}
    assert told.lines[0].startswith("Weights: actual 61.3 kg; ideal 66.8 kg; adjusted 64.6 kg.")
    assert told.as_json()["bmi"] == "21"
    assert lw.dose(evolve(ORDER, weight=lw.Kilograms(61))).as_json()["bmi"] == "19.3"


@pytest.mark.parametrize(
    ("mg", "told"),
    [
        (
            "9.9",
            "9.9 mg in total is 0.183 mg per kg, and the lowest dose of the programme is 0.2 mg",
        ),
        ("108", "108 mg in total is 2 mg per kg, and the limit of the programme is 2 mg per kg"),
        (
            "200",
            "200 mg in total is 3.704 mg per kg, and the limit of the programme is 2 mg per kg",
        ),
    ],
)
def test_a_slip_is_told_with_the_bound_that_it_breaks(mg: str, told: str) -> None:
    order = evolve(ORDER, ordered=lw.KetamineMilligrams(mg), weight=lw.Kilograms(54))
    with pytest.raises(lw.InvalidInput, match=told):
        lw.dose(order)


def test_the_earlier_weight_is_refused_too_when_it_cannot_be() -> None:
    order = evolve(ORDER, earlier_weight=lw.Kilograms(16), earlier_weight_days_ago=90)
    with pytest.raises(lw.InvalidInput, match="16 kg is outside 30 to 200 kg"):
        lw.dose(order)


def test_a_vial_that_there_is_not_is_refused_for_an_injection_too() -> None:
    order = lw.Order(
        programme="integrative", dose="im", ordered=lw.MgPerKg("0.5"), weight=lw.Kilograms(80),
        height=lw.Centimetres(178), sex_at_birth="male", basis="actual",
        concentration=lw.MgPerMl(25),
    )  # fmt: skip
    with pytest.raises(lw.InvalidInput, match="there is no vial of 25 mg per mL: vials hold 10"):
        lw.dose(order)
    with pytest.raises(lw.InvalidInput, match="Cannot calculate: concentration missing"):
        lw.dose(evolve(order, concentration=None))


def test_amounts_of_one_unit_are_in_order_and_an_amount_equals_itself() -> None:
    small, large = lw.Kilograms(60), lw.Kilograms("60.1")
    assert small < large and not small < lw.Kilograms(60) and not large < small
    assert large >= small and small >= lw.Kilograms(60) and not small >= large
    assert small <= large and small <= lw.Kilograms(60) and not large <= small
    assert large > small and not small > lw.Kilograms(60) and not small > large


@pytest.mark.parametrize(
    ("mg", "waits"),
    [
        # The cap of 1 mg per kg and the ceiling of 100 mg are still within bounds themselves.
        ("100", []),
        ("100.1", ["1.001 mg per kg is above the cap", "100.1 mg is above the ceiling"]),
    ],
)
def test_at_the_cap_and_the_ceiling_nobody_need_sign(mg: str, waits: list[str]) -> None:
    order = evolve(ORDER, ordered=lw.KetamineMilligrams(mg), weight=lw.Kilograms(100),
                   height=lw.Centimetres(190))  # fmt: skip
    why = [one.why for one in lw.dose(order).sign_offs]
    assert [one[: len(words)] for one, words in zip(why, waits, strict=True)] == waits


@pytest.mark.parametrize(
    ("per_kg", "refused"), [("0.2", False), ("0.19", True), ("1.99", False), ("2", True)]
)
def test_a_dose_that_can_only_be_a_slip_is_refused_from_its_limits_on(
    per_kg: str, refused: bool
) -> None:
    order = evolve(
        ORDER, ordered=lw.MgPerKg(per_kg), weight=lw.Kilograms(50), minutes=lw.Minutes(60)
    )
    if refused:
        with pytest.raises(lw.InvalidInput, match="looks like a decimal point"):
            lw.dose(order)
    else:
        assert lw.dose(order).per_kg == lw.MgPerKg(per_kg)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("weight", lw.Kilograms(30), None),
        ("weight", lw.Kilograms("29.9"), "outside 30 to 200 kg"),
        ("weight", lw.Kilograms("200.1"), "outside 30 to 200 kg"),
        ("height", lw.Centimetres(220), None),
        ("height", lw.Centimetres(130), None),
        ("height", lw.Centimetres("129.9"), "outside 130 to 220 cm"),
        ("height", lw.Centimetres("220.1"), "outside 130 to 220 cm"),
        ("total_volume", lw.Millilitres(30), None),
        ("total_volume", lw.Millilitres("29.9"), "total volume"),
        ("total_volume", lw.Millilitres(250), None),
        ("total_volume", lw.Millilitres("250.1"), "total volume"),
        ("minutes", lw.Minutes(120), None),
        ("minutes", lw.Minutes("120.1"), "duration"),
        ("minutes", lw.Minutes(20), None),
        ("minutes", lw.Minutes("19.9"), "duration"),
    ],
)
def test_a_limit_itself_is_still_allowed_and_what_lies_beyond_is_refused(
    field: str, value: object, told: str | None
) -> None:
    order = evolve(ORDER, basis_reason="as asked", **{field: value})
    if told is None:
        assert lw.dose(order).mg.amount > 0
    else:
        with pytest.raises(lw.InvalidInput, match=told):
            lw.dose(order)


def test_what_lies_outside_is_told_with_its_unit_and_bounds() -> None:
    for changed, words in (
        ({"total_volume": lw.Millilitres(300)}, "300 mL"),
        ({"minutes": lw.Minutes(15)}, "15 min"),
    ):
        with pytest.raises(lw.InvalidInput, match=words):
            lw.dose(evolve(ORDER, **changed))
    stout = evolve(ORDER, weight=lw.Kilograms("86.9"), height=lw.Centimetres(170))
    with pytest.raises(lw.InvalidInput, match=r"the body mass index of 30\.1 is 30 or more"):
        lw.dose(stout)


@pytest.mark.parametrize(
    ("minutes", "signed"), [("39.9", True), ("40", False), ("60", False), ("60.1", True)]
)
def test_an_unusual_length_waits_for_the_prescriber(minutes: str, signed: bool) -> None:
    waits = lw.dose(evolve(ORDER, minutes=lw.Minutes(minutes))).sign_offs
    assert [one.by for one in waits] == (["prescriber"] if signed else [])


@pytest.mark.parametrize(
    ("earlier", "days", "again"),
    [
        # 66 kg is exactly a tenth more than 60 kg, 66.1 kg is above a tenth.
        ("60", 1, False),
        ("59.9", 30, True),
        ("59.9", 31, False),
        ("59.9", None, True),
        ("80", 1, True),
    ],
)
def test_a_weight_that_changed_by_more_than_a_tenth_within_thirty_days_is_weighed_again(
    earlier: str, days: int | None, again: bool
) -> None:
    order = evolve(ORDER, weight=lw.Kilograms(66), earlier_weight=lw.Kilograms(earlier),
                   earlier_weight_days_ago=days)  # fmt: skip
    if not again:
        assert lw.dose(order).mg == lw.KetamineMilligrams(33)
        return
    when = "on an unknown day" if days is None else f"{days} days ago"
    with pytest.raises(lw.InvalidInput, match=f"{when}: weigh again"):
        lw.dose(order)


def test_a_bag_that_just_holds_the_dose_is_taken() -> None:
    """300 mg in 30 mL of 10 mg per mL is all that goes in; the dose itself then waits."""
    order = evolve(ORDER, ordered=lw.MgPerKg("1.5"), weight=lw.Kilograms(200),
                   height=lw.Centimetres(220), basis_reason="as asked", minutes=lw.Minutes(60),
                   concentration=lw.MgPerMl(10), total_volume=lw.Millilitres(30))  # fmt: skip
    assert lw.dose(order).volume == lw.Millilitres(30)
    with pytest.raises(lw.InvalidInput, match=r"cannot hold 300\.2 mg"):
        lw.dose(evolve(order, ordered=lw.KetamineMilligrams("300.2")))


def test_the_formula_of_the_ideal_weight_begins_at_five_feet() -> None:
    at = evolve(ORDER, height=lw.Centimetres("152.4"), weight=lw.Kilograms(55))
    assert (
        lw.dose(evolve(at, basis="ideal"))
        .lines[0]
        .startswith("Weights: actual 55 kg; ideal 50 kg; adjusted 52 kg.")
    )
    with pytest.raises(lw.InvalidInput, match=r"the formula begins at 152.4 cm"):
        lw.dose(evolve(at, basis="ideal", height=lw.Centimetres("152.3")))


@pytest.mark.parametrize(("kg", "reason"), [("86.6", False), ("86.7", True)])
def test_a_reason_is_asked_for_from_a_body_mass_index_of_30_on(kg: str, reason: bool) -> None:
    """At 170 cm, 86.7 kg is 30.0; a blank reason is none."""
    order = evolve(ORDER, weight=lw.Kilograms(kg), height=lw.Centimetres(170), basis_reason="  ")
    if reason:
        with pytest.raises(lw.InvalidInput, match="give a reason for the actual weight"):
            lw.dose(order)
    else:
        assert lw.dose(order).lines[1] == "Weight basis chosen: actual"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ordered": None}, "Cannot calculate: dose missing"),
        ({"weight": None}, "Cannot calculate: weight missing"),
        ({"height": None}, "Cannot calculate: height missing"),
        ({"concentration": None}, "Cannot calculate: concentration missing"),
        ({"total_volume": None}, "Cannot calculate: total volume missing"),
        ({"minutes": None}, "Cannot calculate: duration missing"),
        ({"basis": None}, "Cannot calculate: weight basis missing: choose actual, ideal, adjusted"),
        ({"basis": "lean"}, "Cannot calculate: 'lean' is no weight basis: choose"),
    ],
)
def test_what_is_missing_is_named(changed: dict[str, object], told: str) -> None:
    with pytest.raises(lw.InvalidInput) as refused:
        lw.dose(evolve(ORDER, **changed))
    assert str(refused.value).startswith(told)


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


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (lw.KetamineMilligrams(36), "36 mg"),
        (lw.EsketamineMilligrams(56), "56 mg"),
        (lw.Kilograms(70), "70 kg"),
        (lw.Pounds(150), "150 [lb_av]"),
        (lw.Centimetres(178), "178 cm"),
        (lw.Millilitres("0.5"), "0.5 mL"),
        (MillilitresPerHour(150), "150 mL/h"),
        (lw.MgPerKg("0.5"), "0.5 mg/kg"),
        (lw.MgPerMl(50), "50 mg/mL"),
        (lw.Minutes(40), "40 min"),
    ],
)
def test_an_amount_is_shown_with_its_unit(made: object, shown: str) -> None:
    assert str(made) == shown
