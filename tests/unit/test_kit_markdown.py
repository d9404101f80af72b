"""What a clinic writes in Markdown becomes safe HTML; raw HTML never does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightwell.kit.markdown import first_markup, to_html

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "hr", "br",
        "blockquote", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def test_headings_begin_below_the_heading_of_the_page() -> None:
    html = to_html("# Our team\n\n## Ada\n\n###### Small\n\n- one\n- **two**")
    assert "<h2>Our team</h2>" in html and "<h3>Ada</h3>" in html and "<h4>Small</h4>" in html
    assert "<li>one</li>" in html and "<strong>two</strong>" in html
    assert "<h1" not in html


def test_no_level_of_heading_is_left_out() -> None:
    html = to_html("## First\n\n#### Below\n\n## Second\n\n# Third")
    assert re.findall(r"<h(\d)>", html) == ["2", "3", "2", "2"]


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "Hello <b onclick='x()'>there</b>",
        "<img src=x onerror=alert(1)>",
        "<!-- a comment -->",
    ],
)
def test_raw_html_is_named_and_shown_as_typed(words: str) -> None:
    assert first_markup(words)
    html = to_html(words)
    assert "&lt;" in html
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= {"p"}


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///x"]
)
def test_a_link_that_runs_is_no_link(link: str) -> None:
    assert "<a" not in to_html(f"[press]({link})")


def test_a_link_and_a_table_are_taken_and_a_picture_is_not() -> None:
    assert '<a href="https://example.org/">' in to_html("[see](https://example.org/)")
    assert '<a href="tel:555-0100">' in to_html("[call](tel:555-0100)")
    assert "<td>b</td>" in to_html("| a |\n|---|\n| b |")
    assert "<img" not in to_html("![x](https://example.org/a.png)")


@pytest.mark.parametrize("words", ["", "2 < 3 and 4 > 1", "plain *words*", "`<b>` in code"])
def test_plain_words_hold_no_markup(words: str) -> None:
    assert first_markup(words) == ""


@given(st.text(max_size=200))
def test_whatever_is_typed_only_known_tags_come_out(words: str) -> None:
    html = to_html(words)
    assert set(re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", html)) <= TAGS
    assert not re.search(r"<[^>]*\son[a-z]+=", html)
