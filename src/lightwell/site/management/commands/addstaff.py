"""``lightwell addstaff``: an account for a colleague, with their roles at one location."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from lightwell.access.actions import organisations, sign_in
from lightwell.access.actors import Role, system
from lightwell.access.models import Location, User
from lightwell.access.queries import people

OPERATOR = system("operator")
LINK_LASTS = timedelta(hours=24)


class Command(BaseCommand):
    """There is no first password: the colleague sets one through a link that works once."""

    help = "Add a member of staff, with roles at one location."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--title", required=True, help="for example: psychiatrist")
        ask_for_roles(parser)

    def handle(
        self, *args: Any, email: str, name: str, title: str, roles: list[str], **options: Any
    ) -> None:
        place = place_called(options["location"])
        try:
            user = add(email, name, title, place, {Role(role) for role in roles})
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        token = sign_in.make_link(by=OPERATOR, user=user, lasts=LINK_LASTS)
        address = f"{settings.PUBLIC_URL}{reverse('sign_in_link', args=[token])}"
        self.stdout.write(
            f"{user.name} chooses a password and a second factor here, once, within a day:\n"
            f"  {address}"
        )


def ask_for_roles(parser: ArgumentParser) -> None:
    """Which roles, and at which location."""
    parser.add_argument("--location", required=True, help="its word in addresses")
    parser.add_argument(
        "--role",
        required=True,
        action="append",
        dest="roles",
        choices=[role.value for role in Role],
        help="may be given several times",
    )


def place_called(slug: str) -> Location:
    """The location with this word in its addresses."""
    place = people.location_by_slug(slug)
    if place is None:
        known = ", ".join(location.slug for location in people.locations()) or "none yet"
        raise CommandError(f"No location is called so. There is: {known}.")
    return place


@transaction.atomic
def add(email: str, name: str, title: str, place: Location, roles: set[Role]) -> User:
    """The account with all its roles, or nothing."""
    user = organisations.add_staff(by=OPERATOR, email=email, name=name, title=title)
    for role in sorted(roles):
        organisations.give_role(by=OPERATOR, user=user, location=place, role=role)
    return user
