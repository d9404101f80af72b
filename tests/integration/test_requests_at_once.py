"""Two people press at the same moment, with a database connection each."""

from __future__ import annotations

from datetime import date

import pytest

from lightwell.access.actors import system
from lightwell.access.errors import Conflict
from lightwell.diary.actions import requests
from lightwell.diary.models import ConsultationRequest
from lightwell.diary.queries import requests as queries
from lightwell.records.models import Patient
from tests.support.cast import Cast, found_cast
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
VISITOR = system("public site")


def received(cast: Cast) -> ConsultationRequest:
    return requests.receive(
        by=VISITOR,
        location=cast.harbour,
        key="k1",
        given_name="Ana",
        family_name="Rivera",
        phone="212 555 0123",
        may_leave_message="yes",
        may_text="no",
    )


def test_two_acceptances_make_one_patient() -> None:
    cast = found_cast()
    asked = received(cast)
    frida = cast.actor(cast.frida)

    def accept(number: int) -> str:
        try:
            made = requests.accept(
                by=frida,
                request=ConsultationRequest.objects.get(pk=asked.pk),
                key=f"a{number}",
                given_name="Ana",
                family_name="Rivera",
                birth_date=date(1984, 3, 4),
                sex_at_birth="female",
            )
        except Conflict:
            return "conflict"
        return made.mrn

    results = at_once(4, accept)
    assert results.count("conflict") == 3
    assert [one.mrn for one in Patient.objects.all()] == [
        one for one in results if one != "conflict"
    ]
    assert queries.newest_event(asked).number == 2


def test_a_request_sent_by_four_taps_at_once_is_one() -> None:
    cast = found_cast()
    made = at_once(4, lambda _: received(cast).reference)
    assert len(set(made)) == 1
    assert ConsultationRequest.objects.get().events.count() == 1
