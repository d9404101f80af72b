"""Texts of consent as knowledge: what a person is told, and how they show that they understood."""

from __future__ import annotations

from attrs import frozen

from .errors import InvalidInput
from .library import Header, Library, Source, library
from .tables import Table


@frozen
class ConsentSection:
    """One heading of the text, its paragraphs, and what they rest on."""

    id: str
    heading: str
    paragraphs: tuple[str, ...]
    sources: tuple[Source, ...]


@frozen
class TeachBack:
    """A question to answer in one's own words; the clinician is told what to listen for."""

    id: str
    asks: str
    listen_for: str


@frozen
class ConsentText:
    """A versioned text of consent; ``withdrawing`` says what follows once it is taken back."""

    header: Header
    sections: tuple[ConsentSection, ...]
    questions: tuple[TeachBack, ...]
    withdrawing: tuple[str, ...]

    @property
    def what(self) -> str:
        """What a person agrees to, in the middle of a sentence: "ketamine by vein"."""
        return self.header.title.removeprefix("Consent to ").removesuffix(" for depression")


def consent_text(name: str) -> ConsentText:
    """The present text of one kind of consent."""
    texts = library().consents
    if name not in texts:
        raise InvalidInput(f"There is no consent {name!r}. Known: {', '.join(texts)}.")
    return texts[name]


def read_consent(source: Library, name: str) -> ConsentText:
    """Read and check one text: each section with sources, each id once, questions to answer."""
    table = source.read(f"consents/{name}.toml")
    header = source.header_of(table)
    if header.id != name:
        raise table.fault("id", f"{header.id!r} is not the file's name.", f"Write {name!r}.")
    made = ConsentText(
        header=header,
        sections=tuple(_section(source, one) for one in table.tables_of("section")),
        questions=tuple(_question(one) for one in table.tables_of("question")),
        withdrawing=table.texts_of("withdrawing"),
    )
    table.done()
    for key, ids in (
        ("section", [one.id for one in made.sections]),
        ("question", [one.id for one in made.questions]),
    ):
        if not ids:
            raise table.fault(key, "is missing.", f"Add [[{key}]] tables.")
        if len(set(ids)) < len(ids):
            raise table.fault(key, "an id is there twice.", "Keep one of them.")
    return made


def _section(source: Library, entry: Table) -> ConsentSection:
    keys = entry.texts_of("sources")
    for key in keys:
        if key not in source.sources:
            raise entry.fault("sources", f"{key!r} is not in sources.toml.", "Add it there.")
    made = ConsentSection(
        id=entry.text_of("id"),
        heading=entry.text_of("heading"),
        paragraphs=entry.texts_of("paragraphs"),
        sources=tuple(source.sources[key] for key in keys),
    )
    entry.done()
    return made


def _question(entry: Table) -> TeachBack:
    made = TeachBack(entry.text_of("id"), entry.text_of("asks"), entry.text_of("listen_for"))
    entry.done()
    return made
