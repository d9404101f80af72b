"""Sending a questionnaire home: only where somebody will read it, once, without health words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError

import lightwell.clinical as lw
from lightwell.access import identifiers
from lightwell.access.actions import organisations
from lightwell.access.actors import Role
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent, OutgoingMessage
from lightwell.access.wording import HEALTH_WORDS, RANDOM
from lightwell.records.actions import questionnaires
from lightwell.records.models import Assignment, Patient, QuestionnaireLink
from lightwell.records.queries import questionnaires as queries
from tests.support.cast import SETUP, Cast
from tests.support.risk import LINK, NOON, patient_at, sent_form, staff_the_week
from tests.support.threads import at_once


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sam(cast: Cast) -> Patient:
    return patient_at(cast.harbour)


def send(cast: Cast, sam: Patient, **changes: object) -> str:
    said = {
        "by": cast.actor(cast.frida),
        "patient": sam,
        "instrument": "phq9",
        "location": cast.harbour,
    } | changes
    return questionnaires.send_link(**said)  # type: ignore[arg-type]


# -- safety rule 7: nothing with a suicide item goes home unread ----------


@pytest.mark.django_db
def test_an_empty_roster_blocks_sending_and_says_which_days(cast: Cast, sam: Patient) -> None:
    """R-47."""
    with pytest.raises(NotReady) as refused:
        send(cast, sam)
    assert "Tuesday 03-Mar-2026" in refused.value.message
    assert "Friday 06-Mar-2026" in refused.value.message
    assert (Assignment.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_gap_in_the_roster_blocks_sending(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben, days=(1,))
    with pytest.raises(NotReady, match="Not covered: Wednesday 04-Mar-2026"):
        send(cast, sam)
    staff_the_week(cast.harbour, cast.ben, days=(3, 4))
    assert send(cast, sam)


@pytest.mark.django_db
def test_a_reader_who_left_blocks_sending(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    organisations.end_role(by=SETUP, user=cast.ben, location=cast.harbour, role=Role.NURSE)
    with pytest.raises(NotReady):
        send(cast, sam)


@pytest.mark.django_db
def test_the_roster_of_another_location_covers_nothing(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.hillside, cast.chioma)
    with pytest.raises(NotReady):
        send(cast, sam)


# -- sending ----------


@pytest.mark.django_db
def test_a_link_goes_out_without_a_health_word_and_only_its_digest_is_kept(
    cast: Cast, sam: Patient
) -> None:
    staff_the_week(cast.harbour, cast.ben)
    path = send(cast, sam)
    message = OutgoingMessage.objects.get(purpose="form-link")
    assert (message.to, message.subject) == (sam.email, "You have a form from The clinic")
    assert path in message.body
    assert "Sam" not in message.body
    assert not HEALTH_WORDS.search(RANDOM.sub("", message.body + message.subject))
    link = QuestionnaireLink.objects.get()
    assert link.digest == identifiers.digest(path.removeprefix("/q/"))
    assert link.expires_at - link.created_at == timedelta(hours=72)
    trace = AuditEvent.objects.get(action="questionnaire.send")
    assert (trace.patient, trace.detail["instrument"]) == (sam.uid, "phq9")


@pytest.mark.django_db
def test_no_email_address_no_link(cast: Cast) -> None:
    staff_the_week(cast.harbour, cast.ben)
    with pytest.raises(NotReady, match="no e-mail address"):
        send(cast, patient_at(cast.harbour, email=""))


@pytest.mark.django_db
def test_an_unknown_instrument_is_refused_with_the_nearest(cast: Cast, sam: Patient) -> None:
    with pytest.raises(InvalidInput, match="Did you mean 'phq2', 'phq9'"):
        send(cast, sam, instrument="phq8")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(made.id for made in lw.instruments() if made.rated_by != "patient")
)
def test_what_staff_rate_or_ask_is_never_sent(cast: Cast, sam: Patient, name: str) -> None:
    staff_the_week(cast.harbour, cast.ben)
    with pytest.raises(InvalidInput, match="in a visit: it cannot be sent") as refused:
        send(cast, sam, instrument=name)
    assert refused.value.field == "instrument"
    sam.user = cast.eve
    sam.save(update_fields=["user"])
    with pytest.raises(InvalidInput, match="it cannot be sent"):
        questionnaires.assign_in_portal(
            by=cast.actor(cast.frida), patient=sam, instrument=name, location=cast.harbour
        )
    assert (Assignment.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "answers"), [("gad7", [3] * 7 + [None]), ("phq2", [3, 3])])
def test_what_asks_nothing_about_suicide_needs_no_reader_and_makes_no_task(
    cast: Cast, sam: Patient, name: str, answers: list[int | None]
) -> None:
    send(cast, sam, instrument=name)
    assignment = Assignment.objects.get()
    done = questionnaires.submit(by=LINK, assignment=assignment.uid, answers=answers, key="k1")
    assert done.response is not None
    assert (done.kind, done.task, done.response.safety) == ("sent", None, "none")


@pytest.mark.django_db
def test_only_staff_of_the_location_send_and_only_to_its_patients(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    staff_the_week(cast.hillside, cast.chioma)
    for user in (cast.dev, cast.chioma, cast.eve, cast.tess):
        with pytest.raises(Denied):
            send(cast, sam, by=cast.actor(user))
    with pytest.raises(NotFound):
        send(cast, sam, by=cast.actor(cast.chioma), location=cast.hillside)


@pytest.mark.django_db
def test_one_press_sends_one_link(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    send(cast, sam, key="press")
    assert queries.was_sent("press")
    with pytest.raises(Conflict, match="sent already"):
        send(cast, sam, key="press")
    assert OutgoingMessage.objects.filter(purpose="form-link").count() == 1


# -- opening ----------


@pytest.mark.django_db
def test_a_link_opens_once(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    token = send(cast, sam).removeprefix("/q/")
    assert queries.link(token).state == "usable"
    assert questionnaires.open_link(by=LINK, token=token).patient == sam
    assert queries.link(token).state == "used"
    with pytest.raises(Conflict):
        questionnaires.open_link(by=LINK, token=token)
    assert queries.link(token[:-1]).state == "unknown"
    with pytest.raises(NotFound):
        questionnaires.open_link(by=LINK, token=token[:-1])


@pytest.mark.django_db
def test_a_link_is_over_after_72_hours(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    staff_the_week(cast.harbour, cast.ben)
    token = send(cast, sam).removeprefix("/q/")
    at_noon.move_to(NOON + timedelta(hours=72))
    assert queries.link(token).state == "expired"
    with pytest.raises(Conflict):
        questionnaires.open_link(by=LINK, token=token)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_may_answer(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    token = send(cast, sam).removeprefix("/q/")

    def press(_: int) -> bool:
        try:
            questionnaires.open_link(by=LINK, token=token)
        except Conflict:
            return False
        return True

    assert sorted(at_once(4, press)) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_from_two_threads_keeps_one_response(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    form = sent_form(cast, sam)

    def press(_: int) -> str:
        return questionnaires.submit(
            by=LINK, assignment=form.uid, answers=[1] * 10, key="same press"
        ).kind

    assert sorted(at_once(3, press)) == ["again", "again", "sent"]


# -- what was sent ----------


@pytest.mark.django_db
def test_staff_see_what_became_of_what_was_sent(
    cast: Cast, sam: Patient, at_noon: time_machine.Traveller
) -> None:
    staff_the_week(cast.harbour, cast.ben)
    send(cast, sam)
    opened = sent_form(cast, sam)
    answered = sent_form(cast, sam)
    questionnaires.submit(by=LINK, assignment=answered.uid, answers=[0] * 10, key="k")
    ben = cast.actor(cast.ben)
    states = [one.status for one in queries.sent_to(by=ben, patient=sam)]
    assert states == ["Answered", "Opened, not sent back", "Sent, not opened"]
    at_noon.move_to(NOON + timedelta(hours=73))
    states = [one.status for one in queries.sent_to(by=ben, patient=sam)]
    assert states == ["Answered", "Not answered in time", "Not answered in time"]
    assert opened.events.count() == 2


@pytest.mark.django_db
def test_an_event_number_is_used_once(cast: Cast, sam: Patient) -> None:
    staff_the_week(cast.harbour, cast.ben)
    form = sent_form(cast, sam)
    with pytest.raises(IntegrityError):
        form.events.create(number=1, status="sent", at=NOON)
