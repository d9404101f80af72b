"""One spelling for one telephone number, wherever it is read."""

from __future__ import annotations

import pytest

from lightwell.access import telephones
from lightwell.access.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("2125550123", "us", "(212) 555-0123"),
        ("+1 212.555.0123", "us", "(212) 555-0123"),
        ("+44 20 7946 0958", "us", "+44 20 7946 0958"),
        ("+49 30 901820", "eu", "+49 30 901820"),
        ("+1 212 555 0123", "eu", "+1 212-555-0123"),
    ],
)
def test_the_same_number_is_kept_the_same_way(typed: str, region: str, kept: str) -> None:
    assert telephones.tidy(typed, region=region) == kept


@pytest.mark.parametrize(
    ("typed", "region", "says"),
    [
        ("call me", "us", "area code"),
        ("212 555", "us", "area code"),
        ("555-0100", "us", "area code"),
        ("1" * 500, "us", "area code"),
        ("030 901820", "eu", "country code"),
        ("+49", "eu", "country code"),
    ],
)
def test_what_no_telephone_reaches_is_refused(typed: str, region: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        telephones.tidy(typed, region=region)
    assert refused.value.field == "phone"


def test_a_local_number_counts_where_it_is_allowed() -> None:
    assert telephones.tidy("555 0100", region="us", local_allowed=True) == "555-0100"
