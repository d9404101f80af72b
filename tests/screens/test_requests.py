"""The front desk's pages: the list, one request, and what becomes of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.access.models import RecordView
from lightwell.diary.models import ConsultationRequest
from lightwell.records.models import Patient, SeenAt
from tests.support.cast import SETUP, Cast
from tests.support.desk import IDENTITY, known, press, received, stamp_of, text, url
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("clinic:requests")


@pytest.fixture
def asked(cast: Cast) -> ConsultationRequest:
    return received(cast)


@pytest.fixture
def frida(cast: Cast) -> Client:
    return signed_in(cast.frida)


def pages_of(asked: ConsultationRequest, patient: object) -> list[str]:
    names = ("request", "request-accept", "request-decline")
    own = [url(name, asked.uid) for name in names]
    return [LIST, *own, url("request-recognise", asked.uid, patient)]


# -- who may open what ------------------------------------------------------------------------


def test_the_desk_opens_every_page_and_others_do_not(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    patient = known(cast)
    ben, eve, chioma = (signed_in(one) for one in (cast.ben, cast.eve, cast.chioma))
    for address in pages_of(asked, patient.uid):
        assert frida.get(address).status_code == 200
        assert ben.get(address).status_code == 403
        assert chioma.get(address).status_code == 403
        assert eve.get(address).status_code == 404
        assert Client().get(address)["Location"].startswith("/account/login")


def test_the_desk_of_another_location_finds_nothing(cast: Cast, asked: ConsultationRequest) -> None:
    organisations.give_role(
        by=SETUP, user=cast.chioma, location=cast.hillside, role=Role.FRONT_DESK
    )
    chioma = signed_in(cast.chioma)
    assert asked.reference not in text(chioma, LIST)
    for address in pages_of(asked, uuid4())[1:]:
        assert chioma.get(address).status_code == 404
    for name in ("request-send-form", "request-invite"):
        assert chioma.post(url(name, asked.uid)).status_code == 404


def test_an_administrator_works_at_the_desk_too(cast: Cast, asked: ConsultationRequest) -> None:
    organisations.give_role(by=SETUP, user=cast.eve, location=cast.harbour, role=Role.ADMINISTRATOR)
    eve = signed_in(cast.eve)
    press(eve, url("request-accept", asked.uid), **IDENTITY)
    html = text(eve, url("request", asked.uid))
    assert "Invite to the portal" in html
    assert "Send questionnaire link" not in html


def test_addresses_that_lead_nowhere(frida: Client, asked: ConsultationRequest) -> None:
    for name in ("request", "request-accept", "request-decline"):
        assert frida.get(url(name, uuid4())).status_code == 404
    assert frida.get(f"{LIST}not-a-request/").status_code == 404
    assert frida.get(url("request-recognise", asked.uid, uuid4())).status_code == 404


def test_wrong_methods(frida: Client, asked: ConsultationRequest) -> None:
    assert frida.post(LIST).status_code == 405
    assert frida.post(url("request", asked.uid)).status_code == 405
    assert frida.get(url("request-send-form", asked.uid)).status_code == 405
    assert frida.get(url("request-invite", asked.uid)).status_code == 405
    assert frida.delete(url("request-accept", asked.uid)).status_code == 405


# -- the list ---------------------------------------------------------------------------------


def test_the_list_says_how_many_how_sorted_and_who(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    received(cast, "k2", given_name="Leo", family_name="Ott", birth_date=None)
    html = text(frida, LIST)
    assert "2 waiting, the longest first" in html
    assert html.index("RIVERA, Ana Sofia") < html.index("OTT, Leo")
    assert "04-Mar-1984" in html
    assert "Not recorded" in html
    assert asked.reference in html
    assert "Name alert" not in html
    assert "lw-banner" not in html


def test_names_that_sound_alike_warn_on_both_rows(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    received(cast, "k2", given_name="Luis", family_name="Riviera")
    assert text(frida, LIST).count("Name alert") == 2


def test_nobody_waiting_is_said(frida: Client) -> None:
    assert "Nobody is waiting" in text(frida, LIST)


def test_the_list_costs_the_same_however_long(cast: Cast, frida: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(frida, LIST)
        return len(queries)

    received(cast)
    first = cost()
    for number in range(5):
        received(cast, f"k{number + 2}", given_name=f"Person {number}")
    assert cost() == first


# -- one request ------------------------------------------------------------------------------


def test_a_request_shows_what_was_asked(frida: Client, asked: ConsultationRequest) -> None:
    html = text(frida, url("request", asked.uid))
    for said in ("A quiet room", "(212) 555-0123", "Morning", "Not given", asked.reference):
        assert said in html
    assert "No patient looks like the same person" in html
    assert f"<title>Request {asked.reference}" in html


def test_possible_duplicates_stand_side_by_side_and_looking_is_written_down(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    patient = known(cast)
    html = text(frida, url("request", asked.uid))
    for said in ("RIVIERA, Ana", patient.mrn, "Hillside", "Similar name, Same date of birth"):
        assert said in html
    view = RecordView.objects.get()
    assert (view.patient, view.page) == (patient.uid, "possible duplicate")


def test_asking_twice_is_shown(cast: Cast, frida: Client, asked: ConsultationRequest) -> None:
    again = received(cast, "k2")
    assert again.reference in text(frida, url("request", asked.uid))


# -- a new patient ----------------------------------------------------------------------------


def test_a_request_becomes_a_patient(frida: Client, asked: ConsultationRequest) -> None:
    address = url("request-accept", asked.uid)
    assert 'value="Ana Sofia"' in text(frida, address)
    assert "checked" not in text(frida, address)
    response = press(frida, address, **IDENTITY)
    assert response["Location"] == url("request", asked.uid)
    patient = Patient.objects.get()
    html = text(frida, url("request", asked.uid))
    for said in (patient.mrn, "New patient", "Send questionnaire link", "Invite to the portal"):
        assert said in html
    assert "0 waiting" not in text(frida, LIST)
    assert "New patient" in text(frida, LIST)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("birth_date_day", "31x", "Enter the day as a number"),
        ("birth_date_year", "2999", "must be"),
        ("sex_at_birth", "", "Choose sex at birth"),
        ("family_name", "", "Enter family name"),
        ("phone", "212-555", "phone number"),
        ("email", "ana@", "name@example.com"),
    ],
)
def test_bad_identity_is_refused_and_kept(
    frida: Client, asked: ConsultationRequest, field: str, value: str, says: str
) -> None:
    response = press(frida, url("request-accept", asked.uid), **(IDENTITY | {field: value}))
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert 'value="Ana Sofia"' in html
    assert not Patient.objects.exists()


def test_a_phone_nobody_can_dial_is_refused_by_the_record(
    frida: Client, asked: ConsultationRequest
) -> None:
    answers = IDENTITY | {"phone": "12345678901234"}
    response = press(frida, url("request-accept", asked.uid), **answers)
    assert response.status_code == 422
    assert "with its area code" in response.content.decode()


def test_with_possible_duplicates_the_comparison_is_confirmed(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    known(cast)
    address = url("request-accept", asked.uid)
    response = press(frida, address, **IDENTITY)
    assert response.status_code == 422
    assert "Tick the box to confirm" in response.content.decode()
    assert press(frida, address, **IDENTITY, compared="on").status_code == 302
    assert Patient.objects.count() == 2


def test_a_double_tap_makes_one_patient(frida: Client, asked: ConsultationRequest) -> None:
    address = url("request-accept", asked.uid)
    answers = {"stamp": stamp_of(frida, address), "compared": "on"} | IDENTITY
    assert frida.post(address, answers).status_code == 302
    assert frida.post(address, answers).status_code == 302
    assert Patient.objects.count() == 1


def test_the_second_person_gets_the_conflict_page(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    organisations.give_role(by=SETUP, user=cast.ben, location=cast.harbour, role=Role.FRONT_DESK)
    ben, address = signed_in(cast.ben), url("request-accept", asked.uid)
    stale = stamp_of(ben, address)
    press(frida, address, **IDENTITY)
    response = ben.post(address, {"stamp": stale, "compared": "on"} | IDENTITY)
    assert response.status_code == 409
    assert "Frida Falk has already answered" in response.content.decode()
    assert Patient.objects.count() == 1


def test_a_page_of_another_request_saves_nothing(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    other = received(cast, "k2", given_name="Leo", family_name="Ott", phone="212 555 0199")
    stamp = stamp_of(frida, url("request-accept", other.uid))
    address = url("request-accept", asked.uid)
    response = frida.post(address, {"stamp": stamp} | IDENTITY)
    assert response.status_code == 409
    assert "made for another request" in response.content.decode()
    assert not Patient.objects.exists()


# -- a known patient, or none -----------------------------------------------------------------


def test_a_known_person_keeps_one_record(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    patient = known(cast)
    address = url("request-recognise", asked.uid, patient.uid)
    assert "whose home is Hillside" in text(frida, address)
    assert press(frida, address).status_code == 302
    assert SeenAt.objects.get().patient == patient
    assert "Known patient" in text(frida, url("request", asked.uid))


def test_at_home_here_nothing_is_said_of_another_place(
    cast: Cast, frida: Client, asked: ConsultationRequest
) -> None:
    patient = known(cast, location=cast.harbour)
    assert "whose home is" not in text(frida, url("request-recognise", asked.uid, patient.uid))


def test_declining_needs_a_reason_in_words(frida: Client, asked: ConsultationRequest) -> None:
    address = url("request-decline", asked.uid)
    assert press(frida, address).status_code == 422
    response = press(frida, address, reason="other")
    assert response.status_code == 422
    assert "Enter the reason in a few words" in response.content.decode()
    press(frida, address, reason="other", note="Moved away")
    html = text(frida, url("request", asked.uid))
    assert "Declined" in html
    assert "Moved away" in html


def test_a_listed_reason_may_carry_a_note(frida: Client, asked: ConsultationRequest) -> None:
    address = url("request-decline", asked.uid)
    press(frida, address, reason="Could not be reached", note="Three calls")
    assert "Could not be reached. Three calls" in text(frida, url("request", asked.uid))
