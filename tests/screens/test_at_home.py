"""Doses at home on the pages: from the policy to the last piece that came back, and a death."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lightwell.access import clock
from lightwell.clinical.library import library
from lightwell.records.home_words import CALL_NOW, CALL_US, DO, DO_NOT, KEEP
from lightwell.records.models import HomeReport, RiskTask, Supply, TakeHomePolicy
from tests.support.cast import PASSWORD, Cast
from tests.support.home import NEXT, AtHome, left_after, out, permit, ready
from tests.support.pages import stamp, text
from tests.support.people import make_patient
from tests.support.reading import grade
from tests.support.sessions import clock_at, session_of
from tests.support.signing_in import signed_in
from tests.support.ways import IM

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"clinic:{name}", args=args)


def boxes(name: str, day: Any) -> dict[str, str]:
    return {
        f"{name}_month": str(day.month),
        f"{name}_day": str(day.day),
        f"{name}_year": str(day.year),
    }


def send(client: Client, url: str, **given: Any) -> Any:
    page = text(client.get(url))
    return client.post(url, {"stamp": stamp(page), **given})


def test_a_medical_director_permits_it_with_a_number_of_their_own(cast: Cast) -> None:
    alice, ben = signed_in(cast.alice), signed_in(cast.ben)
    url = at("home-policy")
    assert "Nobody has decided" in text(ben.get(url))
    assert "Permit it" not in text(ben.get(url))
    given = {**boxes("holds_from", timezone.localdate()), "reason": "People live far away."}
    refused = send(alice, url, **given)
    assert refused.status_code == 422
    assert "the most doses of one supply" in text(refused)
    assert "People live far away." in text(refused)
    assert send(alice, url, **given, most_doses="4", call_every_days="9").status_code == 422
    assert send(alice, url, **given, most_doses="4").status_code == 302
    assert ben.post(url, {}).status_code == 403
    page = text(alice.get(url))
    assert "Permitted" in page
    ended = {"end-stamp": re.findall(r'name="end-stamp" value="([^"]+)"', page)[0]}
    assert alice.post(at("home-policy-end"), ended).status_code == 422
    assert alice.post(at("home-policy-end"), ended | {"end-reason": "A loss."}).status_code == 302
    assert TakeHomePolicy.objects.count() == 2


def test_from_the_order_to_the_door(cast: Cast) -> None:
    alice, ben = signed_in(cast.alice), signed_in(cast.ben)
    run = left_after(cast)
    person = run.patient.uid
    with clock_at(NEXT):
        permit(cast)
        page = text(ben.get(at("at-home", person)))
        assert "Held: " in page
        assert "Settled by: prescriber" in page
        first = {**boxes("first_day", NEXT.date() + timedelta(days=1)), "every_days": "3"}
        wrong = send(alice, at("home-order", person), **first, units="3")
        assert wrong.status_code == 422
        assert "order whole doses" in text(wrong)
        assert send(alice, at("home-order", person), **first, units="4").status_code == 302
        looked = {**boxes("on", NEXT.date()), "found": "expected", "note": ""}
        assert send(alice, at("register-check", person), **looked).status_code == 302
        uid = Supply.objects.get().uid
        step = lambda name: at("home-act", person, uid, name)  # noqa: E731 - one address, many steps
        days = AtHome(run, uid).view.days
        calls = {"days": [one.isoformat() for one in days], "at": "11:00", "caller": cast.ben.pk}
        early = send(alice, step("sign"), reasons="Far away.")
        assert early.status_code == 409
        assert "Schedule the check-ins" in text(early)
        assert "Far away." in text(early)
        assert ben.get(step("sign")).status_code == 403
        assert send(ben, step("calls"), **calls).status_code == 302
        assert send(alice, step("sign"), reasons="Far away.").status_code == 302
        counted = {"units": "4", "unit_mg": AtHome(run, uid).view.unit_mg, "lot": ""}
        assert send(ben, step("count"), **counted).status_code == 302
        own = send(ben, step("hand-over"), email=cast.ben.email, password=PASSWORD)
        assert own.status_code == 422
        assert "A second person confirms it" in text(own)
        assert PASSWORD not in text(own)
        given = send(ben, step("hand-over"), email=cast.alice.email, password=PASSWORD)
        assert given.status_code == 302
        page = text(ben.get(at("at-home", person)))
    assert "4 handed over, 0 reported as taken" in page
    assert ben.get(step("nothing")).status_code == 404


def test_calls_that_are_due_and_what_a_prescriber_looks_at(cast: Cast) -> None:
    home = out(cast)
    ben = signed_in(cast.ben)
    call = home.view.check_ins[0].uid
    with clock_at(NEXT + timedelta(days=1)):
        assert "RIVERA, Maya" in text(ben.get(at("home-calls")))
        assert "Check-in at" in text(ben.get(at("today")))
        url = at("home-call", home.patient.uid, call)
        said = {"was_reached": "yes", "how": "same", "side_effects": "no", "otherwise": "no"}
        refused = send(ben, url, **said, note="She is well.")
        assert refused.status_code == 422
        assert "She is well." in text(refused)
        assert send(ben, url, **said, locked="yes", units_left="1").status_code == 302
        page = text(ben.get(at("home-calls")))
        assert "Nobody is to be called now" in page
        assert "1 of 4 units accounted for" in page
        assert send_again(ben, url).status_code == 409
    other = make_patient(cast.harbour, "Ana", "Fox")
    assert ben.get(at("home-call", other.uid, call)).status_code == 404
    assert ben.get(at("home-act", other.uid, home.uid, "count")).status_code == 404


def send_again(client: Client, url: str) -> Any:
    """A page that was opened before somebody else reached the person."""
    from lightwell.kit.stamps import PageStamp

    person = url.split("/patients/")[1].split("/", maxsplit=1)[0]
    issued = PageStamp.issue(patient=person, version="0").signed()
    said = {"how": "same", "side_effects": "no", "otherwise": "no", "locked": "yes"}
    return client.post(url, {"stamp": issued, "was_reached": "yes", **said})


def test_what_comes_back_is_counted_and_a_recall_is_decided(cast: Cast) -> None:
    home = out(cast)
    alice, ben = signed_in(cast.alice), signed_in(cast.ben)
    step = lambda name: at("home-act", home.patient.uid, home.uid, name)  # noqa: E731
    with clock_at(NEXT + timedelta(days=1)):
        took = {"kind": "taken", "units": "2", "how_it_was": "", "who_was_there": "", "at": "09:00"}
        assert send(ben, step("report"), **took, **boxes("on", NEXT.date())).status_code == 422
        day = boxes("on", (NEXT + timedelta(days=1)).date())
        assert send(ben, step("report"), **took, **day).status_code == 302
        report = str(home.view.reports[0].uid)
        fixed = {**took, **day, "units": "1", "corrects": report, "reason": "One only."}
        assert send(ben, step("report"), **fixed).status_code == 302
        assert send(ben, step("recall"), reason="Wine with it.").status_code == 302
        page = text(ben.get(at("at-home", home.patient.uid)))
        assert "This supply was called back" in page
        assert "Let the person keep it" not in page
        assert "Let the person keep it" in text(alice.get(at("at-home", home.patient.uid)))
        assert "Called back: decide" in text(alice.get(at("home-calls")))
        assert send(ben, step("take-back"), units="3", note="").status_code == 302
        assert ben.get(step("go-on")).status_code == 403
        assert send(alice, step("finish"), reason="One taken, three back.").status_code == 302
    assert home.view.status == "finished"


def test_a_course_by_needle_leads_nowhere(cast: Cast) -> None:
    run = session_of(cast, way=IM)
    ben, alice = signed_in(cast.ben), signed_in(cast.alice)
    assert "Doses at home" not in text(ben.get(at("course", run.patient.uid)))
    assert "given in the clinic" in text(alice.get(at("home-order", run.patient.uid)))
    nobody = make_patient(cast.harbour, "Ana", "Fox")
    assert "No course under way" in text(ben.get(at("at-home", nobody.uid)))
    assert "There is none" in text(alice.get(at("home-order", nobody.uid)))


def test_a_course_by_mouth_leads_there(cast: Cast) -> None:
    home = ready(cast)
    ben = signed_in(cast.ben)
    link = at("at-home", home.patient.uid)
    assert link in text(ben.get(at("course", home.patient.uid)))
    assert link in text(ben.get(at("plan", home.patient.uid, home.view.plan)))


class TestThePersonThemselves:
    def test_reads_in_plain_words_what_to_keep_in_mind(self, cast: Cast) -> None:
        home = out(cast)
        person = self._signed_in(home)
        page = text(person.get(reverse("portal:home")))
        assert grade(page) <= 7
        assert "We gave you 4 pieces" in page
        for line in (*KEEP, *DO, *DO_NOT, CALL_NOW, CALL_US):
            assert line.text in page
            assert line.sources
            assert set(line.sources) <= set(library().sources)
        for name in ("home-report", "home-worry", "home-told"):
            assert grade(text(person.get(reverse(f"portal:{name}", args=[home.uid])))) <= 7
        for name in ("today", "more"):
            assert "What you have at home" in text(person.get(reverse(f"portal:{name}")))

    def test_tells_of_a_dose(self, cast: Cast) -> None:
        home = out(cast)
        person, url = self._signed_in(home), reverse("portal:home-report", args=[home.uid])
        with clock_at(NEXT + timedelta(days=1)):
            day = boxes("on", (NEXT + timedelta(days=1)).date())
            told = {"kind": "taken", "at": "09:00", "how_it_was": "Calm.", "who_was_there": "Lou"}
            refused = send(person, url, **told, **day)
            assert refused.status_code == 422
            assert "how many were taken" in text(refused)
            late = send(person, url, **(told | {"at": "23:00"}), **day, units="2")
            assert late.status_code == 422
            assert "still to come" in text(late)
            assert send(person, url, **told, **day, units="2").status_code == 302
            page = text(person.get(reverse("portal:home")))
        assert "You took 2." in page
        assert HomeReport.objects.get().by_name == "Maya Rivera"

    def test_says_that_they_worry_and_somebody_is_told(self, cast: Cast) -> None:
        home = out(cast)
        person, url = self._signed_in(home), reverse("portal:home-worry", args=[home.uid])
        with clock_at(NEXT + timedelta(days=1)):
            sent = send(person, url, words="My heart races.")
            assert sent.url == reverse("portal:home-told", args=[home.uid])
            page = text(person.get(sent.url))
        assert "No one here is reading this now" in page, "nobody is on the roster"
        assert RiskTask.objects.get().trigger == "home_worried"

    def test_never_sees_what_somebody_else_has(self, cast: Cast) -> None:
        home = out(cast)
        other = make_patient(cast.harbour, "Ana", "Fox")
        assert other.user is not None
        stranger = signed_in(other.user)
        for name in ("home-report", "home-worry", "home-told"):
            url = reverse(f"portal:{name}", args=[home.uid])
            assert stranger.get(url).status_code == 404
            if name != "home-told":
                assert stranger.post(url, {}).status_code == 404
        assert "You have nothing at home" in text(stranger.get(reverse("portal:home")))
        assert "What you have at home" not in text(stranger.get(reverse("portal:more")))

    def test_is_asked_to_call_when_it_was_called_back(self, cast: Cast) -> None:
        home = out(cast)
        from lightwell.records.actions import check_ins

        later = NEXT + timedelta(days=2)
        with clock_at(later):
            check_ins.recall_missed(clock.now())
            page = text(self._signed_in(home).get(reverse("portal:home")))
        assert "Please call us." in page
        assert grade(page) <= 7

    def _signed_in(self, home: AtHome) -> Client:
        assert home.patient.user is not None
        return signed_in(home.patient.user)


def test_a_death_is_written_down_and_taken_back(cast: Cast) -> None:
    patient = make_patient(cast.harbour)
    ben, url = signed_in(cast.ben), at("death", patient.uid)
    assert url in text(ben.get(at("patient", patient.uid)))
    refused = send(ben, url, source="")
    assert refused.status_code == 422
    assert send(ben, url, source="Her sister, by telephone.").status_code == 302
    page = text(ben.get(url))
    assert "This person has died" in page
    assert "No message goes to the person" in page
    assert "Has died" in page, "the banner of every page about the person says so"
    assert "This person has died" in text(ben.get(at("patient", patient.uid)))
    assert send(ben, url, source=" ").status_code == 422
    assert send(ben, url, source="She is here.").status_code == 302
    assert "Has died" not in text(ben.get(url))
