"""A plan in words: what is given, what differs, what is observed, whose signature it waits for."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from django.utils.timezone import localdate

from lightwell.clinic.presenters.courses import day_words
from lightwell.clinical.errors import ClinicalError
from lightwell.clinical.library import library
from lightwell.clinical.programme import DoseLimits
from lightwell.clinical.units import Centimetres, Kilograms
from lightwell.clinical.weights import weights_of
from lightwell.kit.dates import staff_date
from lightwell.kit.lists import Column, SummaryRow, Table
from lightwell.records.planning import Body
from lightwell.records.queries.courses import PlanView

# What is in the hand, by its name in a plan: its label and unit.
IN_HAND = (
    ("concentration_mg_per_ml", "Vial", "mg per mL"),
    ("volume_ml", "Drawn up", "mL"),
    ("total_volume_ml", "Total volume", "mL"),
    ("rate_ml_per_h", "Rate", "mL per h"),
    ("minutes", "Length", "min"),
    ("unit_mg", "One of them holds", "mg"),
    ("count", "How many", ""),
)


@frozen(kw_only=True)
class ShownPlan:
    """One version of a plan as its page shows it."""

    headline: str
    amounts: list[SummaryRow]
    lines: list[str]
    deviations: Table | None
    days: Table
    observe: list[str]
    limits: list[str]
    signs: list[SummaryRow]


def shown(plan: PlanView, way: DoseLimits) -> ShownPlan:
    """Everything that a plan says, ready for the page."""
    content = plan.content
    over = f" over {content['minutes']} minutes" if "minutes" in content else ""
    return ShownPlan(
        headline=f"{content['mg']} mg {way.words}{over}",
        amounts=amounts(plan),
        lines=list(content["lines"]),
        deviations=_deviations(plan),
        days=_days(plan),
        observe=[one[:1].upper() + one[1:] for one in content["observe"]],
        limits=list(content["limits"]),
        signs=_signs(plan),
    )


def amounts(plan: PlanView) -> list[SummaryRow]:
    """Dose, weight, concentration and volume together, so that a slip of ten shows."""
    said = plan.content
    in_hand = [
        SummaryRow(key=label, value=f"{said[name]} {unit}".strip())
        for name, label, unit in IN_HAND
        if name in said
    ]
    if "weight_kg" not in said:
        return [SummaryRow(key="Total dose", value=f"{said['mg']} mg"), *in_hand]
    weighed = staff_date(date.fromisoformat(said["weighed_on"]))
    basis = f"{said['basis'].capitalize()} weight"
    reason = f": {said['basis_reason']}" if said["basis_reason"] else ""
    return [
        SummaryRow(key="Total dose", value=f"{said['mg']} mg"),
        SummaryRow(key="Ordered", value=f"{said['mg_per_kg']} mg per kg"),
        SummaryRow(key="Given for actual weight", value=f"{said['mg_per_kg_given']} mg per kg"),
        SummaryRow(key="Weight", value=f"{said['weight_kg']} kg, weighed on {weighed}"),
        SummaryRow(key="Dose rests on", value=f"{basis}{reason}"),
        *in_hand,
    ]


def _deviations(plan: PlanView) -> Table | None:
    if not plan.deviations:
        return None
    return Table(
        caption=f"{len(plan.deviations)} changed from the programme",
        columns=[Column(text=text) for text in ("What", "Programme", "Here", "Because")],
        rows=[
            (one["what"], one["programme"], one["planned"], one["reason"])
            for one in plan.deviations
        ],
    )


def _days(plan: PlanView) -> Table:
    asks = {one["after_session"]: one["asks"] for one in plan.content["reviews"]}
    caption = f"One session at a time, the first interval {plan.interval_days} days"
    if plan.interval_days is None:
        caption = f"{plan.count} sessions, {plan.content['per_week']} a week, as proposed"
    return Table(
        caption=caption,
        columns=[Column(text="Session"), Column(text="Day"), Column(text="Review after it")],
        rows=[
            (
                str(one["number"]),
                day_words(date.fromisoformat(one["on"])),
                asks.get(one["number"], "None"),
            )
            for one in plan.content["sessions"]
        ],
    )


def _signs(plan: PlanView) -> list[SummaryRow]:
    """Each signature that the plan asks for: by whom and when, or that it is missing."""
    given = {one.role: one for one in plan.signatures}
    whys: dict[str, list[str]] = {}
    for one in plan.sign_offs:
        whys.setdefault(one["by"], []).append(one["why"])
    rows = []
    for role in plan.roles:
        because = "\n".join(f"Because {why}" for why in whys.get(role, ()))
        signed = given.get(role)
        words = f"{signed.by_name}, {staff_date(localdate(signed.at))}" if signed else "Missing"
        rows.append(SummaryRow(key=role.capitalize(), value=f"{words}\n{because}".strip()))
    return rows


def beside(body: Body, before: PlanView | None) -> dict[str, str]:
    """What is known beside a box: the weight before, the three weights, the plan before."""
    hints = {"weight": "No weight is recorded before.", "basis": _weights_words(body)}
    if body.earlier_kg is not None and body.earlier_on is not None:
        on = staff_date(body.earlier_on)
        hints["weight"] = f"Before: {body.earlier_kg.normalize():f} kg on {on}."
    if before is not None:
        said = before.content
        of = f"In version {before.number}:"
        for name, key, unit in (
            ("mg_per_kg", "mg_per_kg", "mg/kg"),
            ("minutes", "minutes", "minutes"),
            ("mg", "mg", "mg"),
            ("interval_days", "interval_days", "days"),
        ):
            if key in said:
                hints[name] = f"{of} {said[key]} {unit}."
    return hints


def _weights_words(body: Body) -> str:
    """Actual, ideal and adjusted of the weight before; without one they come with the first try."""
    if body.earlier_kg is None or body.height_cm is None:
        missing = "height" if body.height_cm is None else "weight"
        return f"The three weights are shown once a {missing} is known. None is chosen for you."
    try:
        weights = weights_of(
            Kilograms(body.earlier_kg),
            Centimetres(body.height_cm),
            body.sex_at_birth,
            library().dosing,
        )
    except ClinicalError as refused:
        return str(refused)
    return f"From the weight before. {weights.sentence()} None is chosen for you."
