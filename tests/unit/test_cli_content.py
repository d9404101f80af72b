"""`lightwell knowledge diff`: folders, files and revisions; 0 is an answer, 2 a clear refusal."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lightwell import cli, knowledge
from tests.support.knowledge import with_text


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another version of the content: a lower limit in one programme."""
    lower = ("programmes/iv-series.toml", "cap_mg_per_kg = 1.0", "cap_mg_per_kg = 0.8")
    return with_text(tmp_path / "other", *lower).root


def _said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert cli.main(["knowledge", "diff", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert cli.main(["knowledge", "diff", *map(str, arguments)]) == cli.BAD_INPUT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    return told.err


def test_a_folder_against_what_is_installed(
    other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _said(capsys, other)
    assert told.endswith("  dose iv: most: 0.8 -> 1 mg/kg (local policy)\n")
    assert "programmes/iv-series.toml: Ketamine by vein" in told
    assert _said(capsys, knowledge.ROOT) == (
        f"Nothing changed between {knowledge.ROOT} and the installed knowledge.\n"
    )


def test_one_file_finds_its_like_on_the_other_side(
    other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = other / "programmes" / "iv-series.toml"
    for pair in ([file], [file, knowledge.ROOT], [file, knowledge.ROOT / "programmes" / file.name]):
        assert "most: 0.8 -> 1 mg/kg" in _said(capsys, *pair)
    found = json.loads(_said(capsys, knowledge.ROOT, file, "--json"))
    assert [one["file"] for one in found["files"]] == ["programmes/iv-series.toml"]
    assert found["files"][0]["changes"][0]["new"] == 0.8


def test_a_revision_of_a_working_copy(
    other: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
        subprocess.run(["git", "-C", str(other), *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "One.")
    monkeypatch.setattr(knowledge, "ROOT", other)
    assert _said(capsys, "HEAD").startswith("Nothing changed between HEAD and")
    (other / "claims.toml").unlink()
    assert "withdrawn: claims.toml: Claims corrected" in _said(capsys, "HEAD")


def test_what_cannot_be_compared_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "OLD: 'no-such' is neither a folder, a file nor" in _refused(capsys, "no-such")
    assert "OLD: '-x' is neither" in _refused(capsys, "--", "-x")
    assert "NEW: 'no-such' is neither" in _refused(capsys, knowledge.ROOT, "no-such")
    assert "no folder of knowledge" in _refused(capsys, tmp_path)
    strange = tmp_path / "strange.toml"
    strange.write_text("a = 1\n", encoding="utf-8")
    assert "has no file like" in _refused(capsys, strange)
    strange.write_text("a = [\n", encoding="utf-8")
    assert "strange.toml:" in _refused(capsys, strange)
    strange.write_bytes(b"\xff\xfe")
    assert "is not text in UTF-8" in _refused(capsys, strange)
