"""A story in the browser: who is who, their pages, and a clock that the story moves."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from lightwell.access import clock
from lightwell.records.actions import roster
from lightwell.records.models import Patient
from tests.browser.pictures import picture
from tests.support import courses
from tests.support.browser import assert_axe_clean, assert_fits_width
from tests.support.cast import PASSWORD, SETUP, found_cast
from tests.support.people import make_patient

if TYPE_CHECKING:
    from lightwell.access.models import User
    from tests.support.browser import Pages


def look(page: Page, name: str = "") -> None:
    """Every page of the story is accessible and fits its window."""
    assert_axe_clean(page)
    assert_fits_width(page)
    if name:
        picture(page, name)


class StoryClock:
    """The clock of the acts, moved; it runs on from there. The machine's own stays as it is."""

    def __init__(self, patch: pytest.MonkeyPatch, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.moved = timedelta()
        patch.setattr(clock, "now", self.now)

    def now(self) -> datetime:
        """What time it is in the story."""
        return timezone.now() + self.moved

    def set_to(self, hour: int) -> None:
        """Today at this hour of the clinic, so that a visit never runs over midnight."""
        today = timezone.now().astimezone(self.zone).date()
        self.moved = datetime.combine(today, time(hour), self.zone) - timezone.now()

    def pass_by(self, **time_: float) -> None:
        """So much time goes by."""
        self.moved += timedelta(**time_)


class Story:
    """Mara is a patient of a clinic with two chairs, at nine in the morning."""

    def __init__(self, pages: Pages, patch: pytest.MonkeyPatch) -> None:
        self.pages = pages
        self.cast = found_cast()
        self.clock = StoryClock(patch, self.cast.harbour.timezone)
        self.clock.set_to(hour=9)
        self.mara: Patient = make_patient(self.cast.harbour, "Mara", "Lindqvist-Demo")
        self.alice: Page
        self.ben: Page
        courses.chairs(self.cast.harbour, 2)
        for weekday in range(7):
            roster.add_shift(
                by=SETUP,
                location=self.cast.harbour,
                weekday=weekday,
                starts=time(0),
                ends=time(23, 59),
                reader=self.cast.ben,
            )

    def sign_in(self, user: User, viewport: str) -> Page:
        """A member of staff signs in by e-mail address and password."""
        page = self.pages.open(viewport)
        page.goto("/account/login/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/clinic/**")
        return page

    def record(self, name: str, *more: Any) -> str:
        """The address of a page of Mara's record."""
        return reverse(f"clinic:{name}", args=[self.mara.uid, *more])


def type_date(page: Page, name: str, day: datetime) -> None:
    """The three boxes of a date."""
    for part, value in (("month", day.month), ("day", day.day), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def answer_no_to_all(page: Page) -> None:
    """Every question of the page: no."""
    for no in page.get_by_label("No", exact=True).all():
        no.check()
