"""Every rule for a treatment as a card: what is known, what it rests on, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.clinic.presenters.evaluation import value
from lightwell.clinical.library import library
from lightwell.clinical.products import PRODUCTS, Product
from lightwell.kit.dates import staff_date, with_staff_dates
from lightwell.records.evaluation import label, step_of
from lightwell.records.queries.eligibility import Judged

if TYPE_CHECKING:
    from lightwell.records.models import Patient

GROUPS = ("indication", "safety", "readiness")
# Which rules are settled on another page of the record than a step of the evaluation.
PAGES = {
    "evaluation.medicines_current": ("Medicines and allergies", "clinic:medicines"),
    "evaluation.phq9": ("PHQ-9 scores", "clinic:scores"),
    "evaluation.resistant_fda_2018": ("Past treatments", "clinic:treatments"),
    "evaluation.resistant_spravato_us": ("Past treatments", "clinic:treatments"),
    "session.consent_current": ("Consent", "clinic:consent"),
    "session.guardian_consent": ("Consent", "clinic:consent"),
    "session.patient_assent": ("Consent", "clinic:consent"),
}
STEPS_OF = {
    "evaluation.sbp": "vital.sbp",
    "evaluation.dbp": "vital.sbp",
    "evaluation.weight_kg": "person.weight_kg",
}
# Under which names the record holds what a rule asks, where they are not the same.
HELD_AS = STEPS_OF | {"evaluation.dbp": "vital.dbp"}


@frozen
class Link:
    """Where an unknown is answered."""

    text: str
    url: str


@frozen
class CardRow:
    """One rule with everything that stands behind it."""

    id: str
    claim: str
    outcome: str
    why: str
    recorded: tuple[str, ...]
    action: str
    strength: str
    override: str
    settled_by: str
    links: tuple[Link, ...]
    sources: tuple[str, ...]
    provenance: str


@frozen
class CardGroup:
    """The rules of one group; those that are not settled stand first."""

    title: str
    known: int
    cards: tuple[CardRow, ...]


ROUTE_TITLES = {
    "iv": "by vein",
    "im": "into the muscle",
    "sc": "below the skin",
    "oral": "by mouth",
    "sublingual": "under the tongue",
    "intranasal": "by nose",
}


@frozen
class Choice:
    """An agent and route whose rules can be read, and whether they are those on the page."""

    title: str
    url: str
    is_shown: bool


def title(treatment: Product) -> str:
    """The words of a page for an agent and route: "Ketamine by vein"."""
    agent, route = treatment
    return f"{agent.capitalize()} {ROUTE_TITLES[route]}"


def page_of(patient: Patient, treatment: Product, page: str = "clinic:eligibility") -> str:
    """A page about one agent and route: the rules unless another is named."""
    agent, route = treatment
    return f"{reverse(page, args=[patient.uid])}?agent={agent}&route={route}"


def choices(patient: Patient, shown: Product, page: str = "clinic:eligibility") -> list[Choice]:
    """Every agent and route, in the order of the rules, as links to one kind of page."""
    return [Choice(title(one), page_of(patient, one, page), one == shown) for one in PRODUCTS]


def headline(found: lw.Assessment) -> str:
    """How much is known, and what stands in the way; it never permits."""
    blocks = sum(card.weight == "blocked" for card in found.cards)
    known = f"{found.known} of {len(found.cards)} known."
    return f"{known} {blocks} not met that block." if blocks else known


def offer(found: lw.Assessment) -> str:
    """Why a treatment cannot be offered yet; empty when no safety rule is unknown or blocks."""
    safety = [card for card in found.cards if card.rule.group == "safety"]
    unknown = sum(card.outcome is lw.Outcome.UNKNOWN for card in safety)
    if unknown:
        return f"Offering is blocked: {unknown} in safety unknown."
    return "" if found.may_offer else "Offering is blocked: safety rules are not met."


def groups(patient: Patient, judged: Judged) -> list[CardGroup]:
    """Indication, safety and readiness, each with its cards."""
    order = (lw.Outcome.NOT_MET, lw.Outcome.UNKNOWN, lw.Outcome.MET)
    found = []
    for group in GROUPS:
        mine = [card for card in judged.assessment.cards if card.rule.group == group]
        mine.sort(key=lambda card: order.index(card.outcome))
        known = sum(card.outcome is not lw.Outcome.UNKNOWN for card in mine)
        rows = tuple(card_row(patient, card, judged) for card in mine)
        found.append(CardGroup(group.capitalize(), known, rows))
    return found


def card_row(patient: Patient, card: lw.Card, judged: Judged) -> CardRow:
    """One rule for one person, with the pages that answer what is unknown."""
    rule = card.rule
    return CardRow(
        id=rule.id,
        claim=rule.claim[:1].upper() + rule.claim[1:],
        outcome=card.outcome.value,
        why=with_staff_dates(card.why) if card.outcome is not lw.Outcome.UNKNOWN else "",
        recorded=tuple(_recorded(card, judged)),
        action=_action(card),
        strength=rule.strength,
        override=rule.override,
        settled_by=rule.settled_by,
        links=tuple(dict.fromkeys(_links(patient, card))),
        sources=tuple(f"{one.citation} ({one.locator})" for one in rule.sources),
        provenance=rule.provenance.words,
    )


def _action(card: lw.Card) -> str:
    """What to do when the rule is not met; while it is unknown, what would then follow."""
    if card.outcome is lw.Outcome.MET:
        return ""
    is_unknown = card.outcome is lw.Outcome.UNKNOWN
    return f"If not met: {card.rule.action}" if is_unknown else card.rule.action


def _recorded(card: lw.Card, judged: Judged) -> Iterator[str]:
    """The recorded values behind a card, each once, with its date and who recorded it."""
    asked = (one.fact for _, leaf in card.explanation.leaves() for one in leaf.evidence)
    for name in dict.fromkeys(HELD_AS.get(name, name) for name in asked):
        fact = judged.facts.get(name)
        if fact is not None:
            said = label(library().dictionary.facts[name])
            day = staff_date(fact.observed_on)
            yield f"{said}: {value(name, fact.value)} ({day}, {fact.by_name})"


def _links(patient: Patient, card: lw.Card) -> Iterator[Link]:
    for name in card.missing:
        step = step_of(STEPS_OF.get(name, name))
        if step is not None:
            url = reverse("clinic:evaluate-step", args=[patient.uid, step.slug])
            yield Link(step.title, url)
        elif name in PAGES:
            text, page = PAGES[name]
            yield Link(text, reverse(page, args=[patient.uid]))
