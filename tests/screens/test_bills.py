"""Pages of bills, prices and the clinic's own words; and what visitors and patients see of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from lightwell.access.actors import Actor
from lightwell.records.actions import clinic_pages
from lightwell.records.models import ClinicPage, DiagnosisCode, Patient, Price, Superbill
from lightwell.records.queries.prices import number_of, today_of
from tests.support.billing import administrator, as_administrator, billed, priced
from tests.support.cast import Cast
from tests.support.pages import stamp, text
from tests.support.people import key, make_patient
from tests.support.reading import grade
from tests.support.signing_in import signed_in
from tests.support.therapy import signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


def day(name: str, on: date) -> dict[str, str]:
    return {
        f"{name}_day": str(on.day),
        f"{name}_month": str(on.month),
        f"{name}_year": str(on.year),
    }


def bill(cast: Cast, page: str, **told: str) -> dict[str, str]:
    said = day("on_1", today_of(cast.harbour)) | {
        "code_1": "90792",
        "units_1": "1",
        "clinician": str(cast.alice.pk),
        "paid": "250",
        "stamp": stamp(page),
    }
    return said | told


def test_a_bill_is_made_corrected_and_opened(cast: Cast, maya: Patient) -> None:
    priced(cast.harbour)
    browser = signed_in(cast.alice)
    home = reverse("clinic:bills", args=[maya.uid])
    page = text(browser.get(home))
    assert "Nothing is sent to an insurer from here" in page and "No bill yet." in page
    code = {"code": "F33.2", "words": "As told", "stamp": stamp(page)}
    assert browser.post(home, code | {"code": "33"}).status_code == 422
    assert browser.post(home, code).status_code == 302
    make = reverse("clinic:bill-make", args=[maya.uid])
    page = text(browser.get(make))
    assert "knows of no session" in page and "checked" not in page
    assert browser.post(make, bill(cast, page, diagnoses="F33.2")).status_code == 302
    row = Superbill.objects.get()
    assert row.content["diagnoses"][0]["code"] == "F33.2"
    paper = browser.get(reverse("clinic:paper-bill", args=[maya.uid, row.uid]))
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    correct = reverse("clinic:bill-correct", args=[maya.uid, row.uid])
    assert correct in text(browser.get(home))
    page = text(browser.get(correct))
    assert "On bill 1" in page
    refused = browser.post(correct, bill(cast, page, reason=""))
    assert refused.status_code == 422 and 'value="250"' in text(refused), "typed values are kept"
    assert browser.post(correct, bill(cast, page, reason="Paid by card")).status_code == 302
    assert "Corrected by bill 2" in text(browser.get(home))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"code_1": "96365"}, "has no price for 96365"),
        ({"code_1": "S0013"}, "ended on 31 December 2025"),
        ({"units_2": "2"}, "Complete service 2"),
        ({"paid": "0,5"}, "Use a point"),
        ({"paid": "300"}, "from 0 to $250.00"),
        ({"clinician": ""}, "who rendered the services"),
    ],
)
def test_a_slip_is_told_and_nothing_is_issued(
    cast: Cast, maya: Patient, told: dict[str, str], words: str
) -> None:
    priced(cast.harbour)
    browser = signed_in(cast.alice)
    make = reverse("clinic:bill-make", args=[maya.uid])
    answer = browser.post(make, bill(cast, text(browser.get(make)), **told))
    assert answer.status_code == 422 and words in text(answer)
    assert not Superbill.objects.exists()


def test_a_code_is_ended_on_its_page(cast: Cast, maya: Patient) -> None:
    browser = signed_in(cast.alice)
    home = reverse("clinic:bills", args=[maya.uid])
    told = {"code": "F33.2", "words": "As told", "stamp": stamp(text(browser.get(home)))}
    browser.post(home, told)
    row = DiagnosisCode.objects.get()
    end = reverse("clinic:diagnosis-end", args=[maya.uid, row.uid])
    assert browser.post(end, {"stamp": "none"}).status_code == 422
    assert browser.post(end, {"stamp": stamp(text(browser.get(home)))}).status_code == 302
    assert "F33.2 no longer counts" not in text(browser.get(home))


def test_the_person_keeps_a_copy_of_letters_and_bills(
    cast: Cast, alice: Actor, maya: Patient
) -> None:
    assert maya.user is not None
    browser = signed_in(maya.user)
    url = reverse("portal:papers")
    assert text(browser.get(url)).count("None yet.") == 2
    priced(cast.harbour)
    first = billed(alice, maya, cast.harbour)
    billed(alice, maya, cast.harbour, supersedes=first.uid, reason="Paid", paid=Decimal(250))
    page = text(browser.get(url))
    assert "Use bill 2" in page and "We did not send these to anyone" in page
    assert grade(page) <= 7
    answer = browser.get(reverse("portal:paper-bill", args=[first.uid]))
    assert answer.content.startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]
    other = make_patient(cast.harbour, "Rae", "Roe")
    assert other.user is not None
    stranger = signed_in(other.user)
    assert stranger.get(reverse("portal:paper-bill", args=[first.uid])).status_code == 404


def test_letters_are_written_signed_and_kept_for_the_person(cast: Cast, maya: Patient) -> None:
    assert maya.user is not None
    browser = signed_in(cast.alice)
    write = reverse("clinic:consultation-write", args=[maya.uid])
    page = text(browser.get(write))
    assert "No determination is recorded" in page and "No course has begun" in page
    told = {"recipient": "", "reason": "Two medicines", "discussed": "ECT and TMS",
            "words": "We wait", "stamp": stamp(page)}  # fmt: skip
    refused = browser.post(write, told | {"discussed": ""})
    assert refused.status_code == 422 and "Two medicines" in text(refused)
    refused = browser.post(write, told | {"recipient": "The practice"})
    assert refused.status_code == 422 and "when the person agreed" in text(refused)
    assert browser.post(write, told).status_code == 302
    release = signed(maya)
    write = reverse("clinic:therapist-write", args=[maya.uid, release.uid])
    assert write in text(browser.get(reverse("clinic:papers", args=[maya.uid])))
    page = text(browser.get(write))
    assert "nothing else" in page
    assert browser.post(write, {"words": "", "stamp": stamp(page)}).status_code == 422
    assert browser.post(write, {"words": "Hello", "stamp": stamp(page)}).status_code == 302
    page = text(browser.get(reverse("clinic:papers", args=[maya.uid])))
    assert "Consultation letter" in page and "Letter to the therapist outside" in page
    hers = signed_in(maya.user)
    page = text(hers.get(reverse("portal:papers")))
    assert "Letter 2" in page
    uid = page.partition("/papers/letters/")[2].partition(".pdf")[0]
    assert hers.get(reverse("portal:paper-letter", args=[uid])).content.startswith(b"%PDF")


def test_the_administrator_keeps_prices_and_numbers(cast: Cast) -> None:
    browser = signed_in(administrator(cast.harbour))
    url = reverse("clinic:prices")
    page = text(browser.get(url))
    assert "No price is set." in page and "Not recorded" in page
    told = day("from_on", today_of(cast.harbour)) | {
        "service": "First consultation", "code": "", "state": "free", "amount": "",
        "stamp": stamp(page),
    }  # fmt: skip
    for wrong, words in (
        ({"state": "priced"}, "Enter the price"),
        ({"amount": "5"}, "Empty the price"),
        ({"service": ""}, "what the service is called"),
        ({"state": ""}, "how it is offered"),
    ):
        answer = browser.post(url, told | wrong)
        assert answer.status_code == 422 and words in text(answer)
    assert browser.post(url, told).status_code == 302
    assert Price.objects.get().amount == 0
    number = {"clinician": str(cast.alice.pk), "number": "1234567893",
              "stamp": stamp(text(browser.get(url)), 1)}  # fmt: skip
    keep = reverse("clinic:number-keep")
    assert browser.post(keep, number | {"number": "12"}).status_code == 422
    assert browser.post(keep, number).status_code == 302
    assert number_of(cast.alice) == "1234567893"
    refused = signed_in(cast.ben).post(url, told)
    assert refused.status_code == 403
    assert "Set a price" not in text(signed_in(cast.ben).get(url))


def test_a_page_in_markdown_is_published_and_html_is_refused(cast: Cast, client: Client) -> None:
    browser = signed_in(administrator(cast.harbour))
    url = reverse("clinic:public-page", args=["team"])
    page = text(browser.get(url))
    assert "Not written" in page
    evil = "<script>alert(1)</script>"
    refused = browser.post(url, {"words": evil, "stamp": stamp(page)})
    assert refused.status_code == 422 and "is HTML" in text(refused)
    assert evil not in text(refused) and not ClinicPage.objects.exists()
    words = "## Ada Ash\n\nAda keeps the house.\n\n- Mondays"
    assert browser.post(url, {"words": words, "stamp": stamp(page)}).status_code == 302
    public = text(client.get(reverse("public:team", args=["harbour"])))
    assert "<h2>Ada Ash</h2>" in public and "<li>Mondays</li>" in public
    assert "Version 1" in text(browser.get(reverse("clinic:public-pages")))
    assert "have not told about our team" in text(
        client.get(reverse("public:team", args=["hillside"]))
    )
    assert browser.get(reverse("clinic:public-page", args=["claims"])).status_code == 404


def test_visitors_read_prices_or_are_told_to_ask(cast: Cast, client: Client) -> None:
    url = reverse("public:prices", args=["harbour"])
    page = text(client.get(url))
    assert "Ask us" in page and "555-0100" in page and "$" not in page
    priced(cast.harbour)
    priced(cast.harbour, service="First consultation", code="", amount=Decimal(0))
    priced(cast.harbour, service="Later", code="", from_on=date(2100, 1, 1))
    page = text(client.get(url))
    assert "$250.00" in page and "The first consultation is free here" in page
    assert "January 1, 2100" in page
    home = text(client.get(reverse("public:location", args=["harbour"])))
    assert "The first consultation is free here" in home
    other = text(client.get(reverse("public:location", args=["hillside"])))
    assert "free" not in other


@pytest.mark.parametrize("name", ["prices", "team", "answers", "find-us", "location"])
def test_public_pages_are_plain_and_light(cast: Cast, client: Client, name: str) -> None:
    priced(cast.harbour)
    clinic_pages.write(
        by=as_administrator(cast.harbour), location=cast.harbour, kind="questions",
        words="## Where can I park?\n\nThere is room behind the house.", base=0, key=key(),
    )  # fmt: skip
    answer = client.get(reverse(f"public:{name}", args=["harbour"]))
    html = text(answer)
    assert answer.status_code == 200 and not answer.cookies
    assert grade(html) <= 7 and len(answer.content) < 30_000
    assert html.index('href="tel:988"') < html.index("<main")
