"""The antidepressant history: each trial judged under each definition, and why.

The rules are data (``knowledge/definitions``); this module works out the facts they ask about
and tells apart what surely counts, what may count, and what one fact would change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from .additions import together_with
from .casefile import Case, Trial
from .definitions import Definition
from .episodefacts import facts_of
from .evaluate import evaluate
from .explain import Explanation, explain
from .facts import Facts
from .judging import first_of_each_drug, judge_trial, reasons
from .library import library
from .reasons import Reason, reasons_to_check
from .stages import Staged, stage_trials
from .trialfacts import reports_on
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
    own, and in the current episode. ``again`` names, by definition, the earlier trial of the same
    drug that counts instead. The reasons are worked out when somebody asks.
    """

    trial: Trial
    adequate: Mapping[str, Outcome]
    failed: Mapping[str, Outcome]
    counted: Mapping[str, Outcome]
    again: Mapping[str, str]
    facts: Facts = field(repr=False)
    definitions: Mapping[str, Definition] = field(repr=False)

    @cached_property
    def explanations(self) -> Mapping[str, Explanation]:
        """The tree of this trial under each definition."""
        return {name: judge_trial(one, self.facts) for name, one in self.definitions.items()}

    @cached_property
    def why(self) -> Mapping[str, tuple[str, ...]]:
        """What decides, in sentences, under each definition."""
        return {
            name: (
                f"The same drug as trial {self.again[name]}, which counts: one drug counts once.",
            )
            if name in self.again
            else reasons(tree)
            for name, tree in self.explanations.items()
        }


@frozen
class DefinitionResult:
    """Whether the person has treatment resistance under one definition."""

    definition: Definition
    outcome: Outcome
    counted: tuple[str, ...]
    possible: tuple[str, ...]
    is_recorded: bool
    facts: Facts = field(repr=False)

    @cached_property
    def explanation(self) -> Explanation:
        """Why the outcome is what it is, worked out when somebody asks."""
        one = self.definition
        return evolve(explain(one.whole, self.facts), claim=one.claim, sources=one.sources)

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
    facts = facts_of(case)
    subjects = facts.each("trials")
    findings = _findings(case.trials, subjects, definitions)
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


def _findings(
    trials: tuple[Trial, ...], subjects: tuple[Facts, ...], definitions: Mapping[str, Definition]
) -> tuple[TrialFinding, ...]:
    """Every trial judged; of one drug tried again, the first that counts stands for all."""
    by_id = {trial.id: subject for trial, subject in zip(trials, subjects, strict=True)}
    again = {
        name: first_of_each_drug(
            {trial: evaluate(one.where, subject) for trial, subject in by_id.items()}, by_id
        )
        for name, one in definitions.items()
    }
    return tuple(
        _finding(trial, subject, definitions, again)
        for trial, subject in zip(trials, subjects, strict=True)
    )


def _finding(
    trial: Trial,
    subject: Facts,
    definitions: Mapping[str, Definition],
    again: Mapping[str, Mapping[str, str]],
) -> TrialFinding:
    adequate = {name: evaluate(one.adequate, subject) for name, one in definitions.items()}
    failed = {name: evaluate(one.failed, subject) for name, one in definitions.items()}
    return TrialFinding(
        trial=trial,
        adequate=adequate,
        failed={name: adequate[name] & failed[name] for name in definitions},
        counted={
            name: Outcome.NOT_MET if trial.id in again[name] else evaluate(one.where, subject)
            for name, one in definitions.items()
        },
        again={name: others[trial.id] for name, others in again.items() if trial.id in others},
        facts=subject,
        definitions=definitions,
    )


# ------------------------------------------------------------------ one definition


def _result(
    definition: Definition, facts: Facts, findings: tuple[TrialFinding, ...]
) -> DefinitionResult:
    return DefinitionResult(
        definition=definition,
        outcome=evaluate(definition.whole, facts),
        counted=_ids(findings, definition.id, Outcome.MET),
        possible=_ids(findings, definition.id, Outcome.UNKNOWN),
        is_recorded=bool(findings),
        facts=facts,
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
