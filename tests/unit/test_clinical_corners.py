"""Corners of the core that no knowledge file reaches today and any may tomorrow."""

from __future__ import annotations

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical.onfirstuse import OnFirstUse
from lightwell.clinical.outcomes import _steps
from lightwell.clinical.scorelines import line_scorer


def test_a_file_that_is_not_there_is_no_key() -> None:
    kept = OnFirstUse(["phq9"], str.upper)
    assert kept["phq9"] == "PHQ9"
    with pytest.raises(KeyError, match="phq10"):
        _ = kept["phq10"]


def test_an_instrument_with_a_limit_of_response_alone_judges_no_partial_one() -> None:
    limits = lw.instrument("phq9").change
    assert limits is not None
    assert _steps(evolve(limits, partial_percent=None), 10, 20, 10) == (True, None)


def test_a_row_with_too_many_cells_is_the_engines_to_refuse() -> None:
    with pytest.raises(lw.InvalidAnswers):
        line_scorer(lw.instrument("phq9"))(["0"] * 12)


def test_a_text_of_consent_by_its_name() -> None:
    assert lw.consent_text("ketamine-iv").header.id == "ketamine-iv"
    assert lw.consent_text("ketamine-im").what == "ketamine as an injection into a muscle"
    with pytest.raises(lw.InvalidInput, match="Known: esketamine-intranasal, ketamine-im"):
        lw.consent_text("laughing-gas")
