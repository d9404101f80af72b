"""First contact, the questionnaires, and what an answer about suicide sets going."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lightwell.access.actors import system
from lightwell.diary.actions import requests
from lightwell.diary.queries import requests as request_queries
from lightwell.records.actions import patients, questionnaires, risk
from lightwell.records.queries import patients as patient_queries
from lightwell.records.queries import risk as risk_queries

if TYPE_CHECKING:
    from lightwell.records.models import Patient
    from lightwell.site.demo.telling import Telling

Told = Mapping[str, Any]
VISITOR = system("public site")
LINK = system("questionnaire link")
NOT_ANSWERED = -1  # TOML has no null
IDENTITY = ("given_name", "family_name", "birth_date", "sex_at_birth", "email", "phone")
CONTACT = ("given_name", "family_name", "birth_date", "email", "phone")
MAY = ("may_leave_message", "may_text")


def answers_of(told: Sequence[int]) -> list[int | None]:
    """Answers as a story writes them: what was left out is none."""
    return [None if value == NOT_ANSWERED else value for value in told]


def ask(telling: Telling, told: Told) -> None:
    """The person asks for a first consultation."""
    requests.receive(
        by=VISITOR,
        location=telling.clinic.location,
        key=uuid4().hex,
        **({name: telling.person[name] for name in (*CONTACT, *MAY)} | dict(told)),
    )


def accept(telling: Telling, told: Told) -> None:
    """The front desk makes a patient of the request."""
    desk = telling.by("front_desk")
    request = request_queries.waiting(desk).filter(email=telling.person["email"]).latest("pk")
    patient = requests.accept(
        by=desk,
        request=request,
        key=uuid4().hex,
        **{name: telling.person[name] for name in IDENTITY},
    )
    patients.change_details(
        by=desk, patient=patient, version=patient.version, programme=telling.story.programme
    )
    telling.uid = patient.uid


def invite(telling: Telling, told: Told) -> None:
    """The front desk opens the portal."""
    patients.invite_to_portal(by=telling.by("front_desk"), patient=_identified(telling))


def answer(telling: Telling, told: Told) -> None:
    """A questionnaire is sent and answered; what it sets going is kept for the next steps."""
    path = questionnaires.send_link(
        by=telling.by("front_desk"),
        patient=_identified(telling),
        instrument=told.get("instrument", "phq9"),
        location=telling.clinic.location,
    )
    assignment = questionnaires.open_link(by=LINK, token=path.rsplit("/", 1)[-1])
    sent = questionnaires.submit(
        by=LINK, assignment=assignment.uid, answers=answers_of(told["answers"]), key=uuid4().hex
    )
    if sent.response and "now" in told:
        risk.answer_now(by=LINK, response=sent.response, answer=told["now"])
    telling.kept["task"] = sent.task.uid if sent.task else None


# ------------------------------------------------------------------ the task


def take(telling: Telling, told: Told) -> None:
    """The nurse takes the task and speaks with the person."""
    nurse, task = telling.by("nurse"), telling.kept["task"]
    risk.take(by=nurse, task=task, key=uuid4().hex)
    risk.log_attempt(
        by=nurse,
        task=task,
        channel=told["channel"],
        result="spoken",
        note=told["note"],
        key=uuid4().hex,
    )
    screened = [int(word == "yes") for word in told["cssrs"]]
    risk.complete_screener(by=nurse, task=task, answers=screened, key=uuid4().hex)


def assess(telling: Telling, told: Told) -> None:
    """The prescriber states the level and the plan."""
    prescriber, task = telling.by("prescriber"), telling.kept["task"]
    risk.assess(
        by=prescriber,
        task=task,
        version=risk_queries.task(by=prescriber, uid=task).version,
        level=told["level"],
        plan=told["plan"],
        key=uuid4().hex,
    )


def close(telling: Telling, told: Told) -> None:
    """The prescriber closes the task."""
    prescriber, task = telling.by("prescriber"), telling.kept["task"]
    risk.close(
        by=prescriber,
        task=task,
        version=risk_queries.task(by=prescriber, uid=task).version,
        disposition="home_safety_plan",
        note="",
        key=uuid4().hex,
    )


def work_through(telling: Telling, told: Told) -> None:
    """A task from taken to closed, where the story is about something else."""
    take(telling, told)
    assess(telling, told)
    close(telling, told)


def _identified(telling: Telling) -> Patient:
    return patient_queries.identified(by=telling.by("front_desk"), uid=telling.uid)


ACTS = {
    "ask": ask,
    "accept": accept,
    "invite": invite,
    "answer": answer,
    "take_task": take,
    "assess_task": assess,
    "close_task": close,
    "work_through": work_through,
}
