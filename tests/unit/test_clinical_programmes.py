"""Five programmes and the nasal spray: ways of giving, care around them, guards and checks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.care import STAGES
from lightwell.clinical.library import library
from lightwell.clinical.programme import Moment
from lightwell.clinical.schedule import SessionTimes, observations

PROGRAMMES = ("kap", "iv-series", "iv-to-sublingual", "integrative", "bridge", "esketamine-nasal")
START = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
ORAL = lw.Order(
    programme="iv-to-sublingual",
    dose="sublingual",
    ordered=lw.MgPerKg(1),
    weight=lw.Kilograms(80),
    basis="actual",
    height=lw.Centimetres(180),
    sex_at_birth="male",
    unit=lw.KetamineMilligrams(50),
)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_part_of_every_programme_says_where_it_comes_from(name: str) -> None:
    made = lw.find_programme(name)
    care = made.care
    parts = (*made.doses, *made.titrations, *made.phases, *made.observe, *made.reviews)
    more = (*care.components, *care.measures, *care.criteria, *care.guards, *care.checks)
    assert all(part.basis.words for part in (*parts, *more))
    assert made.title and care.components and care.measures and care.criteria and care.guards


def test_the_scenarios_have_their_programmes() -> None:
    assert set(library().programmes) == set(PROGRAMMES)


class TestWaysOfGiving:
    def test_units_are_whole_and_never_more_than_ordered(self) -> None:
        made = lw.dose(ORAL)
        assert (made.count, made.mg) == (1, lw.KetamineMilligrams(50))
        assert "1 × 50 mg = 50 mg, the most in whole units below 80 mg" in made.lines
        exact = lw.dose(evolve(ORAL, ordered=lw.MgPerKg("1.25")))
        assert exact.lines[-2] == "2 × 50 mg = 100 mg"
        assert exact.as_json()["volume_ml"] is None

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"unit": None}, "strength of one unit missing"),
            ({"unit": lw.KetamineMilligrams(30)}, "there is none of 30 mg in the programme"),
            ({"ordered": lw.MgPerKg("0.5"), "unit": lw.KetamineMilligrams(100)}, "less than one"),
            ({"dose": "im"}, "has no dose 'im': use iv, sublingual"),
        ],
    )
    def test_what_cannot_be_counted_out_is_refused(
        self, changed: dict[str, object], told: str
    ) -> None:
        with pytest.raises(lw.InvalidInput, match=told):
            lw.dose(evolve(ORAL, **changed))

    def test_an_injection_is_drawn_up_and_has_no_rate(self) -> None:
        made = lw.dose(
            evolve(ORAL, programme="integrative", dose="im", ordered=lw.MgPerKg("0.5"),
                   concentration=lw.MgPerMl(50), unit=None)
        )  # fmt: skip
        assert (made.volume, made.rate) == (lw.Millilitres("0.8"), None)
        assert made.as_json()["rate_ml_per_h"] is None

    def test_the_spray_comes_in_devices_and_knows_no_weight(self) -> None:
        spray = lw.Order(programme="esketamine-nasal", ordered=lw.EsketamineMilligrams(84))
        made = lw.dose(spray)
        assert made.count == 3
        shown = made.as_json()
        assert (shown["weights_kg"], shown["bmi"], shown["mg_per_kg_given"]) == (None, None, None)
        with pytest.raises(lw.InvalidInput, match="order 28 or 56 or 84 mg"):
            lw.dose(evolve(spray, ordered=lw.EsketamineMilligrams(60)))
        for other in (lw.KetamineMilligrams(56), lw.MgPerKg(1)):
            with pytest.raises(lw.UnitError, match="never converted"):
                lw.dose(evolve(spray, ordered=other))

    def test_a_way_of_giving_without_an_infusion_has_no_minutes(self) -> None:
        with pytest.raises(lw.InvalidInput, match="is no infusion"):
            _ = lw.find_programme("integrative").dose.pump
        with pytest.raises(lw.InvalidInput, match="is no infusion"):
            _ = lw.dose(ORAL).infused


class TestSchedule:
    def test_an_injection_is_watched_every_ten_minutes_for_an_hour_then_every_quarter(self) -> None:
        made = lw.find_programme("integrative")
        session = SessionTimes(start=START, dose="im")
        found = observations(made, session, {}, START + timedelta(minutes=95))
        at = [int((one.at - START).total_seconds() / 60) for one in found if one.what == "vitals"]
        assert at == [10, 20, 30, 40, 50, 60, 75, 90, 105]

    def test_each_way_of_giving_has_its_own_schedule(self) -> None:
        made = lw.find_programme("iv-to-sublingual")
        now = START + timedelta(minutes=46)
        times = {}
        for dose in ("iv", "sublingual"):
            found = observations(made, SessionTimes(start=START, dose=dose), {}, now)
            times[dose] = [one.at for one in found if one.what == "vitals"]
        assert len(times["iv"]) == 5
        assert [int((at - START).total_seconds() / 60) for at in times["sublingual"]] == [
            15,
            30,
            45,
            60,
        ]

    def test_a_moment_in_words(self) -> None:
        assert Moment("infusion_end").words == "infusion end"
        assert Moment("start", 60).words == "60 minutes after start"
        assert Moment("infusion_end", 5).of(SessionTimes(start=START)) is None


class TestPlans:
    def test_a_phase_is_planned_by_its_name(self) -> None:
        made = lw.plan("esketamine-nasal", start=date(2026, 3, 2), phase="optimisation")
        assert [one.on.day for one in made.sessions] == [2, 9, 16, 23]
        assert made.sessions[-1].review is not None
        with pytest.raises(lw.InvalidInput, match="has no phase 'later': use induction"):
            lw.plan("esketamine-nasal", start=date(2026, 3, 2), phase="later")
        with pytest.raises(lw.InvalidInput, match="so many sessions a week is no rhythm"):
            lw.plan("esketamine-nasal", start=date(2026, 3, 2), phase="maintenance")

    def test_sessions_beyond_the_series_are_known_up_to_a_limit(self) -> None:
        phase = lw.find_programme("iv-to-sublingual").phase_of("induction")
        assert phase.series is not None
        assert (phase.series.count, phase.series.longest) == (6, 10)


def _facts(**known: object) -> lw.Facts:
    return lw.Facts({name.replace("__", "."): lw.Fact(value) for name, value in known.items()})  # type: ignore[arg-type]  # values of facts


class TestCare:
    def test_no_dose_without_a_therapist_a_preparation_and_the_integration_before(self) -> None:
        rules = {one.id: one for one in lw.find_programme("kap").care.criteria}
        nothing = _facts()
        assert all(rules[name].holds(nothing) for name in ("therapist", "prepared", "integrated"))
        ready = _facts(
            course__therapist_linked=True,
            course__preparation_sessions=1,
            course__sessions_done=2,
            course__integration_since_dose=True,
        )
        assert not any(rules[name].holds(ready) for name in ("therapist", "prepared", "integrated"))
        assert rules["integrated"].holds(_facts(course__sessions_done=2))
        assert not rules["integrated"].holds(_facts(course__sessions_done=0))

    def test_infusions_seven_to_ten_wait_for_a_signature(self) -> None:
        rule = next(
            one
            for one in lw.find_programme("iv-to-sublingual").care.criteria
            if one.kind == "start"
        )
        assert not rule.holds(_facts(course__sessions_done=5))
        assert rule.holds(_facts(course__sessions_done=6))
        assert not rule.holds(_facts(course__sessions_done=6, course__continuation_signed=True))

    def test_a_stop_criterion_holds_when_met_or_unknown(self) -> None:
        rule = next(
            one for one in lw.find_programme("iv-series").care.criteria if one.kind == "stop"
        )
        assert rule.holds(_facts(conditions__cystitis=True))
        assert rule.holds(_facts())
        assert not rule.holds(_facts(conditions__cystitis=False))

    def test_every_life_stage_has_its_guard_and_unknown_is_no_way_past(self) -> None:
        guards = library().common_care.guards
        assert {one.stage for one in guards} == set(STAGES)
        care = lw.find_programme("iv-series").care
        assert len(care.guards_on(_facts())) == len(care.guards)
        adult = _facts(
            person__age_years=40,
            conditions__pregnant=False,
            conditions__lactation=False,
            conditions__end_of_life=False,
        )
        assert care.guards_on(adult) == ()
        child = _facts(person__age_years=12)
        found = {one.id: one.position for one, _ in care.guards_on(child)}
        assert found["child"] == "block" and "adolescent" not in found

    def test_when_a_check_is_due(self) -> None:
        checks = {one.id: one for one in lw.find_programme("iv-series").care.checks}
        bladder, urine = checks["bladder_iv"], checks["urine"]
        assert bladder.is_due(days_since=None, sessions_since=None)
        assert not bladder.is_due(days_since=89, sessions_since=9)
        assert bladder.is_due(days_since=90, sessions_since=0)
        assert bladder.is_due(days_since=1, sessions_since=10)
        assert not urine.is_due(days_since=None, sessions_since=None)
        assert bladder.words == "at the beginning, then every 90 days or 10 sessions"
        assert checks["ecg"].words == "at the beginning"
        assert urine.words == "every 180 days"

    def test_what_is_swallowed_is_checked_more_often(self) -> None:
        checks = {one.id: one for one in library().common_care.checks}
        assert checks["liver"].words == "at the beginning, then every 180 days or 10 sessions"
        assert checks["liver_mouth"].words == "at the beginning, then every 90 days"
        assert checks["misuse"].words == "at the beginning, then every 90 days"
        assert checks["misuse_mouth"].words == "at the beginning, then every 30 days"
        by_vein = {one.id for one in lw.find_programme("iv-series").care.checks}
        by_mouth = {one.id for one in lw.find_programme("kap").care.checks}
        assert {"liver", "misuse"} < by_vein
        assert not {"liver_mouth", "misuse_mouth"} & by_vein
        assert {"liver_mouth", "misuse_mouth"} < by_mouth

    @pytest.mark.parametrize("name", PROGRAMMES)
    def test_older_people_and_the_end_of_life_have_a_guard_everywhere(self, name: str) -> None:
        care = lw.find_programme(name).care
        old = _facts(person__age_years=70, conditions__end_of_life=True)
        found = {one.stage for one, _ in care.guards_on(old)}
        assert {"older", "end_of_life"} <= found
        for dose in lw.find_programme(name).doses:
            assert any(one.stage == "older" and dose.route in one.routes for one in care.guards)

    def test_maintenance_stays_with_the_way_of_giving_and_reaches_two_months(self) -> None:
        made = lw.find_programme("integrative")
        onward = {one.id: {exit_.to for exit_ in one.exits} for one in made.phases}
        assert "oral_maintenance" in onward["oral_series"]
        assert "maintenance" not in onward["oral_series"]
        assert made.phase_of("oral_maintenance").dose == "oral"
        series = lw.find_programme("iv-series").phase_of("maintenance")
        assert series.interval_steps_days[-1] == 56

    def test_care_says_when(self) -> None:
        made = lw.find_programme("kap").care
        told = {one.title: one.when for one in made.components}
        assert told["Integration sessions"] == "after each dose, within 72 hours"
        assert told["Psychotherapy that goes on"] == "alongside; reviewed every 28 days"
        same_day = lw.find_programme("bridge").care.measures[0]
        assert same_day.when == "from 20 minutes after a start"
        later = next(one for one in made.measures if one.instrument == "phq9")
        assert later.when == "from day 7 every 7 days"

    def test_what_goes_home_is_named_by_the_programme(self) -> None:
        home = {name: lw.find_programme(name).care.take_home for name in PROGRAMMES}
        assert home["iv-to-sublingual"] == ("sublingual",)
        assert home["integrative"] == ("oral",)
        assert home["kap"] == home["iv-series"] == ()
