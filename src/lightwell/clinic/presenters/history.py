"""A treatment history in the clinic's words: facts, sources, reasons, and what is only drafted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.clinical.formulary import Drug
from lightwell.kit.dates import PartialDate, staff_date
from lightwell.kit.lists import SummaryRow
from lightwell.kit.words import NOT_RECORDED, quantity
from lightwell.records.entries import Line, Version
from lightwell.records.queries.determinations import Determination

KINDS = {
    "drug": "Medicine",
    "psychotherapy": "Psychotherapy",
    "esketamine": "Esketamine nasal spray",
    "ketamine": "Ketamine, route as named",
    "tms": "TMS",
    "ect": "ECT",
    "lifestyle": "Lifestyle plan",
}
ADHERENCE = {"taken": "Taken most days", "partial": "Often missed", "unknown": "Not known"}
EPISODES = {"current": "Current episode", "past": "Past episode", "unknown": "Not known"}
YES_NO = {"yes": "Yes", "no": "No", "unknown": "Not known"}
ENDED = {
    "lack_of_efficacy": "Did not help enough",
    "lost_effect": "Lost its effect",
    "intolerance": "Side effects",
    "other": "Another reason",
    "ongoing": "Ongoing",
}
SIDES = {"left": "Left", "right": "Right", "bilateral": "Bilateral", "bifrontal": "Bifrontal"}
TAKING = {"yes": "Taken now", "no": "Not taken now", "unknown": "Not known"}
LABELS = {
    "kind": "Kind",
    "drug": "Drug",
    "modality": "Method",
    "substance": "Substance",
    "reaction": "Reaction",
    "start": "Started",
    "stop": "Stopped",
    "dose_mg": "Highest dose",
    "days": "Days at that dose",
    "sessions": "Sessions",
    "laterality": "Side",
    "frequency": "How often",
    "taking": "Taken now",
    "adherence": "Taken as prescribed",
    "best_improvement_pct": "Best improvement",
    "improvement_pct": "Improvement at the end",
    "lost_effect": "Effect lost again",
    "stopped_for": "Why it ended",
    "episode": "Episode",
    "augments": "Added to",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS,
    "adherence": ADHERENCE,
    "episode": EPISODES,
    "lost_effect": YES_NO,
    "stopped_for": ENDED,
    "laterality": SIDES,
    "taking": TAKING,
}
UNITS = {"dose_mg": "mg", "best_improvement_pct": "%", "improvement_pct": "%"}
QUESTIONS = {
    "kind": "Kind",
    "name": "Name, as typed",
    "start": "Started",
    "stop": "Stopped",
    "episode": "For the present low mood",
    "dose": "Dose",
    "length": "How long at that dose",
    "sessions": "Sessions",
    "adherence": "Most days",
    "helped": "Did it help",
    "lost_effect": "Helped, then stopped helping",
    "stopped_for": "Why it ended",
    "frequency": "How often",
    "taking": "Taken now",
    "why": "What for",
    "substance": "Allergic to",
    "reaction": "What happens",
    "more": "In their words",
}


PHRASES = {
    LABELS["days"]: "{} days at that dose",
    LABELS["sessions"]: "{} sessions",
    LABELS["start"]: "Started: {}",
    LABELS["stop"]: "Stopped: {}",
    LABELS["best_improvement_pct"]: "Best improvement {}",
    LABELS["improvement_pct"]: "Improvement at the end {}",
    LABELS["lost_effect"]: "Effect lost again: {}",
    LABELS["augments"]: "Added to {}",
}
SHARED_FACTS = (
    "start",
    "stop",
    "best_improvement_pct",
    "improvement_pct",
    "lost_effect",
    "stopped_for",
    "episode",
)
MEDICINE_FACTS = ("dose_mg", "days", "adherence", *SHARED_FACTS)
OTHER_FACTS = ("kind", "sessions", "laterality", *SHARED_FACTS)


@frozen
class Name:
    """A treatment's name: generic first, the brand or the typed word after it."""

    generic: str
    other: str = ""

    def __str__(self) -> str:
        return f"{self.generic} ({self.other})" if self.other else self.generic


def name_of(content: Mapping[str, Any]) -> Name:
    """The generic name in lower case where a list knows it; else as typed, and that it is on none.

    Of a treatment the list of antidepressants is asked, of what is taken beside it every list.
    """
    typed = str(content.get("drug") or content.get("substance") or "")
    if not typed:
        kind = KINDS.get(content.get("kind", ""), NOT_RECORDED)
        method = str(content.get("modality") or "")
        return Name(f"{kind}: {method}" if method else kind)
    match = lw.find_drug(typed) if "kind" in content else lw.find_medicine(typed)
    if match.exact is None:
        return Name(typed, _unlisted(content, match.suggestions))
    other = typed if typed.casefold() != match.exact.name else ""
    return Name(match.exact.name, other or next(iter(match.exact.brands), ""))


def _unlisted(content: Mapping[str, Any], near: Sequence[Drug]) -> str:
    """What is said of a name that no list knows: it stays as typed, and nothing was checked."""
    if content.get("kind") == "drug":
        return "not on the drug list"
    if "kind" in content or "substance" in content:
        return ""
    meant = f"; did you mean {' or '.join(one.name for one in near)}?" if near else ""
    return f"on no list: not checked{meant}"


def fact(content: Mapping[str, Any], field: str) -> str:
    """One fact in words; what is absent reads "Not recorded"."""
    value = content.get(field)
    if value in (None, ""):
        return NOT_RECORDED
    if field in ("start", "stop"):
        return date_words(str(value))
    if field in WORDS:
        return WORDS[field].get(str(value), str(value))
    return quantity(value, UNITS[field]) if field in UNITS else str(value)


def date_words(text: str) -> str:
    """A date as precise as it was said; an exact day in the form staff read."""
    date = PartialDate.parse(text)
    if date.precision == "day" and date.earliest:
        return staff_date(date.earliest)
    return "Not sure" if date.precision == "unknown" else f"About {date.words}"


def said(version: Version | None) -> list[SummaryRow]:
    """The person's own words, question by question."""
    words = version.said if version else {}
    return [
        SummaryRow(key=label, value=words[key]) for key, label in QUESTIONS.items() if key in words
    ]


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What differs between two contents, in words: the fact, theirs, mine."""
    return [
        (label, fact(theirs, field), fact(mine, field))
        for field, label in LABELS.items()
        if theirs.get(field) != mine.get(field)
    ]


def status_of(line: Line) -> tuple[str, str]:
    """How far an entry was verified, and the tone of its tag."""
    return {
        "proposed": ("Not yet verified", "waiting"),
        "change_proposed": ("Change not yet verified", "waiting"),
        "verified": ("Verified", "calm"),
        "rejected": ("Set aside", "care"),
        "withdrawn": ("Taken back", "outline"),
    }[line.state]


def source_of(version: Version) -> str:
    """Where a version comes from, who stands for it, and since when."""
    verb = {"verified": "verified by", "proposed": "drafted by"}.get(version.status, "set aside by")
    on = staff_date(timezone.localtime(version.at).date())
    return f"{version.source.capitalize()}, {verb} {version.by_name} on {on}"


@frozen
class VersionRow:
    """One version in the trail of an entry: when, by whom, what was done and why."""

    at: datetime
    what: str
    reason: str
    facts: str


def versions(line: Line) -> list[VersionRow]:
    """Every version, newest first; nothing is ever overwritten."""
    done = {
        "proposed": "Drafted",
        "verified": "Verified",
        "rejected": "Set aside",
        "withdrawn": "Taken back",
    }
    return [
        VersionRow(
            at=version.at,
            what=f"{done[version.status]} by {version.by_name}",
            reason=version.reason,
            facts=" · ".join(
                f"{label}: {fact(version.content, field)}"
                for field, label in LABELS.items()
                if field in version.content and field != "augments"
            ),
        )
        for version in reversed(line.versions)
    ]


@frozen
class Answer:
    """An outcome as the answer to a question."""

    outcome: str

    @property
    def words(self) -> str:
        return {"met": "Yes", "not_met": "No", "unknown": "Unknown"}[self.outcome]


@frozen
class Judged:
    """What a definition makes of one trial; definitions that see it alike are named together."""

    title: str
    adequate: Answer
    failed: Answer
    counted: Answer
    why: tuple[str, ...]


@frozen
class TrialRow:
    """One treatment in the clinician's list."""

    uid: UUID
    number: str
    name: Name
    facts: list[SummaryRow]
    summary: str
    missing: str
    status: str
    tone: str
    source: str
    is_verified: bool
    is_waiting: bool
    judged: tuple[Judged, ...]

    @property
    def verdicts(self) -> tuple[Judged, ...]:
        """The judgements in short: definitions with the same three answers together, no reasons."""
        alike: dict[tuple[Answer, Answer, Answer], list[str]] = {}
        for one in self.judged:
            alike.setdefault((one.adequate, one.failed, one.counted), []).append(one.title)
        return tuple(Judged("; ".join(titles), *key, why=()) for key, titles in alike.items())


def rows(found: Determination) -> list[TrialRow]:
    """Every treatment with what each definition makes of it."""
    findings = {finding.trial.id: finding for finding in found.history.trials}
    return [_row(line, found, findings[found.numbers[line.uid]]) for line in found.lines]


def _row(line: Line, found: Determination, finding: lw.TrialFinding) -> TrialRow:
    version = line.standing or line.latest
    status, tone = status_of(line)
    content = version.content
    return TrialRow(
        uid=line.uid,
        number=found.numbers[line.uid],
        name=name_of(content),
        facts=facts_of(content, found.numbers),
        summary=_summary(content, found.numbers),
        missing=_missing(content),
        status=status,
        tone=tone,
        source=source_of(version),
        is_verified=line.standing is not None,
        is_waiting=line.pending is not None,
        judged=judged_by(found, finding),
    )


def facts_of(content: Mapping[str, Any], numbers: Mapping[UUID, str]) -> list[SummaryRow]:
    """What is recorded of one treatment; what is not reads "Not recorded"."""
    of_kind = MEDICINE_FACTS if content.get("kind") == "drug" else OTHER_FACTS
    rows = [SummaryRow(key=LABELS[field], value=fact(content, field)) for field in of_kind]
    if "augments" in content:
        number = numbers[UUID(content["augments"])]
        rows.append(SummaryRow(key=LABELS["augments"], value=f"treatment {number}"))
    return rows


def _summary(content: Mapping[str, Any], numbers: Mapping[UUID, str]) -> str:
    """The recorded facts of one treatment in one line."""
    parts = [
        PHRASES.get(row.key, "{}").format(row.value)
        for row in facts_of(content, numbers)
        if row.value != NOT_RECORDED
    ]
    return " · ".join(parts)


def _missing(content: Mapping[str, Any]) -> str:
    """The facts that nobody has recorded, and that keep a rule from knowing."""
    if content.get("kind") != "drug":
        return ""
    wanted = ("dose_mg", "days", "adherence", "episode")
    missing = [LABELS[field].lower() for field in wanted if field not in content]
    if not {"best_improvement_pct", "improvement_pct"} & content.keys():
        missing.append("improvement")
    return ", ".join(missing)


def judged_by(found: Determination, finding: lw.TrialFinding) -> tuple[Judged, ...]:
    """One trial under every definition, those of one mind together."""
    alike: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for name, result in found.history.definitions.items():
        seen = (finding.adequate[name], finding.failed[name], finding.counted[name])
        adequate, failed, counted = (one.value for one in seen)
        key = (adequate, failed, counted, finding.why[name])
        alike.setdefault(key, []).append(result.definition.title)
    return tuple(
        Judged("; ".join(titles), Answer(adequate), Answer(failed), Answer(counted), why)
        for (adequate, failed, counted, why), titles in alike.items()
    )


def options_to_add_to(lines: Iterable[Line], numbers: Mapping[UUID, str], but: UUID | None) -> Any:
    """The treatments that another one may have been added to."""
    return [
        (str(line.uid), f"{numbers[line.uid]}. {name_of((line.shown or line.latest).content)}")
        for line in lines
        if line.uid != but
    ]
