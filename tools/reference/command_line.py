"""The command line: its help, and what its commands print for an example."""

from __future__ import annotations

import contextlib
import io
import os
import shlex

from lightwell import cli
from tools.reference import markdown

ORDER = "--weight-kg 70 --basis actual --height-cm 178 --sex male --concentration 50"
ORDER += " --volume-ml 100 --minutes 40"
EXAMPLES = (
    "lightwell score phq9 --answers 2,2,1,,0,1,1,0,1",
    "lightwell score phq9 --answers 2,2,1,,0,1,1,0,1 --json",
    "lightwell score cssrs_screener --answers no,no,,,,yes,no --json",
    "lightwell score phq9 --answers 2,2,7,1,0,1,1,0,1",
    "lightwell outcome phq9 --baseline 20 --current 10",
    "lightwell outcome madrs --baseline 30 --current 10 --json",
    "lightwell explain ci.bp_pre",
    f"lightwell dose --mg-per-kg 0.5 {ORDER}",
    f"lightwell dose --mg-per-kg 5 {ORDER}",
    "lightwell knowledge check --on 2026-12-01",
    "lightwell knowledge diff no-such-version",
)
HELPS = (
    "lightwell --help",
    "lightwell score --help",
    "lightwell outcome --help",
    "lightwell history --help",
    "lightwell assess --help",
    "lightwell dose --help",
    "lightwell plan --help",
    "lightwell readiness --help",
    "lightwell knowledge check --help",
    "lightwell knowledge diff --help",
)


def page() -> str:
    """Help and examples, as the command prints them."""
    parts = [
        (
            "Exit status 0 is an answer, 2 is input that cannot be used, told in one line on the "
            "error stream. `--json` answers in JSON. Operator commands need the web application."
        ),
        "## Help",
    ]
    parts += [_run(line) for line in HELPS]
    parts += ["## Examples", *(_run(line) for line in EXAMPLES)]
    return markdown.page("The command line", *parts)


def _run(line: str) -> str:
    """The command with what it prints, at a width that does not depend on the terminal."""
    printed = io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "90"
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            status = cli.main(shlex.split(line)[1:])
        except SystemExit as left:  # how argparse ends after printing help
            status = int(left.code or 0)
    if before is None:
        del os.environ["COLUMNS"]
    else:
        os.environ["COLUMNS"] = before
    ending = f"\n(exit status {status})" if status else ""
    return f"```console\n$ {line}\n{printed.getvalue().rstrip()}{ending}\n```"
