"""Words that a clinic writes in Markdown, as safe HTML: headings, lists, links, emphasis, tables.

Raw HTML is never passed on: it is shown as it was typed. Links lead only to web, mail and
telephone; pictures are not taken, because a page loads nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = ("https:", "http:", "mailto:", "tel:", "/", "#")
# The page has a first heading of its own: what is written begins one level below it.
LOWEST = 4


def to_html(words: str) -> SafeString:
    """The words as HTML that a page may hold."""
    reader = _reader()
    tokens = reader.parse(words)
    _nest_headings(tokens)
    # Every text is escaped by the renderer, and raw HTML is off (tests/unit/test_kit_markdown.py).
    html: str = reader.renderer.render(tokens, reader.options, {})
    return mark_safe(html)  # noqa: S308  # as told above


def first_markup(words: str) -> str:
    """The first piece of raw HTML in the words; empty when there is none."""
    with_html = MarkdownIt("commonmark", {"html": True})
    found = (one for one in _all(with_html.parse(words)) if one.type.startswith("html_"))
    return next((one.content.strip() for one in found), "")


def _nest_headings(tokens: Sequence[Token]) -> None:
    """Each heading one level below the one that it stands under, whatever was typed."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(len(above) + 1, LOWEST)}"


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    reader.validateLink = _leads_nowhere_bad  # type: ignore[method-assign]  # as the library says
    return reader


def _leads_nowhere_bad(url: str) -> bool:
    """Whether a link may be followed: a known scheme or a place here; nothing that runs."""
    return url.strip().lower().startswith(SCHEMES)
