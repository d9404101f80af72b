"""What is asked of somebody who has doses at home; "not known" is an answer to each."""

from __future__ import annotations

from collections.abc import Mapping

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
