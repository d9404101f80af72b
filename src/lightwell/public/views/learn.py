"""Plain education: each subject on a page of its own, and the claims of the market corrected."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import lightwell.clinical as lw
from lightwell.access.errors import NotFound
from lightwell.access.guards import public_page
from lightwell.public import learning
from lightwell.public.places import PlaceRequest, at_location


@require_safe
@public_page
@at_location
def learn(request: PlaceRequest) -> HttpResponse:
    """Every subject, and what people may have read elsewhere."""
    return render(request, "public/learn.html", {"topics": learning.topics()})


@require_safe
@public_page
@at_location
def topic(request: PlaceRequest, name: str) -> HttpResponse:
    """One subject in plain words, its numbers drawn, its sources numbered."""
    if name not in learning.TOPICS:
        raise NotFound("There is no such page.")
    return _page(request, learning.topic_page(lw.education(learning.TOPICS[name])))


@require_safe
@public_page
@at_location
def claims(request: PlaceRequest) -> HttpResponse:
    """What is often said of ketamine, and what the studies say of it."""
    return _page(request, learning.claims_page())


def _page(request: PlaceRequest, page: learning.Page) -> HttpResponse:
    return render(request, "public/learn_page.html", {"page": page, "talk": lw.TALK})
