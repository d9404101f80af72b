"""Medicines and allergies: told in the portal, accepted line by line, then the list signed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.records.actions import history as actions
from lightwell.records.models import EntryVersion, Patient, Reconciliation
from lightwell.records.queries import history
from tests.support.cast import Cast, found_cast
from tests.support.pages import queries, stamp, text
from tests.support.people import as_patient, key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

ADD_MEDICINE = reverse("portal:medicine-add")
ADD_ALLERGY = reverse("portal:allergy-add")


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


@pytest.fixture
def ben(cast: Cast) -> Client:
    return signed_in(cast.ben)


def told(patient: Patient, subject: str = "medicine", **content: Any) -> EntryVersion:
    base = {"medicine": {"drug": "lisinopril"}, "allergy": {"substance": "penicillin"}}[subject]
    return actions.propose(
        by=as_patient(patient),
        patient=patient,
        subject=subject,
        content=base | content,
        key=key(),
    )


def lists_of(patient: Patient) -> str:
    return reverse("clinic:medicines", args=[patient.uid])


# -- the portal -------------------------------------------------------------------------------


def test_a_medicine_is_told_as_it_is_really_taken(browser_of_maya: Client, maya: Patient) -> None:
    page = text(browser_of_maya.get(ADD_MEDICINE))
    assert "Do not stop a medicine on your own: ask your prescriber." in page
    sent = browser_of_maya.post(
        ADD_MEDICINE,
        {
            "stamp": stamp(page),
            "name": "lisinopril",
            "dose_mg": "10",
            "frequency": "most days",
            "taking": "yes",
            "start_year": "2020",
            "why": "blood pressure",
        },
    )
    assert sent.status_code == 302
    shown = text(browser_of_maya.get(sent["Location"]))
    assert "Not checked yet" in shown
    assert "10 mg · most days" in shown
    assert "Saved at" in shown
    [line] = history.current(as_patient(maya), maya, "medicine")
    assert line.pending is not None
    assert line.pending.content["dose_mg"] == 10
    assert line.pending.content["start"] == "2020"


def test_a_slip_in_a_medicine_is_asked_about(browser_of_maya: Client) -> None:
    page = text(browser_of_maya.get(ADD_MEDICINE))
    asked = browser_of_maya.post(ADD_MEDICINE, {"stamp": stamp(page), "name": "fluoxetin"})
    assert asked.status_code == 200
    assert "Did you mean fluoxetine (Prozac)?" in text(asked)
    assert EntryVersion.objects.count() == 0


def test_a_dose_and_not_sure_together_are_refused(browser_of_maya: Client) -> None:
    page = text(browser_of_maya.get(ADD_MEDICINE))
    sent = browser_of_maya.post(
        ADD_MEDICINE,
        {"stamp": stamp(page), "name": "lisinopril", "dose_mg": "10", "dose_unsure": "on"},
    )
    assert sent.status_code == 422
    assert "not both" in text(sent)


def test_an_allergy_is_told(browser_of_maya: Client, maya: Patient) -> None:
    page = text(browser_of_maya.get(ADD_ALLERGY))
    answers = {"stamp": stamp(page), "substance": "latex", "reaction": "a rash"}
    assert browser_of_maya.post(ADD_ALLERGY, answers).status_code == 302
    assert browser_of_maya.post(ADD_ALLERGY, answers).status_code == 302
    [line] = history.current(as_patient(maya), maya, "allergy")
    assert line.pending is not None
    assert line.pending.content["reaction"] == "a rash"


def test_a_change_to_a_checked_medicine_waits(
    cast: Cast, browser_of_maya: Client, maya: Patient
) -> None:
    version = told(maya)
    actions.verify(
        by=cast.actor(cast.ben),
        patient=maya,
        entry=version.entry.uid,
        base=1,
        content=version.content,
        key=key(),
    )
    url = reverse("portal:medicine", args=[version.entry.uid])
    page = text(browser_of_maya.get(url))
    sent = browser_of_maya.post(url, {"stamp": stamp(page), "name": "lisinopril", "taking": "no"})
    assert sent.status_code == 302
    [line] = history.current(as_patient(maya), maya, "medicine")
    assert line.standing is not None
    assert "taking" not in line.standing.content
    assert "Change not checked yet" in text(browser_of_maya.get(reverse("portal:medicines")))


@pytest.mark.parametrize("subject", ["medicine", "allergy"])
def test_who_opens_the_portal_pages(
    cast: Cast, browser_of_maya: Client, maya: Patient, subject: str
) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    mine, other = told(maya, subject).entry.uid, told(noor, subject).entry.uid
    name = {"medicine": "medicines", "allergy": "allergies"}[subject]
    assert browser_of_maya.get(reverse(f"portal:{subject}", args=[mine])).status_code == 200
    assert browser_of_maya.get(reverse(f"portal:{subject}", args=[other])).status_code == 404
    assert browser_of_maya.get(reverse(f"portal:{subject}", args=[uuid4()])).status_code == 404
    wrong = {"medicine": "allergy", "allergy": "medicine"}[subject]
    assert browser_of_maya.get(reverse(f"portal:{wrong}", args=[mine])).status_code == 404
    assert signed_in(cast.alice).get(reverse(f"portal:{name}")).status_code == 404
    assert Client().get(reverse(f"portal:{name}")).status_code == 302
    assert browser_of_maya.post(reverse(f"portal:{name}")).status_code == 405


@pytest.mark.parametrize("subject", ["medicine", "allergy"])
def test_a_draft_is_taken_back(browser_of_maya: Client, maya: Patient, subject: str) -> None:
    entry = told(maya, subject).entry.uid
    page = text(browser_of_maya.get(reverse(f"portal:{subject}", args=[entry])))
    url = reverse(f"portal:{subject}-take-back", args=[entry])
    assert browser_of_maya.get(url).status_code == 405
    assert browser_of_maya.post(url, {"stamp": stamp(page, 1)}).status_code == 302
    assert history.current(as_patient(maya), maya, subject) == []


# -- the clinic -------------------------------------------------------------------------------


def test_each_line_is_accepted_then_the_list_is_signed(ben: Client, maya: Patient) -> None:
    entry = told(maya, "allergy", reaction="a rash").entry.uid
    page = text(ben.get(lists_of(maya)))
    assert "Known allergies: penicillin (not verified)" in page
    assert "then the list can be signed" in page
    accept = reverse("clinic:medicine-accept", args=[maya.uid, entry])
    answers = {"stamp": stamp(page, 1)}
    assert [ben.post(accept, answers).status_code for _ in range(2)] == [302, 302]
    page = text(ben.get(lists_of(maya)))
    assert "Known allergies: penicillin<" in page
    sign = reverse("clinic:list-sign", args=[maya.uid, "allergy"])
    signing = {"stamp": stamp(page, 1), "statement": "listed"}
    assert [ben.post(sign, signing).status_code for _ in range(2)] == [302, 302]
    assert Reconciliation.objects.count() == 1
    assert "Complete as shown: signed" in text(ben.get(lists_of(maya)))


def test_an_empty_list_says_nothing_until_signed(ben: Client, maya: Patient) -> None:
    page = text(ben.get(lists_of(maya)))
    assert "Allergies not recorded" in page
    sign = reverse("clinic:list-sign", args=[maya.uid, "allergy"])
    answers = {"stamp": stamp(page, 1), "statement": "none_known"}
    assert ben.post(sign, answers).status_code == 302
    assert "No known allergies" in text(ben.get(lists_of(maya)))
    told(maya, "allergy")
    assert "Known allergies: penicillin (not verified)" in text(ben.get(lists_of(maya)))


def test_a_list_that_changed_is_not_signed(cast: Cast, ben: Client, maya: Patient) -> None:
    version = told(maya)
    by = cast.actor(cast.ben)
    common: dict[str, Any] = {"by": by, "patient": maya, "entry": version.entry.uid}
    actions.verify(**common, base=1, content=version.content, key=key())
    page = text(ben.get(lists_of(maya)))
    actions.correct(
        **common, base=2, content=version.content | {"dose_mg": 20}, reason="Label.", key=key()
    )
    sign = reverse("clinic:list-sign", args=[maya.uid, "medicine"])
    sent = ben.post(sign, {"stamp": stamp(page), "statement": "listed"})
    assert sent.status_code == 409
    assert Reconciliation.objects.count() == 0


def test_a_line_is_corrected_on_its_page(ben: Client, maya: Patient) -> None:
    entry = told(maya).entry.uid
    url = reverse("clinic:medicine", args=[maya.uid, entry])
    answers = {"drug": "lisinopril", "dose_mg": "10", "frequency": "once a day", "taking": "yes"}
    sent = ben.post(url, answers | {"stamp": stamp(text(ben.get(url)))})
    assert sent.status_code == 302
    [line] = history.current(as_patient(maya), maya, "medicine")
    assert line.standing is not None
    assert line.standing.content["dose_mg"] == 10


def test_a_line_is_set_aside(ben: Client, maya: Patient) -> None:
    entry = told(maya).entry.uid
    page = text(ben.get(reverse("clinic:medicine", args=[maya.uid, entry])))
    url = reverse("clinic:medicine-reject", args=[maya.uid, entry])
    sent = ben.post(url, {"stamp": stamp(page, 1), "reason": "Stopped years ago."})
    assert sent.status_code == 302
    assert history.current(as_patient(maya), maya, "medicine") == []


def test_staff_add_a_line_as_a_draft(ben: Client, maya: Patient) -> None:
    url = reverse("clinic:medicine-add", args=[maya.uid, "allergy"])
    sent = ben.post(url, {"stamp": stamp(text(ben.get(url))), "substance": "latex"})
    assert sent.status_code == 302
    [line] = history.current(as_patient(maya), maya, "allergy")
    assert line.standing is None
    assert ben.get(reverse("clinic:medicine-add", args=[maya.uid, "food"])).status_code == 404


def test_who_sees_and_changes_the_lists(cast: Cast, ben: Client, maya: Patient) -> None:
    entry = told(maya).entry.uid
    pages = [lists_of(maya), reverse("clinic:medicine", args=[maya.uid, entry])]
    page = text(ben.get(lists_of(maya)))
    for url in pages:
        assert signed_in(cast.alice).get(url).status_code == 200
        assert ">Accept<" not in text(signed_in(cast.dev).get(url))
        assert signed_in(cast.frida).get(url).status_code == 403
        for stranger in (cast.chioma, cast.tess, cast.eve):
            assert signed_in(stranger).get(url).status_code == 404
    accept = reverse("clinic:medicine-accept", args=[maya.uid, entry])
    sign = reverse("clinic:list-sign", args=[maya.uid, "medicine"])
    for url in (accept, sign):
        for other, status in ((cast.dev, 403), (cast.frida, 403), (cast.chioma, 404)):
            assert signed_in(other).post(url, {"stamp": stamp(page)}).status_code == status
        assert ben.get(url).status_code == 405
    assert EntryVersion.objects.count() == 1


def test_a_page_of_another_patient_changes_nothing(cast: Cast, ben: Client, maya: Patient) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    entry = told(maya).entry.uid
    told(noor)
    page = text(ben.get(lists_of(noor)))
    accept = reverse("clinic:medicine-accept", args=[maya.uid, entry])
    assert ben.post(accept, {"stamp": stamp(page)}).status_code == 409
    assert ben.post(accept, {}).status_code == 422
    sign = reverse("clinic:list-sign", args=[maya.uid, "allergy"])
    sent = ben.post(sign, {"stamp": stamp(page), "statement": "none_known"})
    assert sent.status_code == 409
    assert EntryVersion.objects.count() == 2
    assert Reconciliation.objects.count() == 0


def test_what_is_not_there(cast: Cast, ben: Client, maya: Patient) -> None:
    assert ben.get(reverse("clinic:medicines", args=[uuid4()])).status_code == 404
    assert ben.get(reverse("clinic:medicine", args=[maya.uid, uuid4()])).status_code == 404
    sign = reverse("clinic:list-sign", args=[maya.uid, "food"])
    assert ben.post(sign, {}).status_code == 404


def test_queries_do_not_grow_with_lines(
    browser_of_maya: Client, ben: Client, maya: Patient
) -> None:
    counts = []
    for number in (3, 30):
        while len(history.current(as_patient(maya), maya, "medicine")) < number:
            told(maya)
        counts.append(
            (
                queries(ben, lists_of(maya)),
                queries(browser_of_maya, reverse("portal:medicines")),
            )
        )
    assert counts[0] == counts[1]
