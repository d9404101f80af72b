"""Sessions of a course that went on: all are shown, and no number stands for two of them."""

from __future__ import annotations

import pytest
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.kit.charts import PATIENT, STAFF, Voice
from lightwell.records.charts import trend_chart
from lightwell.records.queries import doses, shared, summary
from tests.support.cast import Cast
from tests.support.phases import Journey, after_a_series, day
from tests.support.signing_in import signed_in
from tests.support.therapy import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def maintained(cast: Cast) -> Journey:
    """Six sessions of the series and one of maintenance."""
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
        made.plan()
    made.ran(1, day(28))
    return made


def shown(made: Journey, shares: list[str]) -> list[shared.SharedSession]:
    joined(made.by, made.patient, shares=shares)
    tess = made.cast.actor(made.cast.tess)
    return shared.sessions(shared.person(tess, made.patient.uid))


def test_the_outside_therapist_sees_the_sessions_of_the_whole_way(maintained: Journey) -> None:
    with clock.at(day(29)):
        found = shown(maintained, ["sessions"])
    said = [(one.part, one.number, one.on) for one in found]
    assert said[0] == ("Part 1", 1, "04-Mar-2026")
    assert said[5] == ("Part 1", 6, "19-Mar-2026")
    assert said[6:] == [("Part 2", 1, "01-Apr-2026")]
    assert {(one.dose, one.observations) for one in found} == {("", ())}


def test_the_title_of_a_phase_is_part_of_the_plan(maintained: Journey) -> None:
    with clock.at(day(29)):
        found = shown(maintained, ["plan", "sessions"])
    assert [found[0].part, found[-1].part] == ["Part 1, Induction", "Part 2, Maintenance"]


def test_a_release_of_other_parts_opens_no_session(maintained: Journey) -> None:
    with clock.at(day(29)):
        assert shown(maintained, ["plan", "records"]) == []


def test_the_page_tells_two_first_sessions_apart(cast: Cast, maintained: Journey) -> None:
    with clock.at(day(29)):
        joined(maintained.by, maintained.patient, shares=["sessions"])
        html = (
            signed_in(cast.tess)
            .get(reverse("outside:person", args=[maintained.patient.uid]))
            .content.decode()
        )
    assert "Part 1: 1<" in html
    assert "Part 2: 1<" in html


def test_a_course_of_one_phase_has_no_parts(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv", sessions=2)
    with clock.at(day(22)):
        assert {one.part for one in shown(made, ["plan", "sessions"])} == {""}
        assert marks(made, STAFF)[0] == "Session 1: dose not recorded"


def marks(made: Journey, voice: Voice) -> list[str]:
    """What the chart says of each session, the first one first."""
    given = doses.of_newest_course(doses.given(made.by, made.patient))
    with clock.at(day(29)):
        chart = trend_chart(
            lw.instrument("phq9"),
            summary.scores(made.by, made.patient, "phq9"),
            patient=made.patient,
            months=3,
            given=given,
            voice=voice,
        )
    told = [str(row[2]) for row in reversed(chart.table.rows)]
    return [words for words in told if "ession" in words]


def test_no_marker_of_a_chart_stands_for_two_sessions(maintained: Journey) -> None:
    told = marks(maintained, STAFF)
    first = "Part 1, Induction (ketamine by vein), session 1: dose not recorded"
    last = "Part 2, Maintenance (ketamine by vein), session 1: dose not recorded"
    assert (told[0], told[-1]) == (first, last)
    assert len(set(told)) == 7


def test_the_person_reads_the_part_alone(maintained: Journey) -> None:
    told = marks(maintained, PATIENT)
    assert (told[0], told[-1]) == (
        "Part 1, session 1: dose not recorded",
        "Part 2, session 1: dose not recorded",
    )


def test_the_drawing_has_a_number_of_its_own_for_each(maintained: Journey) -> None:
    given = doses.of_newest_course(doses.given(maintained.by, maintained.patient))
    with clock.at(day(29)):
        chart = trend_chart(
            lw.instrument("phq9"), (), patient=maintained.patient, months=3, given=given
        )
    assert ">1.1<" in chart.svg
    assert ">2.1<" in chart.svg
    assert ">1<" not in chart.svg
