"""Past treatments in the portal: small pages, approximate dates, nothing guessed, nothing lost."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actors import Actor
from lightwell.records.actions import history as actions
from lightwell.records.entries import Line
from lightwell.records.models import EntryVersion, Patient
from lightwell.records.queries import history
from tests.support.cast import Cast, found_cast
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
ADD = reverse("portal:treatment-add")


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def browser_of_maya(maya: Patient) -> Client:
    assert maya.user is not None
    return signed_in(maya.user)


def stamp(page: str) -> str:
    """The hidden stamp that the page carries."""
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, url: str, **answers: str) -> str:
    """Open the page, answer and press the button; the address of the page that follows."""
    page = client.get(url)
    sent = client.post(url, {"stamp": stamp(page.content.decode()), **answers})
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def only(patient: Patient) -> Line:
    [line] = history.current(as_patient(patient), patient, "treatment")
    return line


def drafted(patient: Patient, by: Actor | None = None, **content: object) -> EntryVersion:
    return actions.propose(
        by=by or as_patient(patient),
        patient=patient,
        subject="treatment",
        content={"kind": "drug", "drug": "sertraline"} | content,
        key=key(),
    )


def test_the_empty_list_says_so(browser_of_maya: Client) -> None:
    page = browser_of_maya.get(reverse("portal:treatments"))
    assert page.status_code == 200
    assert "You have not told us about any treatment yet." in page.content.decode()


def test_a_treatment_is_told_page_by_page_and_kept_as_said(
    browser_of_maya: Client, maya: Patient
) -> None:
    onward = send(browser_of_maya, ADD, kind="drug", name="Zoloft")
    onward = send(
        browser_of_maya, onward, start_year="2019", start_season="spring", stop_unsure="yes"
    )
    onward = send(
        browser_of_maya, onward, dose_unsure="on", length="about 3 months", adherence="taken"
    )
    onward = send(
        browser_of_maya, onward, helped="little", lost_effect="yes", stopped_for="lost_effect"
    )
    page = browser_of_maya.get(onward).content.decode()
    assert "Zoloft (sertraline)" in page
    assert "Spring 2019" in page
    assert "Saved at" in page
    line = only(maya)
    assert line.standing is None
    assert line.pending is not None
    content = line.pending.content
    assert content["start"] == "2019-spring"
    assert content["stop"] == "unknown"
    assert content["lost_effect"] == "yes"
    assert content["said"]["dose"] == "Not sure"
    assert content["said"]["length"] == "about 3 months"
    assert content["said"]["helped"] == "A little"
    assert not {"dose_mg", "days", "improvement_pct"} & content.keys()


@pytest.mark.parametrize(
    "kind", ["psychotherapy", "ect", "tms", "ketamine", "esketamine", "lifestyle"]
)
def test_every_kind_can_be_told(browser_of_maya: Client, maya: Patient, kind: str) -> None:
    onward = send(browser_of_maya, ADD, kind=kind, name="")
    onward = send(browser_of_maya, onward)
    onward = send(browser_of_maya, onward, sessions="6", length="3 weeks")
    onward = send(browser_of_maya, onward, helped="none")
    assert browser_of_maya.get(onward).status_code == 200
    pending = only(maya).pending
    assert pending is not None
    assert pending.content["kind"] == kind
    assert pending.content["sessions"] == 6


def test_a_slip_in_a_name_is_asked_about_and_never_guessed(
    browser_of_maya: Client, maya: Patient
) -> None:
    first = browser_of_maya.get(ADD).content.decode()
    answers = {"stamp": stamp(first), "kind": "drug", "name": "sertralin"}
    asked = browser_of_maya.post(ADD, answers)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Did you mean sertraline (Zoloft)?" in page
    assert EntryVersion.objects.count() == 0
    browser_of_maya.post(ADD, answers | {"meant": "typed"})
    pending = only(maya).pending
    assert pending is not None
    assert pending.content["drug"] == "sertralin"


def test_a_chosen_suggestion_keeps_what_was_typed_too(
    browser_of_maya: Client, maya: Patient
) -> None:
    page = browser_of_maya.get(ADD).content.decode()
    browser_of_maya.post(
        ADD,
        {"stamp": stamp(page), "kind": "drug", "name": "sertralin", "meant": "sertraline"},
    )
    pending = only(maya).pending
    assert pending is not None
    assert pending.content["drug"] == "sertraline"
    assert pending.content["said"]["name"] == "sertralin"


def test_an_unknown_name_is_kept_as_typed(browser_of_maya: Client, maya: Patient) -> None:
    send(browser_of_maya, ADD, kind="drug", name="the small blue pill")
    pending = only(maya).pending
    assert pending is not None
    assert pending.content["drug"] == "the small blue pill"


def test_pages_can_be_skipped(browser_of_maya: Client) -> None:
    onward = send(browser_of_maya, ADD, kind="drug", name="Zoloft")
    page = browser_of_maya.get(onward).content.decode()
    assert "Skip this page" in page


def test_a_double_tap_makes_one_treatment(browser_of_maya: Client) -> None:
    page = browser_of_maya.get(ADD).content.decode()
    answers = {"stamp": stamp(page), "kind": "drug", "name": "Zoloft"}
    first, second = (browser_of_maya.post(ADD, answers) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert EntryVersion.objects.count() == 1


def test_impossible_dates_are_refused_and_typed_values_stay(
    browser_of_maya: Client, maya: Patient
) -> None:
    entry = drafted(maya).entry.uid
    url = reverse("portal:treatment-step", args=[entry, "when"])
    page = browser_of_maya.get(url).content.decode()
    sent = browser_of_maya.post(
        url,
        {"stamp": stamp(page), "start_year": "2020", "stop_year": "2018", "episode": "current"},
    )
    assert sent.status_code == 422
    shown = sent.content.decode()
    assert "The end is before the start" in shown
    assert 'value="2018"' in shown
    assert EntryVersion.objects.count() == 1


def test_two_people_editing_one_trial_see_both_values(
    cast: Cast, browser_of_maya: Client, maya: Patient
) -> None:
    entry = drafted(maya, start="2019").entry.uid
    url = reverse("portal:treatment-step", args=[entry, "when"])
    page = browser_of_maya.get(url).content.decode()
    actions.verify(
        by=cast.actor(cast.alice),
        patient=maya,
        entry=entry,
        base=1,
        content={"kind": "drug", "drug": "sertraline", "start": "2017"},
        key=key(),
    )
    sent = browser_of_maya.post(
        url, {"stamp": stamp(page), "start_year": "2018", "start_season": "summer"}
    )
    assert sent.status_code == 409
    shown = sent.content.decode()
    assert "Alice Anders changed it" in shown
    assert "Summer 2018" in shown
    assert "2017" in shown
    assert EntryVersion.objects.count() == 2
    again = browser_of_maya.post(
        url, {"stamp": stamp(shown), "start_year": "2018", "start_season": "summer"}
    )
    assert again.status_code == 302
    line = only(maya)
    assert line.standing is not None
    assert line.pending is not None


def test_a_page_made_for_another_patient_saves_nothing(
    cast: Cast, browser_of_maya: Client, maya: Patient
) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    assert noor.user is not None
    page = signed_in(noor.user).get(ADD).content.decode()
    sent = browser_of_maya.post(ADD, {"stamp": stamp(page), "kind": "drug", "name": "Zoloft"})
    assert sent.status_code == 409
    assert "another patient" in sent.content.decode()
    assert EntryVersion.objects.count() == 0


def test_a_form_without_its_stamp_saves_nothing(browser_of_maya: Client) -> None:
    sent = browser_of_maya.post(ADD, {"kind": "drug", "name": "Zoloft"})
    assert sent.status_code == 422
    assert EntryVersion.objects.count() == 0


def test_a_draft_is_taken_back(browser_of_maya: Client, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    page = browser_of_maya.get(reverse("portal:treatment", args=[entry])).content.decode()
    url = reverse("portal:treatment-take-back", args=[entry])
    assert browser_of_maya.post(url, {"stamp": stamp(page)}).status_code == 302
    assert history.current(as_patient(maya), maya, "treatment") == []


def test_another_patients_treatment_is_not_found(
    cast: Cast, browser_of_maya: Client, maya: Patient
) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    entry = drafted(noor).entry.uid
    for name, args in (
        ("treatment", [entry]),
        ("treatment-step", [entry, "when"]),
        ("treatment", [uuid4()]),
    ):
        assert browser_of_maya.get(reverse(f"portal:{name}", args=args)).status_code == 404
    taken = browser_of_maya.post(reverse("portal:treatment-take-back", args=[entry]), {})
    assert taken.status_code == 404


def test_pages_that_do_not_exist(browser_of_maya: Client, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    url = reverse("portal:treatment-step", args=[entry, "colour"])
    assert browser_of_maya.get(url).status_code == 404
    assert browser_of_maya.get("/my/treatments/not-an-id").status_code == 404


def test_staff_and_visitors(cast: Cast, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    urls = [
        reverse("portal:treatments"),
        ADD,
        reverse("portal:treatment", args=[entry]),
        reverse("portal:treatment-step", args=[entry, "when"]),
    ]
    for url in urls:
        for user in (cast.alice, cast.frida, cast.eve):
            assert signed_in(user).get(url).status_code == 404
        assert Client().get(url).status_code == 302


def test_wrong_methods(browser_of_maya: Client, maya: Patient) -> None:
    entry = drafted(maya).entry.uid
    assert browser_of_maya.post(reverse("portal:treatments")).status_code == 405
    assert browser_of_maya.post(reverse("portal:treatment", args=[entry])).status_code == 405
    taken = reverse("portal:treatment-take-back", args=[entry])
    assert browser_of_maya.get(taken).status_code == 405
    assert browser_of_maya.delete(ADD).status_code == 405


def test_queries_do_not_grow_with_treatments(
    browser_of_maya: Client, maya: Patient, django_assert_max_num_queries: object
) -> None:
    counts = []
    for number in (3, 30):
        while len(history.current(as_patient(maya), maya, "treatment")) < number:
            drafted(maya)
        counts.append(_queries(browser_of_maya, reverse("portal:treatments")))
    assert counts[0] == counts[1]


def _queries(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
