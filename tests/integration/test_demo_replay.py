"""The command that tells one person's course: line by line, to a step, with a pause, or refused."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from attrs import evolve
from django.core.management import CommandError, call_command

from lightwell.access.errors import NotReady
from lightwell.access.models import User
from lightwell.site import demo, serving
from lightwell.site.demo import stories
from lightwell.site.demo.acts import ACTS
from tests.support.signing_in import signed_in


@pytest.fixture(autouse=True)
def _without_collecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are there and static files are served as they are."""
    monkeypatch.setattr(serving, "prepare", lambda say: None)


@pytest.fixture
def brief(db: None) -> None:
    """A clinic in which a story can be told."""
    demo.load(("Mara",))


@pytest.mark.usefixtures("brief")
def test_a_story_is_told_line_by_line_and_says_where_to_look() -> None:
    said = StringIO()
    call_command("demo", "s0", "--to", "is-invited", stdout=said, no_color=True)
    lines = said.getvalue()
    assert re.search(r"day   1  \S+ 18:00  Mara asks for a first consultation", lines)
    assert "asks: /clinic/requests/ as Frida Falk" in lines
    assert "Frida Falk opens the portal for Mara" in lines
    assert "first-phq9" not in lines
    assert "Mara Lindqvist-Demo-2 is in the demonstration" in lines
    path = re.findall(r"http://127\.0\.0\.1:8000(/clinic/\S+)", lines)[-1]
    alice = signed_in(User.objects.get(email="alice@staff.example"))
    assert alice.get(path).status_code == 200


@pytest.mark.usefixtures("brief")
def test_between_two_steps_there_is_the_pause_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    call_command("demo", "S0", "--to", "is-accepted", "--speed", "1.5", stdout=StringIO())
    assert waited == [1.5, 1.5]


def refused(telling: object, told: object) -> None:
    """An act that nobody may do today."""
    raise NotReady("The front desk is closed.")


@pytest.mark.usefixtures("brief")
def test_what_the_software_held_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    story = stories.scenario("S0")
    first = story.steps[0]
    held = evolve(first, acts=(evolve(first.acts[0], refused="is closed"),))
    monkeypatch.setattr(stories, "scenario", lambda word: evolve(story, steps=(held,)))
    monkeypatch.setitem(ACTS, "ask", refused)
    said = StringIO()
    call_command("demo", "S0", stdout=said, no_color=True)
    assert "held: The front desk is closed." in said.getvalue()


@pytest.mark.usefixtures("brief")
def test_a_broken_story_ends_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTS, "accept", refused)
    with pytest.raises(CommandError, match="The story stopped: S0 is-accepted"):
        call_command("demo", "S0", "--to", "is-accepted", stdout=StringIO())


def test_the_steps_are_listed_for_help_and_for_a_name_that_is_not_there() -> None:
    said = StringIO()
    call_command("demo", "S1", "--to", "help", stdout=said)
    assert "infusion-2-held" in said.getvalue()
    assert "waits for two rechecks" in said.getvalue()
    with pytest.raises(CommandError, match="no step “nowhere”") as refused:
        call_command("demo", "S1", "--to", "nowhere")
    assert "infusion-2-held" in str(refused.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["S9"], "not one of load, S0, S1"),
        (["S1", "--speed", "soon"], "give seconds from 0 to 60"),
        (["S1", "--speed", "-1"], "give seconds from 0 to 60"),
        (["S1", "--speed", "61"], "give seconds from 0 to 60"),
        (["S1", "--speed", "nan"], "give seconds from 0 to 60"),
        (["load", "--to", "asks"], "--to belongs to a scenario"),
        (["S1", "--reset"], "--reset belongs to load"),
    ],
)
def test_what_is_typed_wrong_is_told_with_what_to_do(given: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=re.escape(words)):
        call_command("demo", *given)


def test_a_story_is_never_told_in_a_real_clinic(settings: Any) -> None:
    settings.MODE = "live"
    with pytest.raises(CommandError, match="has no demonstration"):
        call_command("demo", "S0")
