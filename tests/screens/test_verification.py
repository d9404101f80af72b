"""Clinicians verify, correct and set aside treatments, beside the patient's own words."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.models import RecordView
from lightwell.records.actions import history as actions
from lightwell.records.entries import Line
from lightwell.records.models import EntryVersion, Patient
from lightwell.records.queries import history
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, stamp, text
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

DRAFT = {
    "kind": "drug",
    "drug": "Zoloft",
    "start": "2019-spring",
    "said": {"name": "Zoloft", "dose": "Not sure", "length": "about 3 months"},
}
FACTS = {
    "kind": "drug",
    "drug": "Zoloft",
    "start_year": "2019",
    "start_season": "spring",
    "dose_mg": "100",
    "days": "84",
    "adherence": "taken",
    "improvement_pct": "20",
    "episode": "current",
}


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def drafted(patient: Patient, **content: Any) -> EntryVersion:
    return actions.propose(
        by=as_patient(patient),
        patient=patient,
        subject="treatment",
        content=DRAFT | content,
        key=key(),
    )


def address(patient: Patient, entry: object, name: str = "treatment") -> str:
    return reverse(f"clinic:{name}", args=[patient.uid, entry])


def listed(patient: Patient) -> str:
    return reverse("clinic:treatments", args=[patient.uid])


def only(patient: Patient) -> Line:
    [line] = history.current(as_patient(patient), patient, "treatment")
    return line


def test_a_draft_stands_with_its_source_and_counts_for_nothing(
    alice: Client, maya: Patient
) -> None:
    drafted(maya, dose_mg=100, days=84, adherence="taken", improvement_pct=0, episode="current")
    page = text(alice.get(listed(maya)))
    assert "Not yet verified" in page
    assert "Patient, drafted by Maya Rivera" in page
    assert "1 drafted treatment not yet verified: unknown in every definition" in page
    assert page.count("Unknown</span>") >= 6
    assert "Yes</span>" not in page
    assert "No</span>" not in page
    assert "<b>sertraline</b>" in page


def test_the_words_stand_beside_and_unknown_numbers_start_empty(
    alice: Client, maya: Patient
) -> None:
    entry = drafted(maya).entry.uid
    page = text(alice.get(address(maya, entry)))
    beside = page.split('id="id_days-hint">')[1].split("<")[0]
    assert "The patient said: “about 3 months”" in beside
    assert "In the patient&#x27;s words" in page or "In the patient's words" in page
    assert 'name="days" type="text" value=""' in page
    assert 'name="dose_mg" type="text" value=""' in page
    assert 'name="improvement_pct" type="text" value=""' in page
    assert " checked" not in page.split("In the patient")[0]


def test_verifying_makes_it_count_and_says_why(alice: Client, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    url = address(maya, entry)
    sent = alice.post(url, FACTS | {"stamp": stamp(text(alice.get(url)))})
    assert sent.status_code == 302
    standing = only(maya).standing
    assert standing is not None
    assert standing.content["days"] == 84
    assert standing.content["said"] == DRAFT["said"]
    page = text(alice.get(sent["Location"]))
    assert "Saved" in page
    assert "by Alice Anders" in page
    assert page.count("Yes</span>") >= 6
    assert "EMA guideline, 2013; FDA draft guidance, 2018" in page
    assert "The improvement with Zoloft (trial 1) was below 50 % (recorded: " in page


def test_correcting_needs_a_reason_and_keeps_the_old_version(alice: Client, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    url = address(maya, entry)
    alice.post(url, FACTS | {"stamp": stamp(text(alice.get(url)))})
    page = text(alice.get(url))
    refused = alice.post(url, FACTS | {"stamp": stamp(page), "days": "30", "reason": ""})
    assert refused.status_code == 422
    assert 'value="30"' in text(refused)
    sent = alice.post(url, FACTS | {"stamp": stamp(page), "days": "30", "reason": "Pharmacy"})
    assert sent.status_code == 302
    assert [version.content.get("days") for version in only(maya).versions] == [None, 84, 30]
    assert "Reason: Pharmacy" in text(alice.get(url))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dose_mg", "1,5"),
        ("dose_mg", "lots"),
        ("days", "-3"),
        ("improvement_pct", "140"),
        ("start_year", "2199"),
    ],
)
def test_impossible_values_are_refused_and_stay_typed(
    alice: Client, maya: Patient, field: str, value: str
) -> None:
    entry = drafted(maya).entry.uid
    url = address(maya, entry)
    answers = FACTS | {"stamp": stamp(text(alice.get(url))), field: value}
    sent = alice.post(url, answers)
    assert sent.status_code == 422
    assert f'value="{value}"' in text(sent)
    assert EntryVersion.objects.count() == 1


def test_two_people_editing_one_trial_see_both_values(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    entry = drafted(maya).entry.uid
    url = address(maya, entry)
    page = text(alice.get(url))
    actions.propose(
        by=as_patient(maya),
        patient=maya,
        subject="treatment",
        content=DRAFT | {"start": "2017"},
        key=key(),
        entry=entry,
        base=1,
    )
    sent = alice.post(url, FACTS | {"stamp": stamp(page)})
    shown = text(sent)
    assert sent.status_code == 409
    assert "Maya Rivera changed this while your page was open" in shown
    assert "About 2017" in shown
    assert "About Spring 2019" in shown
    assert 'value="84"' in shown
    assert EntryVersion.objects.count() == 2
    again = alice.post(url, FACTS | {"stamp": stamp(shown)})
    assert again.status_code == 302
    assert only(maya).standing is not None


def test_a_page_made_for_another_patient_saves_nothing(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    mine, theirs = drafted(maya).entry.uid, drafted(noor).entry.uid
    page = text(alice.get(address(noor, theirs)))
    sent = alice.post(address(maya, mine), FACTS | {"stamp": stamp(page)})
    assert sent.status_code == 409
    assert "another patient" in text(sent)
    assert EntryVersion.objects.count() == 2


def test_pressing_verify_twice_makes_one_version(alice: Client, maya: Patient) -> None:
    url = address(maya, drafted(maya).entry.uid)
    answers = FACTS | {"stamp": stamp(text(alice.get(url)))}
    assert [alice.post(url, answers).status_code for _ in range(2)] == [302, 302]
    assert EntryVersion.objects.count() == 2


def test_typed_work_survives_the_end_of_a_session(alice: Client, maya: Patient) -> None:
    url = address(maya, drafted(maya).entry.uid)
    token = re.findall(r'name="draft" value="([^"]+)"', text(alice.get(url)))[0]
    kept = Client().post(reverse("draft"), FACTS | {"draft": token, "days": "77"})
    assert kept.status_code == 204
    page = text(alice.get(url))
    assert 'value="77"' in page
    assert "We kept what you typed" in page
    alice.post(url, FACTS | {"stamp": stamp(page), "days": "77"})
    assert "We kept what you typed" not in text(alice.get(url))


def test_setting_aside_needs_a_reason_that_the_patient_can_read(
    alice: Client, maya: Patient
) -> None:
    entry = drafted(maya).entry.uid
    page = text(alice.get(address(maya, entry)))
    url = address(maya, entry, "treatment-reject")
    assert alice.post(url, {"stamp": stamp(page, 1), "reason": ""}).status_code == 422
    sent = alice.post(url, {"stamp": stamp(page, 1), "reason": "This was a vitamin."})
    assert sent.status_code == 302
    assert maya.user is not None
    told = text(signed_in(maya.user).get(reverse("portal:treatments")))
    assert "This was a vitamin." in told


def test_a_clinician_adds_a_treatment_as_a_draft(cast: Cast, maya: Patient) -> None:
    ben = signed_in(cast.ben)
    url = reverse("clinic:treatment-add", args=[maya.uid])
    sent = ben.post(url, FACTS | {"stamp": stamp(text(ben.get(url)))})
    assert sent.status_code == 302
    line = only(maya)
    assert line.standing is None
    assert line.pending is not None
    assert line.pending.source == "clinician"


def test_a_nurse_reads_and_does_not_verify(cast: Cast, maya: Patient) -> None:
    ben = signed_in(cast.ben)
    entry = drafted(maya).entry.uid
    url = address(maya, entry)
    page = text(ben.get(url))
    assert ">Verify</button>" not in page
    sent = ben.post(url, FACTS | {"stamp": stamp(text(signed_in(cast.alice).get(url)))})
    assert sent.status_code == 403
    assert EntryVersion.objects.count() == 1


def test_each_look_is_logged_for_the_patient(alice: Client, maya: Patient) -> None:
    alice.get(listed(maya))
    [look] = RecordView.objects.filter(patient=maya.uid)
    assert (look.user_name, look.page) == ("Alice Anders", "Past treatments")


def test_who_sees_these_pages(cast: Cast, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    pages = [listed(maya), address(maya, entry)]
    for url in pages:
        assert signed_in(cast.dev).get(url).status_code == 200
        assert signed_in(cast.ben).get(url).status_code == 200
        assert signed_in(cast.frida).get(url).status_code == 403
        for stranger in (cast.chioma, cast.tess, cast.eve):
            assert signed_in(stranger).get(url).status_code == 404
        assert Client().get(url).status_code == 302
    assert maya.user is not None
    assert signed_in(maya.user).get(listed(maya)).status_code == 404


def test_what_is_not_there(alice: Client, maya: Patient) -> None:
    assert alice.get(reverse("clinic:treatments", args=[uuid4()])).status_code == 404
    assert alice.get(address(maya, uuid4())).status_code == 404
    assert alice.get(f"/clinic/patients/{maya.uid}/treatments/nonsense/").status_code == 404


def test_wrong_methods(alice: Client, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    assert alice.post(listed(maya)).status_code == 405
    assert alice.get(address(maya, entry, "treatment-reject")).status_code == 405
    assert alice.delete(address(maya, entry)).status_code == 405


def test_the_title_names_the_task_and_not_the_patient(alice: Client, maya: Patient) -> None:
    page = text(alice.get(listed(maya)))
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Past treatments" in title
    assert "ivera" not in title


def test_queries_do_not_grow_with_treatments(alice: Client, maya: Patient) -> None:
    counts = []
    for number in (3, 30):
        while len(history.current(as_patient(maya), maya, "treatment")) < number:
            drafted(maya)
        counts.append(queries(alice, listed(maya)))
    assert counts[0] == counts[1]


def test_everything_tried_stands_on_one_line_of_time(alice: Client, maya: Patient) -> None:
    first = drafted(maya, start="2019-01-10", stop="2020-01-10", lost_effect="yes").entry.uid
    talk = {"kind": "psychotherapy", "modality": "CBT", "start": "2019-03", "stop": "2019-09"}
    actions.propose(by=as_patient(maya), patient=maya, subject="treatment", content=talk, key=key())
    drafted(maya, drug="lithium", start="2019-05-01", stop="2019-08-01", augments=str(first))
    drafted(maya, drug="bupropion", start="unknown", stopped_for="lack_of_efficacy")
    page = text(alice.get(listed(maya)))
    card = page.split("On one line of time")[1].split("</section>")[0]
    assert "3 treatments with dates since January 10, 2019, to today." in card
    assert "1. sertraline (drafted), lost its effect</text>" in card
    assert "3. lithium was added to 1. sertraline." in card
    assert "1. sertraline and 2. Psychotherapy: CBT were taken or done at the same time." in card
    assert "3. lithium and 1. sertraline were" not in card
    assert "4. bupropion. Not drawn." in card


def test_without_dates_the_line_of_time_says_so(alice: Client, maya: Patient) -> None:
    drafted(maya, start="unknown")
    assert "No treatment has a date yet." in text(alice.get(listed(maya)))
