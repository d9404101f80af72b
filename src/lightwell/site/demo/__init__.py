"""The demonstration: a fictional clinic with two locations, its staff, and people's stories.

Nobody in it has a password of their own: each start of the server prints links that sign in once,
and lends those who treat one random password, because the second person for a dose needs one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time
from decimal import Decimal
from uuid import uuid4

from attrs import frozen
from django.db import transaction
from django.urls import reverse

from lightwell.access.actions import accounts, organisations
from lightwell.access.actors import Role, system
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.diary.actions import hours
from lightwell.diary.actions import places as chairs
from lightwell.records.actions import prices, roster
from lightwell.records.queries import patients, sessions
from lightwell.records.queries import prices as price_queries
from lightwell.site.demo import replays
from lightwell.site.demo.stories import StoryError
from lightwell.site.demo.telling import Clinic

SETUP = system("demonstration")
OUTSIDE = "outside therapist"


@frozen
class Member:
    """Someone of the cast: who they are, and what there is to see as them."""

    word: str
    name: str
    title: str
    place: str
    roles: tuple[Role, ...]
    look: str

    @property
    def email(self) -> str:
        return f"{self.word}@staff.example"


CAST = (
    Member(
        "frida",
        "Frida Falk",
        "front desk",
        "harbour",
        (Role.FRONT_DESK,),
        "a request that waits, possible duplicates, questionnaire links and invitations",
    ),
    Member(
        "ben",
        "Ben Brook",
        "nurse",
        "harbour",
        (Role.NURSE,),
        "the chairs: an infusion is running, a pressure was high; and an answer in the risk inbox",
    ),
    Member(
        "alice",
        "Alice Anders",
        "psychiatrist and medical director",
        "harbour",
        (Role.PRESCRIBER, Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
        "a history to verify, what the definitions say; a course with its plan and its sessions",
    ),
    Member(
        "dev",
        "Dev Dara",
        "auditor",
        "harbour",
        (Role.AUDITOR,),
        "who did what; try `lightwell audit verify` too",
    ),
    Member(
        "chioma",
        "Chioma Cole",
        "nurse practitioner",
        "hillside",
        (Role.PRESCRIBER,),
        "the other location: none of Harbour Street's patients exist for her",
    ),
    Member(
        "tess",
        "Tess Tallis",
        OUTSIDE,
        "",
        (),
        "people share with her what they chose; all else is closed to her",
    ),
    Member("eve", "Eve Ember", "stranger", "", (), "no role at all: every page is closed"),
)

# What the fictional clinic takes of those who pay themselves, with the code that a bill names.
# Examples: they are nobody's prices and no advice on what to take.
PRICES = (
    (price_queries.FIRST_CONSULTATION, "90792", "250"),
    ("Infusion into a vein, one visit", "96365", "425"),
    ("Injection into a muscle, one visit", "96372", "325"),
    ("Dose under the tongue, one visit", "", "275"),
    ("Talk with the prescriber, 30 minutes", "99214", "150"),
    ("Talk therapy, 60 minutes", "90837", "160"),
)


@transaction.atomic
def load(only: Collection[str] = ()) -> None:
    """Found the fictional clinic and tell every story to its moment; nothing when it is there.

    ``only``: the given names of those whose stories are told; all unless named.
    """
    if people.organisation() is not None:
        return
    organisations.found(
        by=SETUP, name="Lightwell Demonstration Clinic", short_name="The clinic", is_demo=True
    )
    places = {
        "harbour": _open("harbour", "Harbour Street", "America/New_York", "555-0100"),
        "hillside": _open("hillside", "Hillside", "America/Chicago", "555-0160"),
    }
    staff = {member.word: _hire(member, places.get(member.place)) for member in CAST}
    _set_up_chairs(places["harbour"], "Light room", 3)
    _set_up_chairs(places["hillside"], "Garden room", 1)
    _set_up_hours(places["harbour"], staff["ben"], staff["alice"])
    _fill_roster(places["harbour"], staff["ben"], staff["alice"])
    _set_prices(places["harbour"], staff["alice"])
    replays.load(clinic(), only)


def clinic() -> Clinic:
    """The place and the cast of the stories, as they stand in the demonstration."""
    staff = {user.email: user for user in people.with_accounts([one.email for one in CAST])}
    by_word = {one.word: staff[one.email] for one in CAST}
    place = people.location_by_slug("harbour")
    if place is None:
        raise StoryError("There is no Harbour Street here. Run: lightwell demo load --reset")
    return Clinic(
        location=place,
        front_desk=by_word["frida"],
        nurse=by_word["ben"],
        prescriber=by_word["alice"],
        therapist=by_word["tess"],
    )


def _open(slug: str, name: str, zone: str, phone: str) -> Location:
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


def _hire(member: Member, place: Location | None) -> User:
    if member.title == OUTSIDE:
        return accounts.open_for_therapist(by=SETUP, email=member.email, name=member.name)
    user = organisations.add_staff(
        by=SETUP, email=member.email, name=member.name, title=member.title
    )
    if place is not None:
        for role in member.roles:
            organisations.give_role(by=SETUP, user=user, location=place, role=role)
    return user


def _set_up_hours(place: Location, nurse: User, prescriber: User) -> None:
    """Monday to Friday; two people for the nurse at once is an example, not a rule."""
    for weekday in range(5):
        for person, part, at_once in ((nurse, "nurse", 2), (prescriber, "prescriber", None)):
            hours.add_hours(
                by=SETUP,
                location=place,
                person=person.pk,
                part=part,
                weekday=weekday,
                starts=time(8),
                ends=time(17),
                at_once=at_once,
            )


def _set_up_chairs(place: Location, room: str, count: int) -> None:
    """One room with its chairs."""
    made = chairs.add_room(by=SETUP, location=place, name=room)
    for number in range(1, count + 1):
        chairs.add_chair(by=SETUP, location=place, room=made.pk, name=f"Chair {number}")


def _fill_roster(place: Location, by_day: User, by_night: User) -> None:
    """Somebody reads at every hour of the week: by day the nurse, else the psychiatrist."""
    for weekday in range(7):
        for starts, ends, reader in (
            (time(0), time(8), by_night),
            (time(8), time(18), by_day),
            (time(18), time(23, 59), by_night),
        ):
            roster.add_shift(
                by=SETUP,
                location=place,
                weekday=weekday,
                starts=starts,
                ends=ends,
                reader=reader,
            )


def _set_prices(place: Location, administrator: User) -> None:
    """The list of prices, from a day before every story on, so that each can be billed."""
    by = people.actor_for(administrator, place)
    begins = date(price_queries.today_of(place).year - 1, 1, 1)
    for service, code, amount in PRICES:
        prices.set_price(
            by=by,
            location=place,
            service=service,
            code=code,
            amount=Decimal(amount),
            from_on=begins,
            key=uuid4().hex,
        )


def who_can_sign_in() -> list[tuple[User, str]]:
    """Everybody of the demonstration with an account, and what there is to see as them."""
    looks = {member.email: f"{member.title}: {member.look}" for member in CAST}
    looks |= replays.looks()
    accounts = {user.email: user for user in people.with_accounts(list(looks))}
    return [(accounts[email], look) for email, look in looks.items() if email in accounts]


def who_treats() -> list[User]:
    """Those who may be the second person for a dose; they are lent a password."""
    treating = {Role.NURSE, Role.PRESCRIBER}
    emails = [member.email for member in CAST if treating & set(member.roles)]
    return list(people.with_accounts(emails))


def where_to_look() -> list[tuple[str, str]]:
    """What happens right now, in words, and the address of its page for a member of staff."""
    nurse = next(user for user in who_treats() if user.email == CAST[1].email)
    by = people.actor_for(nurse, people.locations_of(nurse)[0])
    found = [("The chairs of today", reverse("room:board"))]
    for view in sessions.board(by):
        name, page = view.patient.given_name, "room:session"
        if view.status in ("planned", "ready"):
            found.append((f"{name}, before the start", reverse("room:readiness", args=[view.uid])))
        elif view.status in ("running", "paused"):
            found.append((f"{name}, while it runs", reverse(page, args=[view.uid])))
        found.append((f"{name}'s course", reverse("clinic:course", args=[view.patient.uid])))
    looks = replays.courses_by_email()
    others = patients.visible_to(by).filter(email__in=looks).order_by("pk")
    return found + [(looks[one.email], reverse("clinic:course", args=[one.uid])) for one in others]


def who_still_waits() -> list[str]:
    """People whose story has not brought them an account yet."""
    persons = replays.loaded_people()
    known = {user.email for user in people.with_accounts([person["email"] for person in persons])}
    return [
        f"{person['given_name']} {person['family_name']}"
        for person in persons
        if person["email"] not in known
    ]
