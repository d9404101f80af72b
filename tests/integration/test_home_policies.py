"""What a location decides about doses at home, and a look at the prescription register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lightwell.access.errors import InvalidInput
from lightwell.records.actions import home_policies, supplies
from lightwell.records.queries import supplies as queries
from tests.support.cast import Cast
from tests.support.home import NEXT, permit
from tests.support.people import key
from tests.support.sessions import clock_at, session_of
from tests.support.ways import SWALLOWED

pytestmark = pytest.mark.django_db


def test_a_look_at_the_register_says_what_it_showed(cast: Cast) -> None:
    run = session_of(cast, way=SWALLOWED)
    look: dict[str, Any] = {"by": run.prescriber, "patient": run.patient, "note": "", "key": key()}
    with clock_at(NEXT):
        for wrong, field in (
            ({"checked_on": date(2026, 3, 6), "found": "expected"}, "on"),
            ({"checked_on": date(2026, 3, 5), "found": "clean"}, "found"),
            ({"checked_on": date(2026, 3, 5), "found": "to_discuss"}, "note"),
        ):
            with pytest.raises(InvalidInput) as refused:
                supplies.check_register(**(look | wrong))
            assert refused.value.field == field
        assert queries.register_checks(run.nurse, run.patient) == ()


def test_a_policy_ends_only_while_one_stands_and_with_a_reason(cast: Cast) -> None:
    end: dict[str, Any] = {"by": cast.actor(cast.alice), "location": cast.harbour, "key": "e1"}
    with pytest.raises(InvalidInput, match="nothing to end"):
        home_policies.end(reason="A loss.", base=0, **end)
    permit(cast)
    with pytest.raises(InvalidInput, match="Say why"):
        home_policies.end(reason=" ", base=1, **end)
    with pytest.raises(InvalidInput, match="Shorten"):
        home_policies.end(reason="x" * 501, base=1, **end)
    row = home_policies.end(reason="A loss.", base=1, **end)
    assert home_policies.end(reason="A loss.", base=1, **end) == row
    with pytest.raises(InvalidInput, match="1 to 7 days"):
        permit(cast, call_every_days=8)
    assert [one.words for one in queries.policies(cast.actor(cast.dev), cast.harbour)] == [
        "Ended",
        "Permitted",
    ]
    assert queries.policies(cast.actor(cast.frida), cast.harbour) == ()
