"""The flowsheet of one session: what is so now, what was recorded, and what may be done."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from django.urls import reverse
from django.utils.timezone import localtime

from lightwell.access.actors import Actor
from lightwell.kit.dates import staff_time
from lightwell.kit.stamps import PageStamp
from lightwell.records import policies_sessions as may
from lightwell.records.queries import sessions
from lightwell.records.queries.sessions import SessionView
from lightwell.records.session_words import TOUCH
from lightwell.room.presenters import rows
from lightwell.room.presenters.phases import (
    FlagLine,
    Next,
    Phase,
    flag_line,
    next_due,
    number_words,
    phase,
)
from lightwell.room.presenters.vitals import Trend, trend
from lightwell.room.presenters.ways import NOTICE, dose_words, next_device_words, start_words

QUIET = "nhsuk-button--secondary"
CARE = "lw-button--care"
# Verbs of the state table as they stand on a button, in the order in which they are reached for.
VERBS = (
    ("start", "", ""),
    ("device", "", ""),
    ("pause", "Pause", QUIET),
    ("resume", "Resume", ""),
    ("end_infusion", "End infusion", QUIET),
    ("stop_early", "Stop early", CARE),
)
ANY_STOPPER = frozenset({"pause", "stop_early"})
EVENTS = (
    ("rate", "Rate change", ("running", "paused")),
    ("medicine", "Medicine given", ()),
    ("nausea", "Nausea", ()),
    ("anxiety", "Anxiety", ()),
    ("called", "Called prescriber", ()),
    ("adverse_event", "Adverse event", ()),
    ("note", "Note", ()),
)


@frozen(kw_only=True)
class Act:
    """A button that leads to a page of its own."""

    words: str
    url: str
    style: str = QUIET
    about: str = ""


@frozen(kw_only=True)
class Sheet:
    """Everything that the flowsheet shows beside its form."""

    url: str
    shown: str
    number_words: str
    phase: Phase
    facts: tuple[str, ...]
    due: Next | None
    touch: str
    flags: tuple[FlagLine, ...]
    undecided: tuple[str, ...]
    grid: rows.Grid
    story: tuple[rows.Told, ...]
    trend: Trend
    acts: tuple[Act, ...]
    focus: bool
    read_only: str


def sheet(by: Actor, view: SessionView, now: datetime) -> Sheet:
    """The page of one session at this moment."""
    may_chart = may.can_chart(by)
    flagged = sessions.flags(view, now)
    return Sheet(
        url=reverse("room:session", args=[view.uid]),
        shown=PageStamp.issue(patient=str(view.patient.uid), version=view.version).signed(),
        number_words=number_words(view),
        phase=phase(view, now),
        facts=tuple(_facts(view)),
        due=next_due(view, now),
        touch=touch_words(view),
        flags=flag_lines(by, view, flagged),
        undecided=flagged.undecided if view.started_at else (),
        grid=rows.grid(view, may_correct=may_chart),
        story=rows.story(view, may_correct=may_chart),
        trend=trend(
            view.readings,
            start=view.started_at,
            now=now,
            what="infusion" if view.way.form == "infusion" else "dose",
        ),
        acts=tuple(_acts(by, view)),
        focus=view.status in ("running", "paused", "dosing", "recovering", "stopped_early"),
        read_only=_read_only(view, may_chart=may_chart),
    )


def flag_lines(
    by: Actor, view: SessionView, flagged: sessions.SessionFlags
) -> tuple[FlagLine, ...]:
    """The reminders of one session; those who chart can say that they are on it."""
    if view.is_over:
        return ()
    url = reverse("room:seen", args=[view.uid])
    can = may.can_chart(by)
    stamp = PageStamp.issue(patient=str(view.patient.uid), version=view.version)
    return tuple(
        flag_line(one, url=url, button=f"{stamp.signed()}|{one.name}" if can else "")
        for one in flagged.flags
    )


def _facts(view: SessionView) -> list[str]:
    """The dose and the rate as they are now, in words."""
    found = []
    if view.plan:
        found.append(dose_words(view))
    rates = view.all_of("rate")
    rate = rates[-1].values.get("rate_ml_per_h") if rates else None
    if rate is None and view.plan:
        rate = view.plan.content.get("rate_ml_per_h")
    if rate is not None and view.status in ("running", "paused"):
        found.append(f"{rate} mL per hour")
    if view.devices:
        found += [
            f"Device {number} at {staff_time(localtime(one.at))}"
            for number, one in enumerate(view.devices, start=1)
        ]
    if notice := NOTICE.get(view.way.route):
        found.append(notice)
    return found


def touch_words(view: SessionView) -> str:
    """How the person wants to be touched today, or that nobody asked yet."""
    asked = view.all_of("comfort")
    if not asked:
        return "Touch: not asked today"
    return TOUCH.get(str(asked[-1].values.get("touch")), "Touch: not asked today")


def _acts(by: Actor, view: SessionView) -> list[Act]:
    found = []
    for verb, words, style in VERBS:
        can = may.can_stop(by) if verb in ANY_STOPPER else may.can_chart(by)
        if can and is_next(view, verb):
            found.append(
                Act(words=words or _words_of(view, verb), url=act_url(view, verb), style=style)
            )
    if view.status in ("planned", "ready") and may.can_chart(by):
        url = reverse("room:readiness", args=[view.uid])
        found = [
            Act(words="Ready to start?", url=url, style="" if view.status == "planned" else QUIET),
            *found,
        ]
    if not view.is_over and view.started_at is not None and may.can_stop(by):
        style = "" if view.dose_ended_at else QUIET
        found.append(
            Act(words="Leaving", url=reverse("room:leaving", args=[view.uid]), style=style)
        )
    if may.can_chart(by) and not view.is_over:
        found += [
            Act(words=words, url=act_url(view, name))
            for name, words, states in EVENTS
            if not states or view.status in states
        ]
    if view.is_over:
        found.append(Act(words="What is next", url=reverse("room:left", args=[view.uid]), style=""))
    return found


def is_next(view: SessionView, verb: str) -> bool:
    """Whether this step can follow now, by the state and the form in which the dose is given."""
    if verb == "start":
        return view.status == "ready"
    if verb == "device":
        return view.status == "dosing"
    return verb in view.verbs


def _words_of(view: SessionView, verb: str) -> str:
    """What beginning the dose is called here, or the next of its devices."""
    return (next_device_words(view) if verb == "device" else start_words(view))[0]


def act_url(view: SessionView, name: str) -> str:
    """The page of one act."""
    return reverse("room:act", args=[view.uid, name])


def _read_only(view: SessionView, *, may_chart: bool) -> str:
    if view.is_over:
        return (
            "This session is over. What is written stays; a value that is wrong can be corrected."
        )
    return "" if may_chart else "You can read this session. Nurses and prescribers write in it."
