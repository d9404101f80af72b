"""From a suicide answer to a level, a contact deadline, and the steps when nobody takes the task.

Everything here is local policy held as data (``knowledge/rules/risk.toml``). The functions are
pure: the caller gives the times, and stores each (task, step) once, so a step never fires twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from attrs import field, frozen

from .errors import InvalidInput
from .library import Header, Library, library
from .scoring import Score
from .tables import Table

NowAnswer = Literal["yes", "no", "not_sure"]
CLINIC_WORDS = ("clinic_day", "next_clinic_morning")
SIGNS = ("instrument", "safety_value", "safety_also", "safety", "risk", "now", "left", "home")


@frozen
class Step:
    """Telling one more person that a task has not been taken."""

    id: str
    to: str
    after: timedelta | None

    def is_due(self, raised_at: datetime, deadline: datetime | None, now: datetime) -> bool:
        """A step without a delay of its own falls due at the contact deadline."""
        if self.after is not None:
            return now >= raised_at + self.after
        return deadline is not None and now >= deadline


@frozen
class RiskLevel:
    """How urgent a suicide answer is, and what follows from it.

    ``contact_minutes`` is a deadline in minutes; without it the clinic day is, or sooner
    ``clinic_minutes`` of it.
    """

    id: str
    label: str
    urgency: int
    contact_minutes: int | None
    clinic_minutes: int | None
    contact_by: str
    patient_page: str
    action: str
    steps: tuple[Step, ...]

    def deadline(self, raised_at: datetime, clinic_deadline: datetime) -> datetime:
        """When the person is to be reached; the clinic's own hours give ``clinic_deadline``."""
        _aware(raised_at, clinic_deadline)
        if self.contact_minutes is None:
            return clinic_deadline
        return raised_at + timedelta(minutes=self.contact_minutes)


@frozen
class Trigger:
    """A sign that raises a level, and the reason in words."""

    when: Mapping[str, object]
    level: str
    reason: str


@frozen
class TotalSign:
    """A total so high, or so much higher than the last, that the person is called."""

    id: str
    instrument: str
    at_least: int
    rise_of: int
    level: str
    contact_within: str
    action: str

    def reasons(self, score: Score, previous_total: int | None) -> tuple[str, ...]:
        """Why this score asks for a call, in words; empty when it does not."""
        if score.instrument.id != self.instrument or score.total is None:
            return ()
        said = f"{score.instrument.title} total {score.total}"
        reasons = [f"{said}: {self.at_least} or more"] if score.total >= self.at_least else []
        if previous_total is not None and score.total - previous_total >= self.rise_of:
            risen = score.total - previous_total
            reasons.append(f"{said}: {risen} higher than the last total ({previous_total})")
        return tuple(reasons)


@frozen
class RiskExample:
    """A worked example: signs, and the level they raise."""

    title: str
    given: Mapping[str, object]
    expect: str


@frozen
class RiskPolicy:
    """All levels from the most urgent down, and what raises them."""

    header: Header
    levels: tuple[RiskLevel, ...]
    triggers: tuple[Trigger, ...]
    totals: tuple[TotalSign, ...]
    not_reached: Step
    examples: tuple[RiskExample, ...]

    def level(self, name: str) -> RiskLevel:
        """The level of this id."""
        for level in self.levels:
            if level.id == name:
                return level
        known = ", ".join(level.id for level in self.levels)
        raise InvalidInput(f"There is no risk level {name!r}: use one of {known}.")

    def assess(self, signs: Mapping[str, object]) -> RiskFinding | None:
        """The most urgent level that any sign raises, with every reason."""
        raised = [
            one for one in self.triggers if all(signs.get(k) == v for k, v in one.when.items())
        ]
        if not raised:
            return None
        level = min((self.level(one.level) for one in raised), key=lambda one: one.urgency)
        return RiskFinding(level, tuple(one.reason for one in raised))


@frozen
class RiskFinding:
    """The level of one set of answers, with the reasons.

    ``total`` is the sign in the total when that alone asks for a call.
    """

    level: RiskLevel
    reasons: tuple[str, ...] = field(factory=tuple)
    total: TotalSign | None = None


def risk_of(score: Score, now: NowAnswer | None = None) -> RiskFinding | None:
    """The level that a score, and the answer to "are you in danger now?", raise; None for none.

    ``now`` is "yes" when the person says that they are in danger now.
    """
    return library().risk.assess(
        {
            "instrument": score.instrument.id,
            "safety_value": score.safety_value,
            "safety_also": "yes" if score.safety_also else None,
            "safety": None if score.risk else score.safety,
            "risk": score.risk,
            "now": now,
        }
    )


def risk_of_answers(score: Score, previous_total: int | None) -> RiskFinding | None:
    """What a sent questionnaire raises: a suicide answer, or else a high or risen total.

    Beside a suicide answer the total changes no level; its words are added.
    """
    policy, answered = library().risk, risk_of(score)
    for sign in policy.totals:
        reasons = sign.reasons(score, previous_total)
        if reasons and answered is not None:
            return RiskFinding(answered.level, answered.reasons + reasons)
        if reasons:
            return RiskFinding(policy.level(sign.level), reasons, sign)
    return answered


def risk_level(name: str) -> RiskLevel:
    """The risk level of this id, with its deadline and steps."""
    return library().risk.level(name)


def escalations_due(
    level: RiskLevel | str,
    raised_at: datetime,
    now: datetime,
    *,
    taken: bool,
    deadline: datetime | None = None,
) -> tuple[Step, ...]:
    """Every step due by now for a task that nobody has taken; none once it is taken.

    The same arguments always give the same steps: store each (task, step) once.
    """
    _aware(raised_at, now)
    if taken:
        return ()
    chosen = risk_level(level) if isinstance(level, str) else level
    return tuple(step for step in chosen.steps if step.is_due(raised_at, deadline, now))


def reminder_due(deadline: datetime, now: datetime, *, reached: bool) -> Step | None:
    """Whom to tell that a taken task's person was not reached by the time to call; None for nobody.

    Store each (task, deadline) once.
    """
    _aware(deadline, now)
    step = library().risk.not_reached
    return step if not reached and step.is_due(deadline, deadline, now) else None


def _aware(*times: datetime) -> None:
    for at in times:
        if at.tzinfo is None:
            raise InvalidInput(f"{at} has no time zone: give an aware time.")


# ------------------------------------------------------------------ reading the file


def read_risk_policy(source: Library) -> RiskPolicy:
    """Read and check the risk policy."""
    table = source.read("rules/risk.toml")
    header = source.header_of(table)
    levels = tuple(_level(entry, n) for n, entry in enumerate(table.tables_of("level")))
    names = {level.id for level in levels}
    triggers = tuple(_trigger(entry, names) for entry in table.tables_of("trigger"))
    totals = tuple(_total(entry, names) for entry in table.tables_of("total"))
    not_reached = _step(table.table_of("not_reached"))
    examples = tuple(_example(entry) for entry in table.tables_of("example"))
    table.done()
    if not examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return RiskPolicy(header, levels, triggers, totals, not_reached, examples)


def _level(entry: Table, urgency: int) -> RiskLevel:
    minutes, by = _contact(entry)
    level = RiskLevel(
        id=entry.text_of("id"),
        label=entry.text_of("label"),
        urgency=urgency,
        contact_minutes=minutes,
        clinic_minutes=entry.take("clinic_minutes", int) if entry.has("clinic_minutes") else None,
        contact_by=by,
        patient_page=entry.text_of("patient_page"),
        action=entry.text_of("action"),
        steps=tuple(_step(one) for one in entry.tables_of("escalate")),
    )
    entry.done()
    return level


def _contact(entry: Table) -> tuple[int | None, str]:
    """The contact time as minutes, or as a word that the clinic's hours give a meaning."""
    if not isinstance(entry.content.get("contact_within"), str):
        minutes = entry.take("contact_within", int, what="minutes")
        return minutes, f"{minutes} minutes"
    word = entry.text_of("contact_within")
    if word not in CLINIC_WORDS:
        words = " or ".join(CLINIC_WORDS)
        raise entry.fault("contact_within", f"{word!r} is no time.", f"Give minutes, or {words}.")
    return None, word.replace("_", " ")


def _step(entry: Table) -> Step:
    name, to = entry.text_of("step"), entry.text_of("to")
    if entry.has("after_minutes"):
        step = Step(name, to, timedelta(minutes=entry.take("after_minutes", int)))
    else:
        at = entry.text_of("at")
        if at != "deadline":
            raise entry.fault("at", f"{at!r} is no time.", 'Write at = "deadline".')
        step = Step(name, to, None)
    entry.done()
    return step


def _trigger(entry: Table, levels: set[str]) -> Trigger:
    trigger = Trigger(entry.mapping_of("when"), entry.text_of("level"), entry.text_of("reason"))
    entry.done()
    if trigger.level not in levels:
        raise entry.fault("level", f"{trigger.level!r} is no level here.", "Add it as [[level]].")
    for sign in trigger.when:
        if sign not in SIGNS:
            raise entry.fault("when", f"{sign!r} is no sign.", f"Use: {', '.join(SIGNS)}.")
    return trigger


def _total(entry: Table, levels: set[str]) -> TotalSign:
    sign = TotalSign(
        id=entry.text_of("id"),
        instrument=entry.text_of("instrument"),
        at_least=entry.take("at_least", int),
        rise_of=entry.take("rise_of", int),
        level=entry.one_of("level", tuple(levels)),
        contact_within=entry.one_of("contact_within", CLINIC_WORDS[1:]),
        action=entry.text_of("action"),
    )
    entry.done()
    return sign


def _example(entry: Table) -> RiskExample:
    made = RiskExample(entry.text_of("title"), entry.mapping_of("given"), entry.text_of("expect"))
    entry.done()
    return made
