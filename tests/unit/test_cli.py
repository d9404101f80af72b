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


def test_an_instrument_without_a_suicide_question_does_not_say_that_it_was_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["score", "gad7", "--answers", "1,1,1,1,1,1,1"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("GAD-7: 7 of 21, mild\n")
    assert "suicide question: this instrument has none" in told


def test_a_total_without_bands_and_ratings_without_a_total(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["score", "cadss_6", "--answers", "1,1,1,1,1,1"]) == 0
    assert capsys.readouterr().out.startswith("CADSS-6: 6 of 24\n")
    assert cli.main(["score", "now_scale", "--answers", "7,,3"]) == 0
    assert capsys.readouterr().out.startswith(
        "Now scale: no total\n  low mood: 7 of 10\n  tension: not answered\n"
    )


def test_an_outcome_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["outcome", "madrs", "--baseline", "30", "--current", "10", "--json"]
    assert cli.main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("change", "change_pct", "response", "partial")} == {
        "change": -20,
        "change_pct": 66.7,
        "response": True,
        "partial": False,
    }
    assert (told["remission"], told["remission_rule"]) == (False, "below_10")
    assert told["remission_by"]["at_most_10"] is True
    assert (told["reliable_change"], told["deterioration"]) == (None, False)
    assert "review point" in told["note"]


def test_a_baseline_of_nothing_has_no_percentage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["outcome", "phq9", "--baseline", "0", "--current", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["change_pct"], told["response"], told["partial"]) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "before", "now", "lines"),
    [
        (
            "phq9",
            "20",
            "10",
            [
                "PHQ-9 is 10 points lower than before (20 then, 10 now).",
                "  improvement: 50 %",
                "  response: yes; partial: no",
                "  remission (below 5): no",
                "  reliable change: yes",
                "  deterioration: no",
            ],
        ),
        (
            "cadss_6",
            "0",
            "3",
            [
                "CADSS-6 is 3 points higher than before (0 then, 3 now).",
                "  improvement: none (baseline 0)",
                "  response: not judged; partial: not judged",
                "  remission: not judged",
                "  reliable change: not judged",
                "  deterioration: not judged",
            ],
        ),
    ],
)
def test_an_outcome_in_words(
    capsys: pytest.CaptureFixture[str], name: str, before: str, now: str, lines: list[str]
) -> None:
    assert cli.main(["outcome", name, "--baseline", before, "--current", now]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:6] == lines
    assert "words for a review point" in told[6]


def test_help_names_every_instrument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["outcome", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    ids = sorted(path.stem for path in (knowledge.ROOT / "instruments").glob("*.toml"))
    assert f"one of: {', '.join(ids)}" in told


@pytest.mark.parametrize("text", ["1,1,1,1,1,1,1,1,0", "1\n1\n1\n1\n1\n1\n1\n1\n0\n"])
def test_answers_from_a_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["score", "phq9", "--file", str(path)]) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["score", "phq8", "--answers", "1"], "Did you mean 'phq2', 'phq9' or 'phqa'"),
        (["score", "phq9", "--answers", "1,1,1,1,1,1,1,1,7"], "item 9"),
        (["score", "phq9", "--answers", ""], "0 were given"),
        (["score", "phq9", "--file", "no-such-file"], "no-such-file: No such file"),
        (["outcome", "phq9", "--baseline", "28", "--current", "3"], "28 is outside 0 to 27"),
        (["outcome", "now_scale", "--baseline", "8", "--current", "3"], "compare each rating"),
        (["outcome", "cssrs_screener", "--baseline", "8", "--current", "3"], "has no total"),
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
        (["fly"], "invalid choice: 'fly'"),
        (["outcome", "phq9", "--baseline", "12"], "arguments are required: --current"),
        (["outcome", "phq9", "--baseline", "1.5", "--current", "1"], "invalid int value: '1.5'"),
        (["score", "phq9"], "one of the arguments --answers --file --csv is required"),
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
    assert "  NOT MET  FDA draft guidance, 2018 (fda_2018)\n" in told
    assert "           counts: Zoloft (trial t1)\n" in told
    assert "  Thase and Rush (thase_rush): I\n" in told
    assert "  Maudsley Staging Method (maudsley): from 3 to 10\n" in told
    assert "Missing: When did this episode begin?" in told
    assert "more (--json)" not in told
    assert "ZOLOFT (TRIAL T1)\n" in told
    assert "  counts: ema_2013, fda_2018\n" in told
    assert "      Thyroid. Is the thyroid under- or overactive?" in told
    assert "What would change it:" in told
    assert "electroconvulsive therapy is not counted" in told


def test_a_long_history_is_cut_and_tells_what_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    second = CASE[CASE.index("[[trials]]") :].replace("Zoloft", "Effexor")
    path = tmp_path / "case.toml"
    path.write_text(CASE.replace('[[trials]]\nkind = "ect"\n', "") + second, encoding="utf-8")
    assert cli.main(["history", str(path)]) == 0
    told = capsys.readouterr().out
    assert "  MET      FDA draft guidance, 2018 (fda_2018)\n" in told
    assert "more (--json)" in told


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
