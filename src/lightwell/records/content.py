"""What an entry may say: the clinical core judges the facts, and dates must be possible.

Approximate dates stay as said (``2019``, ``2019-spring``, ``unknown``); only what cannot be true
is refused, such as an end before any possible start, or a start that lies ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access.errors import InvalidInput
from lightwell.kit.dates import PartialDate
from lightwell.records.entries import case_part, check_keys

LONGEST_WORDS = 1000
NEEDED = {
    "treatment": ("kind", "Say what kind of treatment it was."),
    "medicine": ("drug", "Write the name of the medicine, as it is on the label."),
    "allergy": ("substance", "Write what the allergy is to."),
}


def check_content(subject: str, content: Mapping[str, Any]) -> None:
    """Refuse what cannot be true or what the case file does not know; absent stays unknown."""
    check_keys(subject, content)
    field, remedy = NEEDED[subject]
    if not str(content.get(field, "")).strip():
        raise InvalidInput(remedy, field=field)
    _check_words(content)
    _check_dates(content)
    _check_facts(subject, content)


def partial_date(content: Mapping[str, Any], field: str) -> PartialDate | None:
    """A date of the entry as precise as it was said; none when it was not asked or answered."""
    text = content.get(field)
    return PartialDate.parse(text) if text else None


def _check_facts(subject: str, content: Mapping[str, Any]) -> None:
    facts = case_part(subject, content)
    case: dict[str, Any] = {
        "treatment": {"trials": [{"id": "this", **facts}, *_added_to(facts)]},
        "medicine": {"medicines": [facts]},
        "allergy": {"allergies": [facts.get("substance", "")]},
    }[subject]
    try:
        lw.case_from_dict(case)
    except lw.InvalidInput as error:
        raise InvalidInput(str(error)) from error


def _added_to(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The other treatment that this one was added to; the action checks that it exists."""
    return [{"id": facts["augments"]}] if "augments" in facts else []


def _check_words(content: Mapping[str, Any]) -> None:
    if content.get("taking", "yes") not in {"yes", "no", "unknown"}:
        raise InvalidInput("Answer yes, no or not sure.", field="taking")
    for question, words in content.get("said", {}).items():
        if not isinstance(words, str) or len(words) > LONGEST_WORDS:
            raise InvalidInput(
                f"Use at most {LONGEST_WORDS} letters for one answer.", field=question
            )


def _check_dates(content: Mapping[str, Any]) -> None:
    today = timezone.localdate()
    try:
        start, stop = partial_date(content, "start"), partial_date(content, "stop")
    except ValueError:
        raise InvalidInput("This date does not exist.", field="start") from None
    for field, date in (("start", start), ("stop", stop)):
        if date and date.earliest and date.earliest > today:
            raise InvalidInput("This date is still to come.", field=field)
    if start and stop and start.earliest and stop.latest and stop.latest < start.earliest:
        raise InvalidInput("The end is before the start. Check both dates.", field="stop")
