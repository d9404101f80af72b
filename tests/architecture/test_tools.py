"""The commands of a working copy keep their word."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import lightwell
from tools import coverage_gates, run_tests, setup, stop

ROOT = Path(__file__).resolve().parent.parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# -- what is declared -------------------------------------------------------------------------


def test_the_version_is_said_once_in_each_place_and_the_same() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert {project, lightwell.__version__, json.loads(read("package.json"))["version"]} == {
        lightwell.__version__
    }


def pins(lock: str) -> set[tuple[str, str]]:
    """Name and version; one package may be there twice, for older and newer Pythons."""
    return set(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", read(lock), re.MULTILINE))


def test_every_locked_package_has_hashes_and_no_address() -> None:
    for lock in ("requirements/dev.txt", "requirements/run.txt"):
        blocks = re.split(r"^(?=[a-z0-9-]+==)", read(lock), flags=re.MULTILINE)[1:]
        assert len(blocks) == len(pins(lock)) > 20
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in read(lock)


def test_a_running_installation_uses_the_versions_that_were_tested() -> None:
    assert pins("requirements/run.txt") <= pins("requirements/dev.txt")


def test_front_end_packages_are_locked_by_content() -> None:
    packages = json.loads(read("package-lock.json"))["packages"]
    outside = [package for name, package in packages.items() if name]
    assert outside
    assert all("integrity" in package and "resolved" not in package for package in outside)


def test_help_tells_every_command() -> None:
    makefile = read("Makefile")
    commands = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())
    call = ["make", "--no-print-directory", "help"]
    told = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in told.stdout.splitlines()} == commands


# -- coverage ---------------------------------------------------------------------------------


def summary(path: str, lines: int, of: int) -> dict[str, Any]:
    return {
        path: {
            "summary": {"covered_lines": lines, "num_statements": of},
            "missing_lines": list(range(lines, of)),
        }
    }


@pytest.mark.parametrize(
    ("core", "others", "told"),
    [
        (100, 95, []),
        (99, 100, ["clinical: 99.00 %"]),
        (100, 94, ["floors 2–4: 94.00 %"]),
    ],
)
def test_coverage_below_its_limit_is_told(core: int, others: int, told: list[str]) -> None:
    files = summary("src/lightwell/clinical/dosing.py", core, 100)
    files |= summary("src/lightwell/records/actions/trials.py", others, 100)
    faults = coverage_gates.faults({"files": files})
    assert [fault[: len(words)] for fault, words in zip(faults, told, strict=True)] == told


def test_a_fault_names_the_lines_that_no_test_reached() -> None:
    files = summary("src/lightwell/clinical/dosing.py", 98, 100)
    assert "dosing.py: lines [98, 99]" in coverage_gates.faults({"files": files})[0]


# -- running the tests ------------------------------------------------------------------------


def test_a_machine_without_postgresql_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.support.needs.find_postgresql", lambda: None)
    phase = run_tests.Phase("PostgreSQL", ("architecture",), "postgresql")
    monkeypatch.setenv("LIGHTWELL_REQUIRE_ALL", "0")
    assert run_tests._run(phase, fast=False, coverage=False)[0]
    monkeypatch.setenv("LIGHTWELL_REQUIRE_ALL", "1")
    assert not run_tests._run(phase, fast=False, coverage=False)[0]
    assert "apt-get install postgresql" in capsys.readouterr().out


def test_the_counts_come_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/></testsuites>',
        encoding="utf-8",
    )
    assert run_tests._counts(report) == run_tests.Counts(passed=5, failed=2, skipped=2)
    assert run_tests._counts(tmp_path / "none.xml").failed == 1


WORDS_OF_A_TEST = {
    "always": "raise AssertionError",
    "once": "path = Path(__file__).with_suffix('.seen')\n"
    "    seen = path.exists()\n    path.touch()\n    assert seen",
    "never": "pass",
}


@pytest.mark.parametrize(
    ("fails", "browser", "passed", "failed", "unsteady"),
    [
        (("never", "once"), True, 2, 0, ["once"]),
        (("once", "always"), True, 1, 1, ["once"]),
        (("never", "once"), False, 1, 1, []),
    ],
)
def test_a_late_browser_is_told_of_loudly_and_a_second_failure_counts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fails: tuple[str, ...],
    browser: bool,
    passed: int,
    failed: int,
    unsteady: list[str],
) -> None:
    lines = [f"def test_{word}():\n    {WORDS_OF_A_TEST[word]}\n" for word in fails]
    folder = tmp_path / "tests" / "planted"
    folder.mkdir(parents=True)
    (folder / "test_one.py").write_text("from pathlib import Path\n" + "\n".join(lines), "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_tests, "ROOT", tmp_path)
    monkeypatch.setattr(run_tests, "REPORTS", tmp_path / "reports")
    monkeypatch.setattr(run_tests, "IN_A_BROWSER", ("planted",) if browser else ("browser",))
    monkeypatch.setattr("tests.support.needs.find_chromium", lambda: Path("chromium"))
    sound, counts, note = run_tests._run(
        run_tests.Phase("planted", ("planted",)), fast=False, coverage=False
    )
    names = [f"tests/planted/test_one.py::test_{word} (sqlite)" for word in unsteady]
    assert counts == run_tests.Counts(passed=passed, failed=failed, unsteady=names)
    assert sound is (failed == 0)
    assert ("UNSTEADY" in note) is bool(unsteady)
    told = capsys.readouterr().out
    assert all(f"!!!   {name}" in told for name in names)


# -- set-up and stop --------------------------------------------------------------------------


def test_a_step_runs_again_only_when_its_sources_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    source, result, runs = tmp_path / "lock.txt", tmp_path / "made", []

    def make() -> None:
        runs.append(source.read_text(encoding="utf-8"))
        result.touch()

    def step() -> None:
        setup._step("A thing", [source], make, [result])

    source.write_text("1", encoding="utf-8")
    step()
    step()
    assert runs == ["1"]
    source.write_text("2", encoding="utf-8")
    step()
    result.unlink()
    step()
    assert runs == ["1", "2", "2"]


def test_a_failed_step_says_what_to_do_and_is_not_taken_for_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    with pytest.raises(SystemExit):
        setup._step("A thing", [], lambda: setup._run(["false"], "A thing", setup.CONNECTION), [])
    assert "run the same command again" in capsys.readouterr().err
    assert not (tmp_path / "stamps").exists()


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_stop_never_ends_a_process_that_took_over_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bystander: subprocess.Popen[bytes]
) -> None:
    monkeypatch.setattr(stop, "PID_FILE", tmp_path / "demo.pid")
    stop.PID_FILE.write_text(str(bystander.pid), encoding="utf-8")
    assert stop.main() == 0
    assert bystander.poll() is None
    assert not stop.PID_FILE.exists()


def test_stop_ends_the_server_of_make_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stop, "PID_FILE", tmp_path / "demo.pid")
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            # A run in the background starts with Ctrl-C ignored; a server never does.
            "from signal import *; signal(SIGINT, default_int_handler); print(flush=True); pause()",
            "lightwell serve",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert server.stdout is not None
    server.stdout.readline()
    stop.PID_FILE.write_text(str(server.pid), encoding="utf-8")
    assert stop.main() == 0
    assert server.wait(timeout=5) != 0
    assert capsys.readouterr().out == "Stopped.\n"
    server.stdout.close()
