"""Plain education on the public site: every subject, its pictures, sources and reading grade."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.kit.arrays import people_of_100
from lightwell.public import learning
from tests.support.cast import Cast
from tests.support.crawl import CLINICAL_WORDS
from tests.support.pages import text
from tests.support.reading import grade

pytestmark = pytest.mark.django_db
LEARN = reverse("public:learn", args=["harbour"])
CLAIMS = reverse("public:claims", args=["harbour"])


def page(name: str) -> str:
    return reverse("public:topic", args=["harbour", name])


PAGES = [LEARN, CLAIMS, *(page(name) for name in learning.TOPICS)]


@pytest.fixture(autouse=True)
def _places(cast: Cast) -> None:
    """A clinic to read about."""


def test_every_subject_of_the_knowledge_has_its_page(client: Client) -> None:
    told = text(client.get(LEARN))
    assert set(library().education.topics) == set(learning.TOPICS.values())
    for word, name in learning.TOPICS.items():
        assert page(word) in told
        assert f'<h1 class="nhsuk-heading-l">{lw.education(name).header.title}</h1>' in text(
            client.get(page(word))
        )


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_plain_starts_with_crisis_help_and_keeps_nothing(
    client: Client, url: str
) -> None:
    answer = client.get(url)
    html = text(answer)
    assert answer.status_code == 200
    assert not answer.cookies
    assert html.index('href="tel:988"') < html.index("<main")
    assert grade(html) <= 7


@pytest.mark.parametrize("url", PAGES[1:])
def test_every_sentence_names_its_source_and_every_source_is_named(
    client: Client, url: str
) -> None:
    html = text(client.get(url))
    assert set(re.findall(r'href="#(source-\d+)"', html)) == set(
        re.findall(r'id="(source-\d+)"', html)
    )
    assert "Not yet reviewed by a clinician" in html


def test_a_number_is_drawn_beside_what_it_was_compared_with(client: Client) -> None:
    html = text(client.get(page("week-by-week")))
    number = library().evidence.by_id["turkoz_response_day_28"]
    assert number.reference_class in html
    for count in (number.value, int(number.against_value or 0)):
        picture = html[: html.index(f"{count} of 100 got better by half")].rsplit("<figure", 1)[1]
        assert people_of_100(count) in picture


def test_every_claim_is_there_with_its_verdict_and_what_the_studies_say(client: Client) -> None:
    html = text(client.get(CLAIMS))
    for claim in lw.claims():
        assert claim.said in html
        assert learning.VERDICTS[claim.verdict] in html


def test_a_share_told_of_a_thousand_is_said_and_not_drawn() -> None:
    rare = next(one for one in learning.claims_page().parts if "8 of 1,000" in one.told[0].text)
    assert rare.told[0].figures == ()


@pytest.mark.parametrize("url", PAGES)
def test_an_address_says_nothing_of_an_illness_or_a_drug(url: str) -> None:
    assert not CLINICAL_WORDS.search(url)


@pytest.mark.parametrize("name", ["nothing", "claims", "questions-", "options"])
def test_a_subject_that_is_not_there_is_no_page(client: Client, name: str) -> None:
    assert client.get(page(name)).status_code == 404


def test_every_outcome_and_every_verdict_has_plain_words() -> None:
    from lightwell.clinical.educationfile import VERDICTS
    from lightwell.clinical.evidencefile import OUTCOMES
    from lightwell.clinical.hundreds import WORDS

    assert set(WORDS) == set(OUTCOMES)
    assert set(learning.VERDICTS) == set(VERDICTS)
