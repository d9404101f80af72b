"""Every option beside one patient, from the facts that the record holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.records.queries import eligibility
from lightwell.records.queries.facts import Fact

if TYPE_CHECKING:
    from lightwell.records.models import Patient

LEANING = "preferences.leaning"


@frozen
class OptionsView:
    """What each option means for this person, and what they themselves said."""

    found: lw.Options
    goals: Fact | None
    avoid: Fact | None
    leaning: Fact | None


def options(by: Actor, patient: Patient, region: str) -> OptionsView:
    """The options on the same facts that the rules of eligibility are asked."""
    judged = eligibility.judge(by, patient, region)
    return OptionsView(
        found=lw.options(lw.case_from_dict(judged.case), region),
        goals=judged.facts.get("preferences.goals"),
        avoid=judged.facts.get("preferences.avoid"),
        leaning=judged.facts.get(LEANING),
    )
