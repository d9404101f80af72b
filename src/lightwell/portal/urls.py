"""Addresses of the portal pages; ``q/`` is what an e-mailed link opens, without sign-in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "portal"
my: list[URLPattern | URLResolver] = []
urlpatterns: list[URLPattern | URLResolver] = [
    path("my/", include(my)),
]
