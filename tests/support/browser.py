"""Real Chromium pages that watch themselves: script errors, CSP reports, failed requests, bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakSet

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    Route,
    expect,
    sync_playwright,
)

VIEWPORTS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}

# Two browsers and two servers on two cores are slow: patience costs nothing where all is well.
WAIT_MS, LOAD_MS = 15_000, 30_000
expect.set_options(timeout=WAIT_MS)

# No sandbox: test machines run as root or without user namespaces. The others keep the
# browser from calling home.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Chromium's console line for a 4xx answer; requests are judged by `_judge_response` instead.
LOAD_FAILURE = "Failed to load resource"


_WITHOUT_SCRIPTS: WeakSet[Page] = WeakSet()


@dataclass
class Watch:
    """What went wrong on a page, and how many bytes came over the wire."""

    problems: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)
    wire_bytes: int = 0

    def expect(self, pattern: str) -> None:
        """Declare a problem that this test provokes on purpose."""
        self.expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """The problems that no test asked for."""
        return [
            problem
            for problem in self.problems
            if not any(pattern.search(problem) for pattern in self.expected)
        ]


class Pages:
    """Opens pages on a live server: ``pages.open("phone", javascript=False)``."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []
        self._watches: dict[Page, Watch] = {}

    def open(self, viewport: str = "desktop", *, javascript: bool = True, **options: Any) -> Page:
        """A page in a fresh browser profile: nobody is signed in."""
        page = self.beside(self._new_context(viewport, javascript=javascript, **options))
        if not javascript:
            _WITHOUT_SCRIPTS.add(page)
        return page

    def beside(self, context: BrowserContext) -> Page:
        """A second tab in the same profile (``page.context``)."""
        page = context.new_page()
        watch = self._watches[page] = Watch()
        _watch_problems(page, watch)
        _count_bytes(page, watch)
        return page

    def watch(self, page: Page) -> Watch:
        """What was seen on a page so far."""
        return self._watches[page]

    @contextmanager
    def measured(self, page: Page) -> Iterator[Watch]:
        """Count the bytes over the wire within the block, from an empty cache: ``wire_bytes``."""
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        watch = self._watches[page]
        watch.wire_bytes = 0
        yield watch
        page.wait_for_load_state("networkidle")

    def close(self) -> list[str]:
        """Close every profile; what went wrong on any page, without what tests expected."""
        problems = [words for watch in self._watches.values() for words in watch.unexpected()]
        for context in self._contexts:
            for page in context.pages:  # a page that refreshes itself may be asking just now
                page.unroute_all(behavior="ignoreErrors")
            context.close()
        return problems

    def _new_context(self, viewport: str, *, javascript: bool, **options: Any) -> BrowserContext:
        width, height = VIEWPORTS[viewport]
        context = self._browser.new_context(
            base_url=self._base_url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            has_touch=viewport != "desktop",
            locale="en-US",
            timezone_id="America/New_York",
            **options,
        )
        context.set_default_timeout(WAIT_MS)
        context.set_default_navigation_timeout(LOAD_MS)
        self._contexts.append(context)
        return context


@contextmanager
def run_chromium(program: Path) -> Iterator[Browser]:
    """Run the system's Chromium for as long as the context lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def assert_axe_clean(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """No accessibility fault by WCAG 2.2 AA and axe's best practice; `but` names rules to leave."""
    examined = _twin_with_scripts(page) if page in _WITHOUT_SCRIPTS else page
    found = Axe().run(
        examined,
        options={
            "runOnly": {"type": "tag", "values": AXE_RULES},
            "resultTypes": ["violations"],
            "rules": {rule: {"enabled": False} for rule in but},
        },
    )
    if examined is not page:
        examined.context.close()
    faults = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(
            f"{node['target'][0]}: {node['html'][:160]}" for node in violation["nodes"][:5]
        )
        for violation in found.response["violations"]
    ]
    assert not faults, f"{page.url} has accessibility faults:\n  " + "\n  ".join(faults)


def assert_fits_width(page: Page) -> None:
    """The page does not scroll sideways at this width."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"


def _twin_with_scripts(page: Page) -> Page:
    """The same HTML and styles where axe can run: with scripts switched off it never answers."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(viewport=page.viewport_size)
    context.set_default_navigation_timeout(LOAD_MS)
    context.add_cookies(
        [
            {"name": cookie["name"], "value": cookie["value"], "url": page.url}
            for cookie in page.context.cookies()
        ]
    )
    html = page.content()

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()

    twin = context.new_page()
    twin.route("**/*", answer)
    twin.goto(page.url)
    return twin


def _watch_problems(page: Page, watch: Watch) -> None:
    page.on(
        "console",
        lambda message: (
            watch.problems.append(f"{page.url}: console {message.type}: {message.text}")
            if message.type in {"error", "warning"} and not message.text.startswith(LOAD_FAILURE)
            else None
        ),
    )
    page.on("pageerror", lambda error: watch.problems.append(f"{page.url}: {error}"))
    page.on("response", lambda response: _judge_response(response, watch))
    # Refusals under the Content-Security-Policy reach the console as errors; a `report-uri`
    # request is a second witness, also when JavaScript is off.
    page.on(
        "request",
        lambda request: (
            watch.problems.append(f"{page.url}: Content-Security-Policy: {request.post_data}")
            if "csp" in request.url.lower() and request.method == "POST"
            else None
        ),
    )


def _judge_response(response: Response, watch: Watch) -> None:
    """A page may answer 4xx on purpose; a server error or a missing part of a page may not."""
    part_of_page = response.request.resource_type in {"stylesheet", "script", "image", "font"}
    if response.status >= 500 or (response.status >= 400 and part_of_page):
        watch.problems.append(f"{response.status} {response.url}")


def _count_bytes(page: Page, watch: Watch) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def add(event: dict[str, Any]) -> None:
        watch.wire_bytes += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", add)
