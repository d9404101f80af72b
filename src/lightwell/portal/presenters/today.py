"""The one next thing for a patient, and what is already told."""

from __future__ import annotations

from attrs import frozen
from django.urls import reverse

from lightwell.kit.lists import Task
from lightwell.records.queries.summary import Told


@frozen
class NextThing:
    """One card: what to do, how long it takes, where."""

    heading: str
    text: str
    url: str


def next_thing(known: Told) -> NextThing | None:
    """What to do first: what was asked, then what the care team needs to know."""
    if known.check_ins:
        return NextThing(
            "Your check-in is ready",
            "A few questions about the last two weeks. It takes about 2 minutes.",
            reverse("portal:checkins"),
        )
    if not known.treatments:
        return NextThing(
            "Tell us what you have tried",
            "Medicines, talk therapy, and other care for your mood. Tell us what you remember. "
            "You can stop at any time and come back.",
            reverse("portal:treatments"),
        )
    if not known.medicines:
        return NextThing(
            "Tell us what you take now",
            "List your medicines as you really take them.",
            reverse("portal:medicines"),
        )
    return None


def told(known: Told) -> list[Task]:
    """What the person can tell us, and how much of it they have."""
    return [
        Task(
            text="Past treatments",
            status=_count(known.treatments),
            tone="calm" if known.treatments else "outline",
            url=reverse("portal:treatments"),
            hint="What you have tried so far",
        ),
        Task(
            text="Medicines",
            status=_count(known.medicines),
            tone="calm" if known.medicines else "outline",
            url=reverse("portal:medicines"),
            hint="What you take now",
        ),
        Task(
            text="Allergies",
            status=_count(known.allergies),
            tone="calm" if known.allergies else "outline",
            url=reverse("portal:allergies"),
            hint="What you react to",
        ),
    ]


def _count(number: int) -> str:
    return f"{number} told" if number else "None yet"
