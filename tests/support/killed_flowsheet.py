"""Tablets that save rows of flowsheets through a real server that is killed again and again.

Each tablet is a browser of a signed-in nurse: it opens the page of a session, sends the form of
that page, and sends the very same form again when no answer came. Used by the fault test and by
``benchmarks.killed_flowsheet``, the long form of it.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from html import unescape
from urllib.parse import urlencode

from attrs import define, field, frozen

from tests.support import scratch_session
from tests.support.supervised import Server

CSRF = "c" * 32
LOST = (OSError, http.client.HTTPException)
STAMP = re.compile(r'name="stamp" value="([^"]+)"')
PATIENCE_S = 60.0
ROWS_EACH = 50
TABLETS = SESSIONS = 4  # each tablet goes from session to session


class Tablet:
    """Saves one row after another, and sends a row again when no answer came."""

    def __init__(self, name: str, port: int, cookie: str, sessions: list[str]) -> None:
        self._name, self._port = name, port
        self._paths = [f"/room/{uid}/" for uid in sessions]
        self._cookies = {"Cookie": f"sessionid={cookie}; csrftoken={CSRF}"}
        self.acknowledged: dict[str, int] = {}
        self.sent_again = 0

    def save(self, number: int) -> None:
        """Open the flowsheet, type a row, and press the button until an answer comes."""
        path = self._paths[number % len(self._paths)]
        status, page = self._ask("GET", path)
        found = STAMP.search(page)
        assert status == 200, page[:2000]
        assert found, page[:2000]
        row, rate = f"{self._name} {number}", 60 + number % 30
        form = {
            "csrfmiddlewaretoken": CSRF,
            "stamp": unescape(found[1]),
            "hr": rate,
            "spo2": 98,
            "reason": row,
        }
        status, said = self._ask("POST", path, urlencode(form))
        assert status == 302, said[:2000]
        self.acknowledged[row] = rate

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        give_up = time.monotonic() + PATIENCE_S
        headers = dict(self._cookies)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
            except LOST:
                if time.monotonic() > give_up:
                    raise
                self.sent_again += method == "POST"
                time.sleep(0.02)
            finally:
                connection.close()


@define
class Outcome:
    """What the tablets were told, and what the run took."""

    acknowledged: dict[str, int] = field(factory=dict)
    sent_again: int = 0
    kills: int = 0
    seconds: float = 0.0


@frozen
class _Round:
    """Four tablets in four sessions, and the chance by which their server dies."""

    server: Server
    tablets: list[Tablet]
    chance: random.Random

    def run(self, kills: int) -> int:
        """Save all rows while the server dies so often, well apart; how often it died."""
        failed: list[BaseException] = []
        threads = [threading.Thread(target=_until_done, args=(one, failed)) for one in self.tablets]
        for thread in threads:
            thread.start()
        died = self._kill(kills, lambda: any(one.is_alive() for one in threads))
        for thread in threads:
            thread.join()
        assert not failed, failed
        return died

    def _kill(self, kills: int, goes_on: Callable[[], bool]) -> int:
        """After each share of the rows, at a random moment of the saves under way."""
        share = len(self.tablets) * ROWS_EACH / (kills + 1)
        died = 0
        while died < kills and goes_on():
            if sum(len(one.acknowledged) for one in self.tablets) < (died + 1) * share:
                time.sleep(0.005)
                continue
            time.sleep(self.chance.uniform(0, 0.25))
            self.server.kill()
            died += 1
        return died


def _until_done(tablet: Tablet, failed: list[BaseException]) -> None:
    try:
        for number in range(ROWS_EACH):
            tablet.save(number)
    except BaseException as error:  # noqa: BLE001 - told by the round
        failed.append(error)


def run(surroundings: dict[str, str], *, saves: int, kills: int) -> Outcome:
    """Save so many rows (a multiple of 200) with so many kills for each 200 of them."""
    rounds = saves // (TABLETS * ROWS_EACH)
    made = scratch_session.ask("found", surroundings, str(SESSIONS * rounds))
    chance, outcome = random.Random(20261127), Outcome()  # noqa: S311 - seeded on purpose
    begun, server = time.monotonic(), Server(surroundings)
    try:
        for first in range(0, SESSIONS * rounds, SESSIONS):
            here = made["uids"][first : first + SESSIONS]
            tablets = [
                Tablet(f"tablet {first + hand}", server.port, made["session"], here)
                for hand in range(TABLETS)
            ]
            outcome.kills += _Round(server, tablets, chance).run(kills)
            for one in tablets:
                outcome.acknowledged |= one.acknowledged
                outcome.sent_again += one.sent_again
    finally:
        server.stop()
    outcome.seconds = time.monotonic() - begun
    return outcome


def check(surroundings: dict[str, str], outcome: Outcome, saves: int) -> None:
    """0 lost, 0 doubled, every value as it was typed, no gap in the numbers, the audit whole."""
    held = scratch_session.ask("count", surroundings)
    assert len(outcome.acknowledged) == saves
    assert [row for row in outcome.acknowledged if row not in held["rows"]] == []
    assert {row: times for row, times in held["rows"].items() if times != 1} == {}
    assert held["values"] == outcome.acknowledged
    assert held["gaps"] == []
    assert held["acts"] == held["readings"], "each row has its act, and no other"
    assert held["faults"] == []
