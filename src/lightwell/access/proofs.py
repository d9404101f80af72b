"""Proves the audit trail: each chain of acts, and the seals over views of records.

A proof names the first place where a chain is not what Lightwell wrote: a link altered, moved,
missing, or cut off at the end. Which field of a link was altered, a digest cannot tell.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from attrs import frozen

from lightwell.access import audit, heads, seals
from lightwell.access.heads import Head
from lightwell.access.models import AuditEvent, AuditHead, RecordView, ViewSeal

BATCH = 500
SAMPLE = 200
# What reading a row raises when someone wrote a value into it that its column cannot hold.
UNREADABLE = (ValueError, TypeError, AttributeError)


@frozen
class Finding:
    """The first fault of a chain: what kind, at which link, in a sentence."""

    kind: str
    number: int
    words: str


@frozen
class Proof:
    """One chain, how many links of it are proven, and the first fault if there is one."""

    chain: str
    proven: int
    finding: Finding | None = None
    unsealed: int = 0


class _Fault(Exception):
    def __init__(self, kind: str, number: int, words: str) -> None:
        super().__init__(words)
        self.finding = Finding(kind, number, words)


def prove_all() -> list[Proof]:
    """Prove every chain that is in the database or has a head file, then the seals."""
    kept = set(heads.kept_chains()) - {seals.CHAIN}
    named = AuditEvent.objects.order_by().values_list("chain", flat=True).distinct()
    chains = kept.union(named, AuditHead.objects.values_list("chain", flat=True))
    return [*(prove_chain(chain) for chain in sorted(chains)), prove_views()]


def prove_chain(chain: str) -> Proof:
    """Prove the acts of one location, or of the installation, from the first to the last."""
    proven = 0
    try:
        # The heads are read before the links: a link written meanwhile is no fault.
        ends = _Ends.of_chain(chain)
        last = heads.NOTHING
        for event in _events(chain):
            _check_link(event, last, ends)
            last = Head(event.number, event.mac)
            ends.pass_by(last, _name(event))
            proven += 1
        ends.reach(last)
    except _Fault as fault:
        return Proof(chain, proven, fault.finding)
    return Proof(chain, proven)


def prove_views() -> Proof:
    """Prove that the sealed views of records are the ones that were sealed."""
    proven = 0
    before: ViewSeal | None = None
    try:
        ends = _Ends.of_views()
        for seal in ViewSeal.objects.all():
            proven += _check_seal(seal, before)
            ends.pass_by(Head(seal.last, seal.mac), _name_seal(seal))
            before = seal
        ends.reach(Head(before.last, before.mac) if before else heads.NOTHING)
    except _Fault as fault:
        return Proof(seals.CHAIN, proven, fault.finding)
    newest = before.last if before else 0
    return Proof(seals.CHAIN, proven, unsealed=RecordView.objects.filter(pk__gt=newest).count())


class _Ends:
    """Where a chain must end: by its own head row, and by the head file outside the database."""

    def __init__(self, chain: str, links: str, told: dict[str, Head]) -> None:
        self.links = links
        self.told = told
        try:
            kept = heads.read(chain)
        except heads.Unreadable as error:
            raise _Fault("head_unreadable", 0, str(error)) from None
        if kept:
            told["the head file"] = kept
        self.has_file = kept is not None
        self.furthest = max((head.number for head in told.values()), default=0)

    @classmethod
    def of_chain(cls, chain: str) -> _Ends:
        row = AuditHead.objects.filter(chain=chain).first()
        told = {"the head in the database": Head(row.number, row.mac)} if row else {}
        return cls(chain, "events", told)

    @classmethod
    def of_views(cls) -> _Ends:
        return cls(seals.CHAIN, "views", {})

    def pass_by(self, link: Head, name: str) -> None:
        """A link at the number of a head must be that head."""
        for where, head in self.told.items():
            if head.number == link.number and not _same(head.mac, link.mac):
                raise _Fault(
                    "replaced",
                    link.number,
                    f"{name} is not the one that {where} speaks of: "
                    "the trail was cut off and continued.",
                )

    def reach(self, last: Head) -> None:
        """The chain must go as far as its heads say, and must have left a head file."""
        for where, head in self.told.items():
            if head.number > last.number:
                raise _Fault(
                    "cut_off",
                    last.number + 1,
                    f"{self.links} {last.number + 1} to {head.number} were removed: the trail "
                    f"ends at {last.number}, {where} says {head.number}.",
                )
        if last.number and not self.has_file:
            raise _Fault(
                "head_file_missing",
                last.number,
                f"there is no head file: the {self.links} fit each other up to {last.number}, "
                "but whether more followed cannot be proven.",
            )


def _check_link(event: AuditEvent, last: Head, ends: _Ends) -> None:
    expected = last.number + 1
    if event.number > expected:
        raise _Fault(
            "missing",
            expected,
            f"{_span(expected, event.number - 1)} missing before {_name(event)}.",
        )
    if not _fits(event):
        raise _misfit(event, ends)
    if not _same(event.previous, last.mac):
        raise _Fault(
            "replaced", event.number, f"{_name(event)} does not follow the event before it."
        )


def _misfit(event: AuditEvent, ends: _Ends) -> _Fault:
    """Why a link does not fit: the key is another one, it stood elsewhere, or it was altered."""
    if not _any_link_fits():
        return _Fault(
            "foreign_key",
            event.number,
            "no event fits the audit key of this installation: it is not the key that the trail "
            "was written with (LIGHTWELL_AUDIT_KEY), or every event was altered.",
        )
    furthest = max(ends.furthest, AuditEvent.objects.filter(chain=event.chain).count()) + 1
    for number in range(1, furthest + 1):
        if _same(audit.digest(event, number=number), event.mac):
            return _Fault(
                "moved",
                event.number,
                f"{_name(event)} was written as number {number}: events were reordered or removed.",
            )
    return _Fault(
        "altered", event.number, f"{_name(event)} was altered, or not written by Lightwell."
    )


def _check_seal(seal: ViewSeal, before: ViewSeal | None) -> int:
    """Check one seal and its views; returns how many views it covers."""
    name = _name_seal(seal)
    if not _same(seal.previous, before.mac if before else ""):
        raise _Fault("missing", seal.first, f"a seal before {name} is missing or was replaced.")
    try:
        covered = RecordView.objects.filter(pk__lte=seal.last).order_by("pk")
        views = list(covered.filter(pk__gt=before.last) if before else covered)
    except UNREADABLE:
        raise _Fault("altered", seal.first, f"a view under {name} was altered.") from None
    if _same(seals.digest(seal, views), seal.mac):
        return len(views)
    if len(views) < seal.count:
        words = f"{seal.count - len(views)} of the {seal.count} views under {name} were removed."
        raise _Fault("missing", seal.first, words)
    if len(views) > seal.count:
        raise _Fault("added", seal.first, f"views were added under {name}.")
    raise _Fault("altered", seal.first, f"a view under {name}, or the seal itself, was altered.")


def _events(chain: str) -> Iterator[AuditEvent]:
    """The links in order; a row with a value that its column cannot hold is a fault."""
    after, size = 0, BATCH
    rest = AuditEvent.objects.filter(chain=chain).order_by("number")
    while True:
        try:
            batch = [_readable(event) for event in rest.filter(number__gt=after)[:size]]
        except UNREADABLE:
            if size == 1:
                number = rest.filter(number__gt=after).values_list("number", flat=True)[0]
                raise _Fault("altered", number, f"event {number} was altered.") from None
            size = 1
            continue
        if not batch:
            return
        yield from batch
        after = batch[-1].number


def _readable(event: AuditEvent) -> AuditEvent:
    if event.at is None:  # SQLite's answer to a time that is none
        raise ValueError("no time")
    return event


def _any_link_fits() -> bool:
    """Whether the key is right: some link, of the oldest or newest, was written with it."""
    for order in ("pk", "-pk"):
        for pk in AuditEvent.objects.order_by(order).values_list("pk", flat=True)[:SAMPLE]:
            try:
                if _fits(_readable(AuditEvent.objects.get(pk=pk))):
                    return True
            except UNREADABLE:
                continue
    return False


def _fits(event: AuditEvent) -> bool:
    return _same(audit.digest(event), event.mac)


def _same(one: Any, other: Any) -> bool:
    return hmac.compare_digest(str(one).encode(), str(other).encode())


def _name(event: AuditEvent) -> str:
    return f"event {event.number} ({event.action}, {_time(event.at)})"


def _name_seal(seal: ViewSeal) -> str:
    return f"the seal of views {seal.first} to {seal.last} ({_time(seal.at)})"


def _span(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"


def _time(at: datetime) -> str:
    return f"{at:%d-%b-%Y %H:%M:%S} UTC"
