"""A release opens named parts of one record to one therapist, until it ends; nothing else does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lightwell.access import clock
from lightwell.access.actions import accounts, organisations
from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent, OutgoingMessage, User
from lightwell.records.actions import releases, therapists
from lightwell.records.models import Patient, Release, TherapistLink
from lightwell.records.queries import shared
from lightwell.records.queries import therapists as queries
from tests.support.cast import SETUP, Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.room import running
from tests.support.therapy import (
    INVITED,
    as_outside,
    in_days,
    invitation,
    invited,
    joined,
    signed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def tess(cast: Cast) -> Actor:
    return as_outside(cast.tess)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def names(by: Actor) -> list[str]:
    return [one.name for one in shared.people(by)]


# -- signing ----------------------------------------------------------------------------------


def test_the_person_signs_and_the_therapist_sees_them_once_they_accepted(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    release, token = invited(alice, maya, shares=["plan"])
    assert names(tess) == []
    therapists.accept(by=INVITED, token=token)
    assert names(tess) == ["Maya Rivera"]
    person = shared.person(tess, maya.uid)
    assert (person.shares, person.ends_on) == (("plan",), release.ends_on)
    acts = list(AuditEvent.objects.filter(patient=maya.uid).values_list("action", flat=True))
    assert {"release.sign", "therapist.invite", "therapist.accept"} <= set(acts)


def test_the_same_page_sent_twice_is_one_release(maya: Patient) -> None:
    first = signed(maya, key="page")
    assert signed(maya, key="page").pk == first.pk
    with pytest.raises(Conflict):
        signed(maya, key="page", purpose="Something else")
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ({"ends_on": None}, "ends_on"),
        ({"therapist_name": "  "}, "therapist_name"),
        ({"therapist_name": "x" * 201}, "therapist_name"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 501}, "purpose"),
        ({"shares": []}, "shares"),
        ({"shares": ["plan", "everything"]}, "shares"),
        ({"therapist_email": "tess at home"}, "therapist_email"),
        ({"therapist_email": "ALICE@staff.example"}, "therapist_email"),
    ],
)
def test_what_makes_no_release_is_named_with_its_box(
    maya: Patient, told: dict[str, Any], box: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        signed(maya, **told)
    assert refused.value.field == box
    assert not Release.objects.exists()


def test_a_release_without_an_end_says_what_to_do(maya: Patient) -> None:
    with pytest.raises(InvalidInput, match=r"Say until when\. A release has an end\."):
        signed(maya, ends_on=None)


def test_it_ends_between_today_and_a_year(maya: Patient) -> None:
    for days in (-1, 367):
        with pytest.raises(InvalidInput) as refused:
            signed(maya, ends_on=in_days(maya, days))
        assert refused.value.field == "ends_on"
    assert signed(maya, ends_on=in_days(maya, 0)).ends_at > clock.now()
    assert signed(maya, ends_on=in_days(maya, 366)).pk


def test_nobody_signs_during_a_session(cast: Cast) -> None:
    run = running(cast)
    patient = run.view.patient
    patient.user = accounts.open_for_patient(by=SETUP, email="a@mail.example", name="Ana")
    patient.save(update_fields=["user"])
    with pytest.raises(Conflict, match="another day"):
        signed(patient)


def test_below_eighteen_a_guardian_signs_on_paper(alice: Actor, maya: Patient) -> None:
    maya.birth_date = date(clock.now().year - 15, 1, 1)
    maya.save(update_fields=["birth_date"])
    with pytest.raises(InvalidInput, match="parent or guardian"):
        signed(maya)
    paper: dict[str, Any] = {"signed_on": in_days(maya, 0), "given_by": "guardian"}
    with pytest.raises(InvalidInput, match="name of the guardian"):
        on_paper(alice, maya, **paper)
    with pytest.raises(InvalidInput, match="a guardian signs"):
        on_paper(alice, maya, signed_on=in_days(maya, 0))
    made = on_paper(alice, maya, **paper, guardian_name="Ines  Rivera")
    assert (made.guardian_name, made.is_on_paper) == ("Ines Rivera", True)
    maya.birth_date = None
    maya.save(update_fields=["birth_date"])
    for who in (as_patient(maya), alice):
        with pytest.raises(InvalidInput, match="birth date"):
            on_paper(who, maya, **paper)


def on_paper(by: Actor, patient: Patient, **told: Any) -> Release:
    given: dict[str, Any] = {
        "therapist_name": "Tess Tallis",
        "therapist_email": "tess@staff.example",
        "purpose": "Therapy",
        "shares": ["plan"],
        "ends_on": in_days(patient, 30),
        "key": key(),
    }
    return releases.sign(by=by, patient=patient, **(given | told))


def test_staff_record_a_paper_with_its_day(cast: Cast, alice: Actor, maya: Patient) -> None:
    for day in (None, in_days(maya, 1)):
        with pytest.raises(InvalidInput) as refused:
            on_paper(alice, maya, signed_on=day)
        assert refused.value.field == "signed_on"
    with pytest.raises(InvalidInput, match="guardian empty"):
        on_paper(alice, maya, signed_on=in_days(maya, 0), guardian_name="Ines Rivera")
    assert on_paper(cast.actor(cast.ben), maya, signed_on=in_days(maya, -3)).is_on_paper
    for stranger in (cast.frida, cast.dev):
        with pytest.raises(Denied):
            on_paper(cast.actor(stranger), maya, signed_on=in_days(maya, 0))
    with pytest.raises(NotFound):
        on_paper(cast.actor(cast.chioma), maya, signed_on=in_days(maya, 0))


# -- the invitation ---------------------------------------------------------------------------


def test_an_expired_invitation_opens_nothing_and_a_new_one_does(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    release, old = invited(alice, maya)
    with clock.at(clock.now() + timedelta(days=8)):
        with pytest.raises(NotFound, match="Ask the clinic to send a new one"):
            therapists.accept(by=INVITED, token=old)
        new = invitation(alice, release, seen=1)
        therapists.accept(by=INVITED, token=new)
        assert names(tess) == ["Maya Rivera"]


def test_a_newer_invitation_overtakes_the_one_before(alice: Actor, maya: Patient) -> None:
    release, old = invited(alice, maya)
    invitation(alice, release, seen=1)
    with pytest.raises(NotFound):
        queries.open_invitation(old)


def test_a_button_pressed_twice_sends_one(alice: Actor, maya: Patient) -> None:
    release, _ = invited(alice, maya)
    therapists.invite(by=alice, patient=maya, release=release.uid, seen=0)
    assert OutgoingMessage.objects.filter(purpose="outside-invitation").count() == 1


def test_the_message_says_neither_about_whom_nor_what_kind_of_clinic(
    alice: Actor, maya: Patient
) -> None:
    invited(alice, maya)
    sent = OutgoingMessage.objects.get(purpose="outside-invitation")
    for word in ("Maya", "Rivera", "therap", "psych", "depress", "patient"):
        assert word.lower() not in f"{sent.subject} {sent.body}".lower()


def test_an_invitation_works_once(alice: Actor, maya: Patient) -> None:
    release, token = invited(alice, maya)
    therapists.accept(by=INVITED, token=token)
    with pytest.raises(NotFound):
        therapists.accept(by=INVITED, token=token)
    with pytest.raises(Conflict, match="accepted already"):
        therapists.invite(by=alice, patient=maya, release=release.uid, seen=1)
    assert TherapistLink.objects.count() == 1


def test_a_new_therapist_gets_an_account_without_a_password(alice: Actor, maya: Patient) -> None:
    joined(alice, maya, "Lia@therapists.example", therapist_name="Lia Lund")
    lia = User.objects.get(email="lia@therapists.example")
    assert (lia.kind, lia.name, lia.has_usable_password()) == (User.Kind.OUTSIDE, "Lia Lund", False)
    assert as_outside(lia).roles == frozenset()


def test_an_address_of_a_patient_is_no_therapists(cast: Cast, alice: Actor, maya: Patient) -> None:
    """The person who signs is not told that somebody else is a patient here; staff are."""
    make_patient(cast.harbour, "Noor", "Haddad")
    release = signed(maya, "noor.haddad@mail.example")
    with pytest.raises(Conflict, match="different address"):
        therapists.invite(by=alice, patient=maya, release=release.uid, seen=0)
    with pytest.raises(Conflict):
        accounts.open_for_therapist(by=SETUP, email="noor.haddad@mail.example", name="Noor")
    assert not OutgoingMessage.objects.filter(purpose="outside-invitation").exists()


def test_nobody_is_invited_on_a_release_that_has_ended(alice: Actor, maya: Patient) -> None:
    release, token = invited(alice, maya)
    releases.end(by=as_patient(maya), patient=maya, release=release.uid, key=key())
    with pytest.raises(NotFound):
        therapists.accept(by=INVITED, token=token)
    with pytest.raises(Conflict, match="has ended"):
        therapists.invite(by=alice, patient=maya, release=release.uid, seen=1)


def test_who_may_invite(cast: Cast, maya: Patient) -> None:
    release = signed(maya)
    for user in (cast.frida, cast.dev, cast.eve, cast.tess):
        with pytest.raises((Denied, NotFound)):
            therapists.invite(by=cast.actor(user), patient=maya, release=release.uid, seen=0)
    other = make_patient(cast.harbour, "Noor", "Haddad")
    ben = cast.actor(cast.ben)
    with pytest.raises(NotFound):
        therapists.invite(by=ben, patient=other, release=release.uid, seen=0)
    assert therapists.invite(by=ben, patient=maya, release=release.uid, seen=0).number == 1


# -- the end ----------------------------------------------------------------------------------


def test_access_ends_the_moment_the_release_ends(alice: Actor, tess: Actor, maya: Patient) -> None:
    link = joined(alice, maya, ends_on=in_days(maya, 1))
    assert link.release is not None
    last = link.release.ends_at
    with clock.at(last - timedelta(seconds=1)):
        assert names(tess) == ["Maya Rivera"]
    with clock.at(last):
        assert names(tess) == []
        with pytest.raises(NotFound):
            shared.person(tess, maya.uid)


def test_access_ends_the_moment_it_is_taken_back(alice: Actor, tess: Actor, maya: Patient) -> None:
    link = joined(alice, maya)
    assert link.release is not None
    releases.end(by=as_patient(maya), patient=maya, release=link.release.uid, key=key())
    with pytest.raises(NotFound):
        shared.person(tess, maya.uid)
    view = queries.release(alice, maya, link.release.uid)
    assert (view.stands, view.ended_by) == (False, "Maya Rivera")


def test_ending_is_once_and_staff_say_why(cast: Cast, alice: Actor, maya: Patient) -> None:
    release = signed(maya)
    end: dict[str, Any] = {"patient": maya, "release": release.uid}
    with pytest.raises(InvalidInput, match="what the person said"):
        releases.end(by=alice, **end, key=key())
    with pytest.raises(InvalidInput, match="500"):
        releases.end(by=alice, **end, key=key(), reason="x" * 501)
    for stranger in (cast.frida, cast.dev):
        with pytest.raises(Denied):
            releases.end(by=cast.actor(stranger), **end, key=key(), reason="x")
    first = releases.end(by=alice, **end, key="page", reason="He said: enough.")
    assert releases.end(by=alice, **end, key="page", reason="He said: enough.").pk == first.pk
    with pytest.raises(Conflict):
        releases.end(by=alice, **end, key="page", reason="Another")
    with pytest.raises(Conflict, match="already ended"):
        releases.end(by=as_patient(maya), **end, key=key())
    other = make_patient(cast.harbour, "Noor", "Haddad")
    with pytest.raises(NotFound):
        releases.end(by=alice, patient=other, release=release.uid, key=key(), reason="x")
    over = signed(maya, ends_on=in_days(maya, 1))
    with clock.at(over.ends_at), pytest.raises(Conflict, match="already ended"):
        releases.end(by=as_patient(maya), patient=maya, release=over.uid, key=key())


def test_a_therapist_linked_to_the_wrong_person_is_unlinked_with_a_reason(
    cast: Cast, alice: Actor, tess: Actor, maya: Patient
) -> None:
    link = joined(alice, maya)
    end: dict[str, Any] = {"by": alice, "patient": maya, "link": link.uid}
    for reason in ("", "x" * 501):
        with pytest.raises(InvalidInput) as refused:
            therapists.unlink(**end, reason=reason, key=key())
        assert refused.value.field == "reason"
    first = therapists.unlink(**end, reason="Another Maya was meant.", key="page")
    again = therapists.unlink(**end, reason="Another Maya was meant.", key="page")
    assert again.pk == first.pk
    with pytest.raises(Conflict):
        therapists.unlink(**end, reason="Other", key="page")
    with pytest.raises(Conflict, match="unlinked already"):
        therapists.unlink(**end, reason="Other", key=key())
    assert names(tess) == []
    (shown,) = queries.links(alice, maya)
    assert (shown.stands, shown.reason) == (False, "Another Maya was meant.")
    assert not queries.releases(alice, maya)[0].stands
    other = make_patient(cast.harbour, "Noor", "Haddad")
    with pytest.raises(NotFound):
        therapists.unlink(by=alice, patient=other, link=link.uid, reason="x", key=key())
    with pytest.raises(NotFound):
        queries.link(alice, other, link.uid)
    with pytest.raises(NotFound):
        queries.release(alice, other, shown.uid)


def test_two_releases_to_one_therapist_add_up_and_end_apart(
    alice: Actor, tess: Actor, maya: Patient
) -> None:
    joined(alice, maya, shares=["plan"])
    second = joined(alice, maya, shares=["doses"], ends_on=in_days(maya, 60))
    person = shared.person(tess, maya.uid)
    assert person.shares == ("plan", "doses")
    assert person.ends_on == in_days(maya, 60)
    assert person.purpose == "So that we can talk about my sessions"
    therapists.unlink(by=alice, patient=maya, link=second.uid, reason="No need", key=key())
    assert shared.person(tess, maya.uid).shares == ("plan",)


# -- therapists of the house ------------------------------------------------------------------


def test_a_therapist_of_the_house_is_linked_while_they_work_there(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    tom = organisations.add_staff(by=SETUP, email="tom@staff.example", name="Tom", title="t")
    with pytest.raises(InvalidInput, match="works here"):
        therapists.link(by=alice, patient=maya, therapist=tom.pk, key=key())
    organisations.give_role(by=SETUP, user=tom, location=cast.harbour, role=Role.THERAPIST)
    assert queries.colleagues(alice, maya) == [tom]
    assert queries.colleagues(as_patient(maya), maya) == []
    first = therapists.link(by=alice, patient=maya, therapist=tom.pk, key="page")
    assert therapists.link(by=alice, patient=maya, therapist=tom.pk, key="page").pk == first.pk
    with pytest.raises(Conflict):
        therapists.link(by=alice, patient=maya, therapist=cast.ben.pk, key="page")
    with pytest.raises(Conflict, match="linked already"):
        therapists.link(by=alice, patient=maya, therapist=tom.pk, key=key())
    assert queries.colleagues(alice, maya) == []
    assert queries.standing().filter(patient=maya).exists()
    organisations.end_role(by=SETUP, user=tom, location=cast.harbour, role=Role.THERAPIST)
    assert not queries.standing().filter(patient=maya).exists()
    with pytest.raises(Denied):
        therapists.link(by=cast.actor(cast.frida), patient=maya, therapist=tom.pk, key=key())


def test_a_closed_account_of_a_therapist_sees_nothing(
    cast: Cast, alice: Actor, tess: Actor, maya: Patient
) -> None:
    joined(alice, maya)
    User.objects.filter(pk=cast.tess.pk).update(is_active=False)
    assert names(tess) == []


def test_staff_and_the_person_are_nobody_in_the_scope_of_outside_therapists(
    alice: Actor, maya: Patient
) -> None:
    joined(alice, maya)
    for by in (alice, as_patient(maya), INVITED):
        assert shared.people(by) == []


def test_a_release_cannot_be_changed_by_any_means(maya: Patient) -> None:
    row = signed(maya)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=row.pk).update(shares=["doses"])
