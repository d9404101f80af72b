"""The vocabulary of the stories: what can happen in one, a module for each part of the course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lightwell.site.demo.acts import (
    asking,
    at_home,
    booking,
    caring,
    chair,
    deciding,
    following,
    onward,
    therapy,
    understanding,
    waiting,
)
from lightwell.site.demo.telling import Telling

ACTS: dict[str, Callable[[Telling, Mapping[str, Any]], None]] = {
    **asking.ACTS,
    **understanding.ACTS,
    **deciding.ACTS,
    **booking.ACTS,
    **waiting.ACTS,
    **chair.ACTS,
    **therapy.ACTS,
    **following.ACTS,
    **onward.ACTS,
    **at_home.ACTS,
    **caring.ACTS,
}
