"""Calling a person who has doses at home; a call that was missed calls the supply back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from attrs import asdict, evolve, frozen
from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor, system
from lightwell.access.errors import Conflict, InvalidInput, NotReady
from lightwell.clinical.library import library
from lightwell.clinical.transitions import SUPPLY
from lightwell.records import policies_supplies as may
from lightwell.records import scores
from lightwell.records.actions import risk
from lightwell.records.actions.follow_ups import SCREENER
from lightwell.records.actions.questionnaires import task_of
from lightwell.records.each import each
from lightwell.records.home_words import ASKED
from lightwell.records.models import CheckIn, CheckInTry, Patient, Response, Supply
from lightwell.records.queries import deaths, supplies
from lightwell.records.supply_state import CheckInView, SupplyView
from lightwell.records.supply_writing import USED, hold, write

CLOCK = system("check-in clock")
# A pressure is written down where it was measured; what cannot be one is refused.
PRESSURE = (30, 300)


@frozen(kw_only=True)
class Said:
    """What came of one call; with nobody reached there are no answers."""

    was_reached: bool
    answers: Mapping[str, str]
    sbp: int | None
    dbp: int | None
    units_left: int | None
    note: str


@transaction.atomic
def record(
    *,
    by: Actor,
    check_in: UUID,
    was_reached: bool,
    answers: Mapping[str, str],
    screener: Sequence[int | None],
    note: str,
    key: str,
    sbp: int | None = None,
    dbp: int | None = None,
    units_left: int | None = None,
) -> CheckInTry:
    """Keep one call; of a person who was reached also the C-SSRS, with the task that it raises."""
    view, call = supplies.check_in(by, check_in)
    may.check_can_hand_over(by, view.location.pk)
    if not was_reached:
        _check_nobody_spoke(*answers.values(), *screener, sbp, dbp, units_left)
    said = Said(
        was_reached=was_reached,
        answers=dict(answers) if was_reached else {},
        sbp=sbp,
        dbp=dbp,
        units_left=units_left,
        note=note.strip(),
    )
    Patient.objects.select_for_update().get(pk=view.patient.pk)
    if done := CheckInTry.objects.filter(idempotency_key=key).first():
        return _the_same(by, done, call, said, screener)
    view, call = supplies.check_in(by, check_in)
    _check((view, call), said)
    return _keep(by, view, call, said, screener, key)


def _keep(
    by: Actor,
    view: SupplyView,
    call: CheckInView,
    said: Said,
    screener: Sequence[int | None],
    key: str,
) -> CheckInTry:
    row = CheckInTry.objects.create(
        check_in=CheckIn.objects.get(uid=call.uid),
        number=len(call.tries) + 1,
        **asdict(said),
        response=_screened(by, view, screener, key) if said.was_reached else None,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="check-in.record",
        subject=("check-in", call.uid),
        patient=view.patient.uid,
        location=view.location,
        detail={"reached": said.was_reached},
    )
    return row


def _the_same(
    by: Actor, done: CheckInTry, call: CheckInView, said: Said, screener: Sequence[int | None]
) -> CheckInTry:
    """Also the answers about suicide are the same: other ones are never taken for kept."""
    names = ("was_reached", "answers", "sbp", "dbp", "units_left", "note")
    before = (done.check_in.uid, done.by_id, *(getattr(done, name) for name in names))
    screened = list(scores.score(SCREENER, screener).answers) if said.was_reached else None
    kept = done.response.answers if done.response else None
    if (*before, kept) != (
        call.uid,
        by.user_id,
        *(getattr(said, name) for name in names),
        screened,
    ):
        raise Conflict(USED)
    return done


def _check(found: tuple[SupplyView, CheckInView], said: Said) -> None:
    """Every question was asked, or its answer is "not known"; nothing is taken for granted."""
    view, call = found
    deaths.refuse_dead(view.patient)
    if view.handed_over_at is None:
        raise NotReady("Nothing was handed over yet: there is nobody to call.")
    if view.day_of(clock.now()) < view.day_of(call.due_at):
        raise NotReady(f"This call is for {view.day_of(call.due_at):%d-%b-%Y}. Nothing was saved.")
    if call.is_done:
        last = next(one for one in call.tries if one.was_reached)
        raise Conflict(f"{last.by_name} reached the person already. Nothing of yours was saved.")
    if not said.was_reached:
        return
    for name, question in ASKED.items():
        if said.answers.get(name) not in question.choices:
            raise InvalidInput(f"Choose an answer: {question.label}", field=name)
    if "yes" in (said.answers["side_effects"], said.answers["otherwise"]) and not said.note:
        raise InvalidInput("Write what the person told you.", field="note")
    _check_numbers(view, said)


def _check_nobody_spoke(*told: str | int | None) -> None:
    """What a person said is never dropped because "not reached" stands beside it."""
    if any(one not in (None, "") for one in told):
        raise InvalidInput(
            "You wrote down what the person said. Choose that you reached them, or leave the "
            "answers and numbers empty.",
            field="was_reached",
        )


def _check_numbers(view: SupplyView, said: Said) -> None:
    if (said.sbp is None) != (said.dbp is None):
        missing = "dbp" if said.dbp is None else "sbp"
        raise InvalidInput("Enter both numbers of the pressure, or neither.", field=missing)
    low, high = PRESSURE
    for name, value in (("sbp", said.sbp), ("dbp", said.dbp)):
        if value is not None and not low <= value <= high:
            raise InvalidInput(f"Check it: {low} to {high} mmHg can be written.", field=name)
    if said.sbp is not None and said.dbp is not None and said.sbp <= said.dbp:
        raise InvalidInput("The upper number is above the lower one. Check both.", field="sbp")
    if said.units_left is not None and not 0 <= said.units_left <= view.units:
        raise InvalidInput(f"0 to {view.units} can be left.", field="units_left")


def _screened(by: Actor, view: SupplyView, answers: Sequence[int | None], key: str) -> Response:
    kept = scores.keep(
        by=by,
        patient=view.patient,
        location=view.location,
        instrument=SCREENER,
        answers=answers,
        key=f"{key[:52]}:screener",
        at=clock.now(),
    )
    task_of(by=by, response=kept, scored=scores.score(SCREENER, answers))
    return kept


# ------------------------------------------------------------------ the clock


def recall_missed(now: datetime) -> int:
    """Call back every supply whose person nobody reached on the day of a call; how many were.

    Each supply is its own transaction. Two clocks meet at the patient's lock; behind it stand the
    number of the step and the one cause of the task.
    """
    rows = supplies.rows().exclude(patient__in=deaths.dead().values("pk"))
    at_home = [one for one in supplies.views(rows) if one.status == "out"]
    late = [one for one in at_home if any(one.is_missed(call, now) for call in one.check_ins)]
    return each(_recall, [one.uid for one in late], now)


@transaction.atomic
def _recall(supply: UUID, now: datetime) -> int:
    held = hold(by=CLOCK, supply=supply, base=0, key="")
    view = held.view
    missed = [one for one in view.check_ins if view.is_missed(one, now)]
    if not missed or not SUPPLY.allows(view.status, "recall") or deaths.is_dead(view.patient):
        return 0
    first = missed[0]
    keyed = evolve(held, key=f"recall:{first.uid}", now=now)
    day = f"{view.day_of(first.due_at):%d-%b-%Y}"
    write(keyed, "recall", {"check_in": str(first.uid)}, f"Nobody reached the person on {day}.")
    raise_task(
        by=CLOCK, row=held.row, sign="check_in_missed", cause=f"check-in:{first.uid}", at=now
    )
    return 1


def raise_task(*, by: Actor, row: Supply, sign: str, cause: str, at: datetime) -> None:
    """A task like every other that somebody must act on: its readers are told, and it escalates."""
    finding = library().risk.assess({"home": sign})
    if finding is None:
        raise RuntimeError("The risk policy has no level for doses at home.")
    risk.raise_task(
        by=by,
        patient=row.patient,
        location=row.location,
        cause=cause,
        trigger=f"home_{sign}",
        finding=finding,
        at=at,
    )
