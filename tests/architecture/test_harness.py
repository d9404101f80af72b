"""The harness keeps its own promises: no network, a real mail server, a cluster that goes away."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys

import pytest

from tests.support import needs
from tests.support.browser import Watch
from tests.support.postgres import Cluster
from tests.support.smtp import serve_mail


def test_no_test_reaches_beyond_this_machine() -> None:
    # The guard warns before it raises, and warnings are errors here.
    with socket.socket() as outward, pytest.raises(UserWarning, match="tried to use"):
        outward.connect(("192.0.2.1", 80))  # a documentation address: nobody is there


def test_mail_goes_through_a_real_server() -> None:
    with serve_mail() as server:
        with smtplib.SMTP(server.host, server.port) as client:
            client.sendmail("a@clinic.example", ["b@home.example"], "To: b@home.example\n\nHello")
        assert [message.get_content().strip() for message in server.to("b@home.example")] == [
            "Hello"
        ]

        server.refuse = True
        with smtplib.SMTP(server.host, server.port) as client, pytest.raises(smtplib.SMTPDataError):
            client.sendmail("a@clinic.example", ["b@home.example"], "To: b@home.example\n\nHello")


def test_a_cluster_answers_and_leaves_nothing_behind() -> None:
    import psycopg

    cluster = Cluster(needs.need("postgresql")).start()
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    cluster.stop()
    assert not cluster.home.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.url("postgres"), connect_timeout=2)


def test_a_missing_tool_is_a_skip_here_and_a_failure_in_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(needs.FINDERS, "chromium", lambda: None)
    monkeypatch.setenv("LIGHTWELL_REQUIRE_ALL", "0")
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        needs.need("chromium")
    monkeypatch.setenv("LIGHTWELL_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        needs.need("chromium")


FAULTY_PAGE = """
import sys
from pathlib import Path
from tests.support.browser import Pages, assert_axe_clean, run_chromium

with run_chromium(Path(sys.argv[1])) as browser:
    pages = Pages(browser, "http://127.0.0.1:1")
    page = pages.open("phone")
    page.route("**/*", lambda route: route.fulfill(
        status=200,
        headers={"content-type": "text/html", "content-security-policy": "script-src 'none'"},
        body="<html lang=en><title>t</title><main><h1>h</h1><img src='data:,'>"
             "<script>inline()</script></main></html>",
    ))
    with pages.measured(page) as watch:
        page.goto("/")
    try:
        assert_axe_clean(page)
    except AssertionError as fault:
        print(fault)
    print("\\n".join(pages.close()))
"""


def test_pages_report_scripts_that_the_policy_refuses_and_images_without_words() -> None:
    """In a process of its own: Playwright's event loop would stay in this one."""
    seen = subprocess.run(
        [sys.executable, "-c", FAULTY_PAGE, str(needs.need("chromium"))],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    ).stdout
    assert "image-alt" in seen
    assert "Content Security Policy" in seen


def test_expected_problems_are_named_one_by_one() -> None:
    watch = Watch(problems=["500 http://x/a", "500 http://x/b"])
    watch.expect(r"/a$")
    assert watch.unexpected() == ["500 http://x/b"]
