"""A course goes on through the phases of its programme: rules, grounds, signatures, and nothing
twice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

import lightwell.clinical as lw
from lightwell.access import clock
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound, NotReady
from lightwell.access.models import AuditEvent
from lightwell.clinical.exits import CourseState, judge_exit
from lightwell.records.actions import courses
from lightwell.records.actions import phases as record_actions
from lightwell.records.actions.phases import ChangeAsk
from lightwell.records.models import (
    Consent,
    ConsentWithdrawal,
    Course,
    PhaseChange,
    SessionEntry,
    TreatmentSession,
)
from lightwell.records.queries import courses as queries
from lightwell.records.queries import doses, intervals, phases
from tests.support.cast import Cast
from tests.support.courses import decided
from tests.support.people import key
from tests.support.phases import Journey, after_a_series, ask, day, setting_out
from tests.support.therapy import joined

pytestmark = pytest.mark.django_db

IV_TO_SL = "iv-to-sublingual"


@pytest.fixture
def elena(cast: Cast) -> Journey:
    """Six infusions of the programme of S2 are over."""
    return after_a_series(cast, IV_TO_SL, "iv")


def outcome(journey: Journey, to: str) -> str:
    way = phases.next_of(journey.by, journey.view.uid).way(to)
    assert way is not None
    return way.judged.outcome.value if way.judged.outcome is not None else "none"


# ------------------------------------------------------------------ the next phase


def test_a_change_of_route_needs_the_decision_and_the_consent_of_the_new_one(
    elena: Journey,
) -> None:
    with clock.at(day(22)):
        way = phases.next_of(elena.by, elena.view.uid).way("sublingual")
        assert way is not None
        assert [one.kind for one in way.missing] == ["decision", "consent"]
        with pytest.raises(NotReady, match=r"no decision about this treatment.*no consent"):
            elena.go_on("sublingual")
        elena.agree("ketamine", "sublingual", consent=False)
        with pytest.raises(NotReady, match="no consent in force"):
            elena.go_on("sublingual")
        assert not PhaseChange.objects.exists()
        elena.consent("ketamine-sublingual")
        made = elena.go_on("sublingual")
    former, view = made.course, elena.view
    assert (view.phase.id, view.route, view.continues) == ("sublingual", "sublingual", former.pk)
    assert (view.status, former.events.latest("number").status) == ("planned", "handed_over")
    assert (made.outcome, made.override_reason) == ("met", "")
    assert "letter" in made.shown["words"]
    acts = set(AuditEvent.objects.values_list("action", flat=True))
    assert "course.go-on" in acts


def test_the_same_route_goes_on_with_the_same_decision_and_consent(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        change = made.go_on("maintenance")
        assert made.view.decision == change.course.decision.uid
        assert change.outcome == ""
        made.plan()
    assert (made.view.status, made.view.plan and made.view.plan.interval_days) == ("active", 7)


def test_a_withdrawn_consent_or_another_decision_stands_in_the_way(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        ConsentWithdrawal.objects.create(
            consent=Consent.objects.get(),
            at=clock.now(),
            by=cast.alice,
            by_name="Alice",
            idempotency_key=key(),
        )
        with pytest.raises(NotReady, match="no consent in force"):
            made.go_on("maintenance")
        made.consent("ketamine-iv")
        decided(made.by, made.patient, "defer")
        with pytest.raises(NotReady, match="not an offer"):
            made.go_on("maintenance")
        made.go_on("end")  # out is never closed
    assert made.view.status == "stopped"


def test_a_rule_that_is_unknown_or_not_met_takes_a_reason_and_a_prescriber(cast: Cast) -> None:
    made = after_a_series(cast, IV_TO_SL, "iv", sessions=4)
    with clock.at(day(22)):
        made.agree("ketamine", "sublingual")
        assert outcome(made, "sublingual") == "not_met"
        with pytest.raises(InvalidInput, match="not met") as refused:
            made.go_on("sublingual")
        assert refused.value.field == "override_reason"
        change = made.go_on("sublingual", override_reason="The veins give out.")
    assert (change.outcome, change.override_role) == ("not_met", "prescriber")
    kept = change.evaluation
    assert kept is not None
    programme = lw.find_programme(IV_TO_SL)
    phase = programme.phase_of("induction")
    again = judge_exit(phase, phase.exits[0], CourseState.from_json(kept.facts))
    assert again.outcome is lw.Outcome.NOT_MET
    with clock.at(day(60)):  # no fresh total: the way on is unknown, never met
        assert outcome(made, "maintenance") == "unknown"
        with pytest.raises(InvalidInput, match="unknown"):
            made.go_on("maintenance")


def test_weeks_of_a_kept_gain_open_maintenance_and_a_relapse_the_series(elena: Journey) -> None:
    with clock.at(day(22)):
        elena.agree("ketamine", "sublingual")
        elena.go_on("sublingual")
        elena.plan(interval_days=3)
    elena.ran(1, day(24))
    for number in (27, 34, 41):
        elena.answered(8, day(number))
    with clock.at(day(42)):
        assert outcome(elena, "maintenance") == "not_met"  # three weeks
    elena.answered(8, day(48))
    with clock.at(day(49)):
        assert outcome(elena, "maintenance") == "met"
        assert outcome(elena, "induction") == "not_met"
    elena.answered(14, day(55))
    with clock.at(day(56)):
        assert outcome(elena, "maintenance") == "not_met"
        assert outcome(elena, "induction") == "not_met"  # seen once
    elena.answered(15, day(62))
    with clock.at(day(63)):
        assert outcome(elena, "induction") == "met"
        decided(elena.by, elena.patient, "not_suitable")
        with pytest.raises(NotReady, match="not an offer"):
            elena.go_on("induction")
        decided(elena.by, elena.patient)
        elena.go_on("induction")
        assert elena.view.phase.id == "induction"
        assert [one.phase.id for one in queries.way(elena.by, elena.view)] == [
            *("induction", "sublingual", "induction"),
        ]
        assert elena.view.has_run == 0


def test_totals_count_over_the_phases_until_a_new_series_begins(elena: Journey) -> None:
    with clock.at(day(22)):
        elena.agree("ketamine", "sublingual")
        elena.go_on("sublingual")
        elena.plan(interval_days=3)
    elena.ran(1, day(24))
    elena.answered(10, day(27))
    with clock.at(day(28)):
        state = intervals.state_of(elena.by, elena.view)
        assert state.scores.baseline is not None
        assert [one.total for one in state.scores.since] == [8, 10]
        given = doses.given(elena.by, elena.patient)
        assert len(doses.of_newest_course(given)) == 7
        assert doses.pause(elena.patient, "phq9") is None  # no new first dose: it is asked
        elena.go_on("induction", override_reason="She asks for it.")
        elena.plan()
    elena.ran(1, day(40))
    with clock.at(day(41)):
        state = intervals.state_of(elena.by, elena.view)
        assert (state.scores.baseline and state.scores.baseline.total, state.scores.since) == (
            10,
            (),
        )


@pytest.mark.parametrize(
    ("programme", "route", "to", "phase"),
    [
        ("bridge", "iv", "window", "window"),
        ("integrative", "im", "maintenance", "maintenance"),
        ("integrative", "oral", "oral_maintenance", "oral_maintenance"),
        ("iv-series", "iv", "maintenance", "maintenance"),
    ],
)
def test_each_programme_goes_on(
    cast: Cast, programme: str, route: str, to: str, phase: str
) -> None:
    series = lw.find_programme(programme).series_of(lw.find_programme(programme).dose_by(route).id)
    assert series is not None
    assert series.series is not None
    made = after_a_series(cast, programme, route, sessions=min(6, series.series.count))
    with clock.at(day(22)):
        made.go_on(to)
        assert made.view.phase.id == phase
        if made.view.has_drug:
            made.plan()
            assert made.view.plan is not None


def test_the_nasal_spray_goes_from_induction_to_maintenance_and_back(cast: Cast) -> None:
    made = after_a_series(cast, "esketamine-nasal", "intranasal", agent="esketamine", sessions=8)
    with clock.at(day(30)):
        made.go_on("optimisation")
        made.plan()
        assert made.view.plan is not None
        assert made.view.plan.count == 4
        made.go_on("maintenance")
        made.plan(interval_days=14, interval_reason="She is well, and lives far away.")
        assert made.view.plan is not None
        assert made.view.plan.deviations[0]["what"] == "First interval"
        made.go_on("optimisation")
    assert [one.phase.id for one in queries.way(made.by, made.view)] == [
        *("induction", "optimisation", "maintenance", "optimisation"),
    ]


# ------------------------------------------------------------------ without a drug


def test_a_course_begins_with_preparation_and_no_dose_is_planned_in_it(cast: Cast) -> None:
    made = setting_out(cast)
    with clock.at(day(0)):
        made.agree("ketamine", "im")
        made.begin("integrative", dose="im", phase="preparation")
        view = made.view
        assert (view.phase.id, view.has_drug, view.status) == ("preparation", False, "active")
        with pytest.raises(NotReady, match="no drug: no dose is planned"):
            courses.plan(by=made.by, course=view.uid, ask=ask(view), base=0, key=key())
        made.go_on("im_series")
        made.plan()
        assert (made.view.phase.id, made.view.status) == ("im_series", "active")


def test_a_first_phase_is_the_programmes_and_leads_to_what_is_given(cast: Cast) -> None:
    made = setting_out(cast)
    made.agree("ketamine", "im")
    with pytest.raises(InvalidInput, match="does not lead to ketamine by injection"):
        made.begin("kap", dose="im", phase="preparation")
    with pytest.raises(InvalidInput, match="does not begin with 'closing'"):
        made.begin("kap", dose="im", phase="closing")
    made.begin("kap", dose="im")  # straight to the doses
    assert made.view.phase.id == "dosing_im"


def test_what_the_therapist_decides_with_needs_a_linked_therapist(cast: Cast) -> None:
    made = setting_out(cast)
    with clock.at(day(0)):
        made.agree("ketamine", "sublingual")
        made.begin("kap", dose="sublingual", phase="preparation")
        with pytest.raises(InvalidInput, match="none is linked") as refused:
            made.go_on("dosing")
        assert refused.value.field == "therapist"
        link = joined(made.by, made.patient, cast.tess.email)
        with pytest.raises(InvalidInput, match="which linked therapist agrees"):
            made.go_on("dosing")
        change = made.go_on("dosing", therapist=link.uid)
        assert [one["role"] for one in change.agreed] == ["therapist"]
        made.plan()
    made.ran(1, day(8))
    with clock.at(day(9)):
        made.go_on("closing", therapist=link.uid)
        assert (made.view.phase.id, made.view.status) == ("closing", "active")
        made.go_on("end", therapist=link.uid)
    assert made.view.status == "stopped"


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"reasons": " "}, "reasons", "Write your reasons"),
        ({"wish": ""}, "wish", "what the person wishes"),
        ({"reasons": "x" * 4001}, "reasons", "Shorten it"),
        ({"to": "nowhere"}, "to", "Choose what comes next"),
        ({"decided_by": "nobody"}, "decided_by", "Say who decides"),
        ({"decided_by": "patient"}, "decided_by", "leaves this to: prescriber"),
    ],
)
def test_what_is_missing_is_said_beside_its_box(
    cast: Cast, changes: dict[str, Any], field: str, told: str
) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)), pytest.raises(InvalidInput, match=told) as refused:
        made.go_on(**({"to": "maintenance"} | changes))
    assert refused.value.field == field
    assert not PhaseChange.objects.exists()


def test_who_may_sign_and_who_finds_nothing(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        with pytest.raises(Denied):
            made.go_on("maintenance", by=cast.actor(cast.ben))
        with pytest.raises(NotFound):
            made.go_on("maintenance", by=cast.actor(cast.chioma))
        asked = ChangeAsk(to="end", reasons="r", wish="w")
        with pytest.raises(NotFound):
            record_actions.go_on(by=made.by, course=uuid4(), ask=asked, version="", key="k")


def test_a_page_that_is_old_or_used_signs_nothing(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        version = phases.next_of(made.by, made.view.uid).version
        former = made.view.uid
        made.answered(9, day(21))
        with pytest.raises(Conflict, match="changed while this page was open"):
            made.go_on("maintenance", version=version)
        first = made.go_on("maintenance", key="once")
        asked = ChangeAsk(
            to="maintenance", reasons="It fits the course.", wish="I want to go on with it."
        )
        page = {"by": made.by, "course": former, "version": "any", "key": "once"}
        assert record_actions.go_on(**page, ask=asked) == first
        with pytest.raises(Conflict, match="already used"):
            record_actions.go_on(**page, ask=ChangeAsk(to="end", reasons="Other", wish="Other"))
        with pytest.raises(Conflict, match="what comes next was decided"):
            record_actions.go_on(**(page | {"key": "twice"}), ask=asked)
    assert Course.objects.filter(continues__isnull=False).count() == 1


def test_a_session_under_way_is_ended_first_and_planned_ones_are_cancelled(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv", sessions=5)
    with clock.at(day(16)):
        planned = courses.schedule_session(
            by=made.by, course=made.view.uid, number=6, planned_at=day(18), key=key()
        )
        change = made.go_on("maintenance")
    assert change.course.sessions.get(uid=planned.uid).entries.get().kind == "cancel"
    with clock.at(day(22)):
        made.plan()
    row = made.ran(1, day(30))
    SessionEntry.objects.create(
        session=TreatmentSession.objects.create(
            course=row.course,
            patient=made.patient,
            location=cast.harbour,
            number=2,
            planned_at=day(37),
            at=day(37),
            by=cast.alice,
            idempotency_key=key(),
        ),
        number=1,
        kind="start",
        status="running",
        at=day(37),
        recorded_at=day(37),
        by=cast.ben,
        by_name="Ben",
        idempotency_key=key(),
    )
    with clock.at(day(37)), pytest.raises(NotReady, match="Session 2 is under way"):
        made.go_on("end")


def test_a_decision_begins_one_course_by_constraint(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("end")
        with pytest.raises(NotReady, match="already rested on this decision"):
            made.begin("iv-series")
    row = Course.objects.get()
    row.pk, row.uid, row.idempotency_key = None, uuid4(), key()
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_one_course_is_continued_once_by_constraint(cast: Cast) -> None:
    made = after_a_series(cast, "iv-series", "iv")
    with clock.at(day(22)):
        made.go_on("maintenance")
    row = Course.objects.get(continues__isnull=False)
    row.pk, row.uid, row.idempotency_key = None, uuid4(), key()
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
