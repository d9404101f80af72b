"""The front desk in tests: a request, a patient who may be the same person, and its pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from lightwell.diary.actions import requests
from lightwell.diary.models import ConsultationRequest
from lightwell.records.actions import patients
from lightwell.records.models import Patient
from tests.support.cast import SETUP, Cast

BORN = date(1984, 3, 4)
IDENTITY = {
    "given_name": "Ana Sofia",
    "family_name": "Rivera",
    "birth_date_month": "3",
    "birth_date_day": "4",
    "birth_date_year": "1984",
    "sex_at_birth": "female",
    "phone": "212 555 0123",
    "email": "ana@patients.example",
}


def received(cast: Cast, key: str = "k1", **changes: Any) -> ConsultationRequest:
    """A visitor asked for a first consultation at Harbour Street."""
    details: dict[str, Any] = {
        "location": cast.harbour,
        "given_name": "Ana Sofia",
        "family_name": "Rivera",
        "phone": "212 555 0123",
        "may_leave_message": "yes",
        "may_text": "no",
        "birth_date": BORN,
        "email": "ana@patients.example",
        "needs": "A quiet room",
        "best_times": ["morning"],
    }
    return requests.receive(by=SETUP, key=key, **(details | changes))


def url(name: str, *args: object) -> str:
    """The address of a page of the clinic."""
    return reverse(f"clinic:{name}", args=args)


def text(client: Client, address: str, status: int = 200) -> str:
    """What a page says."""
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


def stamp_of(client: Client, address: str) -> str:
    """The stamp of a page, as its form would send it."""
    found = re.search(r'name="stamp" value="([^"]+)"', text(client, address))
    assert found
    return found[1]


def press(client: Client, address: str, page: str = "", **answers: str) -> Any:
    """Open a page and send its form, to itself or to another address."""
    return client.post(address, {"stamp": stamp_of(client, page or address)} | answers)


def known(cast: Cast, **changes: Any) -> Patient:
    """A patient at home at Hillside who may be the one that asks."""
    details: dict[str, Any] = {
        "location": cast.hillside,
        "given_name": "Ana",
        "family_name": "Riviera",
        "birth_date": BORN,
        "phone": "212 555 0123",
    }
    return patients.register(by=SETUP, **(details | changes))
