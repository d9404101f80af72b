# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

_ANSWERS = {"yes": True, "no": False, "-": None}


def _triage(row: Row) -> Row:
    columns = ("1", "2", "3", "4", "5", "6 ever", "6 three months")
    got = lw.score("cssrs_screener", [_ANSWERS[row[column]] for column in columns])
    return {
        "risk": str(got.risk),
        "complete": "yes" if got.complete else "no",
        "missing": ", ".join(map(str, got.missing)) or "none",
        "safety": got.safety,
    }


CHAPTER = Chapter(
    "C-SSRS screener",
    "Seven ordered answers: 1 to 5 for the past month, 6 for life, 6 for the past three months. "
    "Questions 3 to 5 are asked only after a yes to 2, and the last only after a yes to 6: what "
    "the screener skips is not missing. A dash is no answer.",
    (
        Section(
            "Levels",
            "High: 4, 5, or behaviour in the past three months. Moderate: 3, or behaviour ever. "
            "Low: 1 or 2. An answer of yes always counts, even where it was not due.",
            """
            1   | 2   | 3   | 4   | 5   | 6 ever | 6 three months || risk     | complete | missing | safety
            no  | no  | -   | -   | -   | no     | -              || none     | yes      | none    | none
            no  | no  | no  | no  | no  | no     | no             || none     | yes      | none    | none
            yes | no  | -   | -   | -   | no     | -              || low      | yes      | none    | positive
            no  | yes | no  | no  | no  | no     | -              || low      | yes      | none    | positive
            yes | yes | yes | no  | no  | no     | -              || moderate | yes      | none    | positive
            no  | no  | -   | -   | -   | yes    | no             || moderate | yes      | none    | positive
            yes | yes | no  | yes | no  | no     | -              || high     | yes      | none    | positive
            yes | yes | no  | no  | yes | no     | -              || high     | yes      | none    | positive
            no  | no  | -   | -   | -   | yes    | yes            || high     | yes      | none    | positive
            no  | no  | -   | yes | -   | no     | -              || high     | yes      | none    | positive
            """,
            _triage,
        ),
        Section(
            "Answers that are missing",
            "Where a missing answer could still mean a worse level, the screen is incomplete and "
            "is handled as at least moderate. What is already high stays high.",
            """
            1   | 2   | 3   | 4   | 5   | 6 ever | 6 three months || risk       | complete | missing       | safety
            -   | -   | -   | -   | -   | -      | -              || incomplete | no       | 1, 2, 3, 4, 5, 6, 7 | unanswered
            no  | -   | -   | -   | -   | no     | -              || incomplete | no       | 2, 3, 4, 5    | unanswered
            -   | no  | -   | -   | -   | no     | -              || incomplete | no       | 1             | unanswered
            no  | no  | -   | -   | -   | -      | -              || incomplete | no       | 6, 7          | unanswered
            yes | yes | yes | -   | no  | no     | -              || incomplete | no       | 4             | positive
            no  | no  | -   | -   | -   | yes    | -              || incomplete | no       | 7             | positive
            yes | yes | -   | yes | -   | -      | -              || high       | no       | 3, 5, 6, 7    | positive
            yes | yes | -   | no  | no  | no     | -              || incomplete | no       | 3             | positive
            """,
            _triage,
        ),
    ),
)
