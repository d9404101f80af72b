from lightwell.clinical import Outcome
from lightwell.clinical.values import all_of, any_of, at_least, none_of
from tests.spec.book import Chapter, Row, Section


def _outcome(words: str) -> Outcome:
    return Outcome(words.replace(" ", "_"))


def _pair(row: Row) -> Row:
    one, other = _outcome(row["one"]), _outcome(row["other"])
    return {
        "all of": all_of((one, other)).words,
        "any of": any_of((one, other)).words,
        "none of": none_of((one, other)).words,
    }


def _count(row: Row) -> Row:
    outcomes = [_outcome(words) for words in row["outcomes"].split(", ")]
    return {"at least two": at_least(2, outcomes).words}


CHAPTER = Chapter(
    "Three values",
    "Every clinical question has three answers. Unknown is never counted as met, and it is never "
    "counted as not met: it stays unknown unless something known already decides.",
    (
        Section(
            "Two claims together",
            "One claim known to fail decides *all of*; one claim known to hold decides *any of*.",
            """
            one     | other   || all of  | any of  | none of
            met     | met     || met     | met     | not met
            met     | not met || not met | met     | not met
            met     | unknown || unknown | met     | not met
            not met | met     || not met | met     | not met
            not met | not met || not met | not met | met
            not met | unknown || not met | unknown | unknown
            unknown | met     || unknown | met     | not met
            unknown | not met || not met | unknown | unknown
            unknown | unknown || unknown | unknown | unknown
            """,
            _pair,
        ),
        Section(
            "Counting",
            "Enough that surely hold is met; too few even with every unknown one is not met.",
            """
            outcomes                   || at least two
            met, met                   || met
            met, met, unknown          || met
            met, unknown               || unknown
            unknown, unknown           || unknown
            met, not met               || not met
            unknown, not met           || not met
            not met, not met, not met  || not met
            """,
            _count,
        ),
    ),
)
