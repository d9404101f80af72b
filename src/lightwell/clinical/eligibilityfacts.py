"""What the rules of eligibility ask about, worked out from a case; a value too old is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from .casefile import Case
from .caserules import OF_WOMEN, age_of
from .episodefacts import facts_of
from .evaluate import evaluate
from .facts import Fact, Facts
from .library import library
from .values import Outcome

RESISTANT = "evaluation.resistant_"
SCALES = ("phq9", "madrs")
RECENT_FOOD_HOURS, RECENT_LIQUID_HOURS = 2, 0.5  # what the condition "fasting" means
BESIDE_IN_EUROPE = ("SSRI", "SNRI")
NOT_ORAL = ("NMDA antagonist", "MAOI, transdermal")  # classes of the drug list that are no tablets
NOT_FOR_MEN = (*OF_WOMEN, "contraception")


def eligibility_facts(case: Case, freshness: Mapping[str, int]) -> Facts:
    """Every fact about eligibility, each with the day it was recorded."""
    known: dict[str, Fact] = {"person.age_years": Fact(age_of(case), case.on)}
    for group, part in (
        ("conditions", case.conditions),
        ("session", case.session),
        ("evaluation", case.evaluation),
    ):
        known |= {f"{group}.{key}": Fact(value, case.on) for key, value in part.items()}
    for key in NOT_FOR_MEN if case.person.get("sex_at_birth") == "male" else ():
        if case.conditions.get(key) is None:
            known[f"conditions.{key}"] = Fact(False, case.on, "taken from the sex at birth")
    known |= _fasting(case)
    known |= _antidepressants(case)
    known |= dict(_resistance(case))
    for name in SCALES:
        known[f"evaluation.{name}"] = _total(case, name, freshness["scale_days"])
    known["evaluation.cssrs_today"] = _cssrs(case, freshness["cssrs_days"])
    known |= _pressure(case, freshness["bp_days"])
    known |= _reviews(case, freshness)
    return Facts(known)


def _fasting(case: Case) -> dict[str, Fact]:
    """Whether food or drink was very recent, from the hours where nobody wrote it down."""
    food = Fact(case.session.get("hours_since_food")).as_span().low
    liquid = Fact(case.session.get("hours_since_clear_liquid")).as_span().low
    if case.conditions.get("fasting") is not None or food is None or liquid is None:
        return {}
    recent = food < RECENT_FOOD_HOURS or liquid < RECENT_LIQUID_HOURS
    return {"conditions.fasting": Fact(recent, case.on, "worked out from the hours")}


def _antidepressants(case: Case) -> dict[str, Fact]:
    """Whether the medicines hold an antidepressant; a list without one says nothing of a plan."""
    wanted = {"evaluation.oral_antidepressant": None, "evaluation.ssri_or_snri": BESIDE_IN_EUROPE}
    open_ = {key: classes for key, classes in wanted.items() if _unsaid(case, key)}
    found: dict[str, Fact] = {}
    for row in case.medicines if open_ else ():
        drug = library().formulary.exact(str(row.get("drug", "")))
        if drug is None or not drug.antidepressant or row.get("stopped_on") is not None:
            continue
        for key, classes in open_.items():
            if drug.drug_class in classes if classes else drug.drug_class not in NOT_ORAL:
                found[key] = Fact(True, case.on, "taken from the list of medicines")
    return found


def _unsaid(case: Case, name: str) -> bool:
    return case.evaluation.get(name.split(".")[1]) is None


def _resistance(case: Case) -> Iterator[tuple[str, Fact]]:
    """Treatment resistance under each definition that a rule asks for, as the trials show it."""
    words = library().dictionary.facts
    asked = [name for name in library().definitions if f"{RESISTANT}{name}" in words]
    for name, outcome in resistance(case, asked).items():
        answer = None if outcome is Outcome.UNKNOWN else outcome is Outcome.MET
        yield f"{RESISTANT}{name}", Fact(answer, case.on)


def resistance(case: Case, names: Iterable[str]) -> dict[str, Outcome]:
    """The outcome of these definitions and no more: the history tells why, when it is asked."""
    facts = facts_of(case)
    return {name: evaluate(library().definitions[name].rule, facts) for name in names}


def _is_fresh(case: Case, day: date | None, limit: int) -> bool:
    """Without the day of the case or of the value nothing is fresh."""
    return case.on is not None and day is not None and (case.on - day).days <= limit


def _last_score(case: Case, name: str) -> tuple[date, object] | None:
    rows = [
        (row["at"], row.get("total"))
        for row in case.scores
        if row.get("instrument") == name and isinstance(row.get("at"), date)
    ]
    return max(rows, key=lambda row: row[0]) if rows else None  # type: ignore[return-value]  # days, as asked above


def _total(case: Case, name: str, limit: int) -> Fact:
    last = _last_score(case, name)
    if last is None or not _is_fresh(case, last[0], limit):
        return Fact()
    return Fact(last[1], last[0])  # type: ignore[arg-type]  # a whole number by the dictionary


def _cssrs(case: Case, limit: int) -> Fact:
    """A C-SSRS has a risk and no total: what counts here is that it was asked."""
    rows = (_last_score(case, one) for one in ("cssrs_screener", "cssrs_since_last_visit"))
    days = [row[0] for row in rows if row is not None and _is_fresh(case, row[0], limit)]
    return Fact(True, max(days)) if days else Fact()


def _pressure(case: Case, limit: int) -> dict[str, Fact]:
    """Both values of the last reading; a value of an older reading never completes it."""
    rows = [row for row in case.vitals if isinstance(row.get("at"), datetime)]
    if not rows:
        return {}
    last = max(rows, key=lambda row: row["at"])
    day = last["at"].date()  # type: ignore[union-attr]  # a time
    if not _is_fresh(case, day, limit):
        return {}
    return {f"evaluation.{name}": Fact(last.get(name), day) for name in ("sbp", "dbp")}


def _reviews(case: Case, freshness: Mapping[str, int]) -> dict[str, Fact]:
    reviewed, weighed = (
        case.evaluation.get(f"{key}_on") for key in ("medicines_reviewed", "weighed")
    )
    known = {}
    if isinstance(reviewed, date) and _is_fresh(case, reviewed, freshness["medicines_days"]):
        known["evaluation.medicines_current"] = Fact(True, reviewed)
    if isinstance(weighed, date) and _is_fresh(case, weighed, freshness["weight_days"]):
        known["evaluation.weight_kg"] = Fact(case.person.get("weight_kg"), weighed)
    return known
