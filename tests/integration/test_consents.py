"""A consent is each question in the person's own words, understood; it ends when they say so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import attrs
import pytest
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.records.actions import consents as actions
from lightwell.records.models import (
    Consent,
    ConsentWithdrawal,
    Patient,
    SessionEntry,
    TreatmentSession,
)
from lightwell.records.queries import consents, eligibility
from lightwell.records.queries.presence import is_in_session
from tests.support.cast import Cast, found_cast
from tests.support.decisions import SAID, agreed, answers, settle_safety
from tests.support.people import as_patient, key, make_patient
from tests.support.rows import make

pytestmark = pytest.mark.django_db
TEEN = date(timezone.localdate().year - 15, 1, 1)


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def born(patient: Patient, day: date | None) -> Patient:
    patient.birth_date = day
    patient.save(update_fields=["birth_date"])
    return patient


def withdrawn(by: Actor, patient: Patient, made: Consent, **told: Any) -> ConsentWithdrawal:
    given = {"key": key(), "reason": "She said: I want to wait."} | told
    return actions.withdraw(by=by, patient=patient, consent=made.uid, **given)


def test_a_consent_keeps_words_text_and_giver(alice: Actor, maya: Patient) -> None:
    made = agreed(alice, maya)
    text = lw.consent_text("ketamine-iv")
    assert (made.text_version, made.content_hash) == (
        text.header.version,
        text.header.content_hash,
    )
    assert [one["question"] for one in made.answers] == [one.id for one in text.questions]
    assert {one["said"] for one in made.answers} == {SAID}
    view = consents.current(alice, maya)
    assert view is not None
    assert view.is_current
    assert view.signed_on == timezone.localdate()
    assert AuditEvent.objects.filter(action="consent.give").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (("", True), "stop.said"),
        (("   ", True), "stop.said"),
        (("x" * 2001, True), "stop.said"),
        ((SAID, None), "stop.understood"),
        ((SAID, False), "stop.understood"),
    ],
)
def test_every_question_is_answered_and_understood(
    alice: Actor, maya: Patient, wrong: tuple[str, bool | None], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        agreed(alice, maya, answers=answers(stop=wrong))
    assert refused.value.field == field
    assert not Consent.objects.exists()


def test_a_missing_or_strange_question_is_refused(alice: Actor, maya: Patient) -> None:
    some = answers()
    del some["home"]
    with pytest.raises(InvalidInput, match="Write down what the person said"):
        agreed(alice, maya, answers=some)
    with pytest.raises(InvalidInput, match="no question of this text"):
        agreed(alice, maya, answers=answers(price=(SAID, True)))
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("age", "told", "words"),
    [
        (40, {"given_by": "guardian", "guardian_name": "G"}, "agrees alone"),
        (40, {"given_by": "neighbour"}, "Choose who agrees"),
        (40, {"guardian_name": "G"}, "empty"),
        (40, {"has_assent": True}, "empty"),
        (15, {}, "a guardian agrees"),
        (15, {"given_by": "guardian", "has_assent": True}, "name of the guardian"),
        (15, {"given_by": "guardian", "guardian_name": "Ida"}, "assent"),
        (15, {"given_by": "guardian", "guardian_name": "Ida", "has_assent": False}, "assent"),
        (None, {}, "birth date"),
    ],
)
def test_who_agrees_follows_from_the_age(
    alice: Actor, maya: Patient, age: int | None, told: dict[str, Any], words: str
) -> None:
    day = None if age is None else date(timezone.localdate().year - age, 1, 1)
    with pytest.raises(InvalidInput, match=words):
        agreed(alice, born(maya, day), **told)
    assert not Consent.objects.exists()


def test_a_guardian_and_the_young_person_settle_the_rule(alice: Actor, maya: Patient) -> None:
    born(maya, TEEN)
    settle_safety(alice, maya)
    agreed(alice, maya, given_by="guardian", guardian_name="Ida Rivera", has_assent=True)
    cards = {card.rule.id: card for card in eligibility.judge(alice, maya, "us").assessment.cards}
    assert cards["elig.minor_consent"].outcome is lw.Outcome.MET
    assert cards["elig.age"].outcome is lw.Outcome.NOT_MET
    assert cards["elig.consent"].outcome is lw.Outcome.MET


def test_the_rules_know_whether_a_consent_stands(alice: Actor, maya: Patient) -> None:
    def said() -> lw.Outcome:
        cards = eligibility.judge(alice, maya, "us").assessment.cards
        return next(card.outcome for card in cards if card.rule.id == "elig.consent")

    assert said() is lw.Outcome.UNKNOWN
    made = agreed(alice, maya)
    assert said() is lw.Outcome.MET
    withdrawn(alice, maya, made)
    assert said() is lw.Outcome.NOT_MET
    agreed(alice, maya)
    assert said() is lw.Outcome.MET


def test_a_newer_text_makes_a_consent_not_current(
    alice: Actor, maya: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(alice, maya)
    text = lw.consent_text("ketamine-iv")
    newer = attrs.evolve(text, header=attrs.evolve(text.header, version="2031.1"))
    monkeypatch.setattr(lw, "consent_text", lambda name: newer)
    view = consents.current(alice, maya)
    assert view is not None
    assert not view.is_current
    assert consents.session_facts(alice, maya) == {}
    with pytest.raises(Conflict, match="newer version"):
        agreed(alice, maya, version="2026.1")
    agreed(alice, maya)
    view = consents.current(alice, maya)
    assert view is not None
    assert view.is_current


def test_the_same_key_keeps_one_consent(alice: Actor, maya: Patient, cast: Cast) -> None:
    once = key()
    assert agreed(alice, maya, key=once).pk == agreed(alice, maya, key=once).pk
    with pytest.raises(Conflict, match="already used"):
        agreed(alice, maya, key=once, answers=answers(stop=("Something else.", True)))
    with pytest.raises(Conflict, match="already used"):
        agreed(alice, make_patient(cast.harbour, "Noor", "Haddad"), key=once)
    assert Consent.objects.count() == 1


def test_who_may_take_and_end_a_consent(cast: Cast, alice: Actor, maya: Patient) -> None:
    for by in (cast.actor(cast.ben), cast.actor(cast.dev), as_patient(maya)):
        with pytest.raises(Denied):
            agreed(by, maya)
    with pytest.raises(NotFound):
        agreed(cast.actor(cast.chioma), maya)
    made = agreed(alice, maya)
    with pytest.raises(Denied):
        withdrawn(cast.actor(cast.frida), maya, made)
    other = make_patient(cast.harbour, "Noor", "Haddad")
    for by, patient in ((as_patient(other), other), (alice, other)):
        with pytest.raises(NotFound):
            withdrawn(by, patient, made)
    with pytest.raises(NotFound):
        withdrawn(as_patient(other), maya, made)
    with pytest.raises(NotFound):
        consents.one(alice, other, made.uid)
    assert not ConsentWithdrawal.objects.exists()


def test_a_person_takes_it_back_without_a_reason_once(alice: Actor, maya: Patient) -> None:
    made, once = agreed(alice, maya), key()
    by = as_patient(maya)
    first = withdrawn(by, maya, made, reason="", key=once)
    assert withdrawn(by, maya, made, reason="", key=once).pk == first.pk
    assert consents.current(by, maya) is None
    assert consents.one(by, maya, made.uid).withdrawn is not None
    with pytest.raises(Conflict, match="already ended"):
        withdrawn(alice, maya, made)
    with pytest.raises(Conflict, match="already used"):
        withdrawn(by, maya, made, reason="Because.", key=once)
    event = AuditEvent.objects.get(action="consent.withdraw")
    assert event.detail == {"of": "ketamine-iv", "version": "2026.1"}


def test_staff_write_what_the_person_said(cast: Cast, alice: Actor, maya: Patient) -> None:
    made = agreed(alice, maya)
    for reason, words in ((" ", "Write what"), ("x" * 501, "Shorten")):
        with pytest.raises(InvalidInput, match=words):
            withdrawn(cast.actor(cast.ben), maya, made, reason=reason)
    withdrawn(cast.actor(cast.ben), maya, made)
    with pytest.raises(NotFound):
        actions.withdraw(by=alice, patient=maya, consent=uuid4(), key=key(), reason="x")


# -- never during a session (R-41) ------------------------------------------------------------


def in_session(patient: Patient, *entries: tuple[str, str], at: Any = None) -> None:
    session = make(TreatmentSession, patient=patient)
    moment = at or timezone.now()
    for number, (kind, status) in enumerate(entries, start=1):
        make(
            SessionEntry,
            session=session,
            number=number,
            kind=kind,
            status=status,
            at=moment,
            recorded_at=timezone.now(),
            corrects=None,
        )


STARTED = ("start", "running")


@pytest.mark.parametrize(
    ("entries", "is_in"),
    [
        ([("make_ready", "ready")], False),
        ([("cancel", "cancelled")], False),
        ([STARTED], True),
        ([STARTED, ("pause", "paused")], True),
        ([STARTED, ("end_infusion", "recovering")], True),
        ([STARTED, ("stop_early", "stopped_early")], True),
        ([STARTED, ("end_infusion", "recovering"), ("discharge", "discharged")], True),
        ([STARTED, ("transfer", "transferred")], True),
    ],
)
def test_nobody_agrees_during_a_session_or_on_its_day(
    alice: Actor, maya: Patient, entries: list[tuple[str, str]], is_in: bool
) -> None:
    in_session(maya, *entries)
    assert is_in_session(maya) is is_in
    if is_in:
        with pytest.raises(Conflict, match="on another day"):
            agreed(alice, maya)
        assert not Consent.objects.exists()
    else:
        agreed(alice, maya)


def test_on_the_day_after_a_person_may_agree(alice: Actor, maya: Patient) -> None:
    in_session(maya, STARTED, ("discharge", "discharged"))
    with clock.at(timezone.now() + timedelta(days=1)):
        assert not is_in_session(maya)
        agreed(alice, maya)


def test_a_session_that_nobody_left_still_holds_days_later(alice: Actor, maya: Patient) -> None:
    in_session(maya, STARTED, at=timezone.now() - timedelta(days=3))
    assert is_in_session(maya)


def test_taking_back_is_never_held_by_a_session(alice: Actor, maya: Patient) -> None:
    made = agreed(alice, maya)
    in_session(maya, STARTED)
    withdrawn(as_patient(maya), maya, made, reason="")
    assert consents.current(alice, maya) is None
