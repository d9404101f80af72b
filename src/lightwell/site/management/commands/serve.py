"""``lightwell serve``: everything in one command, in the foreground, until Ctrl-C."""

from __future__ import annotations

import os
import warnings
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from lightwell.access.actions import sign_in
from lightwell.access.actors import system
from lightwell.access.queries import people
from lightwell.site import demo, guards, serving

SERVER = system("server")
LINKS_LAST = timedelta(hours=12)


class Command(BaseCommand):
    """Refuses what would be unsafe, prepares what is missing, serves, and cleans up."""

    help = "Serve the clinic, or with --demo a fictional one, until Ctrl-C."
    requires_system_checks = ()  # the same problems are told below, in one sentence each

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo",
            action="store_true",
            dest="wants_demo",
            help="a fictional clinic, on this machine only",
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="where to listen")

    def handle(
        self, *args: Any, port: int, host: str, wants_demo: bool = False, **options: Any
    ) -> None:
        refuse_unsafe(wants_demo=wants_demo, host=host, port=port)
        address = use_address(host, port)
        serving.prepare(self.stdout.write)
        if problem := guards.problem_with_database(settings.MODE):
            raise CommandError(str(problem))
        with serving.worker(), self.invited(address, is_demo=wants_demo):
            serve_until_stopped(host, port)
        self.stdout.write("\nStopped.")

    @contextmanager
    def invited(self, address: str, *, is_demo: bool) -> Iterator[None]:
        """Says where the clinic is; in the demonstration prints links that end with the server."""
        if not is_demo:
            if people.organisation() is None:
                raise CommandError("There is no clinic here yet. Run: lightwell createowner")
            self.stdout.write(f"Serving {settings.PUBLIC_URL} on {address}. Ctrl-C ends it.")
            yield
            return
        if people.organisation() is None:
            self.stdout.write("Making the demonstration clinic …")
            demo.load()
        sign_in.close_links(by=SERVER)
        self.print_links(address)
        self.print_password()
        self.print_places(address)
        try:
            yield
        finally:
            sign_in.close_links(by=SERVER)
            sign_in.take_back_passwords(by=SERVER, users=demo.who_treats())

    def print_links(self, address: str) -> None:
        """One link for each person; each works once, until the server ends."""
        self.stdout.write("\nFictional people only. Each link signs in once:\n")
        for user, look in demo.who_can_sign_in():
            token = sign_in.make_link(by=SERVER, user=user, lasts=LINKS_LAST)
            self.stdout.write(self.style.MIGRATE_HEADING(f"{user.name}") + f" — {look}")
            self.stdout.write(f"  {address}{reverse('sign_in_link', args=[token])}\n")
        for name in demo.who_still_waits():
            self.stdout.write(f"{name} — has asked for a consultation: see the request as Frida")

    def print_password(self) -> None:
        """Who may be the second person for a dose, and with which password until the end."""
        treating = demo.who_treats()
        secret = sign_in.lend_password(by=SERVER, users=treating)
        self.stdout.write("\nA dose is confirmed by a second person, with address and password:")
        for user in treating:
            self.stdout.write(f"  {user.email}  {secret}")

    def print_places(self, address: str) -> None:
        """Where something happens right now; the links above come first."""
        self.stdout.write("\nWhere to look, signed in as Ben or Alice:")
        for words, path in demo.where_to_look():
            self.stdout.write(f"  {words}: {address}{path}")
        self.stdout.write(f"\nThe public site: {address}/")
        self.stdout.write("Ctrl-C ends the server; the next start prints new links.\n")


def refuse_unsafe(*, wants_demo: bool, host: str, port: int) -> None:
    """Raise ``CommandError`` with what to do when this must not or cannot be served."""
    if wants_demo and settings.MODE == "live":
        raise CommandError("LIGHTWELL_MODE=live does not go with --demo. Leave one of them out.")
    if not wants_demo and settings.MODE != "live":
        raise CommandError(
            "For a fictional clinic add --demo. For a real one set LIGHTWELL_MODE=live."
        )
    if wants_demo and host not in guards.LOOPBACK:
        raise CommandError(
            f"A demonstration listens on this machine only, not on {host}. Leave out --host."
        )
    if problems := guards.problems_of(settings):
        raise CommandError("\n".join(str(problem) for problem in problems))
    if not serving.is_free(host, port):
        raise CommandError(
            f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
        )


def use_address(host: str, port: int) -> str:
    """Where this server can be reached; in the demonstration links in messages lead there."""
    address = f"http://{host}:{port}"
    if settings.MODE == "demo" and "LIGHTWELL_PUBLIC_URL" not in os.environ:
        os.environ["LIGHTWELL_PUBLIC_URL"] = settings.PUBLIC_URL = address
    return address


def serve_until_stopped(host: str, port: int) -> None:
    """Answer requests until Ctrl-C or a request to end."""
    # Static files are small; that they are read at once is no loss.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
    config = uvicorn.Config(
        "lightwell.site.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        access_log=False,
    )
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        return
