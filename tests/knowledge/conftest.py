"""What every test of broken knowledge starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from lightwell.clinical.library import Library
from tests.support.knowledge import Copy, with_text


@pytest.fixture
def broken(tmp_path: Path) -> Copy:
    """A copy of the knowledge in which one text of one file was replaced."""

    def make(name: str, old: str, new: str) -> Library:
        return with_text(tmp_path / "knowledge", name, old, new)

    return make
