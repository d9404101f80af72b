"""After a session in a real browser: every width accessible, and the calm page on one screen."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse

from lightwell.access import clock
from lightwell.records.models import SessionEntry, TreatmentSession
from tests.browser.test_evaluation import opened_by_alice
from tests.support import courses
from tests.support.after import answered
from tests.support.browser import VIEWPORTS, assert_axe_clean, assert_fits_width
from tests.support.cast import Cast, found_cast
from tests.support.people import key, make_patient
from tests.support.sessions import Running
from tests.support.signing_in import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Pages

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("LIGHTWELL_LOOK", "")


def treated(cast: Cast, *days_ago: int) -> Running:
    """Maya's signed course with a session, begun so many days ago, for each of these."""
    alice = cast.actor(cast.alice)
    maya = make_patient(cast.harbour)
    course = courses.signed(alice, maya)
    for number, days in enumerate(days_ago, start=1):
        at = clock.now() - timedelta(days=days, minutes=30)
        row = TreatmentSession.objects.create(
            course=course, patient=maya, location=cast.harbour, number=number,
            planned_at=at, at=at, by=cast.alice, idempotency_key=key(),
        )  # fmt: skip
        steps = [("dose_prepared", "ready"), ("start", "running")]
        if days:
            steps += [("end_infusion", "recovering"), ("discharge", "discharged")]
        for place, (kind, status) in enumerate(steps, start=1):
            SessionEntry.objects.create(
                session=row, number=place, kind=kind, status=status,
                at=at + timedelta(minutes=place), recorded_at=at + timedelta(minutes=place),
                values={"mg": "40"} if kind == "dose_prepared" else {}, by=cast.ben,
                by_name=cast.ben.name, idempotency_key=key(),
            )  # fmt: skip
    return Running(cast, row.uid, maya, course, cast.actor(cast.ben), alice, alice)


def leave(run: Running) -> None:
    """Maya goes home with Lou."""
    at = clock.now()
    for number, kind in enumerate(("check", "discharge"), start=3):
        SessionEntry.objects.create(
            session=TreatmentSession.objects.get(uid=run.uid), number=number, kind=kind,
            status="recovering" if kind == "check" else "discharged", at=at, recorded_at=at,
            values={"escort_name": "Lou Rivera"} if kind == "check" else {}, by=run.cast.ben,
            by_name=run.cast.ben.name, idempotency_key=key(),
        )  # fmt: skip


def look(page: Page, name: str) -> None:
    """Keep a picture when somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.look
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_every_page_is_accessible_and_fits(pages: Pages, viewport: str) -> None:
    cast = found_cast()
    run = treated(cast, 20, 17, 13, 10)
    for days, total in ((21, 19), (11, 14), (4, 9)):
        answered(run, total, clock.now() - timedelta(days=days))
    page = opened_by_alice(pages, cast, viewport)
    maya = run.patient.uid
    for name, args in (
        ("today", []),
        ("patient", [maya]),
        ("course", [maya]),
        ("scores", [maya]),
        ("madrs", [maya]),
        ("review", [maya, 4]),
        ("follow-up", [maya, run.uid, "next_day"]),
        ("now-scale", [maya, run.uid]),
    ):
        page.goto(reverse(f"clinic:{name}", args=args))
        assert_axe_clean(page)
        assert_fits_width(page)
        look(page, f"{name}-{viewport}")


@pytest.mark.look
@pytest.mark.parametrize("is_over", [False, True])
def test_the_calm_page_fits_one_small_screen(pages: Pages, is_over: bool) -> None:
    """R-45: at 360 by 640 nothing scrolls, the words are large, and there is one thing to do."""
    cast = found_cast()
    run = treated(cast, 0)
    if is_over:
        leave(run)
    assert run.patient.user is not None
    page = pages.open("phone")
    page.set_viewport_size({"width": 360, "height": 640})
    session = signed_in(run.patient.user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": pages._base_url}]
    )
    page.goto(reverse("portal:today"))
    tall = page.evaluate("document.documentElement.scrollHeight")
    assert tall <= 640
    assert page.locator("main a, main button, main input").count() == 1
    sizes = page.evaluate(
        "[...document.querySelectorAll('main h1, main p')].map(e => getComputedStyle(e).fontSize)"
    )
    assert set(sizes) == {"28px"}
    assert_axe_clean(page)
    look(page, f"calm-{is_over}")
