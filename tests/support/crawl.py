"""What must hold on every page, whoever reads it: one look at three widths."""

from __future__ import annotations

import re
from typing import Any

from attrs import frozen
from django.urls import resolve
from playwright.sync_api import Page, Response

from tests.support.browser import VIEWPORTS, Pages, assert_axe_clean, assert_fits_width

KILOBYTE = 1_000
LIGHT, CLINIC, HELP = 60 * KILOBYTE, 100 * KILOBYTE, 20 * KILOBYTE

# Read over shoulders, kept in histories, written by proxies: none of these in an address.
CLINICAL_WORDS = re.compile(
    r"phq|cssrs|suicid|depress|ketamin|trd\b|psychiatr|diagnos|symptom|score=|answer=|item_"
)

# What is kept in the browser, in any of its stores.
KEPT = """
async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(one => one.name), ...(await caches.keys()),
]
"""

# The first things that the keyboard reaches, in order.
FIRST_REACHED = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')]
  .filter(e => e.tabIndex >= 0 && e.checkVisibility()).slice(0, 3)
  .map(e => e.getAttribute('href') ?? e.tagName)
"""

# A link inside a sentence is as high as its line (WCAG 2.5.8 exempts it); a hidden box is pressed
# by its label, a card anywhere; the way past the header is as large as its words once seen.
TOO_SMALL = """
() => {
  const spread = e => getComputedStyle(e, '::after').position === 'absolute';
  const inSentence = e => e.matches('a') && getComputedStyle(e).display === 'inline'
    && e.parentElement.textContent.trim() !== e.textContent.trim();
  return [...document.querySelectorAll('a[href], button, select, textarea, summary, input')]
    .filter(e => e.type !== 'hidden' && e.checkVisibility() && !e.closest('.nhsuk-skip-link'))
    .filter(e => !inSentence(e))
    .map(e => ['radio', 'checkbox'].includes(e.type) && e.labels[0] ? e.labels[0] : e)
    .map(e => [e, (spread(e) ? e.offsetParent : e).getBoundingClientRect()])
    .filter(([e, box]) => box.height < 43.5 || box.width < 43.5)
    .map(([e, box]) => `${box.width | 0} by ${box.height | 0}: ${e.outerHTML.slice(0, 90)}`);
}
"""


@frozen
class Looker:
    """One person's browser, and what their pages owe them."""

    pages: Pages
    page: Page
    names: tuple[str, ...] = ()  # never in a title or an address

    def look(self, address: str, *, most: int, for_patients: bool, lands_on: str) -> list[str]:
        """Open one page afresh; what is wrong with it, in words."""
        answer, size = self._measured(address)
        wrong = [] if answer and answer.status == 200 else [f"status {answer and answer.status}"]
        here = self.page.url
        path = re.sub(r"^https?://[^/]+", "", here)
        landed = resolve(path.partition("?")[0]).view_name
        wrong += [] if landed == lands_on else [f"landed on {landed}"]
        wrong += [] if 1_000 < size <= most else [f"{size} bytes, at most {most} are fine"]
        return [f"{address}: {one}" for one in [*wrong, *self.faults(path, for_patients)]]

    def faults(self, path: str, for_patients: bool) -> list[str]:
        """What is wrong with the page that is open now."""
        page, title = self.page, self.page.title()
        wrong = [f"{title!r} names {one}" for one in self.names if one in title]
        wrong += [f"address names {one}" for one in self.names if one.lower() in path.lower()]
        wrong += [f"address says {one}" for one in CLINICAL_WORDS.findall(path.lower())]
        wrong += [f"keeps {kept} in the browser" for kept in page.evaluate(KEPT)]
        if for_patients:
            reached: list[str] = page.evaluate(FIRST_REACHED)
            wrong += [] if {"tel:988", "sms:988"} <= set(reached) else [f"988 is not in {reached}"]
            wrong += [f"too small: {one}" for one in page.evaluate(TOO_SMALL)]
        return wrong + [fault for width in VIEWPORTS for fault in self._at(width)]

    def _at(self, width: str) -> list[str]:
        """Accessible, and never wider than the window."""
        wide, high = VIEWPORTS[width]
        self.page.set_viewport_size({"width": wide, "height": high})
        found = []
        for check in (assert_fits_width, assert_axe_clean):
            try:
                check(self.page)
            except AssertionError as fault:
                found.append(f"{width}: {fault}")
        return found

    def _measured(self, address: str) -> tuple[Response | None, int]:
        wide, high = VIEWPORTS["phone"]
        self.page.set_viewport_size({"width": wide, "height": high})
        watch = self.pages.watch(self.page)
        watch.wire_bytes = 0
        answer = self.page.goto(address)
        return answer, watch.wire_bytes


def looker(pages: Pages, *, cookies: dict[str, str], names: tuple[str, ...] = ()) -> Looker:
    """A phone with these cookies, whose every visit comes over the wire."""
    page = pages.open("phone")
    session: Any = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.context.add_cookies(
        [{"name": name, "value": value, "url": pages._base_url} for name, value in cookies.items()]
    )
    return Looker(pages, page, names)
