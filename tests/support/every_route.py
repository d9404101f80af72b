"""Django's own list of addresses, compared with the table of `every_page`."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLResolver, get_resolver

from tests.support.every_page import EVERY


def routes() -> set[tuple[str, frozenset[str]]]:
    """Every address that Django knows: its name, and the parameters in it."""
    return set(_walk(get_resolver(), "", frozenset()))


def missing() -> set[tuple[str, frozenset[str]]]:
    """What stands in only one of the two: the table above and Django's list."""
    told = {(address.name, frozenset(address.args)) for address in EVERY}
    return told ^ routes()


def _walk(
    resolver: URLResolver, space: str, before: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in resolver.url_patterns:
        params = before | set(getattr(entry.pattern, "converters", ()))
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, params)
        elif entry.name is not None:
            yield f"{space}{entry.name}", params
