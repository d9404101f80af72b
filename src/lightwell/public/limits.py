"""How often one internet address may send a request: enough for a family, not for a machine."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

SENDS_PER_HOUR = 10
HOUR = 60 * 60


def may_send(request: HttpRequest) -> bool:
    """True while this address has sent fewer requests within the hour than a person would."""
    return int(cache.get(_key(request), 0)) < SENDS_PER_HOUR


def count_send(request: HttpRequest) -> None:
    """Remember one request; an hour without another forgets them all."""
    key = _key(request)
    cache.set(key, int(cache.get(key, 0)) + 1, HOUR)


def _key(request: HttpRequest) -> str:
    """The address is kept only as a digest, and only in the cache."""
    return f"consultation-{sha256(_address(request).encode()).hexdigest()}"


def _address(request: HttpRequest) -> str:
    """Where the request came from; behind a proxy, what the proxy saw."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return seen
    return request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip()
