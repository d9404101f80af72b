"""What a person tells of a dose at home, by themselves or to a nurse; and that they worry."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.records import policies_supplies as may
from lightwell.records.actions.check_ins import raise_task
from lightwell.records.models import HomeReport
from lightwell.records.queries import deaths
from lightwell.records.supply_writing import USED, Held, hold

Kind = HomeReport.Kind
LONGEST = {"how_it_was": 2000, "who_was_there": 200, "reason": 500}
SAME = ("kind", "units", "when", "how_it_was", "who_was_there", "reason")


@transaction.atomic
def report(
    *,
    by: Actor,
    supply: UUID,
    kind: str,
    when: datetime,
    key: str,
    units: int = 0,
    how_it_was: str = "",
    who_was_there: str = "",
    corrects: UUID | None = None,
    reason: str = "",
) -> HomeReport:
    """Keep that a dose was taken, or was not, and how it was; nothing is ever advised here.

    What differs from the plan is kept as it was told and shown to the prescriber. A correction
    names the report that it replaces, with a reason; both stay.
    """
    held = hold(by=by, supply=supply, base=0, key=key)
    may.check_can_report(by, held.row.location_id)
    said: dict[str, Any] = {
        "kind": kind,
        "units": units,
        "when": when,
        "how_it_was": how_it_was.strip(),
        "who_was_there": " ".join(who_was_there.split()),
        "reason": reason.strip(),
    }
    if done := _already(held, said, corrects):
        return done
    _check(held, said)
    earlier = _earlier(held, corrects, said["reason"])
    return _keep(held, said, earlier)


@transaction.atomic
def worry(*, by: Actor, supply: UUID, words: str, key: str) -> HomeReport:
    """The person says that they worry: a task for whoever reads, in this very transaction."""
    held = hold(by=by, supply=supply, base=0, key=key)
    may.check_can_report(by, held.row.location_id)
    said: dict[str, Any] = {
        "kind": Kind.WORRIED,
        "units": 0,
        "how_it_was": words.strip()[: LONGEST["how_it_was"]],
        "who_was_there": "",
        "reason": "",
    }
    done = HomeReport.objects.filter(idempotency_key=key).first()
    if done is not None:
        same = (done.supply_id, done.by_id, done.kind) == (held.row.pk, by.user_id, Kind.WORRIED)
        if not same or done.how_it_was != said["how_it_was"]:
            raise Conflict(USED)
        return done
    if held.view.handed_over_at is None:
        raise NotReady("You have nothing at home from us yet. Please call us.")
    row = _keep(held, {**said, "when": held.now}, None)
    raise_task(by=by, row=held.row, sign="worried", cause=f"worried:{row.uid}", at=held.now)
    return row


def _already(held: Held, said: dict[str, Any], corrects: UUID | None) -> HomeReport | None:
    row = HomeReport.objects.filter(idempotency_key=held.key).select_related("corrects").first()
    if row is None:
        return None
    kept = (row.supply_id, row.by_id, *(getattr(row, name) for name in SAME))
    before = row.corrects.uid if row.corrects else None
    told = (held.row.pk, held.by.user_id, *(said[name] for name in SAME))
    if kept != told or before != corrects:
        raise Conflict(USED)
    return row


def _check(held: Held, said: dict[str, Any]) -> None:
    given = held.view.handed_over_at
    if given is None:
        raise NotReady("Nothing was handed over yet. Nothing was saved.")
    if held.view.status == "closed":
        deaths.refuse_dead(held.row.patient)
    _check_units(held, said)
    if said["when"] > held.now:
        raise InvalidInput("This time is still to come. Enter when it was.", field="when")
    if said["when"] < given:
        raise InvalidInput("This is before it was handed over. Check the time.", field="when")
    for name, longest in LONGEST.items():
        if len(said[name]) > longest:
            raise InvalidInput(f"Shorten it to {longest} characters.", field=name)


def _check_units(held: Held, said: dict[str, Any]) -> None:
    if said["kind"] not in (Kind.TAKEN, Kind.NOT_TAKEN):
        raise InvalidInput("Choose whether it was taken.", field="kind")
    if said["kind"] == Kind.TAKEN and said["units"] < 1:
        raise InvalidInput("Enter how many were taken.", field="units")
    if said["kind"] == Kind.NOT_TAKEN and said["units"]:
        raise InvalidInput("None was taken: leave the number empty.", field="units")
    if said["units"] > held.view.units:
        raise InvalidInput(f"{held.view.units} were handed over. Check the number.", field="units")


def _earlier(held: Held, corrects: UUID | None, reason: str) -> HomeReport | None:
    if corrects is None:
        return None
    row = HomeReport.objects.filter(uid=corrects, supply=held.row).first()
    if row is None or row.kind == Kind.WORRIED:
        raise NotFound("There is no such report here.")
    if HomeReport.objects.filter(corrects=row).exists():
        raise Conflict("This was corrected already. Nothing was saved. Open the page again.")
    if not reason:
        raise InvalidInput("Say what was not right. Both stay.", field="reason")
    return row


def _keep(held: Held, said: dict[str, Any], earlier: HomeReport | None) -> HomeReport:
    row = HomeReport.objects.create(
        supply=held.row,
        number=len(held.view.reports) + 1,
        **said,
        corrects=earlier,
        at=clock.now(),
        by_id=held.by.person_id(),
        by_name=held.by.name,
        idempotency_key=held.key,
    )
    audit.record(
        by=held.by,
        action="home-report.tell",
        subject=("home-report", row.uid),
        patient=held.row.patient.uid,
        location=held.row.location_id,
        detail={"number": row.number},
    )
    return row
