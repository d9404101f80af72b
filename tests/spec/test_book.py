from __future__ import annotations

import pytest

from .book import Answer, Row, book

CASES = [
    pytest.param(section.answer, given, wanted, id=f"{chapter.title}: {section.title} {number}")
    for chapter in book()
    for section in chapter.sections
    for number, (given, wanted) in enumerate(section.rows(), start=1)
]


@pytest.mark.parametrize(("answer", "given", "wanted"), CASES)
def test_the_engine_answers_as_the_book_says(answer: Answer, given: Row, wanted: Row) -> None:
    assert answer(given) == wanted


def test_every_chapter_has_a_subject_and_tables() -> None:
    for chapter in book():
        assert chapter.title
        assert chapter.text
        assert all(list(section.rows()) for section in chapter.sections)
