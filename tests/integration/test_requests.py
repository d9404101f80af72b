"""A visitor's request arrives once and is answered once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lightwell.access.actors import Actor, system
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.diary import policies
from lightwell.diary.actions import requests
from lightwell.diary.models import ConsultationRequest, RequestEvent
from lightwell.diary.queries import requests as queries
from lightwell.records.actions import patients
from lightwell.records.models import Patient, SeenAt
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
VISITOR = system("public site")
BORN = date(1984, 3, 4)


@pytest.fixture
def frida(cast: Cast) -> Actor:
    return cast.actor(cast.frida)


def received(cast: Cast, key: str = "k1", **changes: Any) -> ConsultationRequest:
    details: dict[str, Any] = {
        "location": cast.harbour,
        "given_name": "Ana",
        "family_name": "Rivera",
        "phone": "2125550123",
        "may_leave_message": "yes",
        "may_text": "no",
        "birth_date": BORN,
        "email": "ana@patients.example",
    }
    return requests.receive(by=VISITOR, key=key, **(details | changes))


def accepted(by: Actor, request: ConsultationRequest, key: str = "a1", **changes: Any) -> Patient:
    details: dict[str, Any] = {
        "given_name": request.given_name,
        "family_name": request.family_name,
        "birth_date": BORN,
        "sex_at_birth": "female",
        "email": request.email,
        "phone": request.phone,
    }
    return requests.accept(by=by, request=request, key=key, **(details | changes))


# -- arriving ---------------------------------------------------------------------------------


def test_a_request_has_a_reference_and_a_trace(cast: Cast, frida: Actor) -> None:
    request = received(cast)
    assert len(request.reference) == 9
    assert request.phone == "(212) 555-0123"
    assert list(queries.waiting(frida)) == [request]
    event = AuditEvent.objects.get(action="request.receive")
    assert (event.actor_kind, event.chain) == ("system", f"location-{cast.harbour.pk}")
    assert "Rivera" not in str(event.detail)


def test_the_same_key_is_the_same_request(cast: Cast) -> None:
    assert received(cast) == received(cast)
    assert ConsultationRequest.objects.count() == RequestEvent.objects.count() == 1


def test_two_sends_at_the_same_moment_leave_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = received(cast)
    look = queries.sent_with
    seen: list[str] = []

    def blind_once(key: str) -> ConsultationRequest | None:
        seen.append(key)
        return None if len(seen) == 1 else look(key)

    monkeypatch.setattr(queries, "sent_with", blind_once)
    assert received(cast) == first
    assert RequestEvent.objects.count() == 1


def test_a_taken_reference_is_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = received(cast)
    drawn = iter([first.reference, "AAAA-CCCC"])
    monkeypatch.setattr(requests, "readable", lambda: next(drawn))
    assert received(cast, "k2").reference == "AAAA-CCCC"
    monkeypatch.setattr(requests, "readable", lambda: first.reference)
    with pytest.raises(RuntimeError, match="random source"):
        received(cast, "k3")


def test_an_impossible_phone_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="area code"):
        received(cast, phone="555-0100")
    assert not ConsultationRequest.objects.exists()


# -- becoming a patient -----------------------------------------------------------------------


def test_accepting_makes_a_patient_with_what_was_confirmed(cast: Cast, frida: Actor) -> None:
    request = received(cast, birth_date=None)
    patient = accepted(frida, request, given_name="Ana Sofia")
    assert (patient.given_name, patient.birth_date, patient.sex_at_birth) == (
        "Ana Sofia",
        BORN,
        "female",
    )
    assert (patient.may_leave_message, patient.may_text) == ("yes", "no")
    assert patient.home_location_id == cast.harbour.pk
    event = queries.newest_event(request)
    assert (event.status, event.patient, event.by) == ("accepted", patient.uid, cast.frida)
    assert not queries.waiting(frida)
    assert [one.request for one in queries.answered(frida)] == [request]
    assert AuditEvent.objects.get(action="request.accept").patient == patient.uid


def test_a_double_tap_makes_one_patient(cast: Cast, frida: Actor) -> None:
    request = received(cast)
    assert accepted(frida, request) == accepted(frida, request)
    assert Patient.objects.count() == 1


def test_the_second_of_two_people_changes_nothing(cast: Cast, frida: Actor) -> None:
    request = received(cast)
    accepted(frida, request)
    for answer in (
        lambda: accepted(frida, request, "a2"),
        lambda: requests.decline(by=frida, request=request, key="d1", reason="Asked twice"),
    ):
        with pytest.raises(Conflict, match="Frida Falk has already answered"):
            answer()
    assert Patient.objects.count() == 1
    assert request.events.count() == 2


def test_two_answers_at_the_same_moment_leave_one(
    cast: Cast, frida: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = received(cast)
    first = queries.newest_event(request)
    accepted(frida, request)
    look = queries.newest_event
    answers = iter([first])
    monkeypatch.setattr(queries, "newest_event", lambda one: next(answers, None) or look(one))
    with pytest.raises(Conflict):
        accepted(frida, request, "a2")
    assert Patient.objects.count() == 1


def test_an_impossible_birth_makes_no_patient(cast: Cast, frida: Actor) -> None:
    request = received(cast)
    with pytest.raises(InvalidInput):
        accepted(frida, request, birth_date=date(2999, 1, 1))
    assert not Patient.objects.exists()
    assert list(queries.waiting(frida)) == [request]


# -- already a patient ------------------------------------------------------------------------


def known(cast: Cast, **changes: Any) -> Patient:
    details: dict[str, Any] = {
        "location": cast.hillside,
        "given_name": "Anna",
        "family_name": "Rivera",
        "birth_date": BORN,
    }
    return patients.register(by=system("set-up"), **(details | changes))


def test_the_same_person_keeps_one_record_and_is_seen_here(cast: Cast, frida: Actor) -> None:
    patient, request = known(cast), received(cast)
    assert [one.patient for one in queries.possible_duplicates(frida, request)] == [patient]
    for _ in range(2):
        linked = requests.recognise(by=frida, request=request, key="r1", patient_uid=patient.uid)
        assert linked == patient
    assert SeenAt.objects.get().location_id == cast.harbour.pk
    assert Patient.objects.count() == 1
    assert queries.newest_event(request).status == "duplicate"


def test_at_home_here_nothing_is_added(cast: Cast, frida: Actor) -> None:
    patient, request = known(cast, location=cast.harbour), received(cast)
    requests.recognise(by=frida, request=request, key="r1", patient_uid=patient.uid)
    assert not SeenAt.objects.exists()


def test_only_a_patient_who_was_shown_can_be_chosen(cast: Cast, frida: Actor) -> None:
    other = known(cast, given_name="Leo", family_name="Ott")
    with pytest.raises(NotFound):
        requests.recognise(by=frida, request=received(cast), key="r1", patient_uid=other.uid)
    assert not SeenAt.objects.exists()


# -- declining, asking twice, strangers -------------------------------------------------------


def test_declining_needs_a_reason_and_is_done_once(cast: Cast, frida: Actor) -> None:
    request = received(cast)
    with pytest.raises(InvalidInput, match="why"):
        requests.decline(by=frida, request=request, key="d1", reason=" ")
    event = requests.decline(by=frida, request=request, key="d1", reason="Could not be reached")
    assert (event.status, event.note) == ("declined", "Could not be reached")
    assert requests.decline(by=frida, request=request, key="d1", reason="again") == event


def test_asking_twice_is_shown(cast: Cast, frida: Actor) -> None:
    first, again = received(cast), received(cast, "k2", email="")
    received(cast, "k3", given_name="Leo", phone="212 555 0177", email="")
    assert queries.alike_waiting(frida, first) == [again]
    assert queries.alike_waiting(frida, again) == [first]


def test_other_locations_and_other_roles_handle_nothing(cast: Cast, frida: Actor) -> None:
    request = received(cast)
    ben, elsewhere = cast.actor(cast.ben), received(cast, "k2", location=cast.hillside)
    assert not policies.can_handle_requests(ben)
    with pytest.raises(Denied):
        queries.waiting(ben)
    with pytest.raises(Denied):
        accepted(ben, request)
    with pytest.raises(NotFound):
        queries.get(by=frida, uid=elsewhere.uid)
    with pytest.raises(NotFound):
        accepted(frida, elsewhere)
    assert queries.get(by=frida, uid=request.uid) == request
