"""Write the reference pages from the code and the knowledge, or check that they are current.

python tools/generate_reference.py            writes docs/reference
python tools/generate_reference.py --check    fails, naming each page, when one is stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # the book's tables live with the tests

from tools.reference import (  # noqa: E402  # found only after the line above
    billing,
    book,
    case_file,
    claims,
    command_line,
    definitions,
    drugs,
    eligibility,
    evidence,
    gates,
    instruments,
    interactions,
    options,
    predicates,
    programmes,
    reasons,
    roles,
    settings,
    stagings,
    states,
    ui_rules,
)

FOLDER = ROOT / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "clinical-book.md": book.page,
    "instruments.md": instruments.page,
    "definitions.md": definitions.page,
    "stagings.md": stagings.page,
    "reasons-to-check.md": reasons.page,
    "billing-codes.md": billing.page,
    "drugs.md": drugs.page,
    "eligibility.md": eligibility.page,
    "interactions.md": interactions.page,
    "options.md": options.page,
    "evidence.md": evidence.page,
    "claims.md": claims.page,
    "programmes.md": programmes.page,
    "session-gates.md": gates.page,
    "case-file.md": case_file.page,
    "case-file.schema.json": case_file.schema,
    "predicates.md": predicates.page,
    "states.md": states.page,
    "command-line.md": command_line.page,
    "settings.md": settings.page,
    "roles.md": roles.page,
    "ui-rules.md": ui_rules.page,
}


def main(arguments: list[str] | None = None) -> int:
    """Write or check every page; 1 when a page is stale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    given = parser.parse_args(arguments)
    stale = [name for name, make in PAGES.items() if not _is_current(name, make())]
    if given.check:
        for name in stale:
            print(f"docs/reference/{name} is stale: run make generate", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def _is_current(name: str, text: str) -> bool:
    path = FOLDER / name
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
