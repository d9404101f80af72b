"""``lightwell demo``: the fictional clinic, and one person's whole course told step by step."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from lightwell.access.errors import LightwellError
from lightwell.access.queries import people
from lightwell.site import demo, guards, serving
from lightwell.site.demo import replays, stories

if TYPE_CHECKING:
    from lightwell.site.demo.stories import Story
    from lightwell.site.demo.telling import Happened, Telling

LOAD = "load"
SLOWEST = 60.0  # seconds between two steps


class Command(BaseCommand):
    """Only ever in a database that is empty or already a demonstration's."""

    help = "Make the fictional demonstration clinic, or tell one person's whole course in it."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, epilog=_epilog(), **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            type=_what,
            metavar="load|" + "|".join(stories.scenario_ids()),
            help="load: make the clinic unless it is there; a scenario: tell it with a new person",
        )
        parser.add_argument("--reset", action="store_true", help="load: throw the present one away")
        parser.add_argument(
            "--to", metavar="STEP", default="", help="stop after this step; “help” lists them"
        )
        parser.add_argument(
            "--speed",
            type=_seconds,
            default=0.0,
            metavar="SECONDS",
            help="wait so long after each step (default 0: all at once)",
        )

    def handle(
        self, *args: Any, what: str, reset: bool, to: str, speed: float, **options: Any
    ) -> None:
        if settings.MODE == "live":
            raise CommandError("LIGHTWELL_MODE=live: a real clinic has no demonstration in it.")
        if what == LOAD and to:
            raise CommandError("--to belongs to a scenario: lightwell demo S1 --to STEP")
        if what != LOAD and reset:
            raise CommandError("--reset belongs to load: lightwell demo load --reset")
        story = None if what == LOAD else stories.scenario(what)
        if story is not None and to not in ("", *(step.name for step in story.steps)):
            self._list(story, to)
            return
        self._prepare(reset=reset)
        if story is None:
            self.stdout.write("The demonstration clinic is there. Start it with: make run")
            return
        self._tell(story, to, speed)

    def _prepare(self, *, reset: bool) -> None:
        """Tables, and the clinic in them."""
        serving.prepare(self.stdout.write)
        if problem := guards.problem_with_database("demo"):
            raise CommandError(str(problem))
        if reset and people.organisation() is not None:  # never empty what is not a demonstration
            empty_demonstration()
        demo.load()

    def _list(self, story: Story, asked: str) -> None:
        """The steps of a story; a name that it does not have is refused with the same list."""
        width = max(len(step.name) for step in story.steps)
        name = story.person()["given_name"]
        lines = [f"  {one.name:<{width}}  {one.says.format(name=name)}" for one in story.steps]
        if asked != "help":
            raise CommandError(
                "\n".join([f"{story.id} has no step “{asked}”. Its steps are:", *lines])
            )
        self.stdout.write("\n".join([f"{story.id}: {story.title}", *lines]))

    def _tell(self, story: Story, to: str, speed: float) -> None:
        """One line for each step as it happens, and at the end where to look."""
        replay = replays.Replay(story, demo.clinic(), to=to)
        telling = replay.telling
        self.stdout.write(f"{story.id}, {story.programme}: {story.story}\n")
        happened = None
        try:
            for happened in replay.run():
                self._say(telling, happened)
                time.sleep(speed)
        except (LightwellError, stories.StoryError) as wrong:
            raise CommandError(f"The story stopped: {wrong}") from wrong
        assert happened is not None
        self._end(telling, happened)

    def _say(self, telling: Telling, one: Happened) -> None:
        local = one.at.astimezone(telling.clinic.zone)
        day = (local.date() - telling.first).days + 1
        self.stdout.write(f"day {day:>3}  {local:%d-%b-%Y %H:%M}  {one.who} {one.says}")
        if one.held:
            self.stdout.write(self.style.WARNING(f"         held: {one.held}"))
        self.stdout.write(f"         {one.step.name}: {one.path} as {one.as_whom}")

    def _end(self, telling: Telling, last: Happened) -> None:
        person = telling.person
        self.stdout.write(
            f"\n{person['given_name']} {person['family_name']} is in the demonstration. "
            "Start it with: make run"
        )
        self.stdout.write(f"Sign in as {last.as_whom} by the link that it prints, and open")
        self.stdout.write(f"  {settings.PUBLIC_URL}{last.path}")
        self.stdout.write(f"As the person themselves: {person['email']}")


def _epilog() -> str:
    lines = ["scenarios:"]
    lines += [f"  {one}  {stories.scenario(one).title}" for one in stories.scenario_ids()]
    return "\n".join([*lines, "", "example: lightwell demo S1 --to infusion-2-held --speed 2"])


def _what(text: str) -> str:
    if text.lower() == LOAD:
        return LOAD
    if text.upper() in stories.scenario_ids():
        return text.upper()
    choices = ", ".join([LOAD, *stories.scenario_ids()])
    raise ArgumentTypeError(f"{text} is not one of {choices}")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= SLOWEST:  # also for what is no number at all
        raise ArgumentTypeError(f"{text}: give seconds from 0 to {SLOWEST:.0f}, such as 2")
    return value


def empty_demonstration() -> None:
    """Remove every table and make them anew: append-only tables cannot be emptied row by row."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        with connection.constraint_checks_disabled():
            for table in tables:
                name = connection.ops.quote_name(table)
                cascade = " CASCADE" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TABLE {name}{cascade}")
    for head in settings.AUDIT_HEADS.glob("*.head"):
        head.unlink()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
