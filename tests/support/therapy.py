"""Releases, invitations and therapy sessions of fictional people, made by the acts of life."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from lightwell.access import clock
from lightwell.access.actors import Actor, system
from lightwell.access.models import OutgoingMessage, User
from lightwell.access.queries import people
from lightwell.records import days as calendar
from lightwell.records.actions import releases, therapists, therapy
from lightwell.records.models import Patient, Release, TherapistLink, TherapyRecord
from lightwell.records.release_words import SHARES
from tests.support.people import as_patient, key

TESS = "tess@staff.example"
INVITED = system("invitation")


def as_outside(user: User) -> Actor:
    """The actor that an outside therapist is."""
    return people.actor_for(user, None)


def in_days(patient: Patient, days: int) -> date:
    """A day from today on the wall where the person is at home."""
    return calendar.today(patient) + timedelta(days=days)


def signed(patient: Patient, email: str = TESS, **told: Any) -> Release:
    """The person signs a release of everything, for thirty days."""
    given: dict[str, Any] = {
        "therapist_name": "Tess Tallis",
        "therapist_email": email,
        "purpose": "So that we can talk about my sessions",
        "shares": list(SHARES),
        "ends_on": in_days(patient, 30),
        "key": key(),
    }
    return releases.sign(by=as_patient(patient), patient=patient, **(given | told))


def invited(by: Actor, patient: Patient, email: str = TESS, **told: Any) -> tuple[Release, str]:
    """A release whose therapist got an invitation, and the token in its link."""
    release = signed(patient, email, **told)
    return release, invitation(by, release)


def invitation(by: Actor, release: Release, seen: int = 0) -> str:
    """Send an invitation; the token in its link."""
    therapists.invite(by=by, patient=release.patient, release=release.uid, seen=seen)
    sent = OutgoingMessage.objects.filter(purpose="outside-invitation").latest("pk")
    found = re.search(r"/outside/invitation/(\S+)", sent.body)
    assert found is not None
    return found.group(1)


def joined(by: Actor, patient: Patient, email: str = TESS, **told: Any) -> TherapistLink:
    """The therapist accepted; their link."""
    release, token = invited(by, patient, email, **told)
    therapists.accept(by=INVITED, token=token)
    return TherapistLink.objects.get(release=release)


def joined_on_paper(by: Actor, patient: Patient, shares: list[str]) -> TherapistLink:
    """The same by a release that was signed on paper, for a person without a portal."""
    release = releases.sign(
        by=by,
        patient=patient,
        therapist_name="Tess Tallis",
        therapist_email=TESS,
        purpose="Therapy",
        shares=shares,
        ends_on=in_days(patient, 30),
        signed_on=in_days(patient, 0),
        key=key(),
    )
    therapists.accept(by=INVITED, token=invitation(by, release))
    return TherapistLink.objects.get(release=release)


def session(**told: Any) -> dict[str, Any]:
    """What a therapist says of a session of an hour ago."""
    return {
        "kind": "preparation",
        "held_at": clock.now() - timedelta(hours=1),
        "minutes": 60,
        "themes": "“I want to stop being afraid of the phone.”",
        "next_steps": "She writes down what she hopes for.",
        "homework": "",
    } | told


def noted(by: Actor, patient: Patient, **told: Any) -> TherapyRecord:
    """The record of a therapy session."""
    return therapy.write(by=by, patient=patient.uid, said=session(**told), key=key())
