"""Who may rate, ask after somebody the next day, and decide at a review.

- the now scale, asked at the chair or by telephone: nurse, prescriber, medical director
- what a clinician rates from an interview (MADRS): licensed staff
- the follow-up of a session, with the C-SSRS since the last visit: everybody who treats
- a review of a course: prescriber, medical director

That a person may see this patient at all is decided by ``records.queries.patients`` before.
"""

from __future__ import annotations

import lightwell.clinical as lw
from lightwell.access.actors import CLINICAL_ROLES, Actor
from lightwell.access.errors import Denied, InvalidInput
from lightwell.records.policies import passes
from lightwell.records.policies_courses import check_can_plan
from lightwell.records.policies_sessions import check_can_chart
from lightwell.records.signers import may_sign

RATED = ("now_scale", "madrs")


def check_can_rate(by: Actor, instrument: str) -> lw.Instrument:
    """What staff rate is rated by those who are trained for it; the instrument, for its form."""
    if instrument not in RATED:
        raise InvalidInput("This is not rated here.", field="instrument")
    made = lw.instrument(instrument)
    if made.rated_by == "clinician":
        if not may_sign(by, "clinician"):
            raise Denied(f"{made.title} is rated by a licensed clinician after an interview.")
    else:
        check_can_chart(by)
    return made


def check_can_follow_up(by: Actor) -> None:
    """Everybody who treats may ask after a person."""
    if not by.has(*CLINICAL_ROLES):
        raise Denied("Only clinical staff ask after a patient.")


def can_follow_up(by: Actor) -> bool:
    return passes(check_can_follow_up, by)


def check_can_review(by: Actor) -> None:
    """What is decided at a review is a prescriber's act, as the plan is."""
    check_can_plan(by)


def can_review(by: Actor) -> bool:
    return passes(check_can_review, by)
