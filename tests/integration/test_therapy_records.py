"""What a therapist writes down of sessions, who sees it, and what a programme reads of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.records.actions import private_notes, releases, therapists, therapy
from lightwell.records.models import Patient, PrivateNote, TherapyRecord
from lightwell.records.queries import shared
from lightwell.records.queries import therapy as queries
from tests.support import courses
from tests.support.cast import Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.room import planned, recovering
from tests.support.therapy import as_outside, joined, joined_on_paper, noted, session

pytestmark = pytest.mark.django_db
SECRET = "She reminds me of my own sister; watch that."


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def tess(cast: Cast) -> Actor:
    return as_outside(cast.tess)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.NOTES_KEY_FILE = tmp_path / "notes.key"
    return tmp_path / "notes.key"


# -- records ----------------------------------------------------------------------------------


def test_the_outside_therapist_writes_and_the_staff_read(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    joined(alice, maya)
    noted(tess, maya)
    (view,) = queries.of_patient(alice, maya)
    assert (view.by_name, view.is_outside, view.title) == ("Tess Tallis", True, "Preparation")
    event = AuditEvent.objects.get(action="therapy-record.write")
    assert "phone" not in json.dumps(event.detail)


def test_the_same_page_twice_is_one_record(alice: Actor, maya: Patient) -> None:
    said = session()
    first = therapy.write(by=alice, patient=maya.uid, said=said, key="page")
    assert therapy.write(by=alice, patient=maya.uid, said=said, key="page").pk == first.pk
    with pytest.raises(Conflict):
        therapy.write(by=alice, patient=maya.uid, said=said | {"minutes": 61}, key="page")


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ({"kind": "closing"}, "kind"),
        ({"held_at": None}, "held_on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"minutes": None}, "minutes"),
        ({"themes": " "}, "themes"),
        ({"themes": "x" * 6001}, "themes"),
        ({"next_steps": ""}, "next_steps"),
        ({"homework": "x" * 3001}, "homework"),
    ],
)
def test_what_makes_no_record_is_named(
    alice: Actor, maya: Patient, told: dict[str, Any], box: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        noted(alice, maya, **told)
    assert refused.value.field == box
    assert not TherapyRecord.objects.exists()


def test_a_session_of_tomorrow_is_not_written_down(alice: Actor, maya: Patient) -> None:
    with pytest.raises(InvalidInput, match="future"):
        noted(alice, maya, held_at=clock.now() + timedelta(hours=1))


def test_a_correction_keeps_what_was_written_before(
    cast: Cast, alice: Actor, tess: Actor, maya: Patient
) -> None:
    joined(alice, maya)
    first = noted(tess, maya)
    change: dict[str, Any] = {"patient": maya.uid, "thread": first.thread}
    better = session(themes="“I am afraid of the phone, and of the door.”")
    for reason in ("", "x" * 501):
        with pytest.raises(InvalidInput):
            therapy.correct(by=tess, **change, said=better, reason=reason, base=1, key=key())
    with pytest.raises(Denied, match="wrote this record"):
        therapy.correct(by=alice, **change, said=better, reason="x", base=1, key=key())
    told: dict[str, Any] = change | {"said": better, "reason": "Left out", "base": 1}
    made = therapy.correct(by=tess, **told, key="page")
    assert therapy.correct(by=tess, **told, key="page").pk == made.pk
    with pytest.raises(Conflict, match="changed this record"):
        therapy.correct(by=tess, **told, key=key())
    (view,) = queries.of_patient(alice, maya)
    assert (view.number, view.reason, len(view.before)) == (2, "Left out", 1)
    assert view.before[0].themes == first.themes
    other = make_patient(cast.harbour, "Noor", "Haddad")
    with pytest.raises(NotFound):
        queries.one(alice, other, first.thread)
    with pytest.raises(NotFound):
        therapy.correct(by=alice, **(told | {"patient": other.uid}), key=key())


def test_a_record_about_the_wrong_person_is_withdrawn_by_who_runs_the_course(
    cast: Cast, alice: Actor, tess: Actor, maya: Patient
) -> None:
    link = joined(alice, maya)
    row = noted(tess, maya)
    therapists.unlink(by=alice, patient=maya, link=link.uid, reason="Another Maya", key=key())
    end: dict[str, Any] = {"patient": maya.uid, "thread": row.thread, "base": 1, "reason": "Wrong"}
    with pytest.raises(Denied):
        therapy.withdraw(by=cast.actor(cast.ben), **end, key=key())
    made = therapy.withdraw(by=alice, **end, key="page")
    assert therapy.withdraw(by=alice, **end, key="page").pk == made.pk
    with pytest.raises(Conflict, match="withdrawn"):
        therapy.withdraw(by=alice, **(end | {"base": 2}), key=key())
    (view,) = queries.of_patient(alice, maya)
    assert view.is_withdrawn
    assert view.themes == row.themes


def test_who_may_write(cast: Cast, maya: Patient) -> None:
    for user in (cast.ben, cast.frida, cast.dev):
        with pytest.raises(Denied):
            noted(cast.actor(user), maya)
    for by in (cast.actor(cast.chioma), as_outside(cast.tess)):
        with pytest.raises(NotFound):
            noted(by, maya)
    with pytest.raises(Denied):
        noted(as_patient(maya), maya)


def test_nothing_is_saved_after_the_release_ended(alice: Actor, tess: Actor, maya: Patient) -> None:
    link = joined(alice, maya)
    assert link.release is not None
    releases.end(by=as_patient(maya), patient=maya, release=link.release.uid, key=key())
    with pytest.raises(NotFound):
        noted(tess, maya)
    with pytest.raises(NotFound):
        private_notes.keep(by=tess, patient=maya.uid, words=SECRET, key=key())
    assert not TherapyRecord.objects.exists()
    assert not PrivateNote.objects.exists()


# -- what she sees ----------------------------------------------------------------------------


def test_she_sees_what_the_release_names_and_nothing_else(
    cast: Cast, alice: Actor, tess: Actor
) -> None:
    run = recovering(cast)
    patient = run.view.patient
    make_account(cast, patient)
    seen: dict[str, Any] = {}
    parts = (["plan"], ["plan", "doses"], ["sessions"], ["doses"], ["observations"], ["records"])
    for parts_shared in parts:
        link = joined_on_paper(alice, patient, parts_shared)
        person = shared.person(tess, patient.uid)
        plan, rows = shared.plan(person), shared.sessions(person)
        seen["+".join(parts_shared)] = (plan, rows)
        assert bool(plan) == ("plan" in parts_shared)
        assert bool(rows) == bool({"sessions", "doses", "observations"} & set(parts_shared))
        therapists.unlink(by=alice, patient=patient, link=link.uid, reason="next", key=key())
    assert "Planned dose" not in dict(seen["plan"][0])
    assert "mg" in dict(seen["plan+doses"][0])["Planned dose"]
    (row,) = seen["sessions"][1]
    assert (row.state, row.dose, row.observations) == ("Recovering", "", ())
    (row,) = seen["doses"][1]
    assert (row.state, row.observations) == ("", ())
    assert row.dose.endswith(" mg")
    (row,) = seen["observations"][1]
    assert (row.state, row.dose) == ("", "")
    assert any("10 min after the start: dissociation 3" in line for line in row.observations)


def make_account(cast: Cast, patient: Patient) -> None:
    from lightwell.access.actions import accounts
    from tests.support.cast import SETUP

    patient.user = accounts.open_for_patient(by=SETUP, email="ana@mail.example", name="Ana")
    patient.save(update_fields=["user"])


def test_before_any_course_there_is_nothing_to_see(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    joined(alice, maya)
    person = shared.person(tess, maya.uid)
    assert (shared.plan(person), shared.sessions(person)) == ([], [])
    assert person.share_words


def test_a_session_that_has_not_begun_says_so(cast: Cast, alice: Actor, tess: Actor) -> None:
    patient = planned(cast).view.patient
    joined_on_paper(alice, patient, ["doses", "observations"])
    (row,) = shared.sessions(shared.person(tess, patient.uid))
    assert (row.has_begun, row.dose, row.observations) == (False, "Not begun", ())


def test_an_event_and_a_session_to_come_are_told_as_such(
    cast: Cast, alice: Actor, tess: Actor
) -> None:
    run = recovering(cast)
    values = {"event": "anxiety", "grade": 2, "is_serious": False, "action": "Sat with her"}
    run.act("adverse_event", values=values)
    patient = run.view.patient
    joined_on_paper(alice, patient, ["observations"])
    (row,) = shared.sessions(shared.person(tess, patient.uid))
    assert any("Anxiety or agitation, moderate" in line for line in row.observations)


def test_records_of_others_are_seen_only_where_the_release_names_them(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    theirs = noted(alice, maya)
    joined(alice, maya, shares=["plan"])
    own = noted(tess, maya)
    person = shared.person(tess, maya.uid)
    assert [one.thread for one in shared.records(tess, person)] == [own.thread]
    joined(alice, maya, shares=["records"])
    person = shared.person(tess, maya.uid)
    assert {one.thread for one in shared.records(tess, person)} == {own.thread, theirs.thread}
    assert shared.own_record(tess, person, own.thread).thread == own.thread
    with pytest.raises(NotFound):
        shared.own_record(tess, person, theirs.thread)


# -- what the programme asks ------------------------------------------------------------------


def test_the_gates_read_therapist_preparation_and_integration(cast: Cast, alice: Actor) -> None:
    run = recovering(cast)
    patient, course = run.view.patient, run.view.course
    start = run.view.started_at
    assert start is not None
    found = queries.facts(patient, course)
    assert found.known == {
        "course.therapist_linked": False,
        "course.preparation_sessions": 0,
        "course.integration_since_dose": False,
    }
    joined_on_paper(alice, patient, ["plan"])
    noted(alice, patient, held_at=start - timedelta(days=1))
    noted(alice, patient, kind="integration", held_at=start - timedelta(hours=2))
    assert queries.facts(patient, course).integration_since_dose is False
    after = noted(alice, patient, kind="integration", held_at=start + timedelta(minutes=90))
    known = queries.facts(patient, course).known
    assert known == {
        "course.therapist_linked": True,
        "course.preparation_sessions": 1,
        "course.integration_since_dose": True,
    }
    end: dict[str, Any] = {"patient": patient.uid, "thread": after.thread, "base": 1}
    therapy.withdraw(by=alice, **end, reason="Not held", key=key())
    assert queries.facts(patient, course).integration_since_dose is False


def test_the_criteria_of_kap_are_opened_by_these_facts_and_hold_without(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    kap = lw.find_programme("kap")
    ours = {one.id: one for one in kap.care.criteria if one.id in ("therapist", "prepared")}
    assert set(ours) == {"therapist", "prepared"}
    course = courses.begun(alice, maya)

    def holding() -> set[str]:
        known = queries.facts(maya, course).known
        facts = lw.Facts({name: lw.Fact(value) for name, value in known.items()})
        return {name for name, one in ours.items() if one.holds(facts)}

    assert holding() == {"therapist", "prepared"}
    joined(alice, maya)
    assert holding() == {"prepared"}
    noted(alice, maya)
    assert holding() == set()


def test_without_a_dose_integration_is_not_known(alice: Actor, maya: Patient) -> None:
    course = courses.begun(alice, maya)
    noted(alice, maya, kind="integration")
    found = queries.facts(maya, course)
    assert found.integration_since_dose is None
    assert "course.integration_since_dose" not in found.known


def test_a_record_belongs_to_the_course_that_it_prepared(alice: Actor, maya: Patient) -> None:
    """Written before the course began, it counts for that one and for no later one."""
    with clock.at(clock.now() - timedelta(days=40)):
        assert queries.course_now(maya) is None
        noted(alice, maya)
        first = courses.begun(alice, maya)
        assert queries.course_now(maya) == first
        assert queries.facts(maya, first).preparation_sessions == 1
        noted(alice, maya)
        stop = {"number": 2, "verb": "stop", "status": "stopped", "by_name": "Alice Anders"}
        first.events.create(**stop, at=clock.now())
        assert queries.course_now(maya) is None
    second = courses.begun(alice, maya)
    assert queries.facts(maya, second).preparation_sessions == 0
    noted(alice, maya)
    assert queries.facts(maya, second).preparation_sessions == 1
    assert queries.facts(maya, first).preparation_sessions == 2
