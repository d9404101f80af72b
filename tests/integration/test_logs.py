"""Rule 11: the logs carry no patient's name, e-mail, telephone, words or answers."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import structlog
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lightwell.access.models import User
from lightwell.records.actions import questionnaires
from lightwell.records.models import Patient
from tests.support.cast import Cast
from tests.support.people import make_patient
from tests.support.risk import NOON, answers, patient_at, staff_the_week
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

# Words that occur nowhere else, so that finding one means that it leaked.
SECRETS = {
    "given_name": "Quillonia",
    "family_name": "Zabrinsky",
    "email": "quillonia@patients.example",
    "needs": "a lift for my trombone",
    "referred_by": "Doctor Ploverdale",
    "substance": "paracetadoxin",
    "reaction": "turns violet",
}
PHONE = "2125550173"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that the handlers of an installation would write, informational lines too."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    (installed,) = (
        one
        for one in logging.root.handlers
        if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)
    )
    handler.setFormatter(installed.formatter)
    for rule in installed.filters:
        handler.addFilter(rule)
    before = logging.root.level
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.INFO)
    yield written
    logging.root.setLevel(before)
    logging.root.removeHandler(handler)


def leaked(logged: io.StringIO) -> list[str]:
    said = logged.getvalue()
    found = [word for word in SECRETS.values() if word.casefold() in said.casefold()]
    return found + [
        PHONE
        for digits in re.findall(r"[\d() .-]{10,}", said)
        if PHONE in re.sub(r"\D", "", digits)
    ]


def test_asking_for_a_consultation_with_mistakes_on_the_way(
    cast: Cast, client: Client, logged: io.StringIO
) -> None:
    def step(word: str, **told: str) -> int:
        url = reverse("public:request-step", args=["harbour", word])
        return client.post(url, told).status_code

    name = {key: SECRETS[key] for key in ("given_name", "family_name")}
    assert step("name", **name) == 302
    assert step("phone", phone=f"{PHONE}99", may_leave_message="yes", may_text="no") == 422
    assert step("phone", phone=PHONE, may_leave_message="yes", may_text="no") == 302
    assert step("email", email=SECRETS["email"].replace("@", " at ")) == 422
    assert step("email", email=SECRETS["email"]) == 302
    assert step("needs", needs=SECRETS["needs"], language="Spanish") == 302
    assert step("referral", referred_by=SECRETS["referred_by"]) == 302
    check = reverse("public:request-check", args=["harbour"])
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(check).content.decode())
    assert stamp
    assert client.post(check, {"stamp": stamp[1]}).status_code == 302
    assert leaked(logged) == []


def test_a_patient_writes_and_staff_read(cast: Cast, logged: io.StringIO) -> None:
    patient = make_patient(cast.harbour, SECRETS["given_name"], SECRETS["family_name"])
    assert patient.user is not None
    own = signed_in(patient.user)
    add = reverse("portal:allergy-add")
    for told in ({"reaction": SECRETS["reaction"]}, {"substance": SECRETS["substance"]}):
        stamp = re.search(r'name="stamp" value="([^"]+)"', own.get(add).content.decode())
        assert stamp
        own.post(add, {"stamp": stamp[1], **told})
    assert own.post(add, {"stamp": "altered", "substance": SECRETS["substance"]}).status_code >= 400
    assert own.get("/my/no-such-page").status_code == 404
    assert signed_in(cast.dev).get(reverse("clinic:audit")).status_code == 200
    assert signed_in(cast.ben).get(reverse("clinic:audit")).status_code == 403
    said = logged.getvalue()
    assert "refused" in said, "the log works, and says that something was refused"
    assert leaked(logged) == []


def test_answering_a_questionnaire(cast: Cast, client: Client, logged: io.StringIO) -> None:
    with time_machine.travel(NOON, tick=False):
        staff_the_week(cast.harbour, cast.ben)
        sam: Patient = patient_at(cast.harbour, email=SECRETS["email"])
        path = questionnaires.send_link(
            by=cast.actor(cast.frida), patient=sam, instrument="phq9", location=cast.harbour
        )
        form = client.post(path)["Location"]
        stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(form).content.decode())
        assert stamp
        ticked = {f"item_{n}": value for n, value in enumerate(answers(2), 1)}
        assert client.post(form, {"stamp": stamp[1], **ticked}).status_code == 302
        assert Client(enforce_csrf_checks=True).post(path).status_code == 403
        assert Client().post(path).status_code >= 400, "forwarded to somebody else"
    assert leaked(logged) == []
    assert "Soto" not in logged.getvalue()
    assert "item_" not in logged.getvalue()
    assert path.removeprefix("/q/") not in logged.getvalue()


def test_a_crash_is_logged_by_place_and_kind_and_never_by_its_words(
    cast: Cast, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database's refusal repeats the row: ``Key (email)=(somebody@…) already exists``."""

    def collide(*_: Any, **__: Any) -> None:
        words = f"Key (email)=({SECRETS['email']}) already exists; {SECRETS['needs']}"
        try:
            raise ValueError(words)
        except ValueError as error:
            raise RuntimeError(words) from error

    monkeypatch.setattr("lightwell.access.queries.audit.page", collide)
    client = signed_in(cast.dev)
    client.raise_request_exception = False
    assert client.get(reverse("clinic:audit")).status_code == 500
    said = logged.getvalue()
    assert "RuntimeError" in said
    assert "clinic/views/audit.py" in said
    assert leaked(logged) == []


def test_the_database_repeats_a_row_in_its_refusal_and_the_log_does_not(
    logged: io.StringIO,
) -> None:
    log = structlog.get_logger("lightwell.test")
    told: dict[str, Any] = {"name": SECRETS["given_name"], "kind": "patient"}
    User.objects.create_user(SECRETS["email"], **told)
    try:
        with transaction.atomic():
            User(email=SECRETS["email"], **told).save()
    except IntegrityError:
        log.exception("not saved", reference=str(uuid4()))
        logging.getLogger("django.request").exception("not saved either")
    assert logged.getvalue().count("IntegrityError") >= 2
    assert leaked(logged) == []
