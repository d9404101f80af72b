"""The thirteen rules of safety, each tried once at the edge of the product.

Every rule has more tests where its parts are; ``CLINICAL_SAFETY.md`` names them. These stand in
one place so that a broken rule is told by its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access.errors import Conflict, NotReady
from lightwell.access.models import OutgoingMessage, RecordView
from lightwell.clinical import units
from lightwell.clinical.library import NOT_REVIEWED, library
from lightwell.clinical.lint import headers
from lightwell.records import jobs
from lightwell.records.actions import history, questionnaires, risk
from lightwell.records.models import EntryVersion, Patient, Response, RiskTask, RiskTaskEvent
from lightwell.records.queries import determinations
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.people import key, make_patient
from tests.support.risk import NOON, answers, staff_the_week, task_of
from tests.support.signing_in import signed_in
from tools.lints import purity

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
# Free to distribute, our own, or unchanged under the notice that stands beside it.
WORDING_MAY_BE_SHIPPED = {"free", "own", "verbatim", "public_domain"}
# What denies the claim, names another thing, or is the title of a source.
NO_CLAIM = re.compile(
    "Not a patient monitor|prescription monitoring programme|without monitoring"
    "|longer monitoring may be needed"
)
WORDS_FOR_PEOPLE = {".html", ".txt", ".py", ".toml", ".js"}
FAILED = {
    "kind": "drug",
    "dose_mg": 200,
    "days": 56,
    "adherence": "taken",
    "improvement_pct": 10,
    "episode": "current",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def maya(cast: Cast) -> Patient:
    staff_the_week(cast.harbour, cast.ben)
    patient = make_patient(cast.harbour)
    patient.email = "maya@patients.example"
    patient.save(update_fields=["email"])
    return patient


def verified(cast: Cast, patient: Patient, drug: str, **without: Any) -> EntryVersion:
    """A past treatment that Alice verified."""
    by = cast.actor(cast.alice)
    known = FAILED | {"drug": drug} | without
    content = {name: value for name, value in known.items() if value is not None}
    draft = history.propose(by=by, patient=patient, subject="treatment", content=content, key=key())
    return history.verify(
        by=by, patient=patient, entry=draft.entry.uid, base=1, content=content, key=key()
    )


def open_form(cast: Cast, client: Client, patient: Patient) -> str:
    """The address of a PHQ-9 that this browser opened by its link."""
    path = questionnaires.send_link(
        by=cast.actor(cast.frida), patient=patient, instrument="phq9", location=cast.harbour
    )
    return client.post(path)["Location"]


def send(client: Client, form: str, item_9: int | None, *, left: str = "") -> Any:
    """Fill the open form in and send it."""
    given = {
        f"item_{number}": value
        for number, value in enumerate(answers(item_9), 1)
        if value is not None
    }
    page = text(client.get(form))
    return client.post(form, {"stamp": stamp(page), **given, **({left: "yes"} if left else {})})


def test_rule_01_unknown_is_a_value(cast: Cast, maya: Patient) -> None:
    verified(cast, maya, "sertraline")
    verified(cast, maya, "venlafaxine", days=None)
    found = determinations.determine(cast.actor(cast.alice), maya).history.definitions["fda_2018"]
    assert found.outcome is lw.Outcome.UNKNOWN
    assert found.would_change
    verified(cast, maya, "bupropion", dose_mg=300)
    found = determinations.determine(cast.actor(cast.alice), maya).history.definitions["fda_2018"]
    assert found.outcome is lw.Outcome.MET
    assert lw.score("phq9", answers(None)[:9]).total is None


def test_rule_02_gates_fail_closed(cast: Cast, maya: Patient) -> None:
    task = task_of(cast, maya)
    by = cast.actor(cast.alice)
    risk.take(by=by, task=task.uid, key=key())
    with pytest.raises(NotReady):
        risk.assess(by=by, task=task.uid, version=2, level="watch", plan="Call.", key=key())
    with pytest.raises(Conflict):
        risk.close(by=by, task=task.uid, version=2, disposition="seen_today", note="", key=key())
    task.refresh_from_db()
    assert [event.kind for event in task.events.order_by("number")] == ["raised", "taken"]
    with pytest.raises(NotReady):  # nobody reads at the other location
        questionnaires.send_link(
            by=cast.actor(cast.chioma),
            patient=make_patient(cast.hillside, "Noor", "Haddad"),
            instrument="phq9",
            location=cast.hillside,
        )


def test_rule_03_nothing_clinical_is_pre_filled(cast: Cast, client: Client, maya: Patient) -> None:
    send(client, open_form(cast, client, maya), 0)
    second = text(client.get(open_form(cast, client, maya)))
    assert not re.search(r"<input[^>]*\schecked", second)
    task = task_of(cast, maya)
    risk.take(by=cast.actor(cast.ben), task=task.uid, key=key())
    ben = signed_in(cast.ben)
    for page in ("", "screener"):
        shown = text(ben.get(f"/clinic/risk/{task.uid}/{page}"))
        assert "radio" in shown
        assert not re.search(r"<input[^>]*\schecked", shown)


def test_rule_04_nothing_is_lost_and_nothing_is_overwritten(cast: Cast, maya: Patient) -> None:
    version = verified(cast, maya, "sertraline")
    by = cast.actor(cast.alice)
    once = key()
    for _ in range(2):
        history.correct(
            by=by,
            patient=maya,
            entry=version.entry.uid,
            base=2,
            content=FAILED | {"drug": "sertraline", "days": 30},
            reason="Pharmacy record.",
            key=once,
        )
    kept = EntryVersion.objects.filter(entry=version.entry).order_by("number")
    assert [row.content["days"] for row in kept] == [56, 56, 30]
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(reason="")
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()


def test_rule_05_two_patients_never_mix(cast: Cast, maya: Patient) -> None:
    noor = make_patient(cast.harbour, "Noor", "Haddad")
    mine, theirs = verified(cast, maya, "sertraline"), verified(cast, noor, "sertraline")
    alice = signed_in(cast.alice)
    my_page, their_page = (
        reverse("clinic:treatment", args=[who.uid, version.entry.uid])
        for who, version in ((maya, mine), (noor, theirs))
    )
    before = EntryVersion.objects.count()
    sent = alice.post(my_page, {"stamp": stamp(text(alice.get(their_page)))})
    assert sent.status_code == 409
    assert "another patient" in text(sent)
    assert EntryVersion.objects.count() == before


def test_rule_06_units_are_types() -> None:
    with pytest.raises(lw.UnitError):
        units.Kilograms(70) + units.Pounds(70)  # type: ignore[operator]  # the point
    with pytest.raises(lw.UnitError):
        assert units.KetamineMilligrams(56) < units.EsketamineMilligrams(84)  # type: ignore[operator]
    with pytest.raises(lw.UnitError):
        units.MgPerKg("0.5").for_weight(units.Pounds(154))  # type: ignore[arg-type]
    with pytest.raises(lw.InvalidInput):
        units.MgPerKg("0,5")


def test_rule_07_a_suicide_answer_reaches_a_person(
    cast: Cast, client: Client, maya: Patient, at_noon: time_machine.Traveller
) -> None:
    sent = send(client, open_form(cast, client, maya), 1)
    task = RiskTask.objects.get()
    assert task.response == Response.objects.get()
    assert "You are not alone" in text(client.get(sent["Location"]))
    at_noon.move_to(NOON + timedelta(days=1))
    for _ in range(2):
        jobs.run_due()
    escalated = RiskTaskEvent.objects.filter(task=task, kind="escalated")
    steps = [event.step for event in escalated]
    assert steps
    assert len(steps) == len(set(steps))
    send(client, open_form(cast, client, maya), None, left="as_it_is")
    assert Response.objects.latest("pk").total is None
    assert RiskTask.objects.count() == 2


def test_rule_08_every_statement_shows_its_basis(cast: Cast, maya: Patient) -> None:
    version = verified(cast, maya, "sertraline")
    alice = signed_in(cast.alice)
    page = text(alice.get(reverse("clinic:determination", args=[maya.uid])))
    assert "What would change this" in page
    result = determinations.determine(cast.actor(cast.alice), maya).history.definitions
    for name, one in result.items():
        assert one.definition.header.version in page
        assert one.definition.header.content_hash[:12] in page
        why = text(alice.get(reverse("clinic:determination-why", args=[maya.uid, name])))
        assert "The time on sertraline (trial 1)" in why
        assert "56 days" in why
        assert all(source.citation in why for source in one.definition.header.sources)
    given = text(alice.get(reverse("clinic:treatment", args=[maya.uid, version.entry.uid])))
    assert "03-Mar-2026" in given
    assert "by Alice Anders" in given


def test_rule_09_every_number_has_a_provenance() -> None:
    for name, header in headers(library()):
        assert header.sources, name
        assert header.provenance in lw.Provenance, name
        assert header.note.endswith(NOT_REVIEWED), name
    assert lw.score("phq9", answers(1)[:9]).explanation.sources


def test_rule_10_wording_only_where_the_licence_allows_it() -> None:
    official = {one.id: one.licence for one in lw.instruments() if one.wording == "official"}
    assert official["phq9"] == "free"
    assert set(official.values()) <= WORDING_MAY_BE_SHIPPED
    assert all(instrument.notice for instrument in lw.instruments())


def test_rule_11_privacy(cast: Cast, maya: Patient) -> None:
    record = reverse("clinic:patient", args=[maya.uid])
    refused = {cast.eve: 404, cast.chioma: 404, cast.tess: 404, cast.frida: 403}
    for user, status in refused.items():
        assert signed_in(user).get(record).status_code == status
    assert not RecordView.objects.exists()
    page = text(signed_in(cast.ben).get(record))
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert "Rivera" not in title[1]
    assert maya.user is not None
    looked = text(signed_in(maya.user).get("/my/more/who-looked"))
    assert "Ben Brook" in looked
    questionnaires.send_link(
        by=cast.actor(cast.frida), patient=maya, instrument="phq9", location=cast.harbour
    )
    message = OutgoingMessage.objects.latest("pk")
    said = f"{message.subject} {message.body}".casefold()
    assert not [word for word in ("phq", "depress", "suicid", "rivera") if word in said]


def test_rule_12_time_is_honest(cast: Cast, maya: Patient) -> None:
    task = task_of(cast, maya)
    assert task.raised_at == NOON
    for model in apps.get_models():
        if model.__module__.startswith("lightwell."):
            row = model._default_manager.first()
            for field in model._meta.concrete_fields if row else ():
                moment = getattr(row, field.attname)
                if isinstance(field, models.DateTimeField) and isinstance(moment, datetime):
                    assert moment.tzinfo is not None, f"{model.__name__}.{field.name}"
    assert "03-Mar-2026 12:00" in text(signed_in(cast.ben).get("/clinic/risk/"))
    assert purity.check(ROOT) == []


def test_rule_13_not_a_monitor(cast: Cast, maya: Patient, at_noon: time_machine.Traveller) -> None:
    jobs.run_due()
    at_noon.move_to(NOON + timedelta(minutes=6))
    assert "Nobody is told of untaken tasks" in text(signed_in(cast.ben).get("/clinic/risk/"))
    claims = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src" / "lightwell").rglob("*")
        if path.suffix in WORDS_FOR_PEOPLE
        and "static" not in path.parts
        and re.search(
            r"\b(alarms?|monitors?|monitoring)\b",
            NO_CLAIM.sub("", path.read_text("utf-8")),
            re.IGNORECASE,
        )
    ]
    assert not claims
