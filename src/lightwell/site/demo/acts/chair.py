"""What happens at the chair, minute by minute, from the arrival to the way home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access import clock
from lightwell.diary.actions import appointments
from lightwell.records.actions import asked, facts, history, ratings
from lightwell.records.queries import facts as fact_queries
from lightwell.records.queries import history as history_queries
from lightwell.records.queries import sessions as queries
from lightwell.records.session_words import AMOUNTS

if TYPE_CHECKING:
    from lightwell.records.queries.sessions import SessionView
    from lightwell.site.demo.telling import Telling
    from lightwell.site.demo.visits import Visit

Told = Mapping[str, Any]
ROW = ("sbp", "dbp", "hr", "spo2", "rr", "moaas", "dissociation")
FROM_REST = 3  # the first three of a row are told as the difference from the person's rest
CALM = [0, 0, None, None, None, 0]


def _visit(telling: Telling, told: Told) -> Visit:
    return telling.visits[told["session"]]


def _view(telling: Telling, told: Told) -> SessionView:
    return queries.session(telling.by("nurse"), _visit(telling, told).session)


def arrive(telling: Telling, told: Told) -> None:
    """The person is here and is weighed."""
    by, patient = telling.by("nurse"), telling.patient
    appointments.arrive(by=by, appointment=_visit(telling, told).appointment, key=uuid4().hex)
    facts.record(
        by=by,
        patient=patient,
        facts={"person.weight_kg": telling.person["weight_kg"]},
        observed_on=clock.now().astimezone(telling.clinic.zone).date(),
        source="clinician",
        key=uuid4().hex,
        base=fact_queries.newest(fact_queries.all_of(by, patient)),
        reason="Weighed on the day of the session",
    )


def screen(telling: Telling, told: Told) -> None:
    """The C-SSRS since the last visit."""
    answers = told.get("answers", CALM)
    asked.screen(by=telling.by("nurse"), patient=telling.uid, answers=answers, key=uuid4().hex)


def medicines(telling: Telling, told: Told) -> None:
    """The list of medicines is gone through and signed as it is."""
    by, patient = telling.by("nurse"), telling.patient
    history.reconcile(
        by=by,
        patient=patient,
        subject="medicine",
        statement="listed",
        versions=[line.latest.id for line in history_queries.current(by, patient, "medicine")],
        key=uuid4().hex,
    )


def check(telling: Telling, told: Told) -> None:
    """Questions of the day, with what was found."""
    _visit(telling, told).act(telling.by("nurse"), "check", values=told["values"])


def comfort(telling: Telling, told: Told) -> None:
    """What the person wants about touch, music, light and company."""
    _visit(telling, told).act(telling.by("nurse"), "comfort", values=told["values"])


def row(telling: Telling, told: Told) -> None:
    """Pressures and heart rate as the difference from the person's rest, or all as read."""
    values = list(told["change"] if "change" in told else told["values"])
    if "change" in told:
        rest = telling.person["rest"]
        values[:FROM_REST] = [rest[place] + values[place] for place in range(FROM_REST)]
    _visit(telling, told).act(
        telling.by("nurse"),
        "read",
        values=dict(zip(ROW, values, strict=False)),
        beyond=bool(told.get("beyond")),
    )


def dose(telling: Telling, told: Told) -> None:
    """The nurse has in the hand what the plan says; the prescriber looks and confirms."""
    visit, view = _visit(telling, told), _view(telling, told)
    assert view.plan is not None
    amounts = {name: view.plan.content[name] for name, _, _ in AMOUNTS[view.way.form]}
    prepared = visit.act(telling.by("nurse"), "prepare_dose", prepared=amounts)
    visit.act(telling.by("prescriber"), "confirm_dose", prepared=prepared.uid)


def correct(telling: Telling, told: Told) -> None:
    """The newest row was mistyped."""
    *_, newest = _view(telling, told).all_of("reading")
    values = {name: one for name, one in newest.values.items() if name in ROW}
    _visit(telling, told).act(
        telling.by("nurse"),
        "correct",
        entry=newest.uid,
        values=values | told["values"],
        reason=told["reason"],
    )


def event(telling: Telling, told: Told) -> None:
    """Something unwanted, graded."""
    _visit(telling, told).act(telling.by("nurse"), "adverse_event", values=told["values"])


def now_scale(telling: Telling, told: Told) -> None:
    """Mood, tension and hopelessness, this moment, in the person's own numbers."""
    ratings.rate(
        by=telling.by("nurse"),
        patient=telling.patient,
        instrument="now_scale",
        answers=told["values"],
        key=uuid4().hex,
        session=_visit(telling, told).session,
    )


def go(telling: Telling, told: Told) -> None:
    """The person is themselves again, and goes home with somebody."""
    visit, by = _visit(telling, told), telling.by("nurse")
    asked.screen(by=by, patient=telling.uid, answers=CALM, key=uuid4().hex)
    visit.act(by, "check", values=told["values"])
    visit.act(by, "leave", door="discharge", values={"next_contact": told["next_contact"]})


def _step(name: str) -> Callable[[Telling, Told], None]:
    """A step of the session that needs nothing but, for some, its reason."""

    def do(telling: Telling, told: Told) -> None:
        _visit(telling, told).act(telling.by("nurse"), name, reason=told.get("reason", ""))

    do.__doc__ = f"The nurse presses: {name.replace('_', ' ')}."
    return do


ACTS = {
    "arrive": arrive,
    "screen": screen,
    "medicines": medicines,
    "check": check,
    "comfort": comfort,
    "row": row,
    "dose": dose,
    "correct": correct,
    "event": event,
    "now_scale": now_scale,
    "go": go,
} | {
    name: _step(name)
    for name in ("make_ready", "cancel", "start", "pause", "resume", "end_infusion")
}
