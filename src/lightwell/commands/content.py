"""The command that compares two versions of the content: folders, single files or git revisions."""

from __future__ import annotations

import argparse
import io
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from .treatment import Answer, Commands

if TYPE_CHECKING:
    from lightwell.clinical.contents import Contents

GIT_SECONDS = 60


def add_diff(commands: Commands) -> None:
    """Add diff to the commands of the knowledge."""
    diff = commands.add_parser("diff", help="what changed between two versions, in sentences")
    diff.add_argument("old", help="a folder of knowledge, one of its files, or a git revision")
    diff.add_argument("new", nargs="?", help="the same (the installed knowledge)")
    diff.add_argument("--json", action="store_true", help="answer in JSON")
    diff.set_defaults(answer=_diff)


def _diff(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.contentdiff import difference
    from lightwell.clinical.contents import one_file_of

    old, new = _contents(options.old, "OLD"), _contents(options.new, "NEW")
    if old.is_one_file and not new.is_one_file:
        new = one_file_of(new, Path(options.old))
    elif new.is_one_file and not old.is_one_file:
        old = one_file_of(old, Path(options.new))
    return difference(old, new)


def _contents(asked: str | None, field: str) -> Contents:
    """What an argument names: a path before a revision; nothing is the installed knowledge."""
    from attrs import evolve

    from lightwell import knowledge
    from lightwell.clinical.contents import contents_at, contents_of
    from lightwell.clinical.errors import InvalidInput

    if asked is None:
        return evolve(contents_at(knowledge.ROOT), name="the installed knowledge")
    path = Path(asked)
    if path.exists():
        return contents_at(path)
    texts = _at_revision(asked, knowledge.ROOT)
    if not texts:
        raise InvalidInput(
            f"{field}: {asked!r} is neither a folder, a file nor a git revision that holds the "
            "knowledge: correct the name."
        )
    return contents_of(asked, texts)


def _at_revision(revision: str, root: Path) -> dict[str, str]:
    """Every knowledge file as it was at a revision; nothing outside of a working copy."""
    if revision.startswith("-"):
        return {}
    command = ["git", "-C", str(root), "archive", "--format=tar", revision, "."]
    try:
        packed = subprocess.run(command, capture_output=True, timeout=GIT_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return {}
    texts = {}
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".toml") else None
            if file is not None:
                texts[member.name.removeprefix("./")] = file.read().decode("utf-8", "replace")
    return texts
