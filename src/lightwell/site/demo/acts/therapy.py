"""The person's own therapist: let in by a release, writing what was held, and out when it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.access.actors import system
from lightwell.access.models import OutgoingMessage
from lightwell.records import days
from lightwell.records.actions import letters, releases, therapists, therapy
from lightwell.records.queries import shared
from lightwell.records.release_words import SHARES
from lightwell.site.demo.stories import StoryError

if TYPE_CHECKING:
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]
INVITED = system("invitation")
PURPOSE = "So that my own therapist and the clinic can work together"


def release(telling: Telling, told: Told) -> None:
    """The person lets their therapist see parts of the record: in the portal, or on paper."""
    patient, therapist = telling.patient, telling.clinic.therapist
    is_on_paper = told.get("on_paper", False)
    today = days.today(patient)
    made = releases.sign(
        by=telling.by("prescriber") if is_on_paper else telling.themselves,
        patient=patient,
        therapist_name=therapist.name,
        therapist_email=therapist.email,
        purpose=PURPOSE,
        shares=told.get("shares", list(SHARES)),
        ends_on=today + timedelta(days=told["days"]),
        signed_on=today if is_on_paper else None,
        key=uuid4().hex,
    )
    telling.kept["release"] = made.uid


def join(telling: Telling, told: Told) -> None:
    """The prescriber invites the therapist, who accepts."""
    therapists.invite(
        by=telling.by("prescriber"),
        patient=telling.patient,
        release=telling.kept["release"],
        seen=0,
    )
    therapists.accept(by=INVITED, token=_token(telling.clinic.therapist.email))


def end_release(telling: Telling, told: Told) -> None:
    """The person takes the release back; the therapist is out at once."""
    releases.end(
        by=telling.themselves,
        patient=telling.patient,
        release=telling.kept["release"],
        key=uuid4().hex,
    )


def write(telling: Telling, told: Told) -> None:
    """The therapist writes down a session that was held."""
    said = {name: told.get(name, "") for name in ("kind", "themes", "next_steps", "homework")}
    said |= {"held_at": clock.now() - timedelta(hours=told["hours_before"]), "minutes": 60}
    therapy.write(by=telling.by("therapist"), patient=telling.uid, said=said, key=uuid4().hex)


def letter_to_therapist(telling: Telling, told: Told) -> None:
    """The prescriber signs a letter to the therapist: what the release opens, and their words."""
    letters.sign_to_therapist(
        by=telling.by("prescriber"),
        patient=telling.patient,
        location=telling.clinic.location,
        release=telling.kept["release"],
        address=told.get("address", ""),
        words=told["words"],
        key=uuid4().hex,
    )


def open_shared(telling: Telling, told: Told) -> None:
    """The therapist opens what is shared of the person."""
    shared.person(telling.by("therapist"), telling.uid)


def _token(email: str) -> str:
    """The token of the newest invitation; a demonstration keeps its messages."""
    sent = OutgoingMessage.objects.filter(purpose="outside-invitation").latest("pk")
    found = re.search(r"/outside/invitation/(\S+)", sent.body)
    if found is None:
        raise StoryError(f"No invitation to {email} was found among the messages.")
    return found.group(1)


ACTS = {
    "release": release,
    "join": join,
    "end_release": end_release,
    "write": write,
    "letter_to_therapist": letter_to_therapist,
    "open_shared": open_shared,
}
