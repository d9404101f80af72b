"""The fictional people arrive where their stories say, with a trail like a real clinic's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from lightwell.access import clock
from lightwell.access.errors import Conflict
from lightwell.access.proofs import prove_all
from lightwell.access.queries import people
from lightwell.diary.queries import appointments
from lightwell.diary.queries import requests as request_queries
from lightwell.diary.queries import waiting as waiting_queries
from lightwell.records.queries import bills, courses, letters, prices, reviews, sessions, supplies
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import risk as risk_queries
from lightwell.records.queries import therapists as therapist_queries
from lightwell.site import demo
from lightwell.site.demo import replays, stories
from lightwell.site.demo.acts import ACTS, booking, deciding, waiting
from lightwell.site.demo.stories import Act, Step, StoryError, scenario
from lightwell.site.demo.telling import Happened, Telling
from lightwell.site.demo.visits import times_of_today

if TYPE_CHECKING:
    from lightwell.access.actors import Actor
    from lightwell.records.queries.courses import CourseView

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def clinic(db: None) -> None:
    """The fictional clinic with one request that waits; the rest is for each test to tell."""
    demo.load(("Mara",))


def told(word: str, to: str = "") -> tuple[Telling, list[Happened]]:
    """A story told by a person of its own; the trail behind it holds together."""
    replay = replays.Replay(scenario(word), demo.clinic(), to=to)
    happened = list(replay.run())
    faults = {proof.finding.kind for proof in prove_all() if proof.finding}
    assert faults <= {"head_file_missing"}, "a head is written when the test's work is kept"
    return replay.telling, happened


def held(happened: list[Happened]) -> dict[str, str]:
    """What the software refused, by the step in which it did."""
    return {one.step.name: one.held for one in happened if one.held}


def ways(telling: Telling) -> list[CourseView]:
    """Every phase of the person's way, in order."""
    by = telling.by("nurse")
    return [courses.course(by, row.uid) for row in telling.patient.courses.order_by("pk")]


def statuses(telling: Telling, phase: str) -> list[str]:
    """How each session of a phase stands, the replaced ones included."""
    found = next(view for view in ways(telling) if view.phase.id == phase)
    return [one.status for one in sessions.of_course(telling.by("nurse"), found.uid)]


def choices(telling: Telling, phase: str, *after: int) -> list[str]:
    """What was decided at the reviews of a phase."""
    found = next(view for view in ways(telling) if view.phase.id == phase)
    return [reviews.decisions(found.uid, one)[-1].choice for one in after]


# ------------------------------------------------------------------ as data


def test_every_programme_has_its_scenario() -> None:
    assert stories.scenario_ids() == ("S0", "S1", "S2", "S3", "S4")
    programmes = {story.programme for story in stories.stories()}
    assert programmes == {"kap", "iv-series", "iv-to-sublingual", "integrative", "bridge"}


def test_everybody_in_the_stories_says_that_they_are_fictional() -> None:
    for path in stories.FOLDER.glob("*.toml"):
        assert "ictional" in path.read_text("utf-8").splitlines()[0], path.name
    for story in stories.stories():
        for person in story.people:
            assert person["family_name"].endswith("-Demo")
            assert person["email"].endswith("@patients.example")
            assert " 555 " in person["phone"]


def test_every_act_of_the_stories_is_in_the_vocabulary_and_none_of_it_is_unused() -> None:
    used = {act.do for story in stories.stories() for step in story.steps for act in step.acts}
    assert used == set(ACTS)


def test_in_each_scenario_the_software_refuses_something_or_somebody_fails_to_come() -> None:
    for word in ("S0", "S1", "S2", "S3"):
        assert any(step.is_held for step in scenario(word).steps), word


def test_two_steps_of_one_name_are_refused(tmp_path: Any) -> None:
    path = tmp_path / "twice.toml"
    step = '[[step]]\nname = "asks"\nwho = "person"\nsays = "a"\nlook = "requests"\ndo = "ask"\n'
    path.write_text(f'id = "X"\n{step}{step}')
    with pytest.raises(StoryError, match="two steps are called asks"):
        stories.story_of(path)


# ------------------------------------------------------------------ each to its end


@pytest.mark.usefixtures("clinic")
def test_s0_no_dose_before_integration_and_the_therapist_is_out_with_the_release() -> None:
    telling, happened = told("S0")
    kept = held(happened)
    assert list(kept) == ["dosing-2-early-held", "therapist-is-out", "closing-held"]
    assert "integration session of the last dose" in kept["dosing-2-early-held"]
    assert [view.phase.id for view in ways(telling)] == ["preparation", "dosing"]
    assert statuses(telling, "dosing") == [
        "discharged", "cancelled", "discharged", "cancelled", "discharged",
    ]  # fmt: skip
    links = therapist_queries.links(telling.by("prescriber"), telling.patient)
    assert [link.stands for link in links] == [False]
    assert choices(telling, "dosing", 1, 3) == ["continue", "close"]
    assert ways(telling)[-1].status == "stopped"


@pytest.mark.usefixtures("clinic")
def test_s1_a_pressure_holds_one_is_missed_the_tail_moves_and_a_relapse_is_found() -> None:
    telling, happened = told("S1")
    assert list(held(happened)) == ["infusion-2-held", "relapse-held"]
    kept = appointments.of_patient(telling.by("nurse"), telling.patient)
    assert [one.status for one in kept].count("missed") == 1
    assert statuses(telling, "induction").count("discharged") == 6
    decided = choices(telling, "induction", 2, 4, 6)
    assert decided == ["continue", "continue to six", "maintain"]
    phases = [view.phase.id for view in ways(telling)]
    assert phases == ["induction", "maintenance", "induction"]
    assert statuses(telling, "maintenance") == ["discharged"] * 2
    standing = [one for one in ways(telling)[-1].sessions if one.is_open]
    assert [one.status for one in standing] == ["planned"] * 6
    assert_bill_of_three_paid_infusions(telling)
    assert_earlier_place_was_somebody_elses(telling)


def assert_bill_of_three_paid_infusions(telling: Telling) -> None:
    """The first three days at the clinic's own price, with the recorded code, nothing left."""
    (bill,) = bills.of_patient(telling.by("prescriber"), telling.patient)
    price = prices.for_code(telling.clinic.location, "96365", telling.first)
    assert price is not None
    assert [line["price"] for line in bill.content["lines"]] == [price.words] * 3
    assert [one["code"] for one in bill.content["diagnoses"]] == ["F33.2"]
    assert bill.content["left"] == "$0.00"


def assert_earlier_place_was_somebody_elses(telling: Telling) -> None:
    """What another person gave up is the very place of the moved first infusion."""
    nurse = telling.by("nurse")
    assert waiting_queries.open_ones(nurse) == [], "nobody waits any more"
    given_up = appointments.get(nurse, telling.kept["given_up"])
    taken = appointments.get(nurse, telling.visits[1].appointment)
    assert (given_up.status, taken.status) == ("cancelled", "booked")
    assert given_up.patient != taken.patient == telling.patient
    assert (taken.chair_id, taken.starts_at) == (given_up.chair_id, given_up.starts_at)
    other = courses.newest(nurse, given_up.patient)
    assert other is not None
    assert other.status == "stopped"
    (left,) = [
        one
        for one in appointments.of_patient(nurse, telling.patient)
        if one.status == "moved" and one.starts_at > taken.starts_at
    ]
    assert left.starts_at - taken.starts_at < timedelta(days=4)


@pytest.mark.usefixtures("clinic")
def test_s2_an_interaction_and_a_missed_call_hold_what_they_must() -> None:
    telling, happened = told("S2")
    kept = held(happened)
    assert list(kept) == ["infusion-4-held-gate"]
    assert "Go through the medicines" in kept["infusion-4-held-gate"]
    assert statuses(telling, "induction").count("discharged") == 6
    reviewed = telling.patient.regimen_reviews.order_by("at")
    drugs = [{one["drug"] for one in row.facts["medicines"]} for row in reviewed]
    assert ["clarithromycin" in one for one in drugs] == [False, True, False]
    assert choices(telling, "induction", 6) == ["change to under the tongue"]
    phases = [view.phase.id for view in ways(telling)]
    assert phases == ["induction", "sublingual", "maintenance"]
    (supply,) = supplies.of_patient(telling.by("nurse"), telling.patient)
    assert [step.verb for step in supply.steps] == [
        "sign", "count", "hand_over", "recall", "take_back", "finish",
    ]  # fmt: skip
    assert risk_queries.open_tasks(telling.by("prescriber")) == ()
    assert ways(telling)[-1].status == "stopped"


@pytest.mark.usefixtures("clinic")
def test_s3_lost_effect_is_told_apart_and_nobody_leaves_alone() -> None:
    telling, happened = told("S3")
    assert "Nobody leaves alone" in held(happened)["injection-2-alone"]
    assert statuses(telling, "im_series") == ["discharged"] * 6
    decided = choices(telling, "im_series", 2, 4, 6)
    assert decided == ["continue", "continue to six", "change to by mouth"]
    assert statuses(telling, "oral_series") == ["discharged"]
    links = therapist_queries.links(telling.by("prescriber"), telling.patient)
    assert [link.stands for link in links] == [True]
    assert ways(telling)[-1].status == "stopped"
    (letter,) = letters.of_patient(telling.by("prescriber"), telling.patient)
    assert (letter.kind, letter.recipient) == ("therapist", "Tess Tallis")
    assert "treatments" not in letter.content, "the release does not open the history"


@pytest.mark.usefixtures("clinic")
def test_s4_every_task_is_closed_and_a_pause_is_gone_through() -> None:
    telling, _ = told("S4")
    prescriber = telling.by("prescriber")
    assert risk_queries.open_tasks(prescriber) == ()
    assert telling.patient.risk_tasks.count() == 4
    third = sessions.of_course(prescriber, ways(telling)[0].uid)[2]
    steps = [one.kind for one in third.entries]
    assert steps.index("pause") < steps.index("resume") < steps.index("end_infusion")
    assert statuses(telling, "bridge") == ["discharged"] * 4
    assert choices(telling, "bridge", 2, 4) == ["continue", "close the bridge"]
    assert [view.phase.id for view in ways(telling)] == ["bridge", "window"]
    assert ways(telling)[-1].status == "stopped"


# ------------------------------------------------------------------ a part, again, and wrong


@pytest.mark.usefixtures("clinic")
def test_a_story_can_stop_at_a_step_and_be_told_again_beside_itself() -> None:
    for number in (2, 3):
        telling, happened = told("S4", to="is-invited")
        assert happened[-1].step.name == "is-invited"
        assert telling.person["email"] == f"elena-{number}@patients.example"
        assert telling.patient.family_name == f"Brandt-Demo-{number}"
    looks = dict(demo.who_can_sign_in())
    assert {"elena-2@patients.example", "elena-3@patients.example"} <= {
        user.email for user in looks
    }


@pytest.mark.usefixtures("clinic")
def test_a_story_can_be_told_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "AT_MOST", 2)
    told("S4", to="is-invited")
    with pytest.raises(StoryError, match="demo load --reset"):
        told("S4", to="is-invited")


def wrongly(step: Step) -> Telling:
    """Somebody of S0 to whom only this step happens."""
    story = evolve(scenario("S0"), steps=(step,))
    telling = Telling(story, story.person(), demo.clinic(), clock.now())
    list(telling.tell(story.steps, ACTS))
    return telling


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"refused": "Not today"}, "was not refused"),
        ({"told": {"may_text": "perhaps"}, "refused": "Not today"}, "refused with"),
        ({"day": -1}, "before the step before it"),
        ({"day": 400}, "has not come yet"),
    ],
)
def test_a_story_that_turns_out_otherwise_says_so(changes: dict[str, Any], words: str) -> None:
    first = scenario("S0").steps[0]
    act = Act(do="ask", told=changes.get("told", {}), refused=changes.get("refused", ""))
    when = dict(first.when) | {"day": changes.get("day", 0)}
    with pytest.raises(StoryError, match=words):
        wrongly(evolve(first, acts=(act,), when=when))


@pytest.mark.usefixtures("clinic")
def test_a_taken_hour_gives_way_to_another_and_a_full_day_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = scenario("S0")
    telling = Telling(story, story.person(), demo.clinic(), clock.now())
    asked: list[int] = []

    def taken(telling: Telling, number: int, place: datetime, chair: int) -> None:
        asked.append(place.hour)
        raise Conflict("Taken.")

    monkeypatch.setattr(booking, "_book", taken)
    with pytest.raises(StoryError, match="No chair is free on that day"):
        ACTS["give_place"](telling, {"number": 1, "in_days": 5, "hour": 16})
    assert list(dict.fromkeys(asked)) == [16, 17, 8, 9, 10, 11, 12, 13, 14, 15]


@pytest.mark.parametrize(("first", "before"), [(5, 4), (8, 5), (9, 8)])
def test_a_place_just_before_another_is_on_a_weekday(first: int, before: int) -> None:
    """A Friday's is of Thursday, and a Monday's of the Friday before: 5 March 2027 is a Friday."""
    assert waiting.weekday_before(date(2027, 3, first)) == date(2027, 3, before)


@pytest.mark.parametrize(("is_now", "begins"), [(False, 8), (True, 9)])
def test_no_plan_of_a_story_begins_on_a_weekend(is_now: bool, begins: int) -> None:
    """A story whose days were taken slides, and its plan with it."""
    told_of = SimpleNamespace(is_now=is_now)
    told_plan = {"starts_in": 3, "starts_in_now": 6}
    wednesday = date(2027, 3, 3)
    assert deciding.starts_on(told_of, told_plan, wednesday) == date(2027, 3, begins)


def test_a_step_that_is_not_there_is_named() -> None:
    with pytest.raises(StoryError, match="no step “nowhere”"):
        scenario("S0").up_to("nowhere")


# ------------------------------------------------------------------ the clinic as it opens


@pytest.fixture
def ben(db: None) -> Actor:
    """Every story at the moment at which the clinic is opened."""
    demo.load()
    (nurse,) = people.with_accounts(["ben@staff.example"])
    return people.actor_for(nurse, people.locations_of(nurse)[0])


def test_the_clinic_opens_in_the_middle_of_everybodys_story(ben: Actor) -> None:
    names = {patient.given_name for patient in patient_queries.visible_to(ben)}
    assert names == {"Piotr", "Rosa", "Mina", "Noor", "Jonah", "Elena", "Hanna"}
    desk = demo.clinic().front_desk
    waiting = request_queries.waiting(people.actor_for(desk, demo.clinic().location))
    assert [request.given_name for request in waiting] == ["Mara"]
    assert len(risk_queries.open_tasks(ben)) == 1

    done = {}
    for view in courses.running(ben):
        done[view.patient.given_name] = sum(one.status == "discharged" for one in view.sessions)
    assert done == {"Piotr": 2, "Rosa": 0, "Mina": 1, "Noor": 6, "Jonah": 1, "Hanna": 2}
    due = {
        (view.patient.given_name, review.after_session) for view, review in reviews.due_here(ben)
    }
    assert due == {("Noor", 6), ("Hanna", 2), ("Mina", 1)}
    _chairs(ben)


def _chairs(ben: Actor) -> None:
    """Two infusions are over, one runs with a flag, and one waits for two things."""
    rosa, piotr = sorted(sessions.board(ben), key=lambda one: one.status)
    assert (rosa.patient.given_name, rosa.status) == ("Rosa", "planned")
    holding = {one.rule.id for one in sessions.readiness(ben, rosa.uid).holding}
    assert holding == {"cssrs", "cssrs_not_high", "two_people"}
    assert (piotr.patient.given_name, piotr.status, piotr.number) == ("Piotr", "running", 3)
    shown = sessions.flags(piotr, clock.now()).flags
    assert "Systolic pressure" in {one.name for one in shown}

    first, second, third, fourth = sessions.of_course(ben, piotr.course.uid)
    assert [one.status for one in (first, second, third, fourth)] == [
        "discharged", "discharged", "running", "planned",
    ]  # fmt: skip
    assert [one.values["event"] for one in first.all_of("adverse_event")] == ["nausea"]
    assert second.started_at is not None
    before = [one.values["sbp"] for one in second.all_of("reading") if one.at < second.started_at]
    assert before == [152, 138, 134], "held, and cleared by two rechecks"
    corrected = [one for one in second.entries if one.corrects]
    assert [one.values["spo2"] for one in corrected] == [97]


@pytest.mark.parametrize("hour", range(24))
def test_the_visit_of_today_stays_on_one_day_at_every_hour(hour: int) -> None:
    """Also just after midnight, when what happened before the start was yesterday."""
    now = datetime(2026, 11, 20, hour, 10, tzinfo=NEW_YORK)
    start, place = times_of_today(now, NEW_YORK, 27)
    assert place.date() == start.date()
    assert place <= start <= now
    coming, _ = times_of_today(now, NEW_YORK, -40)
    assert coming > now
