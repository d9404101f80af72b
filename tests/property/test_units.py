"""What holds for every amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightwell.clinical import UnitError
from lightwell.clinical.units import (
    BeatsPerMinute,
    Centimetres,
    Days,
    EsketamineMilligrams,
    KetamineMilligrams,
    Kilograms,
    MgPerKg,
    MgPerMl,
    Milligrams,
    Millilitres,
    Minutes,
    MmHg,
    PercentSaturation,
    Pounds,
    Quantity,
)

UNITS: list[type[Quantity]] = [
    BeatsPerMinute, Centimetres, Days, EsketamineMilligrams, KetamineMilligrams, Kilograms,
    MgPerKg, MgPerMl, Milligrams, Millilitres, Minutes, MmHg, PercentSaturation, Pounds,
]  # fmt: skip
amounts = st.decimals(min_value=0, max_value=1000, places=3)
different = st.lists(st.sampled_from(UNITS), min_size=2, max_size=2, unique=True)


@given(different, amounts, amounts)
def test_different_units_never_meet(
    units: list[type[Quantity]], one: Decimal, other: Decimal
) -> None:
    left, right = units[0](one), units[1](other)
    assert left != right
    for act in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"):
        with pytest.raises(UnitError):
            getattr(left, act)(right)


@given(st.sampled_from(UNITS), amounts, amounts)
def test_one_unit_adds_up(unit: type[Quantity], one: Decimal, other: Decimal) -> None:
    assert unit(one) + unit(other) == unit(one + other)
    assert (unit(one) + unit(other)) - unit(other) == unit(one)
    assert (unit(one) <= unit(other)) is (one <= other)
    assert (unit(one) > unit(other)) is (one > other)
    assert unit(one).times(2) == unit(one) + unit(one)


@given(amounts, st.decimals(min_value="0.1", max_value=100, places=2))
def test_a_dose_survives_the_way_through_its_volume(dose: Decimal, strength: Decimal) -> None:
    volume = MgPerMl(strength).volume_of(Milligrams(dose))
    assert abs(volume.amount * strength - dose) < Decimal("1e-20")


@given(amounts)
def test_pounds_become_kilograms_only_on_a_line_of_their_own(weight: Decimal) -> None:
    kilograms = Pounds(weight).to_kilograms()
    assert type(kilograms) is Kilograms
    assert kilograms.amount == weight * Decimal("0.45359237")
    with pytest.raises(UnitError):
        MgPerKg("0.5").for_weight(Pounds(weight))  # type: ignore[arg-type]  # the point
