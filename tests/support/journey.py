"""One person's way told up to a step in the live database; from there on the screens go on."""

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
    """Somebody of a scenario after a step of theirs, at that hour of the story's own time."""

    def __init__(self, pages: Pages, patch: pytest.MonkeyPatch, word: str, *, to: str) -> None:
        demo.load(NOBODYS_MOMENT)
        replay = replays.Replay(scenario(word), demo.clinic(), to=to)
        self.steps = {one.step.name: one for one in replay.run()}
        self.telling = replay.telling
        self.clinic = replay.telling.clinic
        self._pages = pages
        # Only now: a moved clock would date the steps of the story wrongly.
        self.clock = StoryClock(patch, self.clinic.location.timezone)
        self.go_to(self.telling.last + timedelta(minutes=5))

    def go_to(self, moment: datetime) -> None:
        """The clock of the acts stands at this moment and runs on."""
        self.clock.moved = moment - timezone.now()

    def days_later(self, days: int, at: time) -> None:
        """So many days of the clinic later, at this hour of the clinic."""
        day = clock.now().astimezone(self.clinic.zone).date() + timedelta(days=days)
        self.go_to(datetime.combine(day, at, tzinfo=self.clinic.zone))

    def opened_by(self, who: str, viewport: str = "desktop") -> Page:
        """The person or one of the staff, signed in, in a browser of their own."""
        is_person = who == "person"
        user = self.telling.patient.user if is_person else getattr(self.clinic, who)
        assert user is not None, "this person has no portal yet"
        page = self._pages.open(viewport)
        name = settings.SESSION_COOKIE_NAME
        value = signed_in(user).cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": self._pages._base_url}])
        return page

    def with_password(self, who: str) -> User:
        """One of the staff with a password of the tests: a second person types theirs."""
        user: User = getattr(self.clinic, who)
        user.set_password(PASSWORD)
        user.save()
        return user

    def clock_runs(self) -> None:
        """What the worker does every minute."""
        run_due()

    def record(self, name: str, *more: Any) -> str:
        """The address of a page of the person's record."""
        return reverse(f"clinic:{name}", args=[self.telling.uid, *more])


def look(page: Page, name: str) -> None:
    """Every page is accessible and fits; a picture where somebody asks for one."""
    assert_axe_clean(page)
    assert_fits_width(page)
    if folder := os.environ.get("LIGHTWELL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
