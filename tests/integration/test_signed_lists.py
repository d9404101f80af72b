"""Lists of medicines and allergies: signed whole, else "not recorded"; silence is never none."""

from __future__ import annotations

from functools import partial

import pytest

from lightwell.access.errors import Conflict, Denied, NotReady
from lightwell.records.actions import history as actions
from lightwell.records.models import Patient, Reconciliation
from lightwell.records.queries import history
from tests.support.cast import Cast, found_cast
from tests.support.people import as_patient, key, make_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def test_signing_a_list(cast: Cast, maya: Patient) -> None:
    ben = cast.actor(cast.ben)
    version = actions.propose(
        by=as_patient(maya),
        patient=maya,
        subject="allergy",
        content={"substance": "penicillin", "reaction": "rash"},
        key=key(),
    )
    sign = partial(actions.reconcile, by=ben, patient=maya, subject="allergy")
    with pytest.raises(NotReady, match="only drafted"):
        sign(statement="listed", versions=[version.pk], key=key())
    verified = actions.verify(
        by=ben,
        patient=maya,
        entry=version.entry.uid,
        base=1,
        content=version.content,
        key=key(),
    )
    with pytest.raises(Conflict):
        sign(statement="listed", versions=[version.pk], key=key())
    with pytest.raises(NotReady):
        sign(statement="none_known", versions=[verified.pk], key=key())
    same = key()
    for _ in range(2):
        sign(statement="listed", versions=[verified.pk], key=same)
    assert Reconciliation.objects.count() == 1
    signed = history.signature(ben, maya, "allergy")
    assert signed is not None
    assert signed.statement == "listed"


def test_the_four_states_of_allergies(cast: Cast, maya: Patient) -> None:
    ben = cast.actor(cast.ben)

    def state() -> str:
        lines = history.current(ben, maya, "allergy")
        return history.allergy_state(lines, history.signature(ben, maya, "allergy"))

    assert state() == "not_recorded"
    actions.reconcile(
        by=ben, patient=maya, subject="allergy", statement="unavailable", versions=[], key=key()
    )
    assert state() == "unavailable"
    actions.reconcile(
        by=ben, patient=maya, subject="allergy", statement="none_known", versions=[], key=key()
    )
    assert state() == "none_known"
    actions.propose(
        by=as_patient(maya),
        patient=maya,
        subject="allergy",
        content={"substance": "latex"},
        key=key(),
    )
    assert state() == "known"


def test_who_signs(cast: Cast, maya: Patient) -> None:
    sign = partial(
        actions.reconcile, patient=maya, subject="allergy", statement="none_known", versions=[]
    )
    for user in (cast.dev, cast.frida):
        with pytest.raises(Denied):
            sign(by=cast.actor(user), key=key())
    with pytest.raises(Denied):
        sign(by=as_patient(maya), key=key())
    sign(by=cast.actor(cast.alice), key=key())
