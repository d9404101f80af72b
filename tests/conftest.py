"""The harness of every test: surroundings, two databases, no network, a mail server, a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

from tests.support import database
from tests.support.needs import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from tests.support.browser import Pages
    from tests.support.cast import Cast
    from tests.support.postgres import Cluster
    from tests.support.server import Requests
    from tests.support.smtp import MailServer

HERE = Path(__file__).parent

# The folders that prove floor 1 run without Django: the core must not need it.
WITHOUT_DJANGO = ("spec", "golden", "property", "knowledge")

hypothesis_settings.register_profile("default", derandomize=True, deadline=None, max_examples=100)
hypothesis_settings.register_profile("long", deadline=None, max_examples=5_000)
# `make mutants` asks whether a test fails, thousands of times, and never what the smallest case is.
hypothesis_settings.register_profile(
    "mutants",
    derandomize=True,
    deadline=None,
    max_examples=40,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
hypothesis_settings.load_profile(os.environ.get("LIGHTWELL_HYPOTHESIS", "default"))


def pytest_configure(config: pytest.Config) -> None:
    """Set the surroundings before Django reads its settings."""
    database.prepare_surroundings()
    if _needs_django(config):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lightwell.site.settings")
        if not hasattr(config, "workerinput"):
            config.stash[CLUSTER] = database.start_cluster()
        database.read_settings()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster also when tests failed."""
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say on which database the run is proved."""
    return f"database: {database.chosen()}" if "DJANGO_SETTINGS_MODULE" in os.environ else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the browser and run it last: Playwright's event loop stays once begun."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


CLUSTER: pytest.StashKey[Cluster | None] = pytest.StashKey()


def _needs_django(config: pytest.Config) -> bool:
    if config.pluginmanager.is_blocked("django"):
        return False
    named = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    pure = [HERE / folder for folder in WITHOUT_DJANGO]
    return not all(any(path.is_relative_to(at) for at in pure) for path in named)


# -- databases --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(request: pytest.FixtureRequest) -> None:
    """pytest-django's step before the databases are made: SQLite gets a file per worker."""
    database.name_test_databases()
    request.getfixturevalue("django_db_modify_db_settings_xdist_suffix")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The test home and the cluster are thrown away whole, also with a connection left open."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The databases are made; committed tests can be cleaned up past append-only triggers."""
    from django.db import connections

    for connection in connections.all():
        database.empty_past_the_triggers(connection)


@pytest.fixture(autouse=True, scope="session")
def _heads_of_this_worker(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two workers share a home; each has its own databases, so each has its own heads."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        from django.conf import settings

        settings.AUDIT_HEADS = tmp_path_factory.mktemp("audit-heads")


@pytest.fixture(autouse=True)
def _forget(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit leave rows in the cache's table and heads of chains that are gone."""
    commits = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if commits:
        _forget_heads()
    yield
    if "transactional_db" in request.fixturenames:
        from django.core.cache import cache

        cache.clear()


def _forget_heads() -> None:
    """An earlier test's heads would say that this test's chains were cut off."""
    from django.conf import settings

    for head in Path(settings.AUDIT_HEADS).glob("*.head"):
        head.unlink()


# -- people -----------------------------------------------------------------------------------


@pytest.fixture
def cast(db: None) -> Cast:
    """Two locations and the people of the house."""
    from tests.support.cast import found_cast

    return found_cast()


@pytest.fixture
def by_day(cast: Cast) -> Iterator[None]:
    """At noon of this day where it is about midnight: what began an hour ago began today."""
    from lightwell.access import clock

    here = clock.now().astimezone(ZoneInfo(cast.harbour.timezone))
    with ExitStack() as stack:
        if here.hour in (22, 23, 0, 1):
            stack.enter_context(clock.at(here.replace(hour=12)))
        yield


# -- mail -------------------------------------------------------------------------------------


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[MailServer]:
    """A real mail server that the software sends to; `smtp_server.messages` holds what came."""
    from tests.support.smtp import serve_mail

    with serve_mail() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = server.host
        settings.EMAIL_PORT = server.port
        settings.EMAIL_USE_TLS = False
        yield server


# -- browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for the whole run."""
    program = need("chromium")
    from tests.support.browser import run_chromium

    # Playwright's own event loop runs in this thread; Django would take it for ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with run_chromium(program) as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """The whole site on a free loopback port; pytest-django empties the tables after each test."""
    from tests.support.server import serve

    with serve() as server:
        yield server


@pytest.fixture(scope="session")
def requests_now(live_server: LiveServer) -> Requests:
    """How many requests the live server is answering."""
    from tests.support.server import Requests

    return Requests()


@pytest.fixture
def pages(browser: Browser, live_server: LiveServer, requests_now: Requests) -> Iterator[Pages]:
    """Opens watched pages on the live server; any script error or CSP report fails the test."""
    from tests.support.browser import Pages

    opened = Pages(browser, live_server.url)
    yield opened
    problems = opened.close()
    requests_now.wait_until_none()
    assert not problems, "The pages reported:\n  " + "\n  ".join(problems)
