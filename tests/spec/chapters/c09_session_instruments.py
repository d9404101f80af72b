# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section


def _answers(row: Row) -> list[int | None]:
    return [None if cell == "-" else int(cell) for cell in row["answers"].split()]


def _score(row: Row) -> Row:
    got = lw.score(row["instrument"], _answers(row))
    return {
        "total": "none" if got.total is None else str(got.total),
        "band": got.band.label if got.band else "none",
        "missing": ", ".join(map(str, got.missing)) or "none",
    }


def _madrs(row: Row) -> Row:
    item = None if row["item 10"] == "-" else int(row["item 10"])
    got = lw.score("madrs", [2] * 9 + [item])
    finding = lw.risk_of(got)
    return {
        "total": "none" if got.total is None else str(got.total),
        "suicide item": got.safety,
        "task": finding.level.id if finding else "none",
    }


def _since(row: Row) -> Row:
    words = {"yes": True, "no": False, "-": None}
    asked = [words[row[column]] for column in ("1", "2", "3", "4", "5", "6")]
    got = lw.score("cssrs_since_last_visit", asked)
    finding = lw.risk_of(got)
    return {
        "risk": str(got.risk),
        "missing": ", ".join(map(str, got.missing)) or "none",
        "safety": got.safety,
        "task": finding.level.id if finding else "none",
    }


_SAID = {True: "yes", False: "no", None: "not judged"}


def _change(row: Row) -> Row:
    got = lw.change_in_score(row["instrument"], int(row["before"]), int(row["now"]))
    return {
        "improvement": "none" if got.percent is None else f"{got.percent:g} %",
        "response": _SAID[got.is_response],
        "partial": _SAID[got.is_partial],
        "remission": _SAID[got.is_remission],
        "reliable": _SAID[got.is_reliable],
        "deterioration": _SAID[got.is_deterioration],
    }


CHAPTER = Chapter(
    "Instruments of a session and its follow-up",
    "What is measured around a session and between sessions. A dash is an item that was not "
    "answered. Response and remission are words for a review point with a full recall window.",
    (
        Section(
            "GAD-7 and PHQ-2",
            "The GAD-7 fills in one missing item; the PHQ-2 none. Neither asks about suicide.",
            """
            instrument | answers         || total | band                           | missing
            gad7       | 0 0 0 0 0 0 0   || 0     | minimal                        | none
            gad7       | 1 1 1 1 0 0 0   || 4     | minimal                        | none
            gad7       | 1 1 1 1 1 0 0   || 5     | mild                           | none
            gad7       | 2 2 2 1 1 1 0   || 9     | mild                           | none
            gad7       | 2 2 2 1 1 1 1   || 10    | moderate                       | none
            gad7       | 2 2 2 2 2 2 2   || 14    | moderate                       | none
            gad7       | 3 2 2 2 2 2 2   || 15    | severe                         | none
            gad7       | 3 3 3 3 3 3 3   || 21    | severe                         | none
            gad7       | 3 3 3 3 3 3 3 3 || 21    | severe                         | none
            gad7       | 1 1 1 1 1 1 -   || 7     | mild                           | 7
            gad7       | 2 2 2 1 1 1 -   || 11    | moderate                       | 7
            gad7       | 3 3 3 3 3 - -   || none  | none                           | 6, 7
            phq2       | 1 1             || 2     | below the cut-off              | none
            phq2       | 2 1             || 3     | positive screen: ask the PHQ-9 | none
            phq2       | 3 -             || none  | none                           | 2
            """,
            _score,
        ),
        Section(
            "MADRS",
            "Ten ratings by a clinician. One missing rating is filled in, never item 10.",
            """
            instrument | answers             || total | band            | missing
            madrs      | 0 0 0 0 0 0 0 0 0 0 || 0     | symptoms absent | none
            madrs      | 1 1 1 1 1 1 0 0 0 0 || 6     | symptoms absent | none
            madrs      | 1 1 1 1 1 1 1 0 0 0 || 7     | mild            | none
            madrs      | 3 2 2 2 2 2 2 2 2 0 || 19    | mild            | none
            madrs      | 3 3 2 2 2 2 2 2 2 0 || 20    | moderate        | none
            madrs      | 4 4 4 4 4 4 4 3 3 0 || 34    | moderate        | none
            madrs      | 4 4 4 4 4 4 4 4 3 0 || 35    | severe          | none
            madrs      | 6 6 6 6 6 6 6 6 6 6 || 60    | severe          | none
            madrs      | 4 4 4 - 4 4 4 4 4 4 || 40    | severe          | 4
            madrs      | 3 3 3 3 - 3 3 3 3 0 || 27    | moderate        | 5
            madrs      | 3 3 3 - - 3 3 3 3 0 || none  | none            | 4, 5
            madrs      | 3 3 3 3 3 3 3 3 3 - || none  | none            | 10
            """,
            _score,
        ),
        Section(
            "MADRS item 10",
            "The other nine items are rated 2. From 3 on a C-SSRS is due in the same contact; from "
            "4 on it is handled as high. The clinician who rated it is with the person.",
            """
            item 10 || total | suicide item | task
            0       || 18    | none         | none
            1       || 19    | positive     | none
            2       || 20    | positive     | none
            3       || 21    | positive     | amber
            4       || 22    | positive     | red
            5       || 23    | positive     | red
            6       || 24    | positive     | red
            -       || none  | unanswered   | watch
            """,
            _madrs,
        ),
        Section(
            "C-SSRS since the last visit",
            "Six questions about the time since the last visit. High: 4, 5, or any behaviour. "
            "Moderate: 3. Low: 1 or 2. Questions 3 to 5 are due only after a yes to 2.",
            """
            1   | 2   | 3   | 4   | 5   | 6   || risk       | missing          | safety     | task
            no  | no  | -   | -   | -   | no  || none       | none             | none       | none
            yes | no  | -   | -   | -   | no  || low        | none             | positive   | amber
            no  | yes | no  | no  | no  | no  || low        | none             | positive   | amber
            yes | yes | yes | no  | no  | no  || moderate   | none             | positive   | amber
            yes | yes | no  | yes | no  | no  || high       | none             | positive   | imminent
            yes | yes | no  | no  | yes | no  || high       | none             | positive   | imminent
            no  | no  | -   | -   | -   | yes || high       | none             | positive   | imminent
            no  | no  | -   | -   | -   | -   || incomplete | 6                | unanswered | red
            yes | yes | yes | -   | no  | no  || incomplete | 4                | positive   | red
            yes | yes | -   | no  | no  | no  || incomplete | 3                | positive   | red
            -   | -   | -   | -   | -   | -   || incomplete | 1, 2, 3, 4, 5, 6 | unanswered | red
            """,
            _since,
        ),
        Section(
            "Sedation and dissociation",
            "MOAA/S: any fall from 5 counts as sedation. Nothing is ever filled in.",
            """
            instrument          | answers     || total | band             | missing
            moaas               | 5           || 5     | no sedation seen | none
            moaas               | 4           || 4     | sedation         | none
            moaas               | 0           || 0     | sedation         | none
            moaas               | -           || none  | none             | 1
            cadss_6             | 0 0 0 0 0 0 || 0     | none             | none
            cadss_6             | 4 4 4 4 4 4 || 24    | none             | none
            cadss_6             | 2 1 3 2 0 - || none  | none             | 6
            dissociation_rating | 0           || 0     | none             | none
            dissociation_rating | 10          || 10    | none             | none
            dissociation_rating | -           || none  | none             | 1
            now_scale           | 7 4 6       || none  | none             | none
            now_scale           | 7 - 6       || none  | none             | 2
            """,
            _score,
        ),
        Section(
            "Change between two totals",
            "Response is at least half better, partial at least a quarter. Remission on the MADRS "
            "is below 10 unless another convention is named. No limit of reliable change is known "
            "for the MADRS. A baseline of 0 has no percentage, and so neither word.",
            """
            instrument | before | now || improvement | response   | partial    | remission  | reliable   | deterioration
            phq9       | 20     | 10  || 50 %        | yes        | no         | no         | yes        | no
            phq9       | 20     | 11  || 45 %        | no         | yes        | no         | yes        | no
            phq9       | 20     | 15  || 25 %        | no         | yes        | no         | no         | no
            phq9       | 20     | 16  || 20 %        | no         | no         | no         | no         | no
            phq9       | 10     | 5   || 50 %        | yes        | no         | no         | no         | no
            phq9       | 10     | 4   || 60 %        | yes        | no         | yes        | yes        | no
            phq9       | 0      | 5   || none        | not judged | not judged | no         | no         | yes
            gad7       | 14     | 7   || 50 %        | yes        | no         | no         | yes        | no
            gad7       | 8      | 4   || 50 %        | yes        | no         | yes        | yes        | no
            gad7       | 8      | 12  || -50 %       | no         | no         | no         | yes        | yes
            madrs      | 32     | 16  || 50 %        | yes        | no         | no         | not judged | no
            madrs      | 33     | 17  || 48.5 %      | no         | yes        | no         | not judged | no
            madrs      | 30     | 10  || 66.7 %      | yes        | no         | no         | not judged | no
            madrs      | 30     | 9   || 70 %        | yes        | no         | yes        | not judged | no
            madrs      | 20     | 26  || -30 %       | no         | no         | no         | not judged | yes
            cadss_6    | 12     | 3   || 75 %        | not judged | not judged | not judged | not judged | not judged
            """,
            _change,
        ),
    ),
)
