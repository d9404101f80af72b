"""Two fictional people let Tess, the therapist of their own, see parts of their record."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from lightwell.access import clock
from lightwell.access.actors import Actor, system
from lightwell.access.models import OutgoingMessage, User
from lightwell.access.queries import people
from lightwell.records import days
from lightwell.records.actions import releases, therapists, therapy
from lightwell.records.queries import patients
from lightwell.records.release_words import SHARES

WITH_TESS = (("jonah@patients.example", "portal"), ("piotr@patients.example", "paper"))
PURPOSE = "So that my own therapist and the clinic can work together"


def share(prescriber: Actor, tess: User) -> None:
    """Jonah signs in the portal, Piotr on paper; Tess accepts, and writes down what she held."""
    for email, way in WITH_TESS:
        user = next(iter(people.with_accounts([email])))
        themselves = people.actor_for(user, None)
        person = patients.of_user(themselves)
        today = days.today(person)
        release = releases.sign(
            by=themselves if way == "portal" else prescriber,
            patient=person,
            therapist_name=tess.name,
            therapist_email=tess.email,
            purpose=PURPOSE,
            shares=list(SHARES),
            ends_on=today + timedelta(days=90),
            signed_on=None if way == "portal" else today,
            key=uuid4().hex,
        )
        therapists.invite(by=prescriber, patient=person, release=release.uid, seen=0)
        therapists.accept(by=system("invitation"), token=_token())
    therapy.write(
        by=people.actor_for(tess, None),
        patient=person.uid,
        said={
            "kind": "integration",
            "held_at": clock.now() - timedelta(hours=20),
            "minutes": 60,
            "themes": "“For an hour it was quiet. I did not think that I could be with that.”",
            "next_steps": "He tells his sister about it.",
            "homework": "Ten minutes outside each morning, without the telephone.",
        },
        key=uuid4().hex,
    )


def _token() -> str:
    """The token of the newest invitation; a demonstration keeps its messages."""
    sent = OutgoingMessage.objects.filter(purpose="outside-invitation").latest("pk")
    found = re.search(r"/outside/invitation/(\S+)", sent.body)
    assert found is not None
    return found.group(1)
