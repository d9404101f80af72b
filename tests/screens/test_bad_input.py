"""A questionnaire answered in a way that cannot be: what was right stays, nothing is kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lightwell.records.actions import questionnaires
from lightwell.records.models import Response, RiskTask
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.risk import patient_at, staff_the_week

pytestmark = pytest.mark.django_db
EVERY_DAY = tuple(range(7))


@pytest.fixture
def form(client: Client, cast: Cast) -> str:
    """The address of a PHQ-9 that this browser opened from its link."""
    staff_the_week(cast.harbour, cast.ben, days=EVERY_DAY)
    path = questionnaires.send_link(
        by=cast.actor(cast.frida),
        patient=patient_at(cast.harbour),
        instrument="phq9",
        location=cast.harbour,
    )
    return str(client.post(path)["Location"])


def ticked(page: str) -> dict[str, str]:
    """Which answer of which question is chosen on a page."""
    boxes = [box for box in re.findall(r"<input[^>]*>", page) if re.search(r"\bchecked\b", box)]
    return {
        re.findall(r'name="([^"]+)"', box)[0]: re.findall(r'value="([^"]*)"', box)[0]
        for box in boxes
    }


@pytest.mark.parametrize("question", [1, 5, 9])
def test_a_value_of_seven_leaves_every_other_answer_ticked(
    client: Client, form: str, question: int
) -> None:
    right = {f"item_{number}": str(number % 4) for number in range(1, 11)}
    wrong = right | {f"item_{question}": "7"}
    refused = client.post(form, wrong | {"stamp": stamp(text(client.get(form)))})
    assert refused.status_code == 422
    assert "Choose one of the answers shown" in text(refused)
    del right[f"item_{question}"]
    assert ticked(text(refused)) == right
    assert (Response.objects.count(), RiskTask.objects.count()) == (0, 0)
