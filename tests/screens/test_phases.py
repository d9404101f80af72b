"""What comes next in a course, the interval, a phase that is over, and what the person is told."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.diary.actions import bookings
from lightwell.diary.queries import appointments
from lightwell.kit.dates import staff_date
from lightwell.portal.presenters import stage
from lightwell.records.models import Course, IntervalDecision, PhaseChange, PlanVersion
from lightwell.records.queries import stages
from tests.screens.test_courses import at, boxes, send
from tests.support import courses
from tests.support.cast import Cast
from tests.support.pages import text
from tests.support.people import make_patient
from tests.support.phases import Journey, after_a_series, day, setting_out
from tests.support.reading import grade
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
SAID = {"wish": "I want to stay well.", "reasons": "The gain is steady."}


@pytest.fixture
def elena(cast: Cast) -> Journey:
    return after_a_series(cast, "iv-to-sublingual", "iv")


@pytest.fixture
def alice(cast: Cast) -> Client:
    with clock.at(day(22)):
        return signed_in(cast.alice)


def page(browser: Client, name: str, journey: Journey, *args: object) -> str:
    return text(browser.get(at(name, journey.patient.uid, *args)))


def test_every_way_on_stands_with_rule_evidence_and_what_is_missing(
    elena: Journey, alice: Client
) -> None:
    with clock.at(day(22)):
        shown = page(alice, "course-next", elena)
    assert "Under the tongue, until the gain is steady" in shown
    assert "Rule: met" in shown
    assert "Lowest since: " in shown
    assert not ISO_DAY.search(shown)
    assert "No trial stands behind this change" in shown
    assert "Swainson" in shown
    assert "there is no consent in force" in shown
    assert f"{at('decide', elena.patient.uid)}?agent=ketamine&amp;route=sublingual" in shown
    assert f"{at('consent-record', elena.patient.uid)}?kind=ketamine-sublingual" in shown
    assert "No goals recorded" in shown
    assert " checked" not in shown  # nothing is chosen for you


def test_a_change_that_is_refused_keeps_what_was_typed(elena: Journey, alice: Client) -> None:
    url = at("course-next", elena.patient.uid)
    with clock.at(day(22)):
        answer = send(alice, url, {"to": "sublingual", "decided_by": "prescriber", **SAID})
        assert answer.status_code == 409
        assert "no decision about this treatment yet" in text(answer)
        assert SAID["wish"] in text(answer)
        nothing = send(alice, url, {})
        assert nothing.status_code == 422
        assert "Enter your reasons" in text(nothing)
    assert not PhaseChange.objects.exists()


def test_a_change_is_signed_and_the_whole_way_is_shown(elena: Journey, alice: Client) -> None:
    with clock.at(day(22)):
        elena.agree("ketamine", "sublingual")
        url = at("course-next", elena.patient.uid)
        answer = send(alice, url, {"to": "sublingual", "decided_by": "prescriber", **SAID})
        assert answer.status_code == 302
        shown = page(alice, "course", elena)
        assert "2 phases so far" in shown
        assert "Write the plan" in shown
        former = Course.objects.get(continues__isnull=True)
        before = page(alice, "course-phase", elena, former.uid)
        assert SAID["wish"] in before
        assert "Session 6" in before
        assert "Lowest since: " in before
        assert not ISO_DAY.search(before)
        kept = PhaseChange.objects.get().shown["lines"]
        assert any(ISO_DAY.search(line) for line in kept), "what is kept stays as it was worked out"
        assert former.plans.get().number == 1
        assert alice.get(at("plan", elena.patient.uid, former.plans.get().uid)).status_code == 200
        other = courses.signed(elena.by, make_patient(elena.cast.harbour, "Ana", signs_in=False))
        assert alice.get(at("course-phase", elena.patient.uid, other.uid)).status_code == 404


def test_a_nurse_reads_and_a_prescriber_signs(cast: Cast, elena: Journey) -> None:
    with clock.at(day(22)):
        ben = signed_in(cast.ben)
        shown = page(ben, "course-next", elena)
        assert "A prescriber decides and signs" in shown
        assert "Sign what comes next</button>" not in shown
        nobody = make_patient(cast.harbour, "Ana", signs_in=False).uid
        assert signed_in(cast.alice).get(at("course-next", nobody)).status_code == 404


def test_a_choice_at_a_review_leads_to_what_comes_next(cast: Cast, alice: Client) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        url = at("review", made.patient.uid, 6)
        answer = send(alice, url, {"choice": "maintain", "reasons": "Well.", "about_goals": ""})
        assert answer.url == at("course-next", made.patient.uid)
        shown = page(alice, "course", made)
        assert "“Maintain” was decided after session 6" in shown
        assert "Maintenance decided" in shown
        made.go_on("maintenance")
        assert "was decided after session" not in page(alice, "course", made)


# ------------------------------------------------------------------ intervals


@pytest.fixture
def maintained(cast: Cast) -> Journey:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
    return made


def _typed(**changes: str) -> dict[str, str]:
    return {
        "weight": "50",
        "weight_unit": "kg",
        **boxes("weighed_on", day(22).date()),
        "mg_per_kg": "0.5",
        "basis": "actual",
        "concentration": "50",
        "total_volume": "100",
        "minutes": "40",
        **boxes("starts_on", day(28).date()),
        **changes,
    }


def test_a_plan_at_intervals_asks_for_the_first_one(maintained: Journey, alice: Client) -> None:
    url = at("plan-write", maintained.patient.uid)
    with clock.at(day(22)):
        shown = text(alice.get(url))
        assert "The programme begins with 7 days." in shown
        assert "Number of sessions" not in shown
        missing = send(alice, url, _typed())
        assert missing.status_code == 422
        assert "Choose the first interval" in text(missing)
        again = send(alice, url, _typed(interval_days="14"))
        assert "differs from the programme" in text(again)
        answer = send(alice, url, _typed(interval_days="7"))
        assert answer.status_code == 302, text(answer)
        plan = PlanVersion.objects.latest("pk")
        assert "the first interval 7 days" in page(alice, "plan", maintained, plan.uid)


def test_an_interval_is_proposed_with_its_arithmetic_and_signed(
    maintained: Journey, alice: Client
) -> None:
    url = at("course-interval", maintained.patient.uid)
    with clock.at(day(22)):
        assert "None has taken place in this phase yet" in text(alice.get(url))
        maintained.plan()
    maintained.ran(1, day(28))
    maintained.answered(8, day(28))
    with clock.at(day(29)):
        shown = text(alice.get(url))
        assert "Lengthen to 14 days" in shown
        assert "Rise: 8 − 8 = 0" in shown
        assert f"Last: 8 on {staff_date(day(28).date())}" in shown
        assert not ISO_DAY.search(shown), "staff read dates in words everywhere"
        course_page = page(alice, "course", maintained)
        assert "The interval is not signed yet" in course_page
        assert alice.get(at("session-book", maintained.patient.uid, 2)).status_code == 404
        refused = send(alice, url, {"days": "7"})
        assert refused.status_code == 422
        assert "14 days are proposed, and 7 differ" in text(refused)
        assert send(alice, url, {"days": "14"}).status_code == 302
        assert IntervalDecision.objects.get().days == 14
        booking = page(alice, "session-book", maintained, 2)
        assert "The signed interval proposes" in booking
        assert alice.get(at("series-book", maintained.patient.uid)).status_code == 409


def test_a_session_at_an_interval_gets_its_place(maintained: Journey) -> None:
    chair = courses.chairs(maintained.cast.harbour, 1)[0]
    with clock.at(day(22)):
        maintained.plan()
        made = bookings.give_place(
            by=maintained.by,
            course=maintained.view.uid,
            number=1,
            starts_at=day(28),
            chair=chair.pk,
            nurse=maintained.cast.ben.pk,
            key="place",
        )
        change = maintained.go_on("induction", override_reason="She lost the gain at once.")
        kept = appointments.get(maintained.by, made.uid)
    assert kept.status == "cancelled"
    assert change.override_reason == "She lost the gain at once."


def test_a_relapse_leads_to_the_decision(maintained: Journey, alice: Client) -> None:
    with clock.at(day(22)):
        maintained.plan()
    maintained.ran(1, day(28))
    for total, when in ((14, 30), (15, 34)):
        maintained.answered(total, day(when))
    with clock.at(day(35)):
        shown = page(alice, "course-interval", maintained)
        assert "The relapse rule is met" in shown
        assert at("course-next", maintained.patient.uid) in shown
        answer = send(
            alice, at("course-interval", maintained.patient.uid), {"days": "7", "reason": "Short."}
        )
        assert "no interval is signed before it is decided" in text(answer)


def test_a_phase_of_another_kind_has_no_interval(elena: Journey, alice: Client) -> None:
    with clock.at(day(22)):
        assert "its sessions are a series" in page(alice, "course-interval", elena)


# ------------------------------------------------------------------ without a drug


def test_a_phase_without_a_drug_says_what_it_is_for(cast: Cast, alice: Client) -> None:
    made = setting_out(cast)
    with clock.at(day(22)):
        made.agree("ketamine", "sublingual")
        shown = page(alice, "course", made)
        assert "First: preparation" in shown
        assert "Straight to the doses" in shown
        url = at("course-begin", made.patient.uid)
        chosen = {"programme": "kap:sublingual:preparation"}
        answer = send(alice, url, chosen, page=at("course", made.patient.uid))
        assert answer.status_code == 302
        shown = page(alice, "course", made)
        assert "What this phase is for" in shown
        assert "safety plan" in shown
        assert "Write the plan" not in shown
        refused = send(alice, at("plan-write", made.patient.uid), _typed(unit_mg="25"))
        assert "no dose is planned in it" in text(refused)
        assert "none is linked" in text(
            send(alice, at("course-next", made.patient.uid), {"to": "dosing", **CHOSEN})
        )


CHOSEN = {"decided_by": "prescriber", **SAID}


# ------------------------------------------------------------------ the person


def test_the_person_reads_in_plain_words_where_they_are(cast: Cast) -> None:
    assert stage.told(None) is None
    made = setting_out(cast)
    with clock.at(day(0)):
        made.agree("ketamine", "im")
        made.begin("integrative", dose="im", phase="preparation")
        kinds = [_kind(made)]
        made.go_on("im_series")
        made.plan()
        kinds.append(_kind(made))
    made.ran(1, day(7))
    with clock.at(day(8)):
        told = stage.told(stages.own(made.patient))
        assert told is not None
        assert "1 session." in told.now
        made.go_on("maintenance")
        kinds.append(_kind(made))
        made.go_on("end")
        kinds.append(_kind(made))
    assert kinds == ["before", "series", "apart", "over"]
    whole = [*stage.NOW.values(), *stage.NEXT.values(), stage.ALWAYS]
    assert grade(f"<main><p>{' '.join(whole)}</p></main>") <= 7


def test_after_the_doses_the_rest_of_care_goes_on(cast: Cast) -> None:
    made = after_a_series(cast, "bridge", "iv", sessions=4)
    with clock.at(day(22)):
        made.go_on("window")
        assert _kind(made) == "after"
        assert made.patient.user is not None
        shown = text(signed_in(made.patient.user).get(reverse("portal:visits")))
        assert "Your sessions are done for now" in shown
        assert "bridge" not in shown.lower()
        talk = [one.title for one in lw.find_programme("bridge").care.components]
        assert all(one in page(signed_in(cast.alice), "course", made) for one in talk[:2])


def _kind(journey: Journey) -> str:
    found = stages.own(journey.patient)
    assert found is not None
    return found.kind
