"""How hard a page is to read: the Flesch–Kincaid grade of what it says to a visitor."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOWELS = re.compile(r"[aeiouy]+")
BLOCKS = {"p", "li", "h1", "h2", "h3", "dt", "dd", "label", "legend", "div", "br", "button"}
UNREAD = {"script", "style", "title", "svg", "address", "ol"}


class _Sentences(HTMLParser):
    """The text of ``<main>``, one sentence per block where no full stop ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.text += ". "
        if tag == "main" or (tag in UNREAD and self._open):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open == ["main"]:
            self.text += data


def grade(html: str) -> float:
    """The school grade that the words of a page ask for; sources and addresses left out."""
    parser = _Sentences()
    parser.feed(html)
    sentences = [words for part in re.split(r"[.!?:]+", parser.text) if (words := _words(part))]
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z’']+", text)


def _syllables(word: str) -> int:
    bare = word.lower().rstrip("’'")
    count = len(VOWELS.findall(bare))
    if bare.endswith(("e", "es", "ed")) and not bare.endswith(("le", "ted", "ded", "ses", "ges")):
        count -= 1
    return max(count, 1)
