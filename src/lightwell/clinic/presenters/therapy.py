"""How therapists, releases and therapy sessions are said on the staff's page."""

from __future__ import annotations

from attrs import frozen

from lightwell.kit.dates import staff_date
from lightwell.records.pages import StampedForm
from lightwell.records.queries.therapists import LinkView, ReleaseView
from lightwell.records.queries.therapy import TherapyFacts
from lightwell.records.therapy_pages import ReasonForm


@frozen
class Shown:
    """One release or therapist: its state in a word, and the form that ends it."""

    thing: ReleaseView | LinkView
    state: str
    tone: str
    form: StampedForm


def release(one: ReleaseView, form: ReasonForm) -> Shown:
    """Where a release stands: waits for an invitation, invited, accepted, over."""
    if one.ended_early is not None:
        return Shown(one, f"Ended by {one.ended_by}", "outline", form)
    if not one.stands:
        return Shown(one, "Over", "outline", form)
    if one.accepted_at is not None:
        return Shown(one, "Accepted", "calm", form)
    if one.is_invited:
        return Shown(one, "Invited", "waiting", form)
    words = "Invitation expired" if one.invited_at else "Not invited yet"
    return Shown(one, words, "waiting", form)


def link(one: LinkView, form: ReasonForm) -> Shown:
    """A therapist of the person, now or before."""
    if one.stands:
        return Shown(one, "Linked", "calm", form)
    return Shown(one, f"Unlinked by {one.ended_by}" if one.ended_at else "Over", "outline", form)


def facts(found: TherapyFacts | None) -> list[tuple[str, str]]:
    """What the programme's gates read here; unknown is said as such."""
    if found is None:
        return [("Course", "No course runs, so nothing is asked")]
    dose = found.last_dose_at
    since = "Not known: no dose was given yet"
    if found.integration_since_dose is not None:
        since = "Held" if found.integration_since_dose else "Not held"
    return [
        ("Therapist linked", "Yes" if found.therapist_linked else "No"),
        ("Preparation sessions of this course", str(found.preparation_sessions)),
        ("Last dose", staff_date(dose) if dose else "None yet"),
        ("Integration since the last dose", since),
    ]
