"""Templates carry no inline script, style or handler and load nothing from elsewhere.

The Content-Security-Policy would refuse it in the browser; this says so before.
"""

from __future__ import annotations

import re
from pathlib import Path

from tools.lints.faults import ROOMS, Fault

RULES = {
    r"<script(?![^>]*\bsrc=)[^>]*>": "a script in the page; make it a module",
    r"<style\b": "a style sheet in the page; make it a class",
    r"<[^>!]*\sstyle\s*=": "a style attribute; make it a class",
    r"<[^>!]*\son[a-z]+\s*=": "an event handler in the page; make it a module",
    r"<[^>!]*\shx-on[:-]": "htmx code in the page; make it a module",
    r"javascript:": "a javascript: address",
    r"<(?:script|link|img|iframe|source)[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//": (
        "something loaded from elsewhere"
    ),
}
COMMENTS = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL
)


def check(root: Path) -> list[Fault]:
    """Everything inline in a template, with its line."""
    found: list[Fault] = []
    for path in sorted(root.glob(f"{ROOMS}/*/templates/**/*")):
        if path.suffix not in {".html", ".svg"}:
            continue
        text = COMMENTS.sub(_blank, path.read_text(encoding="utf-8"))
        for pattern, words in RULES.items():
            for match in re.finditer(pattern, text, re.IGNORECASE | re.DOTALL):
                line = text.count("\n", 0, match.start()) + 1
                found.append(Fault(path.relative_to(root), line, words))
    return found


def _blank(comment: re.Match[str]) -> str:
    """Nothing but the line ends, so that line numbers stay true."""
    return "\n" * comment.group().count("\n")
