"""What Django's system check says about a configuration that would be unsafe."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from lightwell.site import guards


@register(deploy=False)
def configuration(**more: Any) -> list[Error]:
    """Every reason for which these settings must not serve a clinic."""
    return [
        Error(problem.what, hint=problem.remedy, id=f"lightwell.{problem.id}")
        for problem in guards.problems_of(settings)
    ]
