"""The content check of what speaks against a treatment: rules, interactions, names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .casefile import Case, case_from_dict
from .eligibilityfacts import eligibility_facts
from .errors import ClinicalError, KnowledgeError
from .evaluate import evaluate
from .interactionreport import interactions_in
from .library import Header, Library

WRONG = "Correct the rule or the example."


def eligibility_headers(source: Library) -> Iterator[tuple[str, Header]]:
    """The files of eligibility and interactions, with what they say about themselves."""
    yield from source.eligibility.headers.items()
    yield "medicines.toml", source.pharmacy.header
    yield from source.interactions.headers.items()


def eligibility_examples(source: Library) -> Iterator[KnowledgeError]:
    """Every worked example of these files that does not come out."""
    yield from _rules(source)
    yield from _interactions(source)
    yield from _names(source)


def _rules(source: Library) -> Iterator[KnowledgeError]:
    """Each rule has an example of every outcome that it can have, and each comes out."""
    for rule in source.eligibility.forms:
        for outcome, given in rule.examples.items():
            case = _case(given, rule.file, rule.id)
            if isinstance(case, KnowledgeError):
                yield case
                continue
            got = evaluate(rule.when, eligibility_facts(case, source.eligibility.freshness))
            if got is not outcome:
                yield _wrong(rule.file, f"{rule.id}: {outcome.words}", got.words)


def _interactions(source: Library) -> Iterator[KnowledgeError]:
    """The rules that speak in each example, with their severity."""
    for example in source.interactions.examples:
        case = _case(example.case, example.file, example.title)
        if isinstance(case, KnowledgeError):
            yield case
            continue
        found = interactions_in(source.interactions, case, example.treatment, example.region)
        if found.spoken != example.expect:
            yield _wrong(example.file, example.title, found.spoken)


def _names(source: Library) -> Iterator[KnowledgeError]:
    for example in source.pharmacy.examples:
        match = source.pharmacy.find(example.name)
        got = (match.exact.id if match.exact else "", tuple(one.id for one in match.suggestions))
        if got != (example.expect, example.suggests):
            yield _wrong("medicines.toml", example.title, got)


def _case(given: Mapping[str, object], file: str, title: str) -> Case | KnowledgeError:
    try:
        return case_from_dict(dict(given))
    except ClinicalError as bad:
        return KnowledgeError(file, title, str(bad), "Correct the example.")


def _wrong(file: str, title: str, got: object) -> KnowledgeError:
    return KnowledgeError(file, f"example {title!r}", f"comes out as {got}.", WRONG)
