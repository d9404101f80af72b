"""The commands of a treatment: a dose, the dates of a series, the gates of a session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lightwell import cli


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(arguments) == cli.BAD_INPUT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("lightwell: ")
    assert told.err.count("\n") == 1
    return told.err


DOSE = ["dose", "--basis", "actual", "--height-cm", "178", "--sex", "female"]
DOSE += ["--concentration", "50", "--volume-ml", "100", "--minutes", "40"]


def test_a_dose_in_words_with_its_conversion_from_pounds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    weighed = ["--mg-per-kg", "0.5", "--weight-lb", "154.3", "--confirm-weight"]
    assert cli.main([*DOSE, *weighed]) == 0
    told = capsys.readouterr().out
    assert "  154.3 lb × 0.45359237 kg per lb = 70 kg\n" in told
    assert "  0.5 mg per kg × 70 kg = 35 mg\n" in told


def test_a_dose_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*DOSE, "--mg", "35", "--weight-kg", "70", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["mg"], found["volume_ml"], found["rate_ml_per_h"]) == ("35", "0.7", "150")
    assert found["sign_offs"] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--mg-per-kg", "0,5", "--weight-kg", "70"], "'0,5' is not an amount"),
        (["--mg-per-kg", "0.5"], "Cannot calculate: weight missing"),
        (["--mg-per-kg", "0.5", "--weight-kg", "700"], "700 kg is outside 30 to 200 kg"),
        (["--mg-per-kg", "5", "--weight-kg", "70"], "a unit that slipped"),
        (["--mg-per-kg", "35", "--weight-kg", "70"], "a unit that slipped"),
        (["--mg-per-kg", "0.5", "--weight-lb", "154"], "confirm it with --confirm-weight"),
        (
            ["--weight-kg", "70", "--mg", "35", "--programme", "iv-serie"],
            "Did you mean 'iv-series'",
        ),
    ],
)
def test_a_dose_that_cannot_be_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert told in _refused(capsys, *DOSE, *arguments)


SESSION = """
on = 2026-03-02
person = { age_years = 44 }
session = { now = 2026-03-02T09:40:00-05:00, consent_current = "yes" }
vitals = [{ at = 2026-03-02T09:30:00-05:00, sbp = 142, dbp = 80 }]
"""


@pytest.fixture
def session(tmp_path: Path) -> str:
    path = tmp_path / "session.toml"
    path.write_text(SESSION, encoding="utf-8")
    return str(path)


def test_a_plan_proposes_dates(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plan", "iv-series", session, "--start", "2026-03-02"]) == 0
    assert "  6. Thu 2026-03-19\n" in capsys.readouterr().out
    more = ["--start", "2026-03-02", "--per-week", "3", "--closed", "2026-03-04", "--json"]
    assert cli.main(["plan", "iv-series", session, *more]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sessions"][1] == {
        "number": 2,
        "on": "2026-03-05",
        "review": "Is it tolerated? Dose, blood pressure, dissociation, unwanted effects.",
    }


@pytest.mark.parametrize(
    ("programme", "start", "told"),
    [
        ("iv-serie", "2026-03-02", "Did you mean 'iv-series'"),
        ("iv-series", "31 Feb", "--start: '31 Feb' is not a date"),
        ("iv-series", "2026-03-07", "2026-03-07 is a closed day"),
        ("iv-series", "2026-02-27", "is before 2026-03-02, the day of the case"),
    ],
)
def test_a_plan_that_cannot_be_is_one_clear_line(
    session: str, capsys: pytest.CaptureFixture[str], programme: str, start: str, told: str
) -> None:
    assert told in _refused(capsys, "plan", programme, session, "--start", start)


@pytest.mark.parametrize("gate", ["readiness", "discharge"])
def test_a_gate_says_what_holds_it(
    session: str, capsys: pytest.CaptureFixture[str], gate: str
) -> None:
    assert cli.main([gate, session]) == 0
    assert "Settled by: nurse." in capsys.readouterr().out
    assert cli.main([gate, session, "--json", "--region", "eu"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["open"] is False
    assert found["gate"] == gate


def test_a_spray_is_counted_in_devices(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dose", "--programme", "esketamine-nasal", "--mg", "56"]) == 0
    assert "56 mg ÷ 28 mg per device = 2 devices" in capsys.readouterr().out


def test_tablets_are_counted_and_never_more_than_ordered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    order = ["--programme", "iv-to-sublingual", "--by", "sublingual", "--mg", "82"]
    weighed = ["--weight-kg", "82", "--height-cm", "178", "--sex", "female", "--basis", "actual"]
    assert cli.main(["dose", *order, *weighed, "--unit-mg", "25"]) == 0
    assert "3 × 25 mg = 75 mg" in capsys.readouterr().out
