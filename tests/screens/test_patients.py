"""Finding a patient: three identifiers on every row, a warning where names are alike."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.records.models import Patient
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, text
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("clinic:patients")


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def found(client: Client, words: str) -> str:
    return text(client.post(URL, {"words": words}))


@pytest.mark.parametrize(
    "words", ["rivera", "RIVERA maya", "may", "1984-07-14", "07/14/1984", "14-Jul-1984"]
)
def test_found_by_name_or_birth_date(cast: Cast, alice: Client, maya: Patient, words: str) -> None:
    make_patient(cast.harbour, "Noor", "Haddad")
    page = found(alice, words)
    assert "RIVERA, Maya" in page
    assert "14-Jul-1984" in page
    assert maya.mrn in page
    assert reverse("clinic:patient", args=[maya.uid]) in page


def test_found_by_mrn_alone(cast: Cast, alice: Client, maya: Patient) -> None:
    make_patient(cast.harbour, "Noor", "Haddad")
    page = found(alice, maya.mrn.lower())
    assert "RIVERA, Maya" in page
    assert "HADDAD" not in page


def test_nobody_found(alice: Client, maya: Patient) -> None:
    assert "No patient found here." in found(alice, "zzz")


def test_alike_names_carry_a_warning(cast: Cast, alice: Client, maya: Patient) -> None:
    make_patient(cast.harbour, "Ana", "Rivera")
    page = found(alice, "maya")
    assert "2 patients named RIVERA: compare date of birth and MRN." in page
    assert "Name alert" in page


def test_long_names_are_never_cut(cast: Cast, alice: Client) -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley"
    make_patient(cast.harbour, "Hubert", long)
    assert long.upper() in found(alice, "hubert")


def test_what_is_searched_is_never_in_an_address(alice: Client, maya: Patient) -> None:
    page = found(alice, "rivera")
    assert 'method="post"' in page
    assert "?words" not in page
    assert "No patient found" not in text(alice.get(f"{URL}?words=zzz"))


def test_an_unknown_birth_date_reads_not_recorded(alice: Client, maya: Patient) -> None:
    Patient.objects.filter(pk=maya.pk).update(birth_date=None)
    assert "Not recorded" in found(alice, "rivera")


def test_each_location_finds_its_own(cast: Cast, maya: Patient) -> None:
    assert "RIVERA" not in found(signed_in(cast.chioma), "rivera")


def test_the_front_desk_finds_people_and_opens_no_record(cast: Cast, maya: Patient) -> None:
    page = found(signed_in(cast.frida), "rivera")
    assert "RIVERA, Maya" in page
    record = reverse("clinic:patient", args=[maya.uid])
    assert f'href="{record}"' not in page
    assert page.count(record) == page.count(reverse("clinic:waiting-join", args=[maya.uid]))


def test_who_may_search(cast: Cast, alice: Client, maya: Patient) -> None:
    assert signed_in(cast.dev).get(URL).status_code == 200
    for stranger in (cast.tess, cast.eve, maya.user):
        assert stranger is not None
        assert signed_in(stranger).get(URL).status_code == 404
    assert Client().get(URL).status_code == 302
    assert alice.put(URL).status_code == 405
    assert alice.get(f"{URL}?page=nonsense").status_code == 200


def test_queries_do_not_grow_with_patients(cast: Cast, alice: Client) -> None:
    counts = []
    for start, stop in ((0, 3), (3, 30)):
        for number in range(start, stop):
            make_patient(cast.harbour, f"Pat{number}", f"Tester{number}", signs_in=False)
        counts.append(queries(alice, URL))
    assert counts[0] == counts[1]
