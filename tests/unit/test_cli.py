"""The command line answers with 0, refuses with 2 and one line, and never with a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lightwell import cli, knowledge

CASE = """
on = 2026-03-04
[[trials]]
kind = "drug"
drug = "Zoloft"
dose_mg = 100
days = 56
adherence = "taken"
improvement_pct = 10
episode = "current"
[[trials]]
kind = "ect"
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.toml"
    path.write_text(CASE, encoding="utf-8")
    return path


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(arguments) == cli.BAD_INPUT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("lightwell: ")
    assert told.err.count("\n") == 1
    return told.err


def test_a_score_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "phq9", "--answers", "2,2,1,,0,1,1,0,1"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("PHQ-9: 9 of 27, mild\n  not answered: 4 (tiredness)\n")
    assert "POSITIVE" in told


def test_a_score_without_a_total_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "phq9", "--answers", "2,2,1,0,0,1,1,0,"]) == 0
    told = capsys.readouterr().out
    assert "no total" in told
    assert "NOT ANSWERED" in told


def test_a_score_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["score", "cssrs_screener", "--answers", "no,no,,,,yes,no", "--json"]
    assert cli.main(arguments) == 0
    assert json.loads(capsys.readouterr().out) == {
        "instrument": "cssrs_screener",
        "total": None,
        "band": None,
        "complete": True,
        "missing": [],
        "safety": "positive",
        "risk": "moderate",
    }


def test_a_screener_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", "cssrs_screener", "--answers", "no,no,,,,no,"]) == 0
    assert capsys.readouterr().out.startswith("C-SSRS screener: risk none\n  suicide question")


@pytest.mark.parametrize("text", ["1,1,1,1,1,1,1,1,0", "1\n1\n1\n1\n1\n1\n1\n1\n0\n"])
def test_answers_from_a_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["score", "phq9", "--file", str(path)]) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["score", "phq8", "--answers", "1"], "Did you mean 'phq9'"),
        (["score", "phq9", "--answers", "1,1,1,1,1,1,1,1,7"], "item 9"),
        (["score", "phq9", "--answers", ""], "0 were given"),
        (["score", "phq9", "--file", "no-such-file"], "no-such-file: No such file"),
        (["history", "no-such-case.toml"], "no-such-case.toml: No such file"),
        (["knowledge", "check", "--on", "31 Feb"], "--on: '31 Feb' is not a date"),
        (["knowledge", "check", "--root", "no-such-folder"], "No such file or directory. Give"),
    ],
)
def test_bad_input_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert told in _refused(capsys, *arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "the following arguments are required: COMMAND: see lightwell --help"),
        (["dose"], "invalid choice: 'dose'"),
        (["score", "phq9"], "one of the arguments --answers --file is required"),
    ],
)
def test_a_command_that_is_none_is_one_clear_line_too(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == cli.BAD_INPUT
    refused = capsys.readouterr().err
    assert told in refused
    assert refused.count("\n") == 1


def test_a_history_in_words(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["history", str(case)]) == 0
    told = capsys.readouterr().out
    assert "NOT MET: treatment resistance by FDA draft guidance, 2018 (fda_2018)" in told
    assert "  Zoloft (trial t1): counts\n" in told
    assert "What would change it:" in told
    assert "electroconvulsive therapy is not counted" in told


def test_an_empty_history_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.toml"
    path.write_text("on = 2026-03-04\n", encoding="utf-8")
    assert cli.main(["history", str(path)]) == 0
    assert "No trial is recorded" in capsys.readouterr().out


def test_a_history_for_machines(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["history", str(case), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["definitions"]["fda_2018"]["outcome"] == "not_met"
    assert set(found["trials"][0]) == {"id", "adequate", "failed", "counted", "why"}


def test_the_knowledge_is_checked_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["knowledge", "check", "--on", "2026-12-01"]) == 0
    assert "all in order" in capsys.readouterr().out
    assert cli.main(["knowledge", "list"]) == 0
    assert "instruments/phq9.toml" in capsys.readouterr().out
    assert cli.main(["knowledge", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Lightwell case file"


def test_an_overdue_review_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    root = str(knowledge.ROOT)
    assert cli.main(["knowledge", "check", "--root", root, "--on", "2030-01-01"]) == 2
    assert "the review was due on" in capsys.readouterr().err


def test_help_shows_the_operators_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in cli.OPERATOR_COMMANDS)


def test_an_operators_command_is_handed_to_django(monkeypatch: pytest.MonkeyPatch) -> None:
    management = pytest.importorskip("django.core.management")
    handed: list[list[str]] = []
    monkeypatch.setattr(management, "execute_from_command_line", handed.append)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    assert cli.main(["run-due", "--once"]) == 0
    assert handed == [["lightwell", "run_due", "--once"]]


def test_without_the_web_application_an_operators_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "django.core.management", None)
    assert "install lightwell[web]" in _refused(capsys, "backup")


def test_the_command_runs_as_a_process_without_a_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lightwell.cli", "score", "phq9", "--answers", "9"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
