# ruff: noqa: E501  (a row of a table is one line)

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section
from tests.spec.chapters.c14_depression_scales import _answers, _change, _score


def _screen(row: Row) -> Row:
    got = lw.score(row["instrument"], _answers(row["answers"]))
    return {
        "total": "none" if got.total is None else str(got.total),
        "screen": str(got.screened),
        "missing": ", ".join(map(str, got.missing)) or "none",
    }


def _alcohol(row: Row) -> Row:
    got = lw.score("audit_c", _answers(row["answers"]))
    return {
        "total": "none" if got.total is None else str(got.total),
        "men, 4": got.signs["men_4"].words,
        "women, 3": got.signs["women_3"].words,
        "act, 5": got.signs["act_5"].words,
    }


def _pattern(row: Row) -> Row:
    got = lw.score("pcl5", _answers(row["answers"]))
    return {
        "total": "none" if got.total is None else str(got.total),
        "pattern": got.signs["dsm5_pattern"].words,
    }


CHAPTER = Chapter(
    "Screens and other scales",
    "Screens say positive or negative, and nothing while a missing answer could still turn them. "
    "A dash is an item that was not answered; 3x1 is three times 1.",
    (
        Section(
            "MDQ",
            "Positive: seven or more of 13, at the same time, and a moderate (2) or serious (3) "
            "problem. The last two are asked after two yes. A positive screen that was not assessed "
            "is unknown to the gates, and holds a start.",
            """
            instrument | answers           || total | screen   | missing
            mdq        | 7xyes 6xno yes 2  || 7     | positive | none
            mdq        | 7xyes 6xno yes 3  || 7     | positive | none
            mdq        | 7xyes 6xno yes 1  || 7     | negative | none
            mdq        | 7xyes 6xno no 3   || 7     | negative | none
            mdq        | 6xyes 7xno yes 3  || 6     | negative | none
            mdq        | 13xno 2x-         || 0     | negative | none
            mdq        | yes 12xno 2x-     || 1     | negative | none
            mdq        | 2xyes 11xno 2x-   || 2     | negative | 14, 15
            mdq        | 7xyes 6xno 2x-    || 7     | unknown  | 14, 15
            mdq        | 7xyes 6xno - 0    || 7     | negative | 14
            mdq        | 6xyes - 6xno yes 2 || none | unknown  | 7
            mdq        | 7xyes - 5xno yes 2 || none | positive | 8
            mdq        | 5xyes - 7xno yes 2 || none | negative | 6
            """,
            _screen,
        ),
        Section(
            "PRIME Screen, revised",
            "Positive: one answer of 6, or three of 5. With exactly two of 5 the published "
            "versions differ, and the screen stays open.",
            """
            instrument | answers     || total | screen   | missing
            prime_r    | 12x0        || 0     | negative | none
            prime_r    | 12x4        || 48    | negative | none
            prime_r    | 5 11x4      || 49    | negative | none
            prime_r    | 5 5 10x0    || 10    | unknown  | none
            prime_r    | 5 5 5 9x0   || 15    | positive | none
            prime_r    | 6 11x0      || 6     | positive | none
            prime_r    | 6 - 10x0    || none  | positive | 2
            prime_r    | - 11x0      || none  | unknown  | 1
            """,
            _screen,
        ),
        Section(
            "PC-PTSD-5, DAST-10",
            "The PC-PTSD-5 begins with a question about an event: after a no the five others are "
            "not asked, and the total is 0. On the DAST-10 only item 3 scores for no.",
            """
            instrument | answers            || total | band                                     | missing
            pc_ptsd5   | no 5x-             || 0     | below 3                                  | none
            pc_ptsd5   | yes 5xno           || 0     | below 3                                  | none
            pc_ptsd5   | yes 2xyes 3xno     || 2     | below 3                                  | none
            pc_ptsd5   | yes 3xyes 2xno     || 3     | positive at 3, the more sensitive cut-off | none
            pc_ptsd5   | yes 4xyes no       || 4     | positive at 4, the more efficient cut-off | none
            pc_ptsd5   | yes 4xyes -        || none  | none                                     | 6
            pc_ptsd5   | - 5x-              || none  | none                                     | 2, 3, 4, 5, 6
            dast10     | 2xno yes 7xno      || 0     | none                                     | none
            dast10     | 10xno              || 1     | low                                      | none
            dast10     | 10xyes             || 9     | severe                                   | none
            dast10     | 2xyes no 7xno      || 3     | moderate                                 | none
            dast10     | 5xyes yes yes 3xno || 6     | substantial                              | none
            dast10     | 2xno - 7xno        || none  | none                                     | 3
            """,
            _score,
        ),
        Section(
            "AUDIT-C",
            "The cut-off depends on the sex at birth; a missing answer leaves open only what it "
            "could turn.",
            """
            answers || total | men, 4  | women, 3 | act, 5
            0 0 0   || 0     | not met | not met  | not met
            2 0 0   || 2     | not met | not met  | not met
            2 1 0   || 3     | not met | met      | not met
            2 1 1   || 4     | met     | met      | not met
            3 1 1   || 5     | met     | met      | met
            4 - 0   || none  | met     | met      | unknown
            0 - 0   || none  | unknown | unknown  | not met
            """,
            _alcohol,
        ),
        Section(
            "The symptom pattern of the PCL-5",
            "One item of B (1 to 5), one of C (6, 7), two of D (8 to 14) and two of E (15 to 20), "
            "each rated 2 or more. It is to be confirmed in an interview.",
            """
            answers                                 || total | pattern
            20x0                                    || 0     | not met
            2 4x0 2 0 2 2 5x0 2 2 4x0               || 12    | met
            2 4x0 2 0 2 6x0 2 2 4x0                 || 10    | not met
            2 4x0 2 0 2 2 5x0 2 5x0                 || 10    | not met
            2 4x0 1 1 2 2 5x0 2 2 4x0               || 12    | not met
            2 4x0 2 0 2 2 5x0 2 - 4x0               || none  | unknown
            2 4x0 2 0 2 2 5x0 2 2 4x-               || none  | met
            """,
            _pattern,
        ),
        Section(
            "Other scales at their borders",
            "The WHO-5 multiplies its sum by 4; the PSS-10 turns items 4, 5, 7 and 8 round; on the "
            "WSAS a blank item 1 means that work does not apply. The RASS is worse towards both "
            "ends.",
            """
            instrument | answers        || total | band                                            | missing
            pcl5       | 10x3 10x0      || 30    | below the published cut-offs                    | none
            pcl5       | 10x3 1 9x0     || 31    | within the published cut-offs (31 to 33)        | none
            pcl5       | 11x3 9x0       || 33    | at or above every usual cut-off (33)            | none
            pcl5       | 19x3 -         || none  | none                                            | 20
            isi        | 7x1            || 7     | no insomnia                                     | none
            isi        | 2 6x1          || 8     | below the threshold of insomnia                 | none
            isi        | 7x2            || 14    | below the threshold of insomnia                 | none
            isi        | 3 6x2          || 15    | moderate                                        | none
            isi        | 7x3            || 21    | moderate                                        | none
            isi        | 4 6x3          || 22    | severe                                          | none
            isi        | 6x3 -          || none  | none                                            | 7
            who5       | 5x0            || 0     | very low: depression is likely                  | none
            who5       | 3 1 1 1 1      || 28    | very low: depression is likely                  | none
            who5       | 4 1 1 1 1      || 32    | low: look for depression                        | none
            who5       | 4 2 2 2 2      || 48    | low: look for depression                        | none
            who5       | 3 3 3 2 2      || 52    | not low                                         | none
            who5       | 5x5            || 100   | not low                                         | none
            who5       | 4x5 -          || none  | none                                            | 5
            shaps      | 2x1 12x0       || 2     | usual                                           | none
            shaps      | 3x1 11x0       || 3     | less joy than usual                             | none
            shaps      | 2x1 10x0 2x-   || 2     | usual                                           | 13, 14
            shaps      | 11x1 3x-       || none  | none                                            | 12, 13, 14
            wsas       | 8 1 3x0        || 9     | below the clinical range                        | none
            wsas       | 8 2 3x0        || 10    | significant                                     | none
            wsas       | 8 8 4 2x0      || 20    | significant                                     | none
            wsas       | 8 8 5 2x0      || 21    | moderately severe or worse                      | none
            wsas       | - 4x4          || 20    | significant                                     | 1
            wsas       | - - 3x4        || none  | none                                            | 1, 2
            wsas       | 4 - 3x4        || none  | none                                            | 2
            pss10      | 10x0           || 16    | moderate                                        | none
            pss10      | 3x0 2x4 0 2x4 2x0 || 0  | low                                             | none
            pss10      | 3x4 2x0 4 2x0 2x4 || 40 | high                                            | none
            ymrs       | 4x3 7x0        || 12    | at most 12                                      | none
            ymrs       | 4x4 8 6x0      || 24    | 13 to 24                                        | none
            ymrs       | 4x4 8 1 5x0    || 25    | severe (25 or more)                             | none
            ymrs       | 10x1 -         || none  | none                                            | 11
            cadss      | 4x1 19x0       || 4     | at most 4                                       | none
            cadss      | 5x1 18x0       || 5     | above 4, as trials count dissociation           | none
            cadss      | 23x4           || 92    | above 4, as trials count dissociation           | none
            rass       | -5             || -5    | sedated                                         | none
            rass       | 0              || 0     | alert and calm                                  | none
            rass       | 4              || 4     | restless or agitated                            | none
            rass       | -              || none  | none                                            | 1
            aldrete    | 5x2            || 10    | pass mark reached (9)                           | none
            aldrete    | 1 4x2          || 9     | pass mark reached (9)                           | none
            aldrete    | 2x1 3x2        || 8     | below the pass mark                             | none
            aldrete    | 4x2 -          || none  | none                                            | 5
            bladder    | 3x0            || 0     | no symptom told                                 | none
            bladder    | 0 0 1          || 1     | a symptom told: test the urine | none
            bladder    | 0 - 0          || none  | none                                            | 2
            """,
            _score,
        ),
        Section(
            "Change",
            "The ISI and the WHO-5 have limits in points; a higher WHO-5 is better. The RASS has "
            "no better direction.",
            """
            instrument | before | now || improvement | response   | remission  | reliable   | deterioration
            isi        | 20     | 12  || 40 %        | yes        | no         | not judged | no
            isi        | 20     | 13  || 35 %        | no         | no         | not judged | no
            isi        | 14     | 7   || 50 %        | no         | yes        | not judged | no
            isi        | 10     | 16  || -60 %       | no         | no         | not judged | yes
            who5       | 40     | 52  || 30 %        | yes        | yes        | not judged | no
            who5       | 40     | 48  || 20 %        | no         | no         | not judged | no
            who5       | 60     | 48  || -20 %       | no         | no         | not judged | yes
            who5       | 0      | 12  || none        | yes        | no         | not judged | no
            pcl5       | 50     | 35  || 30 %        | not judged | not judged | yes        | no
            pcl5       | 50     | 36  || 28 %        | not judged | not judged | no         | no
            pcl5       | 30     | 40  || -33.3 %     | not judged | not judged | no         | yes
            shaps      | 10     | 2   || 80 %        | not judged | yes        | not judged | not judged
            wsas       | 20     | 9   || 55 %        | not judged | yes        | not judged | no
            wsas       | 12     | 20  || -66.7 %     | not judged | no         | not judged | yes
            ymrs       | 24     | 12  || 50 %        | yes        | yes        | not judged | no
            ymrs       | 5      | 12  || -140 %      | no         | yes        | not judged | yes
            cadss      | 10     | 4   || 60 %        | not judged | not judged | not judged | not judged
            rass       | -2     | 0   || none        | not judged | not judged | not judged | not judged
            audit_c    | 6      | 3   || 50 %        | not judged | not judged | not judged | not judged
            """,
            _change,
        ),
    ),
)
