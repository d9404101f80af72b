"""What was decided about a treatment, whether it counts, and what changed since."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.products import Product
from lightwell.records.changes import Change, changes
from lightwell.records.models import Decision
from lightwell.records.policies_decisions import can_sign_second
from lightwell.records.policies_history import check_can_read_history
from lightwell.records.queries import eligibility, life_stages
from lightwell.records.queries.determinations import OtherView
from lightwell.records.queries.eligibility import AGENT, ROUTE, Judged
from lightwell.records.queries.patients import visible_to
from lightwell.records.stage_words import begun_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lightwell.records.models import Patient


@frozen(kw_only=True)
class DecisionView:
    """One decision as it was made. ``changed`` are the facts that differ now."""

    uid: UUID
    agent: str
    route: str
    region: str
    number: int
    choice: str
    until: date | None
    reasons: str
    outcome: str
    cards: tuple[dict[str, Any], ...]
    overrides: tuple[dict[str, str], ...]
    needs_second: bool
    is_signed: bool
    second_by_name: str
    second_at: datetime | None
    second_note: str
    is_standing: bool
    may_sign_second: bool
    at: datetime
    by_name: str
    facts: dict[str, Any]
    rule_version: str
    content_hash: str
    other_views: tuple[OtherView, ...]
    changed: tuple[Change, ...]

    @property
    def version(self) -> str:
        """What a page about it is made from: how it stands, and the facts that differ now."""
        changed = [[one.fact, one.about, str(one.then), str(one.now)] for one in self.changed]
        parts = [self.is_standing, self.is_signed, changed]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def choice_words(self) -> str:
        return str(Decision.Choice(self.choice).label)


@frozen(kw_only=True)
class Basis:
    """What a decision would rest on now; ``version`` is what a page for it is made from."""

    judged: Judged
    offering: lw.Offering
    last: int

    @property
    def version(self) -> str:
        return f"{self.judged.fingerprint}.{self.last}"


@frozen(kw_only=True)
class CardChange:
    """One rule whose outcome differs."""

    rule: str
    claim: str
    then: str
    now: str


@frozen(kw_only=True)
class Since:
    """A decision run again on its stored facts, and beside the facts and rules of now."""

    decision: DecisionView
    is_same_rules: bool
    rules_now: str
    again: str
    differs_again: tuple[CardChange, ...]
    now: str
    differs_now: tuple[CardChange, ...]

    @property
    def is_repeated(self) -> bool:
        """Whether the stored facts give what was stored, rule by rule."""
        return self.again == self.decision.outcome and not self.differs_again


def basis(by: Actor, patient: Patient, region: str, treatment: Product = (AGENT, ROUTE)) -> Basis:
    """The rules on the facts of now, and what an offer of this treatment would have to answer."""
    judged = eligibility.judge(by, patient, region, treatment)
    return Basis(
        judged=judged,
        offering=lw.offering(judged.assessment),
        last=max((row.number for row in _rows(by, patient, *treatment)), default=0),
    )


def standing(
    by: Actor, patient: Patient, agent: str = AGENT, route: str = ROUTE
) -> DecisionView | None:
    """The newest decision about this agent and route; a later one supersedes."""
    row = newest(by, patient, agent, route)
    return _view(by, row, row.number, _case_now(by, patient, row)) if row else None


def newest_of_all(by: Actor, patient: Patient) -> DecisionView | None:
    """The decision that was made last, whatever the treatment; an offer before any other."""
    check_can_read_history(by)
    rows = sorted(_every(by, patient), key=lambda row: row.pk, reverse=True)
    last: dict[Product, Decision] = {}
    for row in rows:
        last.setdefault((row.agent, row.route), row)
    offers = [row for row in last.values() if row.choice == Decision.Choice.OFFER]
    found = [*offers, *last.values()]
    if not found:
        return None
    return _view(by, found[0], found[0].number, _case_now(by, patient, found[0]))


def newest(by: Actor, patient: Patient, agent: str, route: str) -> Decision | None:
    """The row of the decision that stands, without judging the case of now."""
    check_can_read_history(by)
    return _rows(by, patient, agent, route).order_by("-number").first()


def offer_stands(patient: Patient, agent: str, route: str) -> bool:
    """Whether the newest decision offers this treatment, and whoever must sign has (one query)."""
    row = (
        Decision.objects.filter(patient=patient, agent=agent, route=route)
        .select_related("second")
        .order_by("-number")
        .first()
    )
    return row is not None and row.choice == Decision.Choice.OFFER and is_signed(row)


def is_signed(row: Decision) -> bool:
    """Whether it counts: no second signature is needed, or it stands."""
    return not row.needs_second or hasattr(row, "second")


def all_of(by: Actor, patient: Patient, treatment: Product = (AGENT, ROUTE)) -> list[DecisionView]:
    """Every decision about a treatment, newest first, without what changed since."""
    check_can_read_history(by)
    rows = list(_rows(by, patient, *treatment).order_by("-number"))
    return [_view(by, row, rows[0].number, row.evaluation.facts) for row in rows]


def one(by: Actor, patient: Patient, uid: UUID) -> DecisionView:
    """One decision, or ``NotFound`` also when it is another patient's."""
    check_can_read_history(by)
    row = _found(by, patient, uid)
    return _view(by, row, _last(by, patient, row), _case_now(by, patient, row))


def since(by: Actor, patient: Patient, uid: UUID) -> Since:
    """The same facts by the rules of now, and the facts of now by the rules of now."""
    check_can_read_history(by)
    row = _found(by, patient, uid)
    now = eligibility.judge(by, patient, row.region, (row.agent, row.route))
    again = rerun(row)
    rules = again.rules
    return Since(
        decision=_view(by, row, _last(by, patient, row), now.case),
        is_same_rules=rules.content_hash == row.evaluation.content_hash,
        rules_now=rules.version,
        again=again.outcome,
        differs_again=differences(row.cards, again),
        now=now.assessment.outcome,
        differs_now=differences(row.cards, now.assessment),
    )


def rerun(row: Decision) -> lw.Assessment:
    """The stored facts through the rules as they are now."""
    return lw.assess(
        lw.case_from_dict(row.evaluation.facts), agent=row.agent, route=row.route, region=row.region
    )


def still_held(by: Actor, patient: Patient, row: Decision) -> bool:
    """Whether the facts of now would still allow what was decided, on the day of the decision.

    A value that only grew old since does not undo it; a fact that changed may. With facts found
    since, it is the day of the last of them: no case is of a day before what it says, and what
    has grown old by then is old.
    """
    now = _case_now(by, patient, row)
    found_on = map(date.isoformat, lw.days_in_case(now))
    now = now | {"on": max((row.evaluation.facts["on"], *found_on))}
    found = lw.offering(
        lw.assess(lw.case_from_dict(now), agent=row.agent, route=row.route, region=row.region)
    )
    set_aside = {one["rule"] for one in row.overrides}
    return found.is_open and {card.rule.id for card in found.asked} <= set_aside


def differences(then: list[dict[str, Any]], now: lw.Assessment) -> tuple[CardChange, ...]:
    """Each rule whose outcome differs; one that is new or gone has no outcome on one side."""
    before = {card["rule"]: card for card in then}
    after = {card.rule.id: card.as_json() for card in now.cards}
    missing = {"outcome": "no rule"}
    return tuple(
        CardChange(
            rule=rule,
            claim=str((after.get(rule) or before[rule])["claim"]),
            then=str(before.get(rule, missing)["outcome"]),
            now=str(after.get(rule, missing)["outcome"]),
        )
        for rule in dict.fromkeys([*before, *after])
        if before.get(rule, missing)["outcome"] != after.get(rule, missing)["outcome"]
    )


def offer(by: Actor, patient: Patient, agent: str, route: str) -> tuple[Decision | None, str]:
    """The decision to offer that stands signed; else why a course cannot rest on what there is."""
    found = newest(by, patient, agent, route)
    if found is None:
        return None, "There is no decision about this treatment yet. Decide first."
    if found.choice != Decision.Choice.OFFER:
        words = Decision.Choice(found.choice).label.lower()
        return None, f"The decision that stands is “{words}”, not an offer. Decide anew first."
    if not is_signed(found):
        return None, "The decision waits for its second signature. No plan rests on it yet."
    if why := begun_words(life_stages.not_decided(patient, (agent, route))):
        return None, why
    return found, ""


def _rows(
    by: Actor, patient: Patient, agent: str = AGENT, route: str = ROUTE
) -> QuerySet[Decision]:
    return _every(by, patient).filter(agent=agent, route=route)


def _every(by: Actor, patient: Patient) -> QuerySet[Decision]:
    """The decisions about all treatments of a person whom the actor may see."""
    mine = visible_to(by).filter(pk=patient.pk).values("pk")
    return (
        Decision.objects.filter(patient__in=mine)
        .select_related("evaluation", "second")
        .prefetch_related("evaluation__disagreements__by")
    )


def _found(by: Actor, patient: Patient, uid: UUID) -> Decision:
    row = _every(by, patient).filter(uid=uid).first()
    if row is None:
        raise NotFound("There is no such decision in this record.")
    return row


def _last(by: Actor, patient: Patient, row: Decision) -> int:
    return max(one.number for one in _rows(by, patient, row.agent, row.route))


def _case_now(by: Actor, patient: Patient, row: Decision) -> dict[str, Any]:
    return eligibility.judge(by, patient, row.region, (row.agent, row.route)).case


def _view(by: Actor, row: Decision, last: int, now: dict[str, Any]) -> DecisionView:
    second = getattr(row, "second", None)
    is_standing = row.number == last
    return DecisionView(
        uid=row.uid,
        agent=row.agent,
        route=row.route,
        region=row.region,
        number=row.number,
        choice=row.choice,
        until=row.until,
        reasons=row.reasons,
        outcome=row.outcome,
        cards=tuple(row.cards),
        overrides=tuple(row.overrides),
        needs_second=row.needs_second,
        is_signed=is_signed(row),
        second_by_name=second.by_name if second else "",
        second_at=second.at if second else None,
        second_note=second.note if second else "",
        is_standing=is_standing,
        may_sign_second=(
            is_standing and row.needs_second and second is None and can_sign_second(by, row)
        ),
        at=row.at,
        by_name=row.by_name,
        facts=row.evaluation.facts,
        rule_version=row.evaluation.rule_version,
        content_hash=row.evaluation.content_hash,
        other_views=tuple(
            OtherView(reason=view.reason, at=view.at, by_name=view.by.name)
            for view in row.evaluation.disagreements.all()
        ),
        changed=changes(row.evaluation.facts, now),
    )
