"""The interactions: what each medicine does by route and region, and the checks among others."""

from __future__ import annotations

from lightwell.clinical.interactionfile import NOT_STUDIED, Interaction
from lightwell.clinical.library import library
from lightwell.clinical.products import scope_words
from lightwell.clinical.together import SEVERITY_WORDS
from tools.reference import markdown

HEADS = [
    "Rule",
    "Medicines",
    "For",
    "Region",
    "Severity",
    "What happens",
    "Size",
    "To do",
    "Source",
]


def page() -> str:
    """Every row in its forms, the checks, and every name that is found."""
    book = library().interactions
    words = ", ".join(f"**{key}** {text}" for key, text in SEVERITY_WORDS.items())
    parts = [
        (
            "What `lightwell interactions` looks for: each medicine of the case beside one agent "
            f"and route, and the other medicines among themselves. {words}. A medicine that no "
            "list knows, or about which no row speaks, is **not checked**: it is never called "
            "free of interactions. A size that was measured by another route is shown and never "
            "carried over; without one it is **not studied**."
        ),
    ]
    for file, header in book.headers.items():
        rows = [_row(form) for form in book.forms if form.file == file]
        parts += [f"## {header.title}", markdown.about(header)]
        parts += [markdown.table(HEADS, rows)] if rows else _together()
    left = [list(one) for one in book.left_out]
    parts += [
        "## Not encoded",
        markdown.table(["What", "Why"], left),
        "## Medicines, supplements and substances that are found",
        markdown.about(library().pharmacy.header),
        "Antidepressants have [a list of their own](drugs.md).",
        markdown.table(["Name", "Class", "Also found as"], _names()),
    ]
    return markdown.page("Interactions", *parts)


def _row(row: Interaction) -> list[str]:
    sources = "; ".join(source.citation for source in row.sources)
    note = f" {row.note}" if row.note else ""
    days = row.lingers_days
    lasting = f" Counts for {days} days after the last dose." if days else ""
    return [
        f"`{row.id}`",
        ", ".join((*row.drugs, *(f"every {one}" for one in row.classes), *row.treatments)),
        scope_words(row.products),
        ", ".join(row.regions),
        row.severity,
        " ".join(part for part in (row.mechanism, row.effect) if part),
        "; ".join(map(str, row.studies)) or NOT_STUDIED,
        row.management + lasting,
        f"{sources} ({row.provenance.words}).{note}",
    ]


def _together() -> list[str]:
    together = library().interactions.together
    classes = [
        [one.title, ", ".join((*one.drugs, *(f"every {name}" for name in one.classes)))]
        for one in together.classes
    ]
    checks = [
        [
            f"`{one.id}`",
            one.title,
            one.severity,
            one.management,
            f"{'; '.join(source.citation for source in one.sources)} ({one.provenance.words}). "
            f"{one.note}".strip(),
        ]
        for one in together.by_id.values()
    ]
    doses = ", ".join(f"{drug} above {mg} mg" for drug, mg in together.qt.above_mg.items())
    return [
        together.note,
        markdown.table(["Rule", "What", "Severity", "To do", "Source"], checks),
        "Medicines that act on serotonin; two of one kind count once.",
        markdown.table(["Kind", "Medicines"], classes),
        f"Signs to look for: {', '.join(together.signs)} ({together.signs_source.citation}).",
        f"Medicines that lengthen the QT interval: {', '.join(together.qt.drugs)}, {doses}.",
    ]


def _names() -> list[list[str]]:
    first = library().formulary.drugs
    return [
        [f"**{drug.id}**", drug.drug_class, ", ".join(drug.names[1:])]
        for drug in library().pharmacy.drugs.values()
        if drug.id not in first
    ]
