"""A decision in words: what it was, what it set aside, whether it counts, what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.clinic.presenters import eligibility as rules
from lightwell.clinic.presenters.eligibility import CardRow
from lightwell.clinic.presenters.evaluation import value
from lightwell.clinical.library import library
from lightwell.kit.dates import staff_date
from lightwell.kit.lists import Column, SummaryRow, Table
from lightwell.kit.words import NOT_RECORDED
from lightwell.records.changes import Change
from lightwell.records.evaluation import label, step
from lightwell.records.policies_decisions import can_set_aside
from lightwell.records.queries.decisions import Basis, CardChange, DecisionView, Since

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.records.queries.facts import Fact

OUTCOMES = {"met": "met", "not_met": "not met", "unknown": "unknown", "no rule": "no rule"}
WHOLE = {
    "blocked": "Blocked",
    "unknown": "Unknown",
    "caution": "Caution",
    "no_blocker": "No criterion blocks",
}


def the_time(facts: Mapping[str, Fact]) -> list[SummaryRow]:
    """Whether this is the time for a course, question by question; not asked is not known."""
    return [
        SummaryRow(key=label(entry).capitalize(), value=_known(name, facts.get(name)))
        for name, entry in step("time").definitions.items()
    ]


def _known(name: str, fact: Fact | None) -> str:
    if fact is None:
        return "Not asked yet"
    return f"{value(name, fact.value)} ({staff_date(fact.observed_on)}, {fact.by_name})"


@frozen
class ToSettle:
    """What an offer waits for: safety that is unknown, and what nobody may set aside."""

    unknown: tuple[CardRow, ...]
    closed: tuple[CardRow, ...]
    of_others: tuple[CardRow, ...]


def to_settle(by: Actor, patient: Patient, basis: Basis) -> ToSettle:
    """The cards that stand between this person and an offer, each with where it is answered."""
    found = basis.offering

    def shown(cards: Sequence[lw.Card]) -> tuple[CardRow, ...]:
        return tuple(rules.card_row(patient, card, basis.judged) for card in cards)

    others = [card for card in found.asked if not can_set_aside(by, card.rule.signers)]
    return ToSettle(shown(found.unknown), shown(found.closed), shown(others))


def own_cards(by: Actor, basis: Basis) -> list[lw.Card]:
    """The cards that this person may set aside, with a reason for each."""
    return [card for card in basis.offering.asked if can_set_aside(by, card.rule.signers)]


def choice(one: DecisionView) -> str:
    """The decision in words, with its day where it was deferred."""
    return f"Defer until {staff_date(one.until)}" if one.until else one.choice_words


def state(one: DecisionView) -> tuple[str, str]:
    """Whether it counts, in words, and their tone."""
    if not one.is_standing:
        return "A later decision stands", "outline"
    if not one.is_signed:
        return "Waits for a second signature, does not count yet", "waiting"
    return "Signed", "calm"


def line(one: DecisionView | None) -> str:
    """The decision in one line of the summary."""
    if one is None:
        return "None yet"
    day = staff_date(timezone.localtime(one.at).date())
    said = f"{choice(one)}, {one.by_name}, {day}"
    if not one.is_signed:
        return f"{said}: waits for a second signature, does not count yet"
    if one.changed:
        return f"{said}: {_count(len(one.changed), 'fact')} changed since"
    return said


def rows(one: DecisionView) -> list[SummaryRow]:
    """What was decided, on which rules, and who stands for it."""
    signed = one.second_by_name or ("Waits" if one.needs_second else "Not needed")
    if one.second_note:
        signed += f": {one.second_note}"
    known = sum(card["outcome"] != "unknown" for card in one.cards)
    return [
        SummaryRow(key="Decision", value=choice(one)),
        SummaryRow(key="Reasons", value=one.reasons),
        SummaryRow(key="Second signature", value=signed),
        SummaryRow(
            key="Rules then",
            value=f"{WHOLE[one.outcome]}. {known} of {len(one.cards)} known. "
            f"Version {one.rule_version}, region {one.region.upper()}.",
        ),
    ]


def past(found: Sequence[DecisionView]) -> list[tuple[DecisionView, str, tuple[str, str]]]:
    """Every decision with its words and its state."""
    return [(one, choice(one), state(one)) for one in found]


def facts_table(changed: Sequence[Change]) -> Table:
    """Each fact that differs, then and now."""
    return Table(
        caption=f"{_count(len(changed), 'fact')} changed",
        columns=[Column(text=text) for text in ("Fact", "Then", "Now")],
        rows=[[_name(one), _said(one, one.then), _said(one, one.now)] for one in changed],
    )


def cards_table(changed: Sequence[CardChange]) -> Table:
    """Each rule whose outcome differs, then and now."""
    return Table(
        caption=f"{_count(len(changed), 'rule')} with another outcome",
        columns=[Column(text=text) for text in ("Rule", "Then", "Now")],
        rows=[
            [f"{one.claim[:1].upper()}{one.claim[1:]}", OUTCOMES[one.then], OUTCOMES[one.now]]
            for one in changed
        ],
    )


def rules_words(found: Since) -> str:
    """Whether the rules are the ones of then, and what the stored facts give by them."""
    then = found.decision.rule_version
    if found.is_same_rules:
        head = f"The rules are the same, version {then}."
    else:
        head = f"The rules have changed: version {then} then, {found.rules_now} now."
    if found.is_repeated:
        return f"{head} Run again on the stored facts, they give the same, rule by rule."
    return f"{head} Run again on the stored facts, they do not give the same."


def _name(one: Change) -> str:
    entry = library().dictionary.facts.get(_fact(one))
    words = label(entry) if entry else one.fact.replace(".", ", ").replace("_", " ").capitalize()
    return f"{one.about}: {words}" if one.about else words


def _said(one: Change, said: object) -> str:
    if said is None:
        return NOT_RECORDED
    return value(_fact(one), said) if _fact(one) in library().dictionary.facts else str(said)


def _fact(one: Change) -> str:
    """The name of a fact in the dictionary: a case file says "vitals" where it says "vital"."""
    part, _, key = one.fact.partition(".")
    groups = {group.key: name for name, group in library().dictionary.groups.items()}
    return f"{groups.get(part, part)}.{key}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
