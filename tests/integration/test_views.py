"""Every look at a record is written down, sealed, and readable by its patient."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from lightwell.access import heads
from lightwell.access.actions.views import log_view, seal_views
from lightwell.access.actors import system
from lightwell.access.models import ViewSeal
from lightwell.access.queries import views
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)


def look(cast: Cast, patient: UUID, page: str = "treatment history", reason: str = "") -> None:
    log_view(
        by=cast.actor(cast.ben),
        patient=patient,
        page=page,
        location=cast.harbour.name,
        reason=reason,
    )


def test_a_look_says_who_when_where_what_and_why(cast: Cast) -> None:
    patient = uuid4()
    with time_machine.travel(NOON, tick=False):
        look(cast, patient, reason="Handover")
    (seen,) = views.of_patient(patient)
    assert (seen.at, seen.user, seen.user_name, seen.role_words) == (
        NOON,
        cast.ben.pk,
        "Ben Brook",
        "nurse",
    )
    assert (seen.location, seen.page, seen.reason) == (
        "Harbour Street",
        "treatment history",
        "Handover",
    )


def test_a_patient_reads_only_their_own_list_newest_first(cast: Cast) -> None:
    mine, other = uuid4(), uuid4()
    with time_machine.travel(NOON, tick=False) as clock:
        look(cast, mine, "treatment history")
        look(cast, other, "treatment history")
        clock.shift(5)
        look(cast, mine, "medicines")
    assert [seen.page for seen in views.of_patient(mine)] == ["medicines", "treatment history"]


def test_the_same_look_within_a_minute_is_one_row(cast: Cast) -> None:
    patient = uuid4()
    with time_machine.travel(NOON, tick=False) as clock:
        look(cast, patient)
        clock.shift(timedelta(seconds=59))
        look(cast, patient)
        assert views.of_patient(patient).count() == 1
        clock.shift(timedelta(seconds=2))
        look(cast, patient)
    assert views.of_patient(patient).count() == 2


def test_another_page_person_patient_or_reason_is_another_look(cast: Cast) -> None:
    patient = uuid4()
    look(cast, patient)
    look(cast, patient, "medicines")
    look(cast, patient, reason="Break-glass: called by the emergency department")
    log_view(
        by=cast.actor(cast.alice),
        patient=patient,
        page="treatment history",
        location=cast.harbour.name,
    )
    assert views.of_patient(patient).count() == 4


def test_software_looks_at_nothing() -> None:
    with pytest.raises(ValueError, match="signed-in person"):
        log_view(by=system("clock"), patient=uuid4(), page="record", location="Harbour Street")


def test_seals_cover_each_view_once_and_follow_each_other(cast: Cast) -> None:
    for page in ("one", "two"):
        look(cast, uuid4(), page)
    first = seal_views()
    assert seal_views() is None, "nothing new, nothing sealed"
    look(cast, uuid4(), "three")
    second = seal_views()
    assert first is not None
    assert second is not None
    assert (first.count, second.count) == (2, 1)
    assert second.first > first.last
    assert second.previous == first.mac
    assert list(ViewSeal.objects.all()) == [first, second]


@pytest.mark.django_db(transaction=True)
def test_the_newest_seal_is_noted_outside_the_database(cast: Cast) -> None:
    look(cast, uuid4())
    seal = seal_views()
    assert seal is not None
    assert heads.read("views") == heads.Head(seal.last, seal.mac)
