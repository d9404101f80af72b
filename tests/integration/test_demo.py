"""The commands that set up and serve: a demonstration without passwords, a clinic with an owner."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from lightwell.access import clock
from lightwell.access.actions import sign_in
from lightwell.access.errors import Denied
from lightwell.access.models import AuditEvent, Organisation, User
from lightwell.records.models import PlanVersion
from lightwell.records.queries import patients, prices
from lightwell.site import demo, serving
from lightwell.site.demo import replays
from lightwell.site.management.commands import serve, worker
from tests.support.cast import SETUP
from tests.support.courses import a_weekday
from tests.support.postgres import free_port
from tests.support.signing_in import signed_in

OWNER = {
    "clinic": "Lakeside Clinic",
    "short_name": "Lakeside",
    "location": "North",
    "slug": "north",
    "timezone": "America/New_York",
    "region": "us",
    "phone": "+1 202 555 0100",
    "address": "1 Example Street",
    "opening": "Monday to Friday",
    "email": "owner@clinic.example",
    "name": "Owen Owner",
}


BRIEF = ("Mara", "Rosa", "Elena")
SATURDAY = 5
HALF_PAST_NINE = clock_time(9, 30)


@pytest.fixture(autouse=True)
def _without_collecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are there and static files are served as they are."""
    monkeypatch.setattr(serving, "prepare", lambda say: None)


# -- the demonstration ------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_demo_has_two_locations_its_cast_and_people_without_passwords() -> None:
    demo.load(BRIEF)
    organisation = Organisation.objects.get()
    assert organisation.is_demo
    people = demo.who_can_sign_in()
    assert {user.email.split("@")[0] for user, _ in people} >= {
        "alice", "ben", "chioma", "dev", "eve", "frida", "tess",
    }  # fmt: skip
    assert len(people) == 7 + 2
    assert "Mara Lindqvist-Demo" in demo.who_still_waits()
    assert not any(user.has_usable_password() for user, _ in people)


@pytest.mark.django_db
def test_the_demo_has_prices_and_says_that_they_are_made_up() -> None:
    """Each begins before every story, set by the administrator in an act of their own."""
    demo.load(("Mara",))
    harbour = demo.clinic().location
    offered = {one.service: one for one in prices.offered(harbour, prices.today_of(harbour))}
    assert len(offered) == len(demo.PRICES)
    assert {one.by_name for one in offered.values()} == {"Alice Anders"}
    began = prices.today_of(harbour) - timedelta(days=365)
    assert all(one.from_on <= began for one in offered.values())
    assert AuditEvent.objects.filter(action="price.set").count() == len(demo.PRICES)
    page = Client().get(reverse("public:prices", args=["harbour"])).content.decode()
    assert all(service in page for service in offered)
    assert "Ask us before you book" not in page
    assert "This clinic is made up, and so are its prices." in page


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    demo.load(BRIEF)
    before = AuditEvent.objects.count()
    demo.load(BRIEF)
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("weekday", range(7))
def test_it_loads_on_every_day_of_the_week(weekday: int) -> None:
    """A story of this hour has its visits today; no plan begins on a weekend all the same."""
    demo.load(("nobody yet",))
    here = demo.clinic()
    day = a_weekday(-7, weekday=weekday)
    with clock.at(datetime.combine(day, HALF_PAST_NINE, tzinfo=here.zone)):
        replays.load(here, ("Rosa",))
    begins = date.fromisoformat(PlanVersion.objects.get().content["sessions"][0]["on"])
    assert begins.weekday() < SATURDAY


@pytest.mark.django_db
def test_chioma_knows_none_of_the_others_patients() -> None:
    demo.load(BRIEF)
    chioma = User.objects.get(email="chioma@staff.example")
    from lightwell.access.queries import people

    here = people.locations_of(chioma)[0]
    assert not patients.visible_to(people.actor_for(chioma, here)).exists()


@pytest.mark.django_db
def test_everybody_of_the_demo_lands_somewhere() -> None:
    demo.load(BRIEF)
    for user, _ in demo.who_can_sign_in():
        answer = signed_in(user).get(reverse("home_after_sign_in"), follow=True)
        has_place = user.email.split("@")[0] != "eve"
        assert answer.status_code == (200 if has_place else 404), user.name


@pytest.mark.django_db
def test_each_printed_link_signs_its_person_in_once(capsys: Any) -> None:
    demo.load(BRIEF)
    said = StringIO()
    command = serve.Command(stdout=said, no_color=True)
    with command.invited("http://127.0.0.1:9", is_demo=True):
        links = re.findall(r"http://127\.0\.0\.1:9(/sign-in/\S+)", said.getvalue())
        assert len(links) == len(demo.who_can_sign_in())
        client = Client()
        assert client.post(links[0]).status_code == 302
        assert client.session["_auth_user_id"] == str(demo.who_can_sign_in()[0][0].pk)
        assert Client().post(links[0]).status_code == 404
    assert Client().post(links[1]).status_code == 404, "the server has ended"


@pytest.mark.django_db
def test_those_who_treat_are_lent_a_password_until_the_server_ends() -> None:
    demo.load(BRIEF)
    treating = demo.who_treats()
    assert {user.name for user in treating} == {"Ben Brook", "Alice Anders", "Chioma Cole"}
    secrets = set()
    for _ in range(2):
        said = StringIO()
        with serve.Command(stdout=said, no_color=True).invited("http://127.0.0.1:9", is_demo=True):
            found = dict(re.findall(r"(\w+@staff\.example)  (\S+)", said.getvalue()))
            assert set(found) == {user.email for user in treating}
            for user in User.objects.filter(email__in=found):
                assert user.check_password(found[user.email])
            secrets |= set(found.values())
        assert not any(user.has_usable_password() for user in demo.who_treats())
    assert len(secrets) == 2, "each start has its own"


@pytest.mark.django_db
def test_a_real_clinic_lends_nobody_a_password() -> None:
    call_command("createowner", **OWNER, stdout=StringIO())
    owner = User.objects.get(email=OWNER["email"])
    with pytest.raises(Denied, match="Only a demonstration"):
        sign_in.lend_password(by=SETUP, users=[owner])
    with pytest.raises(Denied, match="Only a demonstration"):
        sign_in.take_back_passwords(by=SETUP, users=[owner])


@pytest.mark.django_db
def test_what_happens_now_is_printed_with_addresses_that_open() -> None:
    demo.load(("Piotr", "Rosa", "Jonah"))
    ben = signed_in(User.objects.get(email="ben@staff.example"))
    places = demo.where_to_look()
    words = [one for one, _ in places]
    assert "Piotr, while it runs" in words
    assert "Rosa, before the start" in words
    assert any(one.startswith("Jonah, the first injection") for one in words)
    for _, path in places:
        assert ben.get(path).status_code == 200, path


@pytest.mark.django_db
def test_a_real_clinic_never_gets_a_demo(settings: Any) -> None:
    settings.MODE = "live"
    with pytest.raises(CommandError, match="has no demonstration"):
        call_command("demo", "load")
    settings.MODE = "test"
    call_command("createowner", **OWNER, stdout=StringIO())
    with pytest.raises(CommandError, match="real clinic"):
        call_command("demo", "load")


@pytest.mark.django_db
def test_making_it_anew_empties_a_demonstration_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    emptied: list[bool] = []
    command = "lightwell.site.management.commands.demo.empty_demonstration"
    monkeypatch.setattr(command, lambda: emptied.append(True))
    whole = demo.load
    monkeypatch.setattr(demo, "load", lambda: whole(BRIEF))
    call_command("demo", "load", "--reset", stdout=StringIO())
    assert not emptied, "a database without a demonstration is not ours to empty"
    call_command("demo", "load", "--reset", stdout=StringIO())
    assert emptied


def test_a_database_that_does_not_answer_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise OperationalError("connection failed:\nno such database")

    monkeypatch.setattr(serving.connection, "ensure_connection", refuse)
    with pytest.raises(CommandError, match=r"no such database. Is it running"):
        serving.open_database()


# -- what serve refuses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "given", "words"),
    [
        ("live", {"wants_demo": True}, "Leave one of them out"),
        ("demo", {"wants_demo": False}, "set LIGHTWELL_MODE=live"),
        ("demo", {"wants_demo": True, "host": "0.0.0.0"}, "this machine only"),  # noqa: S104
    ],
)
def test_serve_refuses_what_does_not_go_together(
    settings: Any, mode: str, given: dict[str, Any], words: str
) -> None:
    settings.MODE = mode
    with pytest.raises(CommandError, match=words):
        serve.refuse_unsafe(**({"host": "127.0.0.1", "port": free_port()} | given))


def test_serve_names_a_taken_port_and_the_way_out(settings: Any) -> None:
    settings.MODE = "demo"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is taken.*PORT={port + 1}"):
            serve.refuse_unsafe(wants_demo=True, host="127.0.0.1", port=port)


# -- a clinic's owner -------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_owner_chooses_password_and_second_factor_through_one_link() -> None:
    said = StringIO()
    call_command("createowner", **OWNER, stdout=said)
    assert not Organisation.objects.get().is_demo
    (path,) = re.findall(r"(/sign-in/\S+)", said.getvalue())
    client = Client()
    client.post(path)
    wanted = client.get(reverse("home_after_sign_in")).url
    assert wanted == reverse("account_set_password")
    words = {"password1": "four quiet words here", "password2": "four quiet words here"}
    assert client.post(wanted, words).status_code == 302
    assert client.get(reverse("home_after_sign_in")).url == reverse("mfa_activate_totp")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"short_name": "Ketamine Lake"}, "Ketamine"),
        ({"timezone": "Springfield"}, "time zone"),
        ({"region": "mars"}, "not a valid choice"),
        ({"email": "owner"}, "email"),
    ],
)
def test_an_answer_that_cannot_be_leaves_nothing_behind(change: dict[str, str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("createowner", **(OWNER | change), stdout=StringIO())
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_there_is_one_clinic(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("createowner", **OWNER, stdout=StringIO())
    with pytest.raises(CommandError, match="already"):
        call_command("createowner", **OWNER, stdout=StringIO())


@pytest.mark.django_db
def test_what_no_flag_gave_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "Asked Person" if "Name" in prompt else "")
    said = StringIO()
    call_command("createowner", **(OWNER | {"name": None}), stdout=said)
    assert "Asked Person" in said.getvalue()


@pytest.mark.django_db
def test_without_an_answer_nothing_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "")
    with pytest.raises(CommandError, match="Nothing was set up"):
        call_command("createowner", **(OWNER | {"email": None}), stdout=StringIO())
    assert not Organisation.objects.exists()


# -- the worker -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_is_queued(cast: Any, smtp_server: Any) -> None:
    from lightwell.access.actions import messages
    from tests.support.cast import SETUP

    messages.queue(
        by=SETUP,
        to="pat@example.com",
        subject="Hello",
        body="Hello",
        purpose="test",
        location=cast.harbour,
    )
    worker.run_queue()
    assert len(smtp_server.messages) == 1


@pytest.mark.django_db
def test_a_clock_that_fails_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr("lightwell.records.jobs.run_due", fail)
    worker.run_clock()


# -- all of it, as a person starts it ---------------------------------------------------------


@pytest.mark.slow
def test_one_command_serves_the_demo_and_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    port = free_port()
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith("LIGHTWELL_")
    } | {"LIGHTWELL_HOME": str(tmp_path), "LIGHTWELL_MODE": "demo", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "lightwell.cli", "serve", "--demo", "--port", str(port)],
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/healthz", server)
        children = _children(server.pid)
        assert children, "the worker runs beside it"
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=30)
    assert server.returncode == 0, said
    assert said.count("/sign-in/") == len(re.findall(r"/sign-in/[\w-]{43}\b", said)) >= 11
    assert not any(Path(f"/proc/{pid}").exists() for pid in children), "and ends with it"


def _answers(address: str, server: subprocess.Popen[str]) -> bool:
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urlopen(address, timeout=2) as answer:
                return answer.status == 200
        except (URLError, OSError):
            time.sleep(0.3)
    return False


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]
