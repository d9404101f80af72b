"""The house's rules hold here, and each rule catches what it is for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.lints import LINTS, Lint, actions, ground, migrations, purity, sizes, templates, views

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("lint", LINTS.values(), ids=list(LINTS))
def test_the_rule_holds_in_this_working_copy(lint: Lint) -> None:
    assert [str(fault) for fault in lint(ROOT)] == []


def plant(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def words(lint: Lint, root: Path) -> list[str]:
    return [f"{fault.line}: {fault.text}" for fault in lint(root)]


def test_an_action_without_an_audit_event_is_caught(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "src/lightwell/records/actions/trials.py",
        "from lightwell.access import audit\n"
        "from lightwell.records import events\n"
        "def verify(*, by):\n    events.look(by)\n"
        "def draft(*, by):\n    each(_write)\n"
        "def _write():\n    audit.record(by=1)\n"
        "def close(*, by):\n    events.append(by)\n"
        "def forget(patient, *, by):\n    audit.record(by=by)\n",
    )
    plant(
        tmp_path,
        "src/lightwell/records/events.py",
        "from lightwell.access.audit import record\n"
        "def append(by):\n    _keep(by)\n"
        "def _keep(by):\n    record(by=by)\n"
        "def look(by):\n    look(by)\n",
    )
    assert words(actions.check, tmp_path) == [
        "3: verify() writes no audit event",
        "11: forget() must take keywords only, `by` first",
    ]


def test_an_exception_is_named_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "src/lightwell/diary/actions/cells.py", "def sweep():\n    pass\n")
    assert len(words(actions.check, tmp_path)) == 2
    monkeypatch.setitem(actions.ACTORLESS, "diary/actions/cells.py:sweep", "a reason")
    assert words(actions.check, tmp_path) == ["1: sweep() writes no audit event"]
    monkeypatch.setitem(actions.UNTRACED, "diary/actions/cells.py:sweep", "a reason")
    assert words(actions.check, tmp_path) == []


@pytest.mark.parametrize("exceptions", [actions.UNTRACED, actions.ACTORLESS])
def test_every_exception_still_exists(exceptions: dict[str, str]) -> None:
    for key in exceptions:
        name, function = key.split(":")
        assert f"def {function}(" in (ROOT / "src/lightwell" / name).read_text(encoding="utf-8")


def address(root: Path, *names: str) -> None:
    paths = "".join(f"path('{name}', views.{name}, name='{name}')\n" for name in names)
    plant(root, "src/lightwell/clinic/urls.py", paths)


def test_a_view_without_a_guard_is_caught(tmp_path: Path) -> None:
    address(tmp_path, "today", "board", "help_now")
    plant(
        tmp_path,
        "src/lightwell/clinic/views/today.py",
        "@require_GET\ndef today(request):\n    pass\n"
        "@staff_page(Role.NURSE)\ndef board(request):\n    pass\n"
        "@guards.public_page\ndef help_now(request):\n    pass\n"
        "def shape(request):\n    pass\n",
    )
    guards = "link_page, outside_page, patient_page, public_page, staff_page"
    assert words(views.check, tmp_path) == [f"2: today() has no guard: one of {guards}"]


@pytest.mark.parametrize(
    "line",
    [
        "Patient.objects.first()",
        "patient.save()",
        "patient.delete()",
        "patients.filter(name='x')",
        "get_object_or_404(Patient, pk=1)",
    ],
)
def test_the_database_in_a_view_is_caught(tmp_path: Path, line: str) -> None:
    plant(
        tmp_path,
        "src/lightwell/portal/views/home.py",
        f"@patient_page\ndef home(request):\n    {line}\n",
    )
    assert any(word.endswith("ask a query or an action") for word in words(views.check, tmp_path))


def test_a_long_view_is_caught(tmp_path: Path) -> None:
    body = "    pass\n" * views.LONGEST_VIEW
    address(tmp_path, "home")
    plant(tmp_path, "src/lightwell/portal/views.py", f"@patient_page\ndef home(request):\n{body}")
    assert words(views.check, tmp_path) == ["2: home() has 26 lines, a view at most 25"]


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from time import time",
        "import os.path",
        "from django.db import models",
        "datetime.now()",
        "date.today()",
    ],
)
def test_clock_chance_and_surroundings_on_floor_1_are_caught(tmp_path: Path, line: str) -> None:
    plant(tmp_path, "src/lightwell/clinical/dosing.py", f"def dose():\n    {line}\n")
    plant(tmp_path, "src/lightwell/records/models.py", f"def other_floor():\n    {line}\n")
    assert len(words(purity.check, tmp_path)) == 1


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x()</script>",
        "<script type='module'>x()</script>",
        "<style>p{}</style>",
        "<p style='color:red'>",
        "<button\n  onclick='x()'>",
        "<form hx-on:submit='x()'>",
        "<a href='javascript:x()'>",
        "<img src='https://elsewhere.example/a.png'>",
        "<link rel=stylesheet href='//elsewhere.example/a.css'>",
    ],
)
def test_inline_and_foreign_markup_is_caught(tmp_path: Path, markup: str) -> None:
    plant(tmp_path, "src/lightwell/public/templates/public/page.html", f"<h1>x</h1>\n{markup}\n")
    assert [word.split(":")[0] for word in words(templates.check, tmp_path)] == ["2"]


def test_plain_markup_passes(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "src/lightwell/public/templates/public/page.html",
        "{# <script>told in a comment</script> #}\n<script src='/static/a.js'></script>\n"
        "<a href='https://elsewhere.example/'>a link is not a load</a>\n<p data-once='1'>x</p>\n",
    )
    assert words(templates.check, tmp_path) == []


def test_long_files_and_functions_are_caught(tmp_path: Path) -> None:
    plant(tmp_path, "src/lightwell/kit/long.py", "x = 1\n" * 401)
    plant(tmp_path, "tools/long.py", "def f():\n" + "    x = 1\n" * 40)
    told = '    """One.\n\n    Two.\n    """\n'
    plant(tmp_path, "tools/told.py", f"def f():\n{told}" + "    x = 1\n" * 39)
    assert words(sizes.check, tmp_path) == [
        "1: 401 lines, a file has at most 400",
        "1: f() has 41 lines, at most 40",
    ]


def test_forked_and_misnumbered_migrations_are_caught(tmp_path: Path) -> None:
    folder = "src/lightwell/records/migrations"
    step = "class Migration:\n    dependencies = [('access', '0001_initial'), ('records', '{}')]\n"
    plant(tmp_path, f"{folder}/0001_initial.py", "class Migration:\n    dependencies = []\n")
    plant(tmp_path, f"{folder}/0002_tasks.py", step.format("0001_initial"))
    assert words(migrations.check, tmp_path) == []
    plant(tmp_path, f"{folder}/0002_trials.py", step.format("0001_initial"))
    assert words(migrations.check, tmp_path) == [
        "1: is step 3 of its room and must be numbered 0003",
        "1: must depend in its own room on ['0002_tasks'] alone",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements/run.txt", "--index-url https://pyp" + "i.org/simple\n"),
        ("package-lock.json", '{"resol' + 'ved": "https://elsewhere.example/a.tgz"}\n'),
        ("docs/page.md", "see /ro" + "ot/notes\n"),
        ("src/htmx.min.js", "x\n"),
        ("src/letters.woff2", "x\n"),
    ],
)
def test_what_is_never_committed_is_caught(tmp_path: Path, name: str, text: str) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    plant(tmp_path, name, text)
    assert words(ground.check, tmp_path) == []
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    assert len(words(ground.check, tmp_path)) == 1
