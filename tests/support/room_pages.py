"""Pages of the room as a person opens and sends them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from lightwell.records.models import SessionEntry
from tests.support.sessions import Running


def open_page(client: Client, run: Running, page: str = "") -> str:
    answer = client.get(f"/room/{run.uid}/{page}")
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def stamp_of(html: str) -> str:
    """What the form of a page carries."""
    *_, last = re.findall(r'name="stamp" value="([^"]+)"', html)
    return str(last)


def send(client: Client, run: Running, page: str = "", /, *, html: str = "", **typed: Any) -> Any:
    """Send the form of a page as a person would who typed this."""
    html = html or open_page(client, run, page)
    return client.post(f"/room/{run.uid}/{page}", {"stamp": stamp_of(html), **typed})


def newest(run: Running) -> SessionEntry:
    return SessionEntry.objects.filter(session__uid=run.uid).latest("number")
