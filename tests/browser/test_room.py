"""The room in a real browser: keys counted, typing kept, two lights, two ways up, no scripts."""

from __future__ import annotations

import random
from itertools import count
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from lightwell.access.models import User
from lightwell.records.models import SessionEntry
from tests.support import room
from tests.support.browser import assert_axe_clean, assert_fits_width
from tests.support.cast import Cast, found_cast
from tests.support.sessions import Running
from tests.support.signing_in import signed_in

if TYPE_CHECKING:
    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)
ACROSS, UPRIGHT = {"width": 1180, "height": 820}, {"width": 820, "height": 1180}
RUNS = 200


@pytest.fixture
def house(transactional_db: None) -> Cast:
    return found_cast()


def tablet(pages: Pages, user: User, *, light: str = "day", javascript: bool = True) -> Page:
    page = pages.open("tablet", javascript=javascript)
    name = settings.SESSION_COOKIE_NAME
    cookies = {name: signed_in(user).cookies[name].value, "room_light": light}
    page.context.add_cookies(
        [{"name": key, "value": value, "url": pages._base_url} for key, value in cookies.items()]
    )
    page.set_viewport_size(ACROSS)
    return page


def newest(run: Running) -> SessionEntry:
    return SessionEntry.objects.filter(session__uid=run.uid).latest("number")


class Keys:
    """A keyboard that counts: every key and every tap is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def test_a_recheck_takes_six_keys_and_a_full_row_thirteen(pages: Pages, house: Cast) -> None:
    """Recheck: five digits and Save. Row: nine digits, two to go on, one tap, and Save."""
    run = room.running(house)
    page = tablet(pages, house.ben)
    page.goto(f"/room/{run.uid}/")
    keys = Keys(page)
    keys.press(*"13684")
    expect(page.get_by_text("Reads as 136/84 mmHg")).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_role("status").get_by_text("by Ben Brook")).to_be_visible()
    assert keys.count <= 6
    assert newest(run).values == {"sbp": 136, "dbp": 84}

    keys = Keys(page)
    keys.press(*"12882", "Tab", *"77", "Tab", *"98")
    page.locator("#id_moaas-2").check()
    keys.count += 1
    keys.press("Enter")
    expect(page.get_by_role("columnheader")).to_have_count(7)
    assert keys.count <= 13
    assert newest(run).values == {"sbp": 128, "dbp": 82, "hr": 77, "spo2": 98, "moaas": 4}


def hurried(route: Route) -> None:
    """The page as it is, but refreshing as fast as the server answers."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("every 10s", "every 100ms"))


@pytest.mark.look
def test_no_character_is_lost_while_the_page_refreshes(pages: Pages, house: Cast) -> None:
    run = room.running(house)
    page = tablet(pages, house.ben)
    address = f"/room/{run.uid}/"
    page.route(f"**{address}", hurried)
    polls: list[int] = []
    page.on(
        "response",
        lambda one: polls.append(one.status) if "x-lightwell-poll" in one.request.headers else None,
    )
    page.goto(address)
    boxes = [page.locator(f"#id_{name}") for name in ("pressure", "hr", "spo2", "rr")]
    chance, lost = random.Random(4), []  # noqa: S311 - typing, not secrets
    for done in count(1):
        box = boxes[done % len(boxes)]
        text = "".join(chance.choices("0123456789", k=chance.randint(2, 6)))
        box.fill("")
        box.press_sequentially(text, delay=chance.choice((0, 4, 12)))
        if (kept := box.input_value()) != text:
            lost.append((text, kept))
        if done >= RUNS and len(polls) >= 20:
            break
    assert lost == []
    assert set(polls) == {200}


@pytest.mark.look
def test_each_state_by_day_and_with_the_lights_down(pages: Pages, house: Cast) -> None:
    scene = room.whole_room(house)
    addresses = ["/room/", *(f"/room/{run.uid}/" for run in scene.sessions.values())]
    empty = scene["empty"].uid
    addresses += [f"/room/{empty}/ready/", f"/room/{empty}/dose/"]
    addresses += [f"/room/{scene['stale'].uid}/leaving/"]
    page = tablet(pages, house.ben)
    for light, size in (("day", ACROSS), ("dim", UPRIGHT)):
        page.context.add_cookies([{"name": "room_light", "value": light, "url": pages._base_url}])
        page.set_viewport_size(size)
        for address in addresses:
            page.goto(address)
            assert_fits_width(page)
            assert_axe_clean(page)
            assert page.locator("main").evaluate(TOO_SMALL) == []
    assert dark(page) < 0.01


# A link inside a sentence is as high as its line; what stands alone is for fingers.
TOO_SMALL = """
main => [...main.querySelectorAll('a[href], button, input, summary, label.nhsuk-radios__label')]
  .filter(e => e.checkVisibility() && !['hidden', 'radio', 'checkbox'].includes(e.type))
  .filter(e => !(e.matches('a') && getComputedStyle(e).display === 'inline'))
  .filter(e => e.getBoundingClientRect().height < 55.5)
  .map(e => `${e.getBoundingClientRect().height}: ${e.outerHTML.slice(0, 90)}`)
"""


def dark(page: Page) -> float:
    """The relative luminance of the ground."""
    red, green, blue = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def test_charting_works_without_scripts_and_not_on_a_phone(pages: Pages, house: Cast) -> None:
    run = room.running(house)
    page = tablet(pages, house.ben, javascript=False)
    page.goto(f"/room/{run.uid}/")
    page.locator("#id_pressure").fill("142/88")
    page.locator("#id_moaas").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("by Ben Brook").first).to_be_visible()
    assert newest(run).values == {"sbp": 142, "dbp": 88, "moaas": 5}
    page.set_viewport_size({"width": 640, "height": 900})
    expect(page.get_by_text("This screen is too small to write on.")).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_hidden()
