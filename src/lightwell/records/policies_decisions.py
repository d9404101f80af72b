"""Who may decide about a treatment, sign second, and take or end a consent.

- decide, sign second, record a consent: prescriber, medical director; a rule may ask for more
- see a decision otherwise, end a consent for a person: clinical roles
- end one's own consent: the patient, at any time

That a person may see this patient at all is decided by ``records.queries.patients``, before any
of these.
"""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, Actor, Role
from lightwell.access.errors import Conflict, Denied
from lightwell.records.models import Decision
from lightwell.records.policies import passes
from lightwell.records.signers import PRESCRIBERS, may_sign


def check_can_decide(by: Actor) -> None:
    """Offering, deferring or refusing a treatment is a prescriber's decision."""
    if not by.has(*PRESCRIBERS):
        raise Denied(f"To decide this takes one of these roles: {_words(PRESCRIBERS)}.")


def can_decide(by: Actor) -> bool:
    """True when `check_can_decide` would let the actor pass."""
    return passes(check_can_decide, by)


def check_can_set_aside(by: Actor, signers: tuple[str, ...]) -> None:
    """The first signer of a rule sets it aside; where nobody is named, nobody does."""
    if not signers:
        raise Denied("Nobody may set this rule aside.")
    if not may_sign(by, signers[0]):
        raise Denied(f"Only a {signers[0]} may set this rule aside.")


def can_set_aside(by: Actor, signers: tuple[str, ...]) -> bool:
    """True when `check_can_set_aside` would let the actor pass."""
    return passes(check_can_set_aside, by, signers)


def check_can_sign_second(by: Actor, decision: Decision) -> None:
    """A second prescriber, never the one who decided, in each role that a rule names."""
    check_can_decide(by)
    if by.user_id == decision.by_id:
        raise Denied("You made this decision. The second signature is for another prescriber.")
    for one in decision.overrides:
        if one["second"] and not may_sign(by, one["second"]):
            raise Denied(f"Only a {one['second']} may sign second here.")


def can_sign_second(by: Actor, decision: Decision) -> bool:
    """True when `check_can_sign_second` would let the actor pass."""
    return passes(check_can_sign_second, by, decision)


def check_can_see_otherwise(by: Actor) -> None:
    """Anybody who treats may write that they see a decision otherwise."""
    if not by.has(*CLINICAL_ROLES):
        raise Denied("To write this takes a clinical role.")


def can_see_otherwise(by: Actor) -> bool:
    """True when `check_can_see_otherwise` would let the actor pass."""
    return passes(check_can_see_otherwise, by)


def check_can_take_consent(by: Actor) -> None:
    """The prescriber takes the consent, with the person present."""
    if not by.has(*PRESCRIBERS):
        raise Denied(f"To record a consent takes one of these roles: {_words(PRESCRIBERS)}.")


def can_take_consent(by: Actor) -> bool:
    """True when `check_can_take_consent` would let the actor pass."""
    return passes(check_can_take_consent, by)


def check_can_end_consent(by: Actor) -> None:
    """A person takes their own consent back; whoever treats them records that they did."""
    if not (by.is_patient or by.has(*CLINICAL_ROLES)):
        raise Denied("A consent is ended by the person, or by staff who treat them.")


def can_end_consent(by: Actor) -> bool:
    """True when `check_can_end_consent` would let the actor pass."""
    return passes(check_can_end_consent, by)


def check_is_fit_to_sign(is_in_session: bool) -> None:
    """Nobody agrees to anything during a session or in the hours after it (R-41)."""
    if is_in_session:
        raise Conflict(
            "This person had ketamine today, or has it now. A consent is taken on another day. "
            "Nothing was saved."
        )


def _words(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(role.words for role in roles))
