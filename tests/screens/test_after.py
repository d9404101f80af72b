"""Pages after a session: what is due is seen, what is typed is kept, and the portal is calm."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access import clock
from lightwell.records.actions import questionnaires
from lightwell.records.models import FollowUp, Response, ReviewDecision, RiskTask
from tests.support.after import answered, further_sessions, left, on_day
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.risk import staff_the_week
from tests.support.sessions import NINE, Running, at_minute, started
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast: Cast) -> Running:
    return left(cast)


def at(name: str, *args: object) -> str:
    return reverse(f"clinic:{name}", args=args)


def follow_up(run: Running) -> str:
    return at("follow-up", run.patient.uid, run.uid, "next_day")


def send(browser: Client, url: str, data: dict[str, str]) -> object:
    page = text(browser.get(url))
    return browser.post(url, {"stamp": stamp(page), **data})


CALM = {f"cssrs_since_last_visit_{n}": "0" for n in (1, 2, 6)}
ASKED = {"was_reached": "yes", "side_effects": "no", "sleep": "usual", "did_not_drive": "yes"}


def test_a_follow_up_stands_on_today_and_the_summary_until_it_is_done(
    cast: Cast, run: Running
) -> None:
    with on_day(1):
        ben = signed_in(cast.ben)
        assert follow_up(run) in ben.get(at("today")).content.decode()
        assert follow_up(run) in ben.get(at("patient", run.patient.uid)).content.decode()
        done = send(ben, follow_up(run), ASKED | CALM)
        assert done.status_code == 302  # type: ignore[attr-defined]
        assert follow_up(run) not in ben.get(at("today")).content.decode()
        page = text(ben.get(follow_up(run)))
        assert "Reached" in page
        assert "C-SSRS since the last visit: No risk told" in page
    assert FollowUp.objects.get().was_reached


def test_what_was_typed_stays_when_a_question_has_no_answer(cast: Cast, run: Running) -> None:
    with on_day(1):
        ben = signed_in(cast.ben)
        some = ASKED | CALM | {"note": "Slept on the sofa."}
        del some["sleep"]
        page = send(ben, follow_up(run), some)
        assert page.status_code == 422  # type: ignore[attr-defined]
        said = page.content.decode()  # type: ignore[attr-defined]
        assert "Slept on the sofa." in said
        assert "How did they sleep last night?" in said
    assert not FollowUp.objects.exists()
    assert Response.objects.filter(instrument="cssrs_since_last_visit").count() == 2


def test_nothing_is_preselected(cast: Cast, run: Running) -> None:
    with on_day(1):
        ben, alice = signed_in(cast.ben), signed_in(cast.alice)
        pages = [
            ben.get(follow_up(run)),
            ben.get(at("now-scale", run.patient.uid, run.uid)),
            alice.get(at("madrs", run.patient.uid)),
            alice.get(at("review", run.patient.uid, 2)),
        ]
    for page in pages:
        assert page.status_code == 200
        assert not re.search(r"<input[^>]*\bchecked", page.content.decode())


def test_the_now_scale_says_from_when_and_keeps_what_was_chosen(cast: Cast) -> None:
    run = started(cast)
    url = at("now-scale", run.patient.uid, run.uid)
    said = {"now_scale_1": "3", "now_scale_2": "2", "now_scale_3": "1"}
    with at_minute(5):
        page = send(signed_in(cast.ben), url, said)
        assert "asked from 09:20 on" in text(page)  # type: ignore[arg-type]
        assert re.search(r'value="3" checked', page.content.decode())  # type: ignore[attr-defined]
    with at_minute(25):
        ben = signed_in(cast.ben)
        assert send(ben, url, said).status_code == 302  # type: ignore[attr-defined]
        assert "Low mood: 3" in text(ben.get(url))


def test_madrs_asks_once_about_what_was_left_out(cast: Cast, run: Running) -> None:
    url = at("madrs", run.patient.uid)
    alice = signed_in(cast.alice)
    rated = {f"madrs_{n}": "3" for n in range(1, 11)} | {"window": "whole"}
    some = {name: value for name, value in rated.items() if name != "madrs_4"}
    page = send(alice, url, some)
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "Not rated yet: item 4" in text(page)  # type: ignore[arg-type]
    assert send(alice, url, some | {"as_it_is": "yes"}).status_code == 302  # type: ignore[attr-defined]
    assert send(alice, url, rated | {"window": "brief"}).status_code == 302  # type: ignore[attr-defined]
    shown = text(alice.get(url))
    assert "24 hours" in shown
    assert "30 of 60" in shown
    assert RiskTask.objects.filter(response__instrument="madrs").count() == 2


def test_a_review_shows_and_signs(cast: Cast, run: Running) -> None:
    answered(run, 20, NINE - timedelta(days=1))
    further_sessions(run, 4)
    answered(run, 15, NINE + timedelta(days=9))
    with on_day(12):
        alice, url = signed_in(cast.alice), at("review", run.patient.uid, 4)
        assert url in alice.get(at("today")).content.decode()
        assert "overlaps time before treatment" in text(alice.get(url))
        no_reason = send(alice, url, {"choice": "stop"})
        assert no_reason.status_code == 422  # type: ignore[attr-defined]
        typed = {"choice": "continue to six", "reasons": "Some change, and she wants to."}
        assert send(alice, url, typed).status_code == 302  # type: ignore[attr-defined]
        assert "Signed by Alice Anders" in text(alice.get(url))
        assert url not in alice.get(at("today")).content.decode()
        ben = text(signed_in(cast.ben).get(at("review", run.patient.uid, 2)))
        assert "A prescriber decides and signs." in ben
    assert ReviewDecision.objects.get().basis["scores"][0]["full_window"] is False


def test_charts_carry_sessions_with_doses_and_mark_what_overlaps(cast: Cast, run: Running) -> None:
    answered(run, 20, NINE - timedelta(days=1))
    answered(run, 12, NINE + timedelta(days=9))
    with on_day(12):
        alice = signed_in(cast.alice)
        url = at("scores", run.patient.uid)
        page = text(alice.get(url, {"months": 12}))
        assert "Session 1: 35 mg" in page
        assert "overlaps time before treatment" in page
        assert "lw-chart__point--mixed" in page
        rows = alice.get(at("scores-csv", run.patient.uid), {"months": 12}).content.decode()
        assert "2026-03-04,,Session 1: 35 mg" in rows
        assert alice.get(url, {"of": "madrs-24h"}).status_code == 200


# ------------------------------------------------------------------ the portal


def of_patient(run: Running) -> Client:
    assert run.patient.user is not None
    return signed_in(run.patient.user)


BLOCKED = ("today", "checkins", "medicines", "medicine-add", "allergy-add", "treatment-add",
           "visits", "progress")  # fmt: skip


@pytest.mark.parametrize("minute", [30, 106])
def test_on_the_day_of_a_session_every_page_is_calm(run: Running, minute: int) -> None:
    with at_minute(minute):
        maya = of_patient(run)
        for name in BLOCKED:
            page = maya.get(reverse(f"portal:{name}"))
            assert page.status_code == 200, name
            main = page.content.decode().split('id="main"')[1].split("</main>")[0]
            words = re.sub(r"<[^>]+>", " ", ">" + main).split()
            assert len(words) <= 40, (name, words)
            assert "<input" not in main
            assert "tel:988" in page.content.decode()
        sent = maya.post(reverse("portal:medicine-add"), {"drug": "sertraline"})
        assert sent.status_code == 409


def test_the_day_after_everything_is_back(run: Running) -> None:
    with on_day(1, 1):
        maya = of_patient(run)
        assert "Rest now" not in text(maya.get(reverse("portal:today")))
        assert maya.get(reverse("portal:progress")).status_code == 200
        assert maya.get(reverse("portal:progress-csv")).status_code == 200


def test_a_questionnaire_waits_kindly_and_what_was_ticked_is_kept(cast: Cast) -> None:
    patient = make_patient(cast.harbour)
    assert patient.user is not None
    staff_the_week(cast.harbour, cast.ben, tuple(range(7)))
    with clock.at(NINE - timedelta(days=1)):
        form: UUID = questionnaires.assign_in_portal(
            by=cast.actor(cast.ben), patient=patient, instrument="phq9", location=cast.harbour
        ).uid
        maya = signed_in(patient.user)
        url = reverse("portal:checkin-form", args=[form])
        kept = stamp(text(maya.get(url)))
    run = started(cast, patient=patient)
    with at_minute(30):
        maya = of_patient(run)
        assert "answer from tomorrow" in text(maya.get(url))
        ticked = {f"item_{n}": "1" for n in range(1, 10)}
        sent = maya.post(url, {"stamp": kept, **ticked})
        assert sent.status_code == 302  # a suicide answer leads to help, also now
        assert sent["Location"].endswith("/help")
        assert maya.get(sent["Location"]).status_code == 200
    with at_minute(60):
        run.act("leave", door="leave_against_advice", values={}, reason="")
    with on_day(2):
        assert "answer from Wednesday, March 11" in text(of_patient(run).get(url))
    assert not Response.objects.filter(instrument="phq9").exists()
