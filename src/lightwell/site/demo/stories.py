"""The stories as data: who walks each one, and its steps in the order in which they happen.

Each file in ``scenarios/`` tells one story. A visit at the chair is told by its way of giving
(``visits.toml``) and falls apart into steps, so that every moment has a name to stop at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import field, frozen

FOLDER = Path(__file__).parent / "scenarios"
WAYS = Path(__file__).parent / "visits.toml"
# What says when a step happens; all else of a step is about the step itself or for its act.
WHEN = ("day", "later", "at", "session", "hours_ago")
OF_STEP = ("name", "who", "says", "look", "do", "refused")


class StoryError(Exception):
    """A story that cannot be told as it is written, or that turned out otherwise than it says."""


@frozen(kw_only=True)
class Act:
    """One act and what it is told; ``minute`` counts from the start of a visit."""

    do: str
    told: Mapping[str, Any] = field(factory=dict)
    minute: int | None = None
    refused: str = ""


@frozen(kw_only=True)
class Step:
    """One thing that happens: its name, when, who does it, in plain words, and where to look."""

    name: str
    who: str
    says: str
    look: str
    acts: tuple[Act, ...]
    when: Mapping[str, Any]

    @property
    def is_held(self) -> bool:
        """Whether the software refuses something in this step."""
        return any(act.refused for act in self.acts)


@frozen(kw_only=True)
class Story:
    """One programme as one person lives it, from the first contact to the end."""

    id: str
    word: str
    programme: str
    title: str
    story: str
    days: int
    begins_on: int
    people: tuple[Mapping[str, Any], ...]
    steps: tuple[Step, ...]

    def person(self, name: str = "") -> Mapping[str, Any]:
        """One of those who walk this story, by given name; the first unless named."""
        return next(one for one in self.people if name in ("", one["given_name"]))

    def up_to(self, name: str) -> tuple[Step, ...]:
        """The steps until this one and with it; all without a name."""
        names = [step.name for step in self.steps]
        if not name:
            return self.steps
        if name not in names:
            raise StoryError(f"{self.id} has no step “{name}”.")
        return self.steps[: names.index(name) + 1]


@cache
def stories() -> tuple[Story, ...]:
    """Every story, in the order of the programmes."""
    found = [story_of(path) for path in FOLDER.glob("*.toml")]
    return tuple(sorted(found, key=lambda story: story.id))


def scenario(word: str) -> Story:
    """The story with this id, in any letter case."""
    return next(story for story in stories() if story.id.upper() == word.upper())


def numbered(person: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """The same person again: another e-mail address and a number behind the family name."""
    name, _, host = str(person["email"]).partition("@")
    if number == 1:
        return person
    return {
        **person,
        "number": number,
        "email": f"{name}-{number}@{host}",
        "family_name": f"{person['family_name']}-{number}",
    }


def scenario_ids() -> tuple[str, ...]:
    """What can be replayed to its end."""
    return tuple(story.id for story in stories() if story.days)


def story_of(path: Path) -> Story:
    """Read one file."""
    told = tomllib.loads(path.read_text("utf-8"))
    steps = tuple(_steps(told))
    names = [step.name for step in steps]
    if twice := {name for name in names if names.count(name) > 1}:
        raise StoryError(f"{path.name}: two steps are called {min(twice)}.")
    return Story(
        id=told["id"],
        word=path.stem,
        programme=told["programme"],
        title=told["title"],
        story=told["story"],
        days=told.get("days", 0),
        begins_on=told.get("begins_on", 0),
        people=tuple(told["person"]),
        steps=steps,
    )


def _steps(told: Mapping[str, Any]) -> Iterator[Step]:
    for one in told["step"]:
        if one["do"] == "visit":
            yield from _visit(one, told["answers"])
        else:
            yield _step(one)


def _step(one: Mapping[str, Any]) -> Step:
    given = {name: value for name, value in one.items() if name not in (*OF_STEP, *WHEN)}
    act = Act(do=one["do"], told=given, refused=one.get("refused", ""))
    return Step(
        name=one["name"],
        who=one["who"],
        says=one["says"],
        look=one["look"],
        acts=(act,),
        when={name: one[name] for name in WHEN if name in one},
    )


@cache
def _ways() -> dict[str, list[dict[str, Any]]]:
    return dict(tomllib.loads(WAYS.read_text("utf-8")))


def _visit(one: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[Step]:
    """The parts of a visit, each as its way has it or as the story tells it instead."""
    instead = one.get("instead", {})
    for part in _ways()[one["way"]]:
        other = instead.get(part["part"], {})
        if other.get("skip"):
            continue
        if before := other.get("before"):
            yield _part(one, before, answers)
        yield _part(one, part | other, answers)


def _part(one: Mapping[str, Any], part: Mapping[str, Any], answers: Mapping[str, Any]) -> Step:
    return Step(
        name=f"{one['name']}-{part['part']}",
        who=part["who"],
        says=part["says"],
        look=part["look"],
        acts=tuple(_act(one, told, answers) for told in part["acts"]),
        when={"session": one["session"]},
    )


def _act(one: Mapping[str, Any], told: Mapping[str, Any], answers: Mapping[str, Any]) -> Act:
    """One act at its minute; the answers of the day are those of the person unless told."""
    given = {name: value for name, value in told.items() if name not in ("do", "minute", "refused")}
    if told["do"] in answers:
        given = dict(answers[told["do"]]) | given
    given["session"] = one["session"]
    return Act(do=told["do"], told=given, minute=told["minute"], refused=told.get("refused", ""))
