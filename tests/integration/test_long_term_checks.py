"""Checks of long-term safety hold a session until they are done, or set aside by their role."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

import lightwell.clinical as lw
from lightwell.access.errors import Denied, NotReady
from lightwell.clinic.presenters import checks as show
from lightwell.records.actions import facts
from lightwell.records.queries import checks, courses
from lightwell.records.scores import keep
from tests.support.cast import Cast
from tests.support.people import key
from tests.support.sessions import NINE, Running, clock_at, know_everything, session_of

pytestmark = pytest.mark.django_db


def recorded(run: Running, on: date, reason: str = "", **found: str | None) -> None:
    """Checks as they were done on a day."""
    facts.record(
        by=run.prescriber,
        patient=run.patient,
        facts={f"checks.{name}": value for name, value in found.items()},
        observed_on=on,
        source="clinician",
        reason=reason,
        key=key(),
        base=max((one.pk for one in run.patient.facts.all()), default=0),
    )


def states(run: Running) -> dict[str, str]:
    """The state of each check on the page of the course."""
    return {one.check.of: one.state for one in found(run)}


def found(run: Running) -> tuple[lw.CheckState, ...]:
    """Every check of the course on the day of the session."""
    course = courses.newest(run.prescriber, run.patient)
    assert course is not None
    return checks.of_course(run.prescriber, course, date(2026, 3, 4))


def holding(run: Running) -> tuple[str, ...]:
    """What holds the start."""
    with pytest.raises(NotReady) as refused:
        run.act("make_ready")
    return tuple(refused.value.detail["holding"])


def test_an_old_check_holds_the_start_until_it_is_done_again(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        # What was recorded today was found long ago: a correction with its reason.
        recorded(run, NINE.date() - timedelta(days=91), "found last year", bladder="nothing_found")
        assert states(run)["bladder"] == "due"
        assert holding(run) == ("bladder_check",)
        recorded(run, NINE.date(), bladder="nothing_found")
        run.act("make_ready")
        assert run.act("start").status == "running"


def test_asked_and_not_known_is_not_done(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        recorded(run, NINE.date(), "the answer was unclear", misuse=None)
        assert states(run)["misuse"] == "never_done"
        assert holding(run) == ("misuse_check",)


def test_the_role_that_the_check_names_sets_it_aside_with_a_reason(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        recorded(run, NINE.date(), "the sample was lost", liver=None)
        assert holding(run) == ("liver_check",)
        with pytest.raises(Denied):
            run.act("override", item="liver_check", reason="Drawn today.")
        run.act(
            "override",
            by=run.prescriber,
            item="liver_check",
            reason="Drawn today, the result comes tomorrow.",
        )
        run.act("make_ready")


def test_the_bladder_questions_answered_by_the_person_are_the_check(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        recorded(run, NINE.date(), "asked, no answer", bladder=None)
        assert holding(run) == ("bladder_check",)
        with transaction.atomic():
            keep(
                by=run.prescriber,
                patient=run.patient,
                location=cast.harbour,
                instrument="bladder",
                answers=[0, 1, 0],
                key=key(),
                at=NINE,
            )
        run.act("make_ready")
    course = courses.newest(run.prescriber, run.patient)
    assert course is not None
    found = checks.of_course(run.prescriber, course, NINE.date())
    bladder = next(one for one in found if one.check.of == "bladder")
    assert bladder.last is not None
    assert bladder.last.found == "something_found"


def test_a_newer_check_of_a_person_stands_whatever_its_kind(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)
        with transaction.atomic():
            keep(
                by=run.prescriber,
                patient=run.patient,
                location=cast.harbour,
                instrument="bladder",
                answers=[0, 0, 0],
                key=key(),
                at=NINE - timedelta(days=200),
            )
        assert states(run)["bladder"] == "done"


def test_for_whom_a_check_is_meant_is_asked_on_the_day_and_of_the_record(cast: Cast) -> None:
    with clock_at(NINE):
        run = session_of(cast)
        assert states(run)["pregnancy_test"] == "never_done"
        know_everything(run)  # a pregnancy is not possible, it was said
        facts.record(
            by=run.prescriber,
            patient=run.patient,
            facts={"conditions.cad": "no", "conditions.arrhythmia": "no"},
            observed_on=NINE.date(),
            source="clinician",
            key=key(),
            base=max(one.pk for one in run.patient.facts.all()),
        )
        known = states(run)
    assert (known["pregnancy_test"], known["ecg"]) == ("not_meant", "not_meant")
    assert (known["urine"], known["cognition"]) == ("not_yet", "never_done")


def test_a_check_that_is_not_meant_says_the_same_in_every_column(cast: Cast) -> None:
    """What was found before it was known that nobody needs it still stands, and says so."""
    with clock_at(NINE):
        run = session_of(cast)
        know_everything(run)

        def row() -> show.Row:
            return next(one for one in show.rows(found(run)) if one.title == "Pregnancy test")

        never = row()
        recorded(run, NINE.date(), pregnancy_test="nothing_found")
        before = row()
    assert (never.state, never.found, never.ask) == (
        "Not for this person", "Not needed", "Nothing to do",
    )  # fmt: skip
    assert (before.state, before.found, before.ask) == (
        "Not needed now", "Nothing found", "Nothing to do",
    )  # fmt: skip
    assert before.words == "Not meant for this person now, last 04-Mar-2026"
