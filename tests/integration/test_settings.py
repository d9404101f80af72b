"""Settings: a value that cannot be right stops the start and says what to do."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from lightwell.access.actions import organisations
from lightwell.access.models import Organisation
from lightwell.site import checks, env, guards
from tests.support.cast import SETUP, Cast

LIVE: dict[str, Any] = {
    "MODE": "live",
    "PUBLIC_URL": "https://clinic.example",
    "ALLOWED_HOSTS": ["clinic.example", "127.0.0.1"],
    "BEHIND_PROXY": True,
    "DEBUG": False,
    "DISK_ENCRYPTION_DECLARED": True,
    "SMTP_HOST": "mail.clinic.example",
}
DEMO: dict[str, Any] = {
    "MODE": "demo",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "testserver"],
    "SMTP_HOST": "",
}


def problems(settings: dict[str, Any]) -> list[str]:
    return [problem.id for problem in guards.problems_of(SimpleNamespace(**settings))]


def test_a_sound_clinic_and_a_sound_demo_have_no_problems() -> None:
    assert problems(LIVE) == []
    assert problems(DEMO) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"PUBLIC_URL": "http://clinic.example"}, "E001"),
        ({"ALLOWED_HOSTS": ["127.0.0.1"]}, "E002"),
        ({"DEBUG": True}, "E003"),
        ({"DISK_ENCRYPTION_DECLARED": False}, "E004"),
        ({"BEHIND_PROXY": False}, "E005"),
    ],
)
def test_an_unsafe_clinic_is_refused(change: dict[str, Any], problem: str) -> None:
    assert problems(LIVE | change) == [problem]


def test_a_clinic_on_one_machine_needs_no_certificate() -> None:
    assert problems(LIVE | {"PUBLIC_URL": "http://127.0.0.1:8000"}) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"PUBLIC_URL": "http://demo.clinic.example"}, "E011"),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "demo.clinic.example"]}, "E011"),
        ({"SMTP_HOST": "mail.clinic.example"}, "E012"),
    ],
)
def test_a_demo_that_others_could_reach_is_refused(change: dict[str, Any], problem: str) -> None:
    assert problems(DEMO | change) == [problem]


def test_each_problem_says_what_to_do_and_djangos_check_repeats_it(settings: Any) -> None:
    for name, value in (LIVE | {"DISK_ENCRYPTION_DECLARED": False}).items():
        setattr(settings, name, value)
    (error,) = checks.configuration()
    assert error.id == "lightwell.E004"
    assert error.hint is not None
    assert "LIGHTWELL_DISK_ENCRYPTION=yes" in error.hint


@pytest.mark.django_db
def test_live_and_demonstration_never_share_a_database(cast: Cast) -> None:
    problem = guards.problem_with_database("live")
    assert problem is not None
    assert "can never change" in str(problem)
    assert guards.problem_with_database("demo") is None
    Organisation.objects.update(is_demo=False)
    problem = guards.problem_with_database("demo")
    assert problem is not None
    assert "real clinic" in str(problem)
    assert guards.problem_with_database("live") is None


@pytest.mark.django_db
def test_an_empty_database_may_become_either() -> None:
    assert guards.problem_with_database("live") is None
    assert guards.problem_with_database("demo") is None
    organisations.found(by=SETUP, name="Lake", short_name="Lake", is_demo=True)
    assert guards.problem_with_database("live") is not None


# -- the readers ------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _forget_what_tests_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "READ", dict(env.READ))


def test_a_word_that_is_not_allowed_names_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIGHTWELL_X", "prod")
    with pytest.raises(ImproperlyConfigured, match="must be one of demo, live"):
        env.choice("LIGHTWELL_X", "demo", ("demo", "live"), "")


@pytest.mark.parametrize(("reader", "words"), [(env.integer, "whole number"), (env.yes, "yes or")])
def test_other_values_that_cannot_be(
    monkeypatch: pytest.MonkeyPatch, reader: Any, words: str
) -> None:
    monkeypatch.setenv("LIGHTWELL_X", "perhaps")
    with pytest.raises(ImproperlyConfigured, match=words):
        reader("LIGHTWELL_X", "1", "")


def test_lists_numbers_and_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIGHTWELL_X", " a, b ,,")
    assert env.words("LIGHTWELL_X", "", "") == ["a", "b"]
    monkeypatch.setenv("LIGHTWELL_X", "25")
    assert env.integer("LIGHTWELL_X", 1, "") == 25
    monkeypatch.setenv("LIGHTWELL_X", "yes")
    assert env.yes("LIGHTWELL_X", "no", "")


def test_a_secret_is_made_once_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = env.secret("LIGHTWELL_X", tmp_path, "")
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert env.secret("LIGHTWELL_X", tmp_path, "") == first
    elsewhere = tmp_path / "given"
    elsewhere.write_text("from a file\n")
    monkeypatch.setenv("LIGHTWELL_X_FILE", str(elsewhere))
    assert env.secret("LIGHTWELL_X", tmp_path, "") == "from a file"
    monkeypatch.setenv("LIGHTWELL_X", "given")
    assert env.secret("LIGHTWELL_X", tmp_path, "") == "given"


def test_databases_by_address() -> None:
    sqlite = env.database("sqlite:////srv/lightwell/clinic.sqlite3")
    assert sqlite["NAME"] == "/srv/lightwell/clinic.sqlite3"
    assert "synchronous=FULL" in sqlite["OPTIONS"]["init_command"]
    server = env.database("postgresql://a%40b:p%2Fw@db:5433/clinic")
    assert (server["USER"], server["PASSWORD"], server["PORT"]) == ("a@b", "p/w", "5433")
    with pytest.raises(ImproperlyConfigured, match="sqlite:///"):
        env.database("mysql://x")
