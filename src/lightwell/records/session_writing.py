"""Writing one entry of a session: held by one person at a time, numbered without gaps, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import field, frozen
from django.db import IntegrityError, transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput, NotFound, NotReady
from lightwell.records.models import Patient, SessionEntry, TreatmentSession
from lightwell.records.queries import sessions as queries
from lightwell.records.queries.patients import visible_to
from lightwell.records.session_state import WORKED_OUT, EntryView, SessionView
from lightwell.records.session_words import LONGEST

Kind = SessionEntry.Kind
# A time that is moved further back than this needs a reason.
MOVED = timedelta(minutes=2)


@frozen(kw_only=True)
class Said:
    """What a person says with one entry; ``at`` is empty when it is now."""

    kind: str
    values: Mapping[str, Any] = field(factory=dict)
    at: datetime | None = None
    slot: str = ""
    reason: str = ""
    corrects: UUID | None = None


@frozen(kw_only=True)
class Held:
    """A session that nobody else can write to until this transaction ends."""

    by: Actor
    row: TreatmentSession
    view: SessionView
    key: str
    version: int
    now: datetime


def hold(*, by: Actor, session: UUID, key: str, version: int, with_patient: bool = False) -> Held:
    """Lock a session of the actor's place; ``NotFound`` for whoever may not see its patient.

    ``with_patient`` holds the patient's record first, as a decision, a plan or a consent does:
    none of them changes between the look at a gate and the step through it.
    """
    if not key:
        raise Conflict("This page was damaged on its way. Nothing was saved. Open it again.")
    mine = TreatmentSession.objects.filter(
        uid=session, location=by.location_id or 0, patient__in=visible_to(by).values("pk")
    )
    if with_patient:
        Patient.objects.select_for_update().filter(pk__in=mine.values("patient")).first()
    row = (
        mine.select_for_update(of=("self",)).select_related("patient", "location", "course").first()
    )
    if row is None:
        raise NotFound("There is no such session here.")
    view = queries.views([row])[0]
    if not 0 <= version <= view.version:
        raise Conflict("This page was made for something else. Nothing was saved. Open it again.")
    return Held(by=by, row=row, view=view, key=key, version=version, now=clock.now())


def already(held: Held, said: Said) -> SessionEntry | None:
    """The entry that this key wrote before; the same page with other content is refused."""
    row = SessionEntry.objects.filter(idempotency_key=held.key).select_related("corrects").first()
    if row is None:
        return None
    kept = {key: value for key, value in row.values.items() if key != WORKED_OUT}
    is_same = (
        row.session_id == held.row.pk
        and row.by_id == held.by.user_id
        and (row.kind, row.slot, row.reason) == (said.kind, said.slot, said.reason)
        and kept == dict(said.values)
        and (row.corrects.uid if row.corrects else None) == said.corrects
        and (said.at is None or row.at == said.at)
    )
    if not is_same:
        raise Conflict("This page was already sent with other content. Nothing more was saved.")
    return row


def refuse_overtaken(held: Held, said: Said, *about: str) -> None:
    """Refuse when somebody else wrote the same after the page was made; with mine and theirs.

    ``about`` narrows what counts as the same, such as the questions that were answered.
    """
    for later in held.view.entries:
        if later.number <= held.version or later.by_id == held.by.user_id:
            continue
        if (later.kind, later.slot) != (said.kind, said.slot) or later.corrects != said.corrects:
            continue
        if about and not set(about) & _about(later):
            continue
        raise overtaken(later, said)


def _about(later: EntryView) -> set[str]:
    return {*later.values, *(str(one) for one in later.values.values())}


def overtaken(theirs: EntryView, said: Said) -> Conflict:
    """The refusal that shows both values."""
    return Conflict(
        f"{theirs.by_name} saved this while your page was open. Nothing of yours was saved.",
        mine=dict(said.values),
        theirs=theirs,
    )


def moment(held: Held, said: Said) -> datetime:
    """When it was so: now, or a time of the session's day; moved back only with a reason."""
    if said.at is None:
        return held.now
    if said.at.tzinfo is None:
        raise InvalidInput("Give the time with its zone.", field="at")
    if said.at > held.now:
        raise InvalidInput("This time is still to come. Enter when it was.", field="at")
    if said.at < held.view.start_of_day(held.now):
        raise InvalidInput("This time is before the day of the session.", field="at")
    if held.now - said.at > MOVED and not said.reason:
        raise InvalidInput("Say why the time is set back. The reason is kept.", field="reason")
    return said.at


def refuse_when(held: Held, *states: str) -> None:
    """Refuse an act that has no place where the session stands."""
    if held.view.status in states:
        where = held.view.status.replace("_", " ")
        raise NotReady(f"The session is {where}. This cannot be written now. Nothing was saved.")


def refuse_unless(held: Held, *states: str) -> None:
    """Refuse an act that belongs to other states of the session."""
    if held.view.status not in states:
        refuse_when(held, held.view.status)


def write(
    held: Held,
    said: Said,
    *,
    at: datetime,
    status: str = "",
    worked_out: Mapping[str, Any] | None = None,
    corrects: SessionEntry | None = None,
) -> SessionEntry:
    """Append the entry with the next number, and its trace, in the caller's transaction."""
    extra = {WORKED_OUT: dict(worked_out)} if worked_out else {}
    entry = SessionEntry(
        session=held.row,
        number=held.view.version + 1,
        kind=said.kind,
        status=status or held.view.status,
        at=at,
        recorded_at=held.now,
        values={**said.values, **extra},
        slot=said.slot,
        corrects=corrects,
        reason=said.reason,
        by_id=held.by.person_id("writes in a session"),
        by_name=held.by.name,
        idempotency_key=held.key,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Someone else was faster. Nothing of yours was saved.") from None
    audit.record(
        by=held.by,
        action=f"treatment.{said.kind.replace('_', '-')}",
        subject=("session", held.row.uid),
        patient=held.row.patient.uid,
        location=held.row.location_id,
        detail={"entry": str(entry.uid), "number": entry.number, "status": entry.status},
    )
    return entry


def words(values: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, str]:
    """Free words under known names; empty ones are left out."""
    found = {}
    for name, text in values.items():
        if name not in allowed:
            raise InvalidInput(f"{name} is not written down here.", field=name)
        if text is None or not str(text).strip():
            continue
        if len(str(text)) > LONGEST:
            raise InvalidInput(f"Use at most {LONGEST} letters.", field=name)
        found[name] = str(text).strip()
    return found
