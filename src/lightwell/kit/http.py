"""Answers of pages: a refused form is a 422, so that scripts and people both see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_form(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int | None = None
) -> HttpResponse:
    """The page, with status 422 when ``form`` (or one of ``forms``) was refused.

    A fresh ``form`` shows what its author typed before an automatic sign-off, where the request
    brings such a ``draft``.
    """
    if (draft := getattr(request, "draft", None)) and isinstance(context.get("form"), BaseForm):
        draft.fill(context["form"])
    refused = any(form.is_bound and form.errors for form in forms_of(context))
    return render(request, template, dict(context), status=status or (422 if refused else 200))


def forms_of(context: Mapping[str, Any]) -> Iterable[BaseForm]:
    """The forms whose errors the page's summary must list, in reading order."""
    candidates = [context.get("form"), *(context.get("forms") or ())]
    return [form for form in candidates if isinstance(form, BaseForm)]
