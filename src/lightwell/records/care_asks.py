"""A line of a care plan as it was typed, and what it becomes: every part known, or named.

Who does it must work here now, or hold a release of this person that stands now. The day of
review is the programme's, or another one with a reason.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen

from lightwell.access.actors import CLINICAL_ROLES
from lightwell.access.errors import InvalidInput
from lightwell.access.queries import people
from lightwell.clinical.careplan import MODALITIES, component_of, review_day
from lightwell.records.models import CareLineVersion, Goal, TherapistLink
from lightwell.records.queries import therapists

if TYPE_CHECKING:
    from lightwell.clinical.care import Component
    from lightwell.records.models import Patient
    from lightwell.records.queries.courses import CourseView

Who = CareLineVersion.Who
LONGEST = {"what": 500, "supplement": 200, "who_name": 200, "review_reason": 500}
BY_PROGRAMME, OTHER_DAY, KEEP = "programme", "other", "keep"


@frozen(kw_only=True)
class NextReview:
    """When a line is reviewed next: on the programme's day, or on another with a reason."""

    which: str = ""
    on: date | None = None
    reason: str = ""

    def settle(self, component: Component | None, since: date) -> tuple[date, str]:
        """The day, and why it is not the programme's; refused where neither is known."""
        usual = review_day(component, since)
        if self.which == BY_PROGRAMME:
            if usual is None:
                raise InvalidInput(
                    "The programme names no day of review here. Enter one.", field="review_which"
                )
            return usual, ""
        if self.which != OTHER_DAY:
            raise InvalidInput("Choose when it is reviewed.", field="review_which")
        if self.on is None:
            raise InvalidInput("Enter the day of the review.", field="review_on")
        if self.on < since:
            raise InvalidInput(
                "The review lies before the start, or in the past. Check the days.",
                field="review_on",
            )
        reason = text("review_reason", self.reason)
        if usual is not None and self.on != usual and not reason:
            raise InvalidInput("This is not the programme's day. Write why.", field="review_reason")
        return self.on, reason


@frozen(kw_only=True)
class LineAsk:
    """A line as it was asked for. ``who`` is person, staff:<number>, outside:<link> or
    prescriber; ``None`` is missing and is named, never assumed."""

    what: str = ""
    who: str = ""
    who_name: str = ""
    modality: str = ""
    supplement: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    goal: UUID | None = None
    review: NextReview = NextReview()


def columns(
    ask: LineAsk, course: CourseView, kind: str, *, today: date, before: CareLineVersion | None
) -> dict[str, Any]:
    """What a version of a line keeps; a day in the past stands only where it stood before."""
    what = text("what", ask.what)
    if not what:
        raise InvalidInput("Write what is planned.", field="what")
    named = {"modality": _modality(ask, kind), "supplement": _supplement(ask, kind)}
    who = _who(ask, course)
    starts_on, due_on = _days(ask, kind, today, before)
    if ask.review.which == KEEP and before is not None:
        review_on, why = before.review_on, before.review_reason
        if review_on < starts_on:
            raise InvalidInput("The review lies before the start.", field="review_which")
    else:
        component = component_of(course.programme, kind)
        review_on, why = ask.review.settle(component, max(starts_on, today))
    return {
        "what": what,
        **named,
        **who,
        "starts_on": starts_on,
        "due_on": due_on,
        "goal": _goal(ask.goal, course.patient),
        "review_on": review_on,
        "review_reason": why,
    }


def text(box: str, typed: str) -> str:
    """What was typed, if it fits."""
    typed = typed.strip()
    if len(typed) > LONGEST[box]:
        raise InvalidInput(f"Shorten it to {LONGEST[box]} characters.", field=box)
    return typed


def staff_of(location: int) -> list[Any]:
    """Who may be named for a line at a location: those who treat people there now."""
    place = people.locations().get(pk=location)
    return list(people.staff_with(place, *sorted(CLINICAL_ROLES)))


def _days(
    ask: LineAsk, kind: str, today: date, before: CareLineVersion | None
) -> tuple[date, date | None]:
    if ask.starts_on is None:
        raise InvalidInput("Enter from which day it is planned.", field="starts_on")
    if ask.starts_on < today and not (before and before.starts_on == ask.starts_on):
        raise InvalidInput("The start lies in the past. Enter today or later.", field="starts_on")
    if ask.due_on is None:
        if kind == "supplements":
            raise InvalidInput("A supplement has an end. Enter its last day.", field="due_on")
        return ask.starts_on, None
    if ask.due_on < ask.starts_on:
        raise InvalidInput("It ends before it starts. Check both days.", field="due_on")
    if ask.due_on < today and not (before and before.due_on == ask.due_on):
        raise InvalidInput("This day lies in the past. Enter a later one.", field="due_on")
    return ask.starts_on, ask.due_on


def _modality(ask: LineAsk, kind: str) -> str:
    if kind != "psychotherapy":
        return ""
    if ask.modality not in MODALITIES:
        raise InvalidInput("Choose the kind of therapy.", field="modality")
    return ask.modality


def _supplement(ask: LineAsk, kind: str) -> str:
    if kind != "supplements":
        return ""
    name = text("supplement", ask.supplement)
    if not name:
        raise InvalidInput("Write the name, as it is on the label.", field="supplement")
    return name


def _who(ask: LineAsk, course: CourseView) -> dict[str, Any]:
    which, _, key = ask.who.partition(":")
    if which == Who.PERSON:
        name = f"{course.patient.given_name} {course.patient.family_name}"
        return {"who": which, "who_user": None, "who_link": None, "who_name": name}
    if which == Who.PRESCRIBER:
        name = text("who_name", ask.who_name)
        if not name:
            raise InvalidInput("Write the name of the prescriber.", field="who_name")
        return {"who": which, "who_user": None, "who_link": None, "who_name": name}
    if which == Who.STAFF:
        return _staff(key, course)
    if which == Who.OUTSIDE:
        return _outside(key, course.patient)
    raise InvalidInput("Choose who does it.", field="who")


def _staff(key: str, course: CourseView) -> dict[str, Any]:
    found = next((one for one in staff_of(course.location) if str(one.pk) == key), None)
    if found is None:
        place = people.locations().get(pk=course.location)
        raise InvalidInput(
            f"This person does not work with patients at {place.name} any more. Choose who does "
            "it now.",
            field="who",
        )
    return {"who": Who.STAFF, "who_user": found, "who_link": None, "who_name": found.name}


def _outside(key: str, patient: Patient) -> dict[str, Any]:
    links = TherapistLink.objects.filter(patient=patient, release__isnull=False)
    row = next((one for one in links.select_related("user") if str(one.uid) == key), None)
    if row is None:
        raise InvalidInput(
            "This therapist is not linked to this person, so nothing was planned with them. "
            "Choose somebody from the list.",
            field="who",
        )
    if not therapists.standing().filter(pk=row.pk).exists():
        raise InvalidInput(
            f"The release to {row.user.name} has ended. Choose somebody else, or ask the person "
            "for a new release.",
            field="who",
        )
    return {"who": Who.OUTSIDE, "who_user": None, "who_link": row, "who_name": row.user.name}


def _goal(uid: UUID | None, patient: Patient) -> Goal | None:
    if uid is None:
        return None
    found = Goal.objects.filter(uid=uid, patient=patient).first()
    if found is None:
        raise InvalidInput("Choose one of this person's goals.", field="goal")
    return found
