"""Everything that is taken beside a planned treatment: reviewed, kept, and looked at again."""

from __future__ import annotations

from typing import Any

import pytest

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.records.actions import history
from lightwell.records.actions import regimens as actions
from lightwell.records.models import Patient, RegimenReview
from lightwell.records.queries import regimens
from tests.support.cast import Cast
from tests.support.people import key, make_patient

pytestmark = pytest.mark.django_db
IV = ("ketamine", "iv")


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def takes(cast: Cast, patient: Patient, drug: str, **more: Any) -> None:
    """A medicine of the list that a clinician has verified."""
    by = cast.actor(cast.alice)
    made = history.propose(
        by=by,
        patient=patient,
        subject="medicine",
        content={"drug": drug, "taking": "yes", **more},
        key=key(),
    )
    history.verify(
        by=by,
        patient=patient,
        entry=made.entry.uid,
        base=made.number,
        content=made.content,
        key=key(),
    )


def now(cast: Cast, patient: Patient, treatment: tuple[str, str] = IV) -> regimens.Regimen:
    return regimens.regimen(cast.actor(cast.alice), patient, "us", treatment)


def reviewed(cast: Cast, patient: Patient, decided: str = "", **told: Any) -> RegimenReview:
    asked: dict[str, Any] = {
        "by": cast.actor(cast.alice),
        "patient": patient,
        "region": "us",
        "treatment": IV,
        "decided": decided,
        "fingerprint": now(cast, patient).fingerprint,
        "key": key(),
    }
    return actions.review(**(asked | told))


def test_a_review_keeps_what_was_found_and_what_was_decided(cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "lorazepam")
    row = reviewed(cast, maya, "Lorazepam: tapered by the prescriber outside before we begin.")
    assert [one["medicine"] for one in row.found["medicines"]] == ["lorazepam"]
    assert row.facts["medicines"][0]["drug"] == "lorazepam"
    assert (row.agent, row.route, row.by_name) == ("ketamine", "iv", "Alice Anders")
    found = now(cast, maya)
    assert found.state == "Reviewed today"
    assert found.changes == ()
    assert AuditEvent.objects.filter(action="regimen.review").count() == 1


def test_what_is_taken_anew_asks_for_another_look(cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "lorazepam")
    reviewed(cast, maya, "Weighed.")
    takes(cast, maya, "lamotrigine")
    found = now(cast, maya)
    assert found.state == "Something changed since the review"
    assert "New on the list: lamotrigine." in found.changes


def test_a_list_with_a_newer_version_says_so(cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "lorazepam")
    reviewed(cast, maya, "Weighed.")
    stored = now(cast, maya).last
    assert stored is not None
    assert stored.content_hash == regimens.content_hash()


def test_each_treatment_has_a_review_of_its_own(cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "lorazepam")
    reviewed(cast, maya, "Weighed.")
    assert now(cast, maya, ("ketamine", "im")).last is None


def test_a_name_that_no_list_knows_is_not_checked_and_needs_a_decision(
    cast: Cast, maya: Patient
) -> None:
    takes(cast, maya, "Grandmother's drops")
    found = now(cast, maya)
    assert [one.text for one in found.found.not_checked] == ["Grandmother's drops"]
    assert found.needs_decision
    with pytest.raises(InvalidInput, match="Write what you decided"):
        reviewed(cast, maya)
    assert not RegimenReview.objects.exists()


def test_a_page_from_before_a_change_saves_nothing(cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "lorazepam")
    shown = now(cast, maya).fingerprint
    takes(cast, maya, "lamotrigine")
    with pytest.raises(Conflict, match="changed while this page was open"):
        reviewed(cast, maya, "Weighed.", fingerprint=shown)
    assert not RegimenReview.objects.exists()


def test_the_same_page_twice_is_one_review_and_another_is_refused(
    cast: Cast, maya: Patient
) -> None:
    takes(cast, maya, "lorazepam")
    once = key()
    first = reviewed(cast, maya, "Weighed.", key=once)
    assert reviewed(cast, maya, "Weighed.", key=once) == first
    with pytest.raises(Conflict, match="already used"):
        reviewed(cast, maya, "Weighed otherwise.", key=once)
    assert RegimenReview.objects.count() == 1


def test_too_many_words_are_refused(cast: Cast, maya: Patient) -> None:
    takes(cast, maya, "lorazepam")
    with pytest.raises(InvalidInput, match="Shorten it"):
        reviewed(cast, maya, "x" * (actions.LONGEST + 1))


@pytest.mark.parametrize(("who", "error"), [("ben", Denied), ("chioma", NotFound)])
def test_who_reviews(cast: Cast, maya: Patient, who: str, error: type[Exception]) -> None:
    takes(cast, maya, "lorazepam")
    with pytest.raises(error):
        reviewed(cast, maya, "Weighed.", by=cast.actor(getattr(cast, who)))
