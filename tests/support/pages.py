"""What screen tests do with a page: read its stamp, send its form, count its queries."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext


def stamp(page: str, at: int = 0) -> str:
    """The hidden stamp of the page's first form, or of a later one."""
    found = re.findall(r'name="stamp" value="([^"]+)"', page)
    assert len(found) > at
    return str(found[at])


# Sixty-four letters by chance: sooner or later they spell a name that a page must not say.
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


def text(response: HttpResponse | Any) -> str:
    """The page as it was sent, but for the letters by chance of its forms' tokens."""
    return _TOKEN.sub(r"\1", response.content.decode())


def queries(client: Client, url: str) -> int:
    """How many queries a page takes once caches are warm."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
