"""Colours: every pair that the pages use, read from the tokens, meets WCAG 2.2 AA."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "src" / "lightwell" / "site" / "styles"
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
TOKENS = dict(
    re.findall(r"^\$([\w-]+): (#[0-9a-f]{6});", (STYLES / "_tokens.scss").read_text(), re.MULTILINE)
)
TEXT, SHAPE = 4.5, 3.0

PAIRS = [
    # Text on its ground
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "teal", "plum")
      for ground in ("surface", "paper", "mist")),
    ("ink", "teal-wash", TEXT),
    ("ink", "teal-haze", TEXT),
    ("ink", "focus", TEXT),
    ("teal", "teal-wash", TEXT),
    ("teal-deep", "teal-wash", TEXT),
    ("teal-deep", "surface", TEXT),
    ("surface", "teal", TEXT),
    ("surface", "teal-deep", TEXT),
    ("surface", "teal-night", TEXT),
    ("teal-pale", "teal-night", TEXT),
    ("surface", "plum", TEXT),
    ("plum", "plum-wash", TEXT),
    ("sand-ink", "sand-wash", TEXT),
    ("sand-ink", "sand-stripe", TEXT),
    ("slate-ink", "slate-wash", TEXT),
    ("flag-high-ink", "flag-high", TEXT),
    ("flag-medium-ink", "flag-medium", TEXT),
    ("flag-low-ink", "flag-low", TEXT),
    *((ink, ground, TEXT) for ink in ("night-ink", "night-soft", "night-accent", "night-care")
      for ground in ("night", "night-surface", "night-raise", "night-accent-wash")),
    ("night", "night-accent", TEXT),
    *((f"flag-{level}-dim", "night-surface", TEXT) for level in ("high", "medium", "low")),
    *(("flag-dim-ink", f"flag-{level}-dim", TEXT) for level in ("high", "medium", "low")),
    ("night-line-strong", "night-surface", SHAPE),
    ("night-line-strong", "night-raise", SHAPE),
    # Edges of controls, lines of charts, rings of focus
    ("line-strong", "surface", SHAPE),
    ("line-strong", "paper", SHAPE),
    ("teal", "mist", SHAPE),
    ("teal", "teal-wash", SHAPE),
    ("ink", "paper", SHAPE),
    ("focus", "teal-night", SHAPE),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def linear(channel: str) -> float:
        share = int(channel, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_contrast(front: str, ground: str, least: float) -> None:
    assert contrast(TOKENS[front], TOKENS[ground]) >= least


def test_the_measure_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#b10e1e", "#ffffff") == pytest.approx(7.1, abs=0.1)


def test_colours_are_named_once() -> None:
    for sheet in STYLES.glob("*.scss"):
        if sheet.name != "_tokens.scss":
            assert not HEX.findall(sheet.read_text()), sheet.name


def test_flag_colours_are_used_for_flags_only() -> None:
    for sheet in STYLES.glob("*.scss"):
        rules = re.findall(r"([^{}]+)\{[^{}]*t\.\$flag-[^{}]*\}", sheet.read_text())
        assert all(".lw-flag" in rule for rule in rules), sheet.name
    reserved = {TOKENS[name] for name in TOKENS if name.startswith("flag-") and "ink" not in name}
    others = {value for name, value in TOKENS.items() if not name.startswith("flag-")}
    assert not reserved & others


def test_nothing_flashes() -> None:
    for sheet in STYLES.glob("*.scss"):
        assert "animation" not in sheet.read_text(), sheet.name


def test_names_and_doses_are_never_cut_short() -> None:
    for sheet in STYLES.glob("*.scss"):
        assert "ellipsis" not in sheet.read_text(), sheet.name
