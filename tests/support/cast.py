"""One cast everywhere: the same fictional people in every test, made through real actions."""

from __future__ import annotations

from attrs import frozen

from lightwell.access.actions import accounts, organisations
from lightwell.access.actors import Actor, Role, system
from lightwell.access.models import Location, User
from lightwell.access.queries import people

SETUP = system("test set-up")
PASSWORD = "correct horse battery staple"


@frozen
class Cast:
    """Two locations and the people of the house; ``actor(user)`` says as whom they act."""

    harbour: Location
    hillside: Location
    alice: User
    ben: User
    chioma: User
    dev: User
    tess: User
    frida: User
    eve: User

    def actor(self, user: User) -> Actor:
        """The actor a member of the cast is at the first of their locations."""
        places = people.locations_of(user)
        return people.actor_for(user, places[0] if places else None)


def found_cast() -> Cast:
    """Alice, Ben, Dev and Frida work at Harbour; Chioma at Hillside; Eve works nowhere."""
    organisations.found(
        by=SETUP, name="Lightwell Demonstration Clinic", short_name="The clinic", is_demo=True
    )
    harbour = another_location("harbour", "Harbour Street", "America/New_York", "555-0100")
    hillside = another_location("hillside", "Hillside", "America/Chicago", "555-0160")
    return Cast(
        harbour=harbour,
        hillside=hillside,
        alice=_staff(
            "alice", "Alice Anders", "psychiatrist", harbour, Role.PRESCRIBER, Role.MEDICAL_DIRECTOR
        ),
        ben=_staff("ben", "Ben Brook", "nurse", harbour, Role.NURSE),
        chioma=_staff("chioma", "Chioma Cole", "nurse practitioner", hillside, Role.PRESCRIBER),
        dev=_staff("dev", "Dev Dara", "auditor", harbour, Role.AUDITOR),
        tess=accounts.open_for_therapist(by=SETUP, email="tess@staff.example", name="Tess Tallis"),
        frida=_staff("frida", "Frida Falk", "front desk", harbour, Role.FRONT_DESK),
        eve=_staff("eve", "Eve Ember", "stranger", None),
    )


def another_location(
    slug: str, name: str, zone: str = "America/New_York", phone: str = "555-0100"
) -> Location:
    """A location at which nobody works yet."""
    return organisations.open_location(
        by=SETUP,
        slug=slug,
        zone=zone,
        name=name,
        short_name=name,
        region="us",
        phone=phone,
        address="1 Example Street, Springfield",
        opening_words="Monday to Friday, 8:00 am to 5:00 pm",
    )


def _staff(word: str, name: str, title: str, place: Location | None, *roles: Role) -> User:
    user = organisations.add_staff(
        by=SETUP, email=f"{word}@staff.example", name=name, title=title, password=PASSWORD
    )
    for role in roles if place is not None else ():
        assert place is not None
        organisations.give_role(by=SETUP, user=user, location=place, role=role)
    return user
