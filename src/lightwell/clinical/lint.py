"""Check every knowledge file: it loads, its reviews are in date, and its examples come out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from .care import CommonCare
from .casefile import case_from_dict
from .contradictions import contradiction_in
from .dosing import example_outcome
from .eligibilitylint import eligibility_examples, eligibility_headers
from .errors import ClinicalError, KnowledgeError
from .flags import priorities_of
from .formulary import NameExample
from .gates import Gate
from .guidancelint import guidance_headers, overdue_numbers
from .historylint import history_examples, history_rules, wrong
from .instrumentrules import rules_of
from .library import Header, Library
from .predicates import Predicate
from .questionnaires import Instrument
from .scoring import score_with
from .session import session_facts
from .ways import narrowed


@frozen
class Report:
    """What the check found; nothing may be used while there is a problem."""

    files: int
    examples: int
    problems: tuple[str, ...]


def check(source: Library, on: date | None = None) -> Report:
    """Check a whole library; with a day, also that no review is overdue on it."""
    try:
        loaded = list(headers(source))
    except KnowledgeError as fault:  # nothing can be said about the rest before it loads
        return Report(0, 0, (str(fault),))
    faults = (
        *_overdue(loaded, on),
        *overdue_numbers(source, on),
        *_contradictions(source),
        *_unheard(source),
        *_unread(source),
        *_named_twice(source),
        *_failing_examples(source),
    )
    sources_file = 1
    return Report(
        len(loaded) + sources_file, _count_examples(source), tuple(str(fault) for fault in faults)
    )


COMMON_CARE = ("life_stages", "long_term_checks", "take_home")


def headers(source: Library) -> Iterator[tuple[str, Header]]:
    """Every knowledge file with what it says about itself; reading them all proves they load."""
    yield "dictionary.toml", source.dictionary.header
    yield "drugs.toml", source.formulary.header
    yield "augmentation.toml", source.courses.header
    for name, made in source.instruments.items():
        yield f"instruments/{name}.toml", made.header
    for name, definition in source.definitions.items():
        yield f"definitions/{name}.toml", definition.header
    for name, staging in source.stagings.items():
        yield f"staging/{name}.toml", staging.header
    yield "billing.toml", source.billing.header
    yield "rules/reasons.toml", source.reasons.header
    yield "rules/risk.toml", source.risk.header
    yield "rules/dosing.toml", source.dosing.header
    yield "rules/domains.toml", source.domains.header
    yield "rules/flags.toml", source.flags.header
    for name, gate in source.gates.items():
        yield f"rules/{name}.toml", gate.header
    yield from eligibility_headers(source)
    yield from guidance_headers(source)
    common = source.common_care
    for name, header in zip(COMMON_CARE, common.headers, strict=True):
        yield f"rules/{name}.toml", header
    for name, programme in source.programmes.items():
        yield f"programmes/{name}.toml", programme.header
    for name, text in source.consents.items():
        yield f"consents/{name}.toml", text.header


def _count_examples(source: Library) -> int:
    return (
        len(source.formulary.examples)
        + len(source.courses.examples)
        + len(source.reasons.examples)
        + len(source.billing.examples)
        + sum(len(staging.examples) for staging in source.stagings.values())
        + len(source.risk.examples)
        + len(source.dosing.examples)
        + len(source.flags.examples)
        + sum(len(gate.examples) for gate in source.gates.values())
        + sum(len(rule.examples) for rule in source.eligibility.forms)
        + len(source.pharmacy.examples)
        + len(source.interactions.examples)
        + sum(len(made.examples) for made in source.instruments.values())
        + sum(len(definition.examples) for definition in source.definitions.values())
    )


def _overdue(loaded: list[tuple[str, Header]], on: date | None) -> Iterator[KnowledgeError]:
    for name, header in loaded:
        if header.next_review <= header.reviewed:
            problem = f"{header.next_review} is not after reviewed {header.reviewed}."
            yield KnowledgeError(name, "next_review", problem, "Correct one of the dates.")
        elif on is not None and header.next_review < on:
            problem = f"the review was due on {header.next_review}."
            yield KnowledgeError(name, "next_review", problem, "Read it again against its sources.")


def _contradictions(source: Library) -> Iterator[KnowledgeError]:
    for name, key, rule in every_rule(source):
        found = contradiction_in(rule)
        if found:
            yield KnowledgeError(name, key, found, "Remove one of the claims.")


def _unheard(source: Library) -> Iterator[KnowledgeError]:
    """A suicide item whose worst answer raises no task would reach nobody."""
    for name, made in source.instruments.items():
        if made.safety_item is None:
            continue
        worst = max(made.items[made.safety_item - 1].values)
        if source.risk.assess({"instrument": name, "safety_value": worst}) is None:
            problem = f"item {made.safety_item} answered {worst} raises nothing."
            remedy = "Add a [[trigger]] for it to rules/risk.toml."
            yield KnowledgeError(f"instruments/{name}.toml", "safety_item", problem, remedy)


def _named_twice(source: Library) -> Iterator[KnowledgeError]:
    """One name means one instrument, whether it is an id or another name for one."""
    names = set(source.instruments)
    for name, made in source.instruments.items():
        for alias in made.aliases:
            if alias in names or alias != alias.casefold():
                problem = f"{alias!r} is taken, or not in small letters."
                yield KnowledgeError(f"instruments/{name}.toml", "aliases", problem, "Change it.")
            names.add(alias)


def _unread(source: Library) -> Iterator[KnowledgeError]:
    """A positive screen is known to the gates by a fact of the dictionary."""
    for name, made in source.instruments.items():
        fact = made.screen.fact if made.screen else ""
        if fact and fact not in source.dictionary.facts:
            problem, remedy = f"{fact} is not in dictionary.toml.", "Name a fact that a gate reads."
            yield KnowledgeError(f"instruments/{name}.toml", "fact", problem, remedy)


def _rules_of_care(common: CommonCare) -> Iterator[tuple[str, str, Predicate]]:
    for guard in common.guards:
        yield "rules/life_stages.toml", guard.id, guard.when
    for check in common.checks:
        if check.when is not None:
            yield "rules/long_term_checks.toml", check.id, check.when
    for criterion in common.take_home.criteria:
        yield "rules/take_home.toml", criterion.id, criterion.when


def every_rule(source: Library) -> Iterator[tuple[str, str, Predicate]]:
    """Every rule of the content with its file and its key there."""
    yield from history_rules(source)
    for name, made in source.instruments.items():
        for rule in rules_of(made):
            yield f"instruments/{name}.toml", "when", rule
    for name, programme in source.programmes.items():
        for rule in programme.rules:
            yield f"programmes/{name}.toml", "when", rule
    for flag in source.flags.flags:
        for rule in flag.rules:
            yield "rules/flags.toml", flag.fact, rule
    yield from _rules_of_care(source.common_care)
    for name, gate in source.gates.items():
        for item in gate.rules:
            yield f"rules/{name}.toml", item.id, item.when
    yield from ((one.file, one.id, one.when) for one in source.eligibility.forms)
    yield from ((one.file, one.id, one.when) for one in source.options.rules)


# ------------------------------------------------------------------ worked examples


def _failing_examples(source: Library) -> Iterator[KnowledgeError]:
    for name, made in source.instruments.items():
        yield from _instrument_examples(f"instruments/{name}.toml", made)
    yield from _name_examples("drugs.toml", source, source.formulary.examples)
    yield from _name_examples("augmentation.toml", source, source.courses.examples)
    yield from history_examples(source)
    yield from (wrong("billing.toml", title, "the other") for title in source.billing.wrong())
    for case in source.risk.examples:
        finding = source.risk.assess(case.given)
        if finding is None or finding.level.id != case.expect:
            yield wrong("rules/risk.toml", case.title, finding.level.id if finding else None)
    yield from _session_examples(source)
    yield from eligibility_examples(source)


def _name_examples(
    file: str, source: Library, examples: tuple[NameExample, ...]
) -> Iterator[KnowledgeError]:
    for example in examples:
        match = source.formulary.find(example.name)
        got = (match.exact.id if match.exact else "", tuple(d.id for d in match.suggestions))
        if got != (example.expect, example.suggests):
            yield wrong(file, example.title, got)


def _session_examples(source: Library) -> Iterator[KnowledgeError]:
    for order in source.dosing.examples:
        got_dose = example_outcome(order)
        if got_dose != order.expect:
            yield wrong("rules/dosing.toml", order.title, got_dose)
    for rows in source.flags.examples:
        raised = priorities_of(rows)
        if raised != rows.expect:
            yield wrong("rules/flags.toml", rows.title, list(raised))
    for name, gate in source.gates.items():
        yield from _gate_examples(f"rules/{name}.toml", gate, source)


def _instrument_examples(file: str, made: Instrument) -> Iterator[KnowledgeError]:
    for example in made.examples:
        got = score_with(made, example.answers).as_json()
        wanted = {
            key: None if value is False and key != "complete" else value
            for key, value in example.expect.items()
        }
        shown = {key: got.get(key) for key in wanted}
        if shown != wanted:
            yield wrong(file, example.title, shown)


def _gate_examples(file: str, gate: Gate, source: Library) -> Iterator[KnowledgeError]:
    for example in gate.examples:
        try:
            made = source.programmes[example.programme]
            facts = session_facts(case_from_dict(dict(example.case)))
            result = narrowed(gate, made, example.dose).judge(facts)
        except ClinicalError as bad:
            yield KnowledgeError(file, f"example {example.title!r}", str(bad), "Correct it.")
            continue
        holds = tuple(item.rule.id for item in result.holding)
        if (result.is_open, holds) != (example.is_open, example.holds):
            yield wrong(file, example.title, f"held by {list(holds)}")
