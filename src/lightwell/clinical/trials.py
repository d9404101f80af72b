"""The antidepressant history: each trial judged under each definition, and why.

The rules are data (``knowledge/definitions``); this module works out the facts they ask about
and tells apart what surely counts, what may count, and what one fact would change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import evolve, frozen

from . import values
from .additions import together_with
from .casefile import Case, Trial
from .definitions import Definition
from .episodefacts import facts_of_person
from .explain import Explanation, explain
from .facts import Facts
from .judging import first_of_each_drug, judge_trial, reasons
from .library import library
from .reasons import Reason, reasons_to_check
from .stages import Staged, stage_trials
from .trialfacts import reports_on, subjects_of
from .values import Outcome


@frozen
class Reported:
    """Something about a trial that is told although it does not count, with the reason."""

    trial: str
    what: str
    text: str


@frozen
class TrialFinding:
    """One trial under every definition: adequate, failed, counted, and why.

    ``failed`` means adequate and without response; ``counted`` means failed, a treatment of its
    own, and in the current episode.
    """

    trial: Trial
    adequate: Mapping[str, Outcome]
    failed: Mapping[str, Outcome]
    counted: Mapping[str, Outcome]
    why: Mapping[str, tuple[str, ...]]
    explanations: Mapping[str, Explanation]


@frozen
class DefinitionResult:
    """Whether the person has treatment resistance under one definition."""

    definition: Definition
    outcome: Outcome
    counted: tuple[str, ...]
    possible: tuple[str, ...]
    is_recorded: bool
    explanation: Explanation

    @cached_property
    def would_change(self) -> tuple[str, ...]:
        """Each single fact that would change the outcome, worked out when first asked for."""
        if not self.is_recorded:
            return ("No trial is recorded: record every treatment that was tried.",)
        sentences = list(self.explanation.what_would_change())
        if _lacks_one(self.definition, self.explanation):
            sentences.append(
                f"If one more different antidepressant had been {self.definition.one_more}, "
                f"{self.definition.claim} would become met."
            )
        return tuple(sentences)


@frozen
class History:
    """The whole treatment history under every definition, side by side.

    The stagings and the reasons to check are worked out when they are first asked for.
    """

    case: Case
    facts: Facts
    trials: tuple[TrialFinding, ...]
    definitions: Mapping[str, DefinitionResult]
    lost_effect: tuple[str, ...]
    reported: tuple[Reported, ...]

    @cached_property
    def staging(self) -> Mapping[str, Staged]:
        """How far resistance goes by each published staging."""
        return stage_trials(self.case, self.facts, library().stagings)

    @cached_property
    def reasons_to_check(self) -> tuple[Reason, ...]:
        """What may stand behind the failures: found in the case, not found, or to be asked."""
        return reasons_to_check(self.facts, library().reasons)

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "trials": [_finding_as_json(finding) for finding in self.trials],
            "definitions": {
                name: {
                    "outcome": result.outcome.value,
                    "counted": list(result.counted),
                    "possible": list(result.possible),
                    "would_change": list(result.would_change),
                    "provenance": result.definition.provenance_note,
                }
                for name, result in self.definitions.items()
            },
            "staging": {name: one.as_json() for name, one in self.staging.items()},
            "reasons_to_check": [one.as_json() for one in self.reasons_to_check],
            "lost_effect": list(self.lost_effect),
            "reported": [
                {"id": one.trial, "what": one.what, "text": one.text} for one in self.reported
            ],
        }


def _finding_as_json(finding: TrialFinding) -> dict[str, object]:
    return {
        "id": finding.trial.id,
        "adequate": {name: outcome.value for name, outcome in finding.adequate.items()},
        "failed": {name: outcome.value for name, outcome in finding.failed.items()},
        "counted": {name: outcome.value for name, outcome in finding.counted.items()},
        "why": {name: list(lines) for name, lines in finding.why.items()},
    }


def history(case: Case) -> History:
    """Judge every trial of a case under every definition in the library."""
    return judge(case, library().definitions)


def judge(case: Case, definitions: Mapping[str, Definition]) -> History:
    """Judge every trial of a case under the definitions at hand."""
    subjects = subjects_of(case)
    facts = facts_of_person(case, subjects)
    findings = tuple(
        _finding(trial, subject, definitions)
        for trial, subject in zip(case.trials, subjects, strict=True)
    )
    by_id = {trial.id: subject for trial, subject in zip(case.trials, subjects, strict=True)}
    for name in definitions:
        findings = _each_drug_once(findings, name, by_id)
    reported = (*_reported(case.trials, subjects), *_repeats(case.trials, subjects))
    return History(
        case=case,
        facts=facts,
        trials=findings,
        definitions={
            name: _result(definition, facts, findings) for name, definition in definitions.items()
        },
        lost_effect=tuple(one.trial for one in reported if one.what == "lost_effect"),
        reported=reported,
    )


def _each_drug_once(
    findings: tuple[TrialFinding, ...], name: str, subjects: Mapping[str, Facts]
) -> tuple[TrialFinding, ...]:
    """Where one drug was tried more than once, the first trial that counts stands for all."""
    counted = {finding.trial.id: finding.counted[name] for finding in findings}
    others = first_of_each_drug(counted, subjects)
    return tuple(
        _not_again(finding, name, others[finding.trial.id])
        if finding.trial.id in others
        else finding
        for finding in findings
    )


def _not_again(finding: TrialFinding, name: str, other: str) -> TrialFinding:
    why = (f"The same drug as trial {other}, which counts: one drug counts once.",)
    return evolve(
        finding,
        counted={**finding.counted, name: Outcome.NOT_MET},
        why={**finding.why, name: why},
    )


def _reported(trials: tuple[Trial, ...], subjects: tuple[Facts, ...]) -> Iterator[Reported]:
    """What is told of each trial, and which trials were taken at the same time."""
    for place, (trial, subject) in enumerate(zip(trials, subjects, strict=True)):
        for what, text in reports_on(trial, subject):
            yield Reported(trial.id, what, text)
        for other, days in together_with(trial, trials[:place]):
            text = (
                f"{trial.name}: taken together with trial {other} for {days} days; each is judged "
                "on its own. If one was added to the other, record that."
            )
            yield Reported(trial.id, "together", text)


def _repeats(trials: tuple[Trial, ...], subjects: tuple[Facts, ...]) -> Iterator[Reported]:
    """A drug tried more than once is told: it counts once."""
    first: dict[object, Trial] = {}
    for trial, subject in zip(trials, subjects, strict=True):
        ingredient = subject["trial.ingredient"].value
        earlier = first.setdefault(ingredient, trial)
        if ingredient is not None and earlier is not trial:
            text = f"{trial.name}: {ingredient} is also trial {earlier.id}; one drug counts once."
            yield Reported(trial.id, "same_drug", text)


# ------------------------------------------------------------------ one trial


def _finding(trial: Trial, subject: Facts, definitions: Mapping[str, Definition]) -> TrialFinding:
    trees = {name: judge_trial(one, subject) for name, one in definitions.items()}
    outcomes = {name: [child.outcome for child in tree.children] for name, tree in trees.items()}
    return TrialFinding(
        trial=trial,
        adequate={name: parts[0] for name, parts in outcomes.items()},
        failed={name: values.all_of(parts[:2]) for name, parts in outcomes.items()},
        counted={name: tree.outcome for name, tree in trees.items()},
        why={name: reasons(tree) for name, tree in trees.items()},
        explanations=trees,
    )


# ------------------------------------------------------------------ one definition


def _result(
    definition: Definition, facts: Facts, findings: tuple[TrialFinding, ...]
) -> DefinitionResult:
    tree = evolve(
        explain(definition.whole, facts), claim=definition.claim, sources=definition.sources
    )
    return DefinitionResult(
        definition=definition,
        outcome=tree.outcome,
        counted=_ids(findings, definition.id, Outcome.MET),
        possible=_ids(findings, definition.id, Outcome.UNKNOWN),
        is_recorded=bool(findings),
        explanation=tree,
    )


def _ids(findings: tuple[TrialFinding, ...], name: str, outcome: Outcome) -> tuple[str, ...]:
    return tuple(one.trial.id for one in findings if one.counted[name] is outcome)


def _lacks_one(definition: Definition, tree: Explanation) -> bool:
    """Whether one more trial that counts would be enough: nothing else stands in the way."""
    count = tree if definition.person is None else tree.children[0]
    others = () if definition.person is None else tree.children[1:]
    met = [child.outcome for child in count.children].count(Outcome.MET)
    return (
        count.outcome is not Outcome.MET
        and met == definition.rule.number - 1
        and all(one.outcome is Outcome.MET for one in others)
    )
