"""The care plan, the window and My plan, in a real browser at every width."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lightwell.records.actions import courses as actions
from lightwell.records.actions import goals
from tests.browser.test_decision import opened_by
from tests.browser.test_evaluation import opened_by_alice
from tests.support import courses
from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.care import hoped, planned, reviewed, stepped
from tests.support.cast import found_cast
from tests.support.people import key, make_patient

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Page, name: str) -> None:
    """What holds on every page; a picture where a person who works on the page asks for one."""
    assert_axe_clean(page)
    assert_fits_width(page)
    if folder := os.environ.get("LIGHTWELL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_the_care_plan_is_accessible_and_fits(pages: Pages, viewport: str) -> None:
    cast = found_cast()
    maya, alice = make_patient(cast.harbour), cast.actor(cast.alice)
    courses.decided(alice, maya)
    course = actions.begin(by=alice, patient=maya, programme="bridge", key=key())
    goal = hoped(alice, maya)
    goals.rate(by=alice, patient=maya, goal=goal.goal.uid, value=3, key=key())
    planned(alice, course, goal=goal.goal.uid)
    planned(alice, course, "supplements", supplement="Brainglow Forte")
    talk = planned(
        alice, course, "psychotherapy", what="Weekly, an hour", who=f"staff:{cast.ben.pk}"
    )
    reviewed(alice, stepped(alice, talk, "begin"), helped="")
    page = opened_by_alice(pages, cast, viewport)
    page.goto(reverse("clinic:course", args=[maya.uid]))
    look(page, f"course-{viewport}")
    page.get_by_role("link", name="Open the care plan").click()
    expect(page.get_by_text("Not checked")).to_be_visible()
    look(page, f"care-{viewport}")
    page.get_by_role("link", name="Plan Sleep").click()
    expect(page.get_by_text("Regular hours")).to_be_visible()
    look(page, f"care-add-{viewport}")
    for name in ("care-line", "care-review"):
        page.goto(reverse(f"clinic:{name}", args=[maya.uid, talk.line.uid]))
        look(page, f"{name}-{viewport}")
    for name in ("goals", "window"):
        page.goto(reverse(f"clinic:{name}", args=[maya.uid]))
        look(page, f"{name}-{viewport}")
    page.goto(reverse("clinic:goal-rate", args=[maya.uid, goal.goal.uid]))
    look(page, f"goal-rate-{viewport}")
    assert maya.user is not None
    own = opened_by(pages, maya.user, viewport)
    own.goto(reverse("portal:plan"))
    look(own, f"my-plan-{viewport}")
    own.get_by_role("button", name="I did this").click()
    expect(own.get_by_role("button", name="Not done yet")).to_be_visible()
    own.goto(reverse("portal:goal-rate", args=[goal.goal.uid]))
    look(own, f"my-goal-{viewport}")
