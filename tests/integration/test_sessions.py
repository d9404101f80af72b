"""A session from planned to gone, as entries; every step through its gate."""

from __future__ import annotations

import pytest

from lightwell.records.queries import sessions as queries
from tests.support.cast import Cast
from tests.support.sessions import at_minute, recovered, started

pytestmark = pytest.mark.django_db


def test_a_whole_session(cast: Cast) -> None:
    run = recovered(cast)
    with at_minute(102):
        run.act("leave", door="discharge", values={})
        view = run.view
    assert view.status == "discharged"
    assert [one.number for one in view.entries] == list(range(1, view.version + 1))
    for line in queries.printed(view):
        print(line)


def test_start(cast: Cast) -> None:
    run = started(cast)
    with at_minute(12):
        for one in queries.due(run.view, __import__("lightwell.access.clock").access.clock.now()):
            print(one)
    assert run.view.status == "running"
