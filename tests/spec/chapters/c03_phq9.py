# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section


def _score(row: Row) -> Row:
    answers = [None if cell == "-" else int(cell) for cell in row["answers"].split()]
    got = lw.score("phq9", answers)
    return {
        "total": "none" if got.total is None else str(got.total),
        "band": got.band.label if got.band else "none",
        "complete": "yes" if got.complete else "no",
        "missing": ", ".join(map(str, got.missing)) or "none",
        "suicide item": got.safety,
    }


def _change(row: Row) -> Row:
    change = lw.change_in_score("phq9", int(row["before"]), int(row["now"]))
    return {
        "direction": change.direction,
        "improvement": "none" if change.percent is None else f"{change.percent:g} %",
        "reliable": "yes" if change.is_reliable else "no",
        "deterioration flag": "yes" if change.is_deterioration else "no",
    }


CHAPTER = Chapter(
    "PHQ-9",
    "Nine items from 0 to 3, a total from 0 to 27, and a tenth question about difficulty that "
    "is not scored. A dash is an item that was not answered.",
    (
        Section(
            "Bands at their borders",
            "",
            """
            answers           || total | band              | complete | missing | suicide item
            0 0 0 0 0 0 0 0 0 || 0     | minimal           | yes      | none    | none
            1 1 1 1 0 0 0 0 0 || 4     | minimal           | yes      | none    | none
            1 1 1 1 1 0 0 0 0 || 5     | mild              | yes      | none    | none
            2 2 2 2 1 0 0 0 0 || 9     | mild              | yes      | none    | none
            2 2 2 2 2 0 0 0 0 || 10    | moderate          | yes      | none    | none
            2 2 2 2 2 2 2 0 0 || 14    | moderate          | yes      | none    | none
            3 3 3 3 3 0 0 0 0 || 15    | moderately severe | yes      | none    | none
            3 3 3 3 3 3 1 0 0 || 19    | moderately severe | yes      | none    | none
            3 3 3 3 3 3 2 0 0 || 20    | severe            | yes      | none    | none
            3 3 3 3 3 3 3 3 3 || 27    | severe            | yes      | none    | positive
            """,
            _score,
        ),
        Section(
            "Missing items",
            "Up to two are filled in by the mean of the others (sum × 9 ÷ answered, a half "
            "rounded up). Item 9 is never filled in, and unanswered is never zero.",
            """
            answers             || total | band     | complete | missing | suicide item
            1 1 1 1 1 1 1 - 1   || 9     | mild     | no       | 8       | positive
            2 1 1 1 1 1 - - 0   || 9     | mild     | no       | 7, 8    | none
            1 1 1 1 1 - - 0 2   || 9     | mild     | no       | 6, 7    | positive
            1 1 1 1 0 0 0 - 0   || 5     | mild     | no       | 8       | none
            1 1 1 1 0 - - - 0   || none  | none     | no       | 6, 7, 8 | none
            3 3 3 3 3 3 3 3 -   || none  | none     | no       | 9       | unanswered
            - - - - - - - - -   || none  | none     | no       | 1, 2, 3, 4, 5, 6, 7, 8, 9 | unanswered
            2 2 2 2 2 0 0 0 0 3 || 10    | moderate | yes      | none    | none
            2 2 2 2 2 0 0 0 0 - || 10    | moderate | yes      | none    | none
            """,
            _score,
        ),
        Section(
            "The suicide item",
            "",
            """
            answers           || total | band    | complete | missing | suicide item
            0 0 0 0 0 0 0 0 1 || 1     | minimal | yes      | none    | positive
            0 0 0 0 0 0 0 0 2 || 2     | minimal | yes      | none    | positive
            0 0 0 0 0 0 0 0 3 || 3     | minimal | yes      | none    | positive
            """,
            _score,
        ),
        Section(
            "Change",
            "Six points are a reliable change; five points worse raise a flag (local policy). A "
            "baseline of 0 has no percentage.",
            """
            before | now || direction | improvement | reliable | deterioration flag
            20     | 10  || lower     | 50 %        | yes      | no
            20     | 15  || lower     | 25 %        | no       | no
            20     | 14  || lower     | 30 %        | yes      | no
            10     | 14  || higher    | -40 %       | no       | no
            10     | 15  || higher    | -50 %       | no       | yes
            10     | 16  || higher    | -60 %       | yes      | yes
            12     | 12  || unchanged | 0 %         | no       | no
            0      | 3   || higher    | none        | no       | no
            """,
            _change,
        ),
    ),
)
