"""Any medicine, supplement or substance by the name that a person uses; a slip only suggests."""

from __future__ import annotations

import re

from attrs import evolve

from .formulary import DrugMatch, Formulary, plain, read_drug, read_name_example
from .library import Library, library
from .tables import Table

_DOSE = re.compile(r"\s+\d.*$")  # "sertraline 50 mg at night": what follows the name


def find_medicine(text: str) -> DrugMatch:
    """What a typed name stands for, antidepressant or not; a name with a dose only suggests."""
    pharmacy = library().pharmacy
    match = pharmacy.find(text)
    name = _DOSE.sub("", text.strip())
    if match.exact is not None or match.suggestions or name == text.strip():
        return match
    without_dose = pharmacy.find(name)
    near = (without_dose.exact,) if without_dose.exact is not None else without_dose.suggestions
    return evolve(match, suggestions=near)


def read_pharmacy(source: Library) -> Formulary:
    """The list of antidepressants and the list of all else, as one.

    A drug that stands in both is described by the first; the second lends it its names.
    """
    table = source.read("medicines.toml")
    header = source.header_of(table)
    table.provenance_of("names_provenance")
    lent = {name: read_drug(name, entry, source) for name, entry in table.named_tables_of("drug")}
    examples = tuple(read_name_example(entry) for entry in table.tables_of("example"))
    table.done()
    drugs = {**lent, **source.formulary.drugs}
    by_name = dict(source.formulary.by_name)
    for drug in lent.values():
        for name in drug.names:
            other = by_name.setdefault(plain(name), drugs[drug.id])
            if other.id != drug.id:
                problem = f"{name!r} also names {other.id}."
                raise table.fault(f"drug.{drug.id}", problem, "One name stands for one drug.")
    return evolve(source.formulary, header=header, drugs=drugs, by_name=by_name, examples=examples)


def check_names(
    source: Library, entry: Table, drugs: tuple[str, ...], classes: tuple[str, ...]
) -> None:
    """Refuse a drug or class that no list of medicines has: it would never be found."""
    known = source.pharmacy.drugs
    for drug in drugs:
        if drug not in known:
            raise entry.fault(
                "drugs", f"{drug!r} is in no list of medicines.", "Add it to medicines.toml."
            )
    for one in classes:
        if all(drug.drug_class != one for drug in known.values()):
            raise entry.fault(
                "classes", f"no medicine has the class {one!r}.", "Correct the class."
            )
