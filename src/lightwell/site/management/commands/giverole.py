"""``lightwell giverole``: what a colleague may do at one location, given or ended."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lightwell.access.actions import organisations
from lightwell.access.actors import Role, system
from lightwell.access.models import Location, User
from lightwell.access.queries import people
from lightwell.site.management.commands.addstaff import ask_for_roles, place_called

OPERATOR = system("operator")


class Command(BaseCommand):
    """A person may hold roles at several locations; each is given and ended by itself."""

    help = "Give a member of staff roles at a location, or end them there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        ask_for_roles(parser)
        parser.add_argument("--end", action="store_true", help="end these roles instead")

    def handle(
        self, *args: Any, email: str, location: str, roles: list[str], end: bool, **options: Any
    ) -> None:
        place = place_called(location)
        user = people.with_email(email.strip())
        if user is None or user.kind != User.Kind.STAFF:
            raise CommandError(f"No member of staff has {email}. Run: lightwell addstaff")
        change(user, place, {Role(role) for role in roles}, end=end)
        held = ", ".join(sorted(people.roles_at(user, place))) or "no role"
        self.stdout.write(f"{user.name} at {place.name}: {held}.")


@transaction.atomic
def change(user: User, place: Location, roles: set[Role], *, end: bool) -> None:
    """All of it, or nothing; a role that is held already is not given twice."""
    held = people.roles_at(user, place)
    for role in sorted(roles & held if end else roles - held):
        act = organisations.end_role if end else organisations.give_role
        act(by=OPERATOR, user=user, location=place, role=role)
