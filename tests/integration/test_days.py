"""The day of a record is that of the patient's home, whoever reads it and from which zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.records import days
from lightwell.records.actions import facts as actions
from lightwell.records.actions import patients
from lightwell.records.models import Decision, Patient, RecordedFact
from lightwell.records.queries import case, consents, decisions, eligibility, facts, regimens
from lightwell.records.scores import keep
from lightwell.room.presenters import board, phases
from tests.support import room
from tests.support.cast import Cast
from tests.support.decisions import decided, settle_safety
from tests.support.people import key, make_patient
from tests.support.sessions import clock_at
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

EAST, WEST = "America/New_York", "America/Chicago"
# Half past midnight in New York; in Chicago it is still the day before. The first is an ordinary
# night, the others are the nights on which the clocks change.
NIGHTS = (
    datetime(2026, 2, 4, 5, 30, tzinfo=UTC),
    datetime(2026, 3, 8, 5, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 4, 30, tzinfo=UTC),
)


def seen_at_both(cast: Cast, *, is_western: bool) -> tuple[Patient, Actor, Actor]:
    home, other = cast.harbour, cast.hillside
    if is_western:
        home, other = other, home
    patient = make_patient(home, signs_in=False)
    east, west = cast.actor(cast.alice), cast.actor(cast.chioma)
    patients.see_at(
        by=east if is_western else west, patient=patient, location=other, reason="Nearer today."
    )
    return patient, east, west


def recorded(by: Actor, patient: Patient, on: date, **values: Any) -> list[RecordedFact]:
    return actions.record(
        by=by,
        patient=patient,
        facts={name.replace("__", "."): value for name, value in values.items()},
        observed_on=on,
        source="clinician",
        key=key(),
        base=facts.newest(facts.all_of(by, patient)),
        is_confirmed=True,
        reason="measured again",
        observed_at=clock.now() if any(name.startswith("vital") for name in values) else None,
    )


@pytest.mark.parametrize("is_western", [False, True])
@pytest.mark.parametrize("night", NIGHTS)
def test_a_fact_of_just_after_midnight_is_read_further_west(
    cast: Cast, night: datetime, is_western: bool
) -> None:
    patient, east, west = seen_at_both(cast, is_western=is_western)
    with clock_at(night):
        with timezone.override(EAST):
            on = timezone.localdate(clock.now())
            recorded(east, patient, on, person__weight_kg=70, episode__start=on.isoformat())
            recorded(east, patient, on, vital__sbp=120, vital__dbp=80)
            here = eligibility.judge(east, patient, "us")
        with timezone.override(WEST):
            assert timezone.localdate(clock.now()) == on - timedelta(days=1)
            there = eligibility.judge(west, patient, "us")
            assert lw.case_from_dict(case.case_of(patient, west)).on == on
        assert here.case == there.case
        assert here.fingerprint == there.fingerprint


@pytest.mark.parametrize("night", NIGHTS)
def test_on_either_side_of_midnight_the_day_is_that_of_the_home(
    cast: Cast, night: datetime
) -> None:
    patient, east, west = seen_at_both(cast, is_western=True)
    of_home = {}
    for hours in (-1, 0, 1, 22):
        with clock_at(night + timedelta(hours=hours)):
            seen = set()
            for by, zone in ((east, EAST), (west, WEST)):
                with timezone.override(zone):
                    seen.add(case.case_of(patient, by)["on"])
            assert seen == {days.today(patient).isoformat()}
            of_home[hours] = days.today(patient)
    # 22:30, 23:30 and 0:30 in Chicago, and twenty-two hours after 23:30.
    first = of_home[0]
    assert of_home[-1] == first
    assert of_home[1] == of_home[22] == first + timedelta(days=1)


def test_the_page_of_a_record_opens_further_west_within_the_hour(cast: Cast) -> None:
    patient, east, _ = seen_at_both(cast, is_western=False)
    with clock_at(NIGHTS[0]):
        with timezone.override(EAST):
            recorded(east, patient, timezone.localdate(clock.now()), person__weight_kg=70)
        browser = signed_in(cast.chioma)
        for page in (
            "",
            "decisions/new/",
            "determination/",
            "eligibility/",
            "options/",
            "evaluate/",
        ):
            assert browser.get(f"/clinic/patients/{patient.uid}/{page}").status_code == 200, page


def test_a_fact_further_west_after_one_of_the_next_day_is_kept(cast: Cast) -> None:
    patient, east, west = seen_at_both(cast, is_western=False)
    with clock_at(NIGHTS[0]):
        with timezone.override(EAST):
            recorded(east, patient, timezone.localdate(clock.now()), person__weight_kg=70)
        with timezone.override(WEST):
            recorded(west, patient, timezone.localdate(clock.now()), conditions__cad="no")
        assert case.case_of(patient, west)["conditions"] == {"cad": "no"}


def test_a_day_that_has_begun_nowhere_never_makes_a_person_older(cast: Cast) -> None:
    patient = make_patient(cast.harbour, signs_in=False)
    with clock_at(NIGHTS[0]):
        here = days.today(patient)
        far = {"scores": [{"instrument": "phq9", "at": "2046-02-04", "total": 9}]}
        near = {"scores": [{"instrument": "phq9", "at": "2026-02-04", "total": 9}]}
        assert days.of_case(patient, far) == here == date(2026, 2, 4)
    with clock_at(NIGHTS[0] - timedelta(hours=1)):  # 23:30 in New York
        assert days.of_case(patient, near) == date(2026, 2, 4)


def test_the_day_of_a_score_and_of_a_review_is_the_same_for_every_reader(cast: Cast) -> None:
    patient, east, west = seen_at_both(cast, is_western=False)
    with clock_at(NIGHTS[0]):
        keep(
            by=east,
            patient=patient,
            location=cast.harbour,
            instrument="phq9",
            answers=[1] * 9,
            key=key(),
            at=NIGHTS[0],
        )
        said = set()
        for by, zone in ((east, EAST), (west, WEST)):
            with timezone.override(zone):
                found = regimens.regimen(by, patient, "us", ("ketamine", "iv"))
                said.add((case.case_of(patient, by)["scores"][0]["at"], found.today))
    assert said == {("2026-02-04", date(2026, 2, 4))}


@pytest.mark.parametrize("night", NIGHTS)
def test_a_birthday_begins_at_midnight_at_home_for_every_reader(
    cast: Cast, night: datetime
) -> None:
    patient, _, _ = seen_at_both(cast, is_western=True)
    on = days.day_of(patient, night) + timedelta(days=1)
    patient.birth_date = on.replace(year=on.year - 18)
    patient.save(update_fields=["birth_date"])
    for hours, is_adult in ((0, False), (1, True)):
        with clock_at(night + timedelta(hours=hours)):
            for zone in (EAST, WEST):
                with timezone.override(zone):
                    assert consents.is_of_age(patient) is is_adult


def test_a_second_signature_on_a_later_day_reads_the_facts_found_since(cast: Cast) -> None:
    """A weight of the next day is later than the day of the decision, and is no contradiction."""
    alice = cast.actor(cast.alice)
    patient = make_patient(cast.harbour, signs_in=False)
    with clock_at(NIGHTS[0]):
        settle_safety(alice, patient)
        row = decided(alice, patient)
        assert isinstance(row, Decision)
    with clock_at(NIGHTS[0] + timedelta(days=2)):
        recorded(alice, patient, days.today(patient), person__weight_kg=70)
        row = Decision.objects.select_related("evaluation").get(pk=row.pk)
        assert not decisions.still_held(alice, patient, row)  # the pressure is old by then
        recorded(alice, patient, days.today(patient), vital__sbp=120, vital__dbp=80)
        assert decisions.still_held(alice, patient, row)


def test_a_time_that_lies_ahead_of_the_clock_is_said_so_on_the_board(cast: Cast) -> None:
    run = room.running(cast)
    start = run.view.started_at
    assert start is not None
    last = run.view.readings[-1].at
    with timezone.override(EAST):
        early = phases.phase(run.view, start - timedelta(minutes=4))
        assert early.clock == f"{timezone.localtime(start):%H:%M}"
        assert early.more.startswith("4 min ahead of the clinic's clock: check the clocks; of ")
        assert phases.phase(run.view, start - timedelta(seconds=30)).clock == "T+0 min"
        assert phases.phase(run.view, start + timedelta(minutes=4)).clock == "T+4 min"
        told = board.board(run.nurse, [run.view], last - timedelta(minutes=4))
        ages = [value.age for tile in told.tiles for value in tile.values if value.age]
    assert ages
    assert all("4 min ahead of the clinic's clock: check the clocks" in age for age in ages)
    assert not any("-4" in age for age in ages)
