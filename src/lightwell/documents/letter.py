"""A signed letter on paper, printed from what was kept when it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightwell.access.actors import Actor
from lightwell.documents.pdf import Paper, heading, lay_out
from lightwell.records.queries.letters import LetterView

if TYPE_CHECKING:
    from lightwell.access.models import Location

TEMPLATES = {
    "prescriber": "letter.html",
    "consultation": "consultation_letter.html",
    "therapist": "therapist_letter.html",
}
TITLES = {"prescriber": "Letter", "consultation": "Consultation letter", "therapist": "Letter"}


def letter(by: Actor, kept: LetterView, location: Location) -> Paper:
    """The letter as it was signed; printing it later changes nothing but the printing line."""
    head = heading(
        title=TITLES[kept.kind],
        version=f"Letter {kept.number}",
        patient=kept.patient,
        location=location,
        by=by,
    )
    return lay_out(TEMPLATES[kept.kind], head, {"letter": kept}, "letter.pdf")
