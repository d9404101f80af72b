"""The first path, continued: from the evaluation to a signed plan and a chair.

The story of ``test_first_path`` goes on where it ended: Mara is a patient and her history is
verified. It also takes pictures of ``docs/tutorials/first-path.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

import lightwell.clinical as lw
from lightwell.records.actions import history
from tests.support import courses
from tests.support.story import Story, answer_no_to_all, look, type_date

if TYPE_CHECKING:
    from tests.support.browser import Pages

SAYS, FOUND = "The patient says so", "Examined or judged here"


# ------------------------------------------------------------------ where the first half ended


def given_mara_whose_history_is_verified(story: Story) -> None:
    alice = story.cast.actor(story.cast.alice)
    for drug, dose, improvement in (("sertraline", 100, 15), ("venlafaxine", 150, 20)):
        trial = {"kind": "drug", "drug": drug, "dose_mg": dose, "days": 70, "adherence": "taken"}
        trial |= {"episode": "current", "improvement_pct": improvement, "lost_effect": "no"}
        drafted = history.propose(
            by=alice, patient=story.mara, subject="treatment", content=trial, key=uuid4().hex
        )
        history.verify(
            by=alice,
            patient=story.mara,
            entry=drafted.entry.uid,
            base=drafted.number,
            content=trial,
            key=uuid4().hex,
        )


# ------------------------------------------------------------------ the evaluation and the decision


def when_alice_evaluates_her_step_by_step(story: Story) -> None:
    page = story.alice = story.sign_in(story.cast.alice, "desktop")
    page.goto(story.record("evaluate"))
    with step(page, "Goals, in the person's own words", SAYS):
        page.get_by_label("Goals", exact=False).first.fill("To read to my children again.")
    with step(page, "The present episode", FOUND):
        page.get_by_label("Severe", exact=True).check()
    for title in (
        "Conditions: heart and blood vessels",
        "Conditions: brain, eyes, lungs, liver and others",
        "Conditions: mental health",
        "Conditions: alcohol and other substances",
        "Conditions: pregnancy and breastfeeding",
    ):
        with step(page, title, FOUND):
            answer_no_to_all(page)
    with step(page, "Psychiatric assessment", FOUND):
        groups = page.get_by_role("group")
        groups.filter(has_text="assessment").first.get_by_label("Yes", exact=True).check()
        groups.filter(has_text="ipolar").first.get_by_label("No", exact=True).check()
    with step(page, "Examination and vital signs", FOUND):
        for label, value in (("Body weight", "70"), ("Height", "172")):
            page.get_by_label(label, exact=False).first.fill(value)
        page.get_by_label("Systolic", exact=False).first.fill("122")
        page.get_by_label("Diastolic", exact=False).first.fill("78")
        page.get_by_label("At what time was it measured?").fill("08:50")
    with step(page, "Home and ride", SAYS):
        for yes in page.get_by_label("Yes", exact=True).all():
            yes.check()
    look(page, "evaluation")


@contextmanager
def step(page: Page, title: str, source: str) -> Iterator[None]:
    """One step of the evaluation is opened, filled in and saved."""
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    yield
    page.get_by_label(source).check()
    page.get_by_role("button", name="Save this step").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evaluation")


def and_decides_to_offer(story: Story) -> None:
    page = story.alice
    page.get_by_role("link", name="Ketamine by vein").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("rule by rule")
    expect(page.get_by_text("unknown in safety")).to_have_count(0)
    look(page, "eligibility")
    page.get_by_role("link", name="Decide").click()
    page.get_by_label("Offer", exact=True).check()
    page.get_by_label("Your reasons").fill("Two treatments have not been enough.")
    for box in page.get_by_label("To offer all the same").all():
        box.fill("Weighed with her; see the reasons.")
    look(page)
    page.get_by_role("button", name="Sign this decision").click()
    expect(page.get_by_text("Two treatments have not been enough.")).to_be_visible()
    expect(page.get_by_text("does not count yet")).to_have_count(0)
    look(page, "decision")


def and_mara_agrees_in_her_own_words(story: Story) -> None:
    page = story.alice
    page.goto(story.record("consent-record"))
    for question in lw.consent_text("ketamine-iv").questions:
        page.get_by_label(question.asks).fill("As she said it.")
    for yes in page.get_by_label("Yes", exact=True).all():
        yes.check()
    page.get_by_label("The person, who is here with me").check()
    look(page)
    page.get_by_role("button", name="The person agrees").click()
    expect(page.get_by_text("Given on")).to_be_visible()
    look(page, "consent")


# ------------------------------------------------------------------ the plan and the places


def then_a_plan_is_worked_out_and_signed(story: Story) -> None:
    page = story.alice
    page.goto(story.record("course"))
    page.get_by_label("Ketamine by vein: a series of six").check()
    page.get_by_role("button", name="Begin the course").click()
    page.get_by_role("link", name="Write the plan").click()
    today = datetime.combine(courses.today(), time())
    for label, value in (
        ("Weight, as the scale showed it", "70"),
        ("Dose for each kilogram", "0.5"),
        ("Concentration of the vial", "50"),
        ("Total volume to infuse", "100"),
        ("Length of the infusion", "40"),
        ("Number of sessions", "6"),
    ):
        page.get_by_label(label).fill(value)
    for label in ("Kilograms", "Actual weight", "2 a week"):
        page.get_by_label(label).check()
    type_date(page, "weighed_on", today)
    type_date(page, "starts_on", datetime.combine(courses.open_day(), time()))
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("0.5 mg per kg × 70 kg = 35 mg")).to_be_visible()
    look(page, "plan")
    page.get_by_label("Prescriber", exact=True).check()
    page.get_by_role("button", name="Sign this plan").click()
    expect(page.get_by_text("Signed as prescriber")).to_be_visible()
    look(page)


def and_the_first_session_gets_a_chair_and_a_nurse(story: Story) -> None:
    page = story.alice
    page.goto(story.record("session-book", 1))
    type_date(page, "day", datetime.combine(courses.today(), time()))
    page.get_by_label("Time at which").fill("09:30")
    page.get_by_label("Chair").select_option(label="Chair 1, Light room")
    page.get_by_label("Nurse").select_option(label="Ben Brook")
    look(page)
    page.get_by_role("button", name="Book this session").click()
    expect(page.get_by_text("09:30 to 11:40")).to_be_visible()
    page.goto(story.record("course"))
    look(page, "course")
    page.goto(reverse("clinic:schedule"))
    expect(page.get_by_role("link", name="LINDQVIST-DEMO, Mara", exact=True)).to_be_visible()
    look(page)


@pytest.mark.django_db(transaction=True)
def test_from_the_evaluation_to_a_signed_plan_and_a_chair(
    transactional_db: None, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(pages, monkeypatch)
    given_mara_whose_history_is_verified(story)
    when_alice_evaluates_her_step_by_step(story)
    and_decides_to_offer(story)
    and_mara_agrees_in_her_own_words(story)
    then_a_plan_is_worked_out_and_signed(story)
    and_the_first_session_gets_a_chair_and_a_nurse(story)
