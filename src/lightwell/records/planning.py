"""From what a prescriber typed to the content of a plan: the core works it out, line by line.

What is typed in pounds is converted on a line of its own and counts only once it is confirmed.
Every difference from the programme is named and needs its reason.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from attrs import evolve

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.clinical.library import library
from lightwell.clinical.planning import ADULT_YEARS as ADULT_YEARS
from lightwell.clinical.programme import DoseLimits, Phase
from lightwell.clinical.units import Milligrams
from lightwell.clinical.ways import STAY_WORDS
from lightwell.clinical.weights import refuse_unlikely_change
from lightwell.clinical.writing import plain, written
from lightwell.records.plan_asks import Body as Body
from lightwell.records.plan_asks import PlanAsk as PlanAsk
from lightwell.records.plan_asks import WorkedOut as WorkedOut

T = TypeVar("T")
YOUNGEST = 13  # below it nobody may set the age aside (decision on age, docs/cdr)
SPECIALIST = "specialist prescriber"
PRESCRIBER = "prescriber"

# How the core's messages begin, and the box beside which each is shown.
_BOXES = {
    "dose": "mg_per_kg",
    "weight basis": "basis",
    "weight": "weight",
    "concentration": "concentration",
    "total volume": "total_volume",
    "duration": "minutes",
    "strength of one unit": "unit_mg",
    "unit": "unit_mg",
    "start": "starts_on",
}


def work_out(
    ask: PlanAsk,
    body: Body,
    programme: lw.Programme,
    way: DoseLimits,
    *,
    today: date,
    phase: Phase | None = None,
) -> WorkedOut:
    """The whole plan, or ``InvalidInput`` beside the box that it is about.

    ``phase`` is the one that is planned; the first series of the way unless it is named.
    """
    phase = phase or _series(programme, way)
    _check_days(ask, way, today)
    kilograms, conversion = _kilograms(ask, body) if way.is_by_weight else (None, [])
    try:
        made = lw.dose(_order(ask, body, programme, way, kilograms))
        sessions = _sessions(ask, programme, phase)
    except lw.ClinicalError as refused:
        raise _beside_its_box(str(refused), way) from refused
    return WorkedOut(
        content={
            "dose": way.id,
            "form": way.form,
            **_amounts(ask, made, kilograms),
            "lines": [*conversion, *made.lines],
            **sessions,
            "observe": [line.words for line in programme.observe if line.dose == way.id],
            "limits": limits_of(way),
        },
        deviations=_deviations(ask, way, phase),
        sign_offs=_sign_offs(made, body),
    )


def _series(programme: lw.Programme, way: DoseLimits) -> Phase:
    """The series that is planned; a way whose intervals grow has none and follows at a review."""
    phase = programme.series_of(way.id)
    if phase is None:
        raise InvalidInput(
            f"{programme.title} gives {way.words} at intervals that grow: there is no series to "
            "plan. It follows from a review."
        )
    return phase


def _sessions(ask: PlanAsk, programme: lw.Programme, phase: Phase) -> dict[str, Any]:
    """The days of a series with its reviews; where intervals grow, the first day and interval."""
    start = _given(ask.starts_on, "starts_on")
    if phase.series is None:
        return {
            "sessions": [{"number": 1, "on": start.isoformat()}],
            "interval_days": _interval(ask, phase),
            "reviews": [],
        }
    dates = lw.plan(
        programme.id, start=start, per_week=_given(ask.per_week, "per_week"), phase=phase.id
    )
    sessions = dates.sessions[: _count(ask, dates.series.count)]
    return {
        "sessions": [{"number": one.number, "on": one.on.isoformat()} for one in sessions],
        "per_week": dates.rhythm.per_week,
        "reviews": [
            {"after_session": one.number, "asks": one.review.asks}
            for one in sessions
            if one.review is not None
        ],
    }


def _interval(ask: PlanAsk, phase: Phase) -> int:
    """The interval that the phase begins with: one of the programme's steps, never assumed."""
    steps = phase.interval_steps_days
    days = _given(ask.interval_days, "interval_days")
    if days not in steps:
        known = ", ".join(str(one) for one in steps)
        raise InvalidInput(f"The programme has intervals of {known} days.", field="interval_days")
    return days


def limits_of(dose: DoseLimits) -> list[str]:
    """The limits of a dose in words, as a plan shows them."""
    stay = f"At least {dose.stay_min} min in the clinic after {STAY_WORDS[dose.stay_from]}"
    if not dose.is_by_weight:
        known = " or ".join(written(one) for one in dose.doses_mg)
        device = written(dose.units_mg[0])
        gap = f"At least {dose.gap_min} min from one device to the next"
        return [f"{known} mg, in devices of {device} mg", gap, stay]
    limits = [
        (
            f"Above {written(dose.cap)} mg per kg or {written(dose.ceiling)} mg: "
            f"signed by a {dose.above_cap_signed_by}"
        ),
        f"Refused below {written(dose.lowest)} and from {written(dose.refused_from)} mg per kg on",
    ]
    if dose.units_mg:
        limits.append(f"In pieces of {', '.join(written(one) for one in dose.units_mg)} mg")
    if dose.infusion is None:
        return [*limits, stay]
    pump = dose.infusion
    return [
        *limits,
        f"Over {_span(pump.minutes)} min, usually {_span(pump.usual_minutes)} min",
        f"In {_span(pump.volume_ml)} mL",
    ]


def _span(pair: tuple[Decimal, Decimal]) -> str:
    return f"{written(pair[0])} to {written(pair[1])}"


def _check_days(ask: PlanAsk, way: DoseLimits, today: date) -> None:
    if way.is_by_weight and _given(ask.weighed_on, "weighed_on") > today:
        raise InvalidInput("The weight lies ahead. Enter when it was read.", field="weighed_on")
    if _given(ask.starts_on, "starts_on") < today:
        raise InvalidInput("The first session lies in the past.", field="starts_on")


_MISSING = {
    "weighed_on": "Enter the day on which the weight was read",
    "starts_on": "Enter the day of the first session",
    "count": "Enter the number of sessions",
    "per_week": "Choose how many sessions a week",
    "interval_days": "Choose the first interval",
}


def _given(value: T | None, box: str) -> T:
    if value is None:
        raise InvalidInput(_MISSING[box], field=box)
    return value


def _kilograms(ask: PlanAsk, body: Body) -> tuple[lw.Kilograms | None, list[str]]:
    """The weight in kilograms, and the line of its conversion where it was read in pounds."""
    if ask.weight is None:
        return None, []
    if ask.weight_unit == "kg":
        return lw.Kilograms(ask.weight), []
    if ask.weight_unit != "lb":
        raise InvalidInput("Choose the unit that the scale showed", field="weight_unit")
    kilograms, line = lw.pounds_as_kilograms(lw.Pounds(ask.weight))
    if not ask.is_weight_confirmed:
        raise InvalidInput(
            f"weight: {line}. Check it against the scale. If it is right, confirm the weight."
            f"{_change(ask, body, kilograms)}",
            field="is_weight_confirmed",
        )
    return kilograms, [line]


def _change(ask: PlanAsk, body: Body, kilograms: lw.Kilograms) -> str:
    """An unlikely change since the weight before, in words, so that one tick confirms both."""
    if body.earlier_kg is None:
        return ""
    try:
        refuse_unlikely_change(
            kilograms, lw.Kilograms(body.earlier_kg), _days_between(ask, body), library().dosing
        )
    except lw.InvalidInput as unlikely:
        return f" {unlikely}"
    return ""


def _days_between(ask: PlanAsk, body: Body) -> int | None:
    """Days from one weight to the other; unknown where one of the days is."""
    if ask.weighed_on is None or body.earlier_on is None:
        return None
    return abs((ask.weighed_on - body.earlier_on).days)


def _order(
    ask: PlanAsk,
    body: Body,
    programme: lw.Programme,
    way: DoseLimits,
    kilograms: lw.Kilograms | None,
) -> lw.Order:
    if not way.is_by_weight:
        ordered = None if ask.mg is None else lw.EsketamineMilligrams(ask.mg)
        return lw.Order(programme=programme.id, dose=way.id, ordered=ordered)
    order = lw.Order(
        programme=programme.id,
        dose=way.id,
        ordered=None if ask.mg_per_kg is None else lw.MgPerKg(ask.mg_per_kg),
        weight=kilograms,
        basis=ask.basis,
        basis_reason=ask.basis_reason,
        height=None if body.height_cm is None else lw.Centimetres(body.height_cm),
        sex_at_birth=body.sex_at_birth,
        concentration=None if ask.concentration is None else lw.MgPerMl(ask.concentration),
        total_volume=None if ask.total_volume is None else lw.Millilitres(ask.total_volume),
        minutes=None if ask.minutes is None else lw.Minutes(ask.minutes),
        unit=None if ask.unit_mg is None else lw.KetamineMilligrams(ask.unit_mg),
        is_weight_confirmed=ask.is_weight_confirmed,
    )
    if body.earlier_kg is None:
        return order
    return evolve(
        order,
        earlier_weight=lw.Kilograms(body.earlier_kg),
        earlier_weight_days_ago=_days_between(ask, body),
    )


def _count(ask: PlanAsk, most: int) -> int:
    count = _given(ask.count, "count")
    if not 1 <= count <= most:
        raise InvalidInput(
            f"The programme has {most} sessions: enter 1 to {most}. More needs a signed decision "
            f"at the review after session {most}.",
            field="count",
        )
    return count


def _amounts(ask: PlanAsk, made: lw.Dose, kilograms: lw.Kilograms | None) -> dict[str, Any]:
    """Amounts as decimal texts; every one was given, or the core would have refused."""
    if not made.limits.is_by_weight:
        return {"mg": plain(made.mg), **_in_hand(ask, made)}
    shown = made.as_json()
    return {
        "mg": plain(made.mg),
        "mg_per_kg": plain(lw.MgPerKg(_sure(ask.mg_per_kg))),
        "mg_per_kg_given": shown["mg_per_kg_given"],
        "weight_kg": plain(_sure(kilograms)),
        "weights_kg": shown["weights_kg"],
        "bmi": shown["bmi"],
        "weighed_on": _sure(ask.weighed_on).isoformat(),
        "basis": made.basis,
        "basis_reason": ask.basis_reason.strip(),
        **_in_hand(ask, made),
    }


def _in_hand(ask: PlanAsk, made: lw.Dose) -> dict[str, Any]:
    """What is in the hand for this form: a syringe and a pump, a syringe, pieces or devices."""
    form = made.limits.form
    if form in ("units", "devices"):
        unit = made.limits.units_mg[0] if form == "devices" else _sure(ask.unit_mg)
        return {"unit_mg": plain(Milligrams(unit)), "count": str(_sure(made.count))}
    vial = {
        "concentration_mg_per_ml": plain(lw.MgPerMl(_sure(ask.concentration))),
        "volume_ml": plain(_sure(made.volume)),
    }
    if form == "injection":
        return vial
    return vial | {
        "total_volume_ml": plain(lw.Millilitres(_sure(ask.total_volume))),
        "rate_ml_per_h": plain(made.infused.rate),
        "minutes": plain(lw.Minutes(_sure(ask.minutes))),
    }


def _sure(value: T | None) -> T:
    """A value that the core has already asked for by name."""
    assert value is not None
    return value


def _deviations(ask: PlanAsk, dose: DoseLimits, phase: Phase) -> list[dict[str, str]]:
    """Each difference from the programme with its reason; one without a reason is refused."""
    found = [_rhythm(ask, phase)]
    if dose.infusion is not None:
        (low, high), minutes = dose.infusion.usual_minutes, _sure(ask.minutes)
        found.insert(
            0,
            (
                not low <= minutes <= high,
                "Length of the infusion",
                f"{_span((low, high))} min",
                f"{written(minutes)} min",
                "minutes_reason",
            ),
        )
    if dose.is_by_weight:
        ordered = _sure(ask.mg_per_kg)
        found.insert(
            0,
            (
                ordered != dose.start,
                "Dose",
                f"{written(dose.start)} mg per kg",
                f"{written(ordered)} mg per kg",
                "dose_reason",
            ),
        )
    rows = []
    for differs, what, usual, planned, box in found:
        reason = str(getattr(ask, box)).strip()
        if differs and not reason:
            raise InvalidInput(
                f"{what}: {planned} differs from the programme's {usual}. Give a reason.", field=box
            )
        if differs:
            rows.append({"what": what, "programme": usual, "planned": planned, "reason": reason})
    return rows


def _rhythm(ask: PlanAsk, phase: Phase) -> tuple[bool, str, str, str, str]:
    """The number of sessions, or the first interval, beside what the programme has."""
    if phase.series is not None:
        count = phase.series.count
        return (ask.count != count, "Sessions", str(count), str(ask.count), "count_reason")
    first, days = phase.interval_steps_days[0], ask.interval_days
    planned = f"{days} days"
    return (days != first, "First interval", f"{first} days", planned, "interval_reason")


def _sign_offs(made: lw.Dose, body: Body) -> list[dict[str, str]]:
    signs = [{"by": one.by, "why": one.why} for one in made.sign_offs]
    if body.age is not None and body.age < ADULT_YEARS:
        signs.append({"by": SPECIALIST, "why": f"the person is {body.age} years old"})
    return signs


def _beside_its_box(message: str, way: DoseLimits) -> InvalidInput:
    """The core's message, beside the box that it names; what can be confirmed says so."""
    if "then confirm the weight" in message:
        return InvalidInput(message, field="is_weight_confirmed")
    begins = message.removeprefix("Cannot calculate: ").removesuffix(" missing")
    for named, box in _BOXES.items():
        if begins == named or begins.startswith((f"{named}:", f"{named} ")):
            by_device = box == "mg_per_kg" and not way.is_by_weight
            return InvalidInput(message, field="mg" if by_device else box)
    if begins.startswith("height"):
        return InvalidInput(f"{message}: record it in the evaluation, under Examination.")
    if begins.startswith("'"):
        return InvalidInput(message, field="basis")
    return InvalidInput(message)
