"""Readings are told as they were made: dated, of a kind, and the blind one with its sources."""

from __future__ import annotations

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import Header, library
from lightwell.clinical.lint import headers
from tools.reference import markdown

HEADERS = [pytest.param(header, id=name) for name, header in headers(library())]
READ_TWICE = {"phq9", "cssrs_screener", "fda_2018", "spravato_us", "risk", "drugs"}


@pytest.mark.parametrize("header", HEADERS)
def test_a_blind_reading_says_what_it_was_made_from(header: Header) -> None:
    for reading in header.readings:
        assert bool(reading.against) == (reading.kind == "blind")
    told = markdown.about(header)
    assert ("Second reading, made blind on" in told) == any(r.against for r in header.readings)


def test_what_suicide_answers_and_resistance_rest_on_was_read_twice() -> None:
    read = {
        header.id
        for _, header in headers(library())
        if {"first", "blind"} <= {reading.kind for reading in header.readings}
    }
    assert read >= READ_TWICE


def test_the_phq9_carries_the_line_under_which_it_is_free() -> None:
    notice = lw.instrument("phq9").notice
    assert notice.startswith("Copyright (c) Pfizer Inc.")
    assert notice.endswith("No permission required to reproduce, translate, display or distribute.")


def test_selegiline_by_mouth_is_not_taken_for_the_patch() -> None:
    patch = lw.find_drug("Emsam").exact
    assert patch is not None
    assert patch.id == "selegiline-patch"
    assert lw.find_drug("selegiline").exact is None
