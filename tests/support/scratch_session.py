"""A session in a clinic of its own, for tests that kill the server that charts in it.

``python -m tests.support.scratch_session found`` makes it; ``… count`` prints what is kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def ask(what: str, surroundings: dict[str, str]) -> Any:
    """Run one of this module's questions in a process of the scratch clinic."""
    command = [sys.executable, "-m", "tests.support.scratch_session", what]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def found() -> dict[str, str]:
    """Make the clinic and a session that waits for observations, and sign its nurse in."""
    from django.core.management import call_command
    from django.utils import timezone

    from tests.support.cast import found_cast
    from tests.support.sessions import session_of
    from tests.support.signing_in import signed_in

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    cast = found_cast()
    run = session_of(cast, planned_at=timezone.now())
    cookie = signed_in(cast.ben).cookies["sessionid"].value
    return {"session": cookie, "uid": str(run.uid)}


def count() -> dict[str, Any]:
    """What the database holds: each row's name, the numbers, the acts, and the audit's verdict."""
    from lightwell.access.models import AuditEvent
    from lightwell.access.proofs import prove_all
    from lightwell.records.models import SessionEntry

    rows = list(SessionEntry.objects.filter(kind="reading"))
    return {
        "rows": Counter(row.reason for row in rows),
        "numbers": sorted(row.number for row in rows),
        "values": {row.reason: row.values["hr"] for row in rows},
        "acts": AuditEvent.objects.filter(action="treatment.reading").count(),
        "faults": [proof.finding.words for proof in prove_all() if proof.finding],
    }


if __name__ == "__main__":
    import django

    django.setup()
    answers = {"found": found, "count": count}
    print(json.dumps(answers[sys.argv[1]]()))  # noqa: T201 - the answer
