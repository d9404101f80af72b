"""Outcomes: totals beside published groups, by domain, by goal; and the person's plainer page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.clinic.presenters import outcomes as show
from lightwell.portal.presenters import outcomes as plain
from lightwell.records.actions import goals
from lightwell.records.queries import goals as goal_queries
from lightwell.records.queries import outcomes
from tests.support.after import answered, further_sessions, left, on_day
from tests.support.care import hoped
from tests.support.cast import Cast
from tests.support.pages import text
from tests.support.people import as_patient, key, make_patient
from tests.support.sessions import NINE, Running
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast: Cast) -> Running:
    """A first session, a PHQ-9 before it and one three weeks after."""
    made = left(cast)
    answered(made, 20, NINE - timedelta(days=2))
    answered(made, 8, NINE + timedelta(days=21))
    return made


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def page(client: Client, run: Running) -> str:
    return text(client.get(reverse("clinic:outcomes", args=[run.patient.uid])))


def seen(run: Running, day: int) -> outcomes.Outcomes:
    """What the query finds on a day of the course."""
    with on_day(day):
        return outcomes.outcomes(run.prescriber, run.patient)


def test_totals_say_higher_or_lower_between_reviews(run: Running) -> None:
    (first, *_) = show.totals(seen(run, 22))
    assert first.title == "PHQ-9"
    assert "12 points lower" in first.sentence
    assert "response" not in first.sentence
    assert first.signs == ("A change of 12 is reliable (6).",)


def test_at_a_review_point_on_a_full_window_more_is_said(run: Running) -> None:
    further_sessions(run, 2)
    found = seen(run, 22)
    assert found.is_review_point
    (first, *_) = show.totals(found)
    assert "is a response (at least 50 %)" in first.sentence


def test_a_total_that_overlaps_says_no_more(cast: Cast) -> None:
    made = left(cast)
    answered(made, 20, NINE - timedelta(days=2))
    answered(made, 6, NINE + timedelta(days=8))
    further_sessions(made, 2)
    (first, *_) = show.totals(seen(made, 9))
    assert "no more is said" in first.sentence
    assert first.signs == ()


def test_worse_is_flagged_with_its_limit(cast: Cast) -> None:
    made = left(cast)
    answered(made, 9, NINE - timedelta(days=2))
    answered(made, 14, NINE + timedelta(days=21))
    (first, *_) = show.totals(seen(made, 22))
    assert first.signs == (
        "A change of 5 is not reliable (6).",
        "Worse by 5 or more than before the first dose.",
    )


def test_bands_of_the_day_with_group_denominator_source_and_date(run: Running) -> None:
    rows = {one.words: one for one in show.bands(seen(run, 14).expected)}
    said = next(one for words, one in rows.items() if "Ketamine), about 23 to 64 had" in words)
    assert said.words == (
        "Of 100 people in this group (Adults with depression who had an operation under general "
        "anaesthesia; Ketamine), about 23 to 64 had: MADRS down by half or more (day 14 from one "
        "infusion under anaesthesia, n = 19)"
    )
    assert "Placebo under the same anaesthesia" in said.about
    assert "Certainty: low" in said.about
    assert "few people, one dose" in said.why.lower()
    assert said.source.endswith("Read 27-Nov-2026.")
    assert "<svg" in said.picture
    middle = next(one for words, one in rows.items() if "mean MADRS" in words)
    assert middle.picture == ""


def test_a_day_that_nobody_reported_is_unknown_and_said(run: Running) -> None:
    found = seen(run, 60)
    assert show.bands(found.expected) == []
    assert found.expected is not None
    assert any("told from day 0 to day 14" in one for one in found.expected.unknown)


def test_after_the_series_the_days_count_from_its_last_dose(run: Running) -> None:
    further_sessions(run, 6)
    found = seen(run, 15 + 28)
    (band,) = show.bands(found.expected)
    assert "about 80 had: still improved by half without another infusion" in band.words
    assert "no interval was told" in band.words


def test_domains_with_item_before_now_and_way(run: Running) -> None:
    rows = show.domains(seen(run, 22).domains)
    told = {(one.name, one.asked): one for one in rows}
    sleep = told["Sleep", "PHQ-9, sleep"]
    assert (sleep.before, sleep.now, sleep.way) == ("3", "2", "Lower")
    assert "Kroenke" in sleep.source
    assert not any(one.asked.startswith("MADRS") for one in rows)


def test_goals_stand_in_their_words_from_the_first_rating_to_the_last(
    cast: Cast, alice: Client, run: Running
) -> None:
    assert "own goals" not in page(alice, run)
    for words, ratings in (
        ("Walk with my sister on Sundays", {-3: 2, 28: 7}),
        ("Sleep through", {-3: 4}),
        ("Read again", {}),
    ):
        with on_day(-5):
            goal = hoped(cast.actor(cast.alice), run.patient, words).goal
        for day, value in ratings.items():
            with on_day(day):
                goals.rate(
                    by=run.prescriber, patient=run.patient, goal=goal.uid, value=value, key=key()
                )
    html = page(alice, run)
    assert "Walk with my sister on Sundays" in html
    assert "7 of 10 on 01-Apr-2026 (2 on 01-Mar-2026)" in html
    assert "4 of 10 on 01-Mar-2026" in html
    assert "Not rated yet" in html
    kept = goal_queries.of_patient(cast.actor(cast.alice), run.patient)
    assert [one.words for one in plain.goals(kept)] == ["7 of 10", "4 of 10", "not rated yet"]


def test_the_page_says_what_a_band_cannot_say(alice: Client, run: Running) -> None:
    html = page(alice, run)
    assert "Outcomes" in html
    assert "By domain" in html
    assert "relapse" not in html.lower()


def test_without_a_course_there_is_nothing_to_compare_with(cast: Cast, alice: Client) -> None:
    patient = make_patient(cast.harbour, "Ola", "Oak", signs_in=False)
    html = text(alice.get(reverse("clinic:outcomes", args=[patient.uid])))
    assert "No course has begun" in html


def test_strangers_and_the_desk_do_not_see_it(cast: Cast, run: Running) -> None:
    url = reverse("clinic:outcomes", args=[run.patient.uid])
    assert signed_in(cast.chioma).get(url).status_code == 404
    assert signed_in(cast.frida).get(url).status_code == 403


# ------------------------------------------------------------------ the person's own page


def test_the_person_reads_which_way_it_went_in_plain_words(run: Running) -> None:
    with on_day(22):
        found = outcomes.own(as_patient(run.patient), run.patient)
    said = {one.name: one.words for one in plain.domains(found.domains)}
    assert said["Sleep"] == "less trouble than before"
    assert said["Joy and interest"] == "the same as before"
    with on_day(14):
        found = outcomes.own(as_patient(run.patient), run.patient)
    words = [one.words for one in plain.others(found.expected)]
    assert (
        "Of 100 adults who had one dose while asleep for an operation, about 23 to 64 felt at "
        "least half better after 14 days. They got: ketamine. The study had 19 people."
    ) in words
    assert not any("mean" in one or "MADRS" in one for one in words)


def test_the_page_of_a_person_with_nothing_yet(cast: Cast) -> None:
    patient = make_patient(cast.harbour, "Ola", "Oak")
    assert patient.user is not None
    html = text(signed_in(patient.user).get(reverse("portal:outcomes")))
    assert "you will see here what has changed" in html


def test_every_group_has_a_plain_name() -> None:
    for name in ("ketamine iv", "esketamine intranasal"):
        for days in ({"first_dose": 14}, {"first_dose": 28}, {"series_end": 40}):
            for one in plain.others(lw.expected_beside(name, days)):
                assert one.words.startswith("Of 100 adults")
