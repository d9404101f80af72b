"""What a plan is worked out from, and what comes of it: plain values between page and core."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen


@frozen(kw_only=True)
class PlanAsk:
    """A plan as it was asked for. ``None`` is missing and is named, never assumed."""

    mg_per_kg: Decimal | None = None
    mg: Decimal | None = None
    unit_mg: Decimal | None = None
    weight: Decimal | None = None
    weight_unit: str = ""
    weighed_on: date | None = None
    is_weight_confirmed: bool = False
    basis: str = ""
    basis_reason: str = ""
    concentration: Decimal | None = None
    total_volume: Decimal | None = None
    minutes: Decimal | None = None
    count: int | None = None
    per_week: int | None = None
    starts_on: date | None = None
    dose_reason: str = ""
    minutes_reason: str = ""
    count_reason: str = ""
    interval_days: int | None = None
    interval_reason: str = ""


@frozen(kw_only=True)
class Body:
    """What the record knows of the person that a dose rests on."""

    age: int | None
    sex_at_birth: str | None
    height_cm: Decimal | None
    earlier_kg: Decimal | None
    earlier_on: date | None


@frozen(kw_only=True)
class WorkedOut:
    """A plan as it is kept: content, what differs from the programme, whose signatures."""

    content: dict[str, Any]
    deviations: list[dict[str, str]]
    sign_offs: list[dict[str, str]]
