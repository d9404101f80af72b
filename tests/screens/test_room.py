"""The pages of the room: what they say and what they write."""

from __future__ import annotations

import pytest

from tests.support import room
from tests.support.cast import Cast
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", room.STATES)
@pytest.mark.parametrize("page", ["", "ready/", "leaving/", "dose/", "left/"])
def test_each_page_opens_in_each_state(cast: Cast, state: str, page: str) -> None:
    run = room.STATES[state](cast)
    answer = signed_in(cast.ben).get(f"/room/{run.uid}/{page}")
    assert answer.status_code == 200
