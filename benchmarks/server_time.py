"""How long the server takes for its pages with 2,000 patients and 100,000 sent questionnaires.

    .venv/bin/python -m benchmarks.server_time [--database sqlite|postgresql] [--rounds 60]

Fills a scratch database past the actions (a benchmark of reading, not of writing), opens each
page many times as the person who would, and reports the median and the 95th percentile in
milliseconds, and the ratio to the same page with a fortieth of the rows. The report goes to
``benchmarks/reports/``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.support.needs import need
from tests.support.postgres import Cluster

REPORTS = Path(__file__).parent / "reports"
PATIENTS = 2_000
RESPONSES_EACH = 50
SMALLER = 40


@contextmanager
def database(kind: str) -> Iterator[None]:
    """A scratch database that Django is set up on."""
    with tempfile.TemporaryDirectory(prefix="lightwell-bench-") as home:
        os.environ.update(LIGHTWELL_MODE="test", LIGHTWELL_HOME=home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "lightwell.site.settings"
        if kind == "sqlite":
            os.environ["LIGHTWELL_DATABASE_URL"] = f"sqlite:///{home}/bench.sqlite3"
            yield
            return
        cluster = Cluster(need("postgresql")).start()
        try:
            os.environ["LIGHTWELL_DATABASE_URL"] = cluster.url("postgres")
            yield
        finally:
            from django.db import connections

            connections.close_all()
            cluster.stop()


def fill(location: Any, count: int, offset: int = 0) -> None:
    """Fictional patients with a history of PHQ-9 each, written in bulk."""
    from django.utils import timezone

    from lightwell.records.models import Patient, Response

    now = timezone.now()
    patients = Patient.objects.bulk_create(
        Patient(
            mrn=f"B{offset + number:07}",
            home_location=location,
            given_name=f"Given{number % 97}",
            family_name=f"Family{number % 331}-Demo",
            birth_date=(now - timedelta(days=9_000 + number)).date(),
            email=f"p{offset + number}@patients.example",
            created_at=now,
        )
        for number in range(count)
    )
    Response.objects.bulk_create(
        (
            Response(
                patient=patient,
                location=location,
                instrument="phq9",
                instrument_version="1",
                content_hash="benchmark",
                answers=[1] * 9 + [None],
                total=9,
                band="mild",
                complete=True,
                safety="none",
                safety_value=0,
                at=now - timedelta(days=7 * week),
                idempotency_key=uuid4().hex,
            )
            for patient in patients
            for week in range(RESPONSES_EACH)
        ),
        batch_size=2_000,
    )


def timed(open_page: Callable[[], int], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile of a page in milliseconds, after three rounds to warm up."""
    for _ in range(3):
        status = open_page()
        if status != 200:
            raise SystemExit(f"A page answered {status} instead of 200: nothing to measure.")
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        open_page()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def measure(cast: Any, rounds: int) -> dict[str, tuple[float, float]]:
    """Each page as the person who opens it."""
    from django.test import Client
    from django.urls import reverse

    from lightwell.records.models import Patient

    patient = Patient.objects.order_by("id").last()
    assert patient is not None
    anyone, prescriber, desk = Client(), Client(), Client()
    prescriber.force_login(cast.alice)
    desk.force_login(cast.frida)
    one = {"patient": patient.uid}
    pages: dict[str, tuple[Client, str]] = {
        "public home": (anyone, reverse("public:home") + f"at/{cast.harbour.slug}/"),
        "front desk: requests": (desk, reverse("clinic:requests")),
        "clinic: today": (prescriber, reverse("clinic:today")),
        "clinic: patients, searched": (prescriber, reverse("clinic:patients") + "?q=Family7"),
        "clinic: patient": (prescriber, reverse("clinic:patient", kwargs=one)),
        "clinic: PHQ-9 history": (prescriber, reverse("clinic:scores", kwargs=one)),
        "clinic: determination": (prescriber, reverse("clinic:determination", kwargs=one)),
        "clinic: risk inbox": (prescriber, reverse("clinic:risk")),
    }
    return {
        name: timed(lambda c=client, a=address: c.get(a).status_code, rounds)  # type: ignore[misc]
        for name, (client, address) in pages.items()
    }


def report(kind: str, small: dict[str, Any], large: dict[str, Any], rounds: int) -> str:
    """The table that is kept."""
    lines = [
        f"# Server time on {kind}",
        "",
        (
            f"{PATIENTS:,} patients and {PATIENTS * RESPONSES_EACH:,} sent questionnaires; "
            f"{rounds} rounds a page; {platform.machine()}, {os.cpu_count()} cores, Python "
            f"{platform.python_version()}. Written by `benchmarks/server_time.py`. "
            f"The ratio compares the medians with a {SMALLER}th of the rows in the same run."
        ),
        "",
        "| page | median ms | p95 ms | ratio |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {median:.1f} | {p95:.1f} | {median / small[name][0]:.2f} |"
        for name, (median, p95) in large.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options.add_argument("--rounds", type=int, default=60)
    chosen = options.parse_args()
    with database(chosen.database):
        import django

        django.setup()
        from django.core.management import call_command

        from tests.support.cast import found_cast

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        cast = found_cast()
        fill(cast.harbour, PATIENTS // SMALLER)
        small = measure(cast, chosen.rounds)
        fill(cast.harbour, PATIENTS - PATIENTS // SMALLER, offset=PATIENTS)
        large = measure(cast, chosen.rounds)
        text = report(chosen.database, small, large, chosen.rounds)
    (REPORTS / f"server-time-{chosen.database}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
