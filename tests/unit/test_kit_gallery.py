"""Every component on one page of each kind: it renders, and it obeys the content policy."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from tests.unit.kit_gallery import pages

HERE = Path(__file__).parent / "kit_gallery"
BUILT = Path(__file__).parents[2] / "src" / "lightwell" / "site" / "static" / "build"


def render(name: str) -> str:
    kind = name.partition("-")[0]
    context = pages.contexts()[name]
    if kind == "error":
        return get_template("kit/error.html").render(context)
    source = (HERE / f"{kind}.html").read_text()
    return engines["django"].from_string(source).render(context)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a browser can open; LIGHTWELL_GALLERY says where, to look at it."""
    given = os.environ.get("LIGHTWELL_GALLERY")
    return Path(given) if given else tmp_path_factory.mktemp("gallery")


@pytest.mark.parametrize("name", pages.contexts())
def test_page_renders_and_keeps_the_content_policy(name: str, gallery: Path) -> None:
    html = render(name)
    (gallery / f"{name}.html").write_text(html.replace('"/static/', '"static/'))
    if BUILT.exists():
        shutil.copytree(BUILT, gallery / "static" / "build", dirs_exist_ok=True)

    assert "<h1" in html
    assert html.count("<main") == 1
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son\w+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
