"""An injection and a nasal spray at the chair, in a real browser, from the dose to the door."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from lightwell.access.models import User
from tests.browser.pictures import picture
from tests.support import room
from tests.support.browser import assert_axe_clean, assert_fits_width
from tests.support.cast import PASSWORD, Cast, found_cast
from tests.support.sessions import Running, clock_at, drawn_up, second_nurse
from tests.support.signing_in import signed_in
from tests.support.ways import IM, NASAL, Way

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)
UPRIGHT = {"width": 820, "height": 1180}


@pytest.fixture
def house(transactional_db: None) -> Cast:
    return found_cast()


def tablet(pages: Pages, user: User) -> Page:
    page = pages.open("tablet")
    name = settings.SESSION_COOKIE_NAME
    cookies = {name: signed_in(user).cookies[name].value, "room_light": "day"}
    page.context.add_cookies(
        [{"name": key, "value": value, "url": pages._base_url} for key, value in cookies.items()]
    )
    page.set_viewport_size(UPRIGHT)
    return page


def look(page: Page, name: str) -> None:
    """Clean, no wider than the tablet, and kept as a picture when pictures are asked for."""
    assert_axe_clean(page)
    assert_fits_width(page)
    picture(page, f"ways-{name}", whole=True)


def draw_up_again(page: Page, run: Running, house: Cast, words: str) -> None:
    """Two people on one tablet stand for the dose."""
    page.goto(f"/room/{run.uid}/dose/?again=yes")
    for name, value in drawn_up(run.view).items():
        page.locator(f"#id_{name}").fill(value)
    look(page, f"{run.view.way.id}-dose")
    page.get_by_role("button", name=words).click()
    page.get_by_label("Email address of the second person").fill(second_nurse(house).email)
    page.get_by_label("Password of the second person").fill(PASSWORD)
    page.get_by_role("button", name="I confirm this dose").click()
    expect(page.get_by_text("Confirmed by Nia Noor")).to_be_visible()


def ready(page: Page, run: Running, begin: str) -> None:
    """Everything is known and met: marked as ready, and on to the first step."""
    page.goto(f"/room/{run.uid}/ready/")
    look(page, f"{run.view.way.id}-ready")
    page.get_by_role("link", name="Mark as ready").click()
    page.get_by_role("button", name="Mark as ready").click()
    page.get_by_role("link", name=begin).click()
    look(page, f"{run.view.way.id}-start")


def known(house: Cast, way: Way) -> Running:
    return room.known(house, way=way)


def test_an_injection_is_given_watched_and_left(pages: Pages, house: Cast) -> None:
    run, page = known(house, IM), tablet(pages, house.ben)
    draw_up_again(page, run, house, "I drew this up")
    ready(page, run, "Give injection")
    page.get_by_role("button", name="Injection given").click()
    expect(page.get_by_role("heading", name="Recovering")).to_be_visible()
    expect(page.get_by_text("stays 60 min or more")).to_be_visible()
    expect(page.get_by_role("link", name="Pause")).to_have_count(0)
    look(page, "im-sheet")
    page.get_by_role("link", name="Leaving").click()
    expect(page.get_by_text("60 minutes after the whole dose was given")).to_be_visible()
    look(page, "im-leaving")


def test_two_devices_five_minutes_apart(pages: Pages, house: Cast) -> None:
    run, page = known(house, NASAL), tablet(pages, house.ben)
    draw_up_again(page, run, house, "I counted this out")
    ready(page, run, "Give device 1 of 2")
    page.get_by_role("button", name="Device 1 of 2 given").click()
    expect(page.get_by_role("heading", name="Devices being given")).to_be_visible()
    look(page, "nasal-sheet")
    page.get_by_role("link", name="Give device 2 of 2").click()
    page.get_by_role("button", name="Device 2 of 2 given").click()
    expect(page.get_by_text("At least 5 minutes lie between two devices").first).to_be_visible()
    assert run.view.status == "dosing", "too early: nothing is given on paper either"
    first = run.view.started_at
    assert first is not None
    with clock_at(first + timedelta(minutes=5)):
        run.act("give_device")
        page.goto(f"/room/{run.uid}/")
        expect(page.get_by_text("stays 120 min or more")).to_be_visible()
        look(page, "nasal-watched")
    page.goto("/room/")
    expect(page.get_by_text("1 watched after a dose")).to_be_visible()
    look(page, "board")
