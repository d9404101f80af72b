"""What goes wrong around a course, as people read it: stages, names, versions, wrong therapists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.errors import NotFound
from lightwell.records.actions import adoptions, history, releases, therapists
from lightwell.records.models import Patient
from lightwell.records.queries import adoptions as adoption_queries
from lightwell.records.queries import sessions as queries
from lightwell.records.queries import shared
from tests.support import courses, room
from tests.support.cast import Cast
from tests.support.decisions import agreed, found, settle_safety
from tests.support.pages import text
from tests.support.people import as_patient, key, make_patient
from tests.support.room_pages import open_page
from tests.support.sessions import AFTER, GOOD, NINE, at_minute, clock_at, screen, started
from tests.support.signing_in import signed_in
from tests.support.therapy import as_outside, joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def page(client: Client, patient: Patient, name: str, *args: object) -> str:
    answer = client.get(reverse(f"clinic:{name}", args=[patient.uid, *args]))
    assert answer.status_code == 200
    return text(answer)


# ------------------------------------------------------------------ life stages


def test_the_guard_stands_on_the_decision_and_the_plan_with_its_evidence(
    cast: Cast, maya: Patient, alice: Client
) -> None:
    by = cast.actor(cast.alice)
    settle_safety(by, maya)
    course = courses.begun(by, maya)
    version = courses.planned(by, course)
    for name, args in (("decide", ()), ("plan-write", ()), ("plan", (version.uid,))):
        assert "Life stage" not in page(alice, maya, name, *args)
    found(by, maya, conditions__lactation="yes", conditions__end_of_life=None)
    for name, args in (("decide", ()), ("plan-write", ()), ("plan", (version.uid,))):
        told = page(alice, maya, name, *args)
        for words in (
            "Breastfeeding",
            "Takes a specialist",
            "The medicine passes into milk",
            "read in a secondary source",
            "Not known yet, so no way past it",
            "Life-limiting illness near its end",
        ):
            assert words in told, (name, words)


def test_the_decision_page_asks_whether_she_is_pregnant(maya: Patient, alice: Client) -> None:
    told = page(alice, maya, "decide")
    assert f'<a href="/clinic/patients/{maya.uid}/evaluate/pregnancy/">Pregnancy</a>' in told
    maya.sex_at_birth = Patient.Sex.MALE
    maya.save(update_fields=["sex_at_birth"])
    assert ">Pregnancy</a>" not in page(alice, maya, "decide")


def test_readiness_says_that_a_stage_began_since_the_decision(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    found(run.prescriber, run.patient, conditions__pregnant="yes")
    told = open_page(ben, run, "ready/")
    assert "A life stage speaks against any session now: pregnant." in told
    assert "Speak about other options together with the obstetric team." in told


def test_readiness_says_that_the_person_came_of_age(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    today = courses.today()
    run.patient.birth_date = today.replace(year=today.year - 18, day=1) + timedelta(days=40)
    run.patient.save(update_fields=["birth_date"])
    agreed(run.prescriber, run.patient, given_by="guardian", guardian_name="Rosa", has_assent=True)
    assert "is of age since" not in open_page(ben, run, "ready/")
    run.patient.birth_date = today.replace(year=today.year - 19, day=1)
    run.patient.save(update_fields=["birth_date"])
    assert "The person is of age since: their own consent is needed." in open_page(
        ben, run, "ready/"
    )


# ------------------------------------------------------------------ names that no list knows


def told_of(cast: Cast, patient: Patient, subject: str, content: dict[str, Any]) -> None:
    history.propose(
        by=cast.actor(cast.alice), patient=patient, subject=subject, content=content, key=key()
    )


def test_a_medicine_that_no_list_knows_is_kept_and_said_to_be_not_checked(
    cast: Cast, maya: Patient, alice: Client
) -> None:
    told_of(cast, maya, "medicine", {"drug": "Grandmother's drops", "taking": "yes"})
    told_of(cast, maya, "medicine", {"drug": "lorazepan", "taking": "yes"})
    told_of(cast, maya, "medicine", {"drug": "Xanax", "taking": "yes"})
    told_of(cast, maya, "allergy", {"substance": "Grandmother's soap"})
    told = page(alice, maya, "medicines")
    assert "Grandmother&#x27;s drops" in told
    assert told.count('<span class="lw-quiet">on no list: not checked') == 2
    assert "on no list: not checked; did you mean lorazepam?" in told
    assert "alprazolam" in told


def test_a_supplement_by_its_brand_asks_for_what_is_in_it(
    cast: Cast, maya: Patient, alice: Client
) -> None:
    by = cast.actor(cast.alice)
    made = history.propose(
        by=by,
        patient=maya,
        subject="medicine",
        content={"drug": "Morning Sun Mood Complex", "taking": "yes"},
        key=key(),
    )
    history.verify(
        by=by,
        patient=maya,
        entry=made.entry.uid,
        base=made.number,
        content=made.content,
        key=key(),
    )
    told = page(alice, maya, "regimen")
    assert "Morning Sun Mood Complex" in told
    assert "Not checked" in told
    assert "add each ingredient on its label as a line" in told


def test_a_past_treatment_that_no_list_knows_is_kept_and_settles_nothing(
    cast: Cast, maya: Patient, alice: Client
) -> None:
    told_of(cast, maya, "treatment", {"kind": "drug", "drug": "qwertyuiop"})
    told = page(alice, maya, "treatments")
    assert "qwertyuiop" in told
    assert "not on the drug list" in told
    assert "qwertyuiop" in page(alice, maya, "determination")


# ------------------------------------------------------------------ a version withdrawn


def withdraw(cast: Cast, base: int, *, is_unsafe: bool) -> None:
    adoptions.withdraw(
        by=cast.actor(cast.alice),
        location=cast.harbour,
        programme=courses.IV,
        reason="A batch was impure",
        base=base,
        key=key(),
        is_unsafe=is_unsafe,
    )


def test_withdrawn_as_unsafe_holds_the_next_session_and_says_what_can_be_done(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    courses.adopt(cast.actor(cast.alice), cast.harbour)
    withdraw(cast, 1, is_unsafe=True)
    told = open_page(ben, run, "ready/")
    assert "was withdrawn as unsafe: A batch was impure" in told
    assert "decides anew, and plans another programme" in told
    assert not queries.readiness(run.nurse, run.uid).is_open
    courses.adopt(cast.actor(cast.alice), cast.harbour)
    assert "was withdrawn as unsafe" not in open_page(ben, run, "ready/")


def test_withdrawn_as_superseded_goes_on_with_a_notice(
    cast: Cast, maya: Patient, alice: Client
) -> None:
    by = cast.actor(cast.alice)
    courses.adopt(by, cast.harbour)
    course = courses.signed(by, maya)
    assert "About this programme" not in page(alice, maya, "plan-write")
    withdraw(cast, 1, is_unsafe=False)
    version = course.plans.get()
    for name, args in (("course", ()), ("plan", (version.uid,)), ("plan-write", ())):
        told = page(alice, maya, name, *args)
        assert "Withdrawn for new courses: A batch was impure" in told
        assert "This course stays on its version." in told
    state = adoption_queries.state(cast.harbour, courses.IV)
    assert not state.why_no_start(course.programme_version, course.content_hash)
    withdraw(cast, 2, is_unsafe=True)
    assert "No session starts." in page(alice, maya, "plan", version.uid)


# ------------------------------------------------------------------ therapists


def test_a_release_that_ends_in_the_middle_of_a_session(cast: Cast) -> None:
    """The session goes on to its end; the therapist's page closes; nothing is lost."""
    patient = make_patient(cast.harbour)
    with clock_at(NINE - timedelta(days=1)):
        link = joined(cast.actor(cast.alice), patient)
    run = started(cast, patient=patient)
    tess = as_outside(cast.tess)
    with at_minute(10):
        assert [one.number for one in shared.sessions(shared.person(tess, patient.uid))] == [1]
        before = run.view.version
        assert link.release is not None
        releases.end(by=as_patient(patient), patient=patient, release=link.release.uid, key=key())
        with pytest.raises(NotFound, match="release that opened it has ended"):
            shared.person(tess, patient.uid)
        assert run.view.version == before
        run.act("read", values=GOOD)
    with at_minute(40):
        run.act("read", values=GOOD)
        run.act("end_infusion")
    with at_minute(101):
        run.act("read", values=GOOD)
        screen(run)
        run.act("check", values=AFTER)
        run.act("leave", door="discharge", values={})
    assert run.view.status == "discharged"
    assert [one.number for one in run.view.entries] == list(range(1, run.view.version + 1))


def test_what_a_wrong_therapist_saw_stays_shown_to_the_person(cast: Cast, maya: Patient) -> None:
    by = cast.actor(cast.alice)
    link = joined(by, maya)
    tess = signed_in(cast.tess)
    assert tess.get(reverse("outside:person", args=[maya.uid])).status_code == 200
    therapists.unlink(by=by, patient=maya, link=link.uid, reason="Another Maya", key=key())
    assert tess.get(reverse("outside:person", args=[maya.uid])).status_code == 404
    assert maya.user is not None
    told = text(signed_in(maya.user).get(reverse("portal:who-looked")))
    assert "Tess Tallis" in told
