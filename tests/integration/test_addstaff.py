"""``lightwell addstaff``: how a live clinic gets its people."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lightwell.access.actors import Role
from lightwell.access.models import User
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
