"""What a case says of the episode and of the treatment history as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from .casefile import Case
from .facts import Fact, Facts, Span
from .trialfacts import subjects_of

LEVELS = {"subsyndromal": 1, "mild": 2, "moderate": 3}
SEVERE, PSYCHOTIC = 4, 5


def facts_of(case: Case) -> Facts:
    """The same with the trials as recorded, worked out once for a case, whoever asks."""
    done = case.worked_out.get("person")
    if not isinstance(done, Facts):
        done = case.worked_out["person"] = facts_of_person(case, subjects_of(case))
    return done


def facts_of_person(case: Case, subjects: tuple[Facts, ...]) -> Facts:
    """Every fact about the person, the episode and the history, with the trials as a list."""
    known = {
        f"{group}.{key}": Fact(value, case.on)
        for group, part in (
            ("person", case.person),
            ("episode", case.episode),
            ("conditions", case.conditions),
            ("contributors", case.contributors),
        )
        for key, value in part.items()
    }
    known |= {
        "episode.months_begun": Fact(months_begun(case)),
        "episode.severity_level": Fact(_severity(case)),
        "history.one_class_only": Fact(_is_of_one_class(subjects)),
        "history.medication_only": Fact(_is_medication_only(subjects)),
    }
    known |= dict(_last_scores(case))
    return Facts(known, {"trials": subjects})


def months_begun(case: Case) -> int | None:
    """Months of the episode that have begun: twelve months to the day are twelve, not thirteen."""
    start, end = case.episode.get("start"), case.episode.get("end") or case.on
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    return months + (end.day > start.day)


def _severity(case: Case) -> Span | None:
    """The level of severity; of a severe episode that may be psychotic, either of two levels."""
    severity, psychotic = case.episode.get("severity"), case.episode.get("psychotic")
    if severity is None:
        return None
    if severity != "severe":
        return Span.exactly(LEVELS[str(severity)])
    if psychotic is None:
        return Span(SEVERE, PSYCHOTIC)
    return Span.exactly(PSYCHOTIC if psychotic else SEVERE)


def _in_this_episode(subjects: Iterable[Facts]) -> list[Facts]:
    """Trials of this episode, and those that may be."""
    return [one for one in subjects if one["trial.in_current_episode"].value is not False]


def _is_of_one_class(subjects: tuple[Facts, ...]) -> bool | None:
    """Whether all of at least two antidepressants are of one class; one alone says nothing."""
    drugs = [
        one
        for one in _in_this_episode(subjects)
        if one["trial.is_antidepressant"].value is not False
    ]
    sure = [one for one in drugs if one["trial.in_current_episode"].value is True]
    classes = {one["trial.family"].value for one in sure} - {None}
    if len(classes) > 1:
        return False
    if len(sure) < len(drugs) or any(not one["trial.family"].is_known for one in drugs):
        return None
    return True if len({one["trial.ingredient"].value for one in sure}) > 1 else None


def _is_medication_only(subjects: tuple[Facts, ...]) -> bool | None:
    """Whether nothing but drugs is recorded of this episode."""
    trials = _in_this_episode(subjects)
    kinds = {one["trial.kind"].value for one in trials}
    others = [
        one["trial.in_current_episode"].value
        for one in trials
        if one["trial.kind"].value in ("psychotherapy", "lifestyle")
    ]
    if True in others:
        return False
    if not trials or others or None in kinds:
        return None
    return True


def _last_scores(case: Case) -> Iterator[tuple[str, Fact]]:
    """The newest total of each instrument."""
    dated = [row for row in case.scores if isinstance(row.get("at"), date)]
    for row in sorted(dated, key=lambda row: str(row["at"])):
        yield f"score.{row.get('instrument')}", Fact(row.get("total"), row["at"])  # type: ignore[arg-type]  # typed by the dictionary
