"""Letters after a consultation and to a therapist: stored facts, and what a release opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.documents.letter import letter
from lightwell.records.actions import determinations as determination_actions
from lightwell.records.actions import history, letters, releases
from lightwell.records.models import Letter, Patient
from lightwell.records.queries import determinations
from lightwell.records.queries import letters as queries
from tests.support import courses
from tests.support.cast import Cast
from tests.support.courses import today
from tests.support.decisions import decided
from tests.support.people import as_patient, key, make_patient
from tests.support.therapy import as_outside, noted, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def consultation(by: Actor, patient: Patient, **told: Any) -> Letter:
    given: dict[str, Any] = {
        "recipient": "The family practice",
        "address": "2 Example Street",
        "agreed_on": today(),
        "reason": "Two medicines have not helped.",
        "discussed": "ECT, TMS, esketamine, ketamine, and waiting.",
        "words": "We would begin with an infusion series.",
        "key": key(),
    }
    return letters.sign_consultation(
        by=by, patient=patient, location=patient.home_location, **(given | told)
    )


def to_therapist(by: Actor, patient: Patient, **told: Any) -> Letter:
    given: dict[str, Any] = {"address": "", "words": "As we said by phone.", "key": key()}
    return letters.sign_to_therapist(
        by=by, patient=patient, location=patient.home_location, **(given | told)
    )


def verified(by: Actor, patient: Patient, subject: str, content: dict[str, Any]) -> None:
    made = history.propose(by=by, patient=patient, subject=subject, content=content, key=key())
    history.verify(
        by=by, patient=patient, entry=made.entry.uid, base=made.number, content=content, key=key()
    )


def test_an_empty_record_says_what_it_does_not_know(alice: Actor, maya: Patient) -> None:
    row = consultation(alice, maya)
    content = row.content
    assert row.kind == "consultation" and content["reason"] == "Two medicines have not helped."
    assert content["treatments"] == content["determinations"] == content["decision"] == []
    assert content["treatment"] == []
    assert {value for _, value in content["preferences"]} == {"Not recorded"}
    (view,) = queries.of_patient(alice, maya)
    assert view.kind_words == "Consultation letter"
    assert letter(alice, view, maya.home_location).content.startswith(b"%PDF")


def test_it_tells_verified_findings_the_recorded_determination_and_the_decision(
    alice: Actor, maya: Patient
) -> None:
    verified(alice, maya, "treatment", {"kind": "drug", "drug": "sertraline", "dose_mg": 150,
                                        "days": 60, "improvement_pct": 10,
                                        "stopped_for": "lack_of_efficacy"})  # fmt: skip
    verified(alice, maya, "treatment", {"kind": "ect"})
    verified(alice, maya, "allergy", {"substance": "Latex"})
    history.propose(by=alice, patient=maya, subject="treatment", key=key(),
                    content={"kind": "drug", "drug": "fluoxetine"})  # fmt: skip
    found = determinations.determine(alice, maya)
    determination_actions.record(
        by=alice, patient=maya, fingerprint=found.fingerprint, key="recorded"
    )
    decided(alice, maya, choice="refer", reasons="A clinic nearer to her home.")
    content = consultation(alice, maya).content
    said = [one.replace("\N{NO-BREAK SPACE}", " ") for one in content["treatments"]]
    first, second = sorted(said, reverse=True)
    assert first == (
        "sertraline, 150 mg, 60 days, 10 % better at the end, ended for lack of efficacy"
    )
    assert second == "ECT, dose not known, duration not known, effect not known, end not known"
    assert content["allergies"] == ["Latex: reaction not known"]
    assert "fluoxetine" not in str(content["treatments"]), "a draft counts for nothing"
    known = {one["title"]: one for one in content["determinations"]}
    assert known and all("Rule version" in one["basis"] for one in known.values())
    assert all(one["why"] for one in known.values())
    assert dict(content["decision"])["Reasons"] == "A clinic nearer to her home."
    (view,) = queries.of_patient(as_patient(maya), maya)
    assert letter(as_patient(maya), view, maya.home_location).content.startswith(b"%PDF")


def test_to_the_person_nobody_has_to_agree(alice: Actor, maya: Patient) -> None:
    row = consultation(alice, maya, recipient="", agreed_on=None)
    assert (row.recipient, row.agreed_on) == ("Maya Rivera", None)
    (view,) = queries.of_patient(alice, maya)
    assert letter(alice, view, maya.home_location).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ({"reason": " "}, "reason"),
        ({"discussed": ""}, "discussed"),
        ({"words": ""}, "words"),
        ({"discussed": "x" * 4001}, "discussed"),
        ({"agreed_on": None}, "agreed_on"),
        ({"agreed_on": today() + timedelta(days=2)}, "agreed_on"),
    ],
)
def test_what_is_missing_is_named(
    alice: Actor, maya: Patient, told: dict[str, Any], box: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        consultation(alice, maya, **told)
    assert refused.value.field == box and not Letter.objects.exists()


def test_the_same_page_sent_twice_is_one_letter(alice: Actor, maya: Patient, cast: Cast) -> None:
    first = consultation(alice, maya, key="page")
    assert consultation(alice, maya, key="page").pk == first.pk
    with pytest.raises(Conflict):
        consultation(alice, maya, key="page", words="Other")
    with pytest.raises(Denied):
        consultation(cast.actor(cast.ben), maya)
    with pytest.raises(NotFound):
        consultation(cast.actor(cast.chioma), maya)


def test_a_letter_to_a_therapist_tells_what_the_release_opens(
    alice: Actor, maya: Patient, cast: Cast
) -> None:
    courses.signed(alice, maya)
    noted(alice, maya, themes="Her garden.")
    verified(alice, maya, "allergy", {"substance": "Latex"})
    narrow = signed(maya, shares=["plan"])
    row = to_therapist(alice, maya, release=narrow.uid)
    assert (row.kind, row.recipient, row.agreed_on) == ("therapist", "Tess Tallis",
                                                        narrow.signed_on)  # fmt: skip
    assert row.content["shares"] == ["plan"]
    assert row.content["sessions"] == row.content["records"] == []
    keys = [name for name, _ in row.content["plan"]]
    assert "Programme" in keys and "Planned dose" not in keys, "doses were not released"
    for word in ("Latex", "garden", "1984", maya.mrn, "PHQ"):
        assert word not in str(row.content)
    wide = signed(maya)
    told = to_therapist(alice, maya, release=wide.uid)
    assert told.content["records"][0]["themes"] == "Her garden."
    assert "Planned dose" in dict(told.content["plan"])
    for view in queries.of_patient(alice, maya):
        assert letter(alice, view, maya.home_location).content.startswith(b"%PDF")
    assert as_outside(cast.tess).is_outside


def test_no_letter_goes_out_on_a_release_that_has_ended(
    alice: Actor, maya: Patient, cast: Cast
) -> None:
    release = signed(maya)
    row = to_therapist(alice, maya, release=release.uid, key="page")
    releases.end(by=as_patient(maya), patient=maya, release=release.uid, key=key())
    assert to_therapist(alice, maya, release=release.uid, key="page").pk == row.pk
    with pytest.raises(Conflict, match="has ended"):
        to_therapist(alice, maya, release=release.uid)
    other = make_patient(cast.harbour, "Rae", "Roe", signs_in=False)
    with pytest.raises(NotFound):
        to_therapist(alice, other, release=release.uid)
