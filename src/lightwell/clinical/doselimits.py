"""Read and check the limits of one way of giving: no slip of ten may pass, none run too fast."""

from __future__ import annotations

from decimal import Decimal

from .carefile import basis_of
from .doserules import decimal_of, decimals_of
from .library import Library
from .programme import AGENTS, FORMS, ROUTE_WORDS, STAYS, Basis, DoseLimits, InfusionLimits, Range
from .tables import Table

ZERO = Decimal(0)


def read_dose(entry: Table, source: Library) -> DoseLimits:
    """The limits of one way of giving."""
    form = entry.one_of("form", FORMS)
    by_weight = form != "devices"
    limits = DoseLimits(
        id=entry.text_of("id"),
        agent=entry.one_of("agent", AGENTS),
        route=entry.one_of("route", tuple(ROUTE_WORDS)),
        form=form,
        start=_per_kg(entry, "start_mg_per_kg", by_weight),
        lowest=_per_kg(entry, "lowest_mg_per_kg", by_weight),
        cap=_per_kg(entry, "cap_mg_per_kg", by_weight),
        refused_from=_per_kg(entry, "refused_from_mg_per_kg", by_weight),
        ceiling=decimal_of(entry, "ceiling_mg"),
        above_cap_signed_by=entry.text_of("above_cap_signed_by"),
        infusion=_infusion(entry) if form == "infusion" else None,
        units_mg=decimals_of(entry, "units_mg") if form in ("units", "devices") else (),
        doses_mg=decimals_of(entry, "doses_mg") if form == "devices" else (),
        gap_min=entry.take("gap_min", int) if form == "devices" else 0,
        stay_min=entry.take("stay_min", int),
        stay_from=entry.one_of("stay_from", tuple(STAYS)),
        stay_basis=_stay_basis(entry, source),
        meaning=entry.text_of("meaning"),
        basis=basis_of(entry, source),
    )
    entry.done()
    if by_weight:
        _check_order(limits, entry)
    if limits.infusion is not None:
        _check_rate(limits, limits.infusion.minutes, entry, source)
    if form == "devices":
        _check_devices(limits, entry)
    if (limits.stay_from == "infusion_end") != (limits.infusion is not None):
        raise entry.fault("stay_from", "is not the end of this dose.", "Correct it.")
    return limits


def _stay_basis(entry: Table, source: Library) -> Basis:
    """Where the stay comes from, when that is not where the dose comes from."""
    return basis_of(entry, source, "stay_" if entry.has("stay_source") else "")


def _per_kg(entry: Table, key: str, by_weight: bool) -> Decimal:
    return decimal_of(entry, key) if by_weight else ZERO


def _infusion(entry: Table) -> InfusionLimits:
    return InfusionLimits(
        usual_minutes=_pair(entry, "usual_minutes"),
        minutes=_pair(entry, "minutes"),
        volume_ml=_pair(entry, "total_volume_ml"),
    )


def _pair(entry: Table, key: str) -> Range:
    low, *rest = decimals_of(entry, key)
    if len(rest) != 1 or low > rest[0]:
        raise entry.fault(key, "is not a lower and an upper limit.", "Write it as [40, 60].")
    return low, rest[0]


def _check_order(limits: DoseLimits, entry: Table) -> None:
    if not 0 < limits.lowest <= limits.start <= limits.cap < limits.refused_from:
        raise entry.fault("cap_mg_per_kg", "the doses are not in order.", "Order them.")
    if limits.refused_from > 10 * limits.lowest:
        problem = "a dose ten times too high could pass."
        raise entry.fault("refused_from_mg_per_kg", problem, "Make it ten times the lowest.")


def _check_rate(limits: DoseLimits, minutes: Range, entry: Table, source: Library) -> None:
    fastest = source.dosing.fastest_mg_per_kg_per_min
    if limits.refused_from / minutes[0] > fastest:
        problem = f"a dose could run faster than {fastest} mg/kg/min."
        raise entry.fault("minutes", problem, "Lengthen the shortest infusion.")


def _check_devices(limits: DoseLimits, entry: Table) -> None:
    """Each dose is a whole number of devices, and none is above the ceiling."""
    device = limits.units_mg[0]
    if any(one % device or one > limits.ceiling for one in limits.doses_mg):
        raise entry.fault("doses_mg", "is no whole number of devices.", "Give multiples.")
