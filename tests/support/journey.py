"""A journey: somebody's story replayed to one of its steps, and from there on the real screens.

The replay leaves its person in the past. The clock of the acts is then moved to where the story
stands, so that what the browser does happens on that day; the machine's own clock stays.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from lightwell.access import clock
from lightwell.site import demo
from lightwell.site.demo.acts import ACTS
from lightwell.site.demo.stories import scenario
from lightwell.site.demo.telling import Clinic, Telling
from tests.support.browser import assert_axe_clean, assert_fits_width
from tests.support.cast import PASSWORD
from tests.support.signing_in import signed_in
from tests.support.story import StoryClock

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page

    from lightwell.access.models import User
    from tests.support.browser import Pages

NOBODY = ("Nobody",)


class Journey:
    """One person of a story, those who treat them, and everybody's browsers."""

    def __init__(self, pages: Pages, patch: pytest.MonkeyPatch, word: str, to: str) -> None:
        demo.load(NOBODY)
        self.pages = pages
        self.clinic: Clinic = demo.clinic()
        story = scenario(word)
        self.telling = Telling(story, story.person(), self.clinic, clock.now())
        for _ in self.telling.tell(story.up_to(to), ACTS):
            pass
        self.patient = self.telling.patient
        for user in (self.clinic.nurse, self.clinic.prescriber, self.clinic.therapist):
            user.set_password(PASSWORD)
            user.save()
        # Only now: the replay has a clock of its own, and this one takes its place.
        self.clock = StoryClock(patch, self.clinic.location.timezone)
        self.at(self.telling.last)

    def at(self, moment: datetime) -> None:
        """It is this moment now, and time goes on from here."""
        self.clock.moved = moment - timezone.now()

    def day(self, days: int = 0) -> datetime:
        """The day on the clinic's wall so many days from now."""
        return (self.clock.now() + timedelta(days=days)).astimezone(self.clock.zone)

    def sign_in(self, user: User, viewport: str = "desktop", *, to: str = "clinic") -> Page:
        """Somebody signs in by e-mail address and password, and comes to their first page."""
        page = self.pages.open(viewport)
        page.goto("/account/login/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**/{to}/**")
        return page

    def as_person(self, viewport: str = "phone") -> Page:
        """The person in their portal, on a phone; ``test_first_path`` signs in on screen."""
        assert self.patient.user is not None
        page = self.pages.open(viewport)
        name = settings.SESSION_COOKIE_NAME
        value = signed_in(self.patient.user).cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": self.pages._base_url}])
        page.goto(reverse("portal:today"))
        return page

    def record(self, name: str, *more: Any) -> str:
        """The address of a page of the person's record."""
        return reverse(f"clinic:{name}", args=[self.patient.uid, *more])


def look(page: Page, name: str) -> None:
    """Accessible and no wider than its window; kept where somebody wants to look."""
    assert_axe_clean(page)
    assert_fits_width(page)
    if folder := os.environ.get("LIGHTWELL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
