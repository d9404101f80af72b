"""Check what judges a treatment history: definitions, stagings and reasons, by their examples."""

from __future__ import annotations

from collections.abc import Iterator

from .casefile import Case, case_from_dict
from .definitions import Definition
from .episodefacts import facts_of
from .errors import ClinicalError, KnowledgeError
from .library import Library
from .predicates import Predicate
from .reasons import reasons_to_check
from .reasonsfile import ReasonList
from .stages import stage_trials
from .stagingfile import Staging
from .trials import judge


def wrong(file: str, title: str, got: object) -> KnowledgeError:
    """The fault of a worked example that comes out otherwise."""
    return KnowledgeError(
        file, f"example {title!r}", f"comes out as {got}.", "Correct the rule or the example."
    )


def history_rules(source: Library) -> Iterator[tuple[str, str, Predicate]]:
    """Every rule by which a history is judged, with its file and key."""
    for name, definition in source.definitions.items():
        yield f"definitions/{name}.toml", "rule", definition.whole
    for name, staging in source.stagings.items():
        file = f"staging/{name}.toml"
        yield file, "adequate", staging.where
        for rung in staging.rungs:
            yield file, rung.stage, rung.whole
        for item in staging.items:
            if item.count is not None:
                yield file, item.id, item.count
    for reason in source.reasons.rules:
        for sign in reason.signs:
            yield "rules/reasons.toml", reason.id, sign


def history_examples(source: Library) -> Iterator[KnowledgeError]:
    """Each worked example of a definition, a staging or the reasons that does not come out."""
    for name, definition in source.definitions.items():
        yield from _of_definition(f"definitions/{name}.toml", definition)
    for name, staging in source.stagings.items():
        yield from _of_staging(f"staging/{name}.toml", staging)
    yield from _of_reasons("rules/reasons.toml", source.reasons)


def _case(file: str, title: str, given: object) -> Case | KnowledgeError:
    try:
        return case_from_dict(given)
    except ClinicalError as bad:
        return KnowledgeError(file, f"example {title!r}", str(bad), "Correct it.")


def _of_definition(file: str, definition: Definition) -> Iterator[KnowledgeError]:
    for example in definition.examples:
        case = _case(file, example.title, example.case)
        if isinstance(case, KnowledgeError):
            yield case
            continue
        result = judge(case, {definition.id: definition}).definitions[definition.id]
        if (result.outcome.value, result.counted) != (example.outcome, example.counted):
            yield wrong(file, example.title, f"{result.outcome.value}, {list(result.counted)}")


def _of_staging(file: str, staging: Staging) -> Iterator[KnowledgeError]:
    for example in staging.examples:
        case = _case(file, example.title, example.case)
        if isinstance(case, KnowledgeError):
            yield case
            continue
        facts = facts_of(case)
        staged = stage_trials(case, facts, {staging.id: staging})[staging.id]
        got = {**staged.as_json(), "note": staged.words}
        shown = {key: got.get(key) for key in example.expect}
        if shown != example.expect:
            yield wrong(file, example.title, shown)


def _of_reasons(file: str, listed: ReasonList) -> Iterator[KnowledgeError]:
    for example in listed.examples:
        case = _case(file, example.title, example.case)
        if isinstance(case, KnowledgeError):
            yield case
            continue
        found = reasons_to_check(facts_of(case), listed)
        got = {one.rule.id: one.outcome.value for one in found}
        shown = {key: got.get(key) for key in example.expect}
        if shown != example.expect:
            yield wrong(file, example.title, shown)
