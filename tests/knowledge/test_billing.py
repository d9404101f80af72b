"""Codes for a bill: each vouches for its own days of service, and says so in words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import lightwell.clinical as lw
from lightwell import knowledge
from lightwell.clinical.errors import InvalidInput, KnowledgeError
from lightwell.clinical.library import Library
from lightwell.clinical.lint import check
from lightwell.clinical.tables import Table, parse_table

TEXT = (Path(knowledge.ROOT) / "billing.toml").read_text(encoding="utf-8")


class Changed(Library):
    """The library that ships, with one text in the list of codes replaced."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(knowledge.ROOT)
        assert old in TEXT
        self.changed = TEXT.replace(old, new, 1)

    def read(self, name: str) -> Table:
        return parse_table(self.changed, name) if name == "billing.toml" else super().read(name)


def test_every_code_has_words_a_source_and_days() -> None:
    listed = lw.billing_codes()
    assert len(listed.codes) > 20 and listed.wrong() == ()
    for code, one in listed.codes.items():
        assert one.code == code and one.words and one.sources
        assert one.valid_from or one.valid_to, "a code without any day vouches for nothing"


@pytest.mark.parametrize(
    ("code", "on", "words"),
    [
        ("J0013", date(2026, 1, 1), ""),
        ("J0013", date(2025, 12, 31), "vouches for J0013 from 1 January 2026 on"),
        ("S0013", date(2026, 1, 1), "S0013 ended on 31 December 2025. J0013 took its place"),
        ("S0013", date(2025, 6, 1), "does not know from which day on S0013 counted"),
        ("99354", date(2026, 6, 1), "ended on 31 December 2022. It was deleted"),
        ("G2083", date(2019, 12, 31), "from 1 January 2020 on"),
        ("G2083", date(2030, 1, 1), ""),
    ],
)
def test_a_day_outside_is_refused_in_words(code: str, on: date, words: str) -> None:
    said = lw.billing_code(code).refusal(on)
    assert (words in said) if words else said == ""


def test_each_end_is_the_last_day_that_counts() -> None:
    for one in lw.billing_codes().codes.values():
        if one.valid_to:
            assert "ended" not in one.refusal(one.valid_to)
            assert "ended" in one.refusal(one.valid_to + timedelta(days=1))


@pytest.mark.parametrize("code", ["12345", "", "g2083"])
def test_a_code_that_the_list_does_not_hold_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput, match="not in the list of codes"):
        lw.billing_code(code)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('code = "90792"', 'code = "90791"', "is there twice"),
        ('system = "CPT"', 'system = "ICD"', "is not known"),
        ("valid_to = 2022-12-31", "valid_from = 2023-01-01\nvalid_to = 2022-12-31", "before"),
        ('code = "J0013"\non', 'code = "J9999"\non', "is not in the list"),
        ('sources = ["code_list_policy"]', 'sources = ["nobody"]', "is not a source here"),
        (TEXT[TEXT.index("[[example]]") :], "", "Add at least one"),
    ],
)
def test_a_broken_list_is_refused(old: str, new: str, problem: str) -> None:
    with pytest.raises(KnowledgeError, match=problem):
        _ = Changed(old, new).billing


def test_an_example_that_does_not_come_out_is_found() -> None:
    found = check(Changed("refused = false", "refused = true"))
    assert any("billing.toml" in one and "J0013" in one for one in found.problems)
