"""What was found out about a person is kept fact by fact, and the case file says what stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

import lightwell.clinical as lw
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.clinical.library import library
from lightwell.records import evaluation
from lightwell.records.actions import facts as actions
from lightwell.records.models import Patient, RecordedFact
from lightwell.records.queries import case, facts
from tests.support.cast import Cast, found_cast
from tests.support.people import as_patient, key, make_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def found(cast: Cast, patient: Patient, values: dict[str, Any], **more: Any) -> list[RecordedFact]:
    by = cast.actor(more.pop("user", cast.alice))
    given = {
        "observed_on": timezone.localdate(),
        "source": "clinician",
        "key": key(),
        "base": facts.newest(facts.all_of(cast.actor(cast.alice), patient)),
    }
    return actions.record(by=by, patient=patient, facts=values, **given | more)


def case_of(cast: Cast, patient: Patient) -> dict[str, Any]:
    return case.case_of(patient, cast.actor(cast.alice))


def test_every_condition_is_asked_once_or_named_as_not_asked() -> None:
    asked = [name for step in evaluation.STEPS for name in step.facts]
    assert len(asked) == len(set(asked))
    conditions = {name for name in library().dictionary.facts if name.startswith("conditions.")}
    assert conditions == {
        name for name in (*asked, *evaluation.NOT_ASKED) if name.startswith("conditions.")
    }
    assert set(asked) <= set(library().dictionary.facts)


def test_facts_reach_the_case_file_and_unknown_stays_absent(cast: Cast, maya: Patient) -> None:
    found(cast, maya, {"conditions.cad": "no", "conditions.mania": None})
    found(cast, maya, {"episode.start": "2025-01-05", "episode.severity": "severe"})
    found(cast, maya, {"preferences.goals": "Read to my daughter again."}, user=cast.ben)
    known = case_of(cast, maya)
    assert known["conditions"] == {"cad": "no"}
    assert known["episode"] == {"start": "2025-01-05", "severity": "severe"}
    assert known["preferences"] == {"goals": "Read to my daughter again."}
    assert known["person"]["birth_date"] == "1984-07-14"
    read = lw.case_from_dict(known)
    assert read.conditions["cad"] is False
    assert "mania" not in read.conditions


def test_readings_keep_their_time_and_results_their_unit(cast: Cast, maya: Patient) -> None:
    at = timezone.now() - timedelta(hours=2)
    found(cast, maya, {"person.weight_kg": 70.5, "person.height_cm": 170}, user=cast.ben)
    found(cast, maya, {"vital.sbp": 128, "vital.dbp": 82}, observed_at=at, user=cast.ben)
    found(
        cast,
        maya,
        {"vital.sbp": 124, "vital.dbp": 80},
        observed_at=at + timedelta(minutes=10),
        user=cast.ben,
    )
    found(cast, maya, {"lab.value": 2.1}, about="TSH", unit="mIU/L", user=cast.ben)
    found(cast, maya, {"lab.value": 24}, about="ALT", unit="U/L", user=cast.ben)
    known = case_of(cast, maya)
    assert known["person"]["weight_kg"] == 70.5
    assert [(row["sbp"], row["dbp"]) for row in known["vitals"]] == [(128, 82), (124, 80)]
    assert [(row["name"], row["value"], row["unit"]) for row in known["labs"]] == [
        ("ALT", 24, "U/L"),
        ("TSH", 2.1, "mIU/L"),
    ]
    lw.case_from_dict(known)
    assert RecordedFact.objects.get(name="vital.sbp", number=2).unit == "mm[Hg]"


def test_a_changed_answer_needs_a_reason_and_keeps_the_old(cast: Cast, maya: Patient) -> None:
    found(cast, maya, {"conditions.cad": "no"})
    with pytest.raises(InvalidInput, match="Give a reason") as refused:
        found(cast, maya, {"conditions.cad": "yes"})
    assert refused.value.field == "reason"
    found(cast, maya, {"conditions.cad": "yes"}, reason="Cardiology letter.")
    rows = RecordedFact.objects.filter(name="conditions.cad")
    assert [(row.number, row.value, row.reason) for row in rows] == [
        (1, "no", ""),
        (2, "yes", "Cardiology letter."),
    ]
    assert case_of(cast, maya)["conditions"]["cad"] == "yes"


def test_a_known_answer_can_become_unknown_again(cast: Cast, maya: Patient) -> None:
    found(cast, maya, {"conditions.cad": "no"})
    found(cast, maya, {"conditions.cad": None}, reason="It was another patient's letter.")
    assert "conditions" not in case_of(cast, maya)


def test_a_later_weight_needs_no_reason_and_the_same_day_does(cast: Cast, maya: Patient) -> None:
    before = timezone.localdate() - timedelta(days=20)
    found(cast, maya, {"person.weight_kg": 70}, observed_on=before)
    found(cast, maya, {"person.weight_kg": 72})
    with pytest.raises(InvalidInput, match="Give a reason"):
        found(cast, maya, {"person.weight_kg": 71})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"person.weight_kg": 190}, "outside the usual 40 to 160 kg"),
        ({"person.weight_kg": 79}, "differs by more than 10% from 70 kg within a month"),
    ],
)
def test_an_unusual_number_is_looked_at_again(
    cast: Cast, maya: Patient, values: dict[str, Any], words: str
) -> None:
    found(cast, maya, {"person.weight_kg": 70}, observed_on=timezone.localdate() - timedelta(25))
    with pytest.raises(InvalidInput, match="tick the box") as refused:
        found(cast, maya, values)
    assert words in refused.value.message
    assert refused.value.field == "is_confirmed"
    found(cast, maya, values, is_confirmed=True)


@pytest.mark.parametrize(
    ("values", "more", "words"),
    [
        ({"person.weight_kg": 700}, {}, "outside 2 to 400"),
        ({"conditions.cad": "maybe"}, {}, "yes, no or unknown"),
        ({"conditions.invented": "yes"}, {}, "is not a fact that is recorded here"),
        ({"conditions.fasting": "yes"}, {}, "is not a fact that is recorded here"),
        ({}, {}, "Nothing was answered"),
        ({"vital.sbp": 142}, {"observed_at": "earlier"}, "two numbers"),
        ({"vital.sbp": 90, "vital.dbp": 140}, {"observed_at": "earlier"}, "swapped"),
        ({"vital.hr": 70}, {}, "time of the reading"),
        ({"vital.hr": 70}, {"observed_at": "later"}, "lies ahead"),
        ({"person.weight_kg": 70}, {"observed_on": date(2100, 1, 1)}, "lies ahead"),
        ({"episode.start": "1960-01-01"}, {}, "before the birth"),
        ({"lab.value": 2}, {"unit": "mIU/L"}, "name of the test"),
        ({"lab.value": 2}, {"about": "TSH"}, "Enter the unit"),
    ],
)
def test_what_cannot_be_true_saves_nothing(
    cast: Cast, maya: Patient, values: dict[str, Any], more: dict[str, Any], words: str
) -> None:
    moments = {"earlier": -1, "later": 1}
    if word := more.get("observed_at"):
        more = {"observed_at": timezone.now() + timedelta(hours=moments[word])}
    with pytest.raises(InvalidInput, match=words):
        found(cast, maya, values, **more)
    assert not RecordedFact.objects.exists()


def test_the_same_page_twice_is_one_row_and_with_other_answers_refused(
    cast: Cast, maya: Patient
) -> None:
    once = key()
    for _ in range(2):
        found(cast, maya, {"conditions.cad": "no"}, key=once, base=0)
    assert RecordedFact.objects.count() == 1
    with pytest.raises(Conflict, match="other answers"):
        found(cast, maya, {"conditions.cad": "yes"}, key=once, base=0)
    with pytest.raises(Conflict, match="damaged"):
        found(cast, maya, {"conditions.cad": "yes"}, key="")


def test_of_two_people_the_second_is_told_but_other_boxes_do_not_clash(
    cast: Cast, maya: Patient
) -> None:
    found(cast, maya, {"conditions.cad": "no"}, base=0)
    found(cast, maya, {"conditions.valve": "no"}, base=0)
    with pytest.raises(Conflict, match="Alice Anders changed this") as refused:
        found(cast, maya, {"conditions.cad": "yes"}, base=0, reason="A letter.")
    assert refused.value.detail["mine"] == {"conditions.cad": "yes"}
    assert refused.value.detail["theirs"][0].value == "no"
    assert RecordedFact.objects.count() == 2


def test_who_records_what(cast: Cast, maya: Patient) -> None:
    with pytest.raises(Denied):
        found(cast, maya, {"conditions.cad": "no"}, user=cast.ben)
    for user in (cast.frida, cast.dev):
        with pytest.raises(Denied):
            found(cast, maya, {"preferences.goals": "Sleep."}, user=user)
    with pytest.raises(NotFound):
        found(cast, maya, {"conditions.cad": "no"}, user=cast.chioma)
    with pytest.raises(Denied):
        facts.all_of(cast.actor(cast.frida), maya)
    found(cast, maya, {"session.escort_arranged": "yes"}, user=cast.ben)
    assert len(facts.all_of(as_patient(maya), maya)) == 1
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    assert facts.all_of(as_patient(noor), maya) == []


def test_each_fact_leaves_an_audit_event_without_its_value(cast: Cast, maya: Patient) -> None:
    found(cast, maya, {"conditions.cad": "yes", "conditions.valve": "no"})
    events = AuditEvent.objects.filter(action="fact.record")
    assert sorted(event.detail["of"] for event in events) == ["conditions.cad", "conditions.valve"]
    assert all("value" not in event.detail for event in events)


def test_two_readings_at_one_time_the_later_record_stands(cast: Cast, maya: Patient) -> None:
    at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    common = {"observed_at": at, "observed_on": at.date()}
    found(cast, maya, {"vital.hr": 70}, **common)
    found(cast, maya, {"vital.hr": 76}, **common, reason="Misread.")
    [row] = case_of(cast, maya)["vitals"]
    assert row["hr"] == 76
