"""The pages of a plan that was made in one phase and is read in the next."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lightwell.access import clock
from lightwell.records.models import CareLineVersion, Course
from tests.support.care import planned, stepped
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.phases import Journey, after_a_series, day
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

BRIDGE = "Four infusions within two weeks"


@pytest.fixture
def nora(cast: Cast) -> Journey:
    return after_a_series(cast, "bridge", "iv", sessions=4)


@pytest.fixture
def lines(nora: Journey) -> tuple[CareLineVersion, CareLineVersion]:
    """A line that goes on and one that had ended; the course went on to the window."""
    with clock.at(day(22)):
        course = Course.objects.get(pk=nora.view.pk)
        walk = planned(nora.by, course, what="Walk to the sea")
        slept = planned(nora.by, course, "sleep", what="Up at seven")
        stepped(nora.by, slept, "stop", "She sleeps well.")
    with clock.at(day(23)):
        nora.go_on("window")
    return walk, slept


def test_the_plan_shows_what_goes_on_and_since_when_and_what_had_ended(
    cast: Cast, nora: Journey, lines: tuple[CareLineVersion, CareLineVersion]
) -> None:
    walk, slept = lines
    with clock.at(day(24)):
        client = signed_in(cast.alice)
        page = text(client.get(reverse("clinic:care", args=[nora.patient.uid])))
        goes_on, ended = page.split("Ended in an earlier phase")
        assert "Walk to the sea" in goes_on
        assert f"Planned in: {BRIDGE}" in goes_on
        assert "Up at seven" not in goes_on
        assert "Up at seven" in ended
        url = reverse("clinic:care-line", args=[nora.patient.uid, slept.line.uid])
        page = text(client.get(url))
        assert f"It stays as it is: the phase “{BRIDGE}” is over." in page
        assert "Keep this step" not in page
        assert "She sleeps well." in page
        url = reverse("clinic:care-line", args=[nora.patient.uid, walk.line.uid])
        page = text(client.get(url))
        assert "It stays as it is" not in page
        sent = {"stamp": stamp(page), "verb": "begin", "reason": ""}
        assert client.post(url, sent).status_code == 302
        assert walk.line.versions.count() == 2


def test_the_person_finds_their_step_again_and_marks_it(
    cast: Cast, nora: Journey, lines: tuple[CareLineVersion, CareLineVersion]
) -> None:
    assert nora.patient.user is not None
    with clock.at(day(24)):
        client = signed_in(nora.patient.user)
        page = text(client.get(reverse("portal:plan")))
        assert "Walk to the sea" in page
        assert "Up at seven" not in page
        sent = {"stamp": stamp(page), "done": "yes"}
        made = client.post(reverse("portal:step-mark", args=[lines[0].line.uid]), sent)
        assert made.status_code == 302
        assert [one.state for one in lines[0].line.versions.all()] == ["planned", "done"]
        assert "Walk to the sea" in text(client.get(reverse("portal:plan")))
