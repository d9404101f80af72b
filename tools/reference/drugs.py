"""The drug list: names, class, label minimum dose with its provenance, codes."""

from __future__ import annotations

from lightwell.clinical import Drug, drugs
from lightwell.clinical.courses import Agent
from lightwell.clinical.formulary import MinimumDose
from lightwell.clinical.library import library
from tools.reference import markdown


def page() -> str:
    """Every drug on the list."""
    added = library().courses.drugs
    rows = [row for drug in drugs() if drug.id not in added for row in _rows(drug)]
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
        "Antidepressants and what is added to them",
        markdown.about(library().formulary.header),
        "The least dose is the one that the label calls effective. Brand names are from "
        "knowledge, not verified. A name that is not on the list is unknown; one slip of the pen "
        "suggests a drug and never stands for it.",
        markdown.table(heads, rows),
        *_added(),
    )


def _added() -> list[str]:
    """What is added to an antidepressant, and the courses that are no drug."""
    added = library().courses
    return [
        "## What is added to an antidepressant, and other courses",
        markdown.about(added.header),
        markdown.table(
            ["Drug", "Class", "Least", "Days", "Approved in the US", "Provenance", "Read at"],
            [_agent(agent) for agent in added.agents.values()],
        ),
        "Between the two ends of a range an attempt is neither adequate nor inadequate: unknown.",
        markdown.table(
            ["Drug", "Names", "RxCUI", "ATC", "Note"],
            [
                [f"**{one.id}**", ", ".join(one.names[1:]), one.rxcui, one.atc, one.note]
                for one in added.drugs.values()
            ],
        ),
        markdown.table(
            ["Course", "Side", "Least sessions", "Provenance"],
            [
                [one.kind, ", ".join(one.laterality), str(one.sessions), one.provenance.words]
                for one in added.courses
            ],
        ),
    ]


def _agent(agent: Agent) -> list[str]:
    least = f"{agent.level} mmol/L" if agent.level else f"{agent.dose_mg} mg"
    drug = library().formulary.drugs[agent.drug]
    return [
        f"**{agent.drug}**",
        drug.drug_class,
        least,
        str(agent.days),
        "yes" if agent.us_approved_addition else "no",
        agent.provenance.words,
        agent.read_at,
    ]


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
