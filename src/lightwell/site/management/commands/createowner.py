"""``lightwell createowner``: a real clinic with its first location and its first administrator."""

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
from lightwell.access.errors import LightwellError
from lightwell.access.models import User
from lightwell.access.queries import people
from lightwell.access.wording import refuse_health_words
from lightwell.site import serving
from lightwell.site.management.commands import addlocation

SETUP = system("set-up")
LINK_LASTS = timedelta(hours=24)

# Name of the flag, the question, and an example.
QUESTIONS = (
    ("clinic", "Name of the clinic", "Lakeside Clinic"),
    ("short-name", "Short name for messages, without health words", "Lakeside"),
    *addlocation.QUESTIONS,
    ("email", "E-mail address of the administrator", "you@clinic.example"),
    ("name", "Name of the administrator", "A. Person"),
)


class Command(BaseCommand):
    """Asks for what no flag gave. There is no first password: a link that works once sets one."""

    help = "Set up a real clinic with its first location and administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for flag, question, example in QUESTIONS:
            parser.add_argument(f"--{flag}", help=f"{question}, for example: {example}")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "demo":
            raise CommandError("Set LIGHTWELL_MODE=live first: a demonstration has no owner.")
        serving.prepare(self.stdout.write)
        if people.organisation() is not None:
            raise CommandError("This installation has its clinic already. Sign in to change it.")
        answers = {flag.replace("-", "_"): "" for flag, _, _ in QUESTIONS}
        for flag, question, example in QUESTIONS:
            name = flag.replace("-", "_")
            answers[name] = options[name] or addlocation.ask(question, example)
        try:
            owner = set_up(answers)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except LightwellError as error:
            raise CommandError(error.message) from None
        token = sign_in.make_link(by=SETUP, user=owner, lasts=LINK_LASTS)
        address = f"{settings.PUBLIC_URL}{reverse('sign_in_link', args=[token])}"
        self.stdout.write(
            f"{answers['clinic']} is set up. Start it with: lightwell serve\n"
            f"{owner.name} chooses a password and a second factor here, once, within a day:\n"
            f"  {address}"
        )


@transaction.atomic
def set_up(answers: dict[str, str]) -> User:
    """All of it, or nothing when one answer cannot be used."""
    refuse_health_words("short name", answers["short_name"])  # it stands in every message
    organisations.found(
        by=SETUP, name=answers["clinic"], short_name=answers["short_name"], is_demo=False
    )
    place = addlocation.open_location(answers)
    owner = organisations.add_staff(
        by=SETUP, email=answers["email"], name=answers["name"], title="administrator"
    )
    organisations.give_role(by=SETUP, user=owner, location=place, role=Role.ADMINISTRATOR)
    return owner
