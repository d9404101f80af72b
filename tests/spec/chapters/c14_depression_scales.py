# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from lightwell.clinical.answers import Answer
from tests.spec.book import Chapter, Row, Section

_SAID = {True: "yes", False: "no", None: "not judged"}


def _answers(text: str) -> list[str | None]:
    """Answers apart from each other; "3x0" is three times 0, a dash is not answered."""
    answers: list[str | None] = []
    for cell in text.split():
        times, _, value = cell.rpartition("x") if "x" in cell else ("1", "", cell)
        answers += [None if value == "-" else value] * int(times)
    return answers


def _score(row: Row) -> Row:
    got = lw.score(row["instrument"], _answers(row["answers"]))
    return {
        "total": "none" if got.total is None else str(got.total),
        "band": got.result or "none",
        "missing": ", ".join(map(str, got.missing)) or "none",
    }


def _safety(row: Row) -> Row:
    made = lw.instrument(row["instrument"])
    number = made.safety_item or 0
    said = None if row["answer"] == "-" else int(row["answer"])
    lowest = [min(item.points) for item in made.items]
    got = lw.score(made.id, [*lowest[: number - 1], said, *lowest[number:]])
    finding = lw.risk_of(got)
    return {
        "item": str(number),
        "total": "none" if got.total is None else str(got.total),
        "suicide item": got.safety,
        "task": finding.level.id if finding else "none",
    }


def _adolescent(row: Row) -> Row:
    words = {"yes": "yes", "no": "no", "-": None}
    answers: list[Answer] = [*[0] * 8, int(row["item 9"])]
    extra = [words[row["past month"]], words[row["ever"]]]
    got = lw.score("phqa", [*answers, "no", 0, *extra])
    finding = lw.risk_of(got)
    return {"safety": got.safety, "task": finding.level.id if finding else "none"}


def _hamd(row: Row) -> Row:
    made = lw.instrument("hamd17")
    total = int(row["total"])
    sets = {one.id: one.bands for one in made.band_sets} | {"apa": made.bands}
    return {
        name: next(band.label for band in sets[name] if band.minimum <= total <= band.maximum)
        for name in ("apa", "zimmerman_2013", "ids_qids")
    }


def _change(row: Row) -> Row:
    got = lw.change_in_score(row["instrument"], int(row["before"]), int(row["now"]))
    return {
        "improvement": "none" if got.percent is None else f"{got.percent:g} %",
        "response": _SAID[got.is_response],
        "remission": _SAID[got.is_remission],
        "reliable": _SAID[got.is_reliable],
        "deterioration": _SAID[got.is_deterioration],
    }


CHAPTER = Chapter(
    "Scales of depression",
    "Beside the PHQ-9 and the MADRS. Where a licence is needed only the scoring is here, and the "
    "items have names of our own. A dash is an item that was not answered; 3x1 is three times 1.",
    (
        Section(
            "QIDS-SR16: the highest item of each domain",
            "Sleep is items 1 to 4, appetite and weight 6 to 9 (6 or 7, and 8 or 9), slowed or "
            "agitated 15 and 16; the others stand alone. The highest answered item of a domain "
            "stands for it; without any answer in a domain there is no total.",
            """
            instrument | answers                         || total | band        | missing
            qids16     | 16x0                            || 0     | none        | none
            qids16     | 16x3                            || 27    | very severe | none
            qids16     | 3x0 3 12x0                      || 3     | none        | none
            qids16     | 3 3 3 3 12x0                    || 3     | none        | none
            qids16     | 4x0 0 2 - - 3 7x0               || 3     | none        | none
            qids16     | 4x0 0 - 2 1 - 7x0               || 2     | none        | none
            qids16     | 4x0 0 2 - - - 7x0               || 2     | none        | 8, 9
            qids16     | - 1 0 0 12x0                    || 1     | none        | 1
            qids16     | 4x- 12x0                        || none  | none        | 1, 2, 3, 4
            qids16     | 4x0 0 4x- 7x0                   || none  | none        | 6, 7, 8, 9
            qids16     | 14x0 - 2                        || 2     | none        | 15
            qids16     | 3 3x0 2 8x0 0 2x0               || 5     | none        | none
            qids16     | 3 3x0 3 8x0 0 2x0               || 6     | mild        | none
            qids16     | 3 3x0 3 3 3x0 1 6x0             || 10    | mild        | none
            qids16     | 3 3x0 3 3 3x0 2 6x0             || 11    | moderate    | none
            qids16     | 3 3x0 3 3 3x0 3 3 0 0 0 2x0     || 15    | moderate    | none
            qids16     | 3 3x0 3 3 3x0 3 3 0 1 0 2x0     || 16    | severe      | none
            qids16     | 3 3x0 3 3 3x0 3 3 0 3 2 2x0     || 20    | severe      | none
            qids16     | 3 3x0 3 3 3x0 3 3 0 3 3 2x0     || 21    | very severe | none
            """,
            _score,
        ),
        Section(
            "MADRS-S, HAM-D17 and BDI-II at their borders",
            "One missing item of the MADRS-S and of the HAM-D17 is filled in by the mean of the "
            "others, never with more than it can score. On the HAM-D17, a weight of 3 means not "
            "assessed, and counts as missing.",
            """
            instrument | answers                || total | band              | missing
            madrs_s    | 6 6 7x0                || 12    | none or very mild | none
            madrs_s    | 6 6 1 6x0              || 13    | mild              | none
            madrs_s    | 6 6 6 1 5x0            || 19    | mild              | none
            madrs_s    | 6 6 6 2 5x0            || 20    | moderate          | none
            madrs_s    | 5x6 4 3x0              || 34    | moderate          | none
            madrs_s    | 5x6 5 3x0              || 35    | severe            | none
            madrs_s    | 9x6                    || 54    | severe            | none
            madrs_s    | 3x2 - 4x2 0            || 16    | mild              | 4
            madrs_s    | 3x2 2x- 3x2 0          || none  | none              | 4, 5
            hamd17     | 4 3 15x0               || 7     | none              | none
            hamd17     | 4 4 15x0               || 8     | mild              | none
            hamd17     | 4 4 4 1 13x0           || 13    | mild              | none
            hamd17     | 4 4 4 2 13x0           || 14    | moderate          | none
            hamd17     | 4 4 4 2 2 2 10x0 0     || 18    | moderate          | none
            hamd17     | 4 4 4 2 2 2 1 10x0     || 19    | severe            | none
            hamd17     | 4 4 4 2 2 2 4 10x0     || 22    | severe            | none
            hamd17     | 4 4 4 2 2 2 4 1 9x0    || 23    | very severe       | none
            hamd17     | 3x4 3x2 5x4 3x2 4 2 2  || 52    | very severe       | none
            hamd17     | 3x4 3x2 5x4 3x2 4 3 2  || 52    | very severe       | 16
            hamd17     | 15x1 3 1               || 17    | moderate          | 16
            hamd17     | 15x1 2x-               || none  | none              | 16, 17
            bdi2       | 13x1 8x0               || 13    | minimal           | none
            bdi2       | 14x1 7x0               || 14    | mild              | none
            bdi2       | 19x1 2x0               || 19    | mild              | none
            bdi2       | 20x1 0                 || 20    | moderate          | none
            bdi2       | 7x2 14x1               || 28    | moderate          | none
            bdi2       | 8x2 13x1               || 29    | severe            | none
            bdi2       | 21x3                   || 63    | severe            | none
            bdi2       | 20x1 -                 || none  | none              | 21
            """,
            _score,
        ),
        Section(
            "One total of the HAM-D17 by three publications",
            "The bands of the American Psychiatric Association are the ones shown; a total is also "
            "told by the two others.",
            """
            total || apa         | zimmerman_2013 | ids_qids
            7     || none        | none           | none
            8     || mild        | mild           | mild
            14    || moderate    | mild           | moderate
            17    || moderate    | moderate       | moderate
            19    || severe      | moderate       | moderate
            20    || severe      | moderate       | severe
            23    || very severe | moderate       | severe
            24    || very severe | severe         | severe
            26    || very severe | severe         | very severe
            """,
            _hamd,
        ),
        Section(
            "PHQ-A, GDS-15 and CGI",
            "The PHQ-A counts nine items, as the PHQ-9; its two further questions about suicide are "
            "missing when they were not asked. On the GDS-15 a no scores on items 1, 5, 7, 11 and "
            "13. On the CGI, 0 means not assessed.",
            """
            instrument | answers                  || total | band              | missing
            phqa       | 9x1 no 0 no no           || 9     | mild              | none
            phqa       | 9x1                      || 9     | mild              | 12, 13
            phqa       | 2x- 7x2 yes 3 no no      || 18    | moderately severe | 1, 2
            phqa       | 3x- 6x2 yes 3 no no      || none  | none              | 1, 2, 3
            gds15      | 15xno                    || 5     | mild              | none
            gds15      | 15xyes                   || 10    | moderate          | none
            gds15      | yes 14xno                || 4     | usual             | none
            gds15      | no 3xyes no yes no 3xyes no yes no 2xyes || 15 | severe | none
            gds15      | 14xno -                  || none  | none              | 15
            cgi_s      | 1                        || 1     | normal            | none
            cgi_s      | 7                        || 7     | among the most extremely ill | none
            cgi_s      | 0                        || none  | none              | 1
            cgi_i      | 4                        || 4     | no change         | none
            cgi_i      | 0                        || none  | none              | 1
            """,
            _score,
        ),
        Section(
            "Their items about suicide",
            "The other items are at their lowest. A value that asks for a C-SSRS in the same "
            "contact raises amber, on the QIDS-SR16 red; the highest ones are red, as on the PHQ-9; not answered is a "
            "task of its own (local policy).",
            """
            instrument | answer || item | total | suicide item | task
            qids16     | 0      || 12   | 0     | none         | none
            qids16     | 1      || 12   | 1     | positive     | none
            qids16     | 2      || 12   | 2     | positive     | red
            qids16     | 3      || 12   | 3     | positive     | red
            qids16     | -      || 12   | none  | unanswered   | watch
            madrs_s    | 3      || 9    | 3     | positive     | none
            madrs_s    | 4      || 9    | 4     | positive     | amber
            madrs_s    | 5      || 9    | 5     | positive     | red
            madrs_s    | 6      || 9    | 6     | positive     | red
            madrs_s    | -      || 9    | none  | unanswered   | watch
            hamd17     | 1      || 3    | 1     | positive     | none
            hamd17     | 2      || 3    | 2     | positive     | amber
            hamd17     | 3      || 3    | 3     | positive     | red
            hamd17     | 4      || 3    | 4     | positive     | red
            hamd17     | -      || 3    | none  | unanswered   | watch
            bdi2       | 1      || 9    | 1     | positive     | amber
            bdi2       | 2      || 9    | 2     | positive     | red
            bdi2       | 3      || 9    | 3     | positive     | red
            bdi2       | -      || 9    | none  | unanswered   | watch
            """,
            _safety,
        ),
        Section(
            "The three questions of the PHQ-A about suicide",
            "Serious thoughts in the past month, or an attempt ever, are red whatever item 9 says.",
            """
            item 9 | past month | ever || safety     | task
            0      | no         | no   || none       | none
            1      | no         | no   || positive   | amber
            2      | no         | no   || positive   | red
            3      | no         | no   || positive   | red
            0      | yes        | no   || positive   | red
            0      | no         | yes  || positive   | red
            1      | no         | yes  || positive   | red
            0      | -          | no   || unanswered | watch
            0      | no         | -    || unanswered | watch
            1      | -          | -    || positive   | amber
            """,
            _adolescent,
        ),
        Section(
            "Change",
            "What no limit with a source is known for is not judged. The CGI-I is itself the "
            "change: it is read as it is now. The percentage of the CGI-S is of what is above 1.",
            """
            instrument | before | now || improvement | response   | remission  | reliable   | deterioration
            qids16     | 20     | 10  || 50 %        | yes        | no         | not judged | not judged
            qids16     | 20     | 5   || 75 %        | yes        | yes        | not judged | not judged
            madrs_s    | 30     | 9   || 70 %        | yes        | yes        | not judged | not judged
            hamd17     | 24     | 12  || 50 %        | yes        | no         | not judged | no
            hamd17     | 24     | 7   || 70.8 %      | yes        | yes        | not judged | no
            hamd17     | 14     | 17  || -21.4 %     | no         | no         | not judged | yes
            bdi2       | 40     | 20  || 50 %        | yes        | not judged | not judged | not judged
            gds15      | 10     | 4   || 60 %        | yes        | yes        | not judged | not judged
            cgi_s      | 5      | 2   || 75 %        | not judged | yes        | not judged | no
            cgi_s      | 4      | 5   || -33.3 %     | not judged | no         | not judged | yes
            cgi_i      | 4      | 2   || 66.7 %      | yes        | no         | not judged | not judged
            cgi_i      | 2      | 3   || -100 %      | no         | no         | not judged | not judged
            cgi_i      | 2      | 1   || 100 %       | yes        | yes        | not judged | not judged
            """,
            _change,
        ),
    ),
)
