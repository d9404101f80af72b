"""``lightwell addlocation``: another location of the clinic, with its clock and telephone."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from lightwell.access.actions import organisations
from lightwell.access.actors import system
from lightwell.access.errors import LightwellError
from lightwell.access.models import Location
from lightwell.access.queries import people
from lightwell.access.wording import refuse_health_words

OPERATOR = system("operator")

# Name of the flag, the question, and an example.
QUESTIONS = (
    ("location", "Name of the location", "Lakeside North"),
    ("slug", "Its word in addresses", "north"),
    ("timezone", "Its time zone", "America/New_York"),
    ("region", "Its region, us or eu", "us"),
    ("phone", "Its telephone", "+1 202 555 0100"),
    ("address", "Its address", "1 Example Street, Springfield"),
    ("opening", "Its opening hours in words", "Monday to Friday, 8 am to 5 pm"),
)


class Command(BaseCommand):
    """Asks for what no flag gave. Nobody works there until somebody has a role there."""

    help = "Add a location to the clinic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for flag, question, example in QUESTIONS:
            parser.add_argument(f"--{flag}", help=f"{question}, for example: {example}")

    def handle(self, *args: Any, **options: Any) -> None:
        if people.organisation() is None:
            raise CommandError("There is no clinic yet. Run: lightwell createowner")
        answers = {
            flag: options[flag] or ask(question, example) for flag, question, example in QUESTIONS
        }
        try:
            place = open_location(answers)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except LightwellError as error:
            raise CommandError(error.message) from None
        self.stdout.write(
            f"{place.name} is open as “{place.slug}”. Nobody works there yet. Give roles with:\n"
            f"  lightwell giverole --email … --location {place.slug} --role …"
        )


def ask(question: str, example: str) -> str:
    """An answer from the keyboard; without one nothing is set up."""
    try:
        answer = input(f"{question} (for example: {example}): ").strip()
    except EOFError:
        answer = ""
    if not answer:
        raise CommandError(f"{question}: this is needed. Nothing was set up.")
    return answer


def open_location(answers: Mapping[str, str]) -> Location:
    """A location by the answers to the questions; its name stands in every message."""
    refuse_health_words("location", answers["location"])
    return organisations.open_location(
        by=OPERATOR,
        slug=answers["slug"],
        zone=answers["timezone"],
        name=answers["location"],
        short_name=answers["location"],
        region=answers["region"],
        phone=answers["phone"],
        address=answers["address"],
        opening_words=answers["opening"],
    )
