"""Tags of the room's own pages."""

from __future__ import annotations

from django import template
from django.utils.timezone import localtime

from lightwell.access import clock

register = template.Library()


@register.simple_tag
def act_time(shown_as: str = "%H:%M") -> str:
    """The time of this page, by the clock that acts are dated with."""
    return f"{localtime(clock.now()):{shown_as}}"
