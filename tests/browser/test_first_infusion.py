"""The first path, continued: from the arrival on the day of the first infusion to the way home.

The story of ``test_first_decision`` goes on: Mara has agreed, her plan is signed, and a chair is
kept for her. It also takes pictures of ``docs/tutorials/first-path.md``.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from lightwell.diary.actions import bookings
from lightwell.diary.queries import places
from lightwell.records.actions.courses import begin, sign
from lightwell.records.models import SessionEntry, TreatmentSession
from tests.support import courses
from tests.support.cast import PASSWORD
from tests.support.decisions import agreed, decided, settle_safety
from tests.support.story import Story, answer_no_to_all, look

if TYPE_CHECKING:
    from tests.support.browser import Pages

ACROSS = {"width": 1180, "height": 820}


def given_mara_with_a_signed_plan_and_a_chair(story: Story) -> None:
    alice, mara = story.cast.actor(story.cast.alice), story.mara
    settle_safety(alice, mara)
    day_before = courses.today() - timedelta(days=1)
    courses.measured(alice, mara, on=day_before, weight_kg=70, height_cm=172)
    decided(alice, mara)
    agreed(alice, mara)
    course = begin(by=alice, patient=mara, programme=courses.IV, key=uuid4().hex)
    version = courses.planned(
        alice, course, weight=Decimal(70), weighed_on=day_before, starts_on=courses.open_day()
    )
    sign(by=alice, plan=version.uid, role="prescriber", key=uuid4().hex)
    bookings.give_place(
        by=alice,
        course=course.uid,
        number=1,
        starts_at=datetime.combine(courses.today(), time(9, 30), story.clock.zone),
        chair=places.chairs(story.cast.harbour)[0].pk,
        nurse=story.cast.ben.pk,
        key=uuid4().hex,
    )


def address(page: str = "") -> str:
    """The address of a page of Mara's first session in the room."""
    return reverse("room:session", args=[TreatmentSession.objects.get().uid]) + page


# ------------------------------------------------------------------ before the start, on the tablet


def when_ben_asks_what_is_asked_on_the_day(story: Story) -> None:
    story.clock.pass_by(minutes=40)
    page = story.ben = story.sign_in(story.cast.ben, "tablet")
    page.set_viewport_size(ACROSS)
    page.goto(reverse("room:board"))
    page.get_by_role("link", name="Open").click()
    page.goto(address("ready/"))
    expect(page.get_by_text("Not ready", exact=False).first).to_be_visible()
    look(page, "readiness")
    item(page, "The weight was measured").get_by_role("link", name="Weigh").click()
    page.get_by_label("Weight in kilograms").fill("70")
    page.get_by_label("why?").fill("Weighed on the day of the session")
    page.get_by_role("button", name="Save weight").click()
    tap(page, "Oxygen, suction", "Yes")
    tap(page, "Name and date of birth", "Yes")
    tap(page, "Intoxication", "No")
    ask(page, "A pregnancy is not possible", {"No": ""})
    ask(page, "The time since food", {"food": "9", "liquid": "3"})
    ask(page, "manage an airway", {"Yes": "", "Who is on site?": "Ben Brook"})
    ask(page, "take the person home", {"Yes": "", "takes them home": "Lou Rivera"})


def tap(page: Page, words: str, answer: str) -> None:
    """One press answers one question of the day."""
    item(page, words).get_by_role("button", name=re.compile(f"^{answer}")).click()
    expect(item(page, words).get_by_text("Ben Brook", exact=False).first).to_be_visible()


def item(page: Page, words: str) -> Locator:
    return page.locator(".lw-gate__item").filter(has_text=words).first


def ask(page: Page, words: str, says: dict[str, str]) -> None:
    """A question that takes more than one press, on a page of its own."""
    item(page, words).get_by_role("link", name="Ask").click()
    for label, text in says.items():
        box = page.get_by_label(label, exact=label in ("Yes", "No")).first
        box.fill(text) if text else box.check()
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Ready to start|Leaving"))


def and_screens_signs_the_medicines_and_reads_a_first_row(story: Story) -> None:
    page = story.ben
    screen(page)
    page.goto(story.record("medicines"))
    page.get_by_label("No medicines").check()
    page.get_by_role("button", name="Sign the list of medicines").click()
    expect(page.get_by_text("by Ben Brook").first).to_be_visible()
    page.goto(address())
    row(page, pressure="12478", hr="72", spo2="98", rr="14", moaas=5, dissociation=0)
    page.goto(address("act/comfort/"))
    page.get_by_label("A hand, nothing else").check()
    look(page)
    page.get_by_role("button", name="Save").click()


def screen(page: Page) -> None:
    """The C-SSRS since the last visit: no to all that is asked."""
    item(page, "C-SSRS").get_by_role("link", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C-SSRS since the last visit")
    look(page)
    answer_no_to_all(page)
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Ready to start|Leaving"))


def row(page: Page, *, save: str = "Save", **read: str | int) -> None:
    """One row of the flowsheet, typed and tapped."""
    for name, value in read.items():
        if name in ("moaas", "dissociation"):
            page.locator(f"[name={name}][value='{value}']").check(force=True)
        else:
            page.locator(f"[name={name}]").fill(str(value))
    with page.expect_navigation():
        page.get_by_role("button", name=save, exact=True).click()


def and_two_people_stand_for_the_dose(story: Story) -> None:
    page = story.ben
    page.goto(address("dose/"))
    amounts = {"mg": "35", "concentration_mg_per_ml": "50", "volume_ml": "0.7"}
    amounts |= {"total_volume_ml": "100", "rate_ml_per_h": "150", "minutes": "40"}
    for name, amount in amounts.items():
        page.locator(f"[name={name}]").fill(amount)
    page.get_by_role("button", name="I drew this up").click()
    expect(page.get_by_label("Password of the second person")).to_be_visible()
    look(page, "dose")
    page.get_by_label("Email address of the second person").fill(story.cast.alice.email)
    page.get_by_label("Password of the second person").fill(PASSWORD)
    page.get_by_role("button", name="I confirm this dose").click()
    expect(page.get_by_text("Alice Anders").first).to_be_visible()


# ------------------------------------------------------------------ the infusion


def then_the_infusion_starts(story: Story) -> None:
    page = story.ben
    page.goto(address("ready/"))
    expect(page.get_by_text("Nothing holds the start")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Mark as ready").click()
    page.get_by_role("button", name="Mark as ready").click()
    page.get_by_role("link", name="Start infusion").click()
    page.get_by_role("button", name="Start infusion").click()
    expect(page.get_by_text("Infusion running")).to_be_visible()


def and_a_pressure_beyond_the_limit_is_kept_flagged_and_taken_again(story: Story) -> None:
    page = story.ben
    story.clock.pass_by(minutes=10)
    page.reload()
    row(page, pressure="13284", hr="78", spo2="79", rr="14", moaas=4, dissociation=4)
    expect(page.get_by_text("Save anyway")).to_be_visible()
    row(page, save="Save anyway")
    story.clock.pass_by(minutes=10)
    page.reload()
    row(page, pressure="18298", hr="92", spo2="97", rr="14", moaas=4, dissociation=6)
    expect(page.get_by_role("alert")).to_contain_text("Systolic pressure 182")
    look(page)
    row(page, save="Save anyway")
    expect(page.locator(".lw-flag").filter(has_text="Systolic pressure 182")).to_be_visible()
    story.clock.pass_by(minutes=5)
    page.reload()
    row(page, pressure="15890")
    look(page, "flowsheet")
    page.goto(reverse("room:board"))
    look(page, "chairs")


def and_a_slip_is_corrected_and_stays_readable(story: Story) -> None:
    page = story.ben
    typed = SessionEntry.objects.get(values__spo2=79)
    page.goto(address(f"entry/{typed.uid}/"))
    page.locator("[name=spo2]").fill("97")
    page.get_by_label("Why is it corrected?").fill("The probe showed 97; typed 79.")
    look(page)
    page.get_by_role("button", name=re.compile("Save|Correct")).first.click()
    expect(page.get_by_text("The probe showed 97").first).to_be_visible()


def and_it_runs_to_its_end(story: Story) -> None:
    page = story.ben
    story.clock.pass_by(minutes=15)
    page.goto(address())
    row(page, pressure="13484", hr="76", spo2="98", rr="14", moaas=4, dissociation=3)
    page.get_by_role("link", name="End infusion").click()
    expect(page.get_by_role("button", name="End infusion")).to_be_visible()
    look(page)
    page.get_by_role("button", name="End infusion").click()
    expect(page.get_by_text("Recovering").first).to_be_visible()
    page.get_by_role("link", name="Leaving").click()
    expect(page.get_by_text("Opens when")).to_be_visible()
    look(page)


# ------------------------------------------------------------------ the way home


def then_mara_goes_home_with_somebody(story: Story) -> None:
    page = story.ben
    page.goto(address())
    row(page, pressure="12680", hr="72", spo2="98", rr="14", moaas=5, dissociation=0)
    page.goto(address("leaving/"))
    screen(page)
    for words in ("knows who and where", "walks without help", "Nausea is controlled"):
        tap(page, words, "Yes")
    for words in ("Written instructions", "next contact is booked"):
        tap(page, words, "Yes")
    ask(page, "takes the person home is here", {"Yes": "", "takes them home": "Lou Rivera"})
    expect(page.get_by_text("Nothing holds the discharge")).to_be_visible()
    look(page, "leaving")
    page.goto(address("leaving/discharge/"))
    page.get_by_label("When is the next contact?").fill("tomorrow at 9:30")
    look(page)
    page.get_by_role("button", name="Discharge").click()
    expect(page.get_by_text("Next contact: tomorrow at 9:30.")).to_be_visible()
    look(page)


# ------------------------------------------------------------------ how she is, and the paper


def and_she_says_how_she_is_now(story: Story) -> None:
    page = story.ben
    story.clock.pass_by(minutes=62)
    session = TreatmentSession.objects.get()
    page.goto(story.record("now-scale", session.uid))
    for group in page.get_by_role("main").get_by_role("group").all():
        group.get_by_role("radio").nth(4).check(force=True)
    look(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ben Brook").last).to_be_visible()


def then_ben_asks_after_her_the_next_day(story: Story) -> None:
    page = story.ben
    story.clock.pass_by(days=1)
    page.goto(story.record("follow-up", TreatmentSession.objects.get().uid, "next_day"))
    says = {"reach the person": "Yes", "unwanted effects": "No", "sleep last night": "As usual"}
    says |= {"keep from driving": "Yes"}
    for words, answer in says.items():
        group = page.get_by_role("group").filter(has_text=words).first
        group.get_by_label(answer, exact=True).check(force=True)
    for group in page.get_by_role("group").all()[len(says) :]:
        if group.get_by_label("No", exact=True).count():
            group.get_by_label("No", exact=True).check(force=True)
    look(page)
    page.get_by_role("button", name="Save the follow-up").click()
    expect(page.get_by_text("Ben Brook").last).to_be_visible()
    expect(page.get_by_role("button", name="Save the follow-up")).to_have_count(0)
    look(page, "follow-up")


def and_the_summary_is_opened_as_paper(story: Story) -> None:
    page = story.alice = story.sign_in(story.cast.alice, "desktop")
    page.goto(story.record("course"))
    look(page)
    page.goto(story.record("papers"))
    look(page)
    paper = page.request.get(story.record("paper-session", TreatmentSession.objects.get().uid))
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")


@pytest.mark.django_db(transaction=True)
def test_from_the_arrival_to_the_first_infusion_and_the_next_day(
    transactional_db: None, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(pages, monkeypatch)
    given_mara_with_a_signed_plan_and_a_chair(story)
    when_ben_asks_what_is_asked_on_the_day(story)
    and_screens_signs_the_medicines_and_reads_a_first_row(story)
    and_two_people_stand_for_the_dose(story)
    then_the_infusion_starts(story)
    and_a_pressure_beyond_the_limit_is_kept_flagged_and_taken_again(story)
    and_a_slip_is_corrected_and_stays_readable(story)
    and_it_runs_to_its_end(story)
    and_she_says_how_she_is_now(story)
    then_mara_goes_home_with_somebody(story)
    then_ben_asks_after_her_the_next_day(story)
    and_the_summary_is_opened_as_paper(story)
