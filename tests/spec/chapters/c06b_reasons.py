# ruff: noqa: E501  (a row of a table is one line)

from typing import Any

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

_USUAL: dict[str, Any] = {"kind": "drug", "adherence": "taken", "episode": "current", "days": 60}
_TRIALS: dict[str, dict[str, Any]] = {
    "sertraline": {**_USUAL, "drug": "sertraline", "dose_mg": 100, "lost_effect": "no"},
    "sertraline-25": {**_USUAL, "drug": "sertraline", "dose_mg": 25, "lost_effect": "no"},
    "sertraline-20d": {**_USUAL, "drug": "sertraline", "dose_mg": 100, "days": 20},
    "sertraline-dose?": {**_USUAL, "drug": "sertraline"},
    "sertraline-partly": {**_USUAL, "drug": "sertraline", "adherence": "partial"},
    "sertraline-adherence?": {"kind": "drug", "drug": "sertraline", "episode": "current"},
    "sertraline-lost": {**_USUAL, "drug": "sertraline", "lost_effect": "yes"},
    "sertraline-past": {**_USUAL, "drug": "sertraline", "episode": "past"},
    "sertraline-episode?": {"kind": "drug", "drug": "sertraline"},
    "fluoxetine": {**_USUAL, "drug": "fluoxetine", "dose_mg": 20, "lost_effect": "no"},
    "venlafaxine": {**_USUAL, "drug": "venlafaxine", "dose_mg": 150, "lost_effect": "no"},
    "stranger": {**_USUAL, "drug": "qwertyuiop"},
    "CBT": {"kind": "psychotherapy", "modality": "CBT", "episode": "current", "lost_effect": "no"},
    "CBT-past": {"kind": "psychotherapy", "episode": "past", "lost_effect": "no"},
    "CBT-episode?": {"kind": "psychotherapy"},
    "nameless": {"episode": "current"},
}


def _reasons(case: dict[str, Any]) -> dict[str, lw.Reason]:
    found = lw.history(lw.case_from_dict({"on": "2026-11-20", **case})).reasons_to_check
    return {one.rule.id: one for one in found}


def _from_trials(row: Row) -> Row:
    names = [] if row["trials"] == "none" else row["trials"].split(", ")
    trials = [{**_TRIALS[name], "id": f"t{number}"} for number, name in enumerate(names, start=1)]
    found = _reasons({"trials": trials})
    columns = ("wrong_class", "dose_or_duration", "adherence", "tolerance", "medication_only")
    return {name: found[name].outcome.words for name in columns}


def _from_answers(row: Row) -> Row:
    told: dict[str, Any] = {}
    for answer in row["recorded"].split(", "):
        if answer != "-":
            group, rest = answer.split(".", 1)
            key, value = rest.split(" = ")
            told.setdefault(group, {})[key] = value
    if row["gad7"] != "-":
        told["scores"] = [{"instrument": "gad7", "at": "2026-11-01", "total": int(row["gad7"])}]
    one = _reasons(told)[row["reason"]]
    return {"answer": one.outcome.words, "evidence or question": " ".join(one.evidence) or one.ask}


CHAPTER = Chapter(
    "Reasons to check before calling it resistance",
    "Each reason is answered by evidence found in the case, by nothing found, or by not known "
    "with the question to ask. Silence is never nothing found.",
    (
        Section(
            "What the trials show",
            "",
            """
            trials                              || wrong_class                | dose_or_duration           | adherence                  | tolerance                  | medication_only
            none                                || not known                  | not known                  | not known                  | not known                  | not known
            sertraline, fluoxetine              || evidence found in the case | nothing found              | nothing found              | nothing found              | evidence found in the case
            sertraline, venlafaxine, CBT        || nothing found              | nothing found              | nothing found              | nothing found              | nothing found
            sertraline                          || not known                  | nothing found              | nothing found              | nothing found              | evidence found in the case
            sertraline-25, venlafaxine          || nothing found              | evidence found in the case | nothing found              | nothing found              | evidence found in the case
            sertraline-20d                      || not known                  | evidence found in the case | nothing found              | not known                  | evidence found in the case
            sertraline-dose?                    || not known                  | not known                  | nothing found              | not known                  | evidence found in the case
            sertraline-partly                   || not known                  | not known                  | evidence found in the case | not known                  | evidence found in the case
            sertraline-adherence?               || not known                  | not known                  | not known                  | not known                  | evidence found in the case
            sertraline-lost                     || not known                  | not known                  | nothing found              | evidence found in the case | evidence found in the case
            sertraline, sertraline-past         || not known                  | nothing found              | nothing found              | not known                  | evidence found in the case
            sertraline, sertraline-episode?     || not known                  | not known                  | not known                  | not known                  | evidence found in the case
            sertraline, stranger                || not known                  | not known                  | nothing found              | not known                  | evidence found in the case
            sertraline, venlafaxine, CBT-past   || nothing found              | nothing found              | nothing found              | nothing found              | evidence found in the case
            sertraline, venlafaxine, CBT-episode? || nothing found            | nothing found              | nothing found              | not known                  | not known
            sertraline, nameless                || not known                  | not known                  | not known                  | not known                  | not known
            """,
            _from_trials,
        ),
        Section(
            "What a clinician answered, and what a questionnaire showed",
            "",
            """
            reason        | recorded                                                                     | gad7 || answer                     | evidence or question
            anxiety       | -                                                                            | -    || not known                  | Is there an anxiety disorder? Measure it, for example with the GAD-7.
            anxiety       | contributors.anxiety = yes                                                   | -    || evidence found in the case | Recorded: an anxiety disorder.
            anxiety       | contributors.anxiety = no                                                    | -    || nothing found              |
            anxiety       | contributors.anxiety = unknown                                               | -    || not known                  | Is there an anxiety disorder? Measure it, for example with the GAD-7.
            anxiety       | contributors.anxiety = no                                                    | 10   || evidence found in the case | The last GAD-7 was at least 10 points (recorded: 10 points on 2026-11-01).
            anxiety       | -                                                                            | 9    || not known                  | Is there an anxiety disorder? Measure it, for example with the GAD-7.
            thyroid       | contributors.hypothyroid = no                                                | -    || not known                  | Is the thyroid under- or overactive? When was TSH last measured?
            thyroid       | contributors.hypothyroid = no, conditions.thyroid = no                       | -    || nothing found              |
            thyroid       | conditions.thyroid = yes                                                     | -    || evidence found in the case | Recorded: untreated hyperthyroidism.
            substance_use | conditions.sud_active = yes                                                  | -    || evidence found in the case | Recorded: an active moderate or severe substance use disorder.
            misdiagnosis  | conditions.bipolar = yes                                                     | -    || evidence found in the case | Recorded: bipolar disorder.
            genetics      | contributors.ultrarapid = yes                                                | -    || evidence found in the case | Recorded: ultra-rapid metabolism by CYP2D6 or CYP2C19.
            trauma        | contributors.trauma = yes, contributors.chronic_stress = no                  | -    || evidence found in the case | Recorded: trauma that has not been addressed.
            chronic_stress | contributors.trauma = yes, contributors.chronic_stress = no                 | -    || nothing found              |
            """,
            _from_answers,
        ),
    ),
)
