"""The content check of what helps people to decide: evidence, options, claims, education."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .educationfile import CLAIMS, FOLDER
from .errors import KnowledgeError
from .library import Header, Library


def guidance_headers(source: Library) -> Iterator[tuple[str, Header]]:
    """These files, with what they say about themselves."""
    yield from source.evidence.headers.items()
    yield from source.options.headers.items()
    yield from source.expected.headers.items()
    yield CLAIMS, source.education.claims_header
    for name, topic in source.education.topics.items():
        yield f"{FOLDER}/{name}.toml", topic.header


def overdue_numbers(source: Library, on: date | None) -> Iterator[KnowledgeError]:
    """Each evidence number whose own review is overdue on a day."""
    for number in source.evidence.by_id.values():
        if on is not None and number.is_being_checked(on):
            problem = f"{number.id}: its review was due on {number.review_by}."
            yield KnowledgeError(number.file, "review_by", problem, "Read it again in its source.")
