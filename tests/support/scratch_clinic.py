"""A clinic in a database of its own, for tests that run whole processes against it.

``python -m tests.support.scratch_clinic found`` makes it and prints a patient's session;
``… count`` prints how often each allergy was written down, and how many acts say so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parents[2]


def surroundings(home: Path) -> dict[str, str]:
    """The environment of an installation of its own, on the engine of this test run."""
    from django.conf import settings

    url = f"sqlite:///{home}/clinic.sqlite3"
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        import psycopg

        server = f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}"
        name = f"scratch_{uuid4().hex[:12]}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = f"{server}/{name}"
    return os.environ | {
        "LIGHTWELL_HOME": str(home),
        "LIGHTWELL_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "lightwell.site.settings",
        "PYTHONWARNINGS": "ignore",
    }


def ask(what: str, surroundings: dict[str, str]) -> Any:
    """Run one of this module's questions in a process of the scratch clinic."""
    command = [sys.executable, "-m", "tests.support.scratch_clinic", what]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def found() -> dict[str, str]:
    """Make the clinic and sign a patient in."""
    from django.core.management import call_command

    from tests.support.cast import found_cast
    from tests.support.people import make_patient
    from tests.support.signing_in import signed_in

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    patient = make_patient(found_cast().harbour)
    assert patient.user is not None
    return {"session": signed_in(patient.user).cookies["sessionid"].value}


def count() -> dict[str, Any]:
    """What the database holds."""
    from lightwell.access.models import AuditEvent
    from lightwell.access.proofs import prove_all
    from lightwell.records.models import EntryVersion

    rows = EntryVersion.objects.values_list("content__substance", flat=True)
    return {
        "rows": Counter(rows),
        "acts": AuditEvent.objects.filter(action="entry.propose").count(),
        "faults": [proof.finding.words for proof in prove_all() if proof.finding],
    }


if __name__ == "__main__":
    import django

    django.setup()
    answers = {"found": found, "count": count}
    print(json.dumps(answers[sys.argv[1]]()))  # noqa: T201 - the answer
