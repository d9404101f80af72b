"""What stands between the rules and an offer: what must be known, what nobody may set aside,
and what a person may set aside with a reason. The offer itself is a person's decision."""

from __future__ import annotations

from attrs import frozen

from .eligibility import BLOCKED, UNKNOWN, Assessment, Card
from .values import Outcome


@frozen
class Offering:
    """The cards that an offer has to answer, in the order of the rules.

    ``unknown``: safety that is not known; ``closed``: not met, and nobody may set it aside;
    ``asked``: not met, set aside only with a reason by the roles that the rule names.
    """

    unknown: tuple[Card, ...]
    closed: tuple[Card, ...]
    asked: tuple[Card, ...]

    @property
    def is_open(self) -> bool:
        """Whether an offer may be signed once every asked card has its reason."""
        return not (self.unknown or self.closed)

    @property
    def needs_second(self) -> bool:
        """Whether one of the cards to be set aside takes two people."""
        return any(len(card.rule.signers) > 1 for card in self.asked)


def offering(found: Assessment) -> Offering:
    """Sort the cards by what they ask of an offer; readiness that is unknown is asked later."""
    unknown = tuple(card for card in found.cards if _must_be_known(card))
    return Offering(
        unknown=unknown,
        closed=tuple(
            card for card in found.cards if card.weight == BLOCKED and not card.rule.signers
        ),
        asked=tuple(card for card in found.cards if card not in unknown and _asks_a_reason(card)),
    )


def _must_be_known(card: Card) -> bool:
    return card.rule.group == "safety" and card.weight == UNKNOWN


def _asks_a_reason(card: Card) -> bool:
    """A block that is not met; and a caution with a signer, also while it is unknown."""
    if not card.rule.signers:
        return False
    is_caution = card.rule.strength == "caution" and card.outcome is not Outcome.MET
    return card.weight == BLOCKED or is_caution
