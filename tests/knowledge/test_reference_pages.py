"""The reference pages say what the code and the knowledge say, and the check notices when not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import generate_reference


def test_the_pages_in_the_repository_are_current() -> None:
    assert generate_reference.main(["--check"]) == 0, "run make generate"


def test_a_stale_page_is_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate_reference, "FOLDER", tmp_path / "reference")
    assert generate_reference.main(["--check"]) == 1
    assert "docs/reference/instruments.md is stale" in capsys.readouterr().err
    assert generate_reference.main([]) == 0
    assert generate_reference.main(["--check"]) == 0
    page = tmp_path / "reference" / "definitions.md"
    page.write_text(page.read_text(encoding="utf-8") + "An addition.\n", encoding="utf-8")
    assert generate_reference.main(["--check"]) == 1
