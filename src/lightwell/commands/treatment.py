"""The commands of a treatment: a dose, the dates of a series, and the gates of a session.

Each returns its answer; the command line prints it. The core is loaded only when one is called.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from lightwell.clinical.units import (
        EsketamineMilligrams,
        KetamineMilligrams,
        Kilograms,
        MgPerKg,
    )

T = TypeVar("T")
Commands = Any  # argparse keeps the type of its subparsers to itself


class Answer(Protocol):
    """What a command says: words for a person, a table for a machine."""

    def as_json(self) -> dict[str, object]:
        """The answer for a machine."""


def add_commands(commands: Commands) -> None:
    """Add dose, plan, readiness and discharge to the command line."""
    _add_dose(commands)
    _add_plan(commands)
    _add_gates(commands)


def _add_dose(commands: Commands) -> None:
    dose = commands.add_parser("dose", help="work out a dose in full, or refuse")
    dose.add_argument("--programme", default="iv-series", help="whose limits hold (iv-series)")
    dose.add_argument("--by", default="", help="the way of giving, such as sublingual (the first)")
    dose.add_argument("--unit-mg", help="the strength of one tablet or lozenge")
    ordered = dose.add_mutually_exclusive_group()
    ordered.add_argument("--mg-per-kg", help="ketamine, milligrams per kilogram")
    ordered.add_argument("--mg", help="milligrams in total, of the agent of this way of giving")
    weight = dose.add_mutually_exclusive_group()
    weight.add_argument("--weight-kg", help="the weight in kilograms")
    weight.add_argument("--weight-lb", help="the weight in pounds; needs --confirm-weight")
    dose.add_argument("--basis", help="actual, ideal or adjusted; never a default")
    dose.add_argument("--reason", default="", help="why this basis; from a BMI of 30 on")
    dose.add_argument("--height-cm", help="the height in centimetres")
    dose.add_argument("--sex", help="the sex at birth, for the ideal weight")
    dose.add_argument("--concentration", help="of the vial, milligrams per millilitre")
    dose.add_argument("--volume-ml", help="the whole volume to infuse, millilitres")
    dose.add_argument("--minutes", help="the length of the infusion")
    dose.add_argument("--earlier-weight-kg", help="the weight before this one")
    dose.add_argument("--earlier-days-ago", type=int, help="how many days ago that was")
    dose.add_argument("--confirm-weight", action="store_true", help="the weight was read twice")
    dose.add_argument("--json", action="store_true", help="answer in JSON")
    dose.set_defaults(answer=_dose)


def _add_plan(commands: Commands) -> None:
    plan = commands.add_parser("plan", help="propose the dates of a series")
    plan.add_argument("programme", help="for example iv-series")
    plan.add_argument("--phase", default="", help="whose series is planned (the first)")
    plan.add_argument("case", type=Path, help="a case file, TOML or JSON")
    plan.add_argument("--start", required=True, help="the first day, such as 2026-03-04")
    plan.add_argument("--per-week", type=int, help="sessions a week (the programme's first rhythm)")
    plan.add_argument("--closed", action="append", default=[], help="a day the clinic is closed")
    plan.add_argument("--json", action="store_true", help="answer in JSON")
    plan.set_defaults(answer=_plan)


def _add_gates(commands: Commands) -> None:
    for name, what in (("readiness", "start"), ("discharge", "end in discharge")):
        gate = commands.add_parser(name, help=f"what holds a session that is to {what}")
        gate.add_argument("case", type=Path, help="a case file, TOML or JSON")
        gate.add_argument("--programme", default="iv-series", help="which programme (iv-series)")
        gate.add_argument(
            "--by", "--dose", dest="by", default="", help="the way of giving (the first)"
        )
        gate.add_argument("--region", choices=("us", "eu"), default="us", help="(us)")
        gate.add_argument("--json", action="store_true", help="answer in JSON")
        gate.set_defaults(answer=_gate, gate=name)


# ------------------------------------------------------------------ the answers


def _dose(options: argparse.Namespace) -> Answer:
    from attrs import evolve

    from lightwell.clinical import units
    from lightwell.clinical.dosing import Order, dose

    weight, converted = _weight(options)
    order = Order(
        programme=options.programme,
        dose=options.by,
        ordered=_ordered(options),
        weight=weight,
        basis=options.basis,
        basis_reason=options.reason,
        height=_read(units.Centimetres, options.height_cm),
        sex_at_birth=options.sex,
        concentration=_read(units.MgPerMl, options.concentration),
        total_volume=_read(units.Millilitres, options.volume_ml),
        minutes=_read(units.Minutes, options.minutes),
        unit=_read(units.KetamineMilligrams, options.unit_mg),
        earlier_weight=_read(units.Kilograms, options.earlier_weight_kg),
        earlier_weight_days_ago=options.earlier_days_ago,
        is_weight_confirmed=options.confirm_weight,
    )
    made = dose(order)
    return evolve(made, lines=(converted, *made.lines)) if converted else made


def _ordered(
    options: argparse.Namespace,
) -> MgPerKg | KetamineMilligrams | EsketamineMilligrams | None:
    """What was ordered, in the milligrams of the programme's own agent; never converted."""
    from lightwell.clinical import units
    from lightwell.clinical.programme import find_programme

    if options.mg_per_kg is not None:
        return units.MgPerKg(options.mg_per_kg)
    if find_programme(options.programme).dose_of(options.by).is_by_weight:
        return _read(units.KetamineMilligrams, options.mg)
    return _read(units.EsketamineMilligrams, options.mg)


def _read(make: Callable[[str], T], text: str | None) -> T | None:
    return None if text is None else make(text)


def _weight(options: argparse.Namespace) -> tuple[Kilograms | None, str]:
    """The weight, and the line of its conversion when it was read in pounds."""
    from lightwell.clinical.errors import InvalidInput
    from lightwell.clinical.units import Kilograms, Pounds
    from lightwell.clinical.weights import pounds_as_kilograms

    if options.weight_lb is None:
        return _read(Kilograms, options.weight_kg), ""
    weight, line = pounds_as_kilograms(Pounds(options.weight_lb))
    if not options.confirm_weight:
        raise InvalidInput(f"weight: {line}: confirm it with --confirm-weight.")
    return weight, line


def _plan(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.casefile import day, read_case
    from lightwell.clinical.planning import plan

    return plan(
        options.programme,
        start=day(options.start, "--start"),
        per_week=options.per_week,
        phase=options.phase,
        closed_days=[day(one, "--closed") for one in options.closed],
        case=read_case(options.case),
    )


def _gate(options: argparse.Namespace) -> Answer:
    from lightwell.clinical import session
    from lightwell.clinical.casefile import read_case

    judge = session.readiness if options.gate == "readiness" else session.discharge
    case = read_case(options.case)
    return judge(case, region=options.region, programme=options.programme, dose=options.by)
