"""The other medicines among themselves: serotonin syndrome, and a long QT interval.

Neither is because of ketamine; both are looked for before it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from attrs import frozen

from .formulary import Drug
from .library import Library, Source
from .medicines import check_names
from .scopes import sources_of
from .tables import Table
from .values import Outcome, Provenance, any_of, at_least

SEVERITIES = ("S1", "S2", "S3", "S4")
SEVERITY_WORDS = {"S1": "avoid", "S2": "major", "S3": "moderate", "S4": "for information"}


@frozen
class Taken:
    """A medicine that was found on the list: how it is called, its dose, since when it is over.

    ``days_since`` the last dose is None while it is taken; where a day is unknown it is 0, so that
    the medicine counts.
    """

    text: str
    drug: Drug
    dose_mg: float | None = None
    days_since: int | None = None

    def counts_for(self, days: int) -> bool:
        """Whether it is taken, or was so recently that it still counts."""
        return self.days_since is None or self.days_since <= days


@frozen(kw_only=True)
class SerotoninClass:
    """Medicines that act on serotonin in one way; ``days`` after the last dose they still count."""

    id: str
    title: str
    drugs: tuple[str, ...]
    classes: tuple[str, ...]
    days: int
    source: Source

    def holds(self, drug: Drug) -> bool:
        return drug.id in self.drugs or drug.drug_class in self.classes


@frozen(kw_only=True)
class Basis:
    """What every check among the other medicines says of itself."""

    id: str
    title: str
    severity: str
    management: str
    sources: tuple[Source, ...]
    provenance: Provenance
    note: str


@frozen(kw_only=True)
class Pair:
    """One medicine of the first kind and another of the second."""

    basis: Basis
    first: tuple[SerotoninClass, ...]
    second: tuple[SerotoninClass, ...]
    second_drugs: tuple[str, ...]
    days: int
    days_of: Mapping[str, int]

    def found_in(self, taken: Sequence[Taken]) -> tuple[Taken, ...]:
        """Everything that is part of such a pair, in the order of the list."""
        first = [one for one in taken if _first_counting(self.first, one)]
        second = [one for one in taken if self._is_second(one)]
        pairs = [(a, b) for a, b in product(first, second) if a.drug is not b.drug]
        both = [one for pair in pairs for one in pair]
        return tuple(one for one in taken if one in both)

    def _is_second(self, one: Taken) -> bool:
        named = one.drug.id in self.second_drugs or any(c.holds(one.drug) for c in self.second)
        return named and one.counts_for(self.days_of.get(one.drug.id, self.days))


@frozen(kw_only=True)
class Qt:
    """Medicines that lengthen the QT interval, some only above a daily dose."""

    basis: Basis
    number: int
    drugs: tuple[str, ...]
    above_mg: Mapping[str, float]

    def outcome_for(self, one: Taken) -> Outcome:
        """Whether a medicine counts; above a dose that is not recorded it is unknown."""
        if not one.counts_for(0):
            return Outcome.NOT_MET
        if one.drug.id not in self.above_mg:
            return Outcome.of(one.drug.id in self.drugs)
        if one.dose_mg is None:
            return Outcome.UNKNOWN
        return Outcome.of(one.dose_mg > self.above_mg[one.drug.id])


@frozen(kw_only=True)
class Several:
    """Two different classes together; with the milder class the pair is less severe."""

    basis: Basis
    number: int
    milder_class: str
    milder_severity: str


@frozen
class Combination:
    """Medicines of the list that should be looked at together."""

    basis: Basis
    severity: str
    outcome: Outcome
    medicines: tuple[str, ...]
    why: str


@frozen(kw_only=True)
class Together:
    """The whole check, with the signs to look for and what the lists do not cover."""

    note: str
    signs: tuple[str, ...]
    signs_source: Source
    classes: tuple[SerotoninClass, ...]
    pairs: tuple[Pair, ...]
    several: Several
    qt: Qt

    @property
    def by_id(self) -> dict[str, Basis]:
        """What each check says of itself, by its id."""
        all_of_them = (*(pair.basis for pair in self.pairs), self.several.basis, self.qt.basis)
        return {one.id: one for one in all_of_them}

    def check(self, taken: Sequence[Taken]) -> tuple[Combination, ...]:
        """Every combination among these medicines, the most severe first."""
        return (*self._serotonin(taken), *self._qt(taken))

    def _serotonin(self, taken: Sequence[Taken]) -> Iterator[Combination]:
        paired: set[str] = set()
        for pair in self.pairs:
            found = pair.found_in(taken)
            if found:
                paired |= {one.text for one in found}
                why = f"{pair.basis.title}: {_listed(found)}"
                yield _combination(pair.basis, pair.basis.severity, found, why)
        kinds: dict[str, list[Taken]] = {}
        for one in taken:
            kind = _first_counting(self.classes, one)
            if kind is not None:
                kinds.setdefault(kind.id, []).append(one)
        found = tuple(one for rows in kinds.values() for one in rows)
        if len(kinds) < self.several.number or {one.text for one in found} <= paired:
            return
        mild = len(kinds) == self.several.number and self.several.milder_class in kinds
        severity = self.several.milder_severity if mild else self.several.basis.severity
        names = {one.id: one.title for one in self.classes}
        why = "; ".join(f"{names[kind]}: {_listed(rows)}" for kind, rows in kinds.items())
        yield _combination(self.several.basis, severity, found, why)

    def _qt(self, taken: Sequence[Taken]) -> Iterator[Combination]:
        outcomes = [(one, self.qt.outcome_for(one)) for one in taken]
        by_drug: dict[str, list[Outcome]] = {}  # two names of one drug count once
        for one, outcome in outcomes:
            by_drug.setdefault(one.drug.id, []).append(outcome)
        whole = at_least(self.qt.number, map(any_of, by_drug.values()))
        if whole is Outcome.NOT_MET:
            return
        found = [one for one, outcome in outcomes if outcome is not Outcome.NOT_MET]
        unknown = [one for one, outcome in outcomes if outcome is Outcome.UNKNOWN]
        why = f"{self.qt.basis.title}: {_listed(found)}"
        why += f"; the dose of {_listed(unknown)} is not recorded" if unknown else ""
        basis = self.qt.basis
        yield Combination(basis, basis.severity, whole, tuple(one.text for one in found), why)


def _combination(basis: Basis, severity: str, found: Sequence[Taken], why: str) -> Combination:
    return Combination(basis, severity, Outcome.MET, tuple(one.text for one in found), why)


def _first_counting(kinds: Sequence[SerotoninClass], one: Taken) -> SerotoninClass | None:
    held = (kind for kind in kinds if kind.holds(one.drug) and one.counts_for(kind.days))
    return next(held, None)


def _listed(found: Sequence[Taken]) -> str:
    return ", ".join(one.text for one in found)


# ------------------------------------------------------------------ reading the file


def read_together(source: Library, table: Table) -> Together:
    """Read and check the check itself."""
    classes = {}
    for entry in table.tables_of("class"):
        made = _class(source, entry)
        classes[made.id] = made
    signs_source = table.text_of("signs_source")
    return Together(
        note=table.text_of("note"),
        signs=table.texts_of("signs"),
        signs_source=_source(source, table, "signs_source", signs_source),
        classes=tuple(classes.values()),
        pairs=tuple(_pair(source, entry, classes) for entry in table.tables_of("pair")),
        several=_several(source, table.table_of("several"), classes),
        qt=_read_qt(source, table.table_of("qt")),
    )


def _class(source: Library, entry: Table) -> SerotoninClass:
    made = SerotoninClass(
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        drugs=entry.texts_of("drugs", default=()),
        classes=entry.texts_of("classes", default=()),
        days=entry.take("days", int, 0),
        source=_source(source, entry, "source", entry.text_of("source")),
    )
    check_names(source, entry, made.drugs, made.classes)
    entry.done()
    return made


def _basis(source: Library, entry: Table) -> Basis:
    return Basis(
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        severity=entry.one_of("severity", SEVERITIES),
        management=entry.text_of("management"),
        sources=sources_of(source, entry),
        provenance=entry.provenance_of("provenance"),
        note=entry.text_of("note", default=""),
    )


def _pair(source: Library, entry: Table, classes: Mapping[str, SerotoninClass]) -> Pair:
    made = Pair(
        basis=_basis(source, entry),
        first=_named(entry, "first_classes", classes),
        second=_named(entry, "second_classes", classes),
        second_drugs=entry.texts_of("second_drugs", default=()),
        days=entry.take("days", int),
        days_of=_numbers(entry, "days_of"),
    )
    check_names(source, entry, (*made.second_drugs, *made.days_of), ())
    entry.done()
    return made


def _several(source: Library, entry: Table, classes: Mapping[str, SerotoninClass]) -> Several:
    milder = entry.table_of("milder")
    kind = milder.one_of("class", tuple(classes))
    severity = milder.one_of("severity", SEVERITIES)
    milder.done()
    made = Several(
        basis=_basis(source, entry),
        number=entry.take("number", int),
        milder_class=kind,
        milder_severity=severity,
    )
    entry.done()
    return made


def _read_qt(source: Library, entry: Table) -> Qt:
    made = Qt(
        basis=_basis(source, entry),
        number=entry.take("number", int),
        drugs=entry.texts_of("drugs"),
        above_mg=_numbers(entry, "above_mg"),
    )
    check_names(source, entry, (*made.drugs, *made.above_mg), ())
    entry.done()
    return made


def _named(
    entry: Table, key: str, classes: Mapping[str, SerotoninClass]
) -> tuple[SerotoninClass, ...]:
    names = entry.texts_of(key, default=())
    for name in names:
        if name not in classes:
            raise entry.fault(key, f"{name!r} is no class.", f"Use: {', '.join(classes)}.")
    return tuple(classes[name] for name in names)


def _numbers(entry: Table, key: str) -> dict[str, int]:
    if not entry.has(key):
        return {}
    inner = entry.table_of(key)
    return {name: inner.take(name, int) for name in inner.content}


def _source(source: Library, entry: Table, key: str, name: str) -> Source:
    if name not in source.sources:
        raise entry.fault(key, f"{name!r} is not in sources.toml.", "Add it there.")
    return source.sources[name]
