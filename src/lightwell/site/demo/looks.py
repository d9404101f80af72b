"""Where a watcher looks at a step: the page, and as whom to open it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

if TYPE_CHECKING:
    from lightwell.site.demo.stories import Step
    from lightwell.site.demo.telling import Telling

# Pages of one person, as staff open them.
OF_PERSON = {
    "patient": "clinic:patient",
    "scores": "clinic:scores",
    "treatments": "clinic:treatments",
    "medicines": "clinic:medicines",
    "evaluate": "clinic:evaluate",
    "eligibility": "clinic:eligibility",
    "determination": "clinic:determination",
    "options": "clinic:options",
    "regimen": "clinic:regimen",
    "decide": "clinic:decide",
    "consent": "clinic:consent",
    "course": "clinic:course",
    "series": "clinic:series-book",
    "next": "clinic:course-next",
    "interval": "clinic:course-interval",
    "home": "clinic:at-home",
    "therapy": "clinic:therapy",
    "goals": "clinic:goals",
    "care": "clinic:care",
    "messages": "clinic:messages",
    "papers": "clinic:papers",
    "bills": "clinic:bills",
}
# Pages of one session in the room.
OF_SESSION = {"readiness": "room:readiness", "session": "room:session"}
# Pages of nobody in particular.
OF_PLACE = {
    "requests": "clinic:requests",
    "risk": "clinic:risk",
    "schedule": "clinic:schedule",
    "waiting": "clinic:waiting",
    "outbox": "clinic:outbox",
    "board": "room:board",
    "home-policy": "clinic:home-policy",
    "sharing": "portal:sharing",
    "outside": "outside:people",
}
BESIDE_CLINIC = {"sharing": "person", "outside": "therapist"}
AT_DESK = frozenset({"requests", "schedule", "outbox"})
AT_CHAIR = frozenset({"readiness", "session", "board"})


def path_of(telling: Telling, step: Step, session: UUID | None) -> str:
    """The address of the page that shows a step."""
    look = step.look
    if look == "review":
        after = step.acts[-1].told["after"]
        return reverse("clinic:review", args=[telling.uid, after])
    if look in OF_PLACE:
        return reverse(OF_PLACE[look])
    if look in OF_SESSION:
        return reverse(OF_SESSION[look], args=[session])
    if look == "risk-task":
        return reverse("clinic:risk-task", args=[telling.kept["task"]])
    return reverse(OF_PERSON[look], args=[telling.uid])


def who_looks(telling: Telling, look: str) -> str:
    """Whose sign-in opens it."""
    if look in BESIDE_CLINIC:
        who = BESIDE_CLINIC[look]
        return telling.name if who == "person" else telling.clinic.therapist.name
    if look in AT_DESK:
        return telling.clinic.front_desk.name
    return (telling.clinic.nurse if look in AT_CHAIR else telling.clinic.prescriber).name
