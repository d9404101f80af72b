"""Pictures for the documents, taken by the journeys: ``make pictures``."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Take the picture of this name when pictures are asked for."""
    if os.environ.get("LIGHTWELL_PICTURES") == "1":
        page.wait_for_load_state("networkidle")
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=IMAGES / f"{name}.png", full_page=whole, animations="disabled")
