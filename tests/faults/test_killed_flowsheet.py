"""Rule 4 in the room: 200 acknowledged saves of a flowsheet, the server killed at random moments.

Two tablets of one nurse save rows through a real server process that is ended with SIGKILL again
and again. A save counts as acknowledged when its answer arrived; one whose answer did not is sent
again with the same key. 0 lost, 0 doubled, numbers without a gap, the audit whole.
`LIGHTWELL_SAVES=2000` makes it a long proof.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.support import scratch_clinic, scratch_session
from tests.support.supervised import Server

SAVES = int(os.environ.get("LIGHTWELL_SAVES", "200"))
TABLETS = 2
FEWEST_KILLS = 8
CSRF = "c" * 32
LOST = (OSError, http.client.HTTPException)


class Tablet:
    """Saves one row after another, and sends a row again when no answer came."""

    def __init__(self, name: str, port: int, cookie: str, uid: str) -> None:
        self._name, self._port, self._path = name, port, f"/chart/{uid}"
        self._cookies = {"Cookie": f"sessionid={cookie}; csrftoken={CSRF}"}
        self.acknowledged: dict[str, int] = {}
        self.sent_again = 0

    def save(self, number: int) -> None:
        """Look at the session, then press the button until an answer comes."""
        version = self._ask("GET")["version"]
        row, rate = f"{self._name} {number}", 50 + number % 60
        form = {
            "csrfmiddlewaretoken": CSRF,
            "hr": rate,
            "row": row,
            "key": uuid4().hex,
            "version": version,
        }
        self._ask("POST", urlencode(form))
        self.acknowledged[row] = rate

    def _ask(self, method: str, body: str | None = None) -> dict[str, Any]:
        give_up = time.monotonic() + 30
        headers = dict(self._cookies)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
            try:
                connection.request(method, self._path, body, headers)
                answer = connection.getresponse()
                said = answer.read()
                assert answer.status == 200, said[:2000]
                found: dict[str, Any] = json.loads(said)
                return found
            except LOST:
                if time.monotonic() > give_up:
                    raise
                self.sent_again += method == "POST"
            finally:
                connection.close()


@pytest.fixture
def clinic(tmp_path: Path) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.support.chart_settings"}
    return scratch_clinic.surroundings(tmp_path) | settings


@pytest.fixture
def tablets(clinic: dict[str, str]) -> Iterator[tuple[Server, list[Tablet]]]:
    made = scratch_session.ask("found", clinic)
    server = Server(clinic)
    yield (
        server,
        [
            Tablet(f"tablet {number}", server.port, made["session"], made["uid"])
            for number in range(TABLETS)
        ],
    )
    server.stop()


def _kill_until_over(server: Server, threads: list[threading.Thread], nurses: list[Tablet]) -> int:
    """After every few rows, at a random moment of the next one, the server dies; how often."""
    chance, kills, seen = random.Random(20261127), 0, 0  # noqa: S311 - seeded on purpose
    while any(thread.is_alive() for thread in threads):
        saved = sum(len(one.acknowledged) for one in nurses)
        if saved - seen < chance.randint(2, 12):
            time.sleep(0.01)
            continue
        time.sleep(chance.uniform(0, 0.1))
        server.kill()
        seen, kills = saved, kills + 1
    return kills


@pytest.mark.slow
def test_no_acknowledged_row_is_lost_and_none_is_doubled(
    clinic: dict[str, str], tablets: tuple[Server, list[Tablet]]
) -> None:
    server, nurses = tablets
    failed: list[BaseException] = []

    def chart(tablet: Tablet) -> None:
        try:
            for number in range(SAVES // TABLETS):
                tablet.save(number)
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=chart, args=(one,)) for one in nurses]
    for thread in threads:
        thread.start()
    kills = _kill_until_over(server, threads, nurses)
    assert not failed, failed
    assert kills >= FEWEST_KILLS
    assert sum(one.sent_again for one in nurses), "no kill fell into a save: nothing was proven"

    held = scratch_session.ask("count", clinic)
    acknowledged = {row: rate for one in nurses for row, rate in one.acknowledged.items()}
    assert len(acknowledged) == SAVES
    assert [row for row in acknowledged if row not in held["rows"]] == []
    assert {row: times for row, times in held["rows"].items() if times != 1} == {}
    assert held["values"] == acknowledged
    assert held["numbers"] == list(range(1, SAVES + 1))
    assert held["acts"] == SAVES, "each row has its act, and no other"
    assert held["faults"] == []
