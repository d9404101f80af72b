"""Antidepressants by the names that people use; a slip of the pen suggests and never guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import frozen

from .facts import Span
from .library import Header, Library, library
from .tables import Table
from .values import Provenance

OTHER = "other"
SHORTEST_TO_SUGGEST = 4  # below this one edit reaches half the alphabet


@frozen
class MinimumDose:
    """The least daily dose that the label calls effective, milligrams, and where it was read."""

    mg: Span
    provenance: Provenance
    source: str
    read_at: str


@frozen
class Formulation:
    """A form of a drug whose minimum dose may differ (controlled release, another salt)."""

    name: str
    minimum: MinimumDose
    names: tuple[str, ...]


@frozen
class Drug:
    """An ingredient with its names, class, codes and label minimum dose."""

    id: str
    drug_class: str
    brands: tuple[str, ...]
    synonyms: tuple[str, ...]
    antidepressant: bool
    minimum: MinimumDose | None
    rxcui: str
    rxcui_provenance: Provenance | None
    atc: str
    atc_provenance: Provenance | None
    note: str
    formulations: tuple[Formulation, ...]

    @property
    def name(self) -> str:
        return self.id

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which this drug is known."""
        forms = (name for form in self.formulations for name in form.names)
        return (self.id, *self.brands, *self.synonyms, *forms)

    def minimum_for(self, text: str) -> MinimumDose | None:
        """The label minimum of the formulation that a text names, else of the ingredient."""
        wanted = plain(text)
        for form in self.formulations:
            if wanted in {plain(name) for name in form.names}:
                return form.minimum
        return self.minimum


@frozen
class NameExample:
    """A worked example of a name: what it stands for, or what it suggests."""

    title: str
    name: str
    expect: str
    suggests: tuple[str, ...]


@frozen
class DrugMatch:
    """What a typed name stands for: exactly one drug, or suggestions to choose from."""

    text: str
    exact: Drug | None
    suggestions: tuple[Drug, ...] = ()


@frozen
class Formulary:
    """All drugs of the list, by id and by every name."""

    header: Header
    drugs: Mapping[str, Drug]
    by_name: Mapping[str, Drug]
    examples: tuple[NameExample, ...]
    families: Mapping[str, str]

    @cached_property
    def _within_one_letter(self) -> Mapping[int, tuple[tuple[str, Drug], ...]]:
        """The names that are at most one letter longer or shorter than a length, in order."""
        by_length: dict[int, list[tuple[str, Drug]]] = {}
        for name, drug in self.by_name.items():
            for length in range(len(name) - 1, len(name) + 2):
                by_length.setdefault(length, []).append((name, drug))
        return {length: tuple(names) for length, names in by_length.items()}

    def family_of(self, drug: Drug) -> str:
        """The class that the stagings tell apart: SSRI, SNRI, TCA, MAOI or other."""
        return self.families.get(drug.drug_class, OTHER)

    def exact(self, text: str) -> Drug | None:
        """The drug of exactly this name."""
        return self.by_name.get(plain(text))

    def find(self, text: str) -> DrugMatch:
        """The drug of exactly this name; otherwise the drugs one slip of the pen away."""
        wanted = plain(text)
        exact = self.by_name.get(wanted)
        if exact is not None or len(wanted) < SHORTEST_TO_SUGGEST:
            return DrugMatch(text, exact)
        near = {
            drug.id: drug
            for name, drug in self._within_one_letter.get(len(wanted), ())
            if (name[0] == wanted[0] or name[-1] == wanted[-1])  # one slip spares one end
            and is_one_edit_away(wanted, name)
        }
        return DrugMatch(text, None, tuple(near.values()))


def plain(name: str) -> str:
    """A name as it is compared: lower case, single spaces, no punctuation at the ends."""
    return re.sub(r"\s+", " ", name).strip(" .,;®™").casefold()


def is_one_edit_away(left: str, right: str) -> bool:
    """Whether one letter added, left out, changed, or swapped with its neighbour joins them."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    rest_left, rest_right = left[at:], right[at:]
    swapped = rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:]
    return (
        rest_left[1:] == rest_right[1:]
        or rest_left[1:] == rest_right
        or rest_left == rest_right[1:]
        or (len(rest_left) > 1 and swapped)
    )


def drugs() -> tuple[Drug, ...]:
    """Every drug on the list, in the order of the list."""
    return tuple(library().formulary.drugs.values())


def find_drug(text: str) -> DrugMatch:
    """What a name as typed by a person stands for: brand, salt and formulation are understood."""
    return library().formulary.find(text)


# ------------------------------------------------------------------ reading the file


def read_formulary(source: Library) -> Formulary:
    """Read and check the drug list."""
    table = source.read("drugs.toml")
    header = source.header_of(table)
    table.provenance_of("names_provenance")
    families = _families(table.table_of("families"))
    found = {name: read_drug(name, entry, source) for name, entry in table.named_tables_of("drug")}
    examples = tuple(read_name_example(entry) for entry in table.tables_of("example"))
    table.done()
    if not examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    found = _with_additions(table, found, source)
    return Formulary(header, found, _by_name(table, found.values()), examples, families)


def _with_additions(table: Table, found: dict[str, Drug], source: Library) -> dict[str, Drug]:
    """The antidepressants together with the drugs that are added to them."""
    added = source.courses
    if twice := sorted(set(found) & set(added.drugs)):
        raise table.fault(f"drug.{twice[0]}", "is also in augmentation.toml.", "Keep one of them.")
    both = found | dict(added.drugs)
    if strangers := sorted(set(added.agents) - set(both)):
        problem = f"augmentation.toml names an agent {strangers[0]!r} that is no drug here."
        raise table.fault("drug", problem, "Add the drug, or correct the name.")
    return both


def _families(table: Table) -> dict[str, str]:
    """The family of each class that has one of its own."""
    return {one: family for family in table.content for one in table.texts_of(family)}


def _by_name(table: Table, found: Iterable[Drug]) -> dict[str, Drug]:
    by_name: dict[str, Drug] = {}
    for drug in found:
        for name in drug.names:
            other = by_name.setdefault(plain(name), drug)
            if other is not drug:
                problem = f"{name!r} also names {other.id}."
                raise table.fault(f"drug.{drug.id}", problem, "One name stands for one drug.")
    return by_name


def read_drug(name: str, entry: Table, source: Library) -> Drug:
    """Read and check one drug of a list."""
    drug = Drug(
        id=name,
        drug_class=entry.text_of("class"),
        brands=entry.texts_of("brands", default=()),
        synonyms=entry.texts_of("synonyms", default=()),
        antidepressant=entry.take("antidepressant", bool, True),
        minimum=_minimum(entry, source) if entry.has("label_min_mg") else None,
        rxcui=entry.text_of("rxcui", default=""),
        rxcui_provenance=entry.provenance_of("rxcui_provenance") if entry.has("rxcui") else None,
        atc=entry.text_of("atc", default=""),
        atc_provenance=entry.provenance_of("atc_provenance") if entry.has("atc") else None,
        note=entry.text_of("note", default=""),
        formulations=tuple(_formulation(one, source) for one in entry.tables_of("formulations")),
    )
    entry.done()
    if drug.antidepressant and drug.minimum is None:
        raise entry.fault("label_min_mg", "is missing.", "An antidepressant needs a minimum dose.")
    return drug


def _minimum(entry: Table, source: Library) -> MinimumDose:
    low = entry.number_of("label_min_mg")
    high = entry.number_of("label_min_mg_upper", default=low)
    key = entry.text_of("label_min_source")
    if key not in source.sources:
        raise entry.fault("label_min_source", f"{key!r} is not in sources.toml.", "Add it there.")
    if not 0 < low <= high:
        raise entry.fault("label_min_mg", f"{low} to {high} is no dose.", "Correct the bounds.")
    provenance = entry.provenance_of("label_min_provenance")
    return MinimumDose(Span(low, high), provenance, key, entry.text_of("label_min_read_at"))


def _formulation(entry: Table, source: Library) -> Formulation:
    made = Formulation(entry.text_of("name"), _minimum(entry, source), entry.texts_of("names"))
    entry.done()
    return made


def read_name_example(entry: Table) -> NameExample:
    """Read one worked example of a name."""
    made = NameExample(
        entry.text_of("title"),
        entry.text_of("name"),
        entry.text_of("expect", default=""),
        entry.texts_of("suggests", default=()),
    )
    entry.done()
    return made
