"""Running sessions in a clinic of their own, for tests that kill the server that charts in them.

``python -m tests.support.scratch_session found 2`` makes it; ``… count`` prints what is kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def ask(what: str, surroundings: dict[str, str], *more: str) -> Any:
    """Run one of this module's questions in a process of the scratch clinic."""
    command = [sys.executable, "-m", "tests.support.scratch_session", what, *more]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def found(sessions: str) -> dict[str, Any]:
    """Make the clinic and so many running sessions, and sign their nurse in."""
    from django.core.management import call_command

    from tests.support import room
    from tests.support.cast import found_cast
    from tests.support.signing_in import signed_in

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    cast = found_cast()
    runs = [
        room.running(cast, number % len(room.PEOPLE), rows=room.CALM[:1])
        for number in range(int(sessions))
    ]
    cookie = signed_in(cast.ben).cookies["sessionid"].value
    return {"session": cookie, "uids": [str(run.uid) for run in runs]}


def count() -> dict[str, Any]:
    """What the database holds: each row by its words, each gap in the numbers, the audit."""
    from lightwell.access.models import AuditEvent
    from lightwell.access.proofs import prove_all
    from lightwell.records.models import SessionEntry

    entries = list(SessionEntry.objects.order_by("session", "number"))
    rows = [row for row in entries if row.reason.startswith("tablet ")]
    numbers: dict[int, list[int]] = {}
    for entry in entries:
        numbers.setdefault(entry.session_id, []).append(entry.number)
    return {
        "rows": Counter(row.reason for row in rows),
        "values": {row.reason: row.values["hr"] for row in rows},
        "gaps": [one for one in numbers.values() if one != list(range(1, len(one) + 1))],
        "readings": sum(row.kind == "reading" for row in entries),
        "acts": AuditEvent.objects.filter(action="treatment.reading").count(),
        "faults": [proof.finding.words for proof in prove_all() if proof.finding],
    }


if __name__ == "__main__":
    import django

    django.setup()
    answers: dict[str, Any] = {"found": found, "count": count}
    print(json.dumps(answers[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 - the answer
