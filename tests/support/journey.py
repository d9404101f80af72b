"""A journey: somebody's story told to one of its steps, and from there on the real screens.

The replay leaves its person in the past. The clock of the acts is then moved to where the story
stands, so that what the browser does happens on that day; the machine's own clock stays.
"""

from __future__ import annotations

import os
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from lightwell.access import clock
from lightwell.records.jobs import run_due
from lightwell.site import demo
from lightwell.site.demo import replays
from lightwell.site.demo.stories import scenario
from tests.support.browser import assert_axe_clean, assert_fits_width
from tests.support.cast import PASSWORD
from tests.support.signing_in import signed_in
from tests.support.story import StoryClock

if TYPE_CHECKING:
    import pytest

    from lightwell.access.models import User
    from tests.support.browser import Pages

NOBODYS_MOMENT = ("nobody",)


class Journey:
    """One person of a scenario after a step of theirs, those who treat them, and their browsers."""

    def __init__(self, pages: Pages, patch: pytest.MonkeyPatch, word: str, to: str) -> None:
        demo.load(NOBODYS_MOMENT)
        replay = replays.Replay(scenario(word), demo.clinic(), to=to)
        self.steps = {one.step.name: one for one in replay.run()}
        self.telling = replay.telling
        self.clinic = replay.telling.clinic
        self.patient = replay.telling.patient
        self.pages = pages
        for who in ("nurse", "prescriber", "therapist"):
            self.with_password(who)  # once: another password ends every session of theirs
        # Only now: a moved clock would date the steps of the story wrongly.
        self.clock = StoryClock(patch, self.clinic.location.timezone)
        self.at(self.telling.last + timedelta(minutes=5))

    # ------------------------------------------------------------------ time

    def at(self, moment: datetime) -> None:
        """It is this moment now, and time goes on from here."""
        self.clock.moved = moment - timezone.now()

    def day(self, days: int = 0) -> datetime:
        """The day on the clinic's wall so many days from now."""
        return (self.clock.now() + timedelta(days=days)).astimezone(self.clock.zone)

    def days_later(self, days: int, at: time) -> None:
        """So many days of the clinic later, at this hour of the clinic."""
        day = clock.now().astimezone(self.clinic.zone).date() + timedelta(days=days)
        self.at(datetime.combine(day, at, tzinfo=self.clinic.zone))

    def clock_runs(self) -> None:
        """What the worker does every minute."""
        run_due()

    # ------------------------------------------------------------------ people

    def sign_in(self, user: User, viewport: str = "desktop", *, to: str = "clinic") -> Page:
        """Somebody signs in by e-mail address and password, and comes to their first page."""
        page = self.pages.open(viewport)
        page.goto("/account/login/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**/{to}/**")
        return page

    def opened_by(self, who: str, viewport: str = "desktop") -> Page:
        """The person or one of the staff, signed in, in a browser of their own."""
        user = self.patient.user if who == "person" else getattr(self.clinic, who)
        assert user is not None, "this person has no portal yet"
        page = self.pages.open(viewport)
        name = settings.SESSION_COOKIE_NAME
        value = signed_in(user).cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": self.pages._base_url}])
        return page

    def as_person(self, viewport: str = "phone") -> Page:
        """The person on the first page of their portal, on a phone."""
        page = self.opened_by("person", viewport)
        page.goto(reverse("portal:today"))
        return page

    def with_password(self, who: str) -> User:
        """One of the staff with a password of the tests: a second person types theirs."""
        user: User = getattr(self.clinic, who)
        if not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
            user.save()
        return user

    def record(self, name: str, *more: Any) -> str:
        """The address of a page of the person's record."""
        return reverse(f"clinic:{name}", args=[self.patient.uid, *more])


def look(page: Page, name: str) -> None:
    """Accessible and no wider than its window; kept as a picture where somebody wants to look."""
    assert_axe_clean(page)
    assert_fits_width(page)
    if folder := os.environ.get("LIGHTWELL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
