"""The knowledge that the core reasons with, read once from the knowledge files and kept.

Nothing is read on import. Each part is read when it is first asked for; a file that may not be
used raises one :class:`KnowledgeError` that names file, line, key and remedy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import frozen

from lightwell import knowledge

from .onfirstuse import OnFirstUse
from .tables import Table, read_table
from .values import Provenance

if TYPE_CHECKING:  # these modules read their own files and need the library for it
    from .billing import BillingCodes
    from .care import CommonCare
    from .consents import ConsentText
    from .courses import Courses
    from .definitions import Definition
    from .domains import Domains
    from .doserules import DosingRules
    from .educationfile import Education
    from .eligibilityfile import EligibilityBook
    from .evidencefile import Evidence
    from .expected import Expected
    from .flagrules import FlagRules
    from .formulary import Formulary
    from .gates import Gate
    from .interactionfile import InteractionBook
    from .optionfile import OptionBook
    from .programme import Programme
    from .questionnaires import Instrument
    from .reasonsfile import ReasonList
    from .risk import RiskPolicy
    from .stagingfile import Staging

GATES = ("readiness", "discharge")
READING_KINDS = ("first", "blind")
NOT_REVIEWED = "not yet reviewed by a clinician"


@frozen
class Source:
    """A publication, label or page that a number or wording was read in."""

    key: str
    citation: str
    locator: str
    checked: date


@frozen
class Reading:
    """One dated reading of a knowledge file against its sources; the second is made blind.

    Blind: the values were written down from what it was read ``against`` before the file was
    opened.
    """

    on: date
    kind: str
    against: str


@frozen
class Header:
    """What every knowledge file says about itself."""

    id: str
    version: str
    title: str
    purpose: str
    sources: tuple[Source, ...]
    provenance: Provenance
    readings: tuple[Reading, ...]
    clinician_review: str
    reviewed: date
    next_review: date
    content_hash: str

    @property
    def note(self) -> str:
        """Provenance and readings in one sentence, to stand beside every result."""
        dates = {reading.kind: reading.on.isoformat() for reading in self.readings}
        blind = dates.get("blind")
        return (
            f"{self.provenance.words}; first reading {dates.get('first', 'not yet made')}; "
            f"second reading: {blind or 'not yet made'}; "
            f"{self.clinician_review or NOT_REVIEWED}"
        )

    @property
    def source_lines(self) -> tuple[str, ...]:
        return tuple(f"{source.citation} ({source.locator})" for source in self.sources)


@frozen
class FactDefinition:
    """One entry of the data dictionary: what a fact is called, its type, unit and recorder."""

    name: str
    type: str
    label: str
    recorded_by: str
    unit: str = ""
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    usual_minimum: float | None = None
    usual_maximum: float | None = None
    usual_change_pct: float | None = None
    claim: str = ""
    denial: str = ""
    derived: bool = False
    fixed: bool = False
    no_is_unknown: bool = False
    meaning: str = ""

    @property
    def unit_words(self) -> str:
        """The unit as it is printed after a number: " mg", " days", or nothing."""
        words = _UNIT_WORDS.get(self.unit, self.unit)
        return f" {words}" if words else ""


_UNIT_WORDS = {
    "min": "minutes",
    "h": "hours",
    "{beats}/min": "per minute",
    "{breaths}/min": "per minute",
    "1": "",
    "d": "days",
    "mo": "months",
    "a": "years",
    "mm[Hg]": "mmHg",
    "{score}": "points",
}


@frozen
class Group:
    """A part of the case file: one table, a list of tables, a list of texts, or the top level."""

    name: str
    key: str
    shape: str
    inside: str
    meaning: str


@frozen
class Dictionary:
    """Every fact and every part of the case file, by name."""

    header: Header
    facts: Mapping[str, FactDefinition]
    groups: Mapping[str, Group]

    def facts_in(self, group: str) -> dict[str, FactDefinition]:
        """The recorded facts of one part of the case file, by the key they have there."""
        return {
            name.split(".", 1)[1]: fact
            for name, fact in self.facts.items()
            if name.split(".", 1)[0] == group and not fact.derived
        }


class Library:
    """All knowledge below one folder, each part read on first use."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, name: str) -> Table:
        return read_table(self.root / name, name)

    def files(self, folder: str) -> list[str]:
        """The ids of the knowledge files in a folder, in order of name."""
        return sorted(path.stem for path in (self.root / folder).glob("*.toml"))

    def header_of(self, table: Table) -> Header:
        """Read what a file says about itself; a source that is not listed is a fault."""
        keys = table.texts_of("sources")
        for key in keys:
            if key not in self.sources:
                raise table.fault("sources", f"{key!r} is not in sources.toml.", "Add it there.")
        return Header(
            id=table.text_of("id"),
            version=table.text_of("version"),
            title=table.text_of("title"),
            purpose=table.text_of("purpose"),
            sources=tuple(self.sources[key] for key in keys),
            provenance=table.provenance_of("provenance"),
            readings=_readings(table),
            clinician_review=table.text_of("clinician_review", default=""),
            reviewed=table.date_of("reviewed"),
            next_review=table.date_of("next_review"),
            content_hash=hashlib.sha256(table.text.encode()).hexdigest(),
        )

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        table = self.read("sources.toml")
        found = {}
        for key, entry in table.named_tables_of("source"):
            found[key] = Source(
                key, entry.text_of("citation"), entry.text_of("locator"), entry.date_of("checked")
            )
            entry.done()
        table.done()
        return MappingProxyType(found)

    @cached_property
    def dictionary(self) -> Dictionary:
        from .dictionaryfile import read_fact, read_group

        table = self.read("dictionary.toml")
        header = self.header_of(table)
        groups = {name: read_group(name, entry) for name, entry in table.named_tables_of("group")}
        facts = {}
        for group, entries in table.named_tables_of("fact"):
            if group not in groups:
                raise table.fault(
                    f"fact.{group}", "is not a group of facts.", f"Add [group.{group}]."
                )
            for name in entries.content:
                entry = entries.table_of(name)
                facts[f"{group}.{name}"] = read_fact(f"{group}.{name}", entry)
        table.done()
        return Dictionary(header, MappingProxyType(facts), MappingProxyType(groups))

    @cached_property
    def formulary(self) -> Formulary:
        from .formulary import read_formulary

        return read_formulary(self)

    @cached_property
    def courses(self) -> Courses:
        from .courses import read_courses

        return read_courses(self)

    @cached_property
    def pharmacy(self) -> Formulary:
        """Every medicine that can be found: the antidepressants and all else."""
        from .medicines import read_pharmacy

        return read_pharmacy(self)

    @cached_property
    def interactions(self) -> InteractionBook:
        from .interactionfile import read_interactions

        return read_interactions(self)

    @cached_property
    def instruments(self) -> Mapping[str, Instrument]:
        from .instrumentfile import read_instrument

        return OnFirstUse(self.files("instruments"), lambda name: read_instrument(self, name))

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        from .definitions import read_definition

        return MappingProxyType(
            {name: read_definition(self, name) for name in self.files("definitions")}
        )

    @cached_property
    def stagings(self) -> Mapping[str, Staging]:
        from .stagingfile import read_staging

        return MappingProxyType({name: read_staging(self, name) for name in self.files("staging")})

    @cached_property
    def reasons(self) -> ReasonList:
        from .reasonsfile import read_reasons

        return read_reasons(self)

    @cached_property
    def billing(self) -> BillingCodes:
        from .billing import read_billing

        return read_billing(self)

    @cached_property
    def risk(self) -> RiskPolicy:
        from .risk import read_risk_policy

        return read_risk_policy(self)

    @cached_property
    def dosing(self) -> DosingRules:
        from .doserules import read_dosing

        return read_dosing(self)

    @cached_property
    def flags(self) -> FlagRules:
        from .flagrules import read_flags

        return read_flags(self)

    @cached_property
    def eligibility(self) -> EligibilityBook:
        from .eligibilityfile import read_eligibility

        return read_eligibility(self)

    @cached_property
    def evidence(self) -> Evidence:
        from .evidencefile import read_evidence

        return read_evidence(self)

    @cached_property
    def options(self) -> OptionBook:
        from .optionfile import read_options

        return read_options(self)

    @cached_property
    def education(self) -> Education:
        from .educationfile import read_education

        return read_education(self)

    @cached_property
    def expected(self) -> Expected:
        from .expected import read_expected

        return read_expected(self)

    @cached_property
    def consents(self) -> Mapping[str, ConsentText]:
        from .consents import read_consent

        return MappingProxyType({name: read_consent(self, name) for name in self.files("consents")})

    @cached_property
    def gates(self) -> Mapping[str, Gate]:
        from .gates import read_gate

        return MappingProxyType({name: read_gate(self, name) for name in GATES})

    @cached_property
    def domains(self) -> Domains:
        from .domains import read_domains

        return read_domains(self)

    @cached_property
    def common_care(self) -> CommonCare:
        from .carefile import read_common_care

        return read_common_care(self)

    @cached_property
    def programmes(self) -> Mapping[str, Programme]:
        from .programmefile import read_programme

        return MappingProxyType(
            {name: read_programme(self, name) for name in self.files("programmes")}
        )


def _readings(table: Table) -> tuple[Reading, ...]:
    readings = []
    for entry in table.tables_of("readings"):
        reading = Reading(
            entry.date_of("on"), entry.text_of("kind"), entry.text_of("against", default="")
        )
        if reading.kind not in READING_KINDS:
            raise table.fault("readings", f"{reading.kind!r} is no reading.", "Use first or blind.")
        entry.done()
        readings.append(reading)
    return tuple(readings)


@cache
def library(root: Path = knowledge.ROOT) -> Library:
    """The library that ships with Lightwell, or the one in another folder."""
    return Library(root)
