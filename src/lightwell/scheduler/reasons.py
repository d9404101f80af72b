"""Why a series has no place, in words that are true: a rule is named when leaving it out helps."""

from __future__ import annotations

from collections.abc import Collection

from .chain import find_days
from .problem import Problem, Span
from .result import NoProposal, Reason, Rule
from .slots import Slots

RELAXED = tuple(rule for rule in Rule if rule is not Rule.DAYS)


def why_not(problem: Problem, stuck: int) -> NoProposal:
    """Each rule that alone stands in the way; else the fewest that only together do."""
    alone = [rule for rule in RELAXED if _fits(problem, {rule})]
    if alone:
        reasons = tuple(Reason(rules=(one,), words=_alone(problem, one)) for one in alone)
    elif _fits(problem, RELAXED):
        together = _together(problem)
        needs = [_need(problem, one) for one in together]
        listed = f"{', '.join(needs[:-1])} and {needs[-1]}"
        words = f"Only all of this together would make room: {listed}."
        reasons = (Reason(rules=together, words=words),)
    else:
        reasons = (Reason(rules=(Rule.DAYS,), words=_days(problem)),)
    return NoProposal(first_without=stuck, reasons=reasons)


def _fits(problem: Problem, without: Collection[Rule]) -> bool:
    """Whether every session has a place when some rules are not asked."""
    starts = Slots(problem, without).starts
    return find_days(problem, {one.day for one in starts}, without).stuck is None


def _together(problem: Problem) -> tuple[Rule, ...]:
    """Take rules back in one after another; those that cannot come back are the reason."""
    left_out = set(RELAXED)
    for rule in RELAXED:
        if _fits(problem, left_out - {rule}):
            left_out.remove(rule)
    return tuple(rule for rule in RELAXED if rule in left_out)


def _alone(problem: Problem, rule: Rule) -> str:
    """What stands in the way, in one sentence."""
    rules, sites = problem.rules, problem.sites
    nurses = [span for site in sites for one in site.nurses for span in one.shifts]
    on_site = [span for site in sites for span in site.on_site]
    therapists = [span for site in sites for one in site.therapists for span in one.shifts]
    return {
        Rule.CHAIR: "No chair is free at the times that would otherwise fit."
        if any(site.chairs for site in sites)
        else f"There is no chair at {_here(problem)}.",
        Rule.NURSE: "No nurse has room at the times that would otherwise fit."
        if _has(problem, nurses)
        else f"No nurse has hours {_looked(problem)}.",
        Rule.PRESCRIBER: "No prescriber is on site at the times that would otherwise fit."
        if _has(problem, on_site)
        else f"No prescriber has hours {_looked(problem)}.",
        Rule.THERAPIST: "No therapist is there and free at the times that would otherwise fit."
        if _has(problem, therapists)
        else f"No therapist has hours {_looked(problem)}.",
        Rule.CLOSED: (
            f"{'The' if len(sites) == 1 else 'A'} location is closed at the times that would "
            "otherwise fit."
        ),
        Rule.PERSON: "The person has other appointments at the times that would otherwise fit.",
        Rule.SPACING: (
            f"The sessions do not fit with at least {_day_count(rules.min_gap_days)} "
            "from one to the next."
        ),
        Rule.LENGTH: (
            f"The sessions do not fit into the {_day_count(rules.within_days)} that the programme "
            "gives the series."
        ),
    }[rule]


def _here(problem: Problem) -> str:
    return "this location" if len(problem.sites) == 1 else "any of these locations"


def _need(problem: Problem, rule: Rule) -> str:
    """What would have to be there, as one of several things."""
    rules = problem.rules
    return {
        Rule.CHAIR: "a free chair",
        Rule.NURSE: "a nurse who is there and has room",
        Rule.PRESCRIBER: "a prescriber on site",
        Rule.THERAPIST: "a therapist who is there and free",
        Rule.CLOSED: "a day that is now closed",
        Rule.PERSON: "another time for the person's other appointments",
        Rule.SPACING: f"fewer than {_day_count(rules.min_gap_days)} between sessions",
        Rule.LENGTH: f"more than {_day_count(rules.within_days)} for the series",
    }[rule]


def _days(problem: Problem) -> str:
    stays = " around those that stay" if problem.fixed else ""
    return f"There are not enough days {_looked(problem)} for the sessions{stays}."


def _looked(problem: Problem) -> str:
    return f"from {problem.first_day:%d-%b-%Y} to {problem.last_day:%d-%b-%Y}"


def _has(problem: Problem, spans: Collection[Span]) -> bool:
    """Whether any of it lies in the time that is looked at."""
    slots = Slots(problem)
    ends = slots.moment(max(1, slots.count))
    return any(one.meets(Span(slots.begins, ends)) for one in spans)


def _day_count(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"
