"""The evaluation as a list of steps: how much of each is known, who recorded it and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen
from django.urls import reverse
from django.utils import timezone

from lightwell.clinic.presenters.history import YES_NO
from lightwell.clinic.presenters.lists import ShownList
from lightwell.clinical.library import library
from lightwell.clinical.products import Product, name_of
from lightwell.kit.dates import staff_date, staff_time
from lightwell.kit.lists import Column, SummaryRow, Table, Task
from lightwell.kit.words import NOT_RECORDED
from lightwell.records.entries import Line
from lightwell.records.evaluation import STEPS, Step, label
from lightwell.records.queries import facts as queries
from lightwell.records.queries.facts import Fact

if TYPE_CHECKING:
    from lightwell.records.models import Patient

NOT_KNOWN = "Not known"
SOURCES = {
    "patient": "the patient says so",
    "clinician": "examined or judged here",
    "chart": "chart or report from elsewhere",
}


@frozen
class Progress:
    """How far the questions of the evaluation are answered."""

    known: int
    of: int

    @property
    def words(self) -> str:
        """ "12 of 43 known": the count that a page opens with."""
        return f"{self.known} of {self.of} known"


def progress(facts: Sequence[Fact], steps: Iterable[Step] = STEPS) -> Progress:
    """How many facts of these steps are known; "not known" does not count as known."""
    stands = queries.standing(facts)
    asked = [(name, "") for step in steps if not step.many for name in step.facts]
    known = [one for one in asked if one in stands and stands[one].value is not None]
    return Progress(len(known), len(asked))


def tasks(
    patient: Patient, facts: Sequence[Fact], lines: Sequence[Line], both: Sequence[ShownList]
) -> list[Task]:
    """Every step with its state and the page where it is done, in any order."""
    return [
        _history(patient, lines),
        *(_task(patient, step, facts) for step in STEPS),
        *(
            Task(
                text=one.heading,
                status=one.state,
                tone=one.tone,
                url=reverse("clinic:medicines", args=[patient.uid]),
            )
            for one in both
        ),
    ]


def _history(patient: Patient, lines: Sequence[Line]) -> Task:
    verified = sum(line.pending is None for line in lines)
    return Task(
        text="Past treatments",
        status=f"{verified} of {len(lines)} verified" if lines else NOT_RECORDED,
        tone="calm" if lines and verified == len(lines) else "waiting",
        url=reverse("clinic:treatments", args=[patient.uid]),
    )


def _task(patient: Patient, step: Step, facts: Sequence[Fact]) -> Task:
    mine = of_step(step, facts)
    last = max(mine, key=lambda fact: fact.id, default=None)
    status, is_done = _state(step, mine)
    return Task(
        text=step.title,
        status=status,
        tone="calm" if is_done else "waiting",
        url=reverse("clinic:evaluate-step", args=[patient.uid, step.slug]),
        hint=f"{last.by_name}, {_moment(last.at)}" if last else "",
    )


def _state(step: Step, mine: Sequence[Fact]) -> tuple[str, bool]:
    if step.many:
        number = len(queries.case_parts(mine, UTC).get("labs", ()))
        noun = "result" if number == 1 else "results"
        return (f"{number} {noun}" if number else NOT_RECORDED), bool(number)
    count = progress(mine, [step])
    return count.words, count.known == count.of


def of_step(step: Step, facts: Iterable[Fact]) -> list[Fact]:
    """The recorded facts that this step asks for, oldest first."""
    return [fact for fact in facts if fact.name in step.facts]


def beside(step: Step, facts: Iterable[Fact]) -> dict[str, str]:
    """What is recorded now, to stand next to each empty box, with its date and who recorded it."""
    if step.many:
        return {}
    return {
        fact.name: f"Recorded: {value(fact.name, fact.value)}, "
        f"{staff_date(fact.observed_on)}, {fact.by_name}"
        for fact in queries.standing(of_step(step, facts)).values()
    }


def rows(step: Step, facts: Iterable[Fact]) -> list[SummaryRow]:
    """What stands, for those who read and do not record."""
    if step.many:
        stands = queries.standing(of_step(step, facts)).values()
        return [SummaryRow(key=one.about, value=_dated(one)) for one in stands]
    found = {name: fact for (name, _), fact in queries.standing(of_step(step, facts)).items()}
    return [
        SummaryRow(key=label(entry), value=_dated(found[name]) if name in found else NOT_RECORDED)
        for name, entry in step.definitions.items()
    ]


def _dated(fact: Fact) -> str:
    return f"{value(fact.name, fact.value, fact.unit)} ({staff_date(fact.observed_on)})"


def of_record(found: Iterable[tuple[Product, Mapping[str, Any]]]) -> list[SummaryRow]:
    """What the record knows of dosing at home, by formulation: it counts before what is typed."""
    return [
        SummaryRow(
            key=f"{name_of(product)}: {label(library().dictionary.facts[f'evaluation.{name}'])}",
            value=value(f"evaluation.{name}", known),
        )
        for product, told in found
        for name, known in told.items()
    ]


def trail(step: Step, facts: Iterable[Fact]) -> Table | None:
    """Everything that was recorded on this step, the newest first; nothing is overwritten."""
    mine = sorted(of_step(step, facts), key=lambda fact: -fact.id)
    if not mine:
        return None
    heads = ("Fact", "Value", "Found", "How it is known", "Recorded", "Reason for a change")
    return Table(
        caption=f"{len(mine)} recorded, newest first",
        columns=[Column(text=one) for one in heads],
        rows=[_trail_row(fact) for fact in mine],
    )


def _trail_row(fact: Fact) -> list[str]:
    found = _moment(fact.observed_at) if fact.observed_at else staff_date(fact.observed_on)
    return [
        fact.about or label(library().dictionary.facts[fact.name]),
        value(fact.name, fact.value, fact.unit),
        found,
        SOURCES[fact.source].capitalize(),
        f"{fact.by_name}, {_moment(fact.at)}",
        fact.reason or "None",
    ]


def value(name: str, found: Any, unit: str = "") -> str:
    """A value in words with its unit."""
    entry = library().dictionary.facts[name]
    if found is None:
        return NOT_KNOWN
    match entry.type:
        case "yes_no":
            return YES_NO[found]
        case "choice":
            return str(found).replace("_", " ").capitalize()
        case "date":
            return staff_date(date.fromisoformat(found))
        case "number" | "integer":
            return f"{found:g}{f' {unit}' if name == 'lab.value' else entry.unit_words}"
        case _:
            return str(found)


def differences(mine: Mapping[str, Any], theirs: Sequence[Fact]) -> list[tuple[str, str, str]]:
    """What somebody else saved and what was typed, for the page after a conflict."""
    return [
        (
            fact.about or label(library().dictionary.facts[fact.name]),
            value(fact.name, fact.value, fact.unit),
            value(fact.name, mine[fact.name], fact.unit),
        )
        for fact in theirs
    ]


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{staff_date(local)} {staff_time(local)}"
