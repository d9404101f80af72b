"""The questions of a follow-up, with every answer there is; "not known" is one of them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class Question:
    """One question in the words in which it is asked."""

    label: str
    hint: str
    choices: Mapping[str, str]


YES_NO = {"yes": "Yes", "no": "No", "unknown": "Not known"}
ASKED: Mapping[str, Question] = {
    "side_effects": Question(
        label="Any unwanted effects since they left?",
        hint="Dizziness, headache, nausea, feeling unreal, trouble passing urine, anything else.",
        choices=YES_NO,
    ),
    "sleep": Question(
        label="How did they sleep last night?",
        hint="In the person's own judgement.",
        choices={
            "usual": "As usual",
            "better": "Better",
            "worse": "Worse",
            "unknown": "Not known",
        },
    ),
    "did_not_drive": Question(
        label="Did they keep from driving until after a night's sleep?",
        hint="Also machines, and anything else that needs full attention.",
        choices=YES_NO,
    ),
}
