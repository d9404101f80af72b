"""The evaluation page by page: a list of steps, each asked with empty boxes and saved alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from lightwell.access.models import AuditEvent
from lightwell.records.evaluation import STEPS
from lightwell.records.models import Patient, RecordedFact
from tests.support.cast import Cast, found_cast
from tests.support.courses import today
from tests.support.pages import queries, stamp, text
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
SLUGS = [step.slug for step in STEPS]


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def ben(cast: Cast) -> Client:
    return signed_in(cast.ben)


def list_of(patient: Patient) -> str:
    return reverse("clinic:evaluate", args=[patient.uid])


def step_of(patient: Patient, slug: str) -> str:
    return reverse("clinic:evaluate-step", args=[patient.uid, slug])


def send(client: Client, patient: Patient, slug: str, page: str = "", **answers: str) -> Any:
    url = step_of(patient, slug)
    page = page or text(client.get(url))
    named = {name.replace("_of_", "__"): value for name, value in answers.items()}
    return client.post(url, {"stamp": stamp(page), "source": "clinician"} | named)


def test_the_list_says_how_much_of_each_step_is_known(alice: Client, maya: Patient) -> None:
    page = text(alice.get(list_of(maya)))
    for step in STEPS:
        assert escape(step.title) in page
        assert step_of(maya, step.slug) in page
    assert "0 of 3 known" in page
    sent = send(alice, maya, "substances", conditions_of_sud_active="no", conditions_of_sud_hx="no")
    assert sent["Location"] == f"{list_of(maya)}?saved=yes"
    page = text(alice.get(sent["Location"]))
    assert "2 of 3 known" in page
    assert "Saved" in page
    assert "Alice Anders, " in page
    assert reverse("clinic:treatments", args=[maya.uid]) in page
    assert reverse("clinic:medicines", args=[maya.uid]) in page


def test_not_known_is_kept_and_does_not_count_as_known(alice: Client, maya: Patient) -> None:
    send(alice, maya, "substances", conditions_of_sud_active="unknown")
    assert "0 of 3 known" in text(alice.get(list_of(maya)))
    assert "Recorded: Not known" in text(alice.get(step_of(maya, "substances")))


def test_nothing_is_filled_in_and_the_value_before_stands_beside(
    alice: Client, maya: Patient
) -> None:
    send(alice, maya, "examination", person_of_weight_kg="70.5", person_of_height_cm="170")
    send(alice, maya, "mind", conditions_of_mania="no")
    page = text(alice.get(step_of(maya, "examination")))
    assert 'name="person__weight_kg" type="text" value=""' in page
    assert "Recorded: 70.5 kg, " in page
    page = text(alice.get(step_of(maya, "mind")))
    assert " checked" not in page
    assert "Recorded: No, " in page
    assert "Everything recorded on this step" in page


@pytest.mark.parametrize(
    ("slug", "answers", "words"),
    [
        ("examination", {"person_of_weight_kg": "70,5"}, "Use a point, not a comma"),
        ("examination", {"person_of_weight_kg": "700"}, "must be 2 to 400 kg"),
        ("examination", {"person_of_weight_kg": "180"}, "outside the usual 40 to 160 kg"),
        ("examination", {"vital_of_sbp": "142", "observed_at": "00:00"}, "two numbers"),
        (
            "examination",
            {"vital_of_sbp": "90", "vital_of_dbp": "140", "observed_at": "00:00"},
            "swapped",
        ),
        ("examination", {"vital_of_hr": "70"}, "Enter the time of the reading"),
        ("examination", {"vital_of_hr": "70", "observed_at": "9h"}, "24-hour time"),
        ("labs", {"lab_of_value": "2.1"}, "Enter the test"),
        ("labs", {"about": "TSH", "unit": "mIU/L"}, "Nothing was answered"),
        ("mind", {}, "Nothing was answered"),
        ("mind", {"conditions_of_mania": "no", "source": ""}, "Choose how it is known"),
        ("home", {"observed_on_year": "2031", "observed_on_month": "1"}, "must include a day"),
    ],
)
def test_what_cannot_be_right_is_said_and_kept(
    alice: Client, maya: Patient, slug: str, answers: dict[str, str], words: str
) -> None:
    sent = send(alice, maya, slug, **answers)
    assert sent.status_code == 422
    assert words in text(sent)
    assert not RecordedFact.objects.exists()
    for value in answers.values():
        assert not value or f'value="{value}"' in text(sent)


def test_an_unusual_number_is_saved_once_it_was_checked(alice: Client, maya: Patient) -> None:
    page = text(send(alice, maya, "examination", person_of_weight_kg="180"))
    assert RecordedFact.objects.count() == 0
    sent = send(alice, maya, "examination", page, person_of_weight_kg="180", is_confirmed="yes")
    assert sent.status_code == 302
    assert RecordedFact.objects.get().value == 180


def test_every_type_of_answer(alice: Client, maya: Patient) -> None:
    day = today()
    send(
        alice,
        maya,
        "episode",
        episode_of_start_year="2025",
        episode_of_start_month="1",
        episode_of_start_day="5",
        episode_of_severity="severe",
        episode_of_psychotic="no",
    )
    page = text(alice.get(step_of(maya, "episode")))
    assert "Recorded: 05-Jan-2025" in page
    assert "Recorded: Severe" in page
    send(alice, maya, "goals", preferences_of_goals="Read to my daughter again.")
    assert "Recorded: Read to my daughter again." in text(alice.get(step_of(maya, "goals")))
    lab = {"about": "TSH", "unit": "mIU/L", "lab_of_value": "2.1"}
    assert send(alice, maya, "labs", **lab).status_code == 302
    page = text(alice.get(step_of(maya, "labs")))
    assert "2.1 mIU/L" in page
    assert "1 result" in text(alice.get(list_of(maya)))
    vitals = {"vital_of_sbp": "128", "vital_of_dbp": "82", "observed_at": "00:00"}
    assert send(alice, maya, "examination", **vitals).status_code == 302
    assert RecordedFact.objects.get(name="vital.sbp").observed_on == day


def test_a_change_asks_why(alice: Client, maya: Patient) -> None:
    send(alice, maya, "mind", conditions_of_mania="no")
    page = text(send(alice, maya, "mind", conditions_of_mania="yes"))
    assert "This changes what is recorded" in page
    sent = send(alice, maya, "mind", conditions_of_mania="yes", reason="Seen today.")
    assert sent.status_code == 302
    assert "Seen today." in text(alice.get(step_of(maya, "mind")))


def test_of_two_people_the_second_sees_both_values(
    cast: Cast, alice: Client, ben: Client, maya: Patient
) -> None:
    page = text(ben.get(step_of(maya, "home")))
    send(alice, maya, "home", session_of_escort_arranged="no")
    sent = send(
        ben, maya, "home", page, session_of_escort_arranged="yes", reason="A brother drives."
    )
    assert sent.status_code == 409
    shown = text(sent)
    assert "Alice Anders changed this while your page was open" in shown
    assert "A brother drives." in shown
    again = send(
        ben, maya, "home", shown, session_of_escort_arranged="yes", reason="A brother drives."
    )
    assert again.status_code == 302
    assert [row.value for row in RecordedFact.objects.all()] == ["no", "yes"]


def test_a_page_sent_twice_is_one_act_and_another_patients_page_saves_nothing(
    cast: Cast, alice: Client, maya: Patient
) -> None:
    page = text(alice.get(step_of(maya, "mind")))
    for _ in range(2):
        assert send(alice, maya, "mind", page, conditions_of_mania="no").status_code == 302
    assert send(alice, maya, "mind", page, conditions_of_mania="yes").status_code == 409
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    assert send(alice, noor, "mind", page, conditions_of_mania="no").status_code == 409
    assert RecordedFact.objects.count() == 1
    assert AuditEvent.objects.filter(action="fact.record").count() == 1


def test_who_reads_and_who_records(cast: Cast, alice: Client, ben: Client, maya: Patient) -> None:
    page = text(alice.get(step_of(maya, "mind")))
    send(alice, maya, "mind", conditions_of_mania="no")
    assert "Save this step" in text(ben.get(step_of(maya, "home")))
    for reader, slug in ((cast.ben, "mind"), (cast.dev, "mind"), (cast.dev, "home")):
        assert "Save this step" not in text(signed_in(reader).get(step_of(maya, slug)))
    for client in (ben, signed_in(cast.dev)):
        assert send(client, maya, "mind", page, conditions_of_mania="yes").status_code == 403
    for url in (list_of(maya), step_of(maya, "mind")):
        assert signed_in(cast.dev).get(url).status_code == 200
        assert signed_in(cast.frida).get(url).status_code == 403
        for stranger in (cast.chioma, cast.tess, cast.eve):
            assert signed_in(stranger).get(url).status_code == 404
        assert Client().get(url).status_code == 302
    assert RecordedFact.objects.count() == 1


def test_what_is_not_there_and_wrong_methods(alice: Client, maya: Patient) -> None:
    assert alice.get(step_of(maya, "nonsense")).status_code == 404
    assert alice.get(reverse("clinic:evaluate", args=[uuid4()])).status_code == 404
    assert alice.get(reverse("clinic:evaluate-step", args=[uuid4(), "mind"])).status_code == 404
    assert alice.post(list_of(maya)).status_code == 405
    assert alice.put(step_of(maya, "mind")).status_code == 405


@pytest.mark.parametrize("slug", SLUGS)
def test_every_step_opens_and_names_its_task_alone(alice: Client, maya: Patient, slug: str) -> None:
    page = text(alice.get(step_of(maya, slug)))
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "Rivera" not in title
    assert "Save this step" in page


def test_queries_do_not_grow_with_what_is_recorded(alice: Client, maya: Patient) -> None:
    counts = []
    for _ in range(2):
        for number in range(4):
            lab = {"about": f"test {number}", "unit": "U/L", "lab_of_value": "2"}
            assert send(alice, maya, "labs", **lab).status_code == 302
        counts.append((queries(alice, list_of(maya)), queries(alice, step_of(maya, "labs"))))
    assert counts[0] == counts[1]


def test_the_life_around_the_illness_is_asked_in_five_dimensions(
    alice: Client, maya: Patient
) -> None:
    page = text(alice.get(list_of(maya)))
    for title in (
        *("The illness, as the person tells it", "Daily life and surroundings", "Feelings"),
        *("Meaning, faith and belonging", "Whether this is the time for it"),
    ):
        assert title in page
    meaning = text(alice.get(step_of(maya, "meaning")))
    assert "Faith, spiritual practice or none, and whether the care should heed it." in meaning
    assert send(alice, maya, "meaning", life_of_meaning="My daughter.").status_code == 302
    again = text(alice.get(step_of(maya, "meaning")))
    assert "Recorded: My daughter." in again


def test_the_decision_page_says_whether_this_is_the_time(alice: Client, maya: Patient) -> None:
    send(alice, maya, "time", candidacy_of_under_care="no", candidacy_of_ready_for_work="unknown")
    page = text(alice.get(reverse("clinic:decide", args=[maya.uid])))
    part = page.split("Is this the time for it?")[1].split("<form")[0]
    assert part.count("Not asked yet") == 3
    assert "No (" in part
    assert "Not known (" in part
