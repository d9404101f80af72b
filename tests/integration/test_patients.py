"""A person becomes a patient once, keeps one record, and details change with a trace."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lightwell.access.actions import organisations
from lightwell.access.actors import Actor, Role, system
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent, OutgoingMessage, User
from lightwell.records import policies
from lightwell.records.actions import patients
from lightwell.records.models import Patient, PortalInvitation, SeenAt
from lightwell.records.queries import patients as queries
from tests.support.cast import Cast, another_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def frida(cast: Cast) -> Actor:
    return cast.actor(cast.frida)


def registered(cast: Cast, **changes: Any) -> Patient:
    details: dict[str, Any] = {
        "given_name": "Ana",
        "family_name": "Rivera",
        "birth_date": date(1984, 3, 4),
        "email": "ana@patients.example",
        "phone": "212-555-0123",
    }
    by = changes.pop("by", cast.actor(cast.frida))
    location = changes.pop("location", cast.harbour)
    return patients.register(by=by, location=location, **(details | changes))


# -- registering ------------------------------------------------------------------------------


def test_a_new_patient_has_a_readable_random_number_and_a_trace(cast: Cast) -> None:
    patient = registered(cast)
    assert len(patient.mrn) == 9
    assert not set(patient.mrn) & set("O0I1L2Z5S8BUV")
    assert (patient.phone, patient.version) == ("(212) 555-0123", 1)
    assert patient.sex_at_birth == patient.may_text == "unknown"
    event = AuditEvent.objects.get(action="patient.register")
    assert (event.patient, event.actor_name) == (patient.uid, "Frida Falk")
    assert "Rivera" not in str(event.detail)


def test_a_taken_number_is_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = registered(cast)
    drawn = iter([first.mrn, first.mrn, "AAAA-CCCC"])
    monkeypatch.setattr(patients, "readable", lambda: next(drawn))
    assert registered(cast, given_name="Bo").mrn == "AAAA-CCCC"


def test_a_broken_random_source_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = registered(cast)
    monkeypatch.setattr(patients, "readable", lambda: first.mrn)
    with pytest.raises(RuntimeError, match="random source"):
        registered(cast, given_name="Bo")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("given_name", "  ", "Enter the given name"),
        ("family_name", "", "Enter the family name"),
        ("given_name", "a" * 101, "100 characters"),
        ("email", "nobody", "name@example.com"),
        ("phone", "12", "area code"),
        ("birth_date", date(1899, 12, 31), "after 1900"),
        ("birth_date", date(2999, 1, 1), "in the past"),
        ("sex_at_birth", "maybe", "Choose one of"),
        ("may_text", "perhaps", "Choose one of"),
    ],
)
def test_impossible_details_are_refused(cast: Cast, field: str, value: object, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        registered(cast, **{field: value})
    assert refused.value.field == field
    assert not Patient.objects.exists()


def test_names_are_tidied_and_nothing_else_is_assumed(cast: Cast) -> None:
    patient = registered(cast, given_name="  Zoe\u0308  Ann ", birth_date=None, email="", phone="")
    assert patient.given_name == "Zoë Ann"
    assert patient.birth_date is None
    assert (patient.email, patient.phone) == ("", "")


def test_only_staff_of_the_location_register(cast: Cast) -> None:
    for user in (cast.dev, cast.eve, cast.chioma):
        with pytest.raises(Denied):
            registered(cast, by=cast.actor(user))
    assert policies.can_register(cast.actor(cast.frida), cast.harbour)
    assert not policies.can_register(cast.actor(cast.frida), cast.hillside)
    assert registered(cast, by=system("demonstration")).pk


# -- who sees whom ----------------------------------------------------------------------------


def test_a_stranger_learns_nothing(cast: Cast, frida: Actor) -> None:
    patient = registered(cast)
    assert queries.get(by=frida, uid=patient.uid) == patient
    assert queries.identified(by=frida, uid=patient.uid) == patient
    for user in (cast.chioma, cast.eve):
        for read in (queries.get, queries.identified):
            with pytest.raises(NotFound):
                read(by=cast.actor(user), uid=patient.uid)


def test_an_administrator_reads_identity_and_not_the_record(cast: Cast) -> None:
    patient = registered(cast)
    organisations.give_role(
        by=system("set-up"), user=cast.eve, location=cast.harbour, role=Role.ADMINISTRATOR
    )
    administrator = cast.actor(cast.eve)
    assert queries.identified(by=administrator, uid=patient.uid) == patient
    with pytest.raises(NotFound):
        queries.get(by=administrator, uid=patient.uid)


def test_someone_without_an_account_is_nobodys_patient(cast: Cast) -> None:
    registered(cast)
    with pytest.raises(NotFound, match="Please call the clinic"):
        queries.of_user(Actor(kind="patient", name="nobody"))
    with pytest.raises(NotFound):
        queries.of_user(cast.actor(cast.frida))


# -- the same person? -------------------------------------------------------------------------


def reasons(cast: Cast, **changes: Any) -> list[tuple[str, ...]]:
    asked: dict[str, Any] = {
        "given_name": "Ana",
        "family_name": "Rivera",
        "birth_date": date(1984, 3, 4),
        "phone": "(212) 555-0123",
        "email": "ANA@patients.example",
    }
    found = queries.possible_duplicates(by=cast.actor(cast.frida), **(asked | changes))
    return [one.reasons for one in found]


NO_CONTACT = {"phone": "", "email": ""}
BORN_ELSEWHEN = {"birth_date": date(1990, 1, 1)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("Same name", "Same date of birth", "Same phone", "Same e-mail")),
        (NO_CONTACT | {"given_name": "Anna"}, ("Similar name", "Same date of birth")),
        (NO_CONTACT | {"given_name": "Naa"}, ("Similar name", "Same date of birth")),
        (
            NO_CONTACT | {"given_name": "Rivera", "family_name": "Aná"},
            ("Same name", "Same date of birth"),
        ),
        (
            NO_CONTACT | {"given_name": "Riveraa", "family_name": "Ana"},
            ("Similar name", "Same date of birth"),
        ),
        (NO_CONTACT | {"given_name": "Maria"}, ("Same family name", "Same date of birth")),
        (NO_CONTACT | BORN_ELSEWHEN, ("Same name",)),
        (NO_CONTACT | {"given_name": "Ana Sofia"}, ("Similar name", "Same date of birth")),
        (NO_CONTACT | {"given_name": "Ana Sofia", "birth_date": None}, ("Similar name",)),
        (BORN_ELSEWHEN | {"given_name": "Leo", "family_name": "Ott", "email": ""}, ("Same phone",)),
        (
            {"given_name": "Leo", "family_name": "Ott", "phone": ""},
            ("Same date of birth", "Same e-mail"),
        ),
    ],
)
def test_what_speaks_for_the_same_person(
    cast: Cast, changes: dict[str, Any], expected: tuple[str, ...]
) -> None:
    registered(cast)
    assert reasons(cast, **changes) == [expected]


def test_a_shared_birthday_alone_is_nothing(cast: Cast) -> None:
    registered(cast)
    assert reasons(cast, given_name="Leo", family_name="Ott", **NO_CONTACT) == []


def test_a_similar_name_with_another_birthday_is_nothing(cast: Cast) -> None:
    registered(cast)
    assert reasons(cast, given_name="Ana Sofia", **NO_CONTACT, **BORN_ELSEWHEN) == []


def test_duplicates_are_found_across_locations_and_likeliest_first(cast: Cast) -> None:
    registered(cast, by=system("set-up"), location=cast.hillside)
    registered(cast, given_name="Lu", family_name="Ott", birth_date=None, email="")
    found = reasons(cast)
    assert [len(one) for one in found] == [4, 1]


def test_the_auditor_does_not_compare_people(cast: Cast) -> None:
    with pytest.raises(Denied):
        queries.possible_duplicates(
            by=cast.actor(cast.dev),
            given_name="A",
            family_name="B",
            birth_date=None,
            phone="",
            email="",
        )


# -- changing ---------------------------------------------------------------------------------


def test_a_change_raises_the_version_and_names_the_fields(cast: Cast, frida: Actor) -> None:
    patient = registered(cast)
    changed = patients.change_details(
        by=frida, patient=patient, version=1, given_name="Anna", family_name="Rivera"
    )
    assert (changed.given_name, changed.version) == ("Anna", 2)
    event = AuditEvent.objects.get(action="patient.change_details")
    assert event.detail == {"fields": ["given_name"], "version": 2}


def test_the_second_of_two_changes_saves_nothing_and_shows_both(cast: Cast, frida: Actor) -> None:
    patient = registered(cast)
    patients.change_details(by=frida, patient=patient, version=1, phone="212 555 0199")
    with pytest.raises(Conflict) as refused:
        patients.change_details(by=frida, patient=patient, version=1, phone="212 555 0111")
    assert refused.value.detail["theirs"] == {"phone": "(212) 555-0199"}
    assert Patient.objects.get().phone == "(212) 555-0199"


def test_a_change_is_checked_like_a_registration(cast: Cast, frida: Actor) -> None:
    patient = registered(cast)
    with pytest.raises(InvalidInput):
        patients.change_details(by=frida, patient=patient, version=1, birth_date=date(2999, 1, 1))
    with pytest.raises(TypeError, match="mrn"):
        patients.change_details(by=frida, patient=patient, version=1, mrn="X")


def test_strangers_change_nothing(cast: Cast) -> None:
    patient = registered(cast)
    chioma = cast.actor(cast.chioma)
    assert not policies.can_change_details(chioma, patient)
    with pytest.raises(Denied):
        patients.change_details(by=chioma, patient=patient, version=1, phone="")


# -- seen at another location -----------------------------------------------------------------


def test_being_seen_elsewhere_is_one_recorded_act(cast: Cast) -> None:
    patient = registered(cast)
    chioma = cast.actor(cast.chioma)
    for _ in range(2):
        patients.see_at(by=chioma, patient=patient, location=cast.hillside, reason="Moved")
    assert SeenAt.objects.count() == 1
    assert AuditEvent.objects.filter(action="patient.see_at").count() == 1
    assert queries.get(by=chioma, uid=patient.uid) == patient
    assert policies.can_change_details(chioma, patient)


def test_being_seen_elsewhere_needs_a_reason_and_another_place(cast: Cast, frida: Actor) -> None:
    patient = registered(cast)
    with pytest.raises(Conflict):
        patients.see_at(by=frida, patient=patient, location=cast.harbour, reason="Moved")
    with pytest.raises(InvalidInput):
        patients.see_at(
            by=cast.actor(cast.chioma), patient=patient, location=cast.hillside, reason=" "
        )
    third = another_location("lakeside", "Lakeside")
    with pytest.raises(Denied, match="Only staff at Lakeside, and where this person is at home"):
        patients.see_at(by=cast.actor(cast.chioma), patient=patient, location=third, reason="Moved")
    assert policies.can_see_at(frida, patient, third)
    assert not policies.can_see_at(cast.actor(cast.eve), patient, third)


def test_staff_at_home_write_down_where_else_somebody_is_seen(cast: Cast, frida: Actor) -> None:
    patient = registered(cast)
    patients.see_at(by=frida, patient=patient, location=cast.hillside, reason="Works there")
    assert queries.places_of(patient) == [cast.harbour, cast.hillside]
    assert [one.reason for one in queries.seen_elsewhere(patient)] == ["Works there"]
    assert queries.get(by=cast.actor(cast.chioma), uid=patient.uid) == patient


# -- the portal -------------------------------------------------------------------------------


def test_an_invitation_opens_an_account_and_says_nothing_of_health(
    cast: Cast, frida: Actor
) -> None:
    patient = registered(cast)
    for _ in range(2):
        patients.invite_to_portal(by=frida, patient=patient)
    user = User.objects.get(kind="patient")
    assert (patient.user, user.email) == (user, "ana@patients.example")
    assert not user.has_usable_password()
    assert PortalInvitation.objects.count() == 2
    message = OutgoingMessage.objects.first()
    assert message is not None
    assert message.to == "ana@patients.example"
    assert message.subject == "Your account with Harbour Street"
    assert "Rivera" not in message.body
    assert "/account/login" in message.body


def test_pressing_invite_twice_sends_one_message(cast: Cast, frida: Actor) -> None:
    patient = registered(cast)
    first = patients.invite_to_portal(by=frida, patient=patient, seen=0)
    assert patients.invite_to_portal(by=frida, patient=patient, seen=0) == first
    assert OutgoingMessage.objects.count() == 1
    patients.invite_to_portal(by=frida, patient=patient, seen=1)
    assert queries.invitations(by=frida, patient=patient)[-1] == first
    assert OutgoingMessage.objects.count() == 2


def test_no_address_no_invitation(cast: Cast, frida: Actor) -> None:
    with pytest.raises(InvalidInput, match="e-mail"):
        patients.invite_to_portal(by=frida, patient=registered(cast, email=""))


def test_two_people_cannot_share_a_sign_in(cast: Cast, frida: Actor) -> None:
    patients.invite_to_portal(by=frida, patient=registered(cast))
    other = registered(cast, given_name="Bo", email="Ana@Patients.example")
    with pytest.raises(Conflict, match="another person"):
        patients.invite_to_portal(by=frida, patient=other)
    assert PortalInvitation.objects.count() == 1


def test_strangers_and_the_system_invite_nobody(cast: Cast) -> None:
    patient = registered(cast)
    for actor in (cast.actor(cast.chioma), cast.actor(cast.dev), system("clock")):
        assert not policies.can_invite_to_portal(actor, patient)
        with pytest.raises(Denied):
            patients.invite_to_portal(by=actor, patient=patient)
