"""The gallery in a real browser: accessible, never too wide, and helped by its scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.kit_gallery import pages
from tests.unit.test_kit_gallery import BUILT, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built: npm run build"),
]

SITE = "http://gallery.example"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
Answer = Callable[["Request"], dict[str, Any]]


class Gallery:
    """Serves gallery pages under the site's policy and remembers what was sent to it."""

    def __init__(self, browser: Browser, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 844})
        self.context.set_default_timeout(15_000)
        self.context.route("**/*", self._serve)
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.answers: dict[str, Answer] = {}
        self.page.on("console", lambda message: self.problems.append(message.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def open(self, name: str) -> Page:
        self.page.goto(f"{SITE}/{name}")
        return self.page

    def posts(self, path: str) -> list[str]:
        return [body for where, body in self.sent if where == path]

    def _serve(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(SITE).partition("?")[0]
        name = path.removeprefix("/")
        if request.method == "POST":
            self.sent.append((path, request.post_data or ""))
        if path in self.answers:
            route.fulfill(**self.answers[path](request))
        elif name in pages.contexts() and request.method == "GET":
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=render(name), content_type="text/html", headers=headers)
        elif path.startswith("/static/build/"):
            file = BUILT / path.removeprefix("/static/build/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(status=204)


@pytest.fixture
def gallery(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Gallery]:
    opened = Gallery(browser, getattr(request, "param", 1280))
    yield opened
    opened.context.close()


@pytest.mark.parametrize("gallery", [390, 1280], indirect=True)
@pytest.mark.parametrize("name", pages.contexts())
def test_pages_are_accessible(gallery: Gallery, name: str) -> None:
    from tests.support.browser import assert_axe_clean

    page = gallery.open(name)
    assert_axe_clean(page)
    assert not gallery.problems
    stored = page.evaluate("localStorage.length + sessionStorage.length")
    assert stored == 0


@pytest.mark.parametrize("name", pages.contexts())
def test_pages_fit_every_width(gallery: Gallery, name: str) -> None:
    from tests.support.browser import assert_fits_width

    page = gallery.open(name)
    for width in (320, 390, 820, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert_fits_width(page)


# Inline links in sentences are exempt (WCAG 2.5.8); what stands alone is not.
ALONE = (
    "button, select, summary, .nhsuk-input, .nhsuk-button, .lw-tabs__link, .lw-rail__link,"
    " .lw-crisis__link, .lw-leave, .nhsuk-back-link, .nhsuk-radios__label,"
    " .nhsuk-checkboxes__label, .lw-scale__label, .nhsuk-error-summary a,"
    " .nhsuk-summary-list__actions a, .lw-pages a, .lw-header__home"
)
TOO_SMALL = """
controls => controls
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
  .map(e => `${e.className || e.tagName}: ${e.getBoundingClientRect().height}`)
"""


@pytest.mark.parametrize("gallery", [390, 1280], indirect=True)
@pytest.mark.parametrize("name", pages.contexts())
def test_targets_are_large_enough(gallery: Gallery, name: str) -> None:
    assert gallery.open(name).eval_on_selector_all(ALONE, TOO_SMALL) == []


@pytest.mark.parametrize("gallery", [360, 390], indirect=True)
def test_the_four_answers_stand_in_one_row_and_are_equal(gallery: Gallery) -> None:
    boxes = gallery.open("check_in").eval_on_selector_all(
        ".lw-scale__label",
        "labels => labels.map(e => e.getBoundingClientRect()).map(r => [r.y, r.width, r.height])",
    )
    first = boxes[:4]
    assert len({top for top, _, _ in first}) == 1
    assert len({round(width) for _, width, _ in first}) == 1
    assert min(width for _, width, _ in first) >= 76
    assert min(height for _, _, height in first) >= 64


@pytest.mark.parametrize("gallery", [320], indirect=True)
def test_the_four_answers_are_stacked_on_the_smallest_phone(gallery: Gallery) -> None:
    tops = gallery.open("check_in").eval_on_selector_all(
        ".lw-scale__label", "labels => labels.map(e => e.getBoundingClientRect().y)"
    )
    assert len(set(tops[:4])) == 4


@pytest.mark.parametrize("gallery", [390, 1280], indirect=True)
@pytest.mark.parametrize("name", ["patient", "fields-refused", "check_in", "today"])
def test_sticky_parts_never_hide_what_has_focus(gallery: Gallery, name: str) -> None:
    page = gallery.open(name)
    page.wait_for_load_state("networkidle")
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (e === document.body || e.closest('.lw-tabs, .nhsuk-skip-link')) return '';
              const r = (e.labels?.[0] ?? e).getBoundingClientRect();
              const seen = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
              const covers = seen?.closest('.lw-banner, .lw-tabs, .lw-recall');
              return covers && !covers.contains(e) ? e.outerHTML : '';
            }"""
        )
        assert hidden == ""


def test_the_banner_stays_on_top_of_its_page(gallery: Gallery) -> None:
    page = gallery.open("patient")
    for place in ("0", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {place})")
        box = page.locator(".lw-banner").bounding_box()
        assert box is not None
        at_point = "([x, y]) => !!document.elementFromPoint(x, y).closest('.lw-banner')"
        assert page.evaluate(at_point, [box["x"] + 20, box["y"] + 10])


def test_refused_answers_are_read_first_and_links_lead_to_them(gallery: Gallery) -> None:
    page = gallery.open("fields-refused")
    page.wait_for_function("document.activeElement.matches('[data-error-summary]')")
    page.get_by_role("link", name="February 2022 has 28 days").click()
    assert page.evaluate("document.activeElement.id") == "id_stopped_day"


def test_typed_words_are_kept_as_a_draft(gallery: Gallery) -> None:
    gallery.answers["/draft"] = lambda _: {
        "status": 204,
        "headers": {"Lightwell-Saved": "Saved 10:42"},
    }
    page = gallery.open("fields")
    page.get_by_label("Medicine").press_sequentially("sertraline")
    page.get_by_text("Saved 10:42").wait_for()
    assert len(gallery.posts("/draft")) == 1
    assert "sertraline" in gallery.posts("/draft")[0]


def test_a_draft_that_did_not_arrive_is_said_and_tried_again(gallery: Gallery) -> None:
    gallery.answers["/draft"] = lambda _: {"status": 500}
    page = gallery.open("fields")
    page.clock.install()
    page.reload()
    page.get_by_label("Medicine").fill("sertraline")
    page.clock.run_for(3_000)
    page.get_by_text("Not saved yet").wait_for()
    gallery.answers["/draft"] = lambda _: {"status": 204}
    page.clock.run_for(11_000)
    page.get_by_text("Saved", exact=True).wait_for()
    assert page.get_by_label("Medicine").input_value() == "sertraline"


def test_a_double_press_sends_once(gallery: Gallery) -> None:
    page = gallery.open("request")
    page.get_by_role("button", name="Continue").dblclick()
    page.wait_for_timeout(300)
    assert len(gallery.posts("/request")) == 1


def test_leaving_takes_the_page_out_of_the_history(gallery: Gallery) -> None:
    gallery.answers["/elsewhere"] = lambda _: {"body": "weather", "content_type": "text/html"}
    page = gallery.open("public")
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(f"{SITE}/elsewhere")
    assert page.evaluate("history.length") == before


def test_the_session_warns_and_can_be_extended(gallery: Gallery) -> None:
    page = gallery.page
    page.clock.install()
    gallery.open("fields")
    page.clock.fast_forward(765_000)
    assert not page.get_by_role("dialog").is_visible()
    page.clock.run_for(16_000)
    page.get_by_role("dialog", name="Are you still there?").wait_for()
    page.get_by_role("button", name="Stay signed in").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    assert len(gallery.posts("/extend")) == 1


def test_signing_off_keeps_what_was_typed(gallery: Gallery) -> None:
    gallery.answers["/ended"] = lambda _: {"body": "ended", "content_type": "text/html"}
    page = gallery.page
    page.clock.install()
    gallery.open("fields")
    page.clock.fast_forward(765_000)
    page.clock.run_for(16_000)
    page.get_by_role("dialog").wait_for()
    page.evaluate("document.querySelector('[name=notes]').value = 'half a sentence'")
    page.evaluate("document.querySelector('[name=notes]').dispatchEvent(new Event('input',"
                  " {bubbles: true}))")  # fmt: skip
    page.clock.fast_forward(119_000)
    page.clock.run_for(16_000)
    page.wait_for_url(f"{SITE}/ended")
    assert "half a sentence" in gallery.posts("/draft")[-1]


def test_a_live_region_refreshes_and_a_failure_is_said(gallery: Gallery) -> None:
    page = gallery.page
    page.clock.install()
    fresh = render("patient").replace("2 open tasks", "3 open tasks")
    gallery.answers["/risk/open"] = lambda _: {"body": fresh, "content_type": "text/html"}
    gallery.open("patient")
    page.wait_for_load_state("networkidle")
    page.clock.run_for(16_000)
    page.get_by_text("3 open tasks").wait_for()

    gallery.answers["/risk/open"] = lambda _: {"status": 500, "body": "<h1>Sorry</h1>"}
    page.clock.run_for(16_000)
    page.get_by_text("Not connected since").wait_for()
    assert page.get_by_text("3 open tasks").is_visible()

    gallery.answers["/risk/open"] = lambda _: {"body": fresh, "content_type": "text/html"}
    page.clock.run_for(16_000)
    page.get_by_text("Not connected since").wait_for(state="hidden")
