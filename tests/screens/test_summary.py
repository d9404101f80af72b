"""One patient at a glance, under a banner that says who it is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.models import RecordView
from lightwell.records.actions import history as actions
from lightwell.records.models import Patient
from tests.screens.test_clinic_today import raise_task
from tests.support.cast import Cast, found_cast
from tests.support.pages import text
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

PAGES = ("patient", "treatments", "determination", "medicines", "scores")


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def tell(patient: Patient, subject: str, **content: Any) -> None:
    actions.propose(
        by=as_patient(patient), patient=patient, subject=subject, content=content, key=key()
    )


def test_what_is_known_and_what_waits(alice: Client, maya: Patient) -> None:
    tell(maya, "treatment", kind="drug", drug="sertraline")
    page = text(alice.get(reverse("clinic:patient", args=[maya.uid])))
    assert "1 to verify" in page
    assert "No PHQ-9 yet" in page
    assert "1 drafted treatment is not verified: it is unknown here." in page
    assert "Allergies not recorded" in page


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_patient_carries_the_banner(
    alice: Client, maya: Patient, name: str
) -> None:
    raise_task(maya, minutes_ago=5)
    tell(maya, "allergy", substance="penicillin")
    page = text(alice.get(reverse(f"clinic:{name}", args=[maya.uid])))
    assert page.count('aria-label="Patient"') == 1
    banner = page.split('aria-label="Patient"')[1].split("</section>")[0]
    for part in ("RIVERA, Maya", "14-Jul-1984 (", maya.mrn, "penicillin", "Not recorded", "since"):
        assert part in banner
    title = page.split("<title>")[1].split("</title>")[0]
    assert "ivera" not in title


def test_a_namesake_here_is_told(cast: Cast, alice: Client, maya: Patient) -> None:
    url = reverse("clinic:patient", args=[maya.uid])
    assert "Name alert" not in text(alice.get(url))
    make_patient(cast.harbour, "Ana", "RIVERA")
    assert "Name alert" in text(alice.get(url))


def test_looking_twice_in_a_minute_is_one_look(alice: Client, maya: Patient) -> None:
    for _ in range(2):
        alice.get(reverse("clinic:patient", args=[maya.uid]))
    assert RecordView.objects.filter(patient=maya.uid, page="Summary").count() == 1


def test_who_sees_it(cast: Cast, alice: Client, maya: Patient) -> None:
    url = reverse("clinic:patient", args=[maya.uid])
    for reader in (cast.ben, cast.dev):
        assert signed_in(reader).get(url).status_code == 200
    assert signed_in(cast.frida).get(url).status_code == 403
    for stranger in (cast.chioma, cast.tess, cast.eve, maya.user):
        assert stranger is not None
        assert signed_in(stranger).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert alice.post(url).status_code == 405
    assert alice.get(reverse("clinic:patient", args=[uuid4()])).status_code == 404
    assert alice.get("/clinic/patients/nonsense/").status_code == 404
