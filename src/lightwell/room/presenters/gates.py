"""A gate on the tablet: what holds first, who can settle it and how; then what is settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import frozen
from django.urls import reverse
from django.utils.timezone import localtime

import lightwell.clinical as lw
from lightwell.access.actors import Actor
from lightwell.clinical.library import library
from lightwell.clinical.predicates import facts_of
from lightwell.clinical.prose import spoken
from lightwell.kit import words
from lightwell.kit.dates import staff_time
from lightwell.records import policies_sessions as may
from lightwell.records.queries import adoptions, consents, life_stages, sessions
from lightwell.records.queries.consents import kind_of
from lightwell.records.queries.session_prints import said
from lightwell.records.queries.sessions import EntryView, SessionView
from lightwell.records.session_words import NAMED, TOUCH
from lightwell.records.stage_words import begun_words
from lightwell.room.forms.checks import TOGETHER, TapForm, question
from lightwell.room.presenters.phases import number_words
from lightwell.room.presenters.sheet import CARE, QUIET, Act, act_url
from lightwell.room.presenters.ways import start_words

TAPS = (("yes", "Yes"), ("no", "No"), ("unknown", "Unknown"))
FROM_ROWS = frozenset(
    (
        "bp_measured bp_rechecked bp_within_limits bp_below_sign_off heart_rate saturation "
        "breathing awake sbp_as_before dbp_as_before hr_as_before sbp_below_160"
    ).split()
)
INSTEAD = (
    "The prescriber speaks with the person, decides anew, and plans another programme; or the "
    "medical director adopts this version again, under Programmes, once it is safe."
)
POLICY = "Local policy; each clinic adopts it."
COMFORT = (
    ("touch", "Touch"),
    ("companion", "With them"),
    ("music", "Music or quiet"),
    ("light", "Light"),
    ("words", "Also"),
)
SCREENED = frozenset({"cssrs", "cssrs_not_high"})
OF_CHECKS = "_check"  # how an item ends that is a check of long-term safety (clinical/ways.py)


@frozen(kw_only=True)
class Item:
    """One item: where it stands in words and shape, and the way to settle it."""

    state: str
    state_words: str
    icon: str
    claim: str
    lines: tuple[str, ...]
    ask: str
    settled_by: str
    holds: bool
    fact: str = ""
    question: str = ""
    taps: tuple[tuple[str, str], ...] = ()
    acts: tuple[Act, ...] = ()


@frozen(kw_only=True)
class GatePage:
    """The whole gate as the page shows it."""

    is_open: bool
    verdict: str
    verdict_more: str
    number_words: str
    known_words: str
    holding: tuple[Item, ...]
    settled: tuple[Item, ...]
    basis: str
    may_chart: bool
    check_url: str
    form: TapForm
    acts: tuple[Act, ...] = ()
    comfort: tuple[str, ...] = ()
    comfort_url: str = ""


def readiness(by: Actor, view: SessionView, result: lw.GateResult, now: datetime) -> GatePage:
    """Ready to start, or what holds it."""
    page = _Gate(by, view, result, now)
    holding = len(result.holding)
    more = "Every item is known and met, or set aside with a reason."
    if holding:
        more = "Each item below says who can settle it."
    return page.made(
        verdict="Nothing holds the start" if result.is_open else _held("Not ready", holding),
        more=more,
        acts=tuple(_before_start(by, view, is_open=result.is_open)),
        comfort=tuple(_comfort(view)),
    )


def discharge(by: Actor, view: SessionView, result: lw.GateResult, now: datetime) -> GatePage:
    """Ready to leave, or how many things are left."""
    page = _Gate(by, view, result, now)
    more = "Every item is known and met, or set aside with a reason."
    return page.made(
        verdict="Nothing holds the discharge"
        if result.is_open
        else _held("Not ready", len(result.holding)),
        more=more if result.is_open else "Each item below says who can settle it.",
    )


def _held(words_: str, number: int) -> str:
    return f"{words_}: {number} thing{'' if number == 1 else 's'} left"


def _before_start(by: Actor, view: SessionView, *, is_open: bool) -> Iterator[Act]:
    if not may.can_chart(by):
        return
    if view.status == "planned" and is_open:
        yield Act(words="Mark as ready", url=act_url(view, "make_ready"), style="")
    if view.status == "ready" and is_open:
        yield Act(words=start_words(view)[0], url=act_url(view, "start"), style="")
    if view.status == "ready":
        yield Act(words="Hold", url=act_url(view, "hold"), style=QUIET)
    if view.started_at is None and not view.is_over:
        yield Act(words="Cancel session", url=act_url(view, "cancel"), style=CARE)
    yield Act(words="Flowsheet", url=reverse("room:session", args=[view.uid]), style=QUIET)


def _comfort(view: SessionView) -> Iterator[str]:
    asked = view.all_of("comfort")
    if not asked:
        return
    for name, label in COMFORT:
        value = asked[-1].values.get(name)
        if value:
            yield f"{label}: {TOUCH.get(str(value), value) if name == 'touch' else value}"


@frozen
class _Gate:
    by: Actor
    view: SessionView
    result: lw.GateResult
    now: datetime

    def made(
        self,
        *,
        verdict: str,
        more: str,
        acts: tuple[Act, ...] = (),
        comfort: tuple[str, ...] = (),
    ) -> GatePage:
        result, view = self.result, self.view
        known = sum(one.outcome is not lw.Outcome.UNKNOWN for one in result.items)
        items = [(one.holds, self._item(one)) for one in result.items]
        header = result.gate.header
        kind = "readiness" if header.id == "readiness" else "leaving"
        return GatePage(
            is_open=result.is_open,
            verdict=verdict,
            verdict_more=more,
            number_words=number_words(view),
            known_words=f"{known} of {len(result.items)} known.",
            holding=tuple(item for holds, item in items if holds),
            settled=tuple(item for holds, item in items if not holds),
            basis=f"Rule “{result.gate.title}”, version {header.version}. {POLICY}",
            may_chart=may.can_chart(self.by) and not view.is_over,
            check_url=reverse(f"room:{kind}", args=[view.uid]),
            form=TapForm(patient=view.patient.uid, version=view.version),
            acts=acts,
            comfort=comfort,
            comfort_url=act_url(view, "comfort"),
        )

    def _item(self, one: lw.GateItem) -> Item:
        said_ = words.status(one.outcome)
        state = "overridden" if one.overridden else one.outcome.name.lower()
        fact = self._tap(one)
        entry = library().dictionary.facts.get(fact)
        return Item(
            state=state,
            state_words="Set aside" if one.overridden else said_.words,
            icon="dash" if one.overridden else said_.icon,
            claim=claim_of(one),
            lines=tuple(self._lines(one)),
            ask=one.rule.ask,
            settled_by=one.rule.settled_by,
            holds=one.holds,
            fact=fact,
            question=question(entry) if entry else "",
            taps=TAPS if fact else (),
            acts=tuple(self._acts(one)),
        )

    def _asked(self, one: lw.GateItem) -> list[str]:
        """The facts of this item that people are asked for now."""
        return [name for name in sessions.asked(self.view) if name in facts_of(one.rule.when)]

    def _tap(self, one: lw.GateItem) -> str:
        """The fact of an item that one press answers; a yes with a name needs a page."""
        asked = self._asked(one)
        if len(asked) != 1 or asked[0] in NAMED or not may.can_chart(self.by):
            return ""
        entry = library().dictionary.facts[asked[0]]
        return asked[0] if entry.type == "yes_no" and one.holds else ""

    def _lines(self, one: lw.GateItem) -> Iterator[str]:
        """What the item rests on: each value with who said it and when."""
        for name in self._asked(one):
            entry = self.view.answers(self.now).get(name)
            if entry is None:
                continue
            yield _answer_line(name, entry)
        if one.rule.id in FROM_ROWS or one.rule.id in SCREENED:
            values: dict[str, None] = {}  # a fact that two limits look at is told once
            for _, leaf in one.explanation.leaves():
                values |= {
                    f"{_sentence(row.label)}: {row.value}": None
                    for row in leaf.evidence
                    if row.value
                }
            yield from values
        if one.holds:
            yield from self._whys(one.rule.id)
        if one.rule.id == "bp_rechecked" and one.holds:
            yield from self._recheck()
        if one.overridden:
            yield f"Set aside by a {one.overridden.by}: {one.overridden.reason}"

    def _whys(self, item: str) -> Iterator[str]:
        """What happened since, where an item that was settled no longer is."""
        view = self.view
        treatment = (view.way.agent, view.way.route)
        if item == "decision_signed":
            told = begun_words(
                life_stages.not_decided(view.patient, treatment, view.day_of(self.now))
            )
            yield from [told] if told else ()
        if item == "consent" and consents.is_outgrown(view.patient, kind_of(*treatment)):
            yield "A guardian agreed. The person is of age since: their own consent is needed."
        if item in ("programme_safe", "programme_adopted"):
            course = view.course
            state = adoptions.state(view.location, course.programme)
            if why := state.why_no_start(course.programme_version, course.content_hash):
                yield from (why, INSTEAD)

    def _recheck(self) -> Iterator[str]:
        """When the next recheck counts."""
        rows = [row for row in self.view.readings if row.sbp is not None and row.dbp is not None]
        if not rows:
            return
        rules, last = library().flags.before_start, rows[-1].at
        first, end = (
            staff_time(localtime(last + timedelta(minutes=minutes)))
            for minutes in (rules.recheck_after_min, rules.recheck_within_min)
        )
        read = f"{rows[-1].sbp}/{rows[-1].dbp} at {staff_time(localtime(last))}"
        yield f"Last read {read}. Recheck from {first} to {end}."

    def _acts(self, one: lw.GateItem) -> Iterator[Act]:
        if not one.holds:
            return
        about = claim_of(one)
        if may.can_chart(self.by):
            yield from self._ways(one, about)
        if one.rule.override and may.can_set_aside(self.by, one.rule.override):
            url = reverse("room:set-aside", args=[self.view.uid, one.rule.id])
            yield Act(words="Set aside", url=url, about=f": {about}")

    def _ways(self, one: lw.GateItem, about: str) -> Iterator[Act]:
        """The page on which this item is settled."""
        view, item, about = self.view, one.rule.id, f": {about}"
        here = [view.uid]
        patient = [view.patient.uid]
        checks = reverse("clinic:evaluate-step", args=[*patient, "checks"])
        ways = {
            "weight": ("Weigh", reverse("room:weight", args=here)),
            "two_people": ("Dose", reverse("room:dose", args=here)),
            "medicines": ("Medicines", reverse("clinic:medicines", args=patient)),
            "risk_task": ("Risk tasks", reverse("clinic:risk")),
            "programme_safe": ("Programmes", reverse("clinic:programmes")),
            "programme_adopted": ("Programmes", reverse("clinic:programmes")),
            "decision_signed": ("Patient", reverse("clinic:patient", args=patient)),
            "consent": ("Consent", _consent_url(view)),
            "cystitis": ("Evaluation", reverse("clinic:evaluate", args=patient)),
            "bipolar_screen": ("Evaluation", reverse("clinic:evaluate", args=patient)),
        }
        if item.endswith(OF_CHECKS):
            ways[item] = ("Record the check", checks)
        ways |= {name: ("Ask", reverse("room:screen", args=here)) for name in SCREENED}
        ways |= {name: ("Read", reverse("room:session", args=here)) for name in FROM_ROWS}
        if item in ways:
            words_, url = ways[item]
            yield Act(words=words_, url=url, about=about)
        asked = self._asked(one)
        if asked and not self._tap(one):
            page = next((name for name, facts in TOGETHER.items() if asked[0] in facts), "")
            if page:
                yield Act(words="Ask", url=reverse("room:ask", args=[view.uid, page]), about=about)


def _consent_url(view: SessionView) -> str:
    """The consent to what is given here."""
    kind = kind_of(view.way.agent, view.way.route)
    return f"{reverse('clinic:consent', args=[view.patient.uid])}?kind={kind}"


def _answer_line(name: str, entry: EntryView) -> str:
    """One answer of the day: what was said, by whom and when."""
    definition, value = library().dictionary.facts[name], entry.values[name]
    unit = definition.unit_words if value is not None and definition.type != "yes_no" else ""
    part = NAMED[name][0] if name in NAMED else ""
    names = [str(entry.values[part])] if part in entry.values else []
    told = ", ".join([f"{said(value)}{unit}", *names])
    at = staff_time(localtime(entry.at))
    return f"{_sentence(definition.label)}: {told} ({entry.by_name}, {at})"


def claim_of(item: lw.GateItem) -> str:
    """What an item asks for, as a nurse would say it."""
    return _sentence(spoken(item.rule.when, library().dictionary))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
