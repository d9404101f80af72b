"""``addstaff``, ``giverole``, ``addlocation``: how a live clinic gets its people and places."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lightwell.access.actors import Role
from lightwell.access.models import Membership, User
from lightwell.access.queries import people
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
NEW = {
    "email": "nia@staff.example",
    "name": "Nia North",
    "title": "nurse",
    "location": "harbour",
}


def add(**change: str) -> str:
    said = StringIO()
    words = [f"--{flag}={value}" for flag, value in (NEW | change).items()]
    call_command("addstaff", *words, "--role=nurse", "--role=front_desk", stdout=said)
    return said.getvalue()


def test_a_colleague_has_the_roles_and_one_link(cast: Cast) -> None:
    (path,) = re.findall(r"(/sign-in/\S+)", add())
    nia = User.objects.get(email="nia@staff.example")
    assert people.roles_at(nia, cast.harbour) == {Role.NURSE, Role.FRONT_DESK}
    assert not people.roles_at(nia, cast.hillside)
    assert not nia.has_usable_password()
    assert Client().post(path).status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"location": "moon"}, "There is: harbour, hillside"),
        ({"email": "ben@staff.example"}, "already"),
        ({"email": "BEN@staff.example"}, "already"),
        ({"email": "nia"}, "email"),
    ],
)
def test_what_cannot_be_adds_nobody(cast: Cast, change: dict[str, str], words: str) -> None:
    before = User.objects.count()
    with pytest.raises(CommandError, match=words):
        add(**change)
    assert User.objects.count() == before


def give(email: str = "ben@staff.example", *words: str, location: str = "hillside") -> str:
    said = StringIO()
    call_command("giverole", f"--email={email}", f"--location={location}", *words, stdout=said)
    return said.getvalue().strip()


def test_a_colleague_works_at_a_second_location_until_the_role_ends(cast: Cast) -> None:
    assert give("BEN@staff.example", "--role=nurse") == "Ben Brook at Hillside: nurse."
    assert give("ben@staff.example", "--role=nurse", "--role=front_desk") == (
        "Ben Brook at Hillside: front_desk, nurse."
    )
    assert people.locations_of(cast.ben) == [cast.harbour, cast.hillside]
    assert Membership.objects.filter(user=cast.ben, role="nurse").count() == 2
    give("ben@staff.example", "--role=nurse", "--role=front_desk", "--end")
    assert give("ben@staff.example", "--role=nurse", "--end") == "Ben Brook at Hillside: no role."
    assert people.roles_at(cast.ben, cast.harbour) == {Role.NURSE}


@pytest.mark.parametrize(
    ("email", "location", "words"),
    [
        ("nobody@staff.example", "hillside", "Run: lightwell addstaff"),
        ("tess@staff.example", "hillside", "No member of staff has tess@staff.example"),
        ("ben@staff.example", "moon", "There is: harbour, hillside"),
    ],
)
def test_a_role_goes_to_a_colleague_at_a_location(
    cast: Cast, email: str, location: str, words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        give(email, "--role=nurse", location=location)


PLACE = {
    "location": "Lakeside North",
    "slug": "north",
    "timezone": "America/Denver",
    "region": "us",
    "phone": "+1 202 555 0100",
    "address": "1 Example Street, Springfield",
    "opening": "Monday to Friday, 8 am to 5 pm",
}


def open_place(**change: str) -> str:
    said = StringIO()
    words = [f"--{flag}={value}" for flag, value in (PLACE | change).items()]
    call_command("addlocation", *words, stdout=said)
    return said.getvalue()


def test_a_location_is_opened_and_says_how_people_come_to_work_there(cast: Cast) -> None:
    assert "lightwell giverole --email … --location north" in open_place()
    assert give("ben@staff.example", "--role=nurse", location="north") == (
        "Ben Brook at Lakeside North: nurse."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"timezone": "Denver"}, "Denver is not a time zone"),
        ({"slug": "harbour"}, "already exists"),
        ({"location": "Ketamine North"}, "says “Ketamine”"),
        ({"region": "moon"}, "moon"),
    ],
)
def test_a_location_that_cannot_be_is_not_opened(
    cast: Cast, change: dict[str, str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        open_place(**change)
    assert people.location_by_slug("north") is None


def test_without_a_clinic_there_is_no_location() -> None:
    with pytest.raises(CommandError, match="Run: lightwell createowner"):
        open_place()


def test_what_no_flag_gave_is_asked_for_and_without_an_answer_nothing_is_opened(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(question: str) -> str:
        assert question.startswith("Its telephone (for example")
        raise EOFError

    monkeypatch.setattr("builtins.input", no_answer)
    with pytest.raises(CommandError, match="this is needed"):
        open_place(phone="")
    assert people.location_by_slug("north") is None
