"""Therapist and prescriber write to one another about a person; a release opens it, and ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lightwell.access import clock
from lightwell.access.actions import organisations
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent, OutgoingMessage, User
from lightwell.access.queries import people
from lightwell.access.wording import HEALTH_WORDS
from lightwell.records.actions import care_messages, releases, risk_raising, therapists
from lightwell.records.message_words import risk_word
from lightwell.records.models import CareMessage, CareMessageRead, Patient, RiskTask, TherapistLink
from lightwell.records.queries import messages, shared
from tests.support import courses
from tests.support.cast import SETUP, Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.therapy import as_outside, joined

pytestmark = pytest.mark.django_db
WORDS = "She sleeps better since the second session."


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def tess(cast: Cast) -> Actor:
    return as_outside(cast.tess)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def written(by: Actor, patient: Patient, words: str = WORDS, **told: Any) -> CareMessage:
    given = {"danger": "no", "key": key()} | told
    return care_messages.write(by=by, patient=patient.uid, words=words, **given)


def notices() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(purpose="care-message").order_by("pk"))


def therapist_of_the_house(cast: Cast) -> User:
    user = organisations.add_staff(
        by=SETUP, email="theo@staff.example", name="Theo Thorn", title="therapist"
    )
    organisations.give_role(by=SETUP, user=user, location=cast.harbour, role=Role.THERAPIST)
    return user


def test_both_write_and_each_sees_what_waits_and_who_read_it(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    courses.signed(alice, maya)
    joined(alice, maya)
    first = written(tess, maya)
    second = written(alice, maya, "Thank you. We stay with this dose.")
    assert (first.number, second.number, first.is_outside) == (1, 2, True)
    assert first.by_role == "outside therapist"
    assert [one.count for one in messages.waiting(alice)] == [1]
    assert messages.unread_count(tess) == 1
    assert care_messages.mark_read(by=alice, patient=maya.uid) == 1
    assert care_messages.mark_read(by=alice, patient=maya.uid) == 0, "once for each reader"
    assert messages.waiting(alice) == []
    (seen, unseen) = messages.of(shared.person(tess, maya.uid))
    assert [mark.name for mark in seen.reads] == ["Alice Anders"]
    assert unseen.reads == ()
    acts = list(AuditEvent.objects.filter(patient=maya.uid).values_list("action", flat=True))
    assert acts.count("care-message.write") == 2 and acts.count("care-message.read") == 1


def test_a_notice_says_nothing_of_the_person_and_goes_to_those_for_whom_it_is(
    alice: Actor, tess: Actor, maya: Patient, cast: Cast
) -> None:
    courses.signed(alice, maya)
    joined(alice, maya)
    written(tess, maya)
    written(alice, maya)
    assert [one.to for one in notices()] == [cast.alice.email, cast.tess.email]
    for one in notices():
        for word in ("Maya", "Rivera", "sleeps", "Tess Tallis writes"):
            assert word not in one.subject + one.body
        assert HEALTH_WORDS.search(one.body) is None
        assert "Sign in to read it" in one.body


def test_the_same_page_sent_twice_is_one_message(alice: Actor, maya: Patient) -> None:
    first = written(alice, maya, key="page")
    assert written(alice, maya, key="page").pk == first.pk
    with pytest.raises(Conflict):
        written(alice, maya, "Other words", key="page")
    assert CareMessage.objects.count() == 1


def test_without_messages_in_the_release_nothing_is_read_or_written(
    alice: Actor, tess: Actor, maya: Patient, cast: Cast
) -> None:
    joined(alice, maya, shares=["plan", "sessions"])
    written(alice, maya)
    assert messages.of(shared.person(tess, maya.uid)) == []
    assert messages.unread_count(tess) == 0
    assert care_messages.mark_read(by=tess, patient=maya.uid) == 0
    with pytest.raises(NotFound, match="555-0100"):
        written(tess, maya)
    assert cast.tess.email not in [one.to for one in notices()]


def test_a_release_that_ends_in_the_middle_keeps_nothing_and_the_clinic_keeps_the_thread(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    link = joined(alice, maya)
    written(tess, maya)
    assert link.release is not None
    releases.end(by=as_patient(maya), patient=maya, release=link.release.uid, key=key())
    with pytest.raises(NotFound):
        written(tess, maya, "Half of it")
    with pytest.raises(NotFound):
        shared.person(tess, maya.uid)
    with pytest.raises(NotFound):
        care_messages.mark_read(by=tess, patient=maya.uid)
    assert messages.unread_count(tess) == 0 and messages.waiting(tess) == []
    assert [one.words for one in messages.thread(alice, maya)] == [WORDS]
    place = shared.clinic_of(tess, maya.uid)
    assert place is not None and place.phone == "555-0100"


def test_a_release_that_runs_out_closes_it_without_an_act(
    alice: Actor, tess: Actor, maya: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = joined(alice, maya)
    assert link.release is not None
    after = link.release.ends_at + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: after)
    with pytest.raises(NotFound):
        written(tess, maya)


def test_another_patient_and_another_location_stay_closed(
    alice: Actor, tess: Actor, maya: Patient, cast: Cast
) -> None:
    joined(alice, maya)
    other = make_patient(cast.harbour, "Rae", "Roe", signs_in=False)
    with pytest.raises(NotFound):
        written(tess, other)
    with pytest.raises(NotFound):
        written(cast.actor(cast.chioma), maya)
    assert messages.thread(as_patient(maya), other) == []
    assert shared.clinic_of(tess, other.uid) is None
    assert shared.clinic_of(alice, maya.uid) is None


def test_who_may_write(alice: Actor, maya: Patient, cast: Cast) -> None:
    for word in ("ben", "dev", "frida"):
        with pytest.raises(Denied):
            written(cast.actor(getattr(cast, word)), maya)
    with pytest.raises(Denied):
        written(as_patient(maya), maya)
    with pytest.raises(Denied):
        messages.thread(cast.actor(cast.frida), maya)
    theo = therapist_of_the_house(cast)
    himself = people.actor_for(theo, cast.harbour)
    with pytest.raises(Denied, match="linked"):
        written(himself, maya)
    therapists.link(by=alice, patient=maya, therapist=theo.pk, key=key())
    assert written(himself, maya).is_outside is False
    assert [one.name for one in messages.concerned(maya)] == ["Alice Anders", "Theo Thorn"]


def test_what_waits_for_nurse_prescriber_and_therapist(
    alice: Actor, maya: Patient, cast: Cast
) -> None:
    nora = organisations.add_staff(
        by=SETUP, email="nora@staff.example", name="Nora North", title="nurse practitioner"
    )
    organisations.give_role(by=SETUP, user=nora, location=cast.harbour, role=Role.PRESCRIBER)
    other = people.actor_for(nora, cast.harbour)
    theo = therapist_of_the_house(cast)
    himself = people.actor_for(theo, cast.harbour)
    therapists.link(by=alice, patient=maya, therapist=theo.pk, key=key())
    written(himself, maya)
    assert messages.unread_count(other) == 1, "before there is a course, every prescriber"
    courses.signed(alice, maya)
    assert messages.unread_count(other) == 0, "then those who began or signed it"
    assert messages.unread_count(alice) == 1
    assert messages.unread_count(cast.actor(cast.ben)) == 1, "nurses see all of their location"
    assert messages.unread_count(himself) == 0, "one's own does not wait"
    written(other, maya, "I looked in.")
    written(himself, maya, "Thank you.")
    assert messages.unread_count(other) == 2, "who wrote in a thread is told of what follows"
    assert messages.unread_count(himself) == 1
    for word in ("dev", "frida", "chioma"):
        assert messages.unread_count(cast.actor(getattr(cast, word))) == 0


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ({"words": "  "}, "words"),
        ({"words": "x" * 4001}, "words"),
        ({"danger": ""}, "danger"),
        ({"danger": "yes"}, "danger"),
        ({"words": "She said she wants to die."}, "danger"),
    ],
)
def test_what_cannot_be_sent_is_named_and_nothing_is_kept(
    alice: Actor, maya: Patient, told: dict[str, str], box: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        written(alice, maya, **told)
    assert refused.value.field == box
    assert not CareMessage.objects.exists() and notices() == []


def test_words_about_the_past_can_be_said_to_be_so(alice: Actor, maya: Patient) -> None:
    written(alice, maya, "Her overdose of 2011 came up.", danger="past")
    assert CareMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Suicidal again", "Suicidal"),
        ("she took her own life", "took her own life"),
        ("talked of self-harm", "self-harm"),
        ("He would kill himself", "kill himself"),
        ("the deadline of the insurer", ""),
        ("she takes her life easier", "takes her life"),
    ],
)
def test_words_that_make_their_writer_look_up(words: str, found: str) -> None:
    assert risk_word(words) == found


def test_a_clinician_raises_a_risk_task_instead(alice: Actor, maya: Patient, cast: Cast) -> None:
    told: dict[str, Any] = {"patient": maya, "level": "red", "words": "She said goodbye."}
    task = risk_raising.raise_as_told(by=alice, **told, key="page")
    assert (task.level, task.location_id) == ("red", cast.harbour.pk)
    assert task.trigger_words == "Told by Alice Anders: She said goodbye."
    assert risk_raising.raise_as_told(by=alice, **told, key="page").pk == task.pk
    with pytest.raises(Conflict):
        risk_raising.raise_as_told(by=alice, **(told | {"level": "amber"}), key="page")
    for wrong, box in (({"level": "watch"}, "level"), ({"words": ""}, "words"),
                       ({"words": "x" * 201}, "words")):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            risk_raising.raise_as_told(by=alice, **(told | wrong), key=key())
        assert refused.value.field == box
    with pytest.raises(Denied):
        risk_raising.raise_as_told(by=cast.actor(cast.frida), **told, key=key())
    with pytest.raises(NotFound):
        risk_raising.raise_as_told(by=cast.actor(cast.chioma), **told, key=key())
    assert RiskTask.objects.count() == 1


def test_a_read_mark_is_made_once(alice: Actor, tess: Actor, maya: Patient) -> None:
    joined(alice, maya)
    written(tess, maya)
    care_messages.mark_read(by=alice, patient=maya.uid)
    assert CareMessageRead.objects.count() == 1
    assert TherapistLink.objects.count() == 1
