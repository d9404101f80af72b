"""Answers as the visitor reads them back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lightwell.kit.dates import patient_date
from lightwell.kit.lists import SummaryRow
from lightwell.public.forms import PAYMENTS, TIMES
from lightwell.public.journey import BY_WORD, Journey

NOT_GIVEN = "Not given"
YES_NO = {"yes": "Yes", "no": "No", "unknown": "Not sure"}


def rows_to_check(journey: Journey) -> list[SummaryRow]:
    """Every answer with its link to change it; what was left out reads "Not given"."""
    answers = journey.answers
    lines = [
        ("name", "Name", f"{answers.get('given_name', '')} {answers.get('family_name', '')}"),
        ("phone", "Phone", answers.get("phone", "")),
        ("phone", "May we leave a message?", _yes_no(answers, "may_leave_message")),
        ("phone", "May we text you?", _yes_no(answers, "may_text")),
        ("email", "Email", answers.get("email", "")),
        ("birth", "Date of birth", _birth_date(answers)),
        ("times", "Good times to call", _times(answers)),
        ("referral", "Who sent you", answers.get("referred_by", "")),
        ("payment", "How you would pay", dict(PAYMENTS).get(answers.get("payment", ""), "")),
        ("needs", "What would help you", answers.get("needs", "")),
        ("needs", "Interpreter for", answers.get("language", "")),
    ]
    return [
        SummaryRow(key=key, value=value.strip() or NOT_GIVEN, url=journey.change_url(BY_WORD[word]))
        for word, key, value in lines
    ]


def _yes_no(answers: Mapping[str, Any], name: str) -> str:
    return YES_NO.get(answers.get(name, ""), "")


def _birth_date(answers: Mapping[str, Any]) -> str:
    born = answers.get("birth_date")
    return patient_date(born).partition(", ")[2] if born else ""


def _times(answers: Mapping[str, Any]) -> str:
    words = dict(TIMES)
    return "\n".join(words[one] for one in answers.get("best_times", []))
