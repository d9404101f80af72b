"""A line of a care plan in words, the same on every page and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightwell.clinical.careplan import KIND_WORDS, MODALITIES
from lightwell.kit.dates import staff_date

if TYPE_CHECKING:
    from lightwell.records.queries.care_plans import LineView


def title(one: LineView) -> str:
    """The kind of care, with the kind of therapy or the name of the supplement."""
    newest = one.latest
    more = MODALITIES.get(newest.modality, "") or newest.supplement
    return f"{KIND_WORDS[one.kind]}: {more}" if more else KIND_WORDS[one.kind]


def who(one: LineView) -> str:
    """Who does it, by name; the person is not named on a page about them."""
    return "The person" if one.is_persons else one.latest.who_name


def days(one: LineView) -> str:
    """From when, by when; that there is no end is said."""
    newest = one.latest
    end = f"by {staff_date(newest.due_on)}" if newest.due_on else "no end set"
    return f"From {staff_date(newest.starts_on)}, {end}"


def review(one: LineView) -> str:
    """When it is reviewed next, and why not on the programme's day."""
    if not one.is_open:
        return "None: it is over"
    why = f" ({one.latest.review_reason})" if one.latest.review_reason else ""
    return f"{staff_date(one.latest.review_on)}{why}"
