"""A person's history in the words of the portal: names, answers, and how far each was checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.kit.dates import PartialDate
from lightwell.kit.lists import SummaryRow
from lightwell.portal.forms import treatments as asked
from lightwell.records.entries import Line

KIND_WORDS = dict(asked.KINDS)
EPISODE, TAKEN, ENDED = dict(asked.EPISODES), dict(asked.TAKEN), dict(asked.ENDED)
YES_NO = {"yes": "Yes", "no": "No", "unknown": "Not sure"}


@frozen
class Card:
    """One entry in a list: what it is, a line about it, and how far it was checked."""

    title: str
    about: str
    status: str
    tone: str
    url: str
    reason: str = ""


def card(line: Line) -> Card:
    """An entry as the portal's lists show it."""
    version = line.shown or line.latest
    status, tone = status_of(line)
    return Card(
        title=title(line.subject, version.content),
        about=about(line.subject, version.content),
        status=status,
        tone=tone,
        url=address(line),
        reason=line.latest.reason if line.latest.status == "rejected" else "",
    )


def address(line: Line) -> str:
    """Where the person reads and changes this entry."""
    return reverse(f"portal:{line.subject}", args=[line.uid])


def status_of(line: Line) -> tuple[str, str]:
    """How far an entry was checked, and the tone of its tag."""
    if line.pending and line.standing:
        return "Change not checked yet", "waiting"
    if line.pending:
        return "Not checked yet", "waiting"
    if line.standing:
        return "Checked", "calm"
    return ("Taken back", "outline") if line.latest.status == "withdrawn" else ("Set aside", "care")


def title(subject: str, content: Mapping[str, Any]) -> str:
    """What the person calls it, with the generic name where we know it."""
    if subject == "allergy":
        return str(content.get("substance", "Not recorded"))
    typed = content.get("drug") or content.get("modality")
    if not typed:
        return KIND_WORDS.get(content.get("kind", ""), "Not recorded")
    match = lw.find_drug(str(typed)) if content.get("drug") else None
    if match and match.exact and match.exact.name != str(typed).casefold():
        return f"{typed} ({match.exact.name})"
    return str(typed)


def about(subject: str, content: Mapping[str, Any]) -> str:
    """One quiet line below the name."""
    said = content.get("said", {})
    parts = {
        "treatment": [
            date_words(content, "start"),
            dose_words(content),
            f"Helped: {said['helped'].lower()}" if "helped" in said else "",
        ],
        "medicine": [
            dose_words(content),
            content.get("frequency", ""),
            "not taken now" if content.get("taking") == "no" else "",
        ],
        "allergy": [content.get("reaction", "")],
    }[subject]
    return " · ".join(part for part in parts if part)


def date_words(content: Mapping[str, Any], field: str) -> str:
    """An approximate date as it was said."""
    text = content.get(field)
    return PartialDate.parse(text).words if text else ""


def dose_words(content: Mapping[str, Any]) -> str:
    """The dose that stands, else what was said of it."""
    if content.get("dose_mg") is not None:
        return f"{content['dose_mg']} mg" + (" a day" if "kind" in content else "")
    said = content.get("said", {}).get("dose", "")
    return "dose not sure" if said == "Not sure" else str(said)


def treatment_rows(line: Line) -> list[SummaryRow]:
    """All answers about one past treatment, each with the page on which to change it."""
    version = line.shown or line.latest
    content, said = version.content, version.said
    is_drug = content.get("kind") == "drug"
    amount = (
        [
            ("Highest dose in one day", dose_words(content), "amount"),
            ("How long at that dose", _length(content), "amount"),
            ("Most days?", TAKEN.get(content.get("adherence", ""), ""), "amount"),
        ]
        if is_drug
        else [
            ("Sessions", str(content.get("sessions", "")), "amount"),
            ("How long", _length(content), "amount"),
        ]
    )
    answers = [
        ("Kind", KIND_WORDS.get(content.get("kind", ""), ""), "name"),
        ("Name", title("treatment", content) if _is_named(content) else "", "name"),
        ("Started", date_words(content, "start"), "when"),
        ("Stopped", date_words(content, "stop"), "when"),
        ("For this low mood?", EPISODE.get(content.get("episode", ""), ""), "when"),
        *amount,
        ("Did it help?", said.get("helped", ""), "effect"),
        ("Stopped helping?", YES_NO.get(content.get("lost_effect", ""), ""), "effect"),
        ("Why it ended", ENDED.get(content.get("stopped_for", ""), ""), "effect"),
        ("Your note", said.get("more", ""), "effect"),
    ]
    return [
        SummaryRow(
            key=key,
            value=value or "Not told yet",
            url=f"{reverse('portal:treatment-step', args=[line.uid, step])}?change=yes",
        )
        for key, value, step in answers
    ]


def _is_named(content: Mapping[str, Any]) -> bool:
    return bool(content.get("drug") or content.get("modality"))


def _length(content: Mapping[str, Any]) -> str:
    if content.get("days") is not None:
        return f"{content['days']} days"
    return str(content.get("said", {}).get("length", ""))


def both_values(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What differs between two contents, in words: the question, theirs, mine."""
    labels = {
        "kind": "Kind",
        "drug": "Name",
        "modality": "Name",
        "substance": "What it is",
        "reaction": "What happens",
        "dose_mg": "Dose (mg)",
        "days": "Days at that dose",
        "sessions": "Sessions",
        "frequency": "How often",
        "taking": "Taken now",
        "start": "Started",
        "stop": "Stopped",
        "episode": "For this low mood",
        "adherence": "Most days",
        "lost_effect": "Stopped helping",
        "stopped_for": "Why it ended",
    }
    words = {"episode": EPISODE, "adherence": TAKEN, "lost_effect": YES_NO, "stopped_for": ENDED}

    def said(content: Mapping[str, Any], field: str) -> str:
        if field in ("start", "stop"):
            return date_words(content, field) or "Not told"
        value = content.get(field)
        return "Not told" if value is None else words.get(field, {}).get(value, str(value))

    return [
        (label, said(theirs, field), said(mine, field))
        for field, label in labels.items()
        if mine.get(field) != theirs.get(field)
    ]
