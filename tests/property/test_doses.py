"""What holds for every dose: it comes back from its volume and rate, and no slip of ten passes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw


@st.composite
def orders(draw: st.DrawFn) -> lw.Order:
    """Any order that comes out without a further signature."""
    height = draw(st.decimals(min_value=155, max_value=200, places=1))
    bmi = draw(st.decimals(min_value=19, max_value=29, places=1))
    weight = (bmi * (height / 100) ** 2).quantize(Decimal("0.1"))
    most = min(Decimal(1), Decimal(95) / weight)
    per_kg = draw(st.decimals(min_value="0.25", max_value=most, places=2))
    return lw.Order(
        programme="iv-series",
        ordered=lw.MgPerKg(per_kg),
        weight=lw.Kilograms(weight),
        basis="actual",
        height=lw.Centimetres(height),
        sex_at_birth=draw(st.sampled_from(["female", "male"])),
        concentration=lw.MgPerMl(draw(st.sampled_from([10, 50, 100]))),
        total_volume=lw.Millilitres(draw(st.integers(30, 250))),
        minutes=lw.Minutes(draw(st.integers(40, 60))),
    )


@given(orders())
def test_a_dose_comes_back_from_what_is_drawn_up_and_run(order: lw.Order) -> None:
    made = lw.dose(order)
    assert isinstance(order.ordered, lw.MgPerKg)
    assert order.weight and order.concentration and order.total_volume and order.minutes
    drawn = made.infused.volume.amount * order.concentration.amount
    assert abs(drawn - made.mg.amount) <= Decimal("0.005") * order.concentration.amount
    assert abs(made.mg.amount - order.ordered.amount * order.weight.amount) <= Decimal("0.05")
    run = made.infused.rate.amount * order.minutes.amount / 60
    assert abs(run - order.total_volume.amount) <= Decimal("0.05")


FIELDS = ("ordered", "weight", "height", "total_volume", "minutes")


@given(orders(), st.sampled_from(FIELDS), st.sampled_from([Decimal(10), Decimal("0.1")]))
def test_no_slip_of_ten_passes(order: lw.Order, name: str, slip: Decimal) -> None:
    value = getattr(order, name)
    slipped = evolve(order, **{name: type(value)(value.amount * slip)})
    with pytest.raises(lw.InvalidInput):
        lw.dose(slipped)


@given(orders(), st.sampled_from((*FIELDS, "concentration", "basis")))
def test_nothing_missing_gives_a_dose(order: lw.Order, name: str) -> None:
    missing: dict[str, Any] = {name: None}
    with pytest.raises(lw.InvalidInput, match=r"Cannot calculate: .* missing"):
        lw.dose(evolve(order, **missing))
