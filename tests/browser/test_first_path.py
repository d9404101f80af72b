"""The first path: from asking for help to a clinician who has read the answers.

One story from the visitor to the auditor, in a real browser, on the database of the run. It
also takes the pictures of the tutorial (``docs/tutorials/first-path.md``).
"""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from lightwell.records.actions import roster
from tests.browser.pictures import picture
from tests.support.browser import assert_axe_clean, assert_fits_width
from tests.support.cast import PASSWORD, SETUP, Cast, found_cast
from tests.support.jobs import run_jobs

if TYPE_CHECKING:
    from lightwell.access.models import User
    from tests.support.browser import Pages
    from tests.support.smtp import MailServer

PATIENT = "mara@patients.example"
LITTLE = 60_000
CLINIC = 100_000
FAMILY_NAME = re.compile("LINDQVIST", re.IGNORECASE)


def look(page: Page, name: str = "") -> None:
    """Every page of the story is accessible and fits its window."""
    assert_axe_clean(page)
    assert_fits_width(page)
    if name:
        picture(page, name)


class Story:
    """Who is who, their browsers, and what they know so far."""

    def __init__(self, pages: Pages, mail: MailServer) -> None:
        self.pages = pages
        self.mail = mail
        self.cast: Cast = found_cast()
        self.reference = ""
        self.record = ""
        self.alice: Page

    def newest_mail(self, words: str) -> str:
        """The text of the newest message to the patient whose subject has these words."""
        run_jobs()
        found = [one for one in self.mail.to(PATIENT) if words in str(one["Subject"])]
        assert found, f"No message about {words!r} arrived"
        body = found[-1].get_body()
        assert body is not None
        return str(body.get_content())

    def sign_in(self, user: User, viewport: str = "desktop") -> Page:
        """A member of staff signs in by e-mail address and password."""
        page = self.pages.open(viewport)
        page.goto("/account/login/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/clinic/**")
        return page


# ------------------------------------------------------------------ the visitor, on a phone


def given_a_clinic_with_readers(story: Story) -> None:
    for weekday in range(7):
        roster.add_shift(
            by=SETUP,
            location=story.cast.harbour,
            weekday=weekday,
            starts=time(0),
            ends=time(23, 59),
            reader=story.cast.ben,
        )


def when_a_visitor_asks_for_a_consultation(story: Story) -> None:
    page = story.pages.open("phone", javascript=False)
    with story.pages.measured(page) as watch:
        page.goto("/at/harbour/")
    assert watch.wire_bytes <= LITTLE
    look(page, "visitor-home")
    page.get_by_role("link", name="Ask for a first consultation").first.click()
    look(page)
    page.locator("main").get_by_role("link", name=re.compile("Start|Begin")).first.click()
    page.get_by_label("First name").fill("Mara")
    page.get_by_label("Last name").fill("Lindqvist-Demo")
    look(page)
    go_on(page)
    page.get_by_label("Phone number").fill("202-555-0141")
    page.get_by_role("group", name="May we leave a message").get_by_label("Yes").check()
    page.get_by_role("group", name="May we send a text").get_by_label("No", exact=True).check()
    go_on(page)
    page.get_by_label("What is your email address?").fill(PATIENT)
    go_on(page)
    page.get_by_label("Month").fill("3")
    page.get_by_label("Day").fill("11")
    page.get_by_label("Year").fill("1984")
    go_on(page)
    for _ in range(4):
        go_on(page)
    look(page)
    page.get_by_role("button", name="Send my request").click()
    look(page)
    story.reference = page.locator(".lw-sent__reference").inner_text()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


# ------------------------------------------------------------------ the front desk


def and_the_front_desk_makes_a_patient(story: Story) -> None:
    page = story.sign_in(story.cast.frida)
    page.goto("/clinic/requests/")
    expect(page.get_by_text(story.reference)).to_be_visible()
    look(page)
    page.get_by_role("link", name=FAMILY_NAME).first.click()
    look(page)
    page.get_by_role("link", name="Make a new patient").click()
    page.get_by_label("Female").check()
    look(page)
    page.get_by_role("button", name="Make this patient").click()
    look(page, "desk-next-steps")
    page.get_by_role("button", name="Send questionnaire link").click()
    page.get_by_role("button", name="Invite to the portal").click()
    expect(page.get_by_text("Invited")).to_be_visible()


# ------------------------------------------------------------------ the patient, on a phone


def and_the_patient_answers_by_link(story: Story) -> None:
    text = story.newest_mail("You have a form")
    assert not re.search("depress|PHQ|mood|suicid|ketamine", text, re.IGNORECASE)
    link = re.search(r"http\S+/q/\S+", text)
    assert link
    page = story.pages.open("phone", javascript=False)
    page.goto(link[0])
    look(page)
    taps = 1
    page.get_by_role("button", name="Open my form").click()
    with story.pages.measured(page) as watch:
        page.reload()
    assert watch.wire_bytes <= LITTLE
    expect(page.get_by_text("reads", exact=False).first).to_be_visible()
    look(page, "patient-phq9")
    groups = page.locator("fieldset").filter(has=page.locator("input[type=radio]"))
    for number in range(9):
        groups.nth(number).locator("input[type=radio]").nth(1).check(force=True)
        taps += 1
    page.get_by_role("button", name="Send my answers").click()
    taps += 1
    if page.get_by_role("button", name="Send as it is").count():
        page.get_by_role("button", name="Send as it is").click()
        taps += 1
    assert taps <= 12
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are not alone")
    look(page, "patient-safety")
    page.get_by_role("button", name="No, I am safe right now").click()
    look(page)


def and_drafts_past_treatments_in_the_portal(story: Story) -> None:
    page = story.pages.open("phone")
    page.goto("/account/login/code/")
    page.get_by_label("Email").fill(PATIENT)
    page.get_by_role("button", name="Send me a code").click()
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", story.newest_mail("code"), re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/my/**")
    look(page)
    draft_treatment(page, "Zoloft", dose="100")
    look(page)
    draft_treatment(page, "venlafaxin", dose="150")
    page.goto("/my/treatments")
    look(page, "patient-treatments")
    page.goto("/my/more/who-looked")
    look(page, "patient-who-looked")


def draft_treatment(page: Page, name: str, *, dose: str) -> None:
    page.goto("/my/treatments/add")
    page.get_by_label("A medicine", exact=False).first.check()
    page.get_by_label("What was it called?").fill(name)
    page.get_by_role("button", name="Save and go on").click()
    if page.get_by_text("Did you mean").count():
        page.get_by_label("Yes", exact=False).first.check()
        page.get_by_role("button", name="Save and go on").click()
    for _ in range(6):
        if page.get_by_label("What was the highest dose").count():
            page.get_by_label("What was the highest dose").fill(dose)
        if not page.get_by_role("button", name="Save and go on").count():
            break
        page.get_by_role("button", name="Save and go on").click()


# ------------------------------------------------------------------ the nurse and the prescriber


def then_a_nurse_takes_the_risk_task(story: Story) -> None:
    page = story.sign_in(story.cast.ben, "tablet")
    page.goto("/clinic/risk/")
    with story.pages.measured(page) as watch:
        page.reload()
    assert watch.wire_bytes <= CLINIC
    look(page)
    page.get_by_role("link", name=FAMILY_NAME).first.click()
    page.get_by_role("button", name="Take it").click()
    look(page, "nurse-risk-task")
    page.get_by_label("Telephone").check()
    page.get_by_label("I spoke with the person").check()
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("link", name="Open the screener").click()
    look(page)
    answers = page.locator("fieldset").filter(has=page.locator("input[type=radio]"))
    for number in range(answers.count()):
        answer = "Yes" if number < 1 else "No"
        answers.nth(number).get_by_label(answer, exact=True).check(force=True)
    page.get_by_role("button", name="Save the screener").click()
    expect(page.get_by_role("button", name="Close the task")).to_have_count(0)


def and_the_prescriber_assesses_and_closes_it(story: Story) -> None:
    page = story.alice = story.sign_in(story.cast.alice)
    page.goto("/clinic/")
    look(page)
    page.goto("/clinic/risk/")
    page.get_by_role("link", name=FAMILY_NAME).first.click()
    page.get_by_role("group", name="Level now").get_by_label("Watch").check()
    page.get_by_label("Plan").fill("Safety plan made together. Next contact tomorrow.")
    page.get_by_role("button", name="Sign the assessment").click()
    page.get_by_label("At home with a safety plan").check()
    page.get_by_role("button", name="Close the task").click()
    look(page)
    page.goto("/clinic/risk/")
    expect(page.get_by_text("No open tasks")).to_be_visible()


def and_verifies_the_trials_one_by_one(story: Story) -> None:
    page = story.alice
    page.goto("/clinic/patients/")
    page.get_by_role("link", name=FAMILY_NAME).first.click()
    story.record = page.url
    look(page)
    verify_treatment(story, "sertraline", dose="100", improvement="15")
    verify_treatment(story, "venlafaxine", dose="150", improvement="35")
    page.goto(story.record + "determination/")
    look(page, "determination")
    for outcome in ("Met", "Not met"):
        found = page.locator("main .lw-status", has_text=re.compile(f"^{outcome}$"))
        expect(found.filter(visible=True).first).to_be_visible()
    expect(page.get_by_text("What would change this").first).to_be_visible()
    page.get_by_role("button", name="Record this evaluation").click()
    look(page)


def verify_treatment(story: Story, name: str, *, dose: str, improvement: str) -> None:
    page = story.alice
    page.goto(story.record + "treatments/")
    page.get_by_role("link", name=re.compile(f"Verify {name}", re.IGNORECASE)).click()
    look(page, "prescriber-verify")
    page.get_by_label("Drug", exact=True).fill(name)
    page.get_by_label("Highest dose a day").fill(dose)
    page.get_by_label("Days at that dose").fill("70")
    page.get_by_role("group", name="Taken as prescribed?").get_by_role("radio").first.check()
    page.get_by_label("Improvement at the end").fill(improvement)
    page.get_by_role("group", name="Was an effect lost again?").get_by_label(
        "No", exact=True
    ).check()
    page.get_by_role("group", name="Episode").get_by_role("radio").first.check()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Past treatments")


def and_reads_the_score_and_signs_the_lists(story: Story) -> None:
    page = story.alice
    page.goto(story.record + "scores/")
    expect(page.locator("main svg").first).to_be_visible()
    look(page)
    page.goto(story.record + "medicines/")
    page.get_by_label("No known allergies").check()
    page.get_by_role("button", name="Sign the list of allergies").click()
    expect(page.get_by_text("No known allergies").first).to_be_visible()
    look(page)


# ------------------------------------------------------------------ the auditor


def and_the_auditor_reads_who_did_what(story: Story) -> None:
    page = story.sign_in(story.cast.dev)
    page.goto("/clinic/audit/")
    expect(page.get_by_role("table").get_by_text("Ben Brook").first).to_be_visible()
    look(page, "auditor-acts")
    call_command("audit", "verify")


@pytest.mark.django_db(transaction=True)
def test_from_asking_for_help_to_a_clinician_who_has_read_the_answers(
    transactional_db: None, pages: Pages, smtp_server: MailServer
) -> None:
    story = Story(pages, smtp_server)
    given_a_clinic_with_readers(story)
    when_a_visitor_asks_for_a_consultation(story)
    and_the_front_desk_makes_a_patient(story)
    and_the_patient_answers_by_link(story)
    and_drafts_past_treatments_in_the_portal(story)
    then_a_nurse_takes_the_risk_task(story)
    and_the_prescriber_assesses_and_closes_it(story)
    and_verifies_the_trials_one_by_one(story)
    and_reads_the_score_and_signs_the_lists(story)
    and_the_auditor_reads_who_did_what(story)
