"""What is asked of somebody who has doses at home; "not known" is an answer to each."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from lightwell.records.follow_up_words import YES_NO, Question

ASKED: Mapping[str, Question] = {
    "how": Question(
        label="How is the person?",
        hint="In their own judgement, beside the time before the doses at home.",
        choices={
            "better": "Better",
            "same": "The same",
            "worse": "Worse",
            "unknown": "Not known",
        },
    ),
    "side_effects": Question(
        label="Any unwanted effects?",
        hint="Drowsy, dizzy, sick, feeling unreal, trouble passing urine, anything else.",
        choices=YES_NO,
    ),
    "otherwise": Question(
        label="Was any of it taken otherwise than planned, or by somebody else?",
        hint="More, more often, with alcohol or other drugs, lost, given away.",
        choices=YES_NO,
    ),
    "locked": Question(
        label="Is it locked away from children and others?",
        hint="Ask where it is kept.",
        choices=YES_NO,
    ),
}


@frozen
class Line:
    """One line of what a person with doses at home is told, and where it comes from."""

    text: str
    sources: tuple[str, ...] = ("lightwell_policy",)


KEEP = (
    Line("Keep it locked away. No child and no one else may get at it."),
    Line("Keep it in the box it came in, and count what is left."),
)
DO = (
    Line("Have a grown-up with you each time.", ("home_ketamine_fda_2023", "lightwell_policy")),
    Line("Take it only on the days we agreed on, and only as your prescriber wrote it."),
    Line("Answer when we call. We call to hear how you are."),
    Line("Bring back what is left."),
)
DO_NOT = (
    Line("Do not take more, and do not take it more often."),
    Line(
        "Do not drive until the next day, after a good sleep.",
        ("spravato_us_label_driving", "lightwell_policy"),
    ),
    Line("Do not drink alcohol that day, and do not use street drugs."),
    Line("Do not give it to anyone."),
    Line("Do not stop your other medicines on your own. Ask your prescriber."),
)
CALL_NOW = Line(
    "Someone must call for help right away if you cannot be woken up, or if you breathe slowly.",
    ("home_ketamine_fda_2023", "lightwell_policy"),
)
CALL_US = Line(
    "Call us if you feel sick, if your heart races, if you feel far away for long, if it hurts "
    "to pass water, or if some of it is lost."
)


def so_many(number: int, thing: str) -> str:
    """So many of a thing, in words: 1 piece, 2 pieces."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
