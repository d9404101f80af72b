"""The drug list: names, class, label minimum dose with its provenance, codes."""

from __future__ import annotations

from lightwell.clinical import Drug, drugs
from lightwell.clinical.formulary import MinimumDose
from lightwell.clinical.library import library
from tools.reference import markdown


def page() -> str:
    """Every drug on the list."""
    rows = [row for drug in drugs() for row in _rows(drug)]
    heads = [
        "Drug",
        "Class",
        "Least dose a day, mg",
        "Provenance",
        "Read at",
        "RxCUI",
        "ATC",
        "Note",
    ]
    return markdown.page(
        "Antidepressants",
        markdown.about(library().formulary.header),
        "The least dose is the one that the label calls effective. Brand names are from "
        "knowledge, not verified. A name that is not on the list is unknown; one slip of the pen "
        "suggests a drug and never stands for it.",
        markdown.table(heads, rows),
    )


def _rows(drug: Drug) -> list[list[str]]:
    names = f"**{drug.id}** ({', '.join(drug.brands)})" if drug.brands else f"**{drug.id}**"
    rows = [[names, drug.drug_class, *_dose(drug.minimum), drug.rxcui, drug.atc, drug.note]]
    rows += [
        [f"{drug.id}, {form.name}", "", *_dose(form.minimum), "", "", ""]
        for form in drug.formulations
    ]
    return rows


def _dose(minimum: MinimumDose | None) -> tuple[str, str, str]:
    if minimum is None:
        return "not counted", "", ""
    return str(minimum.mg), minimum.provenance.words, minimum.read_at
