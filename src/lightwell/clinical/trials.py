"""The antidepressant history: each trial judged under each definition, and why.

The rules are data (``knowledge/definitions``); this module works out the facts they ask about
and tells apart what surely counts, what may count, and what one fact would change.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from . import values
from .casefile import Case, Trial
from .definitions import Definition
from .explain import Explanation, explain
from .facts import Facts
from .library import library
from .trialfacts import facts_about, reports_on
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
    would_change: tuple[str, ...]
    explanation: Explanation


@frozen
class History:
    """The whole treatment history under every definition, side by side."""

    trials: tuple[TrialFinding, ...]
    definitions: Mapping[str, DefinitionResult]
    lost_effect: tuple[str, ...]
    reported: tuple[Reported, ...]

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
    subjects = tuple(facts_about(trial, case.on) for trial in case.trials)
    findings = _each_drug_once(
        tuple(
            _finding(trial, subject, definitions)
            for trial, subject in zip(case.trials, subjects, strict=True)
        ),
        subjects,
    )
    facts = Facts(lists={"trials": subjects})
    results = {
        name: _result(definition, facts, findings) for name, definition in definitions.items()
    }
    reported = [
        Reported(trial.id, what, text)
        for trial, subject in zip(case.trials, subjects, strict=True)
        for what, text in reports_on(trial, subject)
    ]
    reported += _repeats(case.trials, subjects)
    return History(
        trials=findings,
        definitions=results,
        lost_effect=tuple(one.trial for one in reported if one.what == "lost_effect"),
        reported=tuple(reported),
    )


def _each_drug_once(
    findings: tuple[TrialFinding, ...], subjects: tuple[Facts, ...]
) -> tuple[TrialFinding, ...]:
    """Where one drug was tried more than once, the first trial that counts stands for all."""
    counting: dict[tuple[object, str], str] = {}
    for finding, subject in zip(findings, subjects, strict=True):
        for name, outcome in finding.counted.items():
            if outcome is Outcome.MET:
                key = (subject["trial.ingredient"].value, name)
                counting.setdefault(key, finding.trial.id)
    return tuple(
        _once(finding, subject["trial.ingredient"].value, counting)
        for finding, subject in zip(findings, subjects, strict=True)
    )


def _once(
    finding: TrialFinding, ingredient: object, counting: Mapping[tuple[object, str], str]
) -> TrialFinding:
    counted, why = dict(finding.counted), dict(finding.why)
    for name, outcome in finding.counted.items():
        other = counting.get((ingredient, name), finding.trial.id)
        if other != finding.trial.id and outcome is not Outcome.NOT_MET:
            counted[name] = Outcome.NOT_MET
            why[name] = (f"The same drug as trial {other}, which counts: one drug counts once.",)
    return evolve(finding, counted=counted, why=why)


def _repeats(trials: tuple[Trial, ...], subjects: tuple[Facts, ...]) -> list[Reported]:
    """A drug tried more than once is told: it counts once."""
    first: dict[object, Trial] = {}
    told = []
    for trial, subject in zip(trials, subjects, strict=True):
        ingredient = subject["trial.ingredient"].value
        earlier = first.setdefault(ingredient, trial)
        if ingredient is not None and earlier is not trial:
            text = f"{trial.name}: {ingredient} is also trial {earlier.id}; one drug counts once."
            told.append(Reported(trial.id, "same_drug", text))
    return told


# ------------------------------------------------------------------ one trial


def _finding(trial: Trial, subject: Facts, definitions: Mapping[str, Definition]) -> TrialFinding:
    trees = {name: _explain_trial(one, subject) for name, one in definitions.items()}
    outcomes = {name: [child.outcome for child in tree.children] for name, tree in trees.items()}
    return TrialFinding(
        trial=trial,
        adequate={name: parts[0] for name, parts in outcomes.items()},
        failed={name: values.all_of(parts[:2]) for name, parts in outcomes.items()},
        counted={name: tree.outcome for name, tree in trees.items()},
        why={name: _why(tree) for name, tree in trees.items()},
        explanations=trees,
    )


def _explain_trial(definition: Definition, subject: Facts) -> Explanation:
    """The tree of one trial: its three branches are adequate, failed and eligible."""
    tree = explain(definition.rule.where, subject)
    names = ("adequate", "no response", "a treatment of its own in this episode")
    branches = tuple(
        evolve(child, claim=f"{subject.name}: {name}")
        for child, name in zip(tree.children, names, strict=True)
    )
    return evolve(
        tree, claim=f"{subject.name} counts", children=branches, sources=definition.sources
    )


def _why(tree: Explanation) -> tuple[str, ...]:
    """What decides the trial: every claim that fails, else every unknown one, else all of them."""
    if tree.outcome is Outcome.MET:
        return tuple(_sentence(claim) for claim, _ in _settled(tree))
    return tuple(
        _sentence(claim if outcome is not Outcome.UNKNOWN else f"it is not known whether {claim}")
        for claim, outcome in _settled(tree)
        if outcome is tree.outcome
    )


def _settled(tree: Explanation, *, turned: bool = False) -> list[tuple[str, Outcome]]:
    """Each leaf as the rule sees it: what is recorded in words, and whether it helps the claim."""
    if tree.combine != "leaf":
        inner = turned != (tree.combine == "none")
        return [found for child in tree.children for found in _settled(child, turned=inner)]
    told = tree.denial if tree.outcome is Outcome.NOT_MET else tree.claim
    value = tree.evidence[0].value
    if tree.outcome is not Outcome.UNKNOWN and value not in ("yes", "no"):
        told = f"{told} (recorded: {value})"
    return [(told, ~tree.outcome if turned else tree.outcome)]


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."


# ------------------------------------------------------------------ one definition


def _result(
    definition: Definition, facts: Facts, findings: tuple[TrialFinding, ...]
) -> DefinitionResult:
    tree = evolve(
        explain(definition.rule, facts), claim=definition.claim, sources=definition.sources
    )
    return DefinitionResult(
        definition=definition,
        outcome=tree.outcome,
        counted=_ids(findings, definition.id, Outcome.MET),
        possible=_ids(findings, definition.id, Outcome.UNKNOWN),
        would_change=_would_change(definition, tree),
        explanation=tree,
    )


def _ids(findings: tuple[TrialFinding, ...], name: str, outcome: Outcome) -> tuple[str, ...]:
    return tuple(one.trial.id for one in findings if one.counted[name] is outcome)


def _would_change(definition: Definition, tree: Explanation) -> tuple[str, ...]:
    if not tree.children:
        return ("No trial is recorded: record every treatment that was tried.",)
    sentences = list(tree.what_would_change())
    met = [child.outcome for child in tree.children].count(Outcome.MET)
    if tree.outcome is not Outcome.MET and met == definition.rule.number - 1:
        sentences.append(
            "If one more different antidepressant had been tried in the current episode, at its "
            "label minimum dose or more, for long enough, taken as prescribed and without a "
            f"response, {definition.claim} would become met."
        )
    return tuple(sentences)
