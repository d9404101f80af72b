"""What never stands in a committed file: a registry's address, a machine's path, others' files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tools.lints.faults import Fault

# Written with a bracket so that this file does not find itself.
REGISTRIES = re.compile(
    r"py[p]i\.org|pythonh[o]sted\.org|registry\.npm[j]s|npm[j]s\.(com|org)|deb\.deb[i]an\.org"
    r'|"res[o]lved": "http',
    re.IGNORECASE,
)
MACHINES = re.compile(
    r"/w[o]rk/(main|steering|[.]library)|/f[a]rm/|/r[o]ot/|/Us[e]rs/[A-Za-z]+/|/tmp/bash_j[o]bs"
)
THIRD_PARTY = re.compile(r"\.(min\.(js|css)|woff2?|ttf|otf)$")


def check(root: Path) -> list[Fault]:
    """Committed files that name a registry or a machine, or that are not ours."""
    found: list[Fault] = []
    for path in _committed(root):
        if THIRD_PARTY.search(path.name):
            found.append(Fault(path, 1, "a third-party file; make it a dependency"))
        for number, line in enumerate(_lines(root / path), start=1):
            if REGISTRIES.search(line) and path.name != "links.txt":
                found.append(Fault(path, number, "the address of a package registry"))
            if MACHINES.search(line):
                found.append(Fault(path, number, "a path of somebody's machine"))
    return found


def _committed(root: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and (root / name).is_file()]


def _lines(path: Path) -> list[str]:
    """The lines of a text file; none for pictures and other binary files."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
