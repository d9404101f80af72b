"""Doses at home in words: the gate, what is out and what is left, what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import frozen
from django.urls import reverse
from django.utils.timezone import localtime

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinic.forms import at_home as forms
from lightwell.clinic.presenters.after import RISK
from lightwell.clinical.library import library
from lightwell.clinical.prose import spoken
from lightwell.clinical.transitions import SUPPLY
from lightwell.kit.dates import staff_date, staff_time
from lightwell.kit.lists import Column, SummaryRow, Table
from lightwell.records import policies_supplies as may
from lightwell.records.actions.supply_returns import RECALL
from lightwell.records.home_words import ASKED, so_many
from lightwell.records.queries.supplies import PolicyView, RegisterView, SupplyView, TryView

if TYPE_CHECKING:
    from datetime import datetime

    from lightwell.records.queries.supplies import CheckInView

STATUS = {
    "planned": ("Ordered, not signed", "waiting"),
    "signed": ("Signed, not counted", "waiting"),
    "counted": ("Counted, not handed over", "waiting"),
    "out": ("At the person's home", "calm"),
    "recalled": ("Called back", "care"),
    "finished": ("Finished", "outline"),
    "withdrawn": ("Withdrawn", "outline"),
    "closed": ("Closed", "outline"),
}


@frozen(kw_only=True)
class Act:
    """Something that can be done with a supply: its page in words, and its form."""

    name: str
    title: str
    button: str
    form: type[forms.SupplyForm]
    is_prescribers: bool = False
    text: str = ""


ACTS = {
    one.name: one
    for one in (
        Act(
            name="calls",
            title="Promise the calls",
            button="Promise these calls",
            form=forms.CallsForm,
            text="A call that nobody reaches the person on calls the supply back.",
        ),
        Act(
            name="sign",
            title="Let it go home",
            button="Sign",
            form=forms.SignForm,
            is_prescribers=True,
        ),
        Act(
            name="count",
            title="Count it",
            button="Save the count",
            form=forms.CountForm,
            text="Count what is in your hand. A second person confirms it.",
        ),
        Act(
            name="hand-over",
            title="Hand it over",
            button="Confirm and hand over",
            form=forms.HandOverForm,
            text="A second person counts again and confirms with their own sign-in. The session "
            "here stays that of the first.",
        ),
        Act(name="report", title="Write down a dose", button="Save", form=forms.ReportForm),
        Act(name="take-back", title="Count in", button="Save", form=forms.TakeBackForm),
        Act(
            name="recall",
            title="Call it back",
            button="Call it back",
            form=forms.WhyForm,
            text=RECALL,
        ),
        Act(
            name="go-on",
            title="Let the person keep it",
            button="Sign this decision",
            form=forms.WhyForm,
            is_prescribers=True,
        ),
        Act(
            name="finish",
            title="Nothing is left at home",
            button="Finish",
            form=forms.FinishForm,
        ),
        Act(
            name="withdraw",
            title="Withdraw the order",
            button="Withdraw",
            form=forms.WhyForm,
            is_prescribers=True,
        ),
    )
}
# From which states what is no step of the table is offered.
BESIDE = {"calls": ("planned", "signed", "counted", "out"), "report": ("out", "recalled")}


def act(name: str) -> Act:
    """One thing that can be done, or ``NotFound``."""
    if name not in ACTS:
        raise NotFound("There is no such page.")
    return ACTS[name]


@frozen(kw_only=True)
class GateRow:
    """One condition: where it stands, who can settle it and how, and where it comes from."""

    outcome: lw.Outcome
    claim: str
    ask: str
    settled_by: str
    source: str


@frozen(kw_only=True)
class GateList:
    """The whole gate."""

    verdict: str
    known: str
    holding: tuple[GateRow, ...]
    settled: tuple[GateRow, ...]
    basis: str


def gate(result: lw.GateResult) -> GateList:
    """What holds first, then what is settled."""
    holding = len(result.holding)
    known = sum(one.outcome is not lw.Outcome.UNKNOWN for one in result.items)
    things = f"{holding} condition{'' if holding == 1 else 's'} left"
    return GateList(
        verdict="Nothing holds it" if result.is_open else f"Held: {things}",
        known=f"{known} of {len(result.items)} known. Unknown holds like a no, and nobody may set "
        "a condition aside.",
        holding=tuple(_row(one) for one in result.items if one.holds),
        settled=tuple(_row(one) for one in result.items if not one.holds),
        basis=f"Rule “{result.gate.title}”, version {result.gate.header.version}. "
        "Local policy; each clinic adopts it.",
    )


def _row(one: lw.GateItem) -> GateRow:
    claim = spoken(one.rule.when, library().dictionary)
    return GateRow(
        outcome=one.outcome,
        claim=claim[:1].upper() + claim[1:],
        ask=one.rule.ask if one.holds else "",
        settled_by=one.rule.settled_by,
        source=one.rule.source.citation,
    )


@frozen(kw_only=True)
class ShownSupply:
    """One supply as its card shows it."""

    uid: UUID
    title: str
    status: str
    tone: str
    facts: list[SummaryRow]
    differences: tuple[str, ...]
    recall: str
    acts: tuple[tuple[str, str], ...]
    calls: Table | None
    steps: Table | None
    reports: Table | None


def supply(by: Actor, view: SupplyView, now: datetime) -> ShownSupply:
    """What was ordered, where it is, what is left, and what this person can do with it now."""
    words, tone = STATUS[view.status]
    last = view.last("recall")
    return ShownSupply(
        uid=view.uid,
        title=f"Supply {view.number}",
        status=words,
        tone=tone,
        facts=_facts(view),
        differences=view.differences,
        recall=f"{last.reason} {RECALL}" if last and view.status == "recalled" else "",
        acts=tuple(_acts(by, view)),
        calls=_calls(view, now),
        steps=_steps(view),
        reports=_reports(view),
    )


def _facts(view: SupplyView) -> list[SummaryRow]:
    days = ", ".join(staff_date(one) for one in view.days)
    rows = [
        SummaryRow(
            key="What", value=f"{so_many(view.units, 'piece')} of {view.unit_mg} mg, {view.route}"
        ),
        SummaryRow(
            key="For", value=f"{so_many(view.doses, 'dose')} of {so_many(view.units_each, 'piece')}"
        ),
        SummaryRow(
            key="Days of the doses", value=f"{days} ({so_many(view.days_covered, 'day')} covered)"
        ),
        SummaryRow(key="Ordered", value=_who(view.by_name, view.at)),
    ]
    if signed := view.last("sign"):
        rows.append(
            SummaryRow(key="Signed", value=f"{_who(signed.by_name, signed.at)}: {signed.reason}")
        )
    if counted := view.last("count"):
        lot = counted.values.get("lot") or "not known"
        rows.append(
            SummaryRow(key="Counted", value=f"{_who(counted.by_name, counted.at)}; lot {lot}")
        )
    if given := view.last("hand_over"):
        rows.append(SummaryRow(key="Handed over", value=_who(given.by_name, given.at)))
        count = view.count
        rows.append(
            SummaryRow(
                key="Pieces",
                value=f"{count.handed_over} handed over, {count.taken} reported as taken, "
                f"{count.returned} came back, {count.should_be_left} should be left. "
                f"{count.words}.",
            )
        )
    return rows


def _who(name: str, at: datetime) -> str:
    local = localtime(at)
    return f"{name}, {staff_date(local)} at {staff_time(local)}"


def _acts(by: Actor, view: SupplyView) -> list[tuple[str, str]]:
    found = []
    for one in ACTS.values():
        checks = may.can_prescribe if one.is_prescribers else may.can_hand_over
        verb = one.name.replace("-", "_")
        states = BESIDE.get(one.name)
        is_open = view.status in states if states else SUPPLY.allows(view.status, verb)
        if is_open and checks(by, view.location.pk):
            url = reverse("clinic:home-act", args=[view.patient.uid, view.uid, one.name])
            found.append((one.title, url))
    return found


def _calls(view: SupplyView, now: datetime) -> Table | None:
    if not view.check_ins:
        return None
    columns = [Column(text=text) for text in ("When", "Who calls", "State", "What was said")]
    rows = [
        (
            f"{staff_date(localtime(one.due_at))} at {staff_time(localtime(one.due_at))}",
            one.caller,
            _state(view, one, now),
            " ".join(said(last) for last in one.tries[-1:]) or "Nothing yet",
        )
        for one in view.check_ins
    ]
    return Table(caption=f"{len(rows)} calls promised", columns=columns, rows=rows)


def _state(view: SupplyView, one: CheckInView, now: datetime) -> str:
    if one.is_done:
        return "Reached"
    if view.is_missed(one, now):
        return "Missed"
    return "Due" if view.is_due(one, now) else "To come" if one.due_at > now else "Not made"


def said(one: TryView) -> str:
    """One call in words."""
    if not one.was_reached:
        return f"Not reached ({one.by_name}). {one.note}".strip()
    parts = [
        f"{question.label} {question.choices[one.answers[name]]}."
        for name, question in ASKED.items()
    ]
    parts.append(f"C-SSRS: {RISK.get(one.risk, 'Not known')}.")
    if one.sbp is not None:
        parts.append(f"Pressure at home {one.sbp}/{one.dbp} mmHg.")
    if one.units_left is not None:
        parts.append(f"{so_many(one.units_left, 'piece')} left.")
    return " ".join([*parts, one.note, f"({one.by_name})"])


def _steps(view: SupplyView) -> Table | None:
    columns = [Column(text=text) for text in ("Step", "When", "By", "Words")]
    rows = [
        (
            STATUS[one.status][0] if one.verb != "take_back" else "Came back",
            f"{staff_date(localtime(one.at))} at {staff_time(localtime(one.at))}",
            one.by_name,
            one.reason or (so_many(one.values["units"], "piece") if "units" in one.values else "–"),
        )
        for one in view.steps
    ]
    return Table(caption=f"{len(rows)} steps", columns=columns, rows=rows) if rows else None


def _reports(view: SupplyView) -> Table | None:
    names = ("What", "Pieces", "When", "How it was", "Who was there", "Told by")
    rows = [
        (
            one.title if one.stands else f"{one.title} (corrected since)",
            one.units,
            f"{staff_date(localtime(one.when))} at {staff_time(localtime(one.when))}",
            one.how_it_was or "–",
            one.who_was_there or "–",
            f"{one.by_name}{': ' + one.reason if one.reason else ''}",
        )
        for one in view.reports
    ]
    columns = [Column(text=text) for text in names]
    return Table(caption=f"{len(rows)} reports", columns=columns, rows=rows) if rows else None


def registers(found: Sequence[RegisterView]) -> list[SummaryRow]:
    """Each look at the register."""
    return [
        SummaryRow(
            key=staff_date(one.checked_on),
            value=f"{one.words}, {one.by_name}. {one.note}".strip(),
        )
        for one in found
    ]


def policy(found: Sequence[PolicyView]) -> Table | None:
    """Every act about take-home at the location, the newest first."""
    names = ("What", "From", "Most doses", "Register", "Calls", "By", "Reason")
    rows: list[tuple[Any, ...]] = [
        (
            one.words,
            staff_date(one.holds_from),
            one.most_doses or "–",
            "On the day" if one.register_days is None else f"{one.register_days} days",
            "Each day of a dose"
            if one.call_every_days is None
            else f"Every {one.call_every_days} days",
            _who(one.by_name, one.at),
            one.reason,
        )
        for one in found
    ]
    columns = [Column(text=text) for text in names]
    return Table(caption=f"{len(rows)} decisions", columns=columns, rows=rows) if rows else None
