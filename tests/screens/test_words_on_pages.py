"""What no page may say or carry: dangerous abbreviations, numeric dates, boosted links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "lightwell"
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*") if path.is_file())
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<[^>]+>|&\w+;", re.DOTALL)
DANGEROUS = {
    "an abbreviation that is misread": (
        r"\b(?:U|IU|QD|QOD|qhs|HS|SC|SQ|D/C|MS|MSO4|MgSO4|cc|ug)\b|µg|μg|(?<!\w)@(?!\w)"
    ),
    "a trailing zero": r"\d\.0\b(?= ?(?:mg|mL|mcg|kg))",
    "a number without its leading zero": r"(?<![\d.])\.\d",
    "a date in digits": r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
}


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_no_page_says_what_is_misread(template: Path) -> None:
    """Rules R-9, R-11 and R-12 of the pages."""
    words = MARKUP.sub(" ", template.read_text("utf-8"))
    for what, pattern in DANGEROUS.items():
        found = re.findall(pattern, words)
        assert not found, f"{name(template)} has {what}: {found[:1]!r}"


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_every_page_works_without_what_scripts_add(template: Path) -> None:
    """Rule R-63: no boosted links; what sends a request is a link, a form or a polled region."""
    markup = template.read_text("utf-8")
    assert "hx-boost" not in markup
    for tag in re.findall(r"<(\w+)[^>]*\shx-(?:get|post)=", markup):
        assert tag in {"a", "form", "div", "section"}, f"{name(template)}: <{tag}> needs scripts"
