"""What cannot be true of a case: impossible dates and facts that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from .errors import InvalidCase

if TYPE_CHECKING:
    from .casefile import Case, Trial

OLDEST_YEARS = 120
OLDER_FROM = 65  # what the condition "elderly" means


def check_case(case: Case) -> None:
    """Refuse a case whose dates or facts cannot all be true; the first fault is named."""
    _check_birth(case)
    _check_episode(case)
    _check_conditions(case)
    for where, day in _dates(case):
        if case.on is not None and day > case.on:
            raise InvalidCase(
                f"{where}: {day} is after {case.on}, the day of the case: correct it."
            )
    _check_pressures(case)
    _check_ids(case.trials)
    for trial in case.trials:
        _check_trial(trial)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def days_of(case: Case) -> tuple[date, ...]:
    """Every day on which something of this case was so, but for the person's birth."""
    spoken_of = (day for _, day in _dates(case))
    return (*spoken_of, *(day for key in ("start", "end") if (day := _day(case.episode.get(key)))))


def _dates(case: Case) -> Iterator[tuple[str, date]]:
    """Every date that must not lie after the day of the case, with its place in the file."""
    for number, trial in enumerate(case.trials, start=1):
        for position, step in enumerate(trial.steps, start=1):
            where = f"trials[{number}].steps[{position}]"
            if step.start is not None:
                yield f"{where}.start", step.start
            if step.stop is not None:
                yield f"{where}.stop", step.stop
    lists = (
        *(("vitals", "at", case.vitals), ("labs", "at", case.labs), ("scores", "at", case.scores)),
        ("medicines", "stopped_on", case.medicines),
    )
    for key, name, rows in lists:
        for number, row in enumerate(rows, start=1):
            day = _day(row.get(name))
            if day is not None:
                yield f"{key}[{number}].{name}", day
    for key, value in case.evaluation.items():
        day = _day(value)
        if day is not None:
            yield f"evaluation.{key}", day


def _check_birth(case: Case) -> None:
    born, age = _day(case.person.get("birth_date")), case.person.get("age_years")
    if born is None or case.on is None:
        return
    if born > case.on:
        raise InvalidCase(f"person.birth_date: {born} is after {case.on}: correct the year.")
    years = age_on(born, case.on)
    if years > OLDEST_YEARS:
        raise InvalidCase(f"person.birth_date: {born} makes the person {years}: correct the year.")
    if age is not None and age != years:
        raise InvalidCase(
            f"person.age_years: {age} and the date of birth ({years}) disagree: give one of them."
        )


def age_on(born: date, on: date) -> int:
    """Completed years of age on a day; born on 29 February counts from 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_of(case: Case) -> int | None:
    """The age on the day of the case, as recorded or from the date of birth; None is unknown."""
    born, age = _day(case.person.get("birth_date")), case.person.get("age_years")
    if isinstance(age, int):
        return age
    return age_on(born, case.on) if born is not None and case.on is not None else None


OF_WOMEN = ("pregnant", "lactation", "eclampsia")


def _check_conditions(case: Case) -> None:
    """Conditions that the sex at birth or the age of the same case contradicts."""
    stated = case.evaluation.get("pregnancy_stated") is True
    for key in OF_WOMEN:
        said = case.conditions.get(key) is True
        if said and case.person.get("sex_at_birth") == "male" and not stated:
            raise InvalidCase(
                f"conditions.{key}: yes and person.sex_at_birth: male disagree: correct one of "
                "them, or write evaluation.pregnancy_stated = yes."
            )
    age, elderly = age_of(case), case.conditions.get("elderly")
    if age is not None and elderly is not None and elderly != (age >= OLDER_FROM):
        raise InvalidCase(f"conditions.elderly: contradicts the age of {age}: leave it out.")


def _check_episode(case: Case) -> None:
    start, end = _day(case.episode.get("start")), _day(case.episode.get("end"))
    born = _day(case.person.get("birth_date"))
    if start is not None and end is not None and end < start:
        raise InvalidCase(f"episode.end: {end} is before its start {start}: correct one of them.")
    for key, day in (("start", start), ("end", end)):
        if day is not None and case.on is not None and day > case.on:
            raise InvalidCase(f"episode.{key}: {day} is after {case.on}: correct it.")
        if day is not None and born is not None and day < born:
            raise InvalidCase(f"episode.{key}: {day} is before the birth {born}: correct it.")


def _check_pressures(case: Case) -> None:
    for number, row in enumerate(case.vitals, start=1):
        upper, lower = row.get("sbp"), row.get("dbp")
        if isinstance(upper, int) and isinstance(lower, int) and upper <= lower:
            raise InvalidCase(
                f"vitals[{number}].sbp: {upper} is not above the diastolic {lower}: "
                "check that the two are not swapped."
            )


def _check_ids(trials: tuple[Trial, ...]) -> None:
    seen: set[str] = set()
    for number, trial in enumerate(trials, start=1):
        if trial.id in seen:
            raise InvalidCase(
                f"trials[{number}].id: {trial.id!r} is used twice: give each its own."
            )
        seen.add(trial.id)
    for number, trial in enumerate(trials, start=1):
        if trial.augments is not None and trial.augments not in seen - {trial.id}:
            raise InvalidCase(
                f"trials[{number}].augments: there is no other trial {trial.augments!r}: "
                "give the id of the trial that it was added to."
            )


def _check_trial(trial: Trial) -> None:
    where = f"trial {trial.id}"
    if trial.steps and (trial.dose_mg is not None or trial.days is not None):
        raise InvalidCase(f"{where}: has steps and also dose_mg or days: give one or the other.")
    for position, step in enumerate(trial.steps, start=1):
        if step.start is not None and step.stop is not None and step.stop < step.start:
            raise InvalidCase(
                f"{where}, step {position}: stop {step.stop} is before start {step.start}: "
                "correct one of them."
            )
    best, end = trial.best_improvement_pct, trial.improvement_pct
    if best is not None and end is not None and best < end:
        raise InvalidCase(
            f"{where}: best_improvement_pct {best:g} is below improvement_pct {end:g}: "
            "the best is at least that at the end."
        )
