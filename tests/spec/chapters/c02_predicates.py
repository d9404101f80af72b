import tomllib

from lightwell.clinical import Fact, Facts, Span
from lightwell.clinical.evaluate import evaluate
from lightwell.clinical.predicates import parse
from tests.spec.book import Chapter, Row, Section


def _fact(text: str) -> Fact:
    if text == "not recorded":
        return Fact()
    if text in ("yes", "no"):
        return Fact(text == "yes")
    if text.startswith("at least "):
        return Fact(Span(float(text.removeprefix("at least "))))
    if text.startswith("at most "):
        return Fact(Span(None, float(text.removeprefix("at most "))))
    if " to " in text:
        low, high = text.split(" to ")
        return Fact(Span(float(low), float(high)))
    return Fact(float(text) if text.lstrip("-").isdigit() else text)


def _claim(row: Row) -> Row:
    rule = parse(tomllib.loads(f"rule = {row['claim']}")["rule"])
    return {"outcome": evaluate(rule, Facts({"x": _fact(row["x"])})).words}


def _two_facts(row: Row) -> Row:
    rule = parse({"at_least": {"fact": "dose", "than": "minimum"}})
    facts = Facts({"dose": _fact(row["dose"]), "minimum": _fact(row["minimum"])})
    return {"dose is at least the minimum": evaluate(rule, facts).words}


CHAPTER = Chapter(
    "Claims about facts",
    "A rule is built from twelve kinds of claim. Each is written as a table in the knowledge "
    "files; there is no code in them.",
    (
        Section(
            "Yes and no",
            "A fact that is not recorded is unknown, not a no.",
            """
            claim               | x            || outcome
            { is_true = "x" }   | yes          || met
            { is_true = "x" }   | no           || not met
            { is_true = "x" }   | not recorded || unknown
            { none_of = [{ is_true = "x" }] } | yes          || not met
            { none_of = [{ is_true = "x" }] } | no           || met
            { none_of = [{ is_true = "x" }] } | not recorded || unknown
            """,
            _claim,
        ),
        Section(
            "Choices",
            "",
            """
            claim                                          | x            || outcome
            { equals = { fact = "x", value = "taken" } }   | taken        || met
            { equals = { fact = "x", value = "taken" } }   | partial      || not met
            { equals = { fact = "x", value = "taken" } }   | not recorded || unknown
            { one_of = { fact = "x", values = ["a", "b"] } } | b          || met
            { one_of = { fact = "x", values = ["a", "b"] } } | c          || not met
            """,
            _claim,
        ),
        Section(
            "Numbers",
            "A bound belongs to *at least*, *at most* and *between*, and not to *above* and "
            "*below*. A number that is only half known decides where its bounds decide.",
            """
            claim                                     | x           || outcome
            { at_least = { fact = "x", value = 42 } } | 42          || met
            { at_least = { fact = "x", value = 42 } } | 41          || not met
            { at_least = { fact = "x", value = 42 } } | at least 50 || met
            { at_least = { fact = "x", value = 42 } } | at least 20 || unknown
            { at_least = { fact = "x", value = 42 } } | at most 30  || not met
            { at_most = { fact = "x", value = 25 } }  | 25          || met
            { at_most = { fact = "x", value = 25 } }  | 26          || not met
            { at_most = { fact = "x", value = 25 } }  | not recorded || unknown
            { above = { fact = "x", value = 140 } }   | 140         || not met
            { above = { fact = "x", value = 140 } }   | 141         || met
            { below = { fact = "x", value = 50 } }    | 49          || met
            { below = { fact = "x", value = 50 } }    | 50          || not met
            { between = { fact = "x", low = 5, high = 9 } } | 5     || met
            { between = { fact = "x", low = 5, high = 9 } } | 9     || met
            { between = { fact = "x", low = 5, high = 9 } } | 10    || not met
            { between = { fact = "x", low = 5, high = 9 } } | 4 to 6 || unknown
            """,
            _claim,
        ),
        Section(
            "One fact against another",
            "Where a minimum dose depends on something that is not recorded, the doses between "
            "its two ends are neither adequate nor inadequate.",
            """
            dose | minimum  || dose is at least the minimum
            50   | 50       || met
            49   | 50       || not met
            60   | 45 to 90 || unknown
            90   | 45 to 90 || met
            44   | 45 to 90 || not met
            50   | not recorded || unknown
            """,
            _two_facts,
        ),
    ),
)
