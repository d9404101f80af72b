"""The guards of a life stage are of the day of the act; a birthday in the course changes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotReady
from lightwell.records.actions import courses
from lightwell.records.models import Patient
from lightwell.records.queries import consents as consent_queries
from lightwell.records.queries import eligibility, life_stages
from lightwell.records.queries import sessions as queries
from lightwell.records.stage_words import begun_words, panel
from tests.support import courses as course_support
from tests.support.cast import Cast
from tests.support.decisions import agreed, decided, found, settle_safety
from tests.support.people import key, make_patient
from tests.support.sessions import NINE, Running, clock_at, session_of

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)
IV = ("ketamine", "iv")
# Nine o'clock in New York; the clocks change between the last two.
FEB_28, MAR_1 = datetime(2026, 2, 28, 14, 0, tzinfo=UTC), datetime(2026, 3, 1, 14, 0, tzinfo=UTC)


def born(cast: Cast, day: date) -> Patient:
    patient = make_patient(cast.harbour, signs_in=False)
    patient.birth_date = day
    patient.save(update_fields=["birth_date"])
    return patient


def in_course(cast: Cast, patient: Patient, planned_at: datetime, **facts: object) -> Running:
    """A session of a person about whom a prescriber decided a week before, knowing everything."""
    with clock_at(planned_at - WEEK):
        run = session_of(cast, patient=patient, planned_at=planned_at)
        settle_safety(run.prescriber, patient, **facts)
        decided(run.prescriber, patient)
    return run


def holding(run: Running, at: datetime) -> set[str]:
    with clock_at(at):
        result = queries.readiness(run.nurse, run.uid)
        return {one.rule.id for one in result.items if one.holds}


def met(patient: Patient, at: datetime, route: str = "iv") -> list[str]:
    with clock_at(at):
        return [one.guard.id for one in life_stages.of(patient, route) if one.is_met]


# ------------------------------------------------------------------ birthdays


def test_at_eighteen_a_guardian_no_longer_suffices(cast: Cast) -> None:
    """Born on 29 February: of age on 1 March. The own consent is needed before the next session."""
    patient = born(cast, date(2008, 2, 29))
    alice = cast.actor(cast.alice)
    with clock_at(FEB_28 - WEEK):
        run = session_of(cast, patient=patient, planned_at=FEB_28)
        settle_safety(alice, patient)
        agreed(alice, patient, given_by="guardian", guardian_name="Rosa Rivera", has_assent=True)
        decided(alice, patient)
    before, after = holding(run, FEB_28), holding(run, MAR_1)
    assert "age_18" in before  # a specialist decides
    assert not {"consent", "guardian", "decision_signed"} & before
    assert "consent" in after
    assert not {"age_18", "guardian", "decision_signed"} & after
    with clock_at(FEB_28):
        assert not consent_queries.is_outgrown(patient, "ketamine-iv")
        assert eligibility.judge(alice, patient, "us").case["session"]["consent_current"] == "yes"
    with clock_at(MAR_1):
        assert consent_queries.is_outgrown(patient, "ketamine-iv")
        assert "consent_current" not in eligibility.judge(alice, patient, "us").case["session"]
        agreed(alice, patient)
        assert not consent_queries.is_outgrown(patient, "ketamine-iv")
    assert "consent" not in holding(run, MAR_1)


@pytest.mark.parametrize(
    ("birth", "eve", "birthday", "before", "after"),
    [
        (date(2012, 2, 29), datetime(2025, 2, 28, 14, tzinfo=UTC), 1, ["child"], ["adolescent"]),
        (date(2008, 2, 29), datetime(2026, 2, 28, 14, tzinfo=UTC), 1, ["adolescent"], []),
        (date(1964, 2, 29), datetime(2024, 2, 28, 14, tzinfo=UTC), 1, [], ["older_iv"]),
    ],
)
def test_the_guards_are_those_of_the_day(
    cast: Cast, birth: date, eve: datetime, birthday: int, before: list[str], after: list[str]
) -> None:
    patient = born(cast, birth)
    assert met(patient, eve) == before
    # Until midnight at home, and from midnight on.
    midnight = eve.replace(hour=5) + timedelta(days=birthday)
    assert met(patient, midnight - timedelta(minutes=1)) == before
    assert met(patient, midnight) == after


def test_at_sixty_five_the_start_is_adjusted_and_nothing_is_held(cast: Cast) -> None:
    patient = born(cast, date(1961, 3, 1))
    run = in_course(cast, patient, FEB_28)
    assert (met(patient, FEB_28, "im"), met(patient, MAR_1, "im")) == ([], ["older_other"])
    assert holding(run, FEB_28) - holding(run, MAR_1) == set()
    assert "decision_signed" not in holding(run, MAR_1)


def test_the_pressure_limit_of_an_older_person_begins_on_the_birthday(cast: Cast) -> None:
    """In Europe 146 holds the day before the sixty-fifth birthday and passes on it."""
    patient = born(cast, date(1961, 3, 1))
    alice = cast.actor(cast.alice)
    with clock_at(FEB_28):
        settle_safety(alice, patient, vital__sbp=146)
        known = eligibility.judge(alice, patient, "eu")
    with clock_at(MAR_1):
        found(alice, patient, vital__sbp=146, vital__dbp=80)
        older = eligibility.judge(alice, patient, "eu")
    outcomes = [
        {card.rule.id: card.outcome for card in one.assessment.cards}["ci.bp_pre"]
        for one in (known, older)
    ]
    assert outcomes == [lw.Outcome.NOT_MET, lw.Outcome.MET]


# ------------------------------------------------------------------ stages that begin


@pytest.mark.parametrize("condition", ["pregnant", "lactation", "end_of_life"])
def test_a_stage_that_began_since_the_decision_holds_the_session(
    cast: Cast, condition: str
) -> None:
    patient = born(cast, date(1984, 7, 14))
    run = in_course(cast, patient, NINE)
    assert "decision_signed" not in holding(run, NINE)
    with clock_at(NINE):
        found(run.prescriber, patient, **{f"conditions__{condition}": "yes"})
        words = begun_words(life_stages.not_decided(patient, IV))
    assert "decision_signed" in holding(run, NINE)
    assert ("speaks against any session" in words) is (condition == "pregnant")


def test_a_stage_that_is_no_longer_known_is_asked_again(cast: Cast) -> None:
    patient = born(cast, date(1984, 7, 14))
    run = in_course(cast, patient, NINE)
    with clock_at(NINE):
        found(run.prescriber, patient, conditions__lactation=None)
        words = begun_words(life_stages.not_decided(patient, IV))
    assert "decision_signed" in holding(run, NINE)
    assert words == (
        "A life stage that the decision does not know of: breastfeeding (not known). "
        "Decide anew first."
    )


def test_a_decision_that_knows_of_the_stage_opens_again(cast: Cast) -> None:
    patient = born(cast, date(1984, 7, 14))
    run = in_course(cast, patient, NINE)
    with clock_at(NINE):
        found(run.prescriber, patient, conditions__lactation="yes", vital__sbp=120, vital__dbp=80)
        assert life_stages.not_decided(patient, IV)
        decided(run.prescriber, patient)
        assert not life_stages.not_decided(patient, IV)
    assert "decision_signed" not in holding(run, NINE)


def test_nobody_decides_past_a_pregnancy(cast: Cast) -> None:
    """Also when the decision was made knowing of it: the position of the guard is to block."""
    patient = born(cast, date(1984, 7, 14))
    run = in_course(cast, patient, NINE, conditions__pregnant="yes")
    assert "decision_signed" in holding(run, NINE)
    with clock_at(NINE):
        assert [one.guard.id for one in life_stages.not_decided(patient, IV)] == ["pregnant"]


def test_no_plan_rests_on_a_decision_that_does_not_know_of_the_stage(cast: Cast) -> None:
    patient = born(cast, date(1984, 7, 14))
    alice: Actor = cast.actor(cast.alice)
    settle_safety(alice, patient)
    decided(alice, patient)
    course_support.measured(alice, patient, height_cm=180)
    course = courses.begin(by=alice, patient=patient, programme="iv-series", key=key())
    found(alice, patient, conditions__end_of_life="yes")
    with pytest.raises(NotReady, match=r"at the end of life\. Decide anew first"):
        course_support.planned(alice, course)


def test_without_a_decision_only_what_blocks_stands_in_the_way(cast: Cast) -> None:
    patient = born(cast, date(1984, 7, 14))
    alice = cast.actor(cast.alice)
    assert life_stages.not_decided(patient, IV) == ()
    found(alice, patient, conditions__pregnant="yes", conditions__lactation="yes")
    assert [one.guard.id for one in life_stages.not_decided(patient, IV)] == ["pregnant"]


# ------------------------------------------------------------------ what is asked


def test_what_is_unknown_is_asked_where_it_is_possible(cast: Cast) -> None:
    patient = make_patient(cast.harbour, signs_in=False)
    patient.birth_date = None
    asked = {one.words: one.url for one in panel(patient, life_stages.of(patient, "iv")).questions}
    step = f"/clinic/patients/{patient.uid}/evaluate"
    assert asked == {
        "Date of birth": f"/clinic/patients/{patient.uid}/",
        "Pregnancy": f"{step}/pregnancy/",
        "Breastfeeding": f"{step}/pregnancy/",
        "Life-limiting illness near its end": f"{step}/body/",
    }
    patient.sex_at_birth = Patient.Sex.MALE
    words = [one.words for one in panel(patient, life_stages.of(patient, "iv")).questions]
    assert words == ["Life-limiting illness near its end", "Date of birth"]
    assert not panel(patient, ())
