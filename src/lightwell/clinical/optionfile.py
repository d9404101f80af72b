"""Options as data: how each is given, how soon it may act, its burden, and whom it suits or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from .eligibilityfile import STRENGTHS
from .errors import InvalidInput
from .evidencefile import Evidence, EvidenceNumber, cited
from .library import Header, Library, Source
from .predicates import Predicate, facts_of
from .products import Product, find_product
from .tables import Table
from .values import Provenance

FOLDER = "options"


@frozen(kw_only=True)
class OptionRule:
    """One claim about the person that bears on an option.

    With a strength it must be so: met is settled, not met raises it, unknown is asked. Without
    one it may speak for the option, and never weighs.
    """

    file: str
    id: str
    claim: str
    when: Predicate
    strength: str
    action: str
    settled_by: str
    sources: tuple[Source, ...]
    provenance: Provenance
    note: str

    @property
    def source_lines(self) -> tuple[str, ...]:
        """The lines to print under it."""
        return tuple(f"{one.citation} ({one.locator})" for one in self.sources)


@frozen(kw_only=True)
class TreatmentOption:
    """One way to go on. ``product`` is the agent and route, of which other rules are asked too."""

    file: str
    id: str
    title: str
    product: Product | None
    how_given: str
    time_to_effect: str
    burden: str
    status: str
    tried: Predicate | None
    evidence: tuple[EvidenceNumber, ...]
    no_evidence: str
    speaks_for: tuple[OptionRule, ...]
    rules: tuple[OptionRule, ...]
    sources: tuple[Source, ...]
    provenance: Provenance


@frozen
class OptionBook:
    """Every option in the order of the files, which is no ranking."""

    headers: Mapping[str, Header]
    options: Mapping[str, TreatmentOption]

    @property
    def rules(self) -> Iterator[OptionRule]:
        """Every claim that bears on an option."""
        for option in self.options.values():
            yield from (*option.speaks_for, *option.rules)


def read_options(source: Library) -> OptionBook:
    """Read and check every file of options; evidence about no option is a fault as well."""
    headers: dict[str, Header] = {}
    found: dict[str, TreatmentOption] = {}
    for name in source.files(FOLDER):
        file = f"{FOLDER}/{name}.toml"
        table = source.read(file)
        headers[file] = header = source.header_of(table)
        for entry in table.tables_of("option"):
            option = _option(source, header, file, entry)
            if option.id in found:
                raise entry.fault("id", f"{option.id!r} is there twice.", "Rename one.")
            found[option.id] = option
        table.done()
    book = OptionBook(MappingProxyType(headers), MappingProxyType(found))
    _check_evidence(source, source.evidence, book)
    _check_ids(source, book)
    return book


def _check_evidence(source: Library, evidence: Evidence, book: OptionBook) -> None:
    for number in evidence.by_id.values():
        for option in number.options:
            if option not in book.options:
                table = source.read(number.file)
                problem = f"{number.study}: {option!r} is no option."
                raise table.fault("options", problem, f"Use: {', '.join(book.options)}.")


def _check_ids(source: Library, book: OptionBook) -> None:
    seen: set[str] = set()
    for rule in book.rules:
        if rule.id in seen:
            raise source.read(rule.file).fault("id", f"{rule.id!r} is there twice.", "Rename one.")
        seen.add(rule.id)


def _option(source: Library, header: Header, file: str, entry: Table) -> TreatmentOption:
    name = entry.text_of("id")
    evidence = source.evidence.about(name)
    if bool(evidence) == entry.has("no_evidence"):
        raise entry.fault(
            "no_evidence", "does not fit the evidence.", "Say why, and only where there is none."
        )
    option = TreatmentOption(
        file=file,
        id=name,
        title=entry.text_of("title"),
        product=_product(entry),
        how_given=entry.text_of("how_given"),
        time_to_effect=entry.text_of("time_to_effect"),
        burden=entry.text_of("burden"),
        status=entry.text_of("status"),
        tried=entry.rule_of("tried") if entry.has("tried") else None,
        evidence=evidence,
        no_evidence=entry.text_of("no_evidence") if not evidence else "",
        speaks_for=tuple(
            _rule(source, header, file, one, weighs=False) for one in entry.tables_of("speaks_for")
        ),
        rules=tuple(
            _rule(source, header, file, one, weighs=True) for one in entry.tables_of("rule")
        ),
        sources=cited(entry, header),
        provenance=entry.provenance_of("provenance"),
    )
    entry.done()
    _check_facts(source, entry, option.tried)
    if option.product is None and not option.rules:
        raise entry.fault("rule", "is missing.", "Say what must be so, in [[option.rule]].")
    return option


def _product(entry: Table) -> Product | None:
    if not entry.has("product"):
        return None
    words = entry.texts_of("product")
    try:
        return find_product(*words)
    except (InvalidInput, TypeError) as bad:
        raise entry.fault("product", str(bad), "Write it as [agent, route].") from None


def _rule(source: Library, header: Header, file: str, entry: Table, *, weighs: bool) -> OptionRule:
    rule = OptionRule(
        file=file,
        id=entry.text_of("id"),
        claim=entry.text_of("claim"),
        when=entry.rule_of("when"),
        strength=entry.one_of("strength", STRENGTHS[:2]) if weighs else "",
        action=entry.text_of("action") if weighs else "",
        settled_by=entry.text_of("settled_by") if weighs else "",
        sources=cited(entry, header),
        provenance=entry.provenance_of("provenance"),
        note=entry.text_of("note", default=""),
    )
    entry.done()
    _check_facts(source, entry, rule.when)
    return rule


def _check_facts(source: Library, entry: Table, rule: Predicate | None) -> None:
    for fact in sorted(facts_of(rule)) if rule is not None else ():
        if fact not in source.dictionary.facts:
            raise entry.fault(fact, "is not in dictionary.toml.", "Add it there, or correct it.")
