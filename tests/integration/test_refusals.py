"""Asked by the wrong person, twice, or in a way that cannot be: refused, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine

from lightwell.access import clock
from lightwell.access.actions import organisations
from lightwell.access.actions.exports import export_audit
from lightwell.access.actors import Role
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent, Membership, Organisation
from lightwell.access.queries.audit import Wanted
from lightwell.records.actions import history, questionnaires, risk
from lightwell.records.models import (
    Draft,
    EntryVersion,
    Patient,
    Reconciliation,
    Response,
    RiskTask,
)
from lightwell.records.queries import roster
from tests.support.cast import SETUP, Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.risk import (
    CALM,
    LINK,
    NOON,
    answers,
    patient_at,
    patient_with_account,
    sent_form,
    staff_the_week,
    task_of,
)

pytestmark = pytest.mark.django_db
SERTRALINE = {"kind": "drug", "drug": "sertraline"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def sam(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    return patient_at(cast.harbour)


def drafted(patient: Patient, subject: str = "treatment", **content: object) -> EntryVersion:
    return history.propose(
        by=as_patient(patient),
        patient=patient,
        subject=subject,
        content=content or SERTRALINE,
        key=key(),
    )


# -- the organisation and its roles -----------------------------------------------------------


def test_there_is_one_organisation_for_ever(cast: Cast) -> None:
    with pytest.raises(Conflict, match="already has"):
        organisations.found(by=SETUP, name="Another", short_name="Another", is_demo=False)
    assert Organisation.objects.get().is_demo


def test_only_an_administrator_gives_and_ends_roles(cast: Cast) -> None:
    before = Membership.objects.filter(ended_at=None).count()
    for act in (organisations.give_role, organisations.end_role):
        with pytest.raises(Denied, match="administrator"):
            act(
                by=cast.actor(cast.alice),
                user=cast.ben,
                location=cast.harbour,
                role=Role.NURSE,
            )
    assert Membership.objects.filter(ended_at=None).count() == before


def test_the_trail_leaves_as_a_file_only_with_those_who_read_it(cast: Cast) -> None:
    with pytest.raises(Denied, match="auditor"):
        export_audit(by=cast.actor(cast.ben), location=cast.harbour, wanted=Wanted())
    assert not AuditEvent.objects.filter(action="audit.export").exists()


def test_a_real_clinic_has_no_clock_of_its_own(cast: Cast) -> None:
    Organisation.objects.update(is_demo=False)
    with pytest.raises(Denied, match="demonstration"), clock.at(NOON):
        pytest.fail("time was moved")


def test_the_roster_of_another_location_is_not_read(cast: Cast) -> None:
    with pytest.raises(Denied, match="Hillside"):
        roster.week(by=cast.actor(cast.ben), location=cast.hillside)


# -- histories --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"subject": "allergies"}, "treatment, a medicine or an allergy"),
        ({"source": "hearsay"}, "patient, clinician, pharmacy or chart"),
        (
            {"subject": "medicine", "content": {"drug": "sertraline", "taking": "maybe"}},
            "yes, no or not sure",
        ),
    ],
)
def test_what_no_entry_can_be_is_refused(
    maya: Patient, wrong: dict[str, object], says: str
) -> None:
    given = {"subject": "treatment", "content": SERTRALINE} | wrong
    with pytest.raises(InvalidInput, match=says):
        history.propose(by=as_patient(maya), patient=maya, key=key(), **given)
    assert EntryVersion.objects.count() == 0


def test_a_treatment_that_another_was_added_to_is_not_set_aside(cast: Cast, maya: Patient) -> None:
    first = drafted(maya)
    drafted(maya, **SERTRALINE | {"drug": "lithium", "augments": str(first.entry.uid)})
    with pytest.raises(NotReady, match="added to this one"):
        history.reject(
            by=cast.actor(cast.alice),
            patient=maya,
            entry=first.entry.uid,
            base=first.number,
            reason="Told by mistake",
            key=key(),
        )
    assert EntryVersion.objects.filter(entry=first.entry).count() == 1


def test_a_list_is_signed_only_with_a_statement_and_only_for_its_own_page(
    cast: Cast, maya: Patient
) -> None:
    said = {"by": cast.actor(cast.alice), "patient": maya, "versions": []}
    with pytest.raises(InvalidInput, match="what is known"):
        history.reconcile(subject="medicine", statement="fine", key="k1", **said)
    history.reconcile(subject="medicine", statement="none_known", key="k2", **said)
    with pytest.raises(Conflict, match="another list"):
        history.reconcile(subject="allergy", statement="none_known", key="k2", **said)
    assert Reconciliation.objects.get().subject == "medicine"


# -- answers ----------------------------------------------------------------------------------


def test_a_form_that_is_nowhere_is_nowhere(cast: Cast) -> None:
    with pytest.raises(NotFound):
        questionnaires.submit(by=LINK, assignment=uuid4(), answers=CALM, key="k")


def test_a_patient_does_not_answer_for_another(cast: Cast, maya: Patient, sam: Patient) -> None:
    form = sent_form(cast, sam)
    with pytest.raises(NotFound):
        questionnaires.submit(by=as_patient(maya), assignment=form.uid, answers=answers(3), key="k")
    with pytest.raises(NotFound):
        questionnaires.save_draft(by=as_patient(maya), assignment=form.uid, answers=CALM)
    assert (Response.objects.count(), Draft.objects.count(), RiskTask.objects.count()) == (0, 0, 0)
    own = patient_with_account(cast, sam)
    assert questionnaires.submit(by=own, assignment=form.uid, answers=CALM, key="k").response


def test_what_staff_ask_in_a_visit_is_not_sent_home(cast: Cast, sam: Patient) -> None:
    with pytest.raises(InvalidInput, match="cannot be sent"):
        questionnaires.send_link(
            by=cast.actor(cast.frida),
            patient=sam,
            instrument="cssrs_screener",
            location=cast.harbour,
        )


# -- a risk task ------------------------------------------------------------------------------


def test_each_step_of_a_task_pressed_twice_is_one_step(cast: Cast, sam: Patient) -> None:
    task = task_of(cast, sam, 2)
    alice = cast.actor(cast.alice)
    risk.take(by=alice, task=task.uid, key="1")
    risk.log_attempt(by=alice, task=task.uid, channel="phone", result="spoken", note="", key="2")
    calm = [0, 0, None, None, None, 0, None]
    for _ in range(2):
        risk.complete_screener(by=alice, task=task.uid, answers=calm, key="3")
    for _ in range(2):
        risk.assess(by=alice, task=task.uid, version=4, level="watch", plan="Weekly calls", key="4")
    for _ in range(2):
        risk.close(
            by=alice,
            task=task.uid,
            version=5,
            disposition="home_safety_plan",
            note="",
            key="5",
        )
    steps = list(task.events.values_list("kind", flat=True))
    assert len(steps) == len(set(steps)) == 6
    assert Response.objects.filter(instrument="cssrs_screener").count() == 1


@pytest.mark.parametrize(
    ("act", "wrong", "says"),
    [
        ("assess", {"level": "calm", "plan": "Weekly calls"}, "Choose the level"),
        ("assess", {"level": "watch", "plan": "  "}, "Write the plan"),
        ("close", {"disposition": "gone", "note": ""}, "where the person is now"),
    ],
)
def test_a_task_is_not_decided_by_words_that_say_nothing(
    cast: Cast, sam: Patient, act: str, wrong: dict[str, str], says: str
) -> None:
    task = task_of(cast, sam, 2)
    with pytest.raises(InvalidInput, match=says):
        getattr(risk, act)(by=cast.actor(cast.alice), task=task.uid, version=1, key="k", **wrong)
    assert task.events.count() == 1
