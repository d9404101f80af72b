"""Any change of a number that ships is told, both ways, and no change is never told."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from lightwell import knowledge
from lightwell.clinical.contentdiff import difference
from lightwell.clinical.contents import contents_of

NUMBER = re.compile(r"^(\w+ = )(\d+)$", re.MULTILINE)
FILES = {
    path.relative_to(knowledge.ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in knowledge.ROOT.rglob("*.toml")
}
PLACES = [(name, found.span(2)) for name in FILES for found in NUMBER.finditer(FILES[name])]


@given(st.sampled_from(PLACES), st.integers(min_value=600, max_value=999))
def test_a_changed_number_is_told(place: tuple[str, tuple[int, int]], number: int) -> None:
    name, (start, end) = place
    text = FILES[name]
    other = f"{text[:start]}{number}{text[end:]}"
    old, new = contents_of("old", {name: text}), contents_of("new", {name: other})
    [file] = difference(old, new).files
    assert file.changes
    said = " ".join(file.sentences)
    assert str(number) in said or said.endswith("the worked examples changed")
    [back] = difference(new, old).files
    assert len(back.changes) == len(file.changes)
    assert not difference(new, new).files
