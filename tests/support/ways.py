"""Every way of giving that a test may want a session of, with a plan that the planner works out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import frozen

import lightwell.clinical as lw
from lightwell.clinical.programme import DoseLimits, Phase
from lightwell.records.planning import Body, PlanAsk, work_out

# Asked only where the programme or the way of giving asks for it.
BESIDES = {
    "session.nasal_medicine_today": False,
    "course.therapist_linked": True,
    "course.preparation_sessions": 1,
    "course.integration_since_dose": True,
}


@frozen
class Way:
    """A programme and one of its ways of giving; the route names it where ``dose`` does not."""

    programme: str
    dose: str = ""
    route: str = ""

    def __str__(self) -> str:
        return f"{self.programme} {self.limits.id}"

    @property
    def mg_per_kg(self) -> Decimal | None:
        """What is ordered: half a milligram for each kilogram is less than two pieces of 25 mg."""
        start = self.limits.start
        return Decimal("0.75") if self.limits.route == "sublingual" else start or None

    @property
    def limits(self) -> DoseLimits:
        made = lw.find_programme(self.programme)
        return made.dose_by(self.route) if self.route else made.dose_of(self.dose)

    @property
    def phase(self) -> Phase:
        found = lw.find_programme(self.programme).series_of(self.limits.id)
        assert found is not None
        return found


IV = Way("iv-series", "iv")
IM = Way("integrative", "im")
LOZENGE = Way("kap", "sublingual")
SWALLOWED = Way("integrative", "oral")
NASAL = Way("esketamine-nasal", "nasal")


def _weekday_after(day: date) -> date:
    """The first working day a week later: a series begins on an open day."""
    later = day + timedelta(days=7)
    return later + timedelta(days=max(0, 7 - later.weekday()) if later.weekday() > 4 else 0)


def way_ask(weighed_on: date, way: Way) -> PlanAsk:
    """A plan of this way as its programme has it, for a person of 70 kg and 178 cm."""
    is_pumped = way.limits.form == "infusion"
    return PlanAsk(
        mg_per_kg=way.mg_per_kg,
        dose_reason="Two whole pieces.",
        mg=way.limits.doses_mg[1] if way.limits.doses_mg else None,
        unit_mg=way.limits.units_mg[0] if way.limits.form == "units" else None,
        weight=Decimal(70),
        weight_unit="kg",
        weighed_on=weighed_on,
        basis="actual",
        concentration=Decimal(50),
        total_volume=Decimal(100) if is_pumped else None,
        minutes=Decimal(40) if is_pumped else None,
        count=way.phase.series.count if way.phase.series else 0,
        per_week=way.phase.rhythms[0].per_week,
        starts_on=_weekday_after(weighed_on),
    )


def way_content(weighed_on: date, way: Way) -> dict[str, Any]:
    """The plan of another way of giving, worked out by the planner: 70 kg, 178 cm."""
    ask = way_ask(weighed_on, way)
    body = Body(
        age=40, sex_at_birth="female", height_cm=Decimal(178), earlier_kg=None, earlier_on=None
    )
    programme = lw.find_programme(way.programme)
    return work_out(ask, body, programme, way.limits, today=weighed_on).content
