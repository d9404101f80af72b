from datetime import date

import lightwell.clinical as lw
from lightwell.clinical.programme import should_stopping_be_considered
from tests.spec.book import Chapter, Row, Section


def _dates(row: Row) -> Row:
    closed = [date.fromisoformat(row["closed"])] if row["closed"] != "-" else []
    try:
        made = lw.plan(
            "iv-series",
            start=date.fromisoformat(row["start"]),
            per_week=int(row["a week"]),
            closed_days=closed,
        )
    except lw.InvalidInput as refused:
        return {"sessions": "refused: " + str(refused).split(":")[1].strip()}
    return {"sessions": ", ".join(f"{one.on:%d}" for one in made.sessions)}


def _review(row: Row) -> Row:
    review = lw.find_programme("iv-series").review_after(int(row["after"]))
    if review is None:
        return {"choices": "no review", "consider stopping": "-"}
    improved = None if row["improved %"] == "?" else int(row["improved %"])
    found = should_stopping_be_considered(
        review, lw.Facts({"course.improvement_pct": lw.Fact(improved)})
    )
    return {
        "choices": ", ".join(review.choices),
        "consider stopping": found.outcome.words if found else "no rule",
    }


CHAPTER = Chapter(
    "Programme: IV series",
    "Six infusions within three weeks, at least two days from one to the next, reviewed after the "
    "second, fourth and sixth. The dates are a proposal; the prescriber decides at each review.",
    (
        Section(
            "The dates",
            "Each session on its day of the rhythm, or the next open day; weekends are closed. "
            "2 March 2026 is a Monday.",
            """
            start      | a week | closed     || sessions
            2026-03-02 | 2      | -          || 02, 05, 09, 12, 16, 19
            2026-03-02 | 3      | -          || 02, 04, 06, 09, 11, 13
            2026-03-04 | 2      | -          || 04, 09, 11, 16, 18, 23
            2026-03-02 | 2      | 2026-03-05 || 02, 06, 09, 12, 16, 19
            2026-03-02 | 3      | 2026-03-04 || 02, 05, 09, 11, 13, 16
            2026-03-07 | 2      | -          || refused: 2026-03-07 is a closed day
            2026-03-02 | 4      | -          || refused: 4 sessions a week is no rhythm of it
            """,
            _dates,
        ),
        Section(
            "The reviews",
            "Below 25 % of improvement the programme asks whether to stop. Unknown is no reason.",
            """
            after | improved % || choices                                     | consider stopping
            1     | 10         || no review                                   | -
            2     | 10         || continue, change the dose, stop             | no rule
            4     | 24         || continue to six, change the dose, stop      | met
            4     | 25         || continue to six, change the dose, stop      | not met
            4     | ?          || continue to six, change the dose, stop      | unknown
            6     | 24         || maintain, stop, continue by signed decision | met
            6     | 60         || maintain, stop, continue by signed decision | not met
            """,
            _review,
        ),
    ),
)
